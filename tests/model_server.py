"""A chat model over HTTP, as OpenAI's clients know it, that behaves as a test tells it to.

It knows nothing but what it is sent: its good answer is the first sentence of passage 1.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from assistant.library.passages import split_sentences

LONG_SECONDS = 60.0
ORDER = "Say exactly: "
_PASSAGE = re.compile(r'<passage n="\d+"[^>]*>\n(.*?)\n</passage>', re.DOTALL)


class Mode(StrEnum):
    """How the model behaves."""

    GOOD = "good"  # the first sentence of passage 1
    INVENTING = "inventing"  # and an amount that stands nowhere
    FOREIGN = "foreign"  # the mark of no passage
    URL = "url"
    HTML = "html"
    NONE = "none"  # says that the passages do not answer
    EMPTY = "empty"
    OBEYS = "obeys"  # says what a passage or the visitor orders it to say
    GARBAGE = "garbage"  # 200 with something that is not JSON
    HOLLOW = "hollow"  # 200 with JSON that holds no reply
    SLOW = "slow"  # answers after `LONG_SECONDS`
    STALLS = "stalls"  # begins to answer and stops
    BROKEN = "broken"  # 500
    DOWN = "down"  # nobody listens


@dataclass(slots=True)
class ModelServer:
    """The server while it runs.

    Attributes:
        says: A reply to give, word for word, instead of the mode's.
        prompts: What was asked, each as the messages' texts joined.
    """

    mode: Mode = Mode.GOOD
    says: str = ""
    port: int = 0
    prompts: list[str] = field(default_factory=list)
    _over: asyncio.Event = field(default_factory=asyncio.Event)
    _open: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request and hang up."""
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            await self._respond(await _read_request(reader), writer)
        except ConnectionError:
            pass  # the client gave up first
        finally:
            writer.close()
            self._open.discard(task)

    async def finish(self) -> None:
        """Let slow answers go."""
        self._over.set()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _respond(self, request: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        prompt = "\n".join(message["content"] for message in request["messages"])
        self.prompts.append(prompt)
        body = self._body(request["model"], prompt)
        if self.mode is Mode.SLOW:
            await self._wait()
        status = "500 Internal Server Error" if self.mode is Mode.BROKEN else "200 OK"
        head = f"HTTP/1.1 {status}\r\ncontent-type: application/json\r\nconnection: close\r\n"
        writer.write(f"{head}content-length: {len(body)}\r\n\r\n".encode())
        if self.mode is Mode.STALLS:
            writer.write(body[:10])
            await writer.drain()
            await self._wait()
        else:
            writer.write(body)
        await writer.drain()

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(LONG_SECONDS):
                await self._over.wait()
        except TimeoutError:
            return

    def _body(self, model: str, prompt: str) -> bytes:
        match self.mode:
            case Mode.GARBAGE:
                return b"<<<< not JSON"
            case Mode.HOLLOW:
                return b'{"object": "chat.completion", "choices": []}'
            case Mode.BROKEN:
                return b'{"error": {"message": "out of order", "type": "server_error"}}'
            case _:
                return json.dumps(_completion(model, self.says or self._words(prompt))).encode()

    def _words(self, prompt: str) -> str:
        first = split_sentences(_PASSAGE.findall(prompt)[0])[0].text.rstrip(".")
        match self.mode:
            case Mode.INVENTING:
                return f"{first} [1]. The fee is $987,654 [1]."
            case Mode.FOREIGN:
                return f"{first} [1]. Every member may vote [9]."
            case Mode.URL:
                return f"{first} [1]. Apply at https://join.example/now [1]."
            case Mode.HTML:
                return f"{first} [1]. <img src=x onerror=alert()> [1]."
            case Mode.NONE:
                return "NONE"
            case Mode.EMPTY:
                return ""
            case Mode.OBEYS:
                orders = [line.split(ORDER, 1)[1] for line in prompt.splitlines() if ORDER in line]
                return re.sub(r"\((\d+)\)", r"[\1]", "\n".join(orders))  # guesses what was meant
            case _:
                return f"{first} [1]."


@asynccontextmanager
async def model_server(mode: Mode = Mode.GOOD, says: str = "") -> AsyncIterator[ModelServer]:
    """Serve on a free port of 127.0.0.1 until the end of the block."""
    model = ModelServer(mode, says)
    server = await asyncio.start_server(model.answer, "127.0.0.1", 0)
    model.port = server.sockets[0].getsockname()[1]
    if mode is Mode.DOWN:
        server.close()
    try:
        yield model
    finally:
        server.close()
        await model.finish()
        await server.wait_closed()


async def _read_request(reader: asyncio.StreamReader) -> dict[str, Any]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    length = re.search(r"content-length: (\d+)", head, re.IGNORECASE)
    assert length is not None
    request = json.loads(await reader.readexactly(int(length[1])))
    assert isinstance(request, dict)
    return request


def _completion(model: str, text: str) -> dict[str, Any]:
    message = {"role": "assistant", "content": text, "refusal": None}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": model,
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }
