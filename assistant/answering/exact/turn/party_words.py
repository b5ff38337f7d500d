"""The words by which communities are told apart, as patterns over folded text."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

from assistant.answering.exact.turn.population_words import any_of


class PartyWords:
    """The patterns made of the words in `parties.toml`."""

    def __init__(self, table: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        def words(key: str) -> str:
            return any_of(table[key]["words"])

        def whole(key: str) -> re.Pattern[str]:
            return re.compile(rf"\b{words(key)}\b")

        nouns = "|".join(rf"(?P<{key}>{any_of(some)})" for key, some in table["nouns"].items())
        plain_nouns = any_of(word for some in table["nouns"].values() for word in some)
        direct = words("direct")
        hedge = r"(?:about|around|some|roughly|over|nearly|unos|unas|casi)"
        article = r"(?:an?|the|one|our|its|un|una|el|la|su|nuestr[oa])"
        people = r"(?: (?:people|residents|inhabitants|habitantes|personas))?"
        self.noun = re.compile(rf"#(?P<name>\d+)|\b(?:{nouns})\b")
        self.county = re.compile(r"\b(?:count(?:y|ies)|parish|condado)\b")
        self.direct = re.compile(rf"(?:'s)?\W*(?:{direct}\W+){{0,2}}(?:{hedge} )?")
        self.numbered = re.compile(rf"^\W*(?:{direct}\W+){{0,2}}(?:{hedge} )?\d")
        self.numbering = re.compile(rf"^\W*(?:{words('numbering')}\W+){{0,2}}(?:{hedge} )?\d")
        self.own = re.compile(rf"\b{words('own')}(?: \w+){{0,2}}\W+$")
        self.aside = re.compile(rf"\b{words('aside')} (?:{article} )?(?:\w+ )?$")
        self.relative = re.compile(rf"^,? (?:in )?{words('relative')}\b")
        self.denied = re.compile(
            rf"\b{words('denied')} (?:(?:as|for|of|the|an?|la|el|un|una) ){{0,2}}$"
        )
        self.restart = whole("restart")
        self.each = re.compile(rf"\b{words('each')}(?!\w)")
        self.than_us = whole("than_us")
        self.once = whole("once")
        self.ahead = whole("ahead")
        self.merges = whole("merges")
        self.today = whole("today")
        self.merged = whole("merged")
        self.behind = re.compile(
            rf"^{people} (?:live )?(?:in|inside|within|en|dentro de|for) (?:{article} )?"
            rf"(?:whole |entire |actual |wider )?{plain_nouns}(?!\w)"
        )


@cache
def party_words() -> PartyWords:
    """The patterns, made once."""
    file = resources.files("assistant.answering.exact.turn") / "parties.toml"
    return PartyWords(tomllib.loads(file.read_text(encoding="utf-8")))
