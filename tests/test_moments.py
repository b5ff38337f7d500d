"""Moments that staff type, read by the association's clock or refused with a reason."""

from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversations.moments import read_until
from assistant.seams import MomentRefused

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 30, 10, 37, tzinfo=NEW_YORK).astimezone(UTC)  # a Monday


def read(words: str, now: datetime = NOW) -> str:
    """The moment by the clock of New York."""
    return read_until(words, now, NEW_YORK).astimezone(NEW_YORK).strftime("%a %Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("until Monday 9:00", "Mon 2026-12-07 09:00"),
        ("Monday 11:00", "Mon 2026-11-30 11:00"),
        ("next monday", "Mon 2026-12-07 00:00"),
        ("wed", "Wed 2026-12-02 00:00"),
        ("Thursday at 5 p.m.", "Thu 2026-12-03 17:00"),
        ("9:30am Friday", "Fri 2026-12-04 09:30"),
        ("17:00", "Mon 2026-11-30 17:00"),
        ("until 12pm", "Mon 2026-11-30 12:00"),
        ("today 11:00 PM", "Mon 2026-11-30 23:00"),
        ("tomorrow", "Tue 2026-12-01 00:00"),
        ("tomorrow, 9am", "Tue 2026-12-01 09:00"),
        ("next week", "Mon 2026-12-07 00:00"),
        ("2026-12-24", "Thu 2026-12-24 00:00"),
        ("until 2026-12-24 09:00", "Thu 2026-12-24 09:00"),
        ("24 December", "Thu 2026-12-24 00:00"),
        ("Dec. 24th, 2pm", "Thu 2026-12-24 14:00"),
        ("Nov 30 9:00", "Tue 2027-11-30 09:00"),
        ("January 4", "Mon 2027-01-04 00:00"),
        ("4 January 2027", "Mon 2027-01-04 00:00"),
        ("3 days", "Thu 2026-12-03 10:37"),
        ("in 2 hours", "Mon 2026-11-30 12:37"),
        ("an hour", "Mon 2026-11-30 11:37"),
        ("90 minutes", "Mon 2026-11-30 12:07"),
        ("a week", "Mon 2026-12-07 10:37"),
    ],
)
def test_a_moment_is_read_by_the_clock_of_the_office(words: str, moment: str) -> None:
    assert read(words) == moment


@pytest.mark.parametrize(
    "words",
    [
        *("", " ", "until", "soon", "for two weeks", "-3 days"),
        *("9", "Monday 9", "9.30", "12/24", "2026", "December", "monday tuesday", "10:00 11:00"),
        *("25:00", "13pm", "2026-02-30", "Feb 29", "17:00 EST", "\uff11\uff17:00"),
    ],
)
def test_what_may_mean_several_things_or_none_is_not_guessed(words: str) -> None:
    with pytest.raises(MomentRefused, match="cannot be read as a time: write Monday 9:00"):
        read(words)


@pytest.mark.parametrize("words", ["10:37", "today", "2026-11-29", "2 May 2026", "0 days"])
def test_what_is_past_is_refused_with_the_moment_that_was_read(words: str) -> None:
    with pytest.raises(MomentRefused, match=r"20\d\d-\d\d-\d\d \d\d:\d\d is past"):
        read(words)


@pytest.mark.parametrize("words", ["2062-12-24", "9999-12-31", "999 days"])
def test_nobody_is_away_for_years_by_a_slip(words: str) -> None:
    with pytest.raises(MomentRefused, match="more than a year ahead"):
        read(words)


def test_days_are_counted_by_the_clock_where_it_is_put_forward() -> None:
    before = datetime(2026, 3, 7, 9, tzinfo=NEW_YORK)
    assert read("1 day", before) == "Sun 2026-03-08 09:00"


def test_a_time_that_comes_twice_is_not_the_one_that_is_past() -> None:
    second = datetime(2026, 11, 1, 1, 30, fold=1, tzinfo=NEW_YORK)
    with pytest.raises(MomentRefused, match="is past"):
        read("1:45am", second)


@given(st.text(max_size=40) | st.from_regex(r"(monday|3 days|9|may )( |)[\d:apm]{0,6}"))
def test_any_text_is_a_later_moment_or_refused(words: str) -> None:
    with suppress(MomentRefused):
        assert read_until(words, NOW, NEW_YORK) > NOW
