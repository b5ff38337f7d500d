"""`assistant quote`: what a community would pay, as a table; receipts whose rate has changed."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from rich.console import Console
from rich.table import Table

from assistant.answering.checking import check_draft
from assistant.answering.exact.dues.case import Case, updated
from assistant.answering.exact.dues.phrases import Phrases
from assistant.answering.exact.dues.quoting import Desk, answer_dues
from assistant.answering.exact.turn.slots import read_slots
from assistant.answering.replies import Replies, read_sentences
from assistant.answering.study import new_receipt_id
from assistant.commands.display import safe
from assistant.facts.dues import MemberType
from assistant.facts.facts import Facts
from assistant.facts.places import PlaceKind
from assistant.seams import AssistantError
from assistant.settings import read_settings, today
from assistant.vocabulary import Answer, Outcome
from assistant.wiring import Rooms, open_rooms


async def quote(
    place: str, population: str, *, kind: str, is_global: bool, day: str, as_json: bool
) -> int:
    """Print what a community would pay; 1 when something is missing."""
    settings = read_settings()
    async with open_rooms(settings) as rooms:
        await rooms.librarian.refresh()
        shelf, facts = rooms.librarian.opened()
        if not facts.dues.bands:
            raise AssistantError("There is no dues table: put dues.csv into the knowledge folder.")
        now = today(settings)
        case = _case(facts, now, place, population, day)
        case = replace(
            case,
            kind=PlaceKind(kind) if kind else case.kind,
            member_type=MemberType.GLOBAL if is_global else case.member_type,
        )
        replies = Replies(read_sentences("en"), shelf.association)
        desk = Desk(facts.dues, now, replies, Phrases(replies, "en"), new_receipt_id)
        words = " ".join((place, population, day))
        answer = check_draft(answer_dues(case, desk), words, shelf.association, replies, "en")
        await _keep(rooms, answer)
    if as_json:
        print(json.dumps(answer.to_json(), ensure_ascii=False, indent=2))
    else:
        _show(answer)
    return 0 if answer.outcome is Outcome.ANSWERED else 1


def _case(facts: Facts, now: date, place: str, population: str, day: str) -> Case:
    case = Case()
    for text, asked in ((place, False), (population, True), (day, False)):
        if text:
            slots = read_slots(text, facts.books, now, asked="population" if asked else "")
            case = updated(case, slots, facts.books)
    return case


async def _keep(rooms: Rooms, answer: Answer) -> None:
    if answer.quote is not None:
        await rooms.quotes.keep(answer.quote, answer.quote["row_digest"])


def _show(answer: Answer) -> None:
    console = Console(highlight=False, emoji=False, markup=False)
    if answer.quote is None:
        console.print(safe(answer.text), soft_wrap=True)
        return
    table = Table(title=safe(answer.text.splitlines()[0]), title_justify="left", show_lines=False)
    table.add_column("Step", justify="right")
    table.add_column("What")
    for step in answer.quote["steps"]:
        table.add_row(str(step["n"]), safe(str(step["text"])))
    console.print(table)
    console.print(f"Receipt: {answer.quote['id']}", soft_wrap=True)


def _nameless(content: Mapping[str, Any]) -> str:
    """A community by its kind and size; a range or an open end has no one number."""
    people = content["population"]
    return f"{content['kind']} of {people:,}" if people is not None else str(content["kind"])


async def stale() -> int:
    """List the receipts whose row of the dues table was changed or taken out since."""
    async with open_rooms(read_settings()) as rooms:
        await rooms.librarian.refresh()
        _, facts = rooms.librarian.opened()
        kept = await rooms.quotes.stale([band.digest for band in facts.dues.bands])
    table = Table("Receipt", "Given", "Community", "Told", "Schedule", "Row then")
    for one in kept:
        content = one.content
        table.add_row(
            *(
                safe(str(value))
                for value in (
                    content["id"],
                    one.created_at.strftime("%Y-%m-%d"),
                    content["place"] or _nameless(content),
                    f"{content['currency']} {content['amount']:,}",
                    content["schedule"],
                    content["row"],
                )
            )
        )
    Console(highlight=False, emoji=False, markup=False).print(table)
    return 0
