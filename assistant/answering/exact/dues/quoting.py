"""Says what a community would pay, with every step, or asks for the one thing that is missing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from assistant.answering.drafts import VISITOR, Draft, Line, LineKind, Trace
from assistant.answering.exact.dues.case import Case
from assistant.answering.exact.dues.phrases import Phrases
from assistant.answering.exact.turn.populations import MOST_PEOPLE
from assistant.answering.exact.turn.slots import Slots
from assistant.answering.replies import Replies
from assistant.facts.dues import Band, DuesTable, RateStatus
from assistant.facts.mentions import Mention
from assistant.facts.places import Place, is_us_territory
from assistant.vocabulary import Outcome, Source

# So near to the edge of a band a gazetteer's figure may fall on either side: the counts that it
# gathers are up to six years old.
GAZETTEER_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class Desk:
    """What quoting needs besides the case.

    Attributes:
        today: In the association's time zone.
        new_id: Makes the id of a receipt, which nobody can guess.
        first: Whether nothing has been quoted in the conversation yet.
    """

    table: DuesTable
    today: date
    replies: Replies
    phrases: Phrases
    new_id: Callable[[], str]
    first: bool = True


def missing(case: Case, table: DuesTable, today: date) -> str:
    """What has to be asked before dues can be told: "place", "population" or nothing."""
    if in_territory(case):
        return ""
    if case.choices and (case.population is None or _of_two_types(case)):
        return "place"
    if not table.needs_population(
        case.type_now, case.kind_now.value, _day_of_rates(case, table, today)
    ):
        return ""
    if case.vague or (case.population is not None and not case.population.possible):
        return "population"
    if case.population is not None and case.population.rough:
        bands = bands_of(case, table, _day_of_rates(case, table, today))
        return "population" if len(bands) > 1 else ""
    known = case.population is not None or (case.place is not None and case.place.population)
    return "" if known else "population"


def answer_dues(case: Case, desk: Desk) -> Draft:
    """The answer to a question for the dues of a community."""
    if in_territory(case):
        return _plain(desk, Outcome.UNANSWERED, "territory", "dues:territory")
    wanted = missing(case, desk.table, desk.today)
    if wanted == "place":
        return _ask_place(case, desk)
    if wanted == "population":
        return _ask_population(case, desk)
    day = case.day or desk.today
    bands = bands_of(case, desk.table, day)
    if not bands:
        return _outside(case, desk, day)
    return _quoted(case, desk, bands[0], day) if len(bands) == 1 else _either(case, desk, bands)


def tell_table(desk: Desk) -> Draft:
    """Every rate that holds today."""
    bands = [band for band in desk.table.bands if band.is_valid_on(desk.today)]
    if not bands:
        return _plain(
            desk, Outcome.UNANSWERED, "outside", "dues:no table", year=str(desk.today.year)
        )
    rows, day = _rows(desk, bands), desk.phrases.day(desk.today)
    head = Line(desk.replies.say("dues", "table", day=day))
    lines = (*warning(desk, bands), head, *rows.lines)
    traces = (*rows.traces, Trace(day, VISITOR))
    if (coming := coming_day(Case(), desk, desk.today)) is not None:
        following = [band for band in desk.table.bands if band.is_valid_on(coming)]
        rows = _rows_after(rows, desk, following)
        lines, traces = (*lines, *rows.lines), (*traces, *rows.traces)
    return Draft(
        Outcome.ANSWERED, lines, rows.sources, confidence=1.0, reason="dues:table", traces=traces
    )


def in_territory(case: Case) -> bool:
    """Whether it lies where it is not known which rates hold."""
    if case.place is not None:
        return is_us_territory(case.place.country)
    return case.location is not None and is_us_territory(case.location.country)


def _of_two_types(case: Case) -> bool:
    """Whether the choice among places decides between the US and the Global rates, or the kind."""
    return len({(place.country == "US", place.kind) for place in case.choices}) > 1


def _day_of_rates(case: Case, table: DuesTable, today: date) -> date:
    """The day asked for, or the nearest one that a schedule holds on."""
    day = case.day or today
    return table.nearest_day(case.type_now, case.kind_now.value, day) or day


def bands_of(case: Case, table: DuesTable, day: date) -> tuple[Band, ...]:
    """The bands the community may fall into on a day; none outside every schedule."""
    kind = case.kind_now.value
    if not table.needs_population(case.type_now, kind, day):
        return table.bands_at(case.type_now, kind, day)[:1]
    low, high = _people(case)
    return table.bands_touched(case.type_now, kind, low, high, day)


def _people(case: Case) -> tuple[int, int]:
    """The fewest and the most people the community may have."""
    if case.population is not None:
        most = case.population.high
        return case.population.low, MOST_PEOPLE if most is None else most
    assert case.place is not None
    assert case.place.population is not None, "else it would have been asked for"
    some = case.place.population
    return round(some * (1 - GAZETTEER_SHARE)), round(some * (1 + GAZETTEER_SHARE))


def _plain(desk: Desk, outcome: Outcome, name: str, reason: str, /, **values: str) -> Draft:
    lines = (
        Line(desk.replies.say("dues", name, **values)),
        Line(desk.replies.say_or_unnamed("unanswered", "person")),
    )
    return Draft(outcome, lines, confidence=1.0, reason=reason)


def _ask_place(case: Case, desk: Desk) -> Draft:
    assert case.mention is not None
    name = "ask_spelled" if case.mention.written == case.mention.text else "ask_place"
    labels = desk.phrases.choices(case.offered)
    line = Line(
        desk.replies.say("dues", name, name=case.mention.text, choices=desk.phrases.one_of(labels))
    )
    return Draft(
        Outcome.CLARIFY,
        (line,),
        suggestions=tuple(labels),
        confidence=1.0,
        reason="dues:asks place",
    )


def _ask_population(case: Case, desk: Desk) -> Draft:
    told = case.vague or case.population is not None
    name = "ask_number" if told else "ask_population"
    mention = case.mention
    if not told and mention is not None and mention.written and not mention.places:
        name = "ask_unknown"
    where = desk.phrases.community(case)
    premise = [Line(desk.replies.say("dues", "no_flat"))] if case.claimed else []
    lines = (*premise, Line(desk.replies.say("dues", name, community=where)))
    return Draft(Outcome.CLARIFY, lines, confidence=1.0, reason="dues:asks population")


def tell_spelling(draft: Draft, slots: Slots | None, desk: Desk) -> Draft:
    """The answer, after what misspelled places of the turn were taken for."""
    said = (*slots.communities, *slots.locations) if slots else ()
    taken = [one for one in said if one.places and one.written not in {"", one.text}]
    lines = [
        Line(desk.replies.say("dues", "taken", name=one.written, place=_taken(one, desk)))
        for one in taken
    ]
    return replace(draft, lines=(*lines, *draft.lines))


def _taken(mention: Mention, desk: Desk) -> str:
    place = mention.places[0] if mention.location else mention.place
    return desk.phrases.place(place) if place else mention.text


def _outside(case: Case, desk: Desk, day: date) -> Draft:
    """A day without a schedule: says so, and tells the nearest one's rate as what it is."""
    kind = case.kind_now.value
    nearest = desk.table.nearest_day(case.type_now, kind, day)
    line = Line(desk.replies.say("dues", "outside", year=str(day.year)))
    who = Line(desk.replies.say("unanswered", "person"), opens=True)
    if nearest is None:
        return Draft(Outcome.UNANSWERED, (line, who), confidence=1.0, reason="dues:no schedule")
    bands = bands_of(case, desk.table, nearest)
    rows = _rows(desk, bands)
    lines = [*warning(desk, bands), line, *rows.lines, who]
    traces = (*rows.traces, Trace(str(day.year), VISITOR))
    return Draft(
        Outcome.PARTIAL,
        tuple(lines),
        rows.sources,
        confidence=1.0,
        reason="dues:outside",
        traces=traces,
    )


