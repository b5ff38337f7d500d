"""What happens as a server-sent stream: resumed by number, kept alive, ended by us."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Collection
from contextlib import AbstractContextManager, aclosing, nullcontext, suppress
from typing import TypeVar

from fastapi.sse import KEEPALIVE_COMMENT, EventSourceResponse, format_sse_event

from assistant.conversation import Event
from assistant.seams import ConversationUnknown
from assistant.web.conversation_contract import EventJson

T = TypeVar("T")

QUIET_SECONDS = 15.0  # after which a comment says that the stream lives
_RETRY_MILLISECONDS = 2_000
_HEADERS = {"X-Accel-Buffering": "no"}  # nginx would hold events back
_FIRST = format_sse_event(retry=_RETRY_MILLISECONDS, comment="open")


def stream(
    happenings: AsyncGenerator[T | None, None],
    write: Callable[[T], bytes],
    ending: asyncio.Event,
    counted: AbstractContextManager[None] | None = None,
) -> EventSourceResponse:
    """The response that sends what happens as it comes.

    Args:
        happenings: What follows; None where nothing happened for a while.
        write: Each as it goes over the wire.
        ending: Set when the server stops.
        counted: Entered while the stream is open.
    """
    written = _written(happenings, write, ending, counted or nullcontext())
    return EventSourceResponse(written, headers=_HEADERS)


def write_event(event: Event, hosts: Collection[str]) -> bytes:
    """An event of a conversation as a stream has it, with its number.

    Args:
        event: What has changed.
        hosts: To which texts may link.
    """
    told = json.dumps(EventJson.of(event, hosts), ensure_ascii=False, separators=(",", ":"))
    return format_sse_event(data_str=told, event=event.kind.value, id=str(event.number))


def write_news(version: str) -> bytes:
    """That something has changed, for whoever looks it up."""
    return format_sse_event(data_str=version, event="news")


async def _written(
    happenings: AsyncGenerator[T | None, None],
    write: Callable[[T], bytes],
    ending: asyncio.Event,
    counted: AbstractContextManager[None],
) -> AsyncIterator[bytes]:
    end = asyncio.create_task(ending.wait())
    try:
        with counted:
            yield _FIRST
            async with aclosing(happenings):
                while not isinstance(one := await _next(happenings, end), _Ended):
                    yield KEEPALIVE_COMMENT if one is None else write(one)
    finally:
        end.cancel()


class _Ended:
    """Nothing more will happen."""


_ENDED = _Ended()


async def _next(
    happenings: AsyncGenerator[T | None, None], end: asyncio.Task[bool]
) -> T | _Ended | None:
    """What happens next, or that nothing will: the server stops, or the conversation is gone."""
    step = asyncio.ensure_future(anext(happenings, _ENDED))
    try:
        await asyncio.wait({step, end}, return_when=asyncio.FIRST_COMPLETED)
        return step.result() if step.done() else _ENDED
    except ConversationUnknown:
        return _ENDED
    finally:
        await _end(step)


async def _end(step: asyncio.Future[T | _Ended | None]) -> None:
    """Cancel a step and wait until it is over, so that what it reads from can be closed.

    Where a reader has left, the framework cancels at every turn until this is done.
    """
    step.cancel()
    while not step.done():
        with suppress(asyncio.CancelledError):
            await asyncio.wait({step})
