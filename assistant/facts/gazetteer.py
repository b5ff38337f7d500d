"""Looks names of places up in a compiled gazetteer.

Failure policy: a file that is missing or is no gazetteer raises `TableRefused` when it is opened.
"""

import json
import sqlite3
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Self

from rapidfuzz import fuzz, process

from assistant.facts.atlas import compile_gazetteer, gazetteer_digest
from assistant.facts.likeness import LikeNames
from assistant.facts.names import fold_name, spelled_out
from assistant.facts.places import UNITED_STATES, Place, PlaceKind
from assistant.seams import TableRefused

__all__ = ["Gazetteer", "compile_gazetteer", "gazetteer_digest"]

_MOST_LIKE = 6
LEAST_LIKENESS = 80  # fuzz.ratio; WRatio finds New York City for Boise City

# CROSS JOIN fixes the order: names by their key, never the whole table of places.
_LOOK_UP = """
SELECT names.key, places.name, places.kind, places.region, places.country, places.population,
    places.year, places.source
FROM json_each(?) AS asked CROSS JOIN names ON names.key = asked.value
    CROSS JOIN places ON places.id = names.place
ORDER BY places.id
"""
# No index is needed: each is asked once, and reading all places takes 15 ms.
_WITHIN = """
SELECT name FROM places WHERE country = ? AND (region = ? OR ? = '')
    AND kind IN ('city', 'county') AND (country = ? OR population >= ?)
"""
_LARGE = """
SELECT name FROM places
WHERE kind = 'city' AND population >= CASE country WHEN ? THEN ? ELSE ? END
"""
_WIDE = """
SELECT DISTINCT key FROM names WHERE place IN (
    SELECT id FROM places WHERE kind = 'country' OR kind = 'state' AND country IN (?, 'CA', 'MX'))
"""
# Cities that somebody may mean who mistypes a name and says nothing of where it lies.
LEAST_PEOPLE_LARGE = 50_000
LEAST_PEOPLE_LARGE_ABROAD = 500_000
LEAST_PEOPLE_WITHIN_ABROAD = 5_000
_LEAST_LETTERS = 4  # shorter ones, TX and USA, are codes


class Gazetteer:
    """The places of the world, read-only; any thread may ask."""

    def __init__(self, sql: sqlite3.Connection) -> None:
        self._sql = sql
        self._asking = threading.Lock()
        self._regions = {
            (country, code): name for country, code, name in sql.execute("SELECT * FROM regions")
        }
        self._countries = dict(sql.execute("SELECT * FROM countries").fetchall())
        self._kinds = {str(kind): kind for kind in PlaceKind}
        self._within: dict[tuple[str, str], LikeNames] = {}

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open a file that `compile_gazetteer` made; nobody may write to it meanwhile.

        Raises:
            TableRefused: It is not there, or it is no gazetteer.
        """
        address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        sql = None
        try:
            sql = sqlite3.connect(address, uri=True, check_same_thread=False)
            return cls(sql)
        except sqlite3.Error as error:
            if sql is not None:
                sql.close()
            reason = f"it cannot be opened ({error}): run ingest.py, which makes it anew."
            raise TableRefused(path.name, [(0, reason)]) from error

    def close(self) -> None:
        """Give the file back."""
        self._sql.close()

    def look_up(self, keys: Sequence[str]) -> dict[str, tuple[Place, ...]]:
        """The places that bear names.

        Args:
            keys: Folded names.

        Returns:
            Of each key that is known its places, the largest first; of the others nothing.
        """
        found: dict[str, list[Place]] = {}
        with self._asking:
            rows = self._sql.execute(_LOOK_UP, (json.dumps(keys),)).fetchall()
        for key, *values in rows:
            found.setdefault(key, []).append(self._place(*values))
        return {key: tuple(places) for key, places in found.items()}

    def nearest(self, name: str, limit: int = 5) -> tuple[Place, ...]:
        """US places and large foreign ones whose names are written much like a name.

        Returns:
            The most alike first, of one name the largest first; none where none is alike.
        """
        likes = process.extract(
            fold_name(name),
            self._near_keys,
            scorer=fuzz.ratio,
            processor=None,
            score_cutoff=LEAST_LIKENESS,
            limit=limit,
        )
        known = self.look_up([key for key, _, _ in likes])
        return tuple(place for key, _, _ in likes for place in known[key])[:limit]

    def like_within(self, name: str, area: Place, least: int) -> list[tuple[str, float]]:
        """Names of cities and counties in a state or country that are much like a name.

        Args:
            name: Folded and spelled out.
            area: The state or country.
            least: The least ratio, 1 to 100.

        Returns:
            Such names with their ratios, the most alike first.
        """
        code = area.region if area.kind is PlaceKind.STATE else ""
        names = self._within.get((area.country, code))
        if names is None:
            values = area.country, code, code, UNITED_STATES, LEAST_PEOPLE_WITHIN_ABROAD
            names = LikeNames(self._folded(_WITHIN, values))
            self._within[area.country, code] = names
        return names.best(name, least, _MOST_LIKE)

    def like_large(self, name: str, least: int) -> list[tuple[str, float]]:
        """Names of states, countries and large cities that are much like a name.

        Args:
            name: Folded and spelled out.
            least: The least ratio, 1 to 100.

        Returns:
            Such names with their ratios, the most alike first.
        """
        return self._large.best(name, least, _MOST_LIKE)

    @cached_property
    def _large(self) -> LikeNames:
        values = UNITED_STATES, LEAST_PEOPLE_LARGE, LEAST_PEOPLE_LARGE_ABROAD
        names = self._folded(_LARGE, values) | self._folded(_WIDE, (UNITED_STATES,))
        return LikeNames(name for name in names if len(name) >= _LEAST_LETTERS)

    def _folded(self, query: str, values: Sequence[str | int]) -> set[str]:
        with self._asking:
            rows = self._sql.execute(query, values).fetchall()
        return {spelled_out(fold_name(name)) for (name,) in rows}

    @cached_property
    def _near_keys(self) -> tuple[str, ...]:
        with self._asking:
            rows = self._sql.execute("SELECT key FROM near ORDER BY key").fetchall()
        return tuple(key for (key,) in rows)

    def _place(
        self,
        name: str,
        kind: str,
        region: str,
        country: str,
        *counted: *tuple[int | None, str, str],
    ) -> Place:
        region_name = self._regions.get((country, region), "")
        country_name = self._countries.get(country, "")
        return Place(name, self._kinds[kind], region, region_name, country, country_name, *counted)
