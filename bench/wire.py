"""HTTP as light as the load needs it: posts on kept connections, and server-sent events.

The load shares its machine with the server that it measures: a client library would take more of
the processor than the server does.
"""

import asyncio
import json
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

_KEPT_SECONDS = 2.0  # the server closes a connection that was idle for 5 s
_MOST_BYTES = 2**20  # of a line: an event is one


Json = Mapping[str, Any]


class WireCut(Exception):
    """The other end does not answer, or stopped in the middle."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back for a request."""

    status: int
    body: Any


@dataclass(frozen=True, slots=True)
class Told:
    """An event of a stream: its number, and what it says."""

    number: int
    says: dict[str, Any]


@dataclass(slots=True)
class _Line:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    idle_since: float = 0.0


class Wire:
    """Talks to one server."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._kept: list[_Line] = []

    async def request(
        self, method: str, path: str, sent: Json | None = None, token: str = ""
    ) -> Reply:
        """Send one request and read what comes back.

        Args:
            method: Of HTTP.
            path: With its query.
            sent: As JSON.
            token: Of a conversation.

        Raises:
            WireCut: There was no whole answer.
        """
        line: _Line | None = None
        try:
            line = await self._take()
            line.writer.write(self._head(method, path, sent, token))
            status, headers = await _read_head(line.reader)
            body = await line.reader.readexactly(int(headers.get("content-length", 0)))
        except (OSError, EOFError, ValueError) as error:
            if line is not None:
                line.writer.close()
            raise WireCut(f"{method} {path}: {error!r}") from error
        line.idle_since = time.monotonic()
        self._kept.append(line)
        return Reply(status, json.loads(body) if body else None)

    async def events(self, path: str, token: str, after: int) -> AsyncGenerator[Told | None, None]:
        """Give None once the stream is open, then its events.

        Raises:
            WireCut: The stream did not open, or broke off.
        """
        line: _Line | None = None
        try:
            line = await self._open()
            line.writer.write(self._head("GET", f"{path}?after={after}", None, token))
            status, _ = await _read_head(line.reader)
            if status != 200:
                raise WireCut(f"{path}: {status}")
            yield None
            async for told in _read_events(line.reader):
                yield told
        except (OSError, EOFError, ValueError) as error:
            raise WireCut(f"{path}: {error!r}") from error
        finally:
            if line is not None:
                line.writer.close()

    def close(self) -> None:
        """Hang up every kept connection."""
        for line in self._kept:
            line.writer.close()
        self._kept.clear()

    async def _take(self) -> _Line:
        while self._kept:
            line = self._kept.pop()
            if time.monotonic() - line.idle_since < _KEPT_SECONDS and not line.reader.at_eof():
                return line
            line.writer.close()
        return await self._open()

    async def _open(self) -> _Line:
        opened = await asyncio.open_connection("127.0.0.1", self._port, limit=_MOST_BYTES)
        return _Line(*opened)

    def _head(self, method: str, path: str, sent: Json | None, token: str) -> bytes:
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self._port}"]
        if method == "GET":
            lines.append("Accept: application/json, text/event-stream")
        if token:
            lines.append(f"Authorization: Bearer {token}")
        body = b"" if sent is None else json.dumps(sent).encode()
        if body:
            lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
        return "\r\n".join((*lines, "", "")).encode() + body


async def _read_head(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.rstrip().split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return int(first.split()[1]), {name.lower(): value.strip() for name, _, value in pairs}


async def _read_events(reader: asyncio.StreamReader) -> AsyncGenerator[Told, None]:
    """The events of a body that comes in chunks; what is cut between two chunks is joined."""
    rest = b""
    while size := int(await reader.readuntil(b"\r\n"), 16):
        rest += await reader.readexactly(size)
        await reader.readexactly(2)
        *whole, rest = rest.split(b"\n\n")
        for block in whole:
            with suppress(KeyError):  # a comment that says that the stream lives
                fields = dict(line.split(b": ", 1) for line in block.split(b"\n") if b": " in line)
                yield Told(int(fields[b"id"]), json.loads(fields[b"data"]))
