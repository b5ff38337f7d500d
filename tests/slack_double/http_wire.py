"""Brings parcels to the app's address, signed, as Slack does."""

import time
from collections.abc import Callable

import aiohttp

from tests.slack_double.parcels import Delivery, Parcel, Try, encode, sign


class HttpWire:
    """Waits three seconds for an acknowledgement (docs.slack.dev/apis/events-api)."""

    def __init__(
        self, url: str, patience_seconds: float = 3.0, now: Callable[[], float] = time.time
    ) -> None:
        self._url = url
        self._now = now
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0),  # Slack does not queue behind a slow answer
            timeout=aiohttp.ClientTimeout(total=patience_seconds),
        )

    async def bring(self, parcel: Parcel, attempt: Try) -> Delivery:
        """Post it once."""
        body, content_type = encode(parcel)
        headers = {
            "Content-Type": content_type,
            **sign(body, at=int(self._now())),
            **_of_retry(attempt),
        }
        start = time.monotonic()
        try:
            async with self._session.post(self._url, data=body, headers=headers) as response:
                answer = await response.text()
                seconds = time.monotonic() - start
                failure = "" if response.ok else "http_error"
                stops = response.headers.get("X-Slack-No-Retry") == "1"
                return Delivery(parcel, attempt, response.status, seconds, answer, failure, stops)
        except TimeoutError:
            failure = "http_timeout"
        except aiohttp.ClientError:
            failure = "connection_failed"
        return Delivery(parcel, attempt, 0, time.monotonic() - start, failure=failure)

    async def close(self) -> None:
        """Close its connections."""
        await self._session.close()


def _of_retry(attempt: Try) -> dict[str, str]:
    if not attempt.number:
        return {}
    return {"X-Slack-Retry-Num": str(attempt.number), "X-Slack-Retry-Reason": attempt.reason}
