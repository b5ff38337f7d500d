"""Visitors on one side, staff in Slack on the other, and all that is sent between them."""

import asyncio
import math
from collections import defaultdict
from collections.abc import AsyncGenerator, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random

from sqlalchemy import func, select

from assistant.conversation import Author, ConversationId, Staff
from assistant.slack.blocks import actions
from assistant.slack.colleagues import PLACE
from assistant.storage.database import Database
from assistant.storage.leases import WorkStatus
from assistant.storage.schema import inbox, lines, outbox
from assistant.thread import Fate
from assistant.vocabulary import Outcome
from tests.houses import WRITTEN_TO, FakeStudy, House, living, make_house
from tests.slack_double import Channel, Person, Post, Sender, Slack, Ways, visible_text
from tests.slack_faults.ledger import Account, compare, word, words_in
from tests.slack_houses import until

_OWED = (
    select(func.count()).select_from(inbox).where(inbox.c.status == WorkStatus.OWED),
    select(func.count()).select_from(outbox).where(outbox.c.status == WorkStatus.OWED),
    select(func.count()).select_from(lines).where(lines.c.fate == Fate.HELD),
)


_MOST_OWED = 60


@dataclass(frozen=True)
class Pair:
    """A visitor, and the thread in which one of the staff has claimed them."""

    number: int
    visit: ConversationId
    root: str

    @property
    def place(self) -> str:
        return f"pair {self.number}"


