"""Reads what Slack's Events API delivers: messages, mentions, who comes and goes.

- A message that names the assistant is a MENTION, whichever of its two events brings it: both have
  the same `message`, so one of them is kept. Whoever works on it looks at its thread first: in a
  handoff's thread it counts like any other message there.
- In a channel only what names the assistant, or stands in a thread, is kept at all: what staff say
  among themselves is none of our business.
- An edit that changes neither words nor files is none. Slack words as edits that a link got its
  preview, that a thread got a reply, and once more every reply to a message that was deleted.
- A deleted message that has replies stays as a tombstone, which comes as an edit: it is a REMOVAL.
- A removal is kept whoever wrote the message: the root of a handoff's thread is ours. It need not
  tell what the message was; then whoever works on it knows the line, or nobody does.
"""

from dataclasses import dataclass
from typing import Final

from assistant.slack.client import OUTBOX
from assistant.slack.fields import Body, first, part, team_of, word
from assistant.thread import Arrival, ArrivalKind

OF_PEOPLE: Final = frozenset({"", "file_share", "me_message", "thread_broadcast"})  # subtypes
_ABOUT_PEOPLE: Final = {
    "app_home_opened": ArrivalKind.HOME,
    "member_joined_channel": ArrivalKind.MEMBERS,
    "member_left_channel": ArrivalKind.MEMBERS,
}


@dataclass(frozen=True, slots=True)
class Envelope:
    """An event and what Slack writes around it.

    Attributes:
        app: Our own app's id.
        bot: The assistant's own user id; empty if the envelope does not tell.
    """

    key: str
    team: str
    app: str
    bot: str
    event: Body

    @property
    def channel(self) -> str:
        """Where it happened."""
        return word(self.event, "channel")

    def lane(self, *messages: Body) -> str:
        """The thread of a message, told by the first version of it that knows."""
        roots = [word(one, name) for name in ("thread_ts", "ts") for one in messages]
        return f"{self.channel}:{next(filter(None, roots), '')}"

    def names_us(self, message: Body) -> bool:
        """Whether a message names the assistant."""
        text = str(message.get("text"))
        is_told = f"<@{self.bot}>" in text or f"<@{self.bot}|" in text
        return is_told or word(message, "type") == "app_mention"

    def is_of_a_bot(self, message: Body) -> bool:
        """Whether an app wrote a message, ours or another one."""
        return (
            bool(word(message, "bot_id"))
            or word(message, "subtype") == "bot_message"
            or (bool(self.app) and word(message, "app_id") == self.app)
            or (bool(self.bot) and word(message, "user") == self.bot)
            or word(part(message, "metadata"), "event_type") == OUTBOX
        )

    def concerns_us(self, *messages: Body) -> bool:
        """Whether a message was written to the assistant, or in a thread."""
        is_direct = self.channel.startswith("D")
        return is_direct or any(word(one, "thread_ts") or self.names_us(one) for one in messages)


def read_event(body: Body) -> Arrival | None:
    """Read an envelope of the Events API; None if nobody need act on it."""
    granted = first(body, "authorizations")
    envelope = Envelope(
        key=f"event:{word(body, 'event_id')}",
        team=team_of(body),
        app=word(body, "api_app_id"),
        bot=word(granted, "user_id") if granted.get("is_bot") is True else "",
        event=part(body, "event"),
    )
    if not word(body, "event_id") or not envelope.team:
        return None
    kind = word(envelope.event, "type")
    if kind in {"message", "app_mention"}:
        return _read_message(envelope) if envelope.channel else None
    return _read_person(envelope, kind)


def _read_person(envelope: Envelope, kind: str) -> Arrival | None:
    user = word(envelope.event, "user")
    if not user or kind not in _ABOUT_PEOPLE:
        return None
    return Arrival(envelope.key, _ABOUT_PEOPLE[kind], f"user:{user}", envelope.event)


def _read_message(envelope: Envelope) -> Arrival | None:
    subtype = word(envelope.event, "subtype")
    if subtype == "message_changed":
        return _read_change(envelope)
    if subtype == "message_deleted":
        return _read_removal(envelope, word(envelope.event, "deleted_ts"))
    return _read_words(envelope) if subtype in OF_PEOPLE else None


def _read_words(envelope: Envelope) -> Arrival | None:
    said = envelope.event
    ts = word(said, "ts")
    is_complete = bool(ts and word(said, "user"))
    if not is_complete or envelope.is_of_a_bot(said) or not envelope.concerns_us(said):
        return None
    is_mention = envelope.names_us(said) and not envelope.channel.startswith("D")
    kind = ArrivalKind.MENTION if is_mention else ArrivalKind.MESSAGE
    message = f"{envelope.team}:{envelope.channel}:{ts}"
    return Arrival(envelope.key, kind, envelope.lane(said), said, message)


def _read_change(envelope: Envelope) -> Arrival | None:
    new, old = part(envelope.event, "message"), part(envelope.event, "previous_message")
    if word(new, "subtype") == "tombstone":
        return _read_removal(envelope, word(new, "ts"))
    is_silent = _reads_the_same(new, old) or envelope.is_of_a_bot(new)
    if not word(new, "ts") or is_silent or not envelope.concerns_us(new, old):
        return None
    return Arrival(envelope.key, ArrivalKind.EDIT, envelope.lane(new, old), envelope.event)


def _reads_the_same(new: Body, old: Body) -> bool:
    """Whether nothing that a reader sees has changed; unknown is not the same."""
    return bool(old) and all(new.get(name) == old.get(name) for name in ("text", "files"))


def _read_removal(envelope: Envelope, ts: str) -> Arrival | None:
    new, old = part(envelope.event, "message"), part(envelope.event, "previous_message")
    is_of_others = bool(old) and not (envelope.concerns_us(new, old) or envelope.is_of_a_bot(old))
    if not ts or is_of_others:
        return None
    told = {**envelope.event, "deleted_ts": ts}  # a tombstone does not say it this way
    return Arrival(envelope.key, ArrivalKind.REMOVAL, envelope.lane(new, old, {"ts": ts}), told)
