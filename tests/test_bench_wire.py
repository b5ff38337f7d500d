"""The load's own reader of streams: events whole, whatever the chunks."""

import asyncio

import pytest

from bench.wire import Told, Wire, WireCut

BODY = (
    b": open\nretry: 2000\n\nevent: message\ndata: "
    b'{"message":{"text":"a\\n\\nb"}}\nid: 1\n\n'
    b': lives\n\ndata: {"message":null}\nid: 2\n\n'
)


@pytest.mark.parametrize("size", [1, 7, 1000])
async def test_events_are_read_whole(size: int) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for start in range(0, len(BODY), size):
            chunk = BODY[start : start + size]
            writer.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
        writer.write(b"0\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        wire = Wire(server.sockets[0].getsockname()[1])
        told = [one async for one in wire.events("/events", "token", 0)]
    assert told == [None, Told(1, {"message": {"text": "a\n\nb"}}), Told(2, {"message": None})]


async def test_a_stream_that_breaks_off_is_told() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nda")
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        wire = Wire(server.sockets[0].getsockname()[1])
        with pytest.raises(WireCut):
            assert [one async for one in wire.events("/events", "token", 0)] == []
