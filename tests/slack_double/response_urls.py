"""Addresses that Slack gives with an interaction, to answer it for half an hour."""

import secrets
import time
from dataclasses import dataclass

from tests.slack_double.calls import Call
from tests.slack_double.channels import Channel
from tests.slack_double.content import read_content
from tests.slack_double.fields import Fields, Refused
from tests.slack_double.posts import Post
from tests.slack_double.workspace import Workspace

# docs.slack.dev/interactivity/handling-user-interaction#message_responses
_USES, _SECONDS = 5, 30 * 60


@dataclass
class _Given:
    person: str
    channel: Channel
    about: Post | None
    given_at: float
    uses: int = 0


class ResponseUrls:
    """Gives the addresses, and does what is posted to them."""

    def __init__(self, workspace: Workspace, address: str) -> None:
        self._workspace = workspace
        self._address = address
        self._given: dict[str, _Given] = {}

    def give(self, person: str, channel: Channel, about: Post | None = None) -> str:
        """An address for what somebody did in a channel, with a message or a command."""
        key = secrets.token_hex(12)
        self._given[key] = _Given(person, channel, about, time.monotonic())
        return f"{self._address}/hooks/{key}"

    def answer(self, key: str, body: Fields) -> None:
        """Do what the app posts to an address.

        Raises:
            Refused: `expired_url` after half an hour, `used_url` at the sixth time, or what is
                wrong with the message.
        """
        given = self._given.get(key)
        if given is None or time.monotonic() - given.given_at > _SECONDS:
            raise Refused("expired_url")
        if given.uses == _USES:
            raise Refused("used_url")
        given.uses += 1
        self._do(given, Call("response_url", "", body))

    def _do(self, given: _Given, call: Call) -> None:
        about = given.about
        if about and call.flag("delete_original"):
            self._delete(about)
        elif about and call.flag("replace_original"):
            self._workspace.edit(about, self._workspace.bot, read_content(call))
        else:
            self.write(call, given.person, given.channel)

    def write(self, call: Call, person: str, channel: Channel) -> None:
        """Answer in the channel, or, if nothing else is said, before the person's eyes alone.

        It needs no membership of the app: one may run its command anywhere.
        """
        content, thread = read_content(call), call.text("thread_ts")
        if call.text("response_type") == "in_channel":
            self._workspace.write_anywhere(channel, content, thread)
        else:
            self._workspace.show(channel, person, content, thread)

    def _delete(self, post: Post) -> None:
        if post.shown_to:
            self._workspace.ephemerals.remove(post)
        else:
            self._workspace.channels[post.channel].remove(post)
