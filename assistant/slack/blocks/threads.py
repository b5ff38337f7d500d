"""What is told in a handoff's thread as it happens."""

from collections.abc import Sequence
from enum import StrEnum

from assistant.conversation import Handoff, Message, Reminder
from assistant.slack.blocks.answers import draw_told
from assistant.slack.blocks.elements import header, line, moment, quoted, rich, section, text
from assistant.slack.blocks.handoffs import URGENT
from assistant.slack.blocks.messages import draw_message, name_author
from assistant.slack.blocks.posts import deal, notify, post
from assistant.slack.blocks.signs import tidy_name
from assistant.slack.blocks.site import Site
from assistant.telling.messages import read_answer
from assistant.thread import Post


class Turn(StrEnum):
    """What somebody did to a conversation."""

    CLAIMED = "claimed"
    CLOSED = "closed"
    HANDED_BACK = "handed_back"
    ASKED = "asked"  # the visitor, for a person, once more
    RETURNED = "returned"  # the visitor, to a closed one
    GAVE_UP = "gave_up"  # the visitor, on whoever has it


def draw_lines(messages: Sequence[Message], site: Site) -> tuple[Post, ...]:
    """Messages as they came, joined where they wait together; in as many posts as they need.

    Args:
        messages: One or several, of the visitor, of staff elsewhere, or of the house.
        site: Where it is read.
    """
    blocks = [block for message in messages for block in draw_message(message, site)]
    return deal(_notice(messages[-1], site), blocks) if blocks else ()


def draw_reply(message: Message, site: Site) -> Post:
    """An answer of the assistant's to the visitor, with its sources."""
    answer = read_answer(message)
    told = draw_message(message, site) if answer is None else draw_told(answer, site)
    blocks = [*told, line(moment(message.at))]
    return post(_notice(message, site), blocks, site.words.shared["more"])


def draw_turn(turn: Turn, name: str, site: Site) -> Post:
    """What somebody did; the name is not needed where the visitor did it."""
    who = tidy_name(name) or site.words.thread["somebody"]
    said = site.words.thread[turn].format(name=who)
    return Post(notify(said), (line(text(said, bold=True)),))


def draw_reminder(reminder: Reminder, handoff: Handoff, site: Site) -> Post:
    """What a clock says; of a complaint or of somebody in distress, that stands first."""
    who = tidy_name(handoff.claimed_by) or site.words.thread["somebody"]
    said = site.words.reminders[reminder].format(name=who)
    if handoff.reason not in URGENT:
        return Post(notify(said), (line(text(said, bold=True)),))
    reason = site.words.reasons[handoff.reason]
    return Post(notify(f"{reason}: {said}"), (header(reason), line(text(said, bold=True))))


def draw_trouble(why: str, words: str, site: Site) -> Post:
    """Something that was not delivered.

    Args:
        why: A sentence of ours.
        words: What was not delivered.
        site: Where it is read.
    """
    said = site.words.thread["trouble"].format(why=why)
    blocks = [line(text(said, bold=True)), *([rich(quoted(*site.spans(words)))] if words else [])]
    return post(said, blocks, site.words.shared["more"])


def draw_edit(message: Message, site: Site) -> Post:
    """A visitor's message as it is after a change."""
    return _changed("edited", message.text, message, site)


def draw_removal(message: Message, before: str, site: Site) -> Post:
    """A visitor's message that was taken back, with what it said before; empty if erased."""
    return _changed("removed", before, message, site)


def _changed(name: str, words: str, message: Message, site: Site) -> Post:
    said = site.words.thread[name]
    head = section(text(said, bold=True), text(" "), moment(message.at))
    block = rich(head, quoted(*site.spans(words))) if words else rich(head)
    return post(said, [block], site.words.shared["more"])


def _notice(message: Message, site: Site) -> str:
    return f"{name_author(message, site)}: {message.text}"
