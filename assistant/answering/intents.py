"""Says what a visitor wants with a message: by pattern first, then by nearness to examples."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

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
# How near a message must lie to an example; set on handoff_dev, injection_dev and our own
# questions so that nobody with an ordinary question is handed over.
_NEAR = {
    Intent.PERSON: 0.72,
    Intent.COMPLAINT: 0.66,
    Intent.PAYMENT: 0.70,
    Intent.CORRECTION: 0.66,
    Intent.DISTRESS: 0.62,
    Intent.ATTACK: 0.50,
}
_YES = re.compile(
    r"^(yes|yes please|yeah|yep|sure|ok|okay|please do|please|si|oui|ja|sim|hai)[ ,.!]*"
    r"((yes|please|do|that|would be (great|good|nice))[ ,.!]*)*$"
)
_OFFER = re.compile(r"\b(person|membership department|somebody|someone|staff)\b")


@cache
def _wants() -> Mapping[str, Mapping[str, list[str]]]:
    file = resources.files("assistant.answering") / "intents.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def _patterns() -> Mapping[Intent, tuple[re.Pattern[str], ...]]:
    return {
        intent: tuple(re.compile(p) for p in _wants().get(intent.value, {}).get("patterns", ()))
        for intent in _ORDER
    }


def example_wordings() -> dict[str, list[str]]:
    """The example wordings of each intent, for ingestion to encode."""
    return {name: list(want.get("wordings", ())) for name, want in _wants().items()}


def matched_intent(message: str) -> Intent | None:
    """The intent whose pattern the message matches, or None."""
    folded = _straight(message)
    for intent in _ORDER:
        if any(pattern.search(folded) for pattern in _patterns()[intent]):
            return intent
    return None


def near_intent(vector: Vector, examples: Examples) -> Intent | None:
    """The intent of the nearest example, if it is near enough to act upon."""
    name, cosine = examples.nearest(vector)
    intent = Intent(name) if name else Intent.KNOWLEDGE
    return intent if cosine >= _NEAR.get(intent, 2.0) else None


def accepts_offer(message: str, last_reply: str) -> bool:
    """Whether the visitor says yes to a person who was just offered."""
    return bool(_YES.match(_straight(message)) and _OFFER.search(fold(last_reply)))


def _straight(message: str) -> str:
    folded = fold(message).replace("’", "'").strip()
    return re.sub(r"\s+", " ", folded.strip(" .!?,;:¿¡\"'"))
