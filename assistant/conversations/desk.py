"""The verbs of staff: they claim, reply, note, hand back, close, and see what waits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from rapidfuzz.distance import Levenshtein

from assistant.conversation import (
    Author,
    Contact,
    Conversation,
    ConversationId,
    Draft,
    Handoff,
    LooseEndKind,
    Message,
    Note,
    Staff,
    State,
)
from assistant.conversations.board import Board
from assistant.conversations.corrections import Corrections
from assistant.conversations.deeds import Deeds
from assistant.conversations.earlier import find_like
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
from assistant.seams import MessageUnknown, OriginTaken, Overtaken
from assistant.storage.bus import Bus
from assistant.storage.conversations import ConversationStore
from assistant.storage.desk import DeskStore
from assistant.storage.letters import Act, Letter, Owed, Rule
from assistant.storage.switches import SwitchStore

GONE_AFTER: Final = timedelta(seconds=30)  # that what staff wrote has not reached a screen


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

    Attributes:
        board: What waits for staff.
        corrections: What staff say is wrong in answers.

    Failure policy: with SQL down every verb raises `StoreUnavailable`.
    """

    def __init__(
        self,
        stores: tuple[ConversationStore, DeskStore, SwitchStore],
        bus: Bus,
        deeds: Deeds,
        say: Saying,
        staffing: Staffing,
        corrections: Corrections,
    ) -> None:
        """Keep what the verbs need.

        Args:
            stores: Keep conversations, what staff work with, and what is switched on.
            bus: Wakes who looks.
            deeds: Does what is decided.
            say: The house's own sentences.
            staffing: Whether visitors who have left are written to.
            corrections: What staff say is wrong in answers.
        """
        self._conversations, self._desk, self._switches = stores
        self._bus = bus
        self._deeds = deeds
        self._say = say
        self._staffing = staffing
        self.corrections = corrections
        self.board = Board((self._desk, self._switches), bus, corrections, staffing)

    async def handoffs(self) -> list[Handoff]:
        """Who waits for a person or has one: complaints first, then by how long they wait."""
        return await self._desk.handoffs()

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

    async def conversation(self, id: ConversationId) -> Conversation:
        """A conversation as it stands.

        Raises:
            ConversationUnknown: There is no such conversation.
        """
        return await self._conversations.get(id)

    async def handoff(self, id: ConversationId) -> Handoff | None:
        """The handoff of a conversation that waits for a person or has one."""
        return await self._desk.handoff(id)

    async def last_handoff(self, id: ConversationId) -> Handoff | None:
        """The newest handoff of a conversation, whether it has ended or not."""
        return await self._desk.last_handoff(id)

    async def handoffs_like(self, handoff: Handoff) -> tuple[Handoff, ...]:
        """Earlier handoffs of others that were about the same, the likest first."""
        return find_like(handoff, await self._desk.earlier())

    async def drafts(self, id: ConversationId) -> list[Draft]:
        """All drafts of a conversation, the oldest first, also those that came to nothing."""
        return await self._desk.drafts(id)

    async def seq_of(self, id: ConversationId, origin_id: str) -> int:
        """The `seq` of what one of the staff sent.

        Raises:
            MessageUnknown: It was not sent.
        """
        for message in await self._conversations.messages(id):
            if message.origin == f"staff:{origin_id}":
                return message.seq
        raise MessageUnknown("This was not sent.")

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

    async def staff_changed(
        self, id: ConversationId, staff: Staff, text: str, origin_id: str
    ) -> None:
        """Let what a staff member wrote say something else; an empty text takes it back.

        Args:
            id: Of the conversation.
            staff: Who changes it.
            text: What it says from now on.
            origin_id: As it was sent.

        Raises:
            ConversationUnknown: There is no such conversation.
        """
        if await self._conversations.edit(id, f"staff:{origin_id}", text, by=staff) is not None:
            await self._bus.nudge(id)
            await self._deeds.tell_staff()

    async def say_delayed(self, id: ConversationId, origin_id: str) -> None:
        """Tell a visitor that staff hear of it later than they should, once under an origin."""
        conversation = await self._conversations.get(id)
        if conversation.state in {State.WAITING_FOR_STAFF, State.WITH_STAFF}:
            text = self._say(conversation.language, "house", "delayed")
            await self._deeds.write(id, Letter(Author.HOUSE, text, origin_id))

    async def send_draft(self, id: ConversationId, seq: int, staff: Staff) -> int:
        """Send the draft of an answer to a message as it is; gives its `seq`.

        Raises:
            MessageUnknown: There is no draft for that message.
            Overtaken: The message was answered meanwhile.
            AlreadyClaimed: Another of the staff has the conversation.
            ConversationUnknown: There is no such conversation.
        """
        draft = await self._draft(id, seq)
        return await self._send(id, draft, staff, draft.text)

    async def send_edited_draft(self, id: ConversationId, seq: int, staff: Staff, text: str) -> int:
        """Send other words instead of the draft of an answer; gives their `seq`.

        The draft's sources do not go with them: nobody has checked these words against them.

        Args:
            id: Of the conversation.
            seq: Of the message that the draft answers.
            staff: Who sends.
            text: What the visitor reads.

        Raises:
            MessageUnknown: There is no draft for that message.
            Overtaken: The message was answered meanwhile, or the draft was sent in other words.
            AlreadyClaimed: Another of the staff has the conversation.
            ConversationUnknown: There is no such conversation.
        """
        return await self._send(id, await self._draft(id, seq), staff, text)

    async def _draft(self, id: ConversationId, seq: int) -> Draft:
        for draft in await self._desk.drafts(id):
            if draft.seq == seq:
                return draft
        raise MessageUnknown("There is no draft for that message.")

    async def _send(self, id: ConversationId, draft: Draft, staff: Staff, text: str) -> int:
        """Send what became of a draft, and keep by how many letters it was changed."""
        edits = Levenshtein.distance(draft.text, text)
        answer = None if edits else draft.answer
        origin = f"draft:{draft.seq}"
        try:
            sent = await self.staff_wrote(
                id, staff, text, origin, answer=answer, replies_to=draft.seq
            )
        except OriginTaken as error:
            raise Overtaken("This draft was sent meanwhile, in other words.") from error
        await self._desk.note_edits(id, draft.seq, edits)
        return sent

    async def note(self, id: ConversationId, staff: Staff, text: str, origin_id: str) -> None:
        """Keep a note that no visitor sees; it claims nothing.

        Raises:
            ConversationUnknown: There is no such conversation.
        """
        await self._desk.add_note(id, staff, text, origin_id)
        await self._deeds.tell_staff()

    async def change_note(
        self, id: ConversationId, staff: Staff, text: str, origin_id: str
    ) -> None:
        """Let a note say something else; an empty text takes it back."""
        await self._desk.change_note(id, staff, text, origin_id)
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

    async def away(self, staff: Staff, until: datetime) -> None:
        """Have visitors told that staff are there again at a moment, and let no clock run."""
        await self._switches.leave(staff, until)
        await self._deeds.tell_staff()

    async def back(self, staff: Staff) -> None:
        """End that staff are away; the clocks of who waits begin anew."""
        await self._switches.come_back(staff)
        await self._deeds.tell_staff()

    def zone(self) -> ZoneInfo:
        """By whose clock staff live, and times that they type are meant."""
        return self._staffing.zone()

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
