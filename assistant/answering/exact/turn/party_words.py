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
        nouns = "|".join(rf"(?P<{key}>{any_of(words)})" for key, words in table["nouns"].items())
        plain_nouns = any_of(word for words in table["nouns"].values() for word in words)
        direct = any_of(table["direct"]["words"])
        hedge = r"(?:about|around|some|roughly|over|nearly|unos|unas|casi)"
        article = r"(?:an?|the|one|our|its|un|una|el|la|su|nuestr[oa])"
        people = r"(?: (?:people|residents|inhabitants|habitantes|personas))?"
        self.noun = re.compile(rf"#(?P<name>\d+)|\b(?:{nouns})\b")
        self.county = re.compile(r"\b(?:count(?:y|ies)|parish|condado)\b")
        self.direct = re.compile(rf"(?:'s)?\W*(?:{direct}\W+){{0,2}}(?:{hedge} )?")
        self.numbered = re.compile(rf"^\W*(?:{direct}\W+){{0,2}}(?:{hedge} )?\d")
        self.numbering = re.compile(
            rf"^\W*(?:{any_of(table['numbering']['words'])}\W+){{0,2}}(?:{hedge} )?\d"
        )
        self.own = re.compile(rf"\b{any_of(table['own']['words'])}(?: \w+){{0,2}}\W+$")
        self.aside = re.compile(rf"\b{any_of(table['aside']['words'])} (?:{article} )?(?:\w+ )?$")
        self.relative = re.compile(rf"^,? (?:in )?{any_of(table['relative']['words'])}\b")
        self.denied = re.compile(
            rf"\b{any_of(table['denied']['words'])} (?:(?:as|for|of|the|an?|la|el|un|una) ){{0,2}}$"
        )
        self.restart = re.compile(rf"\b{any_of(table['restart']['words'])}\b")
        self.each = re.compile(rf"\b{any_of(table['each']['words'])}(?!\w)")
        self.than_us = re.compile(rf"\b{any_of(table['than_us']['words'])}\b")
        self.once = re.compile(rf"\b{any_of(table['once']['words'])}\b")
        self.ahead = re.compile(rf"\b{any_of(table['ahead']['words'])}\b")
        self.merges = re.compile(rf"\b{any_of(table['merges']['words'])}\b")
        self.today = re.compile(rf"\b{any_of(table['today']['words'])}\b")
        self.merged = re.compile(rf"\b{any_of(table['merged']['words'])}\b")
        self.behind = re.compile(
            rf"^{people} (?:live )?(?:in|inside|within|en|dentro de|for) (?:{article} )?"
            rf"(?:whole |entire |actual |wider )?{plain_nouns}(?!\w)"
        )


@cache
def party_words() -> PartyWords:
    """The patterns, made once."""
    file = resources.files("assistant.answering.exact.turn") / "parties.toml"
    return PartyWords(tomllib.loads(file.read_text(encoding="utf-8")))
