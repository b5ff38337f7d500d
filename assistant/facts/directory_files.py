"""Reads the folder of the member directory: communities, partnerships, aliases and the roll.

Files that others gathered load as they are, beside or instead of our own. What a cell holds is
text and stays text: whoever shows it must not take it for a formula, for HTML or for a command.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from assistant.facts.directory_cells import place_in, region_in, source_in, year_in
from assistant.facts.directory_columns import (
    ALIAS_COLUMNS,
    COMMUNITY_COLUMNS,
    PARTNERSHIP_COLUMNS,
    STATEMENT_COLUMNS,
    WEBSITE_COLUMNS,
    DirectoryTable,
    Names,
    open_table,
)
from assistant.facts.directory_gathering import (
    Alias,
    AskedAlias,
    DirectoryFiles,
    Gathering,
    Key,
    ListedCommunity,
)
from assistant.facts.directory_rows import (
    asked_alias,
    community_place,
    listed_community,
    listed_partnership,
    quoted_statement,
)
from assistant.facts.places import UNITED_STATES, Place
from assistant.facts.roll import NamedFile, Roll, read_roll
from assistant.facts.tables import Problems, Row, read_table
from assistant.seams import TableRefused

ROLL, ROLL_NOTES, ALIASES = "roll", "roll.toml", "aliases"
# In the order in which they are read: where two list the same pair, the first is the one to cite.
COMMUNITY_FILES = ("communities", "members")
STATEMENTS, WEBSITES = "sci_membership_statements", "websites"
PARTNERSHIP_FILES = ("facts_by_hand", "partnerships")
_KNOWN = (*COMMUNITY_FILES, STATEMENTS, WEBSITES, *PARTNERSHIP_FILES, ALIASES, ROLL)
_ENDINGS = (".csv", ".xlsx")
_TABLES = frozenset({*_ENDINGS, ".xls", ".ods", ".tsv", ".txt", ".toml"})


def read_directory(folder: Path, today: date) -> DirectoryFiles:
    """Read a directory folder.

    Args:
        folder: With `communities`, `partnerships` and `aliases`, as .csv or .xlsx, a `roll` with
            its `roll.toml`, or the gathered files; each may be missing, not all of them.
        today: No year may lie beyond the next one, and no roll beyond today.

    Raises:
        TableRefused: A file cannot be used; it says which, where and why.
    """
    found = _find(folder)
    reader = _Reader(found, today)
    for name in COMMUNITY_FILES:
        reader.read_communities(name)
    reader.read_statements()
    reader.read_websites()
    for name in PARTNERSHIP_FILES:
        reader.read_partnerships(name)
    aliases = reader.read_aliases()
    roll = _read_roll(folder, found, today, reader.gathering)
    return DirectoryFiles(
        communities=reader.gathering.communities(),
        partnerships=reader.gathering.partnerships(),
        aliases=aliases(),
        roll=roll,
        read=tuple(sorted(file.name for file in found.values())),
        passed_over=_passed_over(folder, found),
    )


class _Reader:
    def __init__(self, found: Mapping[str, NamedFile], today: date) -> None:
        self.gathering = Gathering()
        self._found = found
        self._year = partial(year_in, last=today.year + 1)
        # Without a list of communities, partnerships bring their own.
        self._declared = any(name in found for name in COMMUNITY_FILES)

    def read_communities(self, name: str) -> None:
        table = self._open(name, COMMUNITY_COLUMNS, ("name", "region", "source"))
        if table is None:
            return
        lines: dict[Key, int] = {}
        for row in table:
            place = community_place(table, row, "name")
            before = lines.setdefault(place.key, row.line)
            if before != row.line and place.name:
                reason = f"{place.label} stands on line {before} already: keep one of the two."
                table.problems.add(row.line, reason)
            self.gathering.add_community(listed_community(table, row, place, self._year))
        table.problems.refuse()

    def read_statements(self) -> None:
        needed = ("community", "region", "statement", "source")
        table = self._open(STATEMENTS, STATEMENT_COLUMNS, needed)
        if table is None:
            return
        for row in table:
            place, said = quoted_statement(table, row)
            listed = ListedCommunity(place, statement=said, source=said.source, vintage=said.dated)
            self.gathering.add_community(listed)
        table.problems.refuse()

    def read_websites(self) -> None:
        if WEBSITES not in self._found:
            return
        columns = ("community", "website")
        read = read_table(*self._found[WEBSITES], columns=columns)  # the file does not name them
        table = DirectoryTable(read, WEBSITE_COLUMNS, columns)
        for row in table:
            place = table.read(row, "community", _name_and_state, None)
            website = table.read(row, "website", source_in, "")
            if place and (known := self._known(table, row, place)):
                self.gathering.add_community(ListedCommunity(known, website, website))
        table.problems.refuse()

    def read_partnerships(self, name: str) -> None:
        needed = ("community", "region", "partner", "partner_country", "source")
        table = self._open(name, PARTNERSHIP_COLUMNS, needed)
        if table is None:
            return
        for row in table:
            place = community_place(table, row, "community")
            pair = listed_partnership(table, row, place.key, self._year)
            if not self._declared:
                listing = pair.listings[0]
                self.gathering.add_community(
                    ListedCommunity(place, source=listing.source, vintage=listing.vintage)
                )
            if known := self._known(table, row, place):
                self.gathering.add_partnership(replace(pair, community=known.key))
        table.problems.refuse()

    def read_aliases(self) -> Callable[[], tuple[Alias, ...]]:
        """Read the aliases, so far as they lead to what public files list.

        Returns:
            What gives them all, once the roll is read too.

        Raises:
            TableRefused: A cell cannot be used; of the result, an alias leads nowhere.
        """
        table = self._open(ALIASES, ALIAS_COLUMNS, ("alias", "name", "country"))
        if table is None:
            return tuple
        asked = [(row.line, asked_alias(table, row)) for row in table]
        table.problems.refuse()
        for _, alias in asked:
            self.gathering.add_alias(self._found_alias(alias))
        return partial(self._all_aliases, asked, table.problems)

    def _all_aliases(
        self, asked: Sequence[tuple[int, AskedAlias]], problems: Problems
    ) -> tuple[Alias, ...]:
        aliases = tuple(self._found_alias(alias) for _, alias in asked)
        for (line, alias), found in zip(asked, aliases, strict=True):
            if not found.places:
                where = ", ".join(filter(None, (alias.name, alias.region, alias.country)))
                problems.add(line, f"the directory does not hold {where}: correct or delete it.")
        problems.refuse()
        return aliases

    def _found_alias(self, alias: AskedAlias) -> Alias:
        return Alias(alias.key, tuple(self.gathering.find(alias)))

    def _open(self, name: str, names: Names, needed: tuple[str, ...]) -> DirectoryTable | None:
        return open_table(*self._found[name], names, needed) if name in self._found else None

    def _known(self, table: DirectoryTable, row: Row, place: Place) -> Place | None:
        known = self.gathering.known(place)
        if known is None and place.name and place.region_name:
            reason = (
                f"{place.label} is not among the communities: correct the name or add it there."
            )
            table.problems.add(row.line, reason)
        return known


def _find(folder: Path) -> dict[str, NamedFile]:
    found = {
        name: [
            NamedFile(folder / f"{name}{ending}", f"{folder.name}/{name}{ending}")
            for ending in _ENDINGS
            if (folder / f"{name}{ending}").exists()
        ]
        for name in _KNOWN
    }
    for name, files in found.items():
        if len(files) > 1:
            reason = f"{name}.csv stands beside it: keep one of the two."
            raise TableRefused(files[1].name, [(0, reason)])
    if not any(found.values()):
        reason = "it holds no directory: put communities.csv and partnerships.csv, or a roll, here."
        raise TableRefused(folder.name, [(0, reason)])
    return {name: files[0] for name, files in found.items() if files}


def _read_roll(
    folder: Path, found: Mapping[str, NamedFile], today: date, gathering: Gathering
) -> Roll | None:
    notes = NamedFile(folder / ROLL_NOTES, f"{folder.name}/{ROLL_NOTES}")
    if ROLL not in found:
        if notes.path.exists():
            reason = "there is no roll beside it: put roll.csv or roll.xlsx here, or delete it."
            raise TableRefused(notes.name, [(0, reason)])
        return None
    roll = read_roll(found[ROLL], notes, today, lambda place: gathering.known(place) or place)
    for entry in roll.entries:
        gathering.add_place(entry.place)
    return roll


def _passed_over(folder: Path, found: Mapping[str, NamedFile]) -> tuple[str, ...]:
    """What looks like a table and was not read: a misspelled name should be seen."""
    read = {file.path.name for file in found.values()} | {ROLL_NOTES}
    tables = (path.name for path in folder.iterdir() if path.suffix.lower() in _TABLES)
    return tuple(sorted(name for name in tables if name not in read and name[0] not in ".~"))


def _name_and_state(cell: str) -> Place:
    name, bar, state = cell.rpartition("|")
    if not bar:
        raise ValueError(f"{cell!r} is no community: write it as Houston|TX")
    return place_in(name, region_in(state, UNITED_STATES), UNITED_STATES, None)
