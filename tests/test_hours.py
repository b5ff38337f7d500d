"""The office's hours: read strictly, right on every day of the year, told by two clocks."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.replies import Replies, read_sentences
from assistant.conversations.hours import (
    LOOK_DAYS,
    OfficeHours,
    Span,
    open_time_since,
    read_zone,
)
from assistant.conversations.openings import word_opening
from assistant.conversations.timetable import WEEKDAYS, read_hours
from assistant.seams import HoursRefused

NEW_YORK = ZoneInfo("America/New_York")
OFFICE_DAYS = dict.fromkeys(WEEKDAYS[:5], "09:00-17:00")
ZONES = (
    "America/New_York",
    "Africa/Cairo",  # puts its clocks forward at midnight
    "Australia/Lord_Howe",  # by half an hour
    "Pacific/Kiritimati",  # 14 hours ahead of UTC
    "America/Santiago",
    "UTC",
)


def office(*holidays: object, zone: str = "America/New_York", **days: str) -> OfficeHours:
    """Hours as a file gives them; from nine to five on weekdays unless days are named."""
    table = {"time_zone": zone, **(days or OFFICE_DAYS)}
    hours = read_hours({"hours": table, "holidays": list(holidays)})
    assert hours is not None
    return hours


def at(text: str, zone: ZoneInfo = NEW_YORK) -> datetime:
    """A moment by the clock of a zone, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


# ---- Reading


@pytest.mark.parametrize(
    "association",
    [
        {},
        {"hours": {}},
        {"hours": {}, "holidays": ["2026-12-25"]},
        {"hours": {"time_zone": "America/New_York"}},
        {"hours": {"time_zone": "America/New_York", "monday": "", "friday": " , "}},
    ],
)
def test_no_hours_are_no_office(association: Mapping[str, Any]) -> None:
    assert read_hours(association) is None


def test_hours_are_read_with_several_spans_in_any_order_and_dashes_as_people_type_them() -> None:
    hours = office(
        date(2026, 12, 25), "2027-01-01", monday="13:00 – 17:30,9:00-12:00", sunday="00:00-24:00"
    )
    assert hours.week[0] == (Span(540, 720), Span(780, 1050))
    assert hours.week[1:6] == ((),) * 5
    assert hours.week[6] == (Span(0, 1440),)
    assert hours.holidays == {date(2026, 12, 25), date(2027, 1, 1)}