@dataclass
class Bridge:
    """Pairs who write to each other, and the ledger of it.

    Attributes:
        house: Of the visitors; it answers as well, and is not in Slack.
        address: Of whoever serves Slack.
        people: Acts of the staff, brought there.
        chance: Decides who writes when.
    """

    house: House
    slack: Slack
    channel: Channel
    ana: Person
    address: str
    people: Sender
    chance: Random
    pairs: list[Pair] = field(default_factory=list)
    to_slack: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    to_visitors: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def staff(self) -> Staff:
        """Ana, as the desk knows her."""
        return Staff(self.ana.real_name, PLACE)

    async def claim_pairs(self, number: int) -> None:
        """Let so many visitors ask for a person, and Ana claim each in their thread."""
        self.pairs += await asyncio.gather(*(self._claim_pair(one) for one in range(number)))

    async def visitor_writes(self, pair: Pair) -> None:
        """Something that has to land in the pair's thread, once."""
        said = word(pair.number, len(self.to_slack[pair.place]), "visitor")
        self.to_slack[pair.place].append(said)
        await self.house.reception.visitor_wrote(pair.visit, f"I say {said}.", f"{said}-sent")

    async def staff_write(self, pair: Pair) -> None:
        """Something that the pair's visitor has to see, once."""
        said = word(pair.number, len(self.to_visitors[pair.place]), "staff")
        self.to_visitors[pair.place].append(said)
        await self.people.says(self.ana, self.channel, f"We say {said}.", thread=pair.root)

    async def visitors_write(self, messages: int) -> None:
        """So many messages by visitors, one shortly after the other."""
        for _ in range(messages):
            await self.visitor_writes(self.chance.choice(self.pairs))
            await self._breathe()

    async def staff_write_all(self, messages: int) -> None:
        """So many messages by staff, one shortly after the other."""
        for _ in range(messages):
            await self.staff_write(self.chance.choice(self.pairs))
            await self._breathe()

    async def write_both_ways(self, messages: int) -> None:
        """So many messages each way at the same time."""
        await asyncio.gather(self.visitors_write(messages), self.staff_write_all(messages))

    def another_sender(self, ways: Ways) -> Sender:
        """Acts of the staff that travel in ways of their own."""
        return self.slack.sender(_door(self.address), ways)

    async def settle(self, seconds: float) -> None:
        """Wait until nothing is owed and everything has landed, or until it takes too long."""
        try:
            await self.people.settle()
            await until(self._is_at_rest, seconds)
        except TimeoutError:
            return  # the ledger says what is missing

    async def accounts(self) -> tuple[Account, Account]:
        """What went wrong on the way to Slack, and on the way to visitors."""
        seen = {pair.place: await self.seen_by(pair) for pair in self.pairs}
        told = {pair.place: self.told_in(pair) for pair in self.pairs}
        roots = {pair.root for pair in self.pairs}
        outside = [post for post in self.slack.posts(self.channel) if not post.thread]
        told["the channel"] = words_in(_texts(one for one in outside if one.ts not in roots))
        return compare(self.to_slack, told), compare(self.to_visitors, seen)

    async def seen_by(self, pair: Pair) -> list[str]:
        """The words that a visitor sees, in order."""
        messages = await self.house.store.messages(pair.visit)
        shown = (one for one in messages if not one.removed)
        return words_in(one.text for one in shown if one.author is not Author.VISITOR)

    def told_in(self, pair: Pair) -> list[str]:
        """What the app's own posts say in a thread; its root sums up, and is not counted."""
        replies = self.channel.replies(pair.root)
        return words_in(_texts(one for one in replies if one.bot_id))

    async def is_idle(self) -> bool:
        """Whether nothing is held, and neither side owes the other anything."""
        return not await self._owed()

    async def delays_told(self, pair: Pair) -> int:
        """How often a visitor was told that staff hear of it later."""
        said = await self.house.store.messages(pair.visit)
        return sum(one.author is Author.HOUSE and "delayed" in one.text for one in said)

    async def _is_at_rest(self) -> bool:
        if not await self.is_idle():  # soon asked: accounts take as long as many messages
            return False
        to_slack, to_visitors = await self.accounts()
        return not (to_slack.lost or to_visitors.lost) and await self.is_idle()

    async def _claim_pair(self, number: int) -> Pair:
        visit = await self.house.visit()
        await self.house.reception.visitor_wrote(visit, "May a county join?", f"asked-{number:04}")
        await self.house.reception.ask_for_staff(visit, f"button-{number:04}")
        root = await self._root_of(visit)
        await self.people.presses(self.ana, root, actions.CLAIM)

        async def is_claimed() -> bool:
            return bool((await self.house.desk.conversation(visit)).claimed_by)

        await until(is_claimed)
        return Pair(number, visit, root.ts)

    async def _root_of(self, visit: ConversationId) -> Post:
        def found() -> list[Post]:
            return [one for one in self.slack.posts(self.channel) if visit in str(one.blocks)]

        async def is_there() -> bool:
            return bool(found())

        await until(is_there)
        return found()[0]

    async def _owed(self) -> int:
        """How much is on its way."""
        async with self.house.database.reading() as sql:
            return sum([int((await sql.execute(count)).scalar_one()) for count in _OWED])

    async def _breathe(self) -> None:
        """Let a moment pass; longer where this machine is fifty times slower than the clock.

        While nobody works on what is owed, it is not waited for.
        """
        await asyncio.sleep(self.chance.uniform(0, 0.02))
        owed, before = await self._owed(), math.inf
        while _MOST_OWED <= owed < before:
            await asyncio.sleep(0.1)
            owed, before = await self._owed(), owed


def _door(address: str) -> str:
    return f"{address}/slack/events"


def _texts(posts: Iterable[Post]) -> Iterator[str]:
    return (visible_text(post) for post in posts)


def visitors_of(database: Database) -> House:
    """The visitors' side: a house that answers nothing of its own and is not in Slack."""
    study = FakeStudy(outcome=Outcome.UNANSWERED)
    study.may_answer.set()
    return make_house(database, "visitors", study, staffing=WRITTEN_TO)


@asynccontextmanager
async def bridge_over(
    database: Database, slack: Slack, channel: Channel, address: str, seed: int
) -> AsyncGenerator[Bridge]:
    """A bridge without pairs, alive until the end of the block.

    Args:
        database: Of the servers too.
        slack: The double.
        channel: Of the staff; whoever is in it first claims.
        address: Of the door for what Slack brings.
        seed: Of all that is left to chance.
    """
    chance = Random(seed)
    people = slack.sender(_door(address), Ways(chance, in_background=True))
    ana = slack.workspace.person(channel.members[0])
    house = visitors_of(database)
    async with living(house):
        yield Bridge(house, slack, channel, ana, address, people, chance)
