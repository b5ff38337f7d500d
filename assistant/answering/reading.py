"""Reads a message: its language, what it wants, and the questions it holds."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np

from assistant.answering.intents import matched_intent, may_be, near_intent
from assistant.answering.language import written_language
from assistant.answering.offers import accepts_offer, declines_offer
from assistant.answering.splitting import split_questions
from assistant.answering.topics import is_clearer, topic_for
from assistant.library.encoder import Encoding, Vector
from assistant.library.index import AskedQuestion
from assistant.library.lexicon import terms
from assistant.library.shelf import Shelf
from assistant.vocabulary import Intent, Turn

ONE_TOPIC = 0.6  # so sure of one document, a message is not looked through for a second topic

_MEMBER_CHECK = re.compile(
    r"\b(?:[Ii]s|[Aa]re) (?:the )?(?:(?:[Cc]ity|[Tt]own|[Cc]ounty|[Ss]tate|[Vv]illage) of )?"
    r"(?:[A-Z][\w.'’-]*)(?:[ ,]+(?:[A-Z][\w.'’-]*|de|la|upon|of))*,? "
    r"(?:already |currently |still |also |now )*(?:an? |one of your )?(?:\w+ )?members?\b"
)


@dataclass(frozen=True, slots=True)
class Part:
    """One question of a message, ready for the index.

    Attributes:
        text: As the visitor wrote it.
        asked: Where to look.
        vector: Of this question alone: decides whether it can be answered.
        terms: Stemmed words of this question alone.
        earlier: Stemmed words of the visitor's turn before.
        understood: Its spelling mended, and with what the last reply told where it leans on that.
    """

    text: str
    asked: AskedQuestion
    vector: Vector
    terms: tuple[str, ...]
    earlier: tuple[str, ...] = ()
    understood: str = ""

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


class FirstLook:
    """What was worked out of a message so far, so that no step of the chain does it again."""

    def __init__(self, message: str, history: Sequence[Turn], shelf: Shelf) -> None:
        self._message = message
        self._history = history
        self._shelf = shelf
        self._encoded: dict[str, Encoding] = {}
        self._mended: dict[str, str] = {}
        self._topics: dict[str, str] = {}

    @cached_property
    def intent(self) -> Intent | None:
        """What the message plainly wants besides an answer; None for nothing."""
        if accepts_offer(self._message, self._reply):
            return Intent.PERSON
        if declines_offer(self._message, self._reply):
            return Intent.REFUSAL
        return matched_intent(self._message)

    @cached_property
    def _reply(self) -> str:
        """What was answered last."""
        replies = (turn.text for turn in reversed(self._history) if turn.role == "assistant")
        return next(replies, "")

    def with_topic(
        self, text: str, alone: Encoding, context: Encoding
    ) -> tuple[Encoding, Encoding]:
        """A question by itself and in its context, read with what the last reply told if it leans.

        Args:
            text: The question.
            alone: The question by itself.
            context: With the turn before it.
        """
        if not self._reply:
            return alone, context
        index = self._shelf.public
        by_itself = index.likeliest(alone.vector)
        topic = topic_for(text, by_itself, self._reply, self._shelf.documents)
        if not topic:
            return alone, context
        self._topics[text] = topic
        told = self.encode(f"{text} ({topic})")
        clearer = is_clearer(text, index.likeliest(told.vector), by_itself)
        return (told if clearer else alone), told

    @property
    def is_cry_for_help(self) -> bool:
        """Whether the message, if its meaning was asked for at all, is near to one of danger."""
        known = self._encoded.get(self._message)
        examples = self._shelf.examples
        if known is None or not may_be(Intent.DISTRESS, known.vector, examples):
            return False
        wordings = self._shelf.public.nearest_wording
        near = near_intent(self._message, known.vector, examples, wordings)
        return near is Intent.DISTRESS

    def encode(self, text: str) -> Encoding:
        """A text, with its spelling mended, encoded once."""
        if text not in self._encoded:
            self._encoded[text] = self._shelf.encoder.encode(self.mend(text))
        return self._encoded[text]

    def mend(self, text: str) -> str:
        """A text with its spelling mended, once."""
        if text not in self._mended:
            self._mended[text] = self._shelf.speller.mend(text)
        return self._mended[text]

    def understood(self, text: str) -> str:
        """A question as it is looked for: mended, with the topic that it was read with."""
        topic = self._topics.get(text)
        return f"{self.mend(text)} ({topic})" if topic else self.mend(text)


def read_message(
    message: str,
    history: Sequence[Turn],
    language: str,
    shelf: Shelf,
    look: FirstLook | None = None,
) -> Reading:
    """Read a message in the light of the conversation.

    Args:
        message: The visitor's last turn.
        history: Earlier turns, oldest first; the visitor's last one and the last reply count.
        language: The conversation's language.
        shelf: Whose encoder, examples and words are used.
        look: What was worked out of the message before.
    """
    look = look or FirstLook(message, history, shelf)
    if look.intent is not None:
        return Reading(message, look.intent, language, ())
    message = generalised(message)
    written = written_language(message, language, shelf.speller.knows)
    if written != language:
        return Reading(message, Intent.KNOWLEDGE, written, ())
    previous = next((turn.text for turn in reversed(history) if turn.role == "user"), "")
    whole = look.encode(message)
    near = near_intent(message, whole.vector, shelf.examples, shelf.public.nearest_wording)
    if near is not None:
        return Reading(message, near, language, ())
    _, sure = shelf.public.likeliest(whole.vector)
    questions = split_questions(
        message, None if sure >= ONE_TOPIC else partial(_topic_of, shelf=shelf, look=look)
    )
    before = look.encode(f"{previous} {message}") if previous else whole
    earlier = tuple(terms(previous))
    parts = []
    for position, one in enumerate(questions):
        alone = whole if one == message.strip() else look.encode(one)
        # The first of several questions says what it is about; a later one may lean on it.
        follows = position > 0 or bool(previous) or len(questions) == 1
        alone, context = look.with_topic(one, alone, before if follows else alone)
        parts.append(_part(one, alone, context, earlier, look))
    return Reading(message, Intent.KNOWLEDGE, language, tuple(parts))


def generalised(message: str) -> str:
    """A question whether a named community is a member, asked of communities in general.

    No roll is loaded yet: what can be told is how to find out, and no name leads there.
    """
    return _MEMBER_CHECK.sub("Is my city a member", message)


def _topic_of(text: str, shelf: Shelf, look: FirstLook) -> tuple[str, float]:
    """The document that a text is about, and how likely that is."""
    return shelf.public.likeliest(look.encode(text).vector)


def _part(
    text: str, alone: Encoding, context: Encoding, earlier: tuple[str, ...], look: FirstLook
) -> Part:
    words = tuple(terms(look.mend(text)))
    return Part(
        text=text,
        asked=AskedQuestion(
            alone.vector if context is alone else _between(alone.vector, context.vector),
            alone.tokens[1:-1] if len(alone.tokens) > 2 else alone.tokens,
            (*words, *earlier),
        ),
        vector=alone.vector,
        terms=words,
        earlier=earlier,
        understood=look.understood(text),
    )


def _between(one: Vector, other: Vector) -> Vector:
    """The direction half-way between two."""
    both = one + other
    return np.asarray(both / np.linalg.norm(both), dtype=np.float32)