@pytest.mark.parametrize(
    ("key", "association"),
    [
        ("hours", {"hours": "nine to five"}),
        ("'montag'", {"hours": {"montag": "09:00-17:00"}}),
        ("'Monday'", {"hours": {"Monday": "09:00-17:00"}}),
        ("write it above", {"hours": {"holidays": ["2026-12-25"]}}),
        ("monday", {"hours": {"monday": "9-17"}}),
        ("monday", {"hours": {"monday": "closed"}}),
        ("monday", {"hours": {"monday": ["09:00-17:00"]}}),
        ("tuesday", {"hours": {"tuesday": "22:00-02:00"}}),
        ("tuesday", {"hours": {"tuesday": "09:00-09:00"}}),
        ("tuesday", {"hours": {"tuesday": "09:00-24:30"}}),
        ("tuesday", {"hours": {"tuesday": "09:00-25:00"}}),
        ("friday", {"hours": {"friday": "09:00-12:00, 11:00-17:00"}}),
        ("time_zone", {"hours": {"monday": "09:00-17:00"}}),
        ("time_zone", {"hours": {"monday": "09:00-17:00", "time_zone": "New York"}}),
        ("time_zone", {"hours": {"monday": "09:00-17:00", "time_zone": 5}}),
        ("holidays", {"holidays": "2026-12-25"}),
        ("holidays", {"holidays": ["25 December"]}),
        ("holidays", {"holidays": [20261225]}),
        ("holidays", {"holidays": [datetime(2026, 12, 25, tzinfo=UTC)]}),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_key(
    key: str, association: Mapping[str, Any]
) -> None:
    with pytest.raises(HoursRefused) as caught:
        read_hours(association)
    told = str(caught.value)
    assert told.startswith("association.toml")
    assert key in told
    assert told.endswith(".")
    assert "\n" not in told


# ---- Open and closed


@pytest.mark.parametrize(
    ("moment", "is_open", "opening"),
    [
        ("2026-11-27T08:59:59", False, "2026-11-27T09:00"),  # a Friday
        ("2026-11-27T09:00", True, "2026-11-30T09:00"),
        ("2026-11-27T16:59:59", True, "2026-11-30T09:00"),
        ("2026-11-27T17:00", False, "2026-11-30T09:00"),
        ("2026-12-24T18:00", False, "2026-12-28T09:00"),  # over a holiday on a Friday
        ("2026-12-25T10:00", False, "2026-12-28T09:00"),
        ("2026-03-06T20:00", False, "2026-03-09T09:00"),  # clocks are put forward on the 8th
        ("2026-10-30T20:00", False, "2026-11-02T09:00"),  # and back on the 1st
    ],
)
def test_the_office_opens_by_its_own_clock(moment: str, is_open: bool, opening: str) -> None:
    hours = office("2026-12-25")
    assert hours.is_open(at(moment)) is is_open
    assert hours.next_opening(at(moment)) == at(opening)


def test_days_that_follow_without_a_break_are_one_opening() -> None:
    hours = office(friday="12:00-24:00", saturday="00:00-10:00, 10:00-11:00")
    assert hours.next_opening(at("2026-11-27T13:00")) == at("2026-12-04T12:00")
    assert hours.is_open(at("2026-11-28T00:00"))
    assert hours.is_open(at("2026-11-28T10:00"))


def test_an_office_that_never_closes_or_is_long_on_holiday_has_no_next_opening() -> None:
    always = office(**dict.fromkeys(WEEKDAYS, "00:00-24:00"))
    assert always.is_open(at("2026-11-01T01:30"))
    assert always.next_opening(at("2026-11-28T10:00")) is None
    first = date(2026, 12, 1)
    away = [first + timedelta(days=number) for number in range(LOOK_DAYS + 2)]
    assert office(*away).next_opening(at("2026-12-01T10:00")) is None
    assert office(*away[:40]).next_opening(at("2026-12-01T10:00")) == at("2027-01-11T09:00")


def test_hours_within_a_skip_of_the_clocks_begin_at_the_skip_or_not_at_all() -> None:
    skipped = at("2026-03-08T03:00")
    hours = office(sunday="02:15-02:45, 02:50-05:00")
    assert hours.next_opening(at("2026-03-08T00:00")) == skipped
    assert not hours.is_open(skipped - timedelta(seconds=1))
    counted = open_time_since(hours, at("2026-03-08T00:00"), at("2026-03-09T00:00"))
    assert counted == timedelta(hours=2)


def test_a_day_that_a_zone_left_out_has_no_office_time() -> None:
    apia = ZoneInfo("Pacific/Apia")  # had no 30 December 2011
    hours = office(zone="Pacific/Apia", **dict.fromkeys(WEEKDAYS, "09:00-17:00"))
    counted = open_time_since(hours, at("2011-12-29T00:00", apia), at("2012-01-01T00:00", apia))
    assert counted == timedelta(hours=16)


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - a bound of the strategy
MINUTES = st.integers(0, 96).map(lambda quarter: quarter * 15)


@st.composite
def offices(draw: st.DrawFn) -> OfficeHours:
    def day() -> tuple[Span, ...]:
        marks = sorted(draw(st.sets(MINUTES, max_size=6)))
        return tuple(Span(*pair) for pair in zip(marks[::2], marks[1::2], strict=False))

    days = st.dates(date(2026, 1, 1), date(2028, 1, 1))
    week = tuple(day() for _ in WEEKDAYS)
    zone = ZoneInfo(draw(st.sampled_from(ZONES)))
    return OfficeHours(zone, week, frozenset(draw(st.sets(days, max_size=5))))


@given(offices(), MOMENTS)
def test_the_next_opening_is_later_and_open_and_nothing_before_it_is(
    hours: OfficeHours, moment: datetime
) -> None:
    opening = hours.next_opening(moment)
    if opening is None:
        return
    assert moment < opening <= moment + timedelta(days=LOOK_DAYS + 1)
    assert opening.tzinfo is UTC
    assert hours.is_open(opening)
    assert not hours.is_open(opening - timedelta(microseconds=1))
    if not hours.is_open(moment):
        assert open_time_since(hours, moment, opening) == timedelta()
        assert open_time_since(hours, opening, opening + timedelta(seconds=1)) > timedelta()


@given(offices(), MOMENTS, st.timedeltas(timedelta(), timedelta(days=9)), st.floats(0, 1))
def test_office_time_adds_up_and_is_never_more_than_time(
    hours: OfficeHours, start: datetime, length: timedelta, share: float
) -> None:
    end, middle = start + length, start + length * share
    whole = open_time_since(hours, start, end)
    assert timedelta() <= whole <= length
    parts = open_time_since(hours, start, middle), open_time_since(hours, middle, end)
    assert sum(parts, timedelta()) == whole
    assert open_time_since(hours, end, start) == timedelta()


@given(offices(), MOMENTS)
def test_office_time_is_the_quarters_of_an_hour_in_which_it_is_open(
    hours: OfficeHours, moment: datetime
) -> None:
    quarter = timedelta(minutes=15)
    start = moment.replace(minute=0, second=0, microsecond=0)
    counted = sum(hours.is_open(start + quarter * number) for number in range(4 * 30))
    assert open_time_since(hours, start, start + timedelta(hours=30)) == quarter * counted


def test_without_hours_all_time_counts_and_moments_of_any_zone_are_compared_as_moments() -> None:
    start, end = at("2026-10-31T12:00"), at("2026-11-01T12:00")
    assert open_time_since(None, start, end) == timedelta(hours=25)
    local = start.astimezone(NEW_YORK), end.astimezone(NEW_YORK)
    assert open_time_since(None, *local) == timedelta(hours=25)
    around_the_clock = office(**dict.fromkeys(WEEKDAYS, "00:00-24:00"))
    assert open_time_since(around_the_clock, *local) == timedelta(hours=25)


# ---- Words


def say(language: str, section: str, name: str = "text", /, **values: str) -> str:
    return Replies(read_sentences(language), {}).say(section, name, **values)


@pytest.mark.parametrize(
    ("language", "visitor", "told"),
    [
        ("en", "America/Denver", "Monday, November 30, 7:00 AM your time (9:00 AM in New York)"),
        ("en", "America/New_York", "Monday, November 30, 9:00 AM your time"),
        ("en", "America/Toronto", "Monday, November 30, 9:00 AM your time"),
        ("en", "", "Monday, November 30, 9:00 AM in New York"),
        (
            "en",
            "Pacific/Kiritimati",
            "Tuesday, December 1, 4:00 AM your time (Monday, November 30, 9:00 AM in New York)",
        ),
        (
            "es",
            "America/Denver",
            "lunes, 30 de noviembre, 7:00 en su zona horaria (9:00 en Nueva York)",
        ),
        ("es", "", "lunes, 30 de noviembre, 9:00 en Nueva York"),
        ("fr", "", "Monday, November 30, 9:00 AM in New York"),
    ],
)
def test_an_opening_is_told_by_the_clock_of_the_visitor_and_of_the_office(
    language: str, visitor: str, told: str
) -> None:
    opening = at("2026-11-30T09:00")
    assert word_opening(say, language, opening, NEW_YORK, visitor) == told


def test_an_office_far_to_the_west_is_told_with_its_own_day() -> None:
    told = word_opening(
        say, "en", at("2026-11-30T21:00"), ZoneInfo("Pacific/Honolulu"), "Asia/Tokyo"
    )
    assert told == (
        "Tuesday, December 1, 11:00 AM your time (Monday, November 30, 4:00 PM in Honolulu)"
    )


@pytest.mark.parametrize(
    ("zone", "city"),
    [
        ("UTC", "UTC"),
        ("US/Eastern", "New York"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires"),
    ],
)
def test_every_zone_has_a_name_to_be_told_by(zone: str, city: str) -> None:
    told = word_opening(say, "en", at("2026-11-30T09:00"), ZoneInfo(zone), "")
    assert told.endswith(f" in {city}")


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../etc/passwd",
        "/etc/passwd",
        "America",
        "Mars/Olympus",
        "x" * 5000,
        "\0",
        "é",
        "\ud800",
        "America/New York",
        "tzdata.zi",
        "Europe/",
        "{when}",
    ],
)
def test_a_zone_that_no_browser_should_name_leaves_the_time_of_the_office(name: str) -> None:
    assert read_zone(name) is None
    told = word_opening(say, "en", at("2026-11-30T09:00"), NEW_YORK, name)
    assert told == "Monday, November 30, 9:00 AM in New York"


@given(st.text())
def test_no_name_of_a_zone_fails(name: str) -> None:
    assert word_opening(say, "es", at("2026-11-30T09:00"), NEW_YORK, name)
