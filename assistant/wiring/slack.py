"""Joins the Slack door: what comes in, what goes out, and what keeps both in step."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from assistant.conversation import ConversationId
from assistant.conversations.desk import Desk
from assistant.conversations.errands import SOON, Duty, Errands
from assistant.settings import Settings
from assistant.slack.app import CALL_SECONDS, create_app, create_client, create_slack_door
from assistant.slack.asking import Library, Questions
from assistant.slack.blocks.site import Site
from assistant.slack.case_sheets import CaseSheets
from assistant.slack.catching_up import CatchingUp
from assistant.slack.client import SlackClient
from assistant.slack.colleagues import Colleagues
from assistant.slack.for_you import ForYou
from assistant.slack.front_desk import FrontDesk
from assistant.slack.guard import Guard
from assistant.slack.home_page import HomePages
from assistant.slack.keeping import CATCH_UP_SECONDS, LOOK_SECONDS, Keeper
from assistant.slack.links import Links
from assistant.slack.listening import Listening
from assistant.slack.pace import Pace
from assistant.slack.poster import Poster
from assistant.slack.presses import Presses
from assistant.slack.socket import SocketModeDoor
from assistant.slack.thread_desk import ThreadDesk
from assistant.slack.troubles import Troubles
from assistant.slack.whispers import Whispers
from assistant.slack.words import read_words
from assistant.slack.writing import ThreadWriting
from assistant.storage.asks import AskStore
from assistant.storage.bus import Bus
from assistant.storage.database import Database
from assistant.storage.inbox import Delivered, InboxStore
from assistant.storage.leases import LEASE, LeaseStore, SomeWork
from assistant.storage.lines import LineStore
from assistant.storage.outbox import OutboxStore, Parcel
from assistant.storage.threads import ThreadStore
from assistant.telling.hosts import link_hosts
from assistant.thread import Arrival, ArrivalKind, ParcelKind

_COPIES: Final = timedelta(days=2)  # after which Slack delivers no copy any more
POST_SECONDS: Final = 1.0  # between two posts to a channel
# What stands beside a draft may wait for a model: nothing else waits behind it.
_APART: Final = frozenset({ParcelKind.DRAFT})
_ASKED: Final = "asked"  # of the setting of what becomes of typed words


@dataclass(frozen=True, slots=True)
class SlackTimes:
    """How long things take; tests let them go faster.

    Attributes:
        post_seconds: Between two posts to a channel.
        look_seconds: Between two looks for what is owed, held or to be told.
        catch_up_seconds: Between two readings of every open thread.
        call_seconds: After which Slack is not waited for any more.
        lease: How long what is owed is one process's, by `now`.
        now: The time, aware.
    """

    post_seconds: float = POST_SECONDS
    look_seconds: float = LOOK_SECONDS
    catch_up_seconds: float = CATCH_UP_SECONDS
    call_seconds: int = CALL_SECONDS
    lease: timedelta = LEASE
    now: Callable[[], datetime] = lambda: datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class SlackRoom:
    """The Slack door, joined.

    Attributes:
        door: For `/slack/events`; None where Slack reaches us by Socket Mode.
        socket: For Socket Mode; None where Slack reaches us by HTTP.
        reasons: What works worse than it should.
        forget: Deletes what was asked in Slack longer ago, and what is needed no more.
    """

    door: Guard | None
    socket: SocketModeDoor | None
    inbox: Errands[Delivered]
    outbox: Sequence[Errands[Parcel]]
    keeper: Keeper
    reasons: Callable[[], list[str]]
    forget: Callable[[timedelta], Awaitable[None]]

    async def run(self) -> None:
        """Live in it until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.inbox.run())
            for errands in self.outbox:
                tasks.create_task(errands.run())
            tasks.create_task(self.keeper.run())
            if self.socket is not None:
                tasks.create_task(self.socket.run())


@dataclass(frozen=True, slots=True)
class SlackNeeds:
    """What the Slack door needs of the house.

    Attributes:
        settings: With Slack's tokens.
        database: Opened.
        bus: Wakes.
        desk: The verbs of staff.
        library: Where answers come from.
        association: The association's own data, as the build in use has it.
        alarm: Tells staff of a trouble, by other ways than Slack.
    """

    settings: Settings
    database: Database
    bus: Bus
    desk: Desk
    library: Library
    association: Callable[[], Mapping[str, Any]]
    alarm: Callable[[ConversationId], Awaitable[None]]


def open_slack(
    needs: SlackNeeds, times: SlackTimes | None = None, *, by_socket: bool = False
) -> SlackRoom:
    """Join the Slack door of an association that is in Slack.

    Args:
        needs: What it needs of the house.
        times: How long things take.
        by_socket: Whether Slack is listened to by Socket Mode, also where it can send by HTTP.
    """
    return _Joining(needs, times or SlackTimes()).room(by_socket=by_socket)