def _either(case: Case, desk: Desk, bands: Sequence[Band]) -> Draft:
    """Several bands are possible: the amount of each, and what decides."""
    rows = _rows(desk, bands)
    told, traces = rows.lines, rows.traces
    if (coming := coming_day(case, desk, case.day or desk.today)) is not None:
        rows = _rows_after(rows, desk, bands_of(case, desk.table, coming))
        told, traces = (*told, *rows.lines), (*traces, *rows.traces)
    people = desk.phrases.population(case)
    lines = [
        *warning(desk, bands),
        Line(desk.replies.say("dues", "either", community=desk.phrases.community(case))),
        *told,
        Line(f"{people}.", opens=True),
        Line(desk.replies.say("dues", "decides")),
        *_asides(case, desk, bands[0]),
    ]
    counted = (
        [count_of(len(rows.sources) + 1, case.place)] if case.place and not case.population else []
    )
    said = Trace(people, f"source:{counted[0].n}" if counted else VISITOR)
    return Draft(
        Outcome.ANSWERED,
        tuple(lines),
        (*rows.sources, *counted),
        confidence=1.0,
        reason="dues:either",
        traces=(*traces, said),
    )


@dataclass(frozen=True, slots=True)
class _Rows:
    lines: tuple[Line, ...]
    sources: tuple[Source, ...]
    traces: tuple[Trace, ...]


