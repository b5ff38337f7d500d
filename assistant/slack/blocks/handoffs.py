"""The root of a handoff's thread: who waits, for what, who has it, and what may be done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from babel import Locale, UnknownLocaleError

from assistant.conversation import Handoff, Reason, State
from assistant.conversations.desk import CaseFile
from assistant.slack.blocks import actions
from assistant.slack.blocks.elements import (
    Json,
    button,
    buttons,
    header,
    line,
    link,
    listed,
    moment,
    rich,
    section,
    text,
)
from assistant.slack.blocks.facts import draw_facts, draw_list
from assistant.slack.blocks.messages import name_visitor
from assistant.slack.blocks.posts import post
from assistant.slack.blocks.signs import shorten, tidy_name
from assistant.slack.blocks.site import Site
from assistant.thread import Post

URGENT: Final = (Reason.COMPLAINT, Reason.DISTRESS)
_BETWEEN: Final = " · "
_PAGE: Final = 300  # characters of an address that are shown
_MAY: Final = {  # what staff may do in each state
    State.WITH_ASSISTANT: (actions.CLAIM, actions.CLOSE),
    State.WAITING_FOR_STAFF: (actions.CLAIM, actions.HAND_BACK, actions.CLOSE),
    State.WITH_STAFF: (actions.HAND_BACK, actions.CLOSE),
    State.CLOSED: (actions.CLAIM,),
}
_NAMES: Final = {
    actions.CLAIM: "claim",
    actions.HAND_BACK: "hand-back",
    actions.CLOSE: "close",
}


@dataclass(frozen=True, slots=True)
class EarlierHandoff:
    """One from before that is like it.

    Attributes:
        words: What its visitor wanted.
        permalink: Of its thread, as Slack gave it; empty if there is none.
    """

    reason: Reason
    asked_at: datetime
    words: str
    permalink: str = ""


@dataclass(frozen=True, slots=True)
class CaseSheet:
    """All that the root of a thread says.

    Attributes:
        clock: The visitor's own time; None if their zone is not known.
        place: Where they are, as far as it is known.
        searched: What was looked through for an answer.
        why: Why there was none; empty where that is not what it is about.
    """

    handoff: Handoff
    file: CaseFile
    clock: datetime | None = None
    place: str = ""
    searched: tuple[str, ...] = ()
    why: str = ""
    earlier: tuple[EarlierHandoff, ...] = ()


def draw_root(sheet: CaseSheet, site: Site) -> Post:
    """The first post of a handoff's thread."""
    reason = site.words.reasons[sheet.handoff.reason]
    words = sheet.handoff.last_words
    notice = site.words.handoff["notice"].format(reason=reason, words=words)
    tail = [line(text(_standing(sheet, site), bold=True)), _buttons(sheet, site)]
    blocks = [header(reason), *_draw(sheet, site)]
    return post(notice, blocks, site.words.shared["more"], tail=tail)


def _draw(sheet: CaseSheet, site: Site) -> Iterator[Json]:
    words, summary = site.words.handoff, sheet.file.summary
    contact = sheet.file.contact
    visitor = name_visitor(contact.name if contact else "", site)
    yield line(text(visitor, bold=True), text(_BETWEEN), moment(sheet.handoff.asked_at))
    yield from draw_facts(_facts(sheet, site))
    lists = {"open": summary.unanswered, "quotes": summary.quotes, "looked-up": summary.looked_up}
    lists |= {"searched": sheet.searched}
    for name, items in lists.items():
        yield from draw_list(words[name], items)
    if sheet.earlier:
        yield line(text(words["earlier"], bold=True))
        yield rich(listed(_earlier(one, site) for one in sheet.earlier))


def _facts(sheet: CaseSheet, site: Site) -> dict[str, str]:
    conversation, summary = sheet.file.conversation, sheet.file.summary
    contact, last = sheet.file.contact, sheet.handoff.last_words
    page = (conversation.page_title, shorten(conversation.page_url, _PAGE))
    reach = (contact.email, contact.community) if contact else ()
    facts = {
        "first": summary.first,
        "last": last if last != summary.first else "",
        "why": sheet.why,
        "page": _joined(*page),
        "language": _language(conversation.language),
        "clock": _clock(sheet, site),
        "place": tidy_name(sheet.place),
        "contact": _joined(*reach),
    }
    return {site.words.handoff[name]: value for name, value in facts.items()}


def _joined(*parts: str) -> str:
    return _BETWEEN.join(tidy_name(part) for part in parts if part)


def _language(code: str) -> str:
    """A language by its name; by its code where that names none that is known."""
    try:
        return Locale.parse(code).get_language_name("en") or code
    except (UnknownLocaleError, ValueError):
        return code


def _clock(sheet: CaseSheet, site: Site) -> str:
    if sheet.clock is None:
        return ""
    zone = tidy_name(sheet.file.conversation.time_zone)
    return site.words.handoff["clock-at"].format(time=f"{sheet.clock:%H:%M}", zone=zone)


def _earlier(earlier: EarlierHandoff, site: Site) -> Json:
    head = [text(site.words.reasons[earlier.reason]), text(_BETWEEN), moment(earlier.asked_at)]
    words = [text(_BETWEEN + shorten(tidy_name(earlier.words), _PAGE))]
    if not earlier.permalink:
        return section(*head, *words)
    opens = link(earlier.permalink, site.words.home["open-thread"])
    return section(*head, *words, text(_BETWEEN), opens)


def _standing(sheet: CaseSheet, site: Site) -> str:
    """Who has it, and whom what is typed here reaches."""
    conversation = sheet.file.conversation
    names = {
        State.WITH_ASSISTANT: "with-assistant",
        State.WAITING_FOR_STAFF: "unclaimed",
        State.WITH_STAFF: "claimed",
        State.CLOSED: "closed",
    }
    words = site.words.handoff[names[conversation.state]]
    return words.format(name=tidy_name(conversation.claimed_by))


def _buttons(sheet: CaseSheet, site: Site) -> Json:
    conversation, words = sheet.file.conversation, site.words
    styles = {actions.CLAIM: "primary"}
    told = [
        button(words.handoff[_NAMES[one]], one, conversation.id, style=styles.get(one, ""))
        for one in _MAY[conversation.state]
    ]
    if address := site.address(f"staff/conversations/{conversation.id}"):
        told.append(
            button(words.shared["open-case"], actions.OPEN_PAGE, conversation.id, url=address)
        )
    return buttons(*told)
