"""`assistant lookup`: what the directory says of a community, as a table."""

import json

from rich.console import Console
from rich.table import Table

from assistant.answering.checking import check_draft
from assistant.answering.exact.directory.by_name import standing_of
from assistant.answering.exact.directory.looking_up import LookUp
from assistant.answering.exact.dues.phrases import Phrases
from assistant.answering.replies import Replies, read_sentences
from assistant.commands.display import safe
from assistant.facts.staff_records import find_record
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
        record = find_record(answer.directory or {}, name, facts.directory) if staff else {}
    if as_json:
        print(json.dumps(answer.to_json() | ({"staff": record} if staff else {}), indent=2))
    else:
        _show(answer, record)
    return 0 if answer.outcome is Outcome.ANSWERED else 1


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
