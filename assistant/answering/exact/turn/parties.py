"""Reads which community has which number, where a text speaks of several: a city, its county.

Each number is bound to the noun beside it: "city of 12,000 in a county of 90,000"; the noun that is
asked about tells whose number counts.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answering.exact.turn.binding import Binding
from assistant.answering.exact.turn.cues import folded
from assistant.answering.exact.turn.lists import each_of, read_list
from assistant.answering.exact.turn.party import Party, named_by, nouns_in
from assistant.answering.exact.turn.party_words import party_words
from assistant.answering.exact.turn.populations import Population, find_counts
from assistant.facts.mentions import Mention
from assistant.facts.ordinary_words import is_ordinary

_STRANGE = re.compile(
    r"\b(?P<name>[A-Z][a-z'-]+(?: [A-Z][a-z'-]+){0,2})"
    r"(?:[ ,:(=]+(?:has|had|have|with|at|is|pop\.?|population|of|about|around|some|tiene|con|de))*"
    r"[ ,:(=]+\d"
)
_WHOLE = re.compile(r"\b(?:or|o|then|becom\w+|up to|together|in all)\b")
_INSIDE = re.compile(r"[a-z0-9,;] (?:and|but|while|y|e|pero) $")


@dataclass(frozen=True, slots=True)
class Parties:
    """The communities of a text, and which of them it asks about.

    Attributes:
            asked: Those that are meant: one, or each of several.
        settles: Whether that decides whose number counts: where a text has one community, its
            number may stand for any other.
    """

    all: tuple[Party, ...] = ()
    asked: tuple[Party, ...] = ()
    settles: bool = False


def read_parties(text: str, mentions: Sequence[Mention], *, asked: bool = False) -> Parties:
    """The communities of a text that each have a number of their own.

    Args:
        text: What the visitor wrote.
        mentions: The places it names.
        asked: Whether the text answers the question for a population.
    """
    plain, counts = find_counts(_numbered(text, mentions), asked=asked)
    if not counts:
        return Parties()
    if len(counts) > 1 and (strange := _strange_names(text, mentions)):
        mentions = sorted((*mentions, *strange), key=lambda one: one.start)
        plain, counts = find_counts(_numbered(text, mentions), asked=asked)
    if (one := _merger(plain, mentions, asked=asked)) is not None:
        return one
    if not mentions and (listed := read_list(plain, asked=asked)):
        return Parties(listed, listed, settles=True)
    reading = Binding(plain, counts, mentions)
    if not reading.parties and (each := each_of(plain, counts)):
        return Parties(each, each, settles=True)
    settles = len(reading.parties) > 1 or reading.is_changed
    return Parties(reading.parties, reading.asked(), settles)


def _merger(plain: str, mentions: Sequence[Mention], *, asked: bool) -> Parties | None:
    """One community that comes of others: "if towns of 7,000 and 6,000 merge".

    Of one that took in another already it is not known whether its number is that of both. In
    "6,000, or 9,000 if we annex the valley" the second number is that of the whole.
    """
    words = party_words()
    if not words.merges.search(plain):
        return None
    plain, counts = find_counts(plain, asked=asked, apart=True)
    if len(counts) != 2 or not all(one.population.exact for one in counts):
        return None
    if _WHOLE.search(plain[counts[0].end : counts[1].start]):
        before, after = (one.population for one in counts)
        either = (Party(before, "before"), Party(after, "merged"))
        return Parties(either, either, settles=True)
    people = sum(one.population.low for one in counts)
    merged_one = Party(Population(people, people, sure=True), "merged")
    parts = Binding(plain, counts, mentions).parties
    known = (*parts, merged_one) if len(parts) == len(counts) else (merged_one,)
    done = words.merged.search(plain) and not words.ahead.search(plain)
    if done or words.today.search(plain):
        largest = max(counts, key=lambda one: one.population.low).population
        return Parties(known, (Party(largest, "before"), merged_one), settles=True)
    return Parties(known, (merged_one,), settles=True)


def _strange_names(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Names that were found in no book where a number follows them, wherever they stand."""
    known = {one.text: one for one in mentions}
    taken = [range(one.start, one.end) for one in mentions]
    names = {found["name"] for found in _STRANGE.finditer(text) if _is_name(found)}
    return [
        replace(known.get(name, Mention(0, 0, name, ())), start=found.start(), end=found.end())
        for name in names
        for found in re.finditer(rf"\b{re.escape(name)}\b", text)
        if not any(found.start() in one for one in taken)
    ]


def _is_name(found: re.Match[str]) -> bool:
    """Whether it is no common word, unless a capital inside a sentence makes it a name."""
    name = folded(found["name"])
    if any(True for _ in nouns_in(name)):
        return False
    inside = _INSIDE.search(found.string[: found.start()])
    return bool(inside) or not any(is_ordinary(word) for word in name.split())


def asked_again(text: str, known: Sequence[Party]) -> tuple[Party, ...]:
    """Those of some communities that a text without numbers speaks of: "and the county?"."""
    plain = folded(text)
    if len(known) > 1 and party_words().each.search(plain):
        return tuple(known)
    nouns = [one for one in nouns_in(plain) if not party_words().denied.search(plain[: one.start])]
    return named_by(nouns, known)


def merged(known: Sequence[Party], fresh: Sequence[Party]) -> tuple[Party, ...]:
    """The communities known so far: of one noun the number that was said last."""
    if len(fresh) > 1 and len({one.noun for one in fresh}) < len(fresh):
        return tuple(fresh)
    nouns = {one.noun for one in fresh}
    return (*(one for one in known if one.noun not in nouns), *fresh)


def _numbered(text: str, mentions: Sequence[Mention]) -> str:
    """The text with the number of each name in its place; "100 Mile House" names no people."""
    kept, end = [], 0
    for number, one in enumerate(mentions):
        kept += [text[end : one.start].replace("#", " "), f"#{number} "]
        end = one.end
    return "".join([*kept, text[end:].replace("#", " ")])
