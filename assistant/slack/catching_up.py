"""Reads threads in case Slack did not deliver something: what is missing is delivered by hand."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

import structlog

from assistant.seams import AssistantError
from assistant.slack.client import Message, SlackClient, SlackLater
from assistant.slack.colleagues import Colleagues
from assistant.slack.events import OF_PEOPLE
from assistant.slack.poster import marks_of
from assistant.storage.inbox import InboxStore
from assistant.storage.lines import LineStore
from assistant.storage.threads import ThreadStore
from assistant.thread import Arrival, ArrivalKind, Fate, Line, Thread

log = structlog.get_logger(__name__)

_START: Final = "0"  # a ts before all others


class CatchingUp:
    """Looks for what staff typed and Slack did not deliver.

    Failure policy: what cannot be read now is read the next time.
    """

    def __init__(
        self,
        slack: SlackClient,
        colleagues: Colleagues,
        threads: ThreadStore,
        lines: LineStore,
        inbox: InboxStore,
        keep: Callable[[Arrival], Awaitable[bool]],
    ) -> None:
        """Keep what looking needs.

        Args:
            slack: Shows threads.
            colleagues: Know our own team.
            threads: Know which are open.
            lines: Know what was typed into them.
            inbox: Knows what has come.
            keep: Keeps an arrival; whether it had not come before.
        """
        self._slack = slack
        self._colleagues = colleagues
        self._threads = threads
        self._lines = lines
        self._inbox = inbox
        self._keep = keep

    async def all(self) -> int:
        """Read every open thread; gives how many deliveries were missing."""
        found = 0
        for thread in await self._threads.open_ones():
            try:
                found += await self._in_time(thread)
            except AssistantError as error:
                log.warning("thread not read", reason=str(error))
        return found

    async def _in_time(self, thread: Thread) -> int:
        """Read a thread, as soon as Slack lets us: of many not all may be read in one minute."""
        while True:
            try:
                return await self.one(thread)
            except SlackLater as error:
                await asyncio.sleep(error.wait_seconds)

    async def one(self, thread: Thread, held: Line | None = None) -> int:
        """Read a thread; gives how many deliveries were missing.

        Args:
            thread: Of an open conversation.
            held: Where only what may come before this line matters: what was typed before the last
                line that went ahead of it was read then.

        Raises:
            SlackLater: It cannot be read for now.
            SlackUnknown: The same.
            SlackRefused: It cannot be read at all.
        """
        team = await self._colleagues.team()
        standing = await self._lines.standing(thread)  # read before: in Slack by now
        oldest = _last_sent_before(held, standing) if held is not None else _START
        replies = await self._slack.replies(thread.channel, thread.root_ts, oldest)
        typed = {
            f"{team}:{thread.channel}:{one['ts']}": one
            for one in replies
            if _is_of_people(one) and one["ts"] != thread.root_ts
        }
        came = await self._inbox.known(typed)
        found = 0
        for name, message in typed.items():
            if name not in came:
                found += await self._deliver(thread, message, name)
            found += await self._deliver_edit(thread, message, name)
        there = {str(one["ts"]) for one in replies}
        for line in standing:
            if line.ts > oldest and line.ts not in there:
                found += await self._deliver_removal(thread, line)
        return found

    async def _deliver_removal(self, thread: Thread, line: Line) -> bool:
        """Deliver that a message was deleted, unless that has come."""
        before = {"user": line.author, "thread_ts": thread.root_ts}
        gone = {"channel": line.channel, "deleted_ts": line.ts, "previous_message": before}
        key = f"read:{line.channel}:{line.ts}:removed"
        return await self._keep(Arrival(key, ArrivalKind.REMOVAL, _lane(thread), gone))

    async def _deliver(self, thread: Thread, message: Message, name: str) -> bool:
        """Deliver a message, unless it comes at this moment, or came long ago."""
        if await self._lines.at(thread.channel, str(message["ts"])) is not None:
            return False
        event: Mapping[str, Any] = {**message, "channel": thread.channel}
        arrived = Arrival(f"read:{name}", ArrivalKind.MESSAGE, _lane(thread), event, name)
        return await self._keep(arrived)

    async def _deliver_edit(self, thread: Thread, message: Message, name: str) -> bool:
        """Deliver the last edit of a message, if it has one that has not come."""
        edited_ts = str((message.get("edited") or {}).get("ts", ""))
        line = await self._lines.at(thread.channel, str(message["ts"])) if edited_ts else None
        if line is None or line.edited_ts >= edited_ts:
            return False
        change = {"channel": thread.channel, "message": message}
        key = f"read:{name}:{edited_ts}"
        return await self._keep(Arrival(key, ArrivalKind.EDIT, _lane(thread), change))


def _last_sent_before(held: Line, standing: Sequence[Line]) -> str:
    """The ts of the last line that went to the visitor ahead of another."""
    sent = (one.ts for one in standing if one.fate is Fate.SENT and one.ts < held.ts)
    return max(sent, default=_START)


def _lane(thread: Thread) -> str:
    return f"{thread.channel}:{thread.root_ts}"


def _is_of_people(message: Message) -> bool:
    subtype = str(message.get("subtype", ""))
    is_of_app = bool(message.get("bot_id")) or bool(marks_of(message))
    return bool(message.get("user")) and not is_of_app and subtype in OF_PEOPLE
