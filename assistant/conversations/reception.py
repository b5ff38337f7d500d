"""What happens when somebody writes: the message is stored, what it owes is done, all are told.

It knows nothing of doors, and of SQL only that the stores keep what they are given.
"""

import asyncio
import hashlib
import secrets
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import timedelta

from assistant.conversation import (
    Author,
    Conversation,
    ConversationId,
    Event,
    Handoff,
    Message,
    Reason,
    Staff,
)
from assistant.conversations.handing_over import STAFF_TOPIC, Saying, asking_for_staff
from assistant.conversations.lookout import FRESH_SECONDS, Lookout
from assistant.conversations.masking import mask_private
from assistant.conversations.rules import (
    after_claim,
    after_close,
    after_hand_back,
    after_nothing,
    after_staff,
    after_visitor,
    owed_to_visitor,
)
from assistant.seams import ConversationUnknown
from assistant.storage.bus import Bus
from assistant.storage.conversations import (
    EVENTS_AT_ONCE,
    Act,
    ConversationStore,
    Letter,
    Opening,
    Rule,
)
from assistant.storage.errands import Errand

_SECRET_BYTES = 18  # 144 bits, 24 letters
LOOK_SECONDS = 2.0  # after which a stream has looked again, should a nudge be lost


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who begins a conversation.

    Attributes:
        language: BCP 47.
        time_zone: As the browser names it; empty if unknown.
        samples: Whether sample rates may be told.
    """

    language: str = "en"
    time_zone: str = ""
    page_url: str = ""
    page_title: str = ""
    samples: bool = False


class Reception:
    """The verbs of conversations.

    Failure policy: with SQL down every verb raises `StoreUnavailable`; with the bus down streams
    look again every two seconds.
    """

    def __init__(
        self,
        store: ConversationStore,
        bus: Bus,
        hand: Callable[[Errand | None], None],
        say: Saying,
        *,
        is_staffed: bool = False,
    ) -> None:
        """Keep what the verbs need.

        Args:
            store: Keeps conversations.
            bus: Wakes who follows.
            hand: Has an errand run at once.
            say: The house's own sentences.
            is_staffed: Whether staff hear of visitors who wait: else nobody is said to come.
        """
        self._store = store
        self._bus = bus
        self._hand = hand
        self._say = say
        self._is_staffed = is_staffed
        self._lookout = Lookout(store.newest)

    async def open(self, arrival: Arrival) -> tuple[Conversation, str]:
        """Begin a conversation; gives it with the token that alone opens it."""
        token = secrets.token_urlsafe(_SECRET_BYTES)
        opening = Opening(
            ConversationId(secrets.token_urlsafe(_SECRET_BYTES)),
            _hash(token),
            arrival.language,
            arrival.time_zone,
            arrival.page_url,
            arrival.page_title,
            arrival.samples,
        )
        return await self._store.open(opening), token

    async def admit(self, id: str, token: str) -> Conversation:
        """The conversation of a visitor.

        Raises:
            ConversationUnknown: There is none, or the token is another's.
        """
        if "\0" in id:  # PostgreSQL refuses it
            raise ConversationUnknown("There is no such conversation, or it was erased.")
        return await self._store.find(ConversationId(id), _hash(token))

    async def visitor_wrote(self, id: ConversationId, text: str, client_id: str) -> int:
        """Store a visitor's message and have it answered; gives its `seq`.

        Args:
            id: Of the conversation.
            text: What the visitor wrote.
            client_id: The same for every attempt to send this message.

        Raises:
            OriginTaken: The client id came before with another text.
            ConversationUnknown: The conversation was erased.
        """
        letter = Letter(Author.VISITOR, mask_private(text), f"visitor:{client_id}")
        written = await self._store.write(id, letter, after_visitor, owed_to_visitor)
        self._hand(written.errand)
        if written.is_new:
            await self._bus.nudge(id)
        return written.seq

    async def ask_for_staff(self, id: ConversationId, client_id: str) -> Conversation:
        """Ask for a person, who takes the conversation up in their own time.

        Where no staff would hear of it, the visitor is told how to reach them instead.

        Args:
            id: Of the conversation.
            client_id: The same for every attempt to ask this.
        """
        conversation = await self._store.get(id)
        if self._is_staffed:
            asking = asking_for_staff(self._say, conversation, client_id, Reason.PERSON)
            return await self._act(id, asking)
        text = self._say(conversation.language, "house", "unstaffed")
        await self._store.write(id, Letter(Author.HOUSE, text, f"asked:{client_id}"), after_nothing)
        await self._bus.nudge(id)
        return conversation

    async def claim(self, id: ConversationId, staff: Staff) -> Conversation:
        """Take a conversation over; the assistant says nothing from then on.

        Raises:
            AlreadyClaimed: Another of the staff has it.
            ConversationUnknown: There is no such conversation.
        """
        return await self._act_of_staff(id, staff, "claim", after_claim, "claimed")

    async def staff_wrote(self, id: ConversationId, staff: Staff, text: str, origin_id: str) -> int:
        """Send a staff member's words to the visitor; gives their `seq`. It claims.

        Args:
            id: Of the conversation.
            staff: Who writes.
            text: What they wrote.
            origin_id: The same for every attempt to send this.

        Raises:
            AlreadyClaimed: Another of the staff has it.
            ConversationUnknown: There is no such conversation.
            OriginTaken: The origin id came before with another text.
        """
        letter = Letter(Author.STAFF, text, f"staff:{origin_id}", name=staff.name)
        written = await self._store.write(id, letter, after_staff, by=staff)
        await self._bus.nudge(id)
        await self._bus.nudge(STAFF_TOPIC)
        return written.seq

    async def hand_back(self, id: ConversationId, staff: Staff) -> Conversation:
        """Give a conversation back to the assistant.

        Raises:
            AlreadyClaimed: Another of the staff has it.
            ConversationUnknown: There is no such conversation.
        """
        return await self._act_of_staff(id, staff, "hand_back", after_hand_back, "handed_back")

    async def close(self, id: ConversationId, staff: Staff) -> Conversation:
        """Close a conversation, until the visitor writes again.

        Raises:
            AlreadyClaimed: Another of the staff has it.
            ConversationUnknown: There is no such conversation.
        """
        return await self._act_of_staff(id, staff, "close", after_close, "closed")

    async def handoffs(self) -> list[Handoff]:
        """Who waits for a person or has one: complaints first, then by how long they wait."""
        return await self._store.handoffs()

    async def purge(self, older_than: timedelta) -> int:
        """Erase conversations in which nothing has happened for a while; says how many."""
        return await self._store.erase_untouched_for(older_than)

    async def _act_of_staff(
        self, id: ConversationId, staff: Staff, action: str, becomes: Rule, said: str
    ) -> Conversation:
        conversation = await self._store.get(id)
        text = self._say(conversation.language, "house", said, staff=staff.name)
        # Told once for each time: nothing can be said between two events of one number.
        origin = f"{action}:{conversation.last_event}"
        act = Act(action, becomes, by=staff, says=Letter(Author.HOUSE, text, origin))
        return await self._act(id, act)

    async def _act(self, id: ConversationId, act: Act) -> Conversation:
        conversation = await self._store.act(id, act)
        await self._bus.nudge(id)
        await self._bus.nudge(STAFF_TOPIC)
        return conversation

    async def events(self, id: ConversationId, after: int) -> list[Event]:
        """What changed after an event number, as far as it fits into one reading."""
        return await self._store.events(id, after)

    async def follow(
        self, id: ConversationId, after: int, seconds: float
    ) -> AsyncGenerator[Event | None, None]:
        """Give every event after a number once, in order, until the reader leaves.

        Args:
            id: Of the conversation.
            after: The last event number that the reader has.
            seconds: After which None is given where nothing happened.

        Raises:
            ConversationUnknown: It was erased meanwhile.
        """
        clock = asyncio.get_running_loop().time
        told = clock()
        wait_seconds = min(LOOK_SECONDS - FRESH_SECONDS, seconds)
        # Watched first, then read: no gap.
        async with self._bus.watch(id) as watch:
            with self._lookout.following(id):
                while True:
                    for event in (found := await self._store.events(id, after)):
                        after, told = event.number, clock()
                        yield event
                    if len(found) == EVENTS_AT_ONCE:
                        continue
                    while not await watch.wait(wait_seconds):
                        if await self._lookout.has_news(id, after):
                            break
                        if clock() - told >= seconds:
                            told = clock()
                            yield None

    async def wait_for_reply(self, id: ConversationId, seq: int) -> list[Event]:
        """Wait until a message is answered; gives what happened since it was stored."""
        told: list[Event] = []
        seen = False
        # Its event's number is not lower: each message before it has one, too.
        async with aclosing(self.follow(id, seq - 1, LOOK_SECONDS)) as events:
            async for event in events:
                if event is None or event.message is None:
                    continue
                seen = seen or event.message.seq == seq
                if seen:
                    told.append(event)
                if event.message.replies_to == seq:
                    break
        return told

    async def transcript(self, id: ConversationId) -> list[Message]:
        """Every message of a conversation."""
        return await self._store.messages(id)

    async def erase(self, id: ConversationId) -> None:
        """Delete a conversation with all that hangs on it."""
        await self._store.erase(id)
        await self._bus.nudge(id)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
