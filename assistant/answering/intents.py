"""Says what a visitor wants with a message: by pattern first, then by nearness to examples."""

import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources

import numpy as np

from assistant.answering.triggers import Trigger, Triggers
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
# Danger and anger are seen from farther off where the message is unlike any known question: none of
# 4,900 ordinary questions is so near to an example and so far from every known way to ask.
_NEARER = 0.44
_APART = 0.05
_SEEN_FROM_AFAR = frozenset((Intent.DISTRESS, Intent.COMPLAINT))
# From this chance on the model of `attack.toml` calls a message an attack: no benign row of
# injection_dev and 7 of 3,100 ordinary questions and texts do so in cross-validation.
_LIKELY_ATTACK = 0.5
_KNOWN = 0.6  # so near to a known way to ask, a message that looks like an attack is none


@cache
def _wants() -> Mapping[str, Mapping[str, list[str]]]:
    file = resources.files("assistant.answering") / "intents.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def _triggers() -> Triggers[Intent]:
    return Triggers(
        Trigger.of(intent, pattern)
        for intent in _ORDER
        for pattern in _wants().get(intent.value, {}).get("patterns", ())
    )


@cache
def _unless(intent: Intent) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(p) for p in _wants().get(intent.value, {}).get("unless", ()))


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
    folded = straight(message)
    matched = _triggers().names_in(folded)
    order = _ORDER if len(folded) < _LONG else _ORDER_OF_LONG
    likely = (one for one in order if one in matched)
    return next((one for one in likely if not _rules_out(folded, one)), None)


def _rules_out(folded: str, intent: Intent) -> bool:
    return any(pattern.search(folded) for pattern in _unless(intent))


def near_intent(
    message: str, vector: Vector, examples: Examples, known: Callable[[Vector], float]
) -> Intent | None:
    """The intent of the nearest example, if near enough to act upon; else ATTACK if it looks so.

    Args:
        message: What the visitor wrote: what rules an intent out counts here as well.
        vector: Of the message.
        examples: Wordings of the intents.
        known: How near the vector lies to a known way to ask for a section: what lies nearer to
            one of these than to an example is a question. Asked only when there is a doubt.
    """
    name, cosine = examples.nearest(vector)
    intent = Intent(name) if name else Intent.KNOWLEDGE
    if _is_near(intent, cosine, lambda: known(vector)):
        return None if is_ruled_out(message, intent) else intent
    if cosine >= _NEAR.get(intent, 2.0):
        return None
    if attack_chance(vector) >= _LIKELY_ATTACK:
        return Intent.ATTACK if known(vector) < _KNOWN else None
    return None


def _is_near(intent: Intent, cosine: float, known: Callable[[], float]) -> bool:
    """Whether an example is near enough, and nearer than every known question."""
    if cosine >= _NEAR.get(intent, 2.0):
        return cosine > known()
    if intent not in _SEEN_FROM_AFAR or cosine < _NEARER:
        return False
    nearest = known()
    return 0 < nearest <= cosine - _APART  # 0: there are no questions to compare with


def may_be(intent: Intent, vector: Vector, examples: Examples) -> bool:
    """Whether a message is near enough to some example of an intent to look on."""
    least = _NEARER if intent in _SEEN_FROM_AFAR else _NEAR.get(intent, 2.0)
    return examples.best_of(intent.value, vector) >= least


def is_ruled_out(message: str, intent: Intent) -> bool:
    """Whether words of the message say that it is not what it looks like."""
    return _rules_out(straight(message), intent)


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


def straight(message: str) -> str:
    """A message on one line, folded, without the marks around it."""
    folded = fold(message).replace("’", "'").strip()
    return re.sub(r"\s+", " ", folded.strip(" .!?,;:¿¡\"'"))
