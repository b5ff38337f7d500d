"""What Slack delivers, signed as Slack signs it."""

import hashlib
import hmac
import json
from typing import Any
from urllib.parse import urlencode

SECRET = "the signing secret of the tests"
TEAM, APP, BOT, CHANNEL, DIRECT = "T1", "A1", "UBOT", "C1", "D1"
ROOT, TS, LATER = "1727712000.000100", "1727712345.000200", "1727712346.000300"
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def sign(body: bytes, timestamp: str, secret: str = SECRET) -> str:
    """The signature that Slack would give a body."""
    signed = f"v0:{timestamp}:".encode() + body
    return "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def seal(body: bytes, timestamp: str, secret: str = SECRET) -> dict[str, str]:
    """The headers of a signed body."""
    return {
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": sign(body, timestamp, secret),
    }


def envelope(event: dict[str, Any], **changed: Any) -> dict[str, Any]:  # noqa: ANN401 - of JSON
    """An event as the Events API wraps it."""
    return {
        "type": "event_callback",
        "team_id": TEAM,
        "api_app_id": APP,
        "event_id": "Ev1",
        "authorizations": [{"team_id": TEAM, "user_id": BOT, "is_bot": True}],
        "event": event,
        **changed,
    }


def said(text: str = "Yes, by 31 May.", **changed: Any) -> dict[str, Any]:  # noqa: ANN401 - of JSON
    """A message that somebody of staff wrote, in a thread."""
    return {
        "type": "message",
        "user": "U1",
        "text": text,
        "ts": TS,
        "channel": CHANNEL,
        "thread_ts": ROOT,
        **changed,
    }


def changed(new: dict[str, Any], old: dict[str, Any] | None = None) -> dict[str, Any]:
    """The event by which Slack tells that a message has changed."""
    event = {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "channel": new["channel"],
        "ts": LATER,
        "message": new,
    }
    return event if old is None else {**event, "previous_message": old}


def removed(old: dict[str, Any]) -> dict[str, Any]:
    """The event by which Slack tells that a message is gone."""
    return {
        "type": "message",
        "subtype": "message_deleted",
        "hidden": True,
        "channel": old["channel"],
        "ts": LATER,
        "deleted_ts": old["ts"],
        "previous_message": old,
    }


def press(**changed: Any) -> dict[str, Any]:  # noqa: ANN401 - of JSON
    """A press on a button below a message in a thread."""
    return {
        "type": "block_actions",
        "team": {"id": TEAM},
        "user": {"id": "U1", "team_id": TEAM},
        "channel": {"id": CHANNEL},
        "container": {
            "type": "message",
            "message_ts": TS,
            "channel_id": CHANNEL,
            "thread_ts": ROOT,
        },
        "actions": [{"action_id": "claim", "action_ts": LATER, "value": "7"}],
        **changed,
    }


def form(**changed: Any) -> dict[str, Any]:  # noqa: ANN401 - of JSON
    """A modal that was sent in."""
    view = {
        "id": "V1",
        "type": "modal",
        "callback_id": "wrong",
        "app_installed_team_id": TEAM,
    }
    return {
        "type": "view_submission",
        "team": {"id": TEAM},
        "user": {"id": "U1"},
        "view": view,
        **changed,
    }


def command(**changed: str) -> dict[str, str]:
    """A slash command."""
    return {
        "command": "/membership",
        "text": "How do we join?",
        "team_id": TEAM,
        "user_id": "U1",
        "channel_id": CHANNEL,
        "trigger_id": "13.14.ab",
        **changed,
    }


def as_json(body: object) -> bytes:
    return json.dumps(body).encode()


def as_form(body: dict[str, Any]) -> bytes:
    """A slash command's own form, or that of an interaction."""
    fields = body if "command" in body else {"payload": json.dumps(body)}
    return urlencode(fields).encode()
