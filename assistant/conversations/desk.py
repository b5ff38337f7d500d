"""The verbs of staff: they claim, reply, note, hand back, close, and see what waits."""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from assistant.conversation import (
    Author,
    Contact,
    Conversation,
    ConversationId,
    Draft,
    Handoff,
    LooseEnd,
    LooseEndKind,
    Message,
    Note,
    Staff,
    State,
    Switched,
)
from assistant.conversations.deeds import LOOK_SECONDS, STAFF_TOPIC, Deeds
from assistant.conversations.handing_over import Saying, Staffing
from assistant.conversations.rules import (
    ANSWER,
    MAIL_REPLY,
    after_claim,
    after_close,
    after_hand_back,
    after_reopening,
    after_staff,
)
from assistant.conversations.summary import Summary, summarise
from assistant.seams import MessageUnknown
from assistant.storage.bus import Bus
from assistant.storage.conversations import ConversationStore
from assistant.storage.desk import DeskStore
from assistant.storage.letters import Act, Letter, Owed, Rule
from assistant.storage.switches import SwitchStore

GONE_AFTER: Final = timedelta(seconds=30)  # that what staff wrote has not reached a screen
FRESH_SECONDS: Final = 0.2  # for which one look at the list serves every page
_ALARMS: Final = timedelta(days=1)  # for which an alarm is shown


