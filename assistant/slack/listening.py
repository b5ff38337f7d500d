"""Works on what Slack delivered: each delivery once, whatever it is."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import Any, Final, Protocol

import structlog

from assistant.seams import AssistantError, ConversationUnknown, StoreUnavailable
from assistant.slack.blocks import actions
from assistant.slack.blocks.asides import draw_again
from assistant.slack.blocks.drafts import DraftPlace
from assistant.slack.blocks.site import Site
from assistant.slack.client import SlackLater, SlackRefused, SlackUnknown
from assistant.slack.colleagues import Colleagues, NotOfStaff
from assistant.slack.presses import HANDLED, NO_CONVERSATION, Press, Presses
from assistant.slack.thread_desk import ThreadDesk
from assistant.slack.whispers import Whispers
from assistant.storage.inbox import Delivered, InboxStore
from assistant.storage.threads import ThreadStore
from assistant.thread import ArrivalKind, Thread

log = structlog.get_logger(__name__)

_AGAIN: Final = timedelta(seconds=5)  # after which Slack is asked again who somebody is
_SOON: Final = timedelta(seconds=1)  # after which a thread that begins is looked for again
# Threads that are worked on at once. The more there are, the longer Slack waits to hear that what
# else it delivers is stored: with 200 deliveries in two seconds, three times as long with eight as
# with two. Answers to questions may wait for a model, and are not counted.
_THREADS_AT_ONCE: Final = 2


class _TooEarly(AssistantError):
    """Something was done in what may be a handoff's thread; it is not known yet whose."""


class Asking(Protocol):
    """Answers those who ask in Slack."""

    async def hear(self, message: Mapping[str, Any], *, is_mention: bool) -> None:
        """Answer a message outside of handoffs' threads."""

    async def aside(self, message: Mapping[str, Any]) -> None:
        """Answer who asks within a handoff's thread, alone."""

    async def command(self, payload: Mapping[str, Any]) -> None:
        """Do what /membership says."""

    async def press(self, payload: Mapping[str, Any]) -> None:
        """Do what a button under an answer says."""

    async def form(self, payload: Mapping[str, Any]) -> None:
        """Take a form in."""

    async def home(self, payload: Mapping[str, Any]) -> None:
        """Show the assistant's own page."""