def _rows(desk: Desk, bands: Sequence[Band]) -> _Rows:
    """Rows of the table as a list, each with the row as its source."""
    texts = [desk.phrases.row(band) for band in bands]
    return _Rows(
        tuple(Line(text, kind=LineKind.ITEM) for text in texts),
        tuple(source_of(n, band) for n, band in enumerate(bands, 1)),
        tuple(Trace(text, f"source:{n}") for n, text in enumerate(texts, 1)),
    )


def source_of(number: int, band: Band) -> Source:
    """A row of the table, as a source with a number."""
    return Source(
        n=number,
        document=band.file,
        title=band.source or band.schedule,
        section=f"line {band.line}",
        url="",
        as_of=band.schedule,
        excerpt=band.text,
        line=band.line,
    )


def count_of(number: int, place: Place) -> Source:
    """The gazetteer's count of a place, as a source with a number."""
    return Source(
        n=number,
        document=place.source,
        title=place.source,
        section=place.label,
        url="",
        as_of=place.year,
        excerpt=f"{place.label}: {place.population:,} ({place.year})",
    )


def _quoted(case: Case, desk: Desk, band: Band, day: date) -> Draft:
    """One band: the quote with its steps, and what stands beside it."""
    phrases = desk.phrases
    steps = [
        phrases.population(case)
        if desk.table.needs_population(case.type_now, case.kind_now.value, day)
        else phrases.any_population(case),
        phrases.band(band, case),
        phrases.amount(band),
        phrases.validity(band),
    ]
    notes = [*_next_year(case, desk, band, day), *_edge(case, desk, band)]
    quote = _quote(case, desk, band, day, [*steps, *notes])
    lead = desk.replies.say(
        "dues",
        "quoted",
        community=phrases.community(case, opens=True),
        amount=phrases.money(band),
        period=phrases.period(band),
        schedule=band.schedule,
    )
    lines = [
        *warning(desk, [band]),
        *_verdict(case, desk, band),
        Line(lead),
        *(Line(step, kind=LineKind.ITEM) for step in steps),
        *(Line(note, opens=n == 0) for n, note in enumerate(notes)),
        *_asides(case, desk, band),
    ]
    return Draft(
        Outcome.ANSWERED,
        tuple(lines),
        (source_of(1, band),),
        confidence=1.0,
        reason="dues:quoted",
        quote=quote,
        traces=tuple(Trace(step, f"quote:{n}") for n, step in enumerate([*steps, *notes], 1)),
    )


def _quote(case: Case, desk: Desk, band: Band, day: date, steps: Sequence[str]) -> dict[str, Any]:
    """The quote as the contract has it."""
    whole = band.amount == band.amount.to_integral_value()
    return {
        "id": desk.new_id(),
        "member_type": band.member_type.value,
        "kind": case.kind_now.value,
        "place": desk.phrases.place(case.place) if case.place else "",
        "population": _one_number(case, desk, day),
        "band": band.label,
        "population_from": band.population_from,
        "population_to": band.population_to,
        "schedule": band.schedule,
        "row": band.row,
        "row_digest": band.digest,
        "amount": int(band.amount) if whole else float(band.amount),
        "currency": band.currency,
        "period": band.period,
        "effective_from": band.effective_from.isoformat(),
        "effective_to": band.effective_to.isoformat() if band.effective_to else None,
        "status": band.status.value,
        "day": day.isoformat(),
        "language": desk.phrases.language,
        "source": band.source,
        "steps": [{"n": n, "text": text} for n, text in enumerate(steps, 1)],
    }


