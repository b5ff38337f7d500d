"""What Slack tells of buttons, modals and commands.

Its words stand below docs.slack.dev/reference/interaction-payloads.
"""

from tests.slack_double.channels import Channel, ChannelKind
from tests.slack_double.fields import Fields
from tests.slack_double.forms import Answers, fill_in, press
from tests.slack_double.parcels import Parcel, ParcelKind
from tests.slack_double.people import Person
from tests.slack_double.posts import Post
from tests.slack_double.response_urls import ResponseUrls
from tests.slack_double.triggers import Triggers
from tests.slack_double.views import View
from tests.slack_double.workspace import APP, TEAM, Workspace

_TOKEN, _DOMAIN = "a token that proves nothing", "double"  # as Slack sends them still


class Interactions:
    """Words them, with a fresh trigger and a response_url."""

    def __init__(self, workspace: Workspace, triggers: Triggers, urls: ResponseUrls) -> None:
        self._workspace = workspace
        self._triggers = triggers
        self._urls = urls

    def press_in_message(
        self, person: Person, post: Post, action_id: str, value: str | None
    ) -> Parcel:
        """Somebody pressed something in a message.

        Slack does not send the text of a message that only one person sees.
        """
        channel = self._workspace.channels[post.channel]
        container = {
            "type": "message",
            "message_ts": post.ts,
            "channel_id": channel.id,
            "is_ephemeral": bool(post.shown_to),
        } | ({"thread_ts": post.thread} if post.thread else {})
        told: Fields = {
            "container": container,
            "channel": {"id": channel.id, "name": _channel_name(channel)},
            "response_url": self._urls.give(person.id, channel, post),
        }
        if not post.shown_to:
            told["message"] = self._workspace.as_slack(post)
        return self._actions(person, told, press(post.blocks, action_id, value))

    def press_in_view(
        self, person: Person, view: View, action_id: str, value: str | None
    ) -> Parcel:
        """Somebody pressed something in a modal or in the app's home."""
        container = {"type": "view", "view_id": view.id}
        told = {"container": container, "view": view.as_slack()}
        return self._actions(person, told, press(view.blocks, action_id, value))

    def submission(self, person: Person, view: View, answers: Answers) -> Parcel:
        """Somebody sent a modal in."""
        told = {"type": "view_submission", "view": view.as_slack(fill_in(view.blocks, answers))}
        return self._interaction(person, {**told, "response_urls": []})

    def command(self, person: Person, channel: Channel, command: str, text: str) -> Parcel:
        """Somebody ran a slash command."""
        body = {
            "token": _TOKEN,
            "team_id": TEAM,
            "team_domain": _DOMAIN,
            "channel_id": channel.id,
            "channel_name": _channel_name(channel),
            "user_id": person.id,
            "user_name": person.name,
            "command": command,
            "text": text,
            "api_app_id": APP,
            "is_enterprise_install": "false",
            "response_url": self._urls.give(person.id, channel),
            "trigger_id": self._triggers.issue(person.id),
        }
        return Parcel(ParcelKind.COMMAND, body)

    def _actions(self, person: Person, told: Fields, pressed: Fields) -> Parcel:
        action = {**pressed, "action_ts": self._workspace.stamps.next()}
        state: Fields = {"values": {}}
        body = {"type": "block_actions", "state": state, **told, "actions": [action]}
        return self._interaction(person, body)

    def _interaction(self, person: Person, told: Fields) -> Parcel:
        who = {"id": person.id, "username": person.name, "name": person.name}
        body = {
            "team": {"id": TEAM, "domain": _DOMAIN},
            "user": {**who, "team_id": person.team_id},
            "api_app_id": APP,
            "token": _TOKEN,
            "trigger_id": self._triggers.issue(person.id),
            "enterprise": None,
            "is_enterprise_install": False,
            **told,
        }
        return Parcel(ParcelKind.INTERACTION, body)


def _channel_name(channel: Channel) -> str:
    match channel.kind:
        case ChannelKind.PUBLIC:
            return channel.name
        case ChannelKind.PRIVATE:
            return "privategroup"
        case ChannelKind.DIRECT:
            return "directmessage"
