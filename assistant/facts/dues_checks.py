"""What must be true between the bands of a dues table, so that no community has two amounts."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby, pairwise

from assistant.facts.dues import Band, MemberType
from assistant.facts.tables import Problems


def check_bands(bands: Sequence[Band], problems: Problems) -> None:
    """Note every double, gap and overlap, and every schedule that disagrees with itself.

    Raises:
        TableRefused: A row is there twice; what it does to the others is not said as well.
    """
    _check_doubles(bands, problems)
    problems.refuse()
    _check_currencies(bands, problems)
    _check_schedules(bands, problems)


def _check_doubles(bands: Iterable[Band], problems: Problems) -> None:
    first: dict[tuple[str, str], Band] = {}
    for band in bands:
        before = first.setdefault((band.digest, band.source), band)
        if before is not band:
            problems.add(band.line, f"it is the same as line {before.line}: delete one of them.")


def _check_currencies(bands: Sequence[Band], problems: Problems) -> None:
    first: dict[str, Band] = {}
    for band in bands:
        before = first.setdefault(band.schedule, band)
        if band.currency != before.currency:
            problems.add(
                band.line,
                f"its currency is {band.currency}, but line {before.line} of the same schedule "
                f"has {before.currency}: use one, or name another schedule.",
            )


def _check_schedules(bands: Iterable[Band], problems: Problems) -> None:
    """Look at each schedule of each kind of community alone, then at how they follow each other."""
    series: defaultdict[tuple[MemberType, str], list[Band]] = defaultdict(list)
    for band in bands:
        for kind in band.kinds:
            series[band.member_type, kind].append(band)
    for one in series.values():
        by_schedule = sorted(one, key=lambda band: band.schedule)
        schedules = [list(group) for _, group in groupby(by_schedule, lambda band: band.schedule)]
        for schedule in schedules:
            schedule.sort(key=lambda band: (band.population_from, band.line))
            _check_edges(schedule, problems)
            _check_one_validity(schedule, problems)
        _check_validities([schedule[0] for schedule in schedules], problems)


def _check_edges(schedule: Sequence[Band], problems: Problems) -> None:
    first, last = schedule[0], schedule[-1]
    if first.population_from > 1:
        reason = f"the lowest band starts at {first.population_from:,} people: start it at 0."
        problems.add(first.line, reason)
    for below, band in pairwise(schedule):
        if reason := _edge_reason(below, band):
            problems.add(band.line, reason)
    if last.population_to is not None:
        reason = (
            f"the highest band ends at {last.population_to:,} people: leave its population_to "
            "empty, for that number and over."
        )
        problems.add(last.line, reason)


def _edge_reason(below: Band, band: Band) -> str:
    if below.population_to is None or band.population_from <= below.population_to:
        return (
            f"the band {band.label} overlaps with {below.label} in line {below.line}: a community "
            "of that size would have two amounts."
        )
    if band.population_from > below.population_to + 1:
        return (
            f"the band {band.label} leaves a gap after {below.label} in line {below.line}: start "
            f"it at {below.population_to + 1:,}."
        )
    return ""


def _check_one_validity(schedule: Sequence[Band], problems: Problems) -> None:
    first = min(schedule, key=lambda band: band.line)
    for band in schedule:
        if _days(band) != _days(first):
            problems.add(
                band.line,
                f"it holds {_days(band)}, but line {first.line} of the same schedule "
                f"{_days(first)}: make them agree, or name another schedule.",
            )


def _check_validities(firsts: Sequence[Band], problems: Problems) -> None:
    """No day may have two schedules; each is known by its lowest band."""
    for before, band in pairwise(sorted(firsts, key=lambda band: band.effective_from)):
        if band.effective_from <= (before.effective_to or date.max):
            problems.add(
                band.line,
                f"schedule {band.schedule!r} holds {_days(band)}, but {before.schedule!r} in line "
                f"{before.line} {_days(before)}: a day can have only one.",
            )


def _days(band: Band) -> str:
    return f"from {band.effective_from} " + (
        f"to {band.effective_to}" if band.effective_to else "with no end (effective_to is empty)"
    )
