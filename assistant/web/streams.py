"""Events of a conversation as a server-sent stream: resumed by number, kept alive, ended by us."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AbstractContextManager, aclosing

from fastapi.sse import KEEPALIVE_COMMENT, EventSourceResponse, format_sse_event

from assistant.conversation import Event
from assistant.seams import ConversationUnknown
from assistant.web.conversation_contract import EventJson

QUIET_SECONDS = 15.0  # after which a comment says that the stream lives
_RETRY_MILLISECONDS = 2_000
_HEADERS = {"X-Accel-Buffering": "no"}  # nginx would hold events back
_FIRST = format_sse_event(retry=_RETRY_MILLISECONDS, comment="open")


def stream_events(
    events: AsyncGenerator[Event | None, None],
    ending: asyncio.Event,
    counted: AbstractContextManager[None],
) -> EventSourceResponse:
    """The response that sends events as they come.

    Args:
        events: What follows; None where nothing happened for a while.
        ending: Set when the server stops.
        counted: Entered while the stream is open.
    """
    return EventSourceResponse(_written(events, ending, counted), headers=_HEADERS)


async def _written(
    events: AsyncGenerator[Event | None, None],
    ending: asyncio.Event,
    counted: AbstractContextManager[None],
) -> AsyncIterator[bytes]:
    end = asyncio.create_task(ending.wait())
    try:
        with counted:
            yield _FIRST
            async with aclosing(events):
                while (event := await _next(events, end)) is not _ENDED:
                    assert not isinstance(event, str)
                    yield KEEPALIVE_COMMENT if event is None else _event(event)
    finally:
        end.cancel()


_ENDED = "ended"


async def _next(
    events: AsyncGenerator[Event | None, None], end: asyncio.Task[bool]
) -> Event | str | None:
    """The next event, or that there will be none: the server stops, or the conversation is gone."""
    step = asyncio.ensure_future(anext(events, _ENDED))
    try:
        await asyncio.wait({step, end}, return_when=asyncio.FIRST_COMPLETED)
        return step.result() if step.done() else _ENDED
    except ConversationUnknown:
        return _ENDED
    finally:
        if not step.done():
            step.cancel()
            await asyncio.wait({step})


def _event(event: Event) -> bytes:
    told = json.dumps(EventJson.of(event), ensure_ascii=False, separators=(",", ":"))
    return format_sse_event(data_str=told, event=event.kind.value, id=str(event.number))
