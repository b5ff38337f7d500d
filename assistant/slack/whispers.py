"""Says things to one of the staff alone. What cannot be said is not said: nothing rests on it."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Final

import structlog

from assistant.slack.blocks.asides import (
    Refusal,
    draw_cancelled,
    draw_files,
    draw_held,
    draw_kept,
    draw_note,
    draw_refusal,
)
from assistant.slack.blocks.site import Site
from assistant.slack.client import SlackClient, SlackLater, SlackRefused, SlackUnknown
from assistant.slack.colleagues import Bar
from assistant.thread import Line, Post, Thread

log = structlog.get_logger(__name__)

_BARS: Final = {
    Bar.GUEST: Refusal.GUEST,
    Bar.STRANGER: Refusal.OTHER_TEAM,
    Bar.NOT_A_MEMBER: Refusal.STRANGER,
}

_ELSEWHERE: Final = frozenset({"channel_not_found", "not_in_channel", "user_not_in_channel"})


class Whispers:
    """What only one person sees, in a thread of the staff channel or elsewhere."""

    def __init__(self, slack: SlackClient, site: Callable[[], Site]) -> None:
        """Keep who says it, and where it is read."""
        self._slack = slack
        self._site = site

    async def note(self, thread: Thread, line: Line) -> None:
        """What was typed stays among staff, and may be sent."""
        await self._in(thread, line.author, draw_note(mark_of(line), self._site()))

    async def held(self, thread: Thread, line: Line, hold: timedelta) -> None:
        """What was typed goes to the visitor soon."""
        seconds = round(hold.total_seconds())
        await self._in(thread, line.author, draw_held(mark_of(line), seconds, self._site()))

    async def kept(self, thread: Thread, line: Line) -> None:
        """What was to go to the visitor, or had gone, stays among staff."""
        await self._in(thread, line.author, draw_kept(self._site()))

    async def cancelled(self, thread: Thread, line: Line) -> None:
        """What was to go to the visitor comes to nothing."""
        await self._in(thread, line.author, draw_cancelled(self._site()))

    async def files(self, thread: Thread, user: str, names: Sequence[str]) -> None:
        """Files do not reach the visitor."""
        await self._in(thread, user, draw_files(names, self._site()))

    async def taken(self, thread: Thread, line: Line, claimed_by: str) -> None:
        """What was typed did not go: somebody else has the conversation, or nobody."""
        await self.refuse(
            thread.channel, thread.root_ts, line.author, _taken(claimed_by), claimed_by
        )

    async def refuse(
        self, channel: str, thread_ts: str, user: str, refusal: Refusal, name: str = ""
    ) -> None:
        """Why something was not done."""
        await self.say(channel, user, draw_refusal(refusal, self._site(), name), thread_ts)

    async def bar(
        self, channel: str, thread_ts: str, user: str, bar: Bar, answer_url: str = ""
    ) -> None:
        """Why somebody is not let in; apps are not answered.

        Args:
            channel: Where they did something.
            thread_ts: Of the thread; empty outside.
            user: Slack's id of the person.
            bar: Why.
            answer_url: Which Slack gave to answer them, wherever they are; empty for none.
        """
        if bar is not Bar.BOT:
            refusal = _BARS.get(bar, Refusal.OTHER)
            post = draw_refusal(refusal, self._site())
            await self.say(channel, user, post, thread_ts, answer_url)

    async def say(
        self, channel: str, user: str, post: Post, thread_ts: str = "", answer_url: str = ""
    ) -> None:
        """Say something to somebody; to who is not in the channel, elsewhere."""
        try:
            await self._whisper(channel, user, post, thread_ts, answer_url)
        except (SlackLater, SlackRefused, SlackUnknown) as error:
            log.warning("not said to one of the staff", reason=str(error))

    async def _whisper(
        self, channel: str, user: str, post: Post, thread_ts: str, answer_url: str
    ) -> None:
        try:
            await self._slack.whisper(channel, user, post, thread_ts)
        except SlackRefused as error:
            if error.code not in _ELSEWHERE:
                raise
            await self._elsewhere(user, post, answer_url)

    async def _elsewhere(self, user: str, post: Post, answer_url: str) -> None:
        """Say it where they are, else directly."""
        if answer_url:
            with suppress(SlackRefused):
                await self._slack.respond(answer_url, post)
                return
        await self._slack.post(user, post)

    async def _in(self, thread: Thread, user: str, post: Post) -> None:
        await self.say(thread.channel, user, post, thread.root_ts)


def mark_of(line: Line) -> str:
    """What buttons name a line by."""
    return f"{line.channel}:{line.ts}"


def _taken(claimed_by: str) -> Refusal:
    return Refusal.CLAIMED if claimed_by else Refusal.OVERTAKEN
