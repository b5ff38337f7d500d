"""Stands before Bolt: lets through only what Slack has signed just now and Bolt can read.

Bolt reads a body before it verifies it, answers 500 to much that it cannot read, and logs the body
of what is mis-signed. So all that is settled here, over the raw bytes.
"""

import asyncio
import hashlib
import hmac
import re
from collections.abc import Callable
from datetime import datetime
from enum import Enum
from typing import Final

import structlog
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.slack.bodies import read_body
from assistant.slack.fields import is_of_another_team

log = structlog.get_logger(__name__)

MOST_BYTES: Final = 1_000_000
MOST_SECONDS: Final = 300  # between Slack's clock and ours, as Slack advises
BODY_SECONDS: Final = 5.0  # Slack itself gives up after three
_TIMESTAMP: Final = re.compile(r"\d{1,11}", re.ASCII)


class Refusal(Enum):
    """Why a request is not let through: status and sentence."""

    METHOD = 405, "Send this with POST."
    SIZE = 413, "This is more than a megabyte."
    SLOW = 408, "The body did not come in time."
    UNSIGNED = 401, "This needs one signature and one timestamp."
    STALE = 401, "The timestamp is not of these minutes."
    MISSIGNED = 401, "The signature is not right."
    MISSHAPEN = 400, "The body cannot be read."
    TEAM = 401, "This is for another workspace."


class Refused(Exception):
    """A request is not let through."""

    def __init__(self, refusal: Refusal) -> None:
        """Keep why."""
        self.refusal = refusal
        super().__init__(refusal.name)


class Guard:
    """Lets what Slack has signed through to an application, body and all.

    A delivery that comes again within five minutes is let through again: whoever keeps it knows it
    by its key. The log has a line for each request, with status and reason, and nothing of what
    the request holds.
    """

    def __init__(
        self,
        app: ASGIApp,
        signing_secret: str,
        team: Callable[[], str],
        now: Callable[[], datetime],
        *,
        body_seconds: float = BODY_SECONDS,
    ) -> None:
        """Keep what judging needs.

        Args:
            app: Gets what is let through.
            signing_secret: Of the Slack app.
            team: The id of our workspace; empty until it is known.
            now: The time, with its zone.
            body_seconds: How long a body may take.
        """
        self._app = app
        self._secret = signing_secret.encode()
        self._team = team
        self._now = now
        self._body_seconds = body_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through or refuse it."""
        if scope["type"] != "http":
            return
        try:
            body = await self._admit(Request(scope, receive))
        except Refused as refused:
            await _refuse(refused.refusal, scope, receive, send)
        except ClientDisconnect:
            log.info("slack delivery", status=0, reason="broken off")
        else:
            await self._app(scope, _replaying(body, receive), _logging(send))

    async def _admit(self, request: Request) -> bytes:
        if request.method != "POST":
            raise Refused(Refusal.METHOD)
        timestamp, signature = self._read_seal(request.headers)
        body = await self._read(request)
        if not hmac.compare_digest(self._sign(timestamp, body), signature.encode("latin-1")):
            raise Refused(Refusal.MISSIGNED)
        self._look_at(body, request.headers)
        return body

    def _read_seal(self, headers: Headers) -> tuple[str, str]:
        timestamps = headers.getlist("x-slack-request-timestamp")
        signatures = headers.getlist("x-slack-signature")
        if len(timestamps) != 1 or len(signatures) != 1 or not _TIMESTAMP.fullmatch(timestamps[0]):
            raise Refused(Refusal.UNSIGNED)
        if abs(self._now().timestamp() - int(timestamps[0])) > MOST_SECONDS:
            raise Refused(Refusal.STALE)
        return timestamps[0], signatures[0]

    async def _read(self, request: Request) -> bytes:
        if _is_over(request.headers.get("content-length", "")):
            raise Refused(Refusal.SIZE)
        body = bytearray()
        try:
            async with asyncio.timeout(self._body_seconds):
                async for chunk in request.stream():
                    body += chunk
                    if len(body) > MOST_BYTES:
                        raise Refused(Refusal.SIZE)
        except TimeoutError:
            raise Refused(Refusal.SLOW) from None
        return bytes(body)

    def _sign(self, timestamp: str, body: bytes) -> bytes:
        signed = b"v0:" + timestamp.encode() + b":" + body
        return b"v0=" + hmac.new(self._secret, signed, hashlib.sha256).hexdigest().encode()

    def _look_at(self, body: bytes, headers: Headers) -> None:
        try:
            read = read_body(body, headers.getlist("content-type"))
        except ValueError:
            raise Refused(Refusal.MISSHAPEN) from None
        if is_of_another_team(read, self._team()):
            raise Refused(Refusal.TEAM)


def _is_over(declared: str) -> bool:
    return declared.isdigit() and (
        len(declared) > len(str(MOST_BYTES)) or int(declared) > MOST_BYTES
    )


async def _refuse(refusal: Refusal, scope: Scope, receive: Receive, send: Send) -> None:
    status, sentence = refusal.value
    log.info("slack delivery", status=status, reason=refusal.name.lower())
    headers = {"Connection": "close"}  # the rest of the body may still be on its way
    if refusal is Refusal.METHOD:
        headers["Allow"] = "POST"
    await PlainTextResponse(sentence, status, headers)(scope, receive, send)


def _replaying(body: bytes, receive: Receive) -> Receive:
    """Give the body once more, then what really comes."""
    left: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return left.pop() if left else await receive()

    return replay


def _logging(send: Send) -> Send:
    async def logged(message: Message) -> None:
        if message["type"] == "http.response.start":
            status = message["status"]
            log.info(
                "slack delivery", status=status, reason="taken" if status < 400 else "not taken"
            )
        await send(message)

    return logged
