"""Gathers what the root of a thread says of a conversation."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from assistant.conversation import Conversation, Handoff, Message, Reason
from assistant.conversations.desk import CaseFile, Desk
from assistant.slack.blocks.handoffs import CaseSheet, EarlierHandoff
from assistant.slack.links import Links
from assistant.slack.words import Words

_OPEN: Final = frozenset({"unanswered", "partial", "failed"})  # outcomes
_LETTERS: Final = 400  # of what the assistant said where it had no answer


class CaseSheets:
    """What staff see first of a visitor who wants a person.

    Failure policy: what SQL raises is raised; a thread that cannot be found is not linked to.
    """

    def __init__(self, desk: Desk, links: Links, words: Words, now: Callable[[], datetime]) -> None:
        """Keep what gathering needs.

        Args:
            desk: Knows conversations.
            links: Lead to the threads of others.
            words: Sentences for staff.
            now: The time, aware.
        """
        self._desk = desk
        self._links = links
        self._words = words
        self._now = now

    async def sheet(self, file: CaseFile) -> CaseSheet:
        """The sheet of a conversation."""
        conversation = file.conversation
        handoff = await self._desk.last_handoff(conversation.id) or _unasked(file)
        unhelpful = [one for one in file.messages if (one.answer or {}).get("outcome") in _OPEN]
        return CaseSheet(
            handoff,
            file,
            clock=_clock(conversation, self._now()),
            place=_place(file),
            searched=tuple(dict.fromkeys(self._searched(unhelpful))),
            why=unhelpful[-1].text[:_LETTERS] if unhelpful else "",
            earlier=tuple([await self._earlier(one) for one in await self._like(handoff)]),
        )

    async def _like(self, handoff: Handoff) -> tuple[Handoff, ...]:
        return await self._desk.handoffs_like(handoff)

    async def _earlier(self, handoff: Handoff) -> EarlierHandoff:
        link = await self._links.to(handoff.conversation.id)
        return EarlierHandoff(handoff.reason, handoff.asked_at, handoff.last_words, link)

    def _searched(self, unhelpful: list[Message]) -> Iterator[str]:
        """Where an answer was looked for in vain."""
        words = self._words.handoff
        for message in unhelpful:
            answer = message.answer or {}
            searched = (answer.get("directory") or {}).get("searched")
            if searched:
                yield words["searched-directory"].format(**_counted(searched))
            else:
                yield words["searched-documents"]
            for source in answer.get("sources", ()):
                yield words["searched-source"].format(
                    title=source["title"], section=source["section"]
                )


def _counted(searched: dict[str, Any]) -> dict[str, str]:
    return {
        "name": str(searched.get("name", "")),
        "communities": f"{searched.get('communities', 0):,}",
        "as_of": str(searched.get("as_of", "")),
    }


def _place(file: CaseFile) -> str:
    """Where the visitor is, as far as they have said it: of their last dues or look-up."""
    for message in reversed(file.messages):
        answer = message.answer or {}
        quoted = (answer.get("quote") or {}).get("place")
        looked_up = ((answer.get("directory") or {}).get("community") or {}).get("name")
        if quoted or looked_up:
            return str(quoted or looked_up)
    return file.contact.community if file.contact else ""


def _unasked(file: CaseFile) -> Handoff:
    """What stands at the root of a thread for which nobody has ever asked."""
    last = file.summary.last or file.summary.first
    conversation = file.conversation
    return Handoff(0, conversation, Reason.PERSON, conversation.created_at, last_words=last)


def _clock(conversation: Conversation, now: datetime) -> datetime | None:
    """The visitor's own time; None where their zone is not known."""
    if not conversation.time_zone:
        return None
    try:
        return now.astimezone(ZoneInfo(conversation.time_zone))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
