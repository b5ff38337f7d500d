"""Says which desk an English message is for: by its meaning, and by signs in its words.

A linear model, fitted by `assistant/quality/routing_fitting.py` to questions that people labelled.
It belongs to one encoder; with another one, words alone decide (see `talk.py`).
"""

import math
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np

from assistant.answering.exact.directory.inquiry import cued, is_pair
from assistant.answering.exact.routes import LABELS, Route, Topic
from assistant.answering.exact.turn.cues import asks_amount, asks_beside, folded, has_cue
from assistant.answering.exact.turn.slots import Slots
from assistant.answering.exact.turn.unknown_names import unknown_name
from assistant.facts.places import UNITED_STATES
from assistant.library.encoder import Encoder, Vector
from assistant.library.lexicon import inner_names

FILE = Path("routing.toml")
SIGN = 0.5  # what a sign counts beside a vector of length 1
ODDS = 2.0  # the same for a chance
LOGARITHM = 0.2  # the same for its logarithm, which tells the small ones apart
FAINT = 1e-7  # the smallest chance that is told from another
LONG = 30  # words; more say no more
_SHORT = 5  # words
_DUES_CUES = ("elsewhere", "ours", "past")
_DIRECTORY_CUES = ("member", "partners", "elsewhere", "private", "network", "correction")

Knows = Callable[[str], bool]
Odds = Callable[[str, Vector], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class RoutingModel:
    """The fitted numbers.

    Attributes:
        encoder: Digest of the encoder whose vectors it reads.
        weights: For each of `LABELS` one row: of a vector, then of the signs, then of the odds.
        offsets: One for each label.
        glance: One row for what `glance_of` gives, and an offset at its end: whether a message may
            be for the tools at all.
        glance_least: What is less likely is not.
    """

    encoder: str
    weights: Vector
    offsets: Vector
    glance: Vector
    glance_least: float

    def route(self, features: Vector) -> Route:
        """The chances for the features that `features_of` gives."""
        scores = self.weights @ features + self.offsets
        chances = np.exp(scores - scores.max())
        return Route(dict(zip(LABELS, (chances / chances.sum()).tolist(), strict=True)))

    def may_be_exact(self, glance: Vector) -> bool:
        """Whether a message may be for the tools, by what `glance_of` gives."""
        chance = 1 / (1 + np.exp(-(self.glance[:-1] @ glance + self.glance[-1])))
        return float(chance) >= self.glance_least


@cache
def read_model() -> RoutingModel:
    """The shipped model."""
    text = (resources.files("assistant.answering.exact") / FILE.name).read_text(encoding="utf-8")
    table = tomllib.loads(text)
    return RoutingModel(
        table["encoder"],
        np.array([table["weights"][label] for label in LABELS], dtype=np.float32),
        np.array([table["offsets"][label] for label in LABELS], dtype=np.float32),
        np.array(table["glance"], dtype=np.float32),
        table["glance_least"],
    )


class Router:
    """Routes the messages of one conversation."""

    def __init__(
        self,
        encoder: Encoder,
        encode: Callable[[str], Vector],
        odds: Odds,
        knows: Knows,
        model: RoutingModel | None = None,
    ) -> None:
        """Keep what routing asks.

        Args:
            encoder: Whose vectors are given.
            encode: The vector of a text.
            odds: How likely a vector is for a tool, and for another section, by the documents.
            knows: Whether the documents have a word.
            model: The shipped one if None.
        """
        self._model = model or read_model()
        self._fits = encoder.card.digest == self._model.encoder
        self._encode = encode
        self._odds = odds
        self._knows = knows

    def may_be_exact(self, text: str) -> bool:
        """Whether names and numbers are worth looking for in an English message."""
        if not self._fits:
            return True
        vector = self._encode(text)
        return self._model.may_be_exact(glance_of(vector, text, odds_of(vector, self._odds)))

    def route(self, text: str, slots: Slots) -> Route | None:
        """Where an English message leads; None where the model is of another encoder."""
        if not self._fits:
            return None
        vector = self._encode(text)
        odds = odds_of(vector, self._odds)
        route = self._model.route(features_of(vector, text, slots, odds, self._knows))
        return replace(route, documents=Topic.DUES if odds[0] > odds[1] else Topic.NONE)


def odds_of(vector: Vector, odds: Odds) -> tuple[float, ...]:
    """How likely a vector is for each tool and for another section, by the documents."""
    return (*odds("dues", vector), *odds("directory", vector))


def glance_of(vector: Vector, text: str, odds: Sequence[float]) -> Vector:
    """What can be told of a message before names are looked for in it.

    Args:
        vector: Of the message.
        text: The message.
        odds: As `odds_of` gives them.
    """
    words = len(text.split())
    beside = [
        *(ODDS * one for one in odds),
        *(LOGARITHM * math.log(max(one, FAINT)) for one in odds),
        SIGN * any(letter.isdigit() for letter in text),
        SIGN * bool(inner_names(text)),
        SIGN * (words <= _SHORT),
        min(words, LONG) / LONG * SIGN,
    ]
    return np.concatenate([vector, np.array(beside, dtype=np.float32)])


def features_of(
    vector: Vector, text: str, slots: Slots, odds: Sequence[float], knows: Knows
) -> Vector:
    """What the model reads of a message.

    Args:
        vector: Of the message.
        text: The message.
        slots: What it names.
        odds: As `odds_of` gives them.
        knows: As of a `Router`.
    """
    signs = np.array(_signs(text, slots, knows), dtype=np.float32)
    return np.concatenate([vector, SIGN * signs, ODDS * np.array(odds, dtype=np.float32)])


def _signs(text: str, slots: Slots, knows: Knows) -> list[bool]:
    dues, directory = folded(text), cued(text)
    ours = [any(p.country == UNITED_STATES for p in one.places) for one in slots.communities]
    abroad = [any(p.country != UNITED_STATES for p in one.places) for one in slots.communities]
    return [
        bool(slots.population),
        bool(slots.communities),
        len(slots.communities) > 1,
        any(ours),
        any(abroad),
        is_pair(slots),
        bool(slots.locations),
        bool(slots.country),
        bool(unknown_name(text, knows)),
        slots.kind is not None,
        bool(slots.amounts),
        slots.day is not None,
        len(text.split()) <= _SHORT,
        asks_amount(text),
        bool(asks_beside(text)),
        *(has_cue(dues, "dues", name) for name in _DUES_CUES),
        *(has_cue(directory, "directory", name) for name in _DIRECTORY_CUES),
    ]
