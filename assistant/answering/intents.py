"""Says what a visitor wants with a message: by pattern first, then by nearness to examples."""

import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources

import numpy as np

from assistant.library.encoder import Vector
from assistant.library.lexicon import fold
from assistant.library.shelf import Examples
from assistant.vocabulary import Intent

# In this order: what must not be missed comes first.
_ORDER = (
    Intent.DISTRESS,
    Intent.ATTACK,
    Intent.PERSON,
    Intent.PAYMENT,
    Intent.COMPLAINT,
    Intent.CORRECTION,
    Intent.GREETING,
    Intent.THANKS,
    Intent.GOODBYE,
    Intent.BOT,
    Intent.ABUSE,
)
# A text of so many letters is no short wish: what counts is whether it is an attack or a cry for
# help; words such as "call me" or "furious" stand in any page that somebody pastes.
_LONG = 1000
_ORDER_OF_LONG = (Intent.ATTACK, Intent.DISTRESS)
# How near a message must lie to an example; set on handoff_dev, injection_dev and our own
# questions so that nobody with an ordinary question is handed over.
_NEAR = {
    Intent.PERSON: 0.72,
    Intent.COMPLAINT: 0.66,
    Intent.PAYMENT: 0.70,
    Intent.CORRECTION: 0.66,
    Intent.DISTRESS: 0.62,
    Intent.ATTACK: 0.60,
}
# From this chance on the model of `attack.toml` calls a message an attack: no benign row of
# injection_dev and 7 of 3,100 ordinary questions and texts do so in cross-validation.
_LIKELY_ATTACK = 0.5
_KNOWN = 0.6  # so near to a known way to ask, a message that looks like an attack is none
_YES = re.compile(
    r"^(yes|yeah|yep|sure|ok|okay|please do|please|si|oui|ja|sim|hai|はい)"
    r"([ ,.!]+(yes|please|do|that|would be (great|good|nice)|connect me|por favor|bitte"
    r"|s'il vous plait|お願いします))*[ ,.!]*$"
)
_OFFER = re.compile(r"\b(person|membership department|somebody|someone|staff)\b")


@cache
def _wants() -> Mapping[str, Mapping[str, list[str]]]:
    file = resources.files("assistant.answering") / "intents.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def _patterns(key: str) -> Mapping[Intent, tuple[re.Pattern[str], ...]]:
    return {
        intent: tuple(re.compile(p) for p in _wants().get(intent.value, {}).get(key, ()))
        for intent in _ORDER
    }


def example_wordings() -> dict[str, list[str]]:
    """The example wordings of each intent, for ingestion to encode."""
    return {name: list(want.get("wordings", ())) for name, want in _wants().items()} | {
        Intent.OUT_OF_SCOPE.value: _out_of_scope()
    }


@cache
def _out_of_scope() -> list[str]:
    file = resources.files("assistant.answering") / "out_of_scope.txt"
    return file.read_text(encoding="utf-8").splitlines()


def matched_intent(message: str) -> Intent | None:
    """The intent whose pattern the message matches, and none of what rules it out; or None."""
    folded = _straight(message)
    for intent in _ORDER if len(folded) < _LONG else _ORDER_OF_LONG:
        if _matches(folded, intent, "patterns") and not _matches(folded, intent, "unless"):
            return intent
    return None


def _matches(folded: str, intent: Intent, key: str) -> bool:
    return any(pattern.search(folded) for pattern in _patterns(key)[intent])


def near_intent(
    vector: Vector, examples: Examples, known: Callable[[Vector], float]
) -> Intent | None:
    """The intent of the nearest example, if near enough to act upon; else ATTACK if it looks so.

    Args:
        vector: Of the message.
        examples: Wordings of the intents.
        known: How near the vector lies to a known way to ask for a section: what lies nearer to
            one of these than to an example is a question. Asked only when there is a doubt.
    """
    name, cosine = examples.nearest(vector)
    intent = Intent(name) if name else Intent.KNOWLEDGE
    if cosine >= _NEAR.get(intent, 2.0):
        return intent if cosine > known(vector) else None
    if attack_chance(vector) >= _LIKELY_ATTACK:
        return Intent.ATTACK if known(vector) < _KNOWN else None
    return None


@cache
def _attack_model() -> tuple[Vector, float]:
    file = resources.files("assistant.answering") / "attack.toml"
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    return np.array(table["weights"], dtype=np.float32), float(table["offset"])


def attack_chance(vector: Vector) -> float:
    """How likely a message is an attack, from 0 to 1, by its vector.

    The weights belong to all-MiniLM-L6-v2; for vectors of another length nothing is known, and 0
    comes back. `assistant/quality/fitting.py` fits them.
    """
    weights, offset = _attack_model()
    if len(weights) != len(vector):
        return 0.0
    return float(1 / (1 + np.exp(-(weights @ vector + offset))))


def accepts_offer(message: str, last_reply: str) -> bool:
    """Whether the visitor says yes to a person who was just offered."""
    return bool(_YES.match(_straight(message)) and _OFFER.search(fold(last_reply)))


def _straight(message: str) -> str:
    folded = fold(message).replace("’", "'").strip()
    return re.sub(r"\s+", " ", folded.strip(" .!?,;:¿¡\"'"))
