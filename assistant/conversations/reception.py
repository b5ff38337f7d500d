"""The verbs of visitors: what they write is stored, what it owes is done, all are told.

It knows nothing of doors, and of SQL only that the stores keep what they are given.
"""

import asyncio
import base64
import hashlib
import secrets
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from datetime import timedelta

from assistant.conversation import (
    Author,
    Contact,
    Conversation,
    ConversationId,
    Event,
    Message,
    Reason,
    Reminder,
    State,
)
from assistant.conversations.deeds import LOOK_SECONDS, Deeds
from assistant.conversations.handing_over import HandingOver, Saying
from assistant.conversations.lookout import FRESH_SECONDS, Lookout
from assistant.conversations.masking import mask_private
from assistant.conversations.rules import ANSWER, after_giving_up, after_visitor
from assistant.seams import ConversationUnknown, OriginTaken
from assistant.storage.bus import Bus
from assistant.storage.conversations import EVENTS_AT_ONCE, ConversationStore
from assistant.storage.desk import DeskStore
from assistant.storage.feedback import FeedbackStore
from assistant.storage.letters import Act, Letter, Opening, Owed

_SECRET_BYTES = 18  # 144 bits, 24 letters
_OF_PEOPLE = frozenset({Author.STAFF, Author.HOUSE})


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
    """The verbs of visitors.

    Failure policy: with SQL down every verb raises `StoreUnavailable`; with the bus down streams
    look again every two seconds.
    """

    def __init__(
        self,
        stores: tuple[ConversationStore, DeskStore, FeedbackStore],
        bus: Bus,
        deeds: Deeds,
        say: Saying,
        handing_over: HandingOver,
    ) -> None:
        """Keep what the verbs need.

        Args:
            stores: Keep conversations, contacts, and what visitors think of answers.
            bus: Wakes who follows.
            deeds: Does what is decided.
            say: The house's own sentences.
            handing_over: What is done where a person is wanted.
        """
        self._store, self._desk, self._feedback = stores
        self._bus = bus
        self._deeds = deeds
        self._say = say
        self._handing_over = handing_over
        self._lookout = Lookout(self._store.newest)

    async def open(self, arrival: Arrival, token: str = "") -> tuple[Conversation, str]:
        """Begin a conversation; gives it with the token that alone opens it.

        Args:
            arrival: Who begins it.
            token: From `new_token`, and the same for every attempt, where whoever begins may do it
                twice; a new one if it is empty.
        """
        token = token or new_token()
        opening = Opening(
            id_of(token),
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
        return (await self._deeds.write(id, letter, after_visitor, Owed(ANSWER))).seq

    async def ask_for_staff(self, id: ConversationId, client_id: str) -> Conversation:
        """Ask for a person, who takes the conversation up in their own time.

        Where no staff would hear of it, the visitor is told how to reach them instead.

        Args:
            id: Of the conversation.
            client_id: The same for every attempt to ask this.
        """
        conversation = await self._store.get(id)
        can_wait = conversation.state in {State.WITH_ASSISTANT, State.CLOSED}
        if can_wait and self._handing_over.staffing.is_staffed:
            asking = await self._handing_over.asking(conversation, client_id, Reason.PERSON)
            return await self._deeds.act(id, asking)
        with suppress(OriginTaken):  # asked for before by the same step, and told then
            await self._deeds.write(id, self._handing_over.reply(conversation, client_id))
        return conversation

    async def may_take_back(self, id: ConversationId) -> bool:
        """Whether a person lets the visitor wait for so long that the assistant is offered."""
        handoff = await self._desk.handoff(id)
        return handoff is not None and Reminder.OVERDUE in handoff.reminders

    async def take_back(self, id: ConversationId, client_id: str) -> Conversation:
        """Have the assistant answer again, which a visitor is offered whom a person lets wait."""
        conversation = await self._store.get(id)
        if not await self.may_take_back(id):
            return conversation
        text = self._say(conversation.language, "house", "taken_back")
        says = Letter(Author.HOUSE, text, f"taken_back:{client_id}")
        owes = Owed(ANSWER, if_unanswered=True)
        return await self._deeds.act(id, Act("take_back", after_giving_up, says=says, owes=owes))

    async def leave_contact(self, id: ConversationId, contact: Contact) -> None:
        """Keep where an answer goes, and read it back to the visitor, who may correct it."""
        conversation = await self._store.get(id)
        text = self._say(conversation.language, "house", "contact", email=contact.email)
        if await self._desk.keep_contact(id, contact, text):
            await self._bus.nudge(id)
            await self._deeds.tell_staff()

    async def rate(self, id: ConversationId, seq: int, *, helpful: bool, comment: str) -> None:
        """Keep what a visitor thought of an answer.

        Raises:
            MessageUnknown: The conversation has no answer of that number.
        """
        await self._feedback.rate(id, seq, helpful=helpful, comment=mask_private(comment))

    async def purge(self, older_than: timedelta) -> int:
        """Erase conversations in which nothing has happened for a while; says how many."""
        return await self._store.erase_untouched_for(older_than)

    async def events(self, id: ConversationId, after: int, *, peek: bool = False) -> list[Event]:
        """What changed after an event number, as far as it fits into one reading.

        Args:
            id: Of the conversation.
            after: The last event number that the reader has.
            peek: Whether nobody has it on a screen, so that it does not count as seen.
        """
        screen = _Screen(self._desk, id, is_seen=not peek)
        await screen.has(after)
        found = await self._store.events(id, after)
        await screen.brings(found)
        return found

    async def follow(
        self, id: ConversationId, after: int, seconds: float, *, peek: bool = False
    ) -> AsyncGenerator[Event | None, None]:
        """Give every event after a number once, in order, until the reader leaves.

        Args:
            id: Of the conversation.
            after: The last event number that the reader has.
            seconds: After which None is given where nothing happened.
            peek: Whether nobody has it on a screen, so that it does not count as seen.

        Raises:
            ConversationUnknown: It was erased meanwhile.
        """
        clock = asyncio.get_running_loop().time
        told = clock()
        screen = _Screen(self._desk, id, is_seen=not peek)
        await screen.has(after)
        wait_seconds = min(LOOK_SECONDS - FRESH_SECONDS, seconds)
        # Watched first, then read: no gap.
        async with self._bus.watch(id) as watch:
            with self._lookout.following(id):
                while True:
                    for event in (found := await self._store.events(id, after)):
                        after, told = event.number, clock()
                        yield event
                    await screen.brings(found)
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
        # Its event's number is not lower: each message before it has one, too.
        seen = False
        async with aclosing(self.follow(id, seq - 1, LOOK_SECONDS)) as events:
            async for event in events:
                if event is None:
                    continue
                seen = seen or (event.message is not None and event.message.seq == seq)
                if seen:
                    told.append(event)
                if event.message is not None and event.message.replies_to == seq:
                    break
        return told

    async def transcript(self, conversation: Conversation, *, peek: bool = False) -> list[Message]:
        """Every message of a conversation, for its visitor; with `peek` none counts as seen."""
        messages = await self._store.messages(conversation.id)
        if not peek and any(one.author in _OF_PEOPLE for one in messages):
            await self._desk.note_seen(conversation.id, conversation.last_event)
        return messages

    async def erase(self, id: ConversationId) -> None:
        """Delete a conversation with all that hangs on it."""
        await self._store.erase(id)
        await self._bus.nudge(id)
        await self._deeds.tell_staff()


@dataclass(frozen=True, slots=True)
class _Screen:
    """What a visitor has before their eyes: who has seen it is not written to by mail.

    Attributes:
        is_seen: Whether anybody looks at it.
    """

    desk: DeskStore
    id: ConversationId
    is_seen: bool

    async def has(self, event: int) -> None:
        """Note that it has what came until an event."""
        if event and self.is_seen:
            await self.desk.note_seen(self.id, event)

    async def brings(self, events: Sequence[Event]) -> None:
        """Note what people wrote, if it brings any."""
        if any(one.message is not None and one.message.author in _OF_PEOPLE for one in events):
            await self.has(events[-1].number)


def new_token() -> str:
    """A token with which a conversation may be begun."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def id_of(token: str) -> ConversationId:
    """The id of the conversation that a token begins; it does not tell the token."""
    digest = hashlib.sha256(f"conversation {token}".encode("utf-8", "surrogatepass")).digest()
    return ConversationId(base64.urlsafe_b64encode(digest[:_SECRET_BYTES]).decode())


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
