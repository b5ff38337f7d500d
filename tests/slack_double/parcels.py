"""What Slack brings to the app, and what came of each time that it was brought."""

import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from urllib.parse import urlencode

from tests.slack_double.fields import Fields

SIGNING_SECRET = "a signing secret of the double"


class ParcelKind(StrEnum):
    """What is brought; the words are Socket Mode's."""

    EVENT = "events_api"
    INTERACTION = "interactive"
    COMMAND = "slash_commands"


@dataclass(frozen=True)
class Parcel:
    """An event with its envelope, an interaction, or a slash command."""

    kind: ParcelKind
    body: Fields


@dataclass(frozen=True)
class Try:
    """Which time it is that a parcel is brought: 0, then 1 to 3 with the reason for it."""

    number: int = 0
    reason: str = ""


@dataclass(frozen=True)
class Delivery:
    """What came of bringing a parcel once.

    Attributes:
        status: The app's, 200 for an acknowledgement by socket, or 0 if there was none in time.
        seconds: Until the acknowledgement, or until it was given up; they are real.
        answer: What the acknowledgement says.
        failure: `http_timeout`, `connection_failed` or `http_error`; empty if it was taken.
        wants_no_retry: The app asked not to be told again (`X-Slack-No-Retry`).
    """

    parcel: Parcel
    attempt: Try
    status: int
    seconds: float
    answer: str = ""
    failure: str = ""
    wants_no_retry: bool = False


class Wire(Protocol):
    """A way to the app."""

    async def bring(self, parcel: Parcel, attempt: Try) -> Delivery:
        """Bring a parcel once, and wait for its acknowledgement."""

    async def close(self) -> None:
        """Give back what it holds."""


def encode(parcel: Parcel) -> tuple[bytes, str]:
    """The body of an HTTP request, and its content type."""
    form = "application/x-www-form-urlencoded"
    match parcel.kind:
        case ParcelKind.EVENT:
            return json.dumps(parcel.body).encode(), "application/json"
        case ParcelKind.INTERACTION:
            return urlencode({"payload": json.dumps(parcel.body)}).encode(), form
        case ParcelKind.COMMAND:
            return urlencode(parcel.body).encode(), form


def sign(body: bytes, secret: str = SIGNING_SECRET, at: int | None = None) -> dict[str, str]:
    """The headers by which a body proves that it is Slack's.

    As docs.slack.dev/authentication/verifying-requests-from-slack has it: `v0`, the second and the
    body, joined by colons, under HMAC-SHA256.

    Args:
        body: What is sent, byte for byte.
        secret: Another than the double's, for a request that is to be refused.
        at: The second of signing; now, if none is given.
    """
    second = str(int(time.time()) if at is None else at)
    signed = b":".join([b"v0", second.encode(), body])
    digest = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": second, "X-Slack-Signature": f"v0={digest}"}