@dataclass(frozen=True, slots=True)
class Overview:
    """What waits for staff.

    Attributes:
        paused: Who has paused the assistant; None while it answers.
        alarms: Kind and time of each, the newest first.
    """

    handoffs: tuple[Handoff, ...]
    loose_ends: tuple[LooseEnd, ...]
    paused: Switched | None
    alarms: tuple[tuple[str, datetime], ...]


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A conversation as staff see it.

    Attributes:
        drafts: Of messages that nobody has answered yet.
        is_seen: Whether the newest message of staff is on the visitor's screen.
    """

    conversation: Conversation
    messages: tuple[Message, ...]
    summary: Summary
    drafts: tuple[Draft, ...]
    notes: tuple[Note, ...]
    contact: Contact | None
    is_seen: bool = False


class Desk:
    """The desk of the staff.

    Failure policy: with SQL down every verb raises `StoreUnavailable`.
    """

    def __init__(
        self,
        stores: tuple[ConversationStore, DeskStore, SwitchStore],
        bus: Bus,
        deeds: Deeds,
        say: Saying,
        staffing: Staffing,
    ) -> None:
        """Keep what the verbs need.

        Args:
            stores: Keep conversations, what staff work with, and what is switched on.
            bus: Wakes who looks.
            deeds: Does what is decided.
            say: The house's own sentences.
            staffing: Whether visitors who have left are written to.
        """
        self._conversations, self._desk, self._switches = stores
        self._bus = bus
        self._deeds = deeds
        self._say = say
        self._staffing = staffing
        self._looking = asyncio.Lock()
        self._looked_at = -FRESH_SECONDS
        self._overview = 0

    async def handoffs(self) -> list[Handoff]:
        """Who waits for a person or has one: complaints first, then by how long they wait."""
        return await self._desk.handoffs()

    async def overview(self) -> Overview:
        """What waits for staff by now."""
        return Overview(
            tuple(await self._desk.handoffs()),
            tuple(await self._desk.loose_ends()),
            await self._switches.paused(),
            tuple(await self._switches.alarms(_ALARMS)),
        )

    async def case_file(self, id: ConversationId) -> CaseFile:
        """A conversation with all that staff may see of it.

        Raises:
            ConversationUnknown: There is no such conversation.
        """
        conversation = await self._conversations.get(id)
        messages = await self._conversations.messages(id)
        answered = max(
            (one.seq for one in messages if one.author in {Author.STAFF, Author.ASSISTANT}),
            default=0,
        )
        drafts = await self._desk.drafts(id) if conversation.state is State.WITH_STAFF else []
        return CaseFile(
            conversation,
            tuple(messages),
            summarise(messages),
            tuple(one for one in drafts if one.seq > answered),
            tuple(await self._desk.notes(id)),
            await self._desk.contact(id),
            await self._is_seen(conversation, messages),
        )

    async def _is_seen(self, conversation: Conversation, messages: Sequence[Message]) -> bool:
        of_staff = [one.seq for one in messages if one.author is Author.STAFF]
        if not of_staff:
            return False
        event = await self._conversations.event_of(conversation.id, of_staff[-1])
        return conversation.seen_event >= event

    async def claim(self, id: ConversationId, staff: Staff) -> Conversation:
        """Take a conversation over; the assistant says nothing from then on.

        Raises:
            AlreadyClaimed: Another of the staff has it.
            ConversationUnknown: There is no such conversation.
        """
        return await self._act(id, staff, "claim", after_claim)

    async def staff_wrote(
        self,
        id: ConversationId,
        staff: Staff,
        text: str,
        origin_id: str,
        *,
        answer: Mapping[str, Any] | None = None,
        replies_to: int | None = None,
    ) -> int:
        """Send a staff member's words to the visitor; gives their `seq`. It claims.

        Args:
            id: Of the conversation.
            staff: Who writes.
            text: What they wrote.
            origin_id: The same for every attempt to send this.
            answer: The draft that they send as it is, with its sources.
            replies_to: The message that it answers, which nobody may have answered meanwhile.

        Raises:
            AlreadyClaimed: Another of the staff has it.
            ConversationUnknown: There is no such conversation.
            OriginTaken: The origin id came before with another text.
        """
        letter = Letter(
            Author.STAFF,
            text,
            f"staff:{origin_id}",
            name=staff.name,
            answer=answer,
            replies_to=replies_to,
        )
        owes = (
            Owed(MAIL_REPLY, wait=GONE_AFTER, in_turn=False)
            if self._staffing.mails_visitors
            else None
        )
        written = await self._deeds.write(id, letter, after_staff, owes, by=staff)
        return written.seq

    async def send_draft(self, id: ConversationId, seq: int, staff: Staff) -> int:
        """Send the draft of an answer to a message as it is; gives its `seq`.

        Raises:
            MessageUnknown: There is no draft for that message.
            Overtaken: The message was answered meanwhile.
            AlreadyClaimed: Another of the staff has the conversation.
            ConversationUnknown: There is no such conversation.
        """
        drafts = {one.seq: one for one in await self._desk.drafts(id)}
        if (draft := drafts.get(seq)) is None:
            raise MessageUnknown("There is no draft for that message.")
        return await self.staff_wrote(
            id, staff, draft.text, f"draft:{seq}", answer=draft.answer, replies_to=seq
        )

    async def note(self, id: ConversationId, staff: Staff, text: str, origin_id: str) -> None:
        """Keep a note that no visitor sees; it claims nothing.

        Raises:
            ConversationUnknown: There is no such conversation.
        """
        await self._desk.add_note(id, staff, text, origin_id)
        await self._deeds.tell_staff()

    async def hand_back(self, id: ConversationId, staff: Staff) -> Conversation:
        """Give a conversation back to the assistant, who answers what nobody has answered.

        Raises:
            AlreadyClaimed: Another of the staff has it.
            ConversationUnknown: There is no such conversation.
        """
        return await self._act(
            id, staff, "hand_back", after_hand_back, Owed(ANSWER, if_unanswered=True)
        )

    async def close(self, id: ConversationId, staff: Staff) -> Conversation:
        """Close a conversation, until the visitor writes again; what nobody answered stays open.

        Raises:
            AlreadyClaimed: Another of the staff has it.
            ConversationUnknown: There is no such conversation.
        """
        return await self._act(id, staff, "close", after_close, leaves=LooseEndKind.UNANSWERED)

    async def reopen(self, id: ConversationId, staff: Staff) -> Conversation:
        """Open a closed conversation again; whoever does has it.

        Raises:
            AlreadyClaimed: Another of the staff has it.
            ConversationUnknown: There is no such conversation.
        """
        return await self._act(id, staff, "reopen", after_reopening)

    async def settle(self, id: ConversationId, seq: int, staff: Staff) -> None:
        """Take a message off the list of what somebody has to see to."""
        await self._desk.settle(id, seq, staff)
        await self._deeds.tell_staff()

    async def pause(self, staff: Staff) -> None:
        """Keep the assistant silent everywhere, until somebody resumes it."""
        await self._switches.pause(staff)
        await self._deeds.tell_staff()

    async def resume(self, staff: Staff) -> None:
        """Let the assistant answer again."""
        await self._switches.resume(staff)
        await self._deeds.tell_staff()

    async def follow(
        self, id: ConversationId | None, seconds: float
    ) -> AsyncGenerator[str | None, None]:
        """Give a mark each time that what staff see has changed, until the reader leaves.

        Args:
            id: Of the conversation that is looked at beside the list; None for none.
            seconds: After which None is given where nothing happened.
        """
        clock = asyncio.get_running_loop().time
        told, before = clock(), ""
        async with self._bus.watch(STAFF_TOPIC) as watch:
            while True:
                if (mark := await self._mark(id)) != before:
                    told, before = clock(), mark
                    yield mark
                if await watch.wait(min(LOOK_SECONDS, seconds)):
                    await asyncio.sleep(FRESH_SECONDS)  # what comes at once is one change
                if clock() - told >= seconds:
                    told = clock()
                    yield None

    async def _mark(self, id: ConversationId | None) -> str:
        """Differs whenever what staff see does, and tells nothing of it."""
        seen = [await self._overview_mark(), await self._desk.mark(id) if id else ()]
        return hashlib.sha256(repr(seen).encode("utf-8", "surrogatepass")).hexdigest()[:16]

    async def _overview_mark(self) -> int:
        """One look at the list serves every page that is open."""
        clock = asyncio.get_running_loop().time
        async with self._looking:
            if clock() - self._looked_at >= FRESH_SECONDS:
                self._looked_at = clock()
                self._overview = hash(await self.overview())
        return self._overview

    async def _act(
        self,
        id: ConversationId,
        staff: Staff,
        action: str,
        becomes: Rule,
        owes: Owed | None = None,
        leaves: LooseEndKind | None = None,
    ) -> Conversation:
        conversation = await self._conversations.get(id)
        text = self._say(conversation.language, "house", f"after_{action}", staff=staff.name)
        # Told once for each time: nothing can be said between two events of one number.
        origin = f"{action}:{staff.name}:{conversation.last_event}"
        says = Letter(Author.HOUSE, text, origin)
        act = Act(action, becomes, by=staff, says=says, owes=owes, leaves=leaves)
        return await self._deeds.act(id, act)
