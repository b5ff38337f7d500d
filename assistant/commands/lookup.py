"""`assistant lookup`: what the directory says of a community, as a table."""

import json
from collections.abc import Mapping

from rich.console import Console
from rich.table import Table

from assistant.answering.checking import check_draft
from assistant.answering.exact.directory.by_name import standing_of
from assistant.answering.exact.directory.looking_up import LookUp
from assistant.answering.exact.dues.phrases import Phrases
from assistant.answering.replies import Replies, read_sentences
from assistant.commands.display import safe
from assistant.facts.communities import StaffRecord
from assistant.facts.directory_cells import us_states
from assistant.facts.facts import Facts
from assistant.facts.names import fold_name
from assistant.seams import AssistantError
from assistant.settings import read_settings
from assistant.vocabulary import Answer, Outcome
from assistant.wiring import open_rooms


async def lookup(name: str, *, as_json: bool, staff: bool) -> int:
    """Print the standing and the partners of a community; 1 when it is not found or not clear."""
    async with open_rooms(read_settings()) as rooms:
        await rooms.librarian.refresh()
        shelf, facts = rooms.librarian.opened()
        if not facts.has_directory:
            raise AssistantError("There is no directory: put one into the knowledge folder.")
        replies = Replies(read_sentences("en"), shelf.association)
        draft = LookUp(facts.directory, replies, Phrases(replies, "en")).answer(
            standing_of(name, facts.books)
        )
        answer = check_draft(draft, name, shelf.association, replies, "en")
        record = _staff_record(name, answer, facts) if staff else {}
    if as_json:
        print(json.dumps(answer.to_json() | ({"staff": record} if staff else {}), indent=2))
    else:
        _show(answer, record)
    return 0 if answer.outcome is Outcome.ANSWERED else 1


def _staff_record(name: str, answer: Answer, facts: Facts) -> dict[str, str]:
    """What the roll says of the community; for staff only."""
    found = answer.directory or {}
    if record := _kept(found.get("community"), facts):
        return _told(record)
    alone = _on_roll_alone(name, facts) if found.get("status") == "not_found" else None
    return {"name": alone.label, **_told(alone)} if alone is not None else {}


def _kept(community: Mapping[str, str] | None, facts: Facts) -> StaffRecord | None:
    """The record of a community that the directory lists."""
    if not community:
        return None
    where = community["name"], community["region"], community["country"]
    records = (facts.directory.staff_record(one) for one in facts.directory.find(*where))
    return next((one for one in records if one is not None), None)


def _on_roll_alone(name: str, facts: Facts) -> StaffRecord | None:
    """The record of the one that stands on the roll under a name and is listed nowhere."""
    base, _, where = name.partition(",")
    state = us_states().get(where.strip().upper(), where)
    asked = fold_name(f"{base} {state}")
    records = [
        one
        for one in facts.directory.staff_roll()
        if asked in {fold_name(one.name), fold_name(one.label)}
    ]
    return records[0] if len(records) == 1 else None


def _told(record: StaffRecord) -> dict[str, str]:
    return {
        "status": record.status,
        "joined": str(record.joined or ""),
        "expires": str(record.expires or ""),
        "contact": record.contact,
    }


def _show(answer: Answer, record: dict[str, str]) -> None:
    console = Console(highlight=False, emoji=False, markup=False)
    console.print(safe(answer.text), soft_wrap=True)
    found = answer.directory or {}
    if found.get("partners"):
        table = Table("Partner", "Country", "Relation", "Since", "Listed by", "As of")
        for one in found["partners"]:
            since = " / ".join(str(year["year"]) for year in one["since"])
            row = (one["name"], one["country"], one["relation"], since, one["source"], one["as_of"])
            table.add_row(*(safe(str(cell)) for cell in row))
        console.print(table)
    for key, value in record.items():
        console.print(f"{key} (staff only): {safe(value)}", soft_wrap=True)
