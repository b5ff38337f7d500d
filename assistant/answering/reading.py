"""Reads a message: its language, what it wants, and the questions it holds."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.answering.intents import accepts_offer, matched_intent, near_intent
from assistant.answering.language import written_language
from assistant.library.encoder import Encoding, Vector
from assistant.library.index import AskedQuestion
from assistant.library.lexicon import content_words, terms
from assistant.library.shelf import Shelf
from assistant.vocabulary import Intent, Turn

MOST_PARTS = 3
MOST_WORDS = 70  # of what is said around a question; more would drown it

_QUESTION_WORD = (
    r"(?:what|how|who|whom|whose|when|where|which|why|is|are|am|do|does|did|can|could|will|would"
    r"|should|must|may|has|have|was|were|whether|if)"
)
_JOINT = re.compile(
    rf"(?:\?\s*(?:and|also|plus)?\s+|[,;.]?\s+(?:and|also|plus|&)\s+(?:also\s+)?)"
    rf"(?={_QUESTION_WORD}\b)",
    re.IGNORECASE,
)
_MEMBER_CHECK = re.compile(
    r"\b(?:[Ii]s|[Aa]re) (?:the )?(?:(?:[Cc]ity|[Tt]own|[Cc]ounty|[Ss]tate|[Vv]illage) of )?"
    r"(?:[A-Z][\w.'’-]*)(?:[ ,]+(?:[A-Z][\w.'’-]*|de|la|upon|of))*,? "
    r"(?:already |currently |still |also |now )*(?:an? |one of your )?(?:\w+ )?members?\b"
)
_SENTENCE = re.compile(r"[^.?!]*(?:[.](?=\S)[^.?!]*)*[.?!]*\s*")
_ASKS = re.compile(rf"\?|^\W*(?:and |so |but |also )?{_QUESTION_WORD}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """One question of a message, ready for the index.

    Attributes:
        text: As the visitor wrote it.
        asked: Where to look.
        vector: Of this question alone: decides whether it can be answered.
        terms: Stemmed words of this question alone.
        earlier: Stemmed words of the visitor's turn before.
    """

    text: str
    asked: AskedQuestion
    vector: Vector
    terms: tuple[str, ...]
    earlier: tuple[str, ...] = ()

    @property
    def says_something(self) -> bool:
        """Whether there is a word in it that could be searched for."""
        return any(term.isalpha() for term in self.terms)


@dataclass(frozen=True, slots=True)
class Reading:
    """A message, read."""

    message: str
    intent: Intent
    language: str
    parts: tuple[Part, ...]


def read_message(message: str, history: Sequence[Turn], language: str, shelf: Shelf) -> Reading:
    """Read a message in the light of the conversation.

    Args:
        message: The visitor's last turn.
        history: Earlier turns, oldest first; the visitor's last one and the last reply count.
        language: The conversation's language.
        shelf: Whose encoder, examples and words are used.
    """
    message = generalised(message)
    intent = _intent(message, history)
    if intent is not None:
        return Reading(message, intent, language, ())
    written = written_language(message, language, shelf.speller.knows)
    if written != language:
        return Reading(message, Intent.KNOWLEDGE, written, ())
    questions = split_questions(message)
    previous = next((turn.text for turn in reversed(history) if turn.role == "user"), "")
    whole = shelf.encoder.encode(shelf.speller.mend(message))
    near = near_intent(whole.vector, shelf.examples, shelf.public.nearest_wording)
    if near is not None:
        return Reading(message, near, language, ())
    context = _context(message, previous, whole, shelf)
    earlier = tuple(terms(previous))
    parts = []
    for position, one in enumerate(questions):
        alone = whole if one == message.strip() else shelf.encoder.encode(shelf.speller.mend(one))
        # The first of several questions says what it is about; a later one may lean on it.
        leans = position > 0 or bool(previous) or len(questions) == 1
        parts.append(_part(one, alone, context if leans else alone, earlier, shelf))
    return Reading(message, Intent.KNOWLEDGE, language, tuple(parts))


def _intent(message: str, history: Sequence[Turn]) -> Intent | None:
    last_reply = next((turn.text for turn in reversed(history) if turn.role == "assistant"), "")
    if accepts_offer(message, last_reply):
        return Intent.PERSON
    return matched_intent(message)


def generalised(message: str) -> str:
    """A question whether a named community is a member, asked of communities in general.

    No roll is loaded yet: what can be told is how to find out, and no name leads there.
    """
    return _MEMBER_CHECK.sub("Is my city a member", message)


def split_questions(message: str) -> list[str]:
    """The questions of a message, at most `MOST_PARTS`; the message itself when it holds one.

    What is said before a question goes with it: "We are only 3,000 people. Can we join?" is about
    3,000 people. A question of fewer than three words, or without a meaningful one, stays with its
    neighbour.
    """
    pieces: list[str] = []
    said: list[str] = []
    for sentence in (one.strip() for one in _SENTENCE.findall(message)):
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
    return [message.strip() if len(message.split()) <= MOST_WORDS or not joined else joined[0]]


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


def _context(message: str, previous: str, whole: Encoding, shelf: Shelf) -> Encoding:
    """What surrounds a question: the visitor's previous turn, else the rest of the message."""
    if previous:
        return shelf.encoder.encode(shelf.speller.mend(f"{previous} {message}"))
    return whole


def _part(
    text: str, alone: Encoding, context: Encoding, earlier: tuple[str, ...], shelf: Shelf
) -> Part:
    vector = alone.vector + context.vector
    words = tuple(terms(shelf.speller.mend(text)))
    return Part(
        text=text,
        asked=AskedQuestion(
            np.asarray(vector / np.linalg.norm(vector), dtype=np.float32),
            alone.tokens[1:-1] if len(alone.tokens) > 2 else alone.tokens,
            (*words, *earlier),
        ),
        vector=alone.vector,
        terms=words,
        earlier=earlier,
    )
