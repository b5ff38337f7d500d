"""Says what the reply before a message was about, for messages that lean on it.

"How old must they be?" after an answer about the summit asks of the summit. Knows nothing about
what is found; the topic is only read along with the message.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from assistant.answering.replies import is_quote
from assistant.library.gaps import FILE_NAME
from assistant.library.lexicon import content_words
from assistant.vocabulary import Document

FEW_WORDS = 4  # content words of a message that may lean on the reply before it
FEWEST = 3  # of one that does not point back
DOUBTFUL = 0.5  # so sure of one section, a message says by itself what it is about
SURELY_FOREIGN = 0.8  # so sure that it is not ours, it does so as well
_LEAST_LETTERS = 20  # of a sentence by which its document is known
_DUES = "membership"  # what an amount is paid for
_POINTS = re.compile(
    r"\b(?:it|its|that|this|these|those|they|them|their|theirs|one|ones|too|also|either)\b"
    r"|\b(?:in|from|to|over|go) there\b|\bthere\W*$",
    re.IGNORECASE,
)
_TO_US = re.compile(r"\b(?:you|your|yours)\b", re.IGNORECASE)
_VERDICT = re.compile(r"^(?:yes|no): ")
_END = re.compile(r"(?<=[.:]) | ?\[\d")

Likeliest = tuple[str, float]  # a document, "" for none of ours, and its chance


def topic_for(text: str, alone: Likeliest, reply: str, documents: Mapping[str, Document]) -> str:
    """The topic that a question may have from the reply before it; "" where it says its own.

    Args:
        text: The question.
        alone: What it seems to be for by itself.
        reply: What was answered before it; "" at the beginning.
        documents: Those of the build, by path.
    """
    if not reply or not (says_nothing_alone(text) or _may_lean(text, alone)):
        return ""
    if is_quote(reply):
        return _DUES if says_nothing_alone(text) else ""
    return topic_of(reply, documents)


def _may_lean(text: str, alone: Likeliest) -> bool:
    words = len(content_words(text))
    if words > FEW_WORDS or alone[1] >= (DOUBTFUL if alone[0] else SURELY_FOREIGN):
        return False
    if _POINTS.search(text):
        return True
    return bool(alone[0]) and words <= FEWEST and not _TO_US.search(text)


def is_clearer(text: str, with_topic: Likeliest, alone: Likeliest) -> bool:
    """Whether a question that is read along with a topic says better what it is about."""
    if not with_topic[0]:
        return False
    return says_nothing_alone(text) or not alone[0] or with_topic[1] > alone[1]


def says_nothing_alone(text: str) -> bool:
    """Whether a question points back and has one word besides, as "what does that include?"."""
    return _POINTS.search(text) is not None and len(content_words(text)) <= 1


def topic_of(reply: str, documents: Mapping[str, Document]) -> str:
    """What a reply tells of: the title of its document, or what is missing; "" if nobody knows."""
    first = _END.split(_plain(reply), maxsplit=1)[0]
    if len(first) < _LEAST_LETTERS:
        return ""
    for document in documents.values():
        for section in document.sections:
            if any(first in _plain(block.text) for block in section.blocks):
                return section.heading if document.path == FILE_NAME else document.title
    return ""


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    return _VERDICT.sub("", " ".join(text.casefold().split()))
