"""Says what each of several communities would pay, and what that is together or apart."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.answering.drafts import VISITOR, Draft, Line, LineKind, SourceList, Trace
from assistant.answering.exact.dues.case import Case
from assistant.answering.exact.dues.company import Company, Tally
from assistant.answering.exact.dues.quoting import (
    Desk,
    answer_dues,
    bands_of,
    coming_day,
    count_of,
    in_territory,
    missing,
    source_of,
    warning,
)
from assistant.facts.dues import Band, money
from assistant.facts.places import PlaceKind
from assistant.vocabulary import Outcome, Source

_TWO = 2


@dataclass(frozen=True, slots=True)
class _Row:
    """One community with the rates it may pay, and those of the next schedule."""

    case: Case
    bands: tuple[Band, ...]
    following: tuple[Band, ...] = ()


@dataclass(frozen=True, slots=True)
class _Sum:
    """What several amounts come to, and how."""

    text: str
    source: Source


def answer_company(company: Company, desk: Desk) -> Draft | None:
    """What several communities would pay, a line each; None where less than two can be told.

    A quote is for one community, so that there is none here. One that must be asked about is asked
    about behind the others.
    """
    told = [one for one in company.asked if _is_told(one, desk)]
    rest = [one for one in company.asked if not _is_told(one, desk)]
    rows = [_Row(one, bands_of(one, desk.table, one.day or desk.today)) for one in told]
    if not rows or not all(row.bands for row in rows) or len(company.asked) < _TWO:
        return None
    rows = [replace(row, following=_following(row.case, desk)) for row in rows]
    draft = _told(rows, None if rest else company.tally, desk)
    return draft if not rest else _asking(draft, answer_dues(rest[0], desk))


def _is_told(case: Case, desk: Desk) -> bool:
    return not missing(case, desk.table, desk.today) and not in_territory(case)


def _asking(draft: Draft, question: Draft) -> Draft:
    """What can be told, and a question for the first of the rest."""
    both = draft.followed_by(question)
    partial = question.outcome is not Outcome.CLARIFY
    outcome = Outcome.PARTIAL if partial else question.outcome
    return replace(both, outcome=outcome, suggestions=question.suggestions)


def _told(rows: Sequence[_Row], tally: Tally | None, desk: Desk) -> Draft:
    bands = [row.bands[0] for row in rows]
    texts = [_text(row, desk) for row in rows]
    lead = desk.replies.say("dues", "several", schedule=bands[0].schedule)
    shelf = SourceList()
    numbers = [[shelf.cite(source) for source in _sources(row)] for row in rows]
    sums = _tallied(rows, tally, desk)
    closing = [one.text for one in sums]
    if rows[-1].case.many_years:
        closing.append(desk.replies.say("dues", "years"))
    lines = (
        *warning(desk, bands),
        Line(lead),
        *(Line(text, kind=LineKind.ITEM) for text in texts),
        *(Line(text, opens=n == 0) for n, text in enumerate(closing)),
    )
    said = [row.case for row in rows if row.case.population is not None]
    traces = (
        *(Trace(desk.phrases.people_words(case), VISITOR) for case in said),
        *(_traced(text, lead, found) for text, found in zip(texts, numbers, strict=True)),
        *(Trace(one.text, f"source:{shelf.cite(one.source)}") for one in sums),
    )
    return Draft(
        Outcome.ANSWERED,
        lines,
        tuple(shelf.sources),
        confidence=1.0,
        reason="dues:several",
        traces=traces,
    )


def _traced(text: str, lead: str, numbers: Sequence[int]) -> Trace:
    return Trace(f"{text} {lead}", f"source:{numbers[0]}")


def _sources(row: _Row) -> list[Source]:
    """The rows of the table, and the gazetteer's count."""
    found = [source_of(1, band) for band in (*row.bands, *row.following)]
    place = row.case.place
    counted = place is not None and place.population and row.case.population is None
    if place is not None and counted and row.case.kind_now is not PlaceKind.STATE:
        found.append(count_of(1, place))
    return found


def _text(row: _Row, desk: Desk) -> str:
    """The row of one community: its name, how many people, the amount or the two it may be."""
    case, place = row.case, row.case.place
    community = desk.phrases.community(case, opens=True)
    amount = desk.phrases.one_of([_in_band(band, desk) for band in row.bands])
    if row.following:
        amount = desk.replies.say(
            "dues",
            "several_next",
            amount=amount,
            day=desk.phrases.day(row.following[0].effective_from),
            following=_amount(row.following, desk),
        )
    if case.population is not None and (place or case.mention):
        people = desk.phrases.people_words(case)
        return desk.replies.say(
            "dues", "one_as_said", community=community, people=people, amount=amount
        )
    if case.kind_now is PlaceKind.STATE or place is None:
        return f"{community}: {amount}"
    return desk.replies.say(
        "dues",
        "one_of_several",
        community=community,
        people=f"{place.population:,}",
        source=place.source,
        year=place.year,
        amount=amount,
    )


def _in_band(band: Band, desk: Desk) -> str:
    amount = desk.phrases.money(band)
    if band.holds_any:
        return amount
    return desk.replies.say("dues", "in_band", amount=amount, span=desk.phrases.span(band))


def _amount(bands: Sequence[Band], desk: Desk) -> str:
    amounts = dict.fromkeys(desk.phrases.money(band) for band in bands)
    return desk.phrases.one_of(list(amounts))


def _following(case: Case, desk: Desk) -> tuple[Band, ...]:
    """The rates of the next schedule, when this one ends soon or both were asked for."""
    following = coming_day(case, desk, case.day or desk.today)
    return bands_of(case, desk.table, following) if following else ()


def _tallied(rows: Sequence[_Row], tally: Tally | None, desk: Desk) -> list[_Sum]:
    """The sum of the amounts, or how far two are apart; nothing where one is not sure."""
    if tally is None or len(rows) < _TWO:
        return []
    now, then = [row.bands for row in rows], [row.following for row in rows]
    found = []
    for name, some in (("", now), ("_next", then)):
        bands = [one[0] for one in some if len(one) == 1]
        if len(bands) == len(rows) and len({band.currency for band in bands}) == 1:
            found.append(_tally(bands, tally, name, desk))
    return [one for one in found if one is not None]


def _tally(bands: Sequence[Band], tally: Tally, name: str, desk: Desk) -> _Sum | None:
    largest_first = sorted(bands, key=lambda band: band.amount, reverse=True)
    amounts = [band.amount for band in largest_first]
    value, sign = sum(amounts, Decimal(0)), " + "
    if tally is Tally.DIFFERENCE:
        if len(amounts) != _TWO:
            return None
        value, sign = amounts[0] - amounts[1], " - "
    result = replace(bands[0], amount=value)
    which = "same" if tally is Tally.DIFFERENCE and not value else tally.value
    day = desk.phrases.day(bands[0].effective_from)
    amount = desk.phrases.money(result)
    text = desk.replies.say("dues", f"{which}{name}", amount=amount, day=day)
    worked = sign.join(money(one, result.currency) for one in amounts)
    lines = ", ".join(str(band.line) for band in largest_first)
    excerpt = f"{worked} = {money(value, result.currency)} ({day})"
    source = replace(source_of(1, result), section=f"lines {lines}", excerpt=excerpt)
    return _Sum(text, source)
