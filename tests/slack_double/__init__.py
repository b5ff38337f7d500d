"""A local server that plays Slack, driven through the real slack-sdk and Bolt.

Tests judge by what has landed in it, never by calls made. It is written from Slack's reference, so
it shows our side of the contract, not Slack's.
"""

from tests.slack_double.channels import Channel, ChannelKind
from tests.slack_double.courier import Ways
from tests.slack_double.double import Slack, play_slack
from tests.slack_double.people import Person
from tests.slack_double.posts import Post
from tests.slack_double.sending import Sender
from tests.slack_double.sight import live_marks, visible_text
from tests.slack_double.views import View

__all__ = [
    "Channel",
    "ChannelKind",
    "Person",
    "Post",
    "Sender",
    "Slack",
    "View",
    "Ways",
    "live_marks",
    "play_slack",
    "visible_text",
]