def _one_number(case: Case, desk: Desk, day: date) -> int | None:
    """How many people decided the amount; None for a range, or where none decides."""
    if not desk.table.needs_population(case.type_now, case.kind_now.value, day):
        return None
    if case.population is not None:
        return case.population.low if case.population.exact else None
    return case.place.population if case.place else None


def warning(desk: Desk, bands: Sequence[Band]) -> list[Line]:
    """The full sentence before the first sample amount of a conversation."""
    sample = any(band.status is RateStatus.SAMPLE for band in bands)
    return [Line(desk.replies.say("dues", "sample"))] if sample and desk.first else []


def _verdict(case: Case, desk: Desk, band: Band) -> list[Line]:
    """Yes or no, where the visitor named an amount or spoke of paying nothing.

    Neither where it could be read either way ("is 650 wrong?", "300 or 450?"): the amount says it.
    """
    if case.unplain or (len(case.claimed) > 1 and not case.enough):
        return []
    if case.claimed:
        covered = case.enough and max(case.claimed) >= band.amount
        name = "agrees" if covered or band.amount in case.claimed else "differs"
    elif case.free:
        name = "differs" if band.amount else "agrees"
    else:
        return []
    return [Line(desk.replies.say("dues", name))]


def _next_year(case: Case, desk: Desk, band: Band, day: date) -> list[str]:
    """The amount of the next schedule, when this one ends soon or both were asked for."""
    following = coming_day(case, desk, day)
    bands = bands_of(case, desk.table, following) if following else ()
    if len(bands) != 1 or following is None:
        return []
    return [
        desk.replies.say(
            "dues", "next", day=desk.phrases.day(following), amount=desk.phrases.money(bands[0])
        )
    ]


def coming_day(case: Case, desk: Desk, day: date) -> date | None:
    """The first day of the next schedule, when this one ends soon or both were asked for."""
    kind = case.kind_now.value
    ends = desk.table.ends_within(case.type_now, kind, day) is not None
    if not (ends or case.two_years):
        return None
    return desk.table.next_schedule_day(case.type_now, kind, day)


def _rows_after(rows: "_Rows", desk: Desk, bands: Sequence[Band]) -> "_Rows":
    """Rows of the next schedule under its name, with the sources of those before."""
    first = len(rows.sources) + 1
    texts = [desk.phrases.row(band) for band in bands]
    head = desk.replies.say("dues", "next_rows", schedule=bands[0].schedule) if bands else ""
    items = (Line(text, kind=LineKind.ITEM) for text in texts)
    return _Rows(
        (Line(head, opens=True), *items) if texts else (),
        (*rows.sources, *(source_of(n, band) for n, band in enumerate(bands, first))),
        (*(Trace(f"{text} {head}", f"source:{n}") for n, text in enumerate(texts, first)),),
    )


def _edge(case: Case, desk: Desk, band: Band) -> list[str]:
    """The neighbouring band, when a stated number lies close to it."""
    if case.population is None or not case.population.exact:
        return []
    kind = case.kind_now.value
    beside = desk.table.near_edge(band, case.population.low, kind=kind)
    return [desk.replies.say("dues", "edge", row=desk.phrases.row(beside))] if beside else []


def _asides(case: Case, desk: Desk, band: Band) -> list[Line]:
    lines = []
    if case.currency:
        lines.append(desk.replies.say("dues", "currency", currency=band.currency))
    if case.per_head:
        lines.append(desk.replies.say("dues", "per_head"))
    if case.many_years:
        lines.append(desk.replies.say("dues", "years"))
    if case.day is not None:
        lines.append(desk.replies.say("dues", "part_year"))
    if case.assumed or case.is_unplaced:
        lines.append(desk.replies.say("dues", "assumed"))
    return [Line(text, opens=n == 0) for n, text in enumerate(lines)]


def describe_inputs(case: Case, phrases: Phrases) -> str:
    """What a person needs to tell the amount: the community, and how many people where known."""
    if case.assumed and case.population is None:
        return ""
    community = phrases.community(case)
    people = phrases.people_words(case) if case.population else ""
    return f"{community}, {people}" if people and case.place is not None else community
