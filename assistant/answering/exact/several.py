"""Says what each of several communities would pay, and what that is together or apart."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.answering.drafts import VISITOR, Draft, Line, LineKind, Trace
from assistant.answering.exact.case import Case
from assistant.answering.exact.company import Company, Tally
from assistant.answering.exact.quoting import (
    Desk,
    answer_dues,
    bands_of,
    coming_day,
    in_territory,
    missing,
    source_of,
    warning,
)
from assistant.facts.dues import Band
from assistant.facts.places import PlaceKind
from assistant.vocabulary import Outcome

_TWO = 2


@dataclass(frozen=True, slots=True)
class _Row:
    """One community with the rates it may pay, and those of the next schedule."""

    case: Case
    bands: tuple[Band, ...]
    following: tuple[Band, ...] = ()


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
    sums = _tallied(rows, tally, desk)
    lead = desk.replies.say("dues", "several", schedule=bands[0].schedule)
    lines = (
        *warning(desk, bands),
        Line(lead),
        *(Line(text, kind=LineKind.ITEM) for text in texts),
        *(Line(text, opens=n == 0) for n, text in enumerate(sums)),
    )
    every = [band for row in rows for band in (*row.bands, *row.following)]
    sources = tuple(source_of(n, band) for n, band in enumerate(dict.fromkeys(every), 1))
    numbers = {band: n for n, band in enumerate(dict.fromkeys(every), 1)}
    traces = [
        *(
            Trace(f"{text} {lead}", f"source:{numbers[row.bands[0]]}")
            for text, row in zip(texts, rows, strict=True)
        ),
        *(Trace(text, "source:1") for text in sums),
        *(Trace(desk.phrases.people_words(row.case), VISITOR) for row in rows),
    ]
    return Draft(
        Outcome.ANSWERED,
        lines,
        sources,
        confidence=1.0,
        reason="dues:several",
        traces=tuple(traces),
    )


def _text(row: _Row, desk: Desk) -> str:
    """The row of one community: its name, how many people, the amount or the two it may be."""
    case, place = row.case, row.case.place
    community = desk.phrases.community(case, opens=True)
    amount = _amount(row.bands, desk)
    if row.following:
        amount = desk.replies.say(
            "dues",
            "several_next",
            amount=amount,
            day=desk.phrases.day(row.following[0].effective_from),
            following=_amount(row.following, desk),
        )
    if case.kind_now is PlaceKind.STATE or place is None:
        return f"{community}: {amount}"
    if case.population is not None:
        people = desk.phrases.people_words(case)
        return desk.replies.say(
            "dues", "one_as_said", community=community, people=people, amount=amount
        )
    return desk.replies.say(
        "dues",
        "one_of_several",
        community=community,
        people=f"{place.population:,}",
        source=place.source,
        year=place.year,
        amount=amount,
    )


def _amount(bands: Sequence[Band], desk: Desk) -> str:
    amounts = dict.fromkeys(desk.phrases.money(band) for band in bands)
    return desk.phrases.one_of(list(amounts))


def _following(case: Case, desk: Desk) -> tuple[Band, ...]:
    """The rates of the next schedule, when this one ends soon or both were asked for."""
    following = coming_day(case, desk, case.day or desk.today)
    return bands_of(case, desk.table, following) if following else ()


def _tallied(rows: Sequence[_Row], tally: Tally | None, desk: Desk) -> list[str]:
    """The sum of the amounts, or how far two are apart; nothing where one is not sure."""
    if tally is None or len(rows) < _TWO:
        return []
    found = []
    for name, some in (
        ("", [row.bands for row in rows]),
        ("_next", [row.following for row in rows]),
    ):
        if any(len(bands) != 1 for bands in some):
            continue
        bands = [one[0] for one in some]
        if len({band.currency for band in bands}) == 1:
            found.append(_tally(bands, tally, name, desk))
    return [text for text in found if text]


def _tally(bands: Sequence[Band], tally: Tally, name: str, desk: Desk) -> str:
    amounts = [band.amount for band in bands]
    value = sum(amounts, Decimal(0))
    if tally is Tally.DIFFERENCE:
        if len(amounts) != _TWO:
            return ""
        value = abs(amounts[0] - amounts[1])
    text = desk.phrases.money(replace(bands[0], amount=value))
    which = "same" if tally is Tally.DIFFERENCE and not value else tally.value
    day = desk.phrases.day(bands[0].effective_from)
    return desk.replies.say("dues", f"{which}{name}", amount=text, day=day)
