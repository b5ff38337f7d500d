"""Splits a message into the questions it holds, each with what was said before it."""

import re
from collections.abc import Callable, Sequence
from itertools import islice

from assistant.library.lexicon import content_words
from assistant.library.passages import ends_in_abbreviation

MOST_PARTS = 3
MOST_WORDS = 70  # of what is said around a question; more would drown it

_QUESTION_WORD = (
    r"(?:what|how|who|whom|whose|when|where|which|why|is|are|am|do|does|did|can|could|will|would"
    r"|should|must|may|has|have|was|were|whether|if)"
)
MOST_JOINTS = 8  # tried in a question: each costs two encodings
SURE = 0.6  # on 315 questions of our own it parts one and parts none wrongly

TopicOf = Callable[[str], tuple[str, float]]

_JOINT = re.compile(
    rf"(?:\?\s*(?:and|also|plus)?\s+|[,;.]?\s+(?:and|also|plus|&)\s+(?:also\s+)?)"
    rf"(?={_QUESTION_WORD}\b)",
    re.IGNORECASE,
)
_AND = re.compile(r",?\s+(?:and|plus|&|as well as)\s+(?:also\s+)?", re.IGNORECASE)
_SENTENCE = re.compile(r"[^.?!]*(?:[.](?=\S)[^.?!]*)*[.?!]*\s*")
_BEGINS_ANEW = re.compile(rf"(?=[A-Z])(?i:(?:and|so|but|also)\s+)?(?i:{_QUESTION_WORD})\b")
_ASKS = re.compile(rf"\?|^\W*(?:and |so |but |also )?{_QUESTION_WORD}\b", re.IGNORECASE)


def split_questions(message: str, topic_of: TopicOf | None = None) -> list[str]:
    """The questions of a message, at most `MOST_PARTS`; the message itself when it holds one.

    What is said before a question goes with it: "We are only 3,000 people. Can we join?" is about
    3,000 people. A question of fewer than three words, or without a meaningful one, stays with its
    neighbour.

    Args:
        message: What the visitor wrote.
        topic_of: The document that a text is about, and how likely that is. With it, "the office
            phone and the opening hours" is two questions when the halves are surely of two topics.
    """
    pieces: list[str] = []
    said: list[str] = []
    for sentence in _sentences(message):
        if not _ASKS.search(sentence):
            said.append(sentence)
            continue
        first, *others = (piece.strip() for piece in _JOINT.split(sentence))
        pieces += [" ".join(_last_words([*said, first])), *others]
        said = []
    joined: list[str] = []
    for piece in filter(None, pieces):
        if joined and not (_stands_alone(piece) and _stands_alone(joined[-1])):
            joined[-1] = f"{joined[-1]} {piece}"
        else:
            joined.append(piece)
    if len(joined) > 1:
        return joined[:MOST_PARTS]
    one = message.strip() if len(message.split()) <= MOST_WORDS or not joined else joined[0]
    return _two_topics(one, topic_of) if topic_of else [one]


def _sentences(message: str) -> list[str]:
    """The sentences of a message, which may begin with a small letter.

    "Does the U.S. government ..." and "Has St. Louis ..." are of one sentence.
    """
    found: list[str] = []
    for sentence in (one.strip() for one in _SENTENCE.findall(message)):
        if found and ends_in_abbreviation(found[-1]) and not _BEGINS_ANEW.match(sentence):
            found[-1] = f"{found[-1]} {sentence}".strip()
        else:
            found.append(sentence)
    return found


def _two_topics(question: str, topic_of: TopicOf) -> list[str]:
    """The two halves of a question around an "and", when each is surely about another document."""
    for joint in islice(_AND.finditer(question), MOST_JOINTS):
        halves = [question[: joint.start()], question[joint.end() :]]
        if not all(len(half.split()) >= 2 and content_words(half) for half in halves):
            continue
        (first, likely), (second, too) = map(topic_of, halves)
        if first != second and min(likely, too) >= SURE:
            return halves
    return [question]


def _last_words(sentences: Sequence[str]) -> list[str]:
    """As many of the last sentences as make up `MOST_WORDS`, and the last one in any case."""
    kept: list[str] = []
    for sentence in reversed([one for one in sentences if one]):
        if kept and len(" ".join(kept).split()) + len(sentence.split()) > MOST_WORDS:
            break
        kept.insert(0, sentence)
    return kept


def _stands_alone(question: str) -> bool:
    return len(question.split()) >= 3 and bool(content_words(question))
