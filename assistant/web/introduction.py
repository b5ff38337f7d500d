"""What the association says first to a visitor, in the languages it says it in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Introduction:
    """The first words to a visitor, and questions to start with.

    Attributes:
        language: Of both.
        greeting: Empty where the association has none.
    """

    language: str
    greeting: str
    suggestions: tuple[str, ...]


def read_introduction(association: Mapping[str, Any], language: str) -> Introduction:
    """The introduction in a language, from its table `[in.es]`; the English one without a table.

    Args:
        association: As in `knowledge/association.toml`.
        language: Of the visitor, BCP 47.
    """
    primary = language.partition("-")[0].lower()
    own = association.get("in", {}).get(primary)
    told = association if own is None else own
    return Introduction(
        "en" if own is None else primary,
        str(told.get("greeting", "")),
        tuple(str(one) for one in told.get("suggestions", ())),
    )
