"""What staff press in a handoff's thread: claim, close, hand back, and what becomes of words."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

import structlog

from assistant.conversation import ConversationId
from assistant.conversations.desk import Desk
from assistant.seams import (
    AlreadyClaimed,
    AssistantError,
    ConversationUnknown,
    MessageUnknown,
    Overtaken,
)
from assistant.slack.blocks import actions
from assistant.slack.blocks.asides import (
    Refusal,
    draw_again,
    draw_cancelled,
    draw_kept,
    draw_refusal,
)
from assistant.slack.blocks.drafts import DraftPlace, draft_form
from assistant.slack.blocks.site import Site
from assistant.slack.client import SlackClient, SlackRefused
from assistant.slack.colleagues import Colleague
from assistant.slack.thread_desk import ThreadDesk
from assistant.slack.whispers import Whispers
from assistant.storage.lines import LineStore
from assistant.storage.threads import ThreadStore
from assistant.thread import Fate, Line, Post

log = structlog.get_logger(__name__)

NO_CONVERSATION: Final = ConversationId("")
HANDLED: Final = frozenset(
    {
        actions.CLAIM,
        actions.CLOSE,
        actions.HAND_BACK,
        actions.SEND_NOTE,
        actions.CANCEL,
        actions.KEEP_AS_NOTE,
        actions.SEND_DRAFT,
        actions.EDIT_DRAFT,
    }
)


@dataclass(frozen=True, slots=True)
class Press:
    """A button that one of the staff pressed.

    Attributes:
        value: What the button stands for: a conversation, a line, a draft.
        thread_ts: Of the thread that it stands in; empty outside.
        conversation: Whose thread that is; empty for nobody's.
        trigger: Opens a form, for three seconds.
    """

    action: str
    value: str
    by: Colleague
    channel: str
    thread_ts: str = ""
    conversation: ConversationId = NO_CONVERSATION
    trigger: str = ""


class _Refused(AssistantError):
    """A button is not for whoever pressed it, or no more."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(f"Not done: {refusal}.")


