"""What staff type into a handoff's thread, and what becomes of it: a note, or words to the visitor.

Before a claim, and from anyone but the claimer, all of it stays among staff. The claimer's words
are held for a moment, in which they may be taken back.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from assistant.conversation import ConversationId, State
from assistant.conversations.desk import Desk
from assistant.seams import AlreadyClaimed, ConversationUnknown, MessageUnknown, OriginTaken
from assistant.slack.colleagues import Colleague, Colleagues, NotOfStaff
from assistant.slack.reading import mentioned, read_message, without_note_mark
from assistant.slack.whispers import Whispers
from assistant.storage.lines import LineStore
from assistant.storage.threads import ThreadStore
from assistant.thread import Fate, Line, Thread

HOLD: Final = timedelta(seconds=5)  # in which the claimer may take words back


@dataclass(frozen=True, slots=True)
class ThreadDesk:
    """The desk of the staff as it stands in a thread.

    Failure policy: what Slack or SQL raise is raised; whatever was delivered is worked on again,
    and each step may be done twice.

    Attributes:
        now: The time, aware.
        asks_first: Whether the claimer's words, too, stay among staff until they press Send.
    """

    desk: Desk
    threads: ThreadStore
    lines: LineStore
    colleagues: Colleagues
    whispers: Whispers
    now: Callable[[], datetime]
    asks_first: bool = False

    async def hear(self, thread: Thread, message: Mapping[str, Any]) -> bool:
        """Keep what one of the staff typed, and say to them what becomes of it.

        Returns:
            Whether the assistant is spoken to, and not the visitor.

        Raises:
            NotOfStaff: Somebody else typed it.
        """
        user, ts = str(message["user"]), str(message["ts"])
        try:
            colleague = await self.colleagues.admit(user)
        except NotOfStaff:  # nor when they are, and it is read once more
            stranger = Colleague(user, "")
            await self.lines.keep(self._line(thread, ts, stranger, Fate.REMOVED))
            raise
        text, is_note = without_note_mark(await self._words(message))
        to_us = await self.colleagues.own_id() in mentioned(str(message.get("text", "")))
        line = await self._keep(thread, message, colleague, text, is_note=is_note or to_us)
        if names := [str(one.get("name", "")) for one in message.get("files") or ()]:
            await self.whispers.files(thread, colleague.id, names)
        if line.fate is Fate.HELD:
            await self.whispers.held(thread, line, HOLD)
        elif line.fate is Fate.NOTE and line.text:
            await self._note(line)
            if not is_note:
                await self.whispers.note(thread, line)
        return to_us

    async def change(self, thread: Thread, message: Mapping[str, Any]) -> None:
        """Let what was typed say something else, wherever it has got by now.

        An edit that comes before what it changes stands for it. One that makes a note of what the
        visitor has read takes it back.

        Raises:
            NotOfStaff: Somebody else typed it.
        """
        edited_ts = str((message.get("edited") or {}).get("ts", ""))
        ts = str(message["ts"])
        if await self.lines.at(thread.channel, ts) is None:
            await self.hear(thread, message)
            return
        colleague = await self.colleagues.admit(str(message["user"]))
        text, is_note = without_note_mark(await self._words(message))
        line = await self.lines.edit(thread.channel, ts, text, edited_ts)
        if line is None or line.edited_ts != edited_ts:  # a later edit came before
            return
        origin = origin_of(line)
        if line.fate is Fate.NOTE:
            await self.desk.change_note(line.conversation, colleague.staff, line.text, origin)
            if edited_ts and line.text and not is_note:  # a mark that is taken away sends nothing
                await self.whispers.note(thread, line)
        elif is_note or not line.text:
            if await self._take_back(line, Fate.NOTE, among=[Fate.HELD, Fate.SENT]):
                await self._note(line)
                await self.whispers.kept(thread, line)
        elif line.fate is Fate.SENT:
            await self.desk.staff_changed(line.conversation, colleague.staff, line.text, origin)

    async def remove(self, thread: Thread, message: Mapping[str, Any], ts: str) -> None:
        """Take back what was deleted in Slack; a deletion that comes first keeps it from coming."""
        line = await self.lines.at(thread.channel, ts)
        if line is None:
            author = Colleague(str(message.get("user", "")), "")
            line = await self.lines.keep(self._line(thread, ts, author, Fate.REMOVED))
        anything = [Fate.HELD, Fate.NOTE, Fate.CANCELLED, Fate.SENT]
        await self._take_back(line, Fate.REMOVED, among=anything)
        staff = Colleague(line.author, line.name).staff
        await self.desk.change_note(line.conversation, staff, "", origin_of(line))

    async def send(self, line: Line, colleague: Colleague) -> bool:
        """Send a line to the visitor, once; False where another has the conversation.

        Whoever sends takes the conversation over, if nobody has it. What is taken back in the
        moment of its sending is taken back from the visitor.
        """
        origin = origin_of(line)
        try:
            seq = await self.desk.staff_wrote(line.conversation, colleague.staff, line.text, origin)
        except OriginTaken:  # sent before with other words, and changed meanwhile
            seq = await self.desk.seq_of(line.conversation, origin)
        except AlreadyClaimed as error:
            await self._keep_inside(line, error.claimed_by)
            return False
        sent = await self.lines.sent(line, seq)
        told = sent.text if sent.fate is Fate.SENT else ""
        if told != line.text:
            await self.desk.staff_changed(line.conversation, colleague.staff, told, origin)
        return True

    async def send_held(self, id: ConversationId, until: str) -> None:
        """Send what is held in a conversation, in the order in which it was typed, until one waits.

        A line that waits keeps those after it waiting.

        Args:
            id: Of the conversation.
            until: The ts of the last line of which it is known that nothing before it is missing.
        """
        for line in await self.lines.held(id):
            if line.due_at > self.now() or line.ts > until:
                return
            await self._send_one(line)

    async def flush(self, id: ConversationId) -> None:
        """Send at once what is held in a conversation: it is being given away."""
        for line in await self.lines.held(id):
            await self._send_one(line)

    async def cancel(self, line: Line) -> bool:
        """Let a held line come to nothing; False where it has gone."""
        return await self._take_back(line, Fate.CANCELLED, among=[Fate.HELD])

    async def keep_inside(self, line: Line) -> bool:
        """Make a note of a held line; False where it has gone."""
        if not await self._take_back(line, Fate.NOTE, among=[Fate.HELD]):
            return False
        await self._note(line)
        return True

    async def _take_back(self, line: Line, fate: Fate, *, among: Sequence[Fate]) -> bool:
        """Let a line have a fate in which the visitor does not read it, if they have not yet.

        Another process may be sending it: then one of the two takes it back.
        """
        if await self.lines.decide(line, fate, among=among) is None:
            return False
        staff = Colleague(line.author, line.name).staff
        await self.desk.staff_changed(line.conversation, staff, "", origin_of(line))
        return True

    async def _send_one(self, line: Line) -> None:
        try:
            conversation = await self.desk.conversation(line.conversation)
        except ConversationUnknown:  # erased, and the line with it
            return
        if conversation.state is not State.WITH_STAFF or conversation.claimed_by != line.name:
            await self._keep_inside(line, conversation.claimed_by)
        else:
            await self.send(line, Colleague(line.author, line.name))

    async def _keep_inside(self, line: Line, claimed_by: str) -> None:
        """Tell whoever typed a line that it did not go: they have the conversation no more."""
        with suppress(MessageUnknown):  # it went while they had it
            await self.lines.sent(line, await self.desk.seq_of(line.conversation, origin_of(line)))
            return
        if await self.keep_inside(line):
            thread = await self.threads.of(line.conversation)
            if thread is not None:
                await self.whispers.taken(thread, line, claimed_by)

    async def _keep(
        self,
        thread: Thread,
        message: Mapping[str, Any],
        colleague: Colleague,
        text: str,
        *,
        is_note: bool,
    ) -> Line:
        conversation = await self.desk.conversation(thread.conversation)
        is_claimer = (
            conversation.state is State.WITH_STAFF
            and conversation.claimed_by == colleague.name
            and thread.claimer == colleague.id
        )
        goes = is_claimer and bool(text) and not is_note and not self.asks_first
        fate = Fate.HELD if goes else Fate.NOTE
        edited_ts = str((message.get("edited") or {}).get("ts", ""))
        line = self._line(thread, str(message["ts"]), colleague, fate)
        line = replace(line, text=text, root_ts=str(message.get("thread_ts", "")))
        # What comes out of its order has been waited for long enough: the rest waits for it.
        late = goes and await self.lines.is_late(line)
        due_at = self.now() if late else line.due_at
        return await self.lines.keep(replace(line, edited_ts=edited_ts, due_at=due_at))

    def _line(self, thread: Thread, ts: str, author: Colleague, fate: Fate) -> Line:
        due_at = self.now() + HOLD
        of = thread.conversation, thread.channel, ts, author.id, author.name
        return Line(*of, text="", fate=fate, due_at=due_at)

    async def _words(self, message: Mapping[str, Any]) -> str:
        names = await self.colleagues.names(mentioned(str(message.get("text", ""))))
        return read_message(message, names)

    async def _note(self, line: Line) -> None:
        if line.text:
            staff = Colleague(line.author, line.name).staff
            await self.desk.note(line.conversation, staff, line.text, origin_of(line))


def origin_of(line: Line) -> str:
    """What tells the words of a line from all others, however often they come."""
    return f"slack:{line.channel}:{line.ts}"
