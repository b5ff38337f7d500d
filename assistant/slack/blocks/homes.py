"""The assistant's own page in Slack: who waits, what is open, and what today brought."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from assistant.conversation import Correction, Handoff, Switched, Today
from assistant.slack.blocks.corrections import draw_correction
from assistant.slack.blocks.elements import (
    DIVIDER,
    Json,
    header,
    line,
    link,
    moment,
    quoted,
    rich,
    section,
    text,
)
from assistant.slack.blocks.facts import draw_facts
from assistant.slack.blocks.handoffs import URGENT
from assistant.slack.blocks.limits import MESSAGE_CHARACTERS
from assistant.slack.blocks.posts import fit, home
from assistant.slack.blocks.signs import shorten, tidy_name
from assistant.slack.blocks.site import Site

_WORDS: Final = 200  # characters of what somebody waits for
_HANDOFFS: Final = 50  # blocks, so that there is room for what stands below
_BETWEEN: Final = " · "


@dataclass(frozen=True, slots=True)
class ListedHandoff:
    """A handoff with the address of its thread, as Slack gave it; empty if there is none."""

    handoff: Handoff
    permalink: str = ""

    @property
    def is_late(self) -> bool:
        """Whether a clock has struck, and the visitor still waits."""
        waits = not self.handoff.claimed_by or self.handoff.waits_since is not None
        return waits and bool(self.handoff.reminders)

    @property
    def rank(self) -> tuple[bool, bool]:
        """Complaints and distress come first, then what is late."""
        return self.handoff.reason not in URGENT, not self.is_late


@dataclass(frozen=True, slots=True)
class HomePage:
    """All that the page says.

    Attributes:
        paused: Who has paused the assistant; None while it answers.
        away_until: Until when staff are away; None while they are not.
    """

    handoffs: tuple[ListedHandoff, ...]
    corrections: tuple[Correction, ...]
    today: Today
    paused: Switched | None = None
    away_until: datetime | None = None


def draw_home(page: HomePage, site: Site) -> Json:
    """The page as a view."""
    more = site.words.shared["more"]
    blocks = [
        *_banners(page, site),
        *fit([*_handoffs(page.handoffs, site)], more, _HANDOFFS, MESSAGE_CHARACTERS),
        DIVIDER,
        *_today(page.today, site),
        DIVIDER,
        *_corrections(page.corrections, site),
    ]
    return home(blocks, more)


def draw_closed(site: Site) -> Json:
    """The page of who is none of the staff."""
    return home([line(text(site.words.home["closed"]))], site.words.shared["more"])


def _banners(page: HomePage, site: Site) -> Iterator[Json]:
    words = site.words.home
    if page.paused:
        said = words["paused"].format(name=tidy_name(page.paused.who))
        yield line(text(said, bold=True), text(" "), moment(page.paused.at))
    if page.away_until:
        yield line(text(words["away"], bold=True), text(" "), moment(page.away_until))


def _handoffs(handoffs: Sequence[ListedHandoff], site: Site) -> Iterator[Json]:
    """Who waits, then who is looked after."""
    words = site.words.home
    ranked = sorted(handoffs, key=lambda one: one.rank)
    waiting = [one for one in ranked if not one.handoff.claimed_by]
    claimed = [one for one in ranked if one.handoff.claimed_by]
    yield header(words["waiting"])
    if not waiting:
        yield line(text(words["nobody"]))
    yield from (_draw(one, site) for one in waiting)
    if claimed:
        yield header(words["claimed"])
    yield from (_draw(one, site) for one in claimed)


def _draw(entry: ListedHandoff, site: Site) -> Json:
    handoff, words = entry.handoff, site.words
    late = words.home["overdue"] if entry.is_late else ""
    told = (late, words.reasons[handoff.reason], tidy_name(handoff.claimed_by))
    head = [text(_BETWEEN.join(filter(None, told)), bold=True), text(_BETWEEN)]
    opens = [text(_BETWEEN), link(entry.permalink, words.home["open-thread"])]
    return rich(
        section(*head, moment(handoff.asked_at), *(opens if entry.permalink else [])),
        quoted(text(shorten(handoff.last_words, _WORDS))),
    )


def _today(today: Today, site: Site) -> Iterator[Json]:
    words = site.words.home
    yield header(words["today"])
    yield from draw_facts(
        {
            words["questions"]: str(today.questions),
            words["answered"]: str(today.answered),
            words["handed-over"]: str(today.handed_over),
            words["quotes"]: str(today.quotes),
        }
    )


def _corrections(corrections: Sequence[Correction], site: Site) -> Iterator[Json]:
    words = site.words.home
    yield header(words["corrections"])
    if not corrections:
        yield line(text(words["no-corrections"]))
    for correction in corrections:
        yield from draw_correction(correction, site)
