"""What only one of the staff sees: what becomes of their words, and why something is not done."""

from collections.abc import Sequence
from enum import StrEnum

from assistant.slack.blocks import actions
from assistant.slack.blocks.elements import Json, button, buttons, line, text
from assistant.slack.blocks.posts import notify
from assistant.slack.blocks.signs import shorten, tidy_name
from assistant.slack.blocks.site import Site
from assistant.thread import Post

_NAMES = 1_000  # characters of the names of files that are shown


class Refusal(StrEnum):
    """Why somebody may not do something."""

    GUEST = "guest"
    STRANGER = "stranger"  # no member of the staff channel
    OTHER_TEAM = "other_team"
    CLAIMED = "claimed"  # somebody else has the conversation
    OVERTAKEN = "overtaken"
    NOT_THEIRS = "not_theirs"  # somebody else typed it
    GONE = "gone"  # to the visitor
    TAKEN_BACK = "taken_back"
    UNKNOWN = "unknown"  # there is no such conversation any more
    OTHER = "other"


def draw_note(id: str, site: Site) -> Post:
    """What was typed stays with staff, and may be sent.

    Args:
        id: Of what was typed.
        site: Where it is read.
    """
    words = site.words.aside
    return _aside(words["note"], button(words["send"], actions.SEND_NOTE, id))


def draw_held(id: str, seconds: int, site: Site) -> Post:
    """What was typed goes to the visitor soon, and may still be kept back.

    Args:
        id: Of what was typed.
        seconds: Until it goes.
        site: Where it is read.
    """
    words = site.words.aside
    said = words["held-one" if seconds == 1 else "held-other"].format(seconds=seconds)
    cancel = button(words["cancel"], actions.CANCEL, id, style="danger")
    return _aside(said, cancel, button(words["keep"], actions.KEEP_AS_NOTE, id))


def draw_refusal(refusal: Refusal, site: Site, name: str = "") -> Post:
    """Why somebody may not; the name is of whoever has the conversation."""
    return _aside(site.words.refusals[refusal].format(name=tidy_name(name)))


def draw_files(names: Sequence[str], site: Site) -> Post:
    """Files do not reach the visitor."""
    told = shorten(", ".join(tidy_name(name) for name in names), _NAMES)
    return _aside(site.words.aside["files"].format(names=told))


def draw_kept(site: Site) -> Post:
    """What was to go to the visitor stays with staff."""
    return _aside(site.words.aside["kept"])


def draw_cancelled(site: Site) -> Post:
    """What was to go to the visitor comes to nothing."""
    return _aside(site.words.aside["cancelled"])


def draw_said(said: str) -> Post:
    """A sentence of ours."""
    return _aside(said)


def draw_again(site: Site) -> Post:
    """What came could not be read."""
    return _aside(site.words.aside["again"])


def _aside(said: str, *choices: Json) -> Post:
    row = [buttons(*choices)] if choices else []
    return Post(notify(said), (line(text(said)), *row))
