"""How often somebody may ask, write and begin: by address, and by conversation.

Failure policy: where the counters cannot be reached, nobody is held back.
"""

import math
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Generator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import structlog
from fastapi import HTTPException, Request
from limits import RateLimitItem, parse
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from limits.errors import StorageError
from limits.storage import storage_from_string

log = structlog.get_logger(__name__)

MOST_STREAMS = 3  # of one conversation in one process: tabs of a browser
_STREAM_SECONDS = 5  # after which another stream may be tried
_PREFIX = 64  # bits of an IPv6 address that one customer has


class Deed(StrEnum):
    """What is counted."""

    ASK = "ask"  # without a conversation
    BEGIN = "begin"
    WRITE = "write"
    SIGN_IN = "sign_in"


# By address; a visitor's own limit stands beside it, counted by conversation.
_BY_ADDRESS = {
    Deed.ASK: "60/minute",
    Deed.BEGIN: "20/hour",
    Deed.WRITE: "60/minute",
    Deed.SIGN_IN: "10/minute",
}
_BY_VISITOR = {Deed.WRITE: "15/minute"}


class Limits:
    """Holds back whoever does something too often."""

    def __init__(
        self,
        storage: str = "async+memory://",
        exempt: Sequence[str] = (),
        proxies: Sequence[str] = (),
    ) -> None:
        """Keep what counting needs.

        Args:
            storage: Where the counters are: memory, or a Redis that several processes share.
            exempt: Networks that are never held back.
            proxies: Networks whose `X-Forwarded-For` is believed.

        Raises:
            ValueError: A network is none.
        """
        shared = {} if "memory" in storage else {"implementation": "redispy"}
        counters = storage_from_string(storage, wrap_exceptions=True, **shared)
        self._limiter = SlidingWindowCounterRateLimiter(counters)
        self._exempt = [ip_network(one) for one in exempt]
        self._proxies = [ip_network(one) for one in proxies]
        self._streams: Counter[str] = Counter()

    def on(self, deed: Deed) -> Callable[[Request], Awaitable[None]]:
        """A dependency of a route that does something."""

        async def hold_back(request: Request) -> None:
            await self.count(deed, request)

        return hold_back

    async def count(self, deed: Deed, request: Request, conversation: str = "") -> None:
        """Count something that is done from an address and, within a conversation, by a visitor.

        Args:
            deed: What is done.
            request: Where it comes from.
            conversation: Whose visitor does it; empty for that of the request's path.

        Raises:
            HTTPException: 429, with the seconds to wait.
        """
        address = self.address_of(request)
        if self._is_exempt(address):
            return
        counted = [(_BY_ADDRESS[deed], "address", _network(address))]
        visitor = conversation or request.path_params.get("id")
        if deed in _BY_VISITOR and visitor:
            counted.append((_BY_VISITOR[deed], "visitor", visitor))
        for most, by, who in counted:
            await self._hit(parse(most), deed, by, who)

    async def _hit(self, most: RateLimitItem, deed: Deed, by: str, who: str) -> None:
        try:
            if await self._limiter.hit(most, deed, by, who):
                return
            stats = await self._limiter.get_window_stats(most, deed, by, who)
        except StorageError as error:
            log.warning("limits not counted", reason=type(error).__name__)
            return
        seconds = max(1, math.ceil(stats.reset_time - time.time()))
        raise HTTPException(429, headers={"Retry-After": str(seconds)})

    async def close(self) -> None:
        """Give back the connections to counters that several processes share."""
        bridge = getattr(self._limiter.storage, "bridge", None)
        if bridge is not None:
            await bridge.storage.aclose()

    def check_streams(self, conversation: str, request: Request) -> None:
        """Refuse one stream more than a conversation may have.

        Raises:
            HTTPException: 429, with the seconds to wait.
        """
        full = self._streams[conversation] >= MOST_STREAMS
        if full and not self._is_exempt(self.address_of(request)):
            raise HTTPException(429, headers={"Retry-After": str(_STREAM_SECONDS)})

    @contextmanager
    def streaming(self, conversation: str) -> Generator[None, None, None]:
        """Count a stream of a conversation for as long as it is open."""
        self._streams[conversation] += 1
        try:
            yield
        finally:
            self._streams[conversation] -= 1
            if not self._streams[conversation]:
                del self._streams[conversation]

    def address_of(self, request: Request) -> str:
        """Whose request it is: the last address that none of our proxies has.

        Each proxy appends whom it heard from, so that what stands before is anybody's word.
        """
        peer = request.client.host if request.client else ""
        passed_on = ",".join(request.headers.getlist("x-forwarded-for")).split(",")
        chain = [one.strip() for one in passed_on if one.strip()]
        while chain and self._is_proxy(peer):
            peer = chain.pop()
        return peer

    def _is_proxy(self, address: str) -> bool:
        return _is_in(address, self._proxies)

    def _is_exempt(self, address: str) -> bool:
        return _is_in(address, self._exempt)


def _is_in(address: str, networks: Sequence[IPv4Network | IPv6Network]) -> bool:
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    return any(parsed in network for network in networks)


def _network(address: str) -> str:
    """What is counted for an address: of IPv6 all that one customer has."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address) and not parsed.ipv4_mapped:
        return str(ip_network((parsed, _PREFIX), strict=False))
    return address