class _Joining:
    """Makes the parts of the door, each of those that were made before it."""

    def __init__(self, needs: SlackNeeds, times: SlackTimes) -> None:
        self._needs, self._times = needs, times
        settings, database, holder = needs.settings, needs.database, uuid4().hex
        self._threads = ThreadStore(database, times.now)
        self._lines = LineStore(database, times.now)
        self._asks = AskStore(database, times.now)
        self._inbox = InboxStore(database, times.now, holder, times.lease)
        self._outbox = OutboxStore(database, times.now, holder, times.lease)
        self._token = settings.slack_bot_token.get_secret_value()
        client = create_client(self._token, settings.slack_api_url, times.call_seconds)
        self._slack = SlackClient(client)
        self._words = read_words()
        self._colleagues = Colleagues(self._slack, settings.slack_staff_channel, time.monotonic)
        self._links = Links(self._threads, self._slack)
        self._whispers = Whispers(self._slack, self._site)
        self._questions = self._asking()
        self._thread_desk = ThreadDesk(
            needs.desk,
            self._threads,
            self._lines,
            self._colleagues,
            self._whispers,
            times.now,
            asks_first=settings.slack_send == _ASKED,
        )
        self._troubles = Troubles(
            times.now, needs.alarm, needs.desk.say_delayed, self._outbox.behind
        )
        self._receiving = self._receives()
        self._sending = self._sends()

    def room(self, *, by_socket: bool) -> SlackRoom:
        """The door, joined."""
        settings, keeper = self._needs.settings, self._keeps()
        app = create_app(self._token, settings.slack_api_url, self._keep_quietly, self._team)
        secret = settings.slack_signing_secret.get_secret_value()
        socket = settings.slack_app_token.get_secret_value() if by_socket or not secret else ""
        return SlackRoom(
            create_slack_door(app, secret, self._team, self._times.now) if secret else None,
            SocketModeDoor(app, socket, keeper.reconnected) if socket else None,
            self._receiving,
            self._sending,
            keeper,
            self._troubles.reasons,
            self._forget,
        )

    def _asking(self) -> Questions:
        return Questions(
            self._asks,
            self._needs.library,
            self._colleagues,
            self._slack,
            self._whispers,
            self._site,
            self._wake,
        )

    def _receives(self) -> Errands[Delivered]:
        """Works on what is delivered."""
        listening = Listening(
            self._inbox,
            self._threads,
            self._thread_desk,
            self._presses(),
            self._front_desk(),
            self._colleagues,
            self._whispers,
            self._site,
        )
        duty = Duty(listening.run, listening.put_aside, SOON)
        return self._errands(self._inbox, {kind.value: duty for kind in ArrivalKind})

    def _presses(self) -> Presses:
        return Presses(
            self._needs.desk,
            self._threads,
            self._lines,
            self._thread_desk,
            self._whispers,
            self._slack,
            self._site,
        )

    def _front_desk(self) -> FrontDesk:
        desk, now = self._needs.desk, self._times.now
        return FrontDesk(
            desk,
            self._questions,
            self._asks,
            self._colleagues,
            self._slack,
            HomePages(desk, self._links, self._slack, self._site, now),
            self._site,
            now,
        )

    def _sends(self) -> tuple[Errands[Parcel], ...]:
        """Tells Slack what it is to be told."""
        desk, now = self._needs.desk, self._times.now
        sheets = CaseSheets(desk, self._links, self._words, now)
        poster = Poster(
            self._outbox,
            self._threads,
            self._lines,
            self._slack,
            ThreadWriting(desk, self._threads, self._questions, sheets, self._site),
            Pace(self._times.post_seconds, time.monotonic),
            self._troubles,
            ForYou(desk, self._questions, self._colleagues, self._whispers).beside,
            now,
        )
        duty = Duty(poster.run, poster.put_aside, SOON)
        return tuple(
            self._errands(self._outbox, {kind.value: duty for kind in kinds})
            for kinds in (_APART, frozenset(ParcelKind) - _APART)
        )

    def _errands(
        self, store: LeaseStore[SomeWork], duties: Mapping[str, Duty[SomeWork]]
    ) -> Errands[SomeWork]:
        alone = self._needs.database.is_of_one_machine
        return Errands(store, duties, alone=alone, poll_seconds=self._times.look_seconds)

    def _wake(self) -> None:
        for errands in self._sending:
            errands.wake()

    def _keeps(self) -> Keeper:
        """Keeps both in step."""
        catching_up = CatchingUp(
            self._slack,
            self._colleagues,
            self._threads,
            self._lines,
            self._inbox,
            self._keep,
        )
        return Keeper(
            (self._threads, self._lines, self._inbox, self._outbox),
            self._needs.bus,
            self._needs.settings.slack_staff_channel,
            self._thread_desk,
            catching_up,
            self._wake,
            (self._times.look_seconds, self._times.catch_up_seconds),
        )

    def _site(self) -> Site:
        hosts = link_hosts(self._needs.association())
        return Site(self._words, hosts, self._needs.settings.public_url)

    def _team(self) -> str:
        return self._colleagues.known_team

    async def _keep(self, arrival: Arrival) -> bool:
        kept = await self._inbox.keep(arrival)
        self._receiving.hand(kept.at_once)
        return kept.is_new

    async def _keep_quietly(self, arrival: Arrival) -> None:
        await self._keep(arrival)

    async def _forget(self, age: timedelta) -> None:
        now = self._times.now()
        await self._asks.forget(now - age)
        await self._outbox.forget(now - age)
        await self._inbox.forget(now - _COPIES)
