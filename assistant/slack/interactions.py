"""Reads what people do in Slack besides writing: buttons, modals and the slash command.

Slack gives these no id of their own, so that the key is made of who did what to which message or
modal, and when.
"""

from assistant.slack.fields import Body, first, part, word
from assistant.thread import Arrival, ArrivalKind


def read_press(body: Body) -> Arrival | None:
    """Read a pressed button; None if it cannot be told from another one."""
    user, action = word(part(body, "user"), "id"), first(body, "actions")
    where = _message_of(body) or word(part(body, "view"), "id")
    key = _key("press", user, word(action, "action_id"), where, word(action, "action_ts"))
    return Arrival(key, ArrivalKind.PRESS, _lane_of(body, user), body) if key else None


def read_form(body: Body) -> Arrival | None:
    """Read a modal that was sent in; None if it cannot be told from another one."""
    user, view = word(part(body, "user"), "id"), part(body, "view")
    key = _key("form", user, word(view, "callback_id"), word(view, "id"))
    return Arrival(key, ArrivalKind.FORM, f"user:{user}", body) if key else None


def read_command(body: Body) -> Arrival | None:
    """Read a slash command; None if it cannot be told from another one."""
    user = word(body, "user_id")
    key = _key("command", user, word(body, "command"), word(body, "trigger_id"))
    return Arrival(key, ArrivalKind.COMMAND, f"user:{user}", body) if key else None


def _key(*words: str) -> str:
    return ":".join(words) if all(words) else ""


def _message_of(body: Body) -> str:
    """Channel and timestamp of the message that a button stands on; empty in a modal."""
    held = part(body, "container")
    channel = word(held, "channel_id") or word(part(body, "channel"), "id")
    return _key(channel, word(held, "message_ts") or word(part(body, "message"), "ts"))


def _lane_of(body: Body, user: str) -> str:
    """The thread that a button stands in, else who pressed it."""
    held, message = part(body, "container"), part(body, "message")
    channel, _, ts = _message_of(body).partition(":")
    root = word(held, "thread_ts") or word(message, "thread_ts")
    if not root and held.get("is_ephemeral") is not True:  # under what only one sees is no thread
        root = ts
    return f"{channel}:{root}" if channel and root else f"user:{user}"
