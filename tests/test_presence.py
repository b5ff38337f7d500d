"""When staff are there: by the office's hours and by what they say, on both databases."""

from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from assistant.conversations.hours import OfficeHours
from assistant.conversations.presence import FRESH_SECONDS, Presence
from assistant.storage.database import Database
from assistant.storage.schema import audit
from assistant.storage.switches import SwitchStore
from tests.houses import ANA, BEN, House
from tests.test_hours import NEW_YORK, at, office

MONDAY_NOON = "2026-11-30T12:00"
HOUR = timedelta(hours=1)


@dataclass
class Office:
    """An office from nine to five on weekdays, whose clock a test puts forward."""

    database: Database
    now: datetime = field(default_factory=lambda: at(MONDAY_NOON))
    seconds: float = 0.0
    hours: OfficeHours | None = field(default_factory=office)

    def __post_init__(self) -> None:
        self.switches = SwitchStore(self.database, lambda: self.now)
        self.presence = self.process()

    def process(self) -> Presence:
        utc = ZoneInfo("UTC")
        return Presence(
            self.switches, lambda: self.hours, utc, lambda: self.now, lambda: self.seconds
        )

    async def leaves(self, until: str) -> None:
        await self.switches.leave(ANA, at(until))
        self.seconds += FRESH_SECONDS


@pytest.fixture
def works(database: Database) -> Office:
    return Office(database)


async def test_staff_who_are_away_are_there_when_they_said_if_the_office_is_open(
    works: Office,
) -> None:
    assert await works.presence.next_there() is None
    for until, there in (
        ("2026-11-30T15:00", "2026-11-30T15:00"),
        ("2026-12-01T00:00", "2026-12-01T09:00"),
        ("2026-12-04T17:00", "2026-12-07T09:00"),
    ):
        await works.leaves(until)
        assert await works.presence.next_there() == at(there)


async def test_without_hours_staff_are_there_when_they_said(works: Office) -> None:
    works.hours = None
    assert await works.presence.next_there() is None
    await works.leaves("2026-12-05T00:00")
    assert await works.presence.next_there() == at("2026-12-05T00:00")
    assert works.presence.zone() == ZoneInfo("UTC")
    works.hours = office()
    assert works.presence.zone() == NEW_YORK


async def test_what_is_over_counts_no_more(works: Office) -> None:
    await works.leaves("2026-11-30T13:00")
    works.now += HOUR
    assert await works.presence.next_there() is None
    assert await works.switches.away() is None
    works.now = at("2026-11-30T20:00")
    assert await works.presence.next_there() == at("2026-12-01T09:00")


async def test_another_process_sees_it_after_a_second_and_not_before(works: Office) -> None:
    other = works.process()
    assert await other.next_there() is None
    await works.switches.leave(ANA, at("2026-11-30T15:00"))
    works.seconds += FRESH_SECONDS - 0.01
    assert await other.next_there() is None
    works.seconds += 0.01
    assert await other.next_there() == at("2026-11-30T15:00")


async def test_what_was_known_holds_while_sql_is_down(works: Office) -> None:
    await works.leaves("2026-11-30T15:00")
    assert await works.presence.next_there() is not None
    async with works.database.writing() as sql:
        await sql.exec_driver_sql("ALTER TABLE switches RENAME TO gone")
    works.seconds += FRESH_SECONDS
    assert await works.presence.next_there() == at("2026-11-30T15:00")


async def test_time_counts_from_when_staff_are_back_and_in_the_office(works: Office) -> None:
    asked = works.now - HOUR
    passed = await works.presence.passed()
    assert passed(asked, works.now) == HOUR
    await works.leaves("2026-12-01T10:00")
    passed = await works.presence.passed()
    assert passed(asked, at("2026-12-01T09:59")) == timedelta()
    assert passed(asked, at("2026-12-01T12:00")) == 2 * HOUR
    assert passed(at("2026-12-01T11:00"), at("2026-12-01T12:00")) == HOUR


async def test_leaving_and_coming_back_is_on_record_once(works: Office) -> None:
    await works.switches.come_back(BEN)
    await works.leaves("2026-12-01T10:00")
    await works.leaves("2026-12-02T10:00")
    away = await works.switches.away()
    assert away is not None
    assert (away.who, away.at, away.until) == ("Ana", works.now, at("2026-12-02T10:00"))
    for _ in range(2):
        await works.switches.come_back(BEN)
    assert await works.switches.away() is None
    async with works.database.reading() as sql:
        acts = [(row.who, row.action) for row in await sql.execute(select(audit))]
    assert acts == [("Ana", "away"), ("Ana", "away"), ("Ben", "back")]


# ---- In a house


def _in(house: House, hours: float) -> datetime:
    return house.clock() + timedelta(hours=hours)


async def test_a_visitor_is_told_when_staff_are_back(house: House) -> None:
    until = _in(house, 3)
    await house.desk.away(ANA, until)
    visit, later = await house.visit(), await house.visit()
    await house.reception.ask_for_staff(visit, "asked")
    told = f"{until.astimezone(UTC):%Y-%m-%d %H:%M}"
    assert await house.says(visit) == [f"en house asked_closed {told}"]
    await house.desk.back(BEN)
    await house.reception.ask_for_staff(later, "asked")
    assert await house.says(later) == ["en house asked"]


async def test_no_clock_strikes_while_staff_are_away(house: House) -> None:
    visit = await house.visit()
    await house.reception.ask_for_staff(visit, "asked")
    await house.desk.away(ANA, _in(house, 3))

    async def reminded_after(minutes: float) -> bool:
        house.clock.ahead += minutes * 60
        await house.clocks.look()
        return "en house unclaimed " in await house.says(visit)

    assert not await reminded_after(60)
    await house.desk.back(ANA)
    assert not await reminded_after(9)
    assert await reminded_after(2)


async def test_the_overview_shows_who_is_away_until_they_are_back(house: House) -> None:
    assert (await house.desk.board.overview()).away is None
    await house.desk.away(ANA, _in(house, 1))
    away = (await house.desk.board.overview()).away
    assert away is not None
    assert away.who == "Ana"
    house.clock.ahead += 3601
    assert (await house.desk.board.overview()).away is None


async def test_who_looks_hears_that_staff_left_and_came_back(house: House) -> None:
    async with aclosing(house.desk.board.follow(None, 60)) as news:
        before = await anext(news)
        await house.desk.away(ANA, _in(house, 1))
        assert await anext(news) != before
        await house.desk.back(ANA)
        assert await anext(news) == before
