"""Tells when a visitor says that an entry is wrong, and which entry that is."""

import re
from collections.abc import Sequence

from assistant.answering.drafts import Draft, Line
from assistant.answering.exact.directory.finding import Reader
from assistant.answering.exact.directory.inquiry import cued, says
from assistant.answering.exact.directory.subjects import Subject
from assistant.answering.exact.turn.cues import has_any, has_cue
from assistant.answering.exact.turn.slots import Slots
from assistant.facts.places import UNITED_STATES
from assistant.vocabulary import Outcome

_ASKS = re.compile(r"\?|^\W*(?:and |so )?(?:did|has|have|had|was|were|if)\b")
_OF_ENTRIES = ("member", "member_sure", "partners", "website", "listed", "mend")


def corrects(text: str) -> bool:
    """Whether a turn states, and does not ask, that something here is not so, or no longer."""
    plain = cued(text)
    asks = bool(_ASKS.search(plain)) or has_cue(plain, "talk", "wonders")
    return says(plain, "corrects") and not asks


def corrects_entry(text: str, slots: Slots) -> bool:
    """Whether a turn by itself corrects the entry of a community that it names."""
    abroad = any(one.place and one.place.country != UNITED_STATES for one in slots.communities)
    about = abroad or has_any(cued(text), "directory", _OF_ENTRIES)
    return bool(slots.communities) and about and corrects(text)


def take_down(subjects: Sequence[Subject], reader: Reader) -> Draft:
    """Who corrects a record, and of whom the record is, where the visitor named somebody.

    Nothing is changed here, and nothing of the entry is said again: the visitor says it is wrong.
    """
    replies = reader.replies
    lines = [Line(replies.say_or_unnamed("handoff", "correction"))]
    if subjects:
        entry = reader.phrases.all_of(list(dict.fromkeys(reader.label(one) for one in subjects)))
        lines.append(Line(reader.word("entry", entry=entry)))
    return Draft(Outcome.HANDOFF, tuple(lines), confidence=1.0, reason="directory:correction")
