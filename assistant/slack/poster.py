"""Tells Slack what it is to be told: each parcel once, whatever happens in between.

A post whose answer was lost is never sent again before Slack was asked whether it has it.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Protocol

import structlog

from assistant.conversation import ConversationId
from assistant.seams import AssistantError, ConversationUnknown, StoreUnavailable
from assistant.slack.client import (
    OUTBOX,
    Message,
    SlackClient,
    SlackLater,
    SlackRefused,
    SlackUnknown,
)
from assistant.slack.pace import Pace
from assistant.slack.troubles import Troubles, is_shut
from assistant.storage.lines import LineStore
from assistant.storage.outbox import OutboxStore, Parcel
from assistant.storage.threads import ThreadStore
from assistant.thread import Fate, Line, ParcelKind, Post, Thread

log = structlog.get_logger(__name__)

MARGIN: Final = timedelta(minutes=10)  # by which Slack's clock may be behind ours
UNSETTLED: Final = timedelta(minutes=10)  # after which what cannot be looked up is posted again
_SOON_SECONDS: Final = (2.0, 4.0, 8.0, 15.0, 30.0)  # before Slack is asked again, by tries
_SHUT_SECONDS: Final = 30.0  # before a door that was shut is tried again
_GONE: Final = "message_not_found"
_DRAFT_WAIT: Final = timedelta(seconds=2)  # after which a draft that has to wait is looked at again
_DRAFT_TRIES: Final = 60
# They show what is so by then: of several that are owed the last is enough.
_DRAWINGS: Final = frozenset({ParcelKind.TOUCH, ParcelKind.DRAFT, ParcelKind.REDRAFT})
_OF_CHANNELS: Final = frozenset({ParcelKind.ROOT, ParcelKind.ANSWER})
_TICKS: Final = {
    ParcelKind.SENT: "white_check_mark",
    ParcelKind.SEEN: "eyes",
    ParcelKind.MAILED: "email",
}


class _NotOurs(AssistantError):
    """Parcels were erased, or taken by another process, before they could be posted."""


@dataclass(frozen=True, slots=True)
class Written:
    """What is posted of some parcels.

    Attributes:
        post: None where there is nothing to tell of them.
        count: How many of the parcels, from the first on, it tells.
    """

    post: Post | None
    count: int = 1


class Writing(Protocol):
    """Words what is posted, from what SQL holds by now."""

    async def write(self, parcels: Sequence[Parcel], *, is_repeat: bool) -> Written:
        """What one post says of parcels, as many of them as go together.

        Raises:
            ConversationUnknown: The conversation was erased.
        """

    async def place(self, parcel: Parcel) -> str:
        """The ts of the root under which a parcel belongs; empty for a post of its own."""

    async def draft_is_coming(self, parcel: Parcel) -> bool:
        """Whether the assistant is still at work on the draft of a parcel."""


@dataclass(frozen=True, slots=True)
class Poster:
    """Runs what is owed to Slack; each parcel may be run twice.

    Failure policy: while Slack cannot be reached everything waits in its order. What Slack refuses
    for good is told to staff by other ways, and kept.
    """

    outbox: OutboxStore
    threads: ThreadStore
    lines: LineStore
    slack: SlackClient
    writing: Writing
    pace: Pace
    troubles: Troubles
    beside: Callable[[Parcel, Thread], Awaitable[None]]
    now: Callable[[], datetime]

    async def run(self, parcel: Parcel) -> tuple[Parcel, ...]:
        """Tell Slack of a parcel; gives the next of its lane, if that may be told at once."""
        try:
            return await self._run(parcel)
        except SlackLater as error:
            return await self._wait(parcel, error.wait_seconds)
        except SlackUnknown:
            return await self._wait(parcel, _wait_of(parcel))
        except SlackRefused as error:
            if await self._is_kept(parcel, error.code):
                return ()
        except (_NotOurs, StoreUnavailable):  # the lease ends by itself; it is taken again
            return ()
        await self.troubles.over(parcel.channel)
        return await self._finish(parcel)

    async def put_aside(self, parcel: Parcel) -> tuple[Parcel, ...]:
        """End a parcel that a fault of ours keeps from being told: others wait behind it.

        Staff hear of it by other ways, and find what it was on the staff page. Without a root
        nothing of a thread can be told: that waits for us.
        """
        log.error("parcel given up", kind=parcel.kind)
        await self.troubles.refused(parcel)
        if parcel.kind is ParcelKind.ROOT:
            return await self._wait(parcel, UNSETTLED.total_seconds())
        return await self._finish(parcel)

    async def _run(self, parcel: Parcel) -> tuple[Parcel, ...]:
        if parcel.kind in _DRAWINGS and await self.outbox.is_overtaken(parcel):
            return await self._finish(parcel)
        if parcel.kind is ParcelKind.DRAFT and await self._is_early(parcel):
            await self.outbox.wait(parcel, _DRAFT_WAIT)
            return ()
        if await self._tell_or_settle(parcel):
            await self.troubles.over(parcel.channel)
        return await self._finish(parcel)

    async def _tell_or_settle(self, parcel: Parcel) -> bool:
        """Tell; of a conversation that is no more, only learn what there is to delete.

        Returns:
            Whether Slack has taken anything: there may be nothing to tell.
        """
        try:
            return await self._tell(parcel)
        except ConversationUnknown:
            await self._settle([parcel])
            return False

    async def _tell(self, parcel: Parcel) -> bool:
        if parcel.kind in _TICKS:
            return await self._tick(parcel)
        if parcel.kind is ParcelKind.UNTICKED:
            return await self._untick(parcel)
        if parcel.kind is ParcelKind.ERASE:
            await self.slack.delete(parcel.channel, parcel.payload["ts"])
            await self.outbox.erased(parcel)
            return True
        if parcel.kind is ParcelKind.TOUCH:
            return await self._draw_anew(parcel, await self.writing.place(parcel))
        if parcel.kind in {ParcelKind.DRAFT, ParcelKind.REDRAFT}:
            return await self._propose(parcel)
        return await self._post([parcel, *await self.outbox.joinable(parcel)])

    async def _tick(self, parcel: Parcel) -> bool:
        line = await self._sent_line(parcel)
        if line is None:
            return False
        await self.slack.react(line.channel, line.ts, _TICKS[parcel.kind])
        if await self._sent_line(parcel) is None:  # taken back in that moment
            await self._untick(parcel)
        return True

    async def _untick(self, parcel: Parcel) -> bool:
        """Take away what says that a line went to the visitor."""
        line = await self.lines.of(parcel.conversation, parcel.ref)
        if line is not None:
            for name in _TICKS.values():
                await self.slack.take_reaction_away(line.channel, line.ts, name)
        return line is not None

    async def _sent_line(self, parcel: Parcel) -> Line | None:
        """The line that became a message, if the visitor still reads it."""
        line = await self.lines.of(parcel.conversation, parcel.ref)
        return line if line is not None and line.fate is Fate.SENT else None

    async def _draw_anew(self, parcel: Parcel, ts: str) -> bool:
        """Show in a post what is so by now; whether it could be."""
        written = await self.writing.write([parcel], is_repeat=False)
        if not ts or written.post is None:
            return False
        await self.slack.update(parcel.channel, ts, written.post)
        return True

    async def _is_early(self, parcel: Parcel) -> bool:
        """Whether a draft is in the making, or others are in more of a hurry."""
        if parcel.waits >= _DRAFT_TRIES:
            return False
        behind = await self.outbox.is_behind(parcel.channel)
        return behind or await self.writing.draft_is_coming(parcel)

    async def _propose(self, parcel: Parcel) -> bool:
        """Show a draft, in the place of the one before; whether there is one."""
        thread = await self.threads.of(parcel.conversation)
        if thread is None or not thread.draft_ts:
            if parcel.kind is ParcelKind.REDRAFT:  # of none that is shown
                return False
            is_shown = await self._post([parcel])
        else:
            is_shown = await self._draw_anew(parcel, thread.draft_ts)
            if is_shown and parcel.kind is ParcelKind.DRAFT:
                await self.threads.shows_draft(parcel.conversation, parcel.ref)
        if thread is not None and parcel.kind is ParcelKind.DRAFT:
            await self.beside(parcel, thread)
        return is_shown

    async def _post(self, parcels: Sequence[Parcel]) -> bool:
        """Bring parcels in one post, those that Slack has not yet; whether it has taken any."""
        left, is_repeat = await self._settle(parcels)
        if parcels[0] not in left:  # so the next is free to be leased, and may be by now
            return True
        written, place = await self._worded(left, is_repeat=is_repeat)
        if written.post is not None and await self.pace.turn(left[0].channel):
            written, place = await self._worded(left, is_repeat=is_repeat)  # as it is by now
        left = left[: written.count]
        if written.post is None:
            await self.outbox.end(left)
            return False
        if not await self.outbox.attempt(left):
            raise _NotOurs
        try:
            marks = [one.mark for one in left]
            ts = await self._once(left[0].channel, written.post, place, marks)
        except (SlackLater, SlackRefused):
            if not is_repeat:  # of an earlier try that says nothing
                await self.outbox.not_posted(left)
            raise
        await self.outbox.posted(left, ts)
        return True

    async def _worded(self, parcels: Sequence[Parcel], *, is_repeat: bool) -> tuple[Written, str]:
        """What is posted of parcels, and the ts of the root under which it belongs."""
        written = await self.writing.write(parcels, is_repeat=is_repeat)
        place = await self.writing.place(parcels[0])
        if place or parcels[0].kind in _OF_CHANNELS:
            return written, place
        return replace(written, post=None), ""  # the root was deleted, and the new one tells all

    async def _once(self, channel: str, post: Post, place: str, marks: Sequence[str]) -> str:
        """Post; where Slack does not take how it looks, its bare words."""
        try:
            return await self.slack.post(channel, post, thread_ts=place, marks=marks)
        except SlackRefused as error:
            if error.code not in {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"}:
                raise
            log.error("blocks refused", code=error.code)
            return await self.slack.post(channel, Post(post.text), thread_ts=place, marks=marks)

    async def _settle(self, parcels: Sequence[Parcel]) -> tuple[list[Parcel], bool]:
        """Ask Slack which of the parcels it has already.

        Returns:
            Those that it has not, and whether that could not be looked up and is only likely.

        Raises:
            SlackLater: It cannot be looked up for now.
            SlackUnknown: The same.
        """
        tried = [one for one in parcels if one.attempted_at is not None]
        if not tried:
            return list(parcels), False
        try:
            known = await self._marks(tried[0])
        except SlackUnknown:  # a Slack that only lets us wait would take no post either
            if self.now() - _since(tried) < UNSETTLED:
                raise
            return list(parcels), True
        for ts in dict.fromkeys(known[one.mark] for one in tried if one.mark in known):
            await self.outbox.posted([one for one in tried if known.get(one.mark) == ts], ts)
        await self.outbox.not_posted([one for one in tried if one.mark not in known])
        return [one for one in parcels if one.mark not in known], False

    async def _marks(self, parcel: Parcel) -> Mapping[str, str]:
        """The ts of each mark that Slack has had since a parcel was first tried."""
        assert parcel.attempted_at is not None
        oldest = f"{(parcel.attempted_at - MARGIN).timestamp():.6f}"
        root_ts = await self._root(parcel)
        if root_ts:
            found = await self.slack.replies(parcel.channel, root_ts, oldest)
        else:
            found = await self.slack.history(parcel.channel, oldest)
        return {mark: str(one["ts"]) for one in found for mark in marks_of(one)}

    async def _root(self, parcel: Parcel) -> str:
        """Where a parcel was posted; a conversation that was erased is remembered by its root."""
        if parcel.kind is ParcelKind.ROOT:
            return ""
        try:
            return await self.writing.place(parcel)
        except ConversationUnknown:
            return await self.outbox.ts_of(parcel.conversation, ParcelKind.ROOT)

    async def _is_kept(self, parcel: Parcel, code: str) -> bool:
        """What becomes of a parcel that Slack refuses; whether it is tried again later."""
        if code == _GONE:
            await self._make_up_for(parcel)
            return False
        if parcel.kind is ParcelKind.ANSWER:  # whoever asked may ask again; staff are not concerned
            log.warning("answer refused", code=code)
            return False
        if is_shut(code) or parcel.kind in {ParcelKind.ROOT, ParcelKind.ERASE}:
            await self.troubles.shut(parcel, code)
            await self._wait(parcel, _SHUT_SECONDS)
            return True
        if code == "thread_not_found" and await self._begin_anew(parcel.conversation):
            await self._wait(parcel, 0.0)
            return True
        log.error("Slack refuses", kind=parcel.kind, code=code)
        await self.troubles.refused(parcel)
        return False

    async def _make_up_for(self, parcel: Parcel) -> None:
        """Go on where somebody has deleted what was to be changed or ticked."""
        if parcel.kind is ParcelKind.TOUCH:
            await self._begin_anew(parcel.conversation)
        elif parcel.kind in {ParcelKind.DRAFT, ParcelKind.REDRAFT}:
            await self.threads.forget_draft(parcel.conversation)

    async def _begin_anew(self, id: ConversationId) -> bool:
        """Begin a thread again whose root somebody has deleted."""
        return bool(id) and await self.threads.begin_anew(id)

    async def _finish(self, parcel: Parcel) -> tuple[Parcel, ...]:
        following = await self.outbox.finish(parcel)
        return () if following is None else (following,)

    async def _wait(self, parcel: Parcel, seconds: float) -> tuple[Parcel, ...]:
        await self.troubles.waiting(parcel)
        await self.outbox.wait(parcel, timedelta(seconds=seconds))
        return ()


def marks_of(message: Message) -> Sequence[str]:
    """The marks of the parcels that a message of ours brought; none for another's."""
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != OUTBOX:
        return ()
    ids = (metadata.get("event_payload") or {}).get("ids")
    return [str(one) for one in ids] if isinstance(ids, list) else ()


def _since(parcels: Sequence[Parcel]) -> datetime:
    return min(one.attempted_at for one in parcels if one.attempted_at is not None)


def _wait_of(parcel: Parcel) -> float:
    return _SOON_SECONDS[min(parcel.waits, len(_SOON_SECONDS) - 1)]
