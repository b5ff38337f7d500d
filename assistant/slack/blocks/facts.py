"""A few labelled values, one below the other."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from assistant.slack.blocks.elements import Json, line, lists, rich, section, text
from assistant.slack.blocks.signs import shorten

# Characters that are shown of one, so that a block of them is not too much for a message.
_VALUE: Final = 1_000
_ITEM: Final = 400


def draw_facts(facts: Mapping[str, str]) -> Iterator[Json]:
    """Each value behind its label; what is empty is left out."""
    told = [(label, value) for label, value in facts.items() if value]
    if told:
        yield rich(
            *(
                section(text(f"{label}: ", bold=True), text(shorten(value, _VALUE)))
                for label, value in told
            )
        )


def draw_list(title: str, items: Iterable[str], *, ordered: bool = False) -> Iterator[Json]:
    """A list below its title; nothing where it is empty."""
    told = [section(text(shorten(one, _ITEM))) for one in items]
    if told:
        yield line(text(title, bold=True))
        yield from lists(told, ordered=ordered)