@dataclass(frozen=True, slots=True)
class Presses:
    """What each button of a thread does; each may be pressed twice."""

    desk: Desk
    threads: ThreadStore
    lines: LineStore
    thread_desk: ThreadDesk
    whispers: Whispers
    slack: SlackClient
    site: Callable[[], Site]

    async def do(self, press: Press) -> None:
        """Do what a button says, or tell whoever pressed it why not."""
        does: Mapping[str, Callable[[Press], Awaitable[None]]] = {
            actions.CLAIM: self._claim,
            actions.CLOSE: self._close,
            actions.HAND_BACK: self._hand_back,
            actions.SEND_NOTE: self._send,
            actions.CANCEL: self._cancel,
            actions.KEEP_AS_NOTE: self._keep,
            actions.SEND_DRAFT: self._send_draft,
            actions.EDIT_DRAFT: self._edit_draft,
        }
        await self._or_refuse(press, does[press.action](press))

    async def send_edited(self, place: DraftPlace, text: str, by: Colleague) -> None:
        """Send what somebody made of a draft, or tell them why not."""
        id = ConversationId(place.conversation)
        press = Press(actions.EDIT_DRAFT, "", by, place.channel, place.ts, id)
        await self._or_refuse(press, self._send_edited(press, place.seq, text))

    async def _or_refuse(self, press: Press, doing: Awaitable[None]) -> None:
        try:
            await doing
        except _Refused as error:
            await self._refuse(press, error.refusal)
        except AlreadyClaimed as error:
            await self._refuse(press, Refusal.CLAIMED, error.claimed_by)
        except (Overtaken, MessageUnknown):
            await self._refuse(press, Refusal.OVERTAKEN)
        except ConversationUnknown:
            await self._refuse(press, Refusal.UNKNOWN)

    async def _claim(self, press: Press) -> None:
        id = await self._theirs(press, press.value)
        await self.desk.claim(id, press.by.staff)
        await self.threads.claimed(id, press.by.id)

    async def _close(self, press: Press) -> None:
        id = await self._theirs(press, press.value)
        await self.thread_desk.flush(id)
        await self.desk.close(id, press.by.staff)

    async def _hand_back(self, press: Press) -> None:
        id = await self._theirs(press, press.value)
        await self.thread_desk.flush(id)
        await self.desk.hand_back(id, press.by.staff)

    async def _send(self, press: Press) -> None:
        line = await self._own_line(press)
        if line.fate not in {Fate.NOTE, Fate.SENT} or not line.text or _is_taken_back(line):
            raise _Refused(Refusal.TAKEN_BACK)
        await self._check_nobody_else(line.conversation, press.by)
        if not await self.thread_desk.send(line, press.by):
            conversation = await self.desk.conversation(line.conversation)
            raise AlreadyClaimed(conversation.claimed_by)
        await self.threads.claimed(line.conversation, press.by.id)

    async def _cancel(self, press: Press) -> None:
        line = await self._own_line(press)
        if line.fate is not Fate.CANCELLED and not await self.thread_desk.cancel(line):
            raise _Refused(await self._why_late(line))
        await self._tell(press, draw_cancelled(self.site()))

    async def _keep(self, press: Press) -> None:
        line = await self._own_line(press)
        if line.fate is not Fate.NOTE and not await self.thread_desk.keep_inside(line):
            raise _Refused(await self._why_late(line))
        await self._tell(press, draw_kept(self.site()))

    async def _send_draft(self, press: Press) -> None:
        value, seq = _draft(press.value)
        id = await self._theirs(press, value)
        await self.desk.send_draft(id, seq, press.by.staff)
        await self.threads.claimed(id, press.by.id)

    async def _send_edited(self, press: Press, seq: int, text: str) -> None:
        id = await self._theirs(press, press.conversation)
        await self.desk.send_edited_draft(id, seq, press.by.staff, text)
        await self.threads.claimed(id, press.by.id)

    async def _edit_draft(self, press: Press) -> None:
        value, seq = _draft(press.value)
        id = await self._theirs(press, value)
        file = await self.desk.case_file(id)
        draft = next((one for one in file.drafts if one.seq == seq), None)
        if draft is None:
            raise MessageUnknown("There is no such draft.")
        place = DraftPlace(id, seq, press.channel, press.thread_ts)
        try:
            await self.slack.open_form(press.trigger, draft_form(draft, place, self.site()))
        except SlackRefused as error:  # three seconds are over: pressed again, it opens
            log.info("form not opened", code=error.code)
            await self._tell(press, draw_again(self.site()))

    async def _theirs(self, press: Press, value: str) -> ConversationId:
        """The conversation that a button names, if it is that of its thread and nobody else's.

        Raises:
            ConversationUnknown: It is the conversation of another thread, or of none.
            AlreadyClaimed: Another of the staff has it.
        """
        if not value or value != press.conversation:
            raise ConversationUnknown("The button stands in the thread of another conversation.")
        await self._check_nobody_else(press.conversation, press.by)
        return press.conversation

    async def _check_nobody_else(self, id: ConversationId, by: Colleague) -> None:
        """Nobody else has a conversation; two people may bear one name.

        Raises:
            AlreadyClaimed: Another of the staff has it.
        """
        conversation = await self.desk.conversation(id)
        thread = await self.threads.of(id)
        claimer = thread.claimer if thread is not None else ""
        if conversation.claimed_by not in {"", by.name}:
            raise AlreadyClaimed(conversation.claimed_by)
        if conversation.claimed_by and claimer not in {"", by.id}:
            raise AlreadyClaimed(conversation.claimed_by)

    async def _own_line(self, press: Press) -> Line:
        """The line that a button stands for; only who typed it may press."""
        channel, _, ts = press.value.partition(":")
        line = await self.lines.at(channel, ts)
        if line is None:
            raise ConversationUnknown("There is no such line: it was erased.")
        if line.author != press.by.id:
            raise _Refused(Refusal.NOT_THEIRS)
        return line

    async def _why_late(self, line: Line) -> Refusal:
        now = await self.lines.at(line.channel, line.ts)
        is_gone = now is not None and now.fate is Fate.SENT
        return Refusal.GONE if is_gone else Refusal.TAKEN_BACK

    async def _refuse(self, press: Press, refusal: Refusal, name: str = "") -> None:
        await self._tell(press, draw_refusal(refusal, self.site(), name))

    async def _tell(self, press: Press, post: Post) -> None:
        await self.whispers.say(press.channel, press.by.id, post, press.thread_ts)


def _is_taken_back(line: Line) -> bool:
    """Whether a note was read by the visitor and made a note afterwards: it goes but once."""
    return line.fate is Fate.NOTE and bool(line.seq)


def _draft(value: str) -> tuple[str, int]:
    """The conversation and the message of a draft, as its buttons name it."""
    id, _, seq = value.rpartition(":")
    if not id or not seq.isdecimal():
        raise MessageUnknown("There is no such draft.")
    return id, int(seq)