@dataclass(frozen=True, slots=True)
class Listening:
    """Works on the inbox; each delivery may be worked on twice.

    Failure policy: what needs Slack or SQL waits for it. What a fault of ours keeps from being
    worked on is tried again for a while; then whoever made it is asked to say it again.
    """

    inbox: InboxStore
    threads: ThreadStore
    thread_desk: ThreadDesk
    presses: Presses
    asking: Asking
    colleagues: Colleagues
    whispers: Whispers
    site: Callable[[], Site]
    turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_THREADS_AT_ONCE))

    async def run(self, delivered: Delivered) -> tuple[Delivered, ...]:
        """Work on a delivery; gives the next of its lane, if that may be worked on at once."""
        try:
            await self._work(delivered)
        except NotOfStaff as error:
            url = str(delivered.payload.get("response_url", ""))
            await self.whispers.bar(*_place(delivered.payload), error.bar, url)
        except _TooEarly:
            await self.inbox.wait(delivered, _SOON)
            return ()
        except SlackLater as error:
            await self.inbox.wait(delivered, timedelta(seconds=error.wait_seconds))
            return ()
        except SlackUnknown as error:
            log.warning("delivery waits for Slack", reason=str(error))
            await self.inbox.wait(delivered, _AGAIN)
            return ()
        except StoreUnavailable:  # the lease ends by itself, and it is taken again
            return ()
        except SlackRefused as error:  # a form too late, an address that is used up
            log.warning("delivery refused", kind=delivered.kind, code=error.code)
            await self._ask_again(delivered)
        except ConversationUnknown:  # erased meanwhile
            pass
        following = await self.inbox.finish(delivered)
        return () if following is None else (following,)

    async def put_aside(self, delivered: Delivered) -> tuple[Delivered, ...]:
        """End a delivery that a fault of ours keeps from being worked on.

        Whoever made it is asked to say it again: what comes after it must not wait for ever.
        """
        log.error("delivery given up", kind=delivered.kind)
        await self._ask_again(delivered)
        following = await self.inbox.finish(delivered)
        return () if following is None else (following,)

    async def _ask_again(self, delivered: Delivered) -> None:
        channel, thread_ts, user = _place(delivered.payload)
        await self.whispers.say(channel, user, draw_again(self.site()), thread_ts)

    async def _work(self, delivered: Delivered) -> None:
        works: Mapping[str, Callable[[Mapping[str, Any]], Awaitable[None]]] = {
            ArrivalKind.MESSAGE: partial(self._hear, is_mention=False),
            ArrivalKind.MENTION: partial(self._hear, is_mention=True),
            ArrivalKind.EDIT: self._change,
            ArrivalKind.REMOVAL: self._remove,
            ArrivalKind.PRESS: self._press,
            ArrivalKind.FORM: self._form,
            ArrivalKind.COMMAND: self.asking.command,
            ArrivalKind.HOME: self.asking.home,
            ArrivalKind.MEMBERS: self._members,
        }
        await works[delivered.kind](delivered.payload)

    async def _hear(self, message: Mapping[str, Any], *, is_mention: bool) -> None:
        thread = await self._thread(str(message["channel"]), str(message.get("thread_ts", "")))
        if thread is None:
            await self.asking.hear(message, is_mention=is_mention)
            return
        async with self.turns:
            is_for_us = await self.thread_desk.hear(thread, message)
        if is_for_us:
            await self.asking.aside(message)

    async def _change(self, event: Mapping[str, Any]) -> None:
        message = event["message"]
        thread = await self._thread(str(event["channel"]), str(message.get("thread_ts", "")))
        if thread is not None and message.get("user"):
            async with self.turns:
                await self.thread_desk.change(thread, message)

    async def _remove(self, event: Mapping[str, Any]) -> None:
        before = event.get("previous_message") or {}
        channel, ts = str(event["channel"]), str(event["deleted_ts"])
        thread = await self.threads.at(channel, ts)
        if thread is not None and thread.root_ts == ts:  # what follows hangs on a new one
            await self.threads.begin_anew(thread.conversation)
            return
        thread = await self._thread(channel, str(before.get("thread_ts", "")))
        if thread is None:
            thread = await self.threads.of_line(channel, ts)
        if thread is not None and not before.get("bot_id"):
            async with self.turns:
                await self.thread_desk.remove(thread, before, ts)

    async def _press(self, payload: Mapping[str, Any]) -> None:
        action = payload["actions"][0]
        if action["action_id"] not in HANDLED:
            await self.asking.press(payload)
            return
        channel, thread_ts, user = _place(payload)
        colleague = await self.colleagues.admit(user)
        thread = await self._thread(channel, thread_ts)
        told = str(action["action_id"]), str(action.get("value", ""))
        id = thread.conversation if thread is not None else NO_CONVERSATION
        trigger = str(payload.get("trigger_id", ""))
        async with self.turns:
            await self.presses.do(Press(*told, colleague, channel, thread_ts, id, trigger))

    async def _form(self, payload: Mapping[str, Any]) -> None:
        view = payload["view"]
        if view["callback_id"] != actions.DRAFT_FORM:
            await self.asking.form(payload)
            return
        user, place = str(payload["user"]["id"]), DraftPlace.read(view["private_metadata"])
        try:
            colleague = await self.colleagues.admit(user)
        except NotOfStaff as error:  # the form alone tells where they are
            await self.whispers.bar(place.channel, place.ts, user, error.bar)
            return
        field = view["state"]["values"][actions.DRAFT_TEXT]
        text = str(next(iter(field.values()))["value"] or "").strip()
        if text:
            await self.presses.send_edited(place, text, colleague)

    async def _members(self, event: Mapping[str, Any]) -> None:
        self.colleagues.forget()

    async def _thread(self, channel: str, root_ts: str) -> Thread | None:
        """The handoff's thread that hangs on a post, as it is seen from there.

        Raises:
            _TooEarly: It may be one of which Slack's answer is still out.
        """
        if not root_ts:
            return None
        thread = await self.threads.at(channel, root_ts)
        if thread is None:
            if await self.threads.is_beginning(channel):
                raise _TooEarly
            thread = await self.threads.at(channel, root_ts)  # begun between the two looks
        return None if thread is None else replace(thread, root_ts=root_ts)


def _place(payload: Mapping[str, Any]) -> tuple[str, str, str]:
    """Channel, thread and person of a delivery; empty where it tells none."""
    container = payload.get("container") or {}
    channel = payload.get("channel") or container.get("channel_id") or payload.get("channel_id")
    user = payload.get("user") or payload.get("user_id")
    message = payload.get("message") or {}
    root = payload.get("thread_ts") or container.get("thread_ts") or message.get("thread_ts")
    own = container.get("message_ts") if not container.get("is_ephemeral") else ""
    return _id(channel), str(root or own or ""), _id(user or message.get("user"))


def _id(told: object) -> str:
    """An id that Slack tells by itself or within what it names."""
    return str(told.get("id", "")) if isinstance(told, Mapping) else str(told or "")
