"""The manifest that makes the Slack app: paste it at api.slack.com/apps.

By version 2 of Slack's schema (github.com/slackapi/manifest-schema), which limits a name to 35
letters, a description to 140, an agent's description to 300, and its prompts to four.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from assistant.seams import AssistantError

EVENTS_PATH: Final = "/slack/events"
NAME: Final = "Membership Assistant"
DESCRIPTION: Final = "Answers membership questions with their sources, and hands visitors to staff."

# Each scope, and what the assistant cannot do without it. Modals, App Home and the agent's view
# need none; a direct message is posted to a user's id, so that `im:write` is not needed either.
SCOPES: Final[Mapping[str, str]] = {
    "app_mentions:read": "hear its name in a channel",
    "channels:history": "hear replies in a thread, and read those it missed, in a public channel",
    "channels:read": "see who belongs to the staff channel, and who joins or leaves it",
    "chat:write": "answer, open a thread for a visitor, show that it is thinking",
    "commands": "take /membership",
    "groups:history": "as channels:history, in a private channel",
    "groups:read": "as channels:read, in a private channel",
    "im:history": "hear direct messages, and read those it missed",
    "reactions:write": "show what happened to a reply: sent, seen, e-mailed",
    "users:read": "tell staff from guests and from people of other workspaces",
}
EVENTS: Final = (
    "app_home_opened",
    "app_mention",
    "member_joined_channel",
    "member_left_channel",
    "message.channels",
    "message.groups",
    "message.im",
)
PROMPTS: Final = (
    ("What would we pay?", "What would a city of 48,210 people pay?"),
    ("Is a community a member?", "Is Fort Worth, Texas a member?"),
    ("What do members get?", "What do members get for their dues?"),
    ("How does one join?", "How does a city join?"),
)

_ADDRESS: Final = re.compile(r"(?:https://)?((?:[a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63}(?::\d{1,5})?)/?")


class HostRefused(AssistantError):
    """Slack could not send anything to a host written like this."""


def read_host(written: str) -> str:
    """The web address of a host, written with or without `https://`.

    Raises:
        HostRefused: It is none that Slack could reach.
    """
    found = _ADDRESS.fullmatch(written.strip().lower())
    if found is None:
        raise HostRefused(
            f"{written!r} is no host that Slack can send to: "
            "write chat.example.org or https://chat.example.org."
        )
    return f"https://{found[1]}"


def write_manifest(address: str, *, socket_mode: bool) -> Mapping[str, Any]:
    """The whole manifest.

    Args:
        address: `https://host`; empty where everything comes by a socket.
        socket_mode: Whether Slack sends through a socket that the server opens.
    """
    url = {"url": address + EVENTS_PATH} if address else {}
    request_url = {"request_url": address + EVENTS_PATH} if address else {}
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {"name": NAME, "description": DESCRIPTION},
        "features": {
            "agent_view": _agent_view(),
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": NAME, "always_online": True},
            "slash_commands": [{**_command(), **url}],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**request_url, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **request_url},
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket_mode,
            "token_rotation_enabled": False,
        },
    }


def _agent_view() -> Mapping[str, Any]:
    return {
        "agent_description": (
            "Ask about dues, benefits, rules, and who is a member. Each answer is copied from the "
            "association's own documents, with its sources; what they do not say, it does not know."
        ),
        "suggested_prompts": [{"title": title, "message": message} for title, message in PROMPTS],
    }


def _command() -> Mapping[str, Any]:
    return {
        "command": "/membership",
        "description": "Ask the membership assistant; only you see the answer.",
        "usage_hint": "[question | away until ... | pause]",
        "should_escape": False,
    }
