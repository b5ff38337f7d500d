"""Socket Mode: the app opens a WebSocket, and parcels come down it in envelopes."""

import asyncio
import json
import time
from collections.abc import Mapping
from itertools import count
from uuid import uuid4

from aiohttp import WSMsgType, web

from tests.slack_double.calls import Call, Method
from tests.slack_double.fields import Fields
from tests.slack_double.parcels import Delivery, Parcel, ParcelKind, Try
from tests.slack_double.workspace import APP


class Socket:
    """One WebSocket of the app.

    Attributes:
        is_deaf: It stays connected, and brings nothing.
        answers_pings: What the SDK's own watch looks at.
    """

    def __init__(self, response: web.WebSocketResponse) -> None:
        self.is_deaf = False
        self.answers_pings = True
        self.response = response

    async def say(self, message: Fields) -> None:
        """Send something, unless it is deaf."""
        if not self.is_deaf:
            await self.response.send_json(message)


class Sockets:
    """The sockets that the app has opened (docs.slack.dev/apis/events-api/using-socket-mode).

    Attributes:
        open: Those that stand, oldest first.
        opened: How many there ever were.
        acknowledged: The id of each envelope that was acknowledged, in order.
    """

    def __init__(self, address: str) -> None:
        self.open: list[Socket] = []
        self.opened = 0
        self.acknowledged: list[str] = []
        self._link = address.replace("http", "ws", 1) + "/link"
        self._waiting: dict[str, asyncio.Future[Fields]] = {}
        self._turns = count()

    def methods(self) -> Mapping[str, Method]:
        """What can be called."""
        return {"apps.connections.open": self.give_url}

    def give_url(self, _call: Call) -> Fields:
        """Where to open a socket."""
        return {"url": f"{self._link}?ticket={self.opened + 1}&app_id={APP}"}

    async def link(self, request: web.Request) -> web.WebSocketResponse:
        """Hold one socket until it is closed."""
        response = web.WebSocketResponse(autoping=False, timeout=0.1)
        await response.prepare(request)
        socket = Socket(response)
        self.open.append(socket)
        self.opened += 1
        try:
            await socket.say(_hello(len(self.open)))
            await self._listen(socket)
        finally:
            self.open.remove(socket)
        return response

    async def refresh(self, reason: str = "refresh_requested") -> None:
        """Tell the app that its sockets will be closed, so that it opens others."""
        for socket in list(self.open):
            await socket.say({"type": "disconnect", "reason": reason, "debug_info": {}})

    async def close(self) -> None:
        """Close every socket."""
        for socket in list(self.open):
            await socket.response.close()

    def deafen(self, *, answering_pings: bool = False) -> None:
        """Make zombies of those that stand; later ones are well.

        Args:
            answering_pings: So that the SDK takes them for alive.
        """
        for socket in self.open:
            socket.is_deaf, socket.answers_pings = True, answering_pings

    async def push(self, envelope: Fields, patience_seconds: float) -> Fields | None:
        """Send an envelope down one of the sockets, in turn.

        Returns:
            The acknowledgement; None if there was none in time.
        """
        if not self.open:
            return None
        waiting = self._waiting[envelope["envelope_id"]] = asyncio.Future()
        socket = self.open[next(self._turns) % len(self.open)]
        try:
            async with asyncio.timeout(patience_seconds):
                await socket.say(envelope)
                return await waiting
        except (TimeoutError, ConnectionError):
            return None
        finally:
            del self._waiting[envelope["envelope_id"]]

    async def _listen(self, socket: Socket) -> None:
        async for message in socket.response:
            if message.type is WSMsgType.PING and socket.answers_pings:
                await socket.response.pong(message.data)
            elif message.type is WSMsgType.TEXT and not socket.is_deaf:
                self._acknowledge(json.loads(message.data))

    def _acknowledge(self, said: Fields) -> None:
        self.acknowledged.append(said["envelope_id"])
        waiting = self._waiting.get(said["envelope_id"])
        if waiting and not waiting.done():
            waiting.set_result(said)


class SocketWire:
    """Brings parcels by Socket Mode."""

    def __init__(self, sockets: Sockets, patience_seconds: float = 3.0) -> None:
        self._sockets = sockets
        self._patience_seconds = patience_seconds

    async def bring(self, parcel: Parcel, attempt: Try) -> Delivery:
        """Send it once."""
        start = time.monotonic()
        envelope = _envelope(str(uuid4()), parcel, attempt)
        said = await self._sockets.push(envelope, self._patience_seconds)
        seconds = time.monotonic() - start
        if said is None:
            return Delivery(parcel, attempt, 0, seconds, failure="timeout")
        answer = json.dumps(said["payload"]) if "payload" in said else ""
        return Delivery(parcel, attempt, 200, seconds, answer)

    async def close(self) -> None:
        """Nothing: the sockets are the app's."""


def _hello(connections: int) -> Fields:
    return {
        "type": "hello",
        "num_connections": connections,
        "debug_info": {"host": "double", "approximate_connection_time": 3600},
        "connection_info": {"app_id": APP},
    }


def _envelope(id: str, parcel: Parcel, attempt: Try) -> Fields:
    accepts = parcel.kind is not ParcelKind.EVENT
    envelope: Fields = {"type": parcel.kind.value, "envelope_id": id, "payload": parcel.body}
    envelope["accepts_response_payload"] = accepts
    if parcel.kind is ParcelKind.EVENT:
        envelope |= {"retry_attempt": attempt.number, "retry_reason": attempt.reason}
    return envelope
