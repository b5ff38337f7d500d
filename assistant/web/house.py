"""What the web door needs from the house; wiring fills it in."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from fastapi import Depends
from starlette.types import ASGIApp

from assistant.conversations.desk import Desk
from assistant.conversations.reception import Reception
from assistant.telling.hosts import link_hosts
from assistant.vocabulary import Answer, Asked
from assistant.web.limits import Deed, Limits


class KeptQuote(Protocol):
    """A quote as it was given to a visitor."""

    @property
    def content(self) -> Mapping[str, Any]:
        """The quote's JSON."""

    @property
    def created_at(self) -> datetime:
        """When it was given; aware."""


async def keeps_no_quotes(_: str) -> KeptQuote | None:
    """Find no quote: for a house that gives none."""
    return None


@dataclass(frozen=True, slots=True)
class House:
    """The rooms behind the door, as plain callables.

    Attributes:
        answer: Answers one message; raises an `AssistantError` when it cannot for now.
        degraded: What works worse than it should, one short name each; never raises.
        ready: Whether a build is open, so that questions can be answered.
        association: The association's own data, as in `knowledge/association.toml`.
        suggestions: Questions to start with, by language; the page shows the first four.
        living: Makes the context in which the house lives while the server runs. Entering must be
            quick: the port opens only afterwards, and `/healthz` with it.
        allowed_origins: Websites (`https://host`) whose scripts may ask.
        allowed_hosts: Host names to answer to, besides this machine's own.
        metrics_token: Opens `/metrics` to other machines; empty: to none.
        version: Of the product.
        quote: Finds a kept quote by its id, which may be any text; none where there is none.
            Raises an `AssistantError` when it cannot look for now.
        demo: Whether everybody may see sample rates, not only who sits at this machine.
        languages: In which answers are given, the one of all others first.
        kept_days: Days after which an untouched conversation is erased.
        takes_contact: Whether an answer reaches a visitor who has left, by e-mail.
        public_url: Address under which visitors reach the server; empty if none is set.
        reception: Keeps conversations; None for a house that keeps none.
        desk: What staff work with; None for a house without staff.
        staff_token: Opens the staff page; empty: there is none.
        slack: Takes in what Slack delivers; None where nothing comes from Slack by HTTP.
        limits: Holds back whoever asks too often; None for a house that holds nobody back.
        ending: Set when the server is told to stop, so that streams end by themselves.
    """

    answer: Callable[[Asked], Awaitable[Answer]]
    degraded: Callable[[], Awaitable[list[str]]]
    ready: Callable[[], bool]
    association: Callable[[], Mapping[str, Any]]
    suggestions: Callable[[str], Sequence[str]]
    living: Callable[[], AbstractAsyncContextManager[None]]
    allowed_origins: Sequence[str] = ()
    allowed_hosts: Sequence[str] = ()
    metrics_token: str = field(default="", repr=False)
    version: str = "0"
    quote: Callable[[str], Awaitable[KeptQuote | None]] = keeps_no_quotes
    demo: bool = False
    languages: Sequence[str] = ("en",)
    kept_days: int = 90
    takes_contact: bool = False
    public_url: str = ""
    reception: Reception | None = None
    desk: Desk | None = None
    staff_token: str = field(default="", repr=False)
    slack: ASGIApp | None = None
    limits: Limits | None = None
    ending: asyncio.Event = field(default_factory=asyncio.Event)

    def link_hosts(self) -> frozenset[str]:
        """To which addresses in texts may be linked, in lower case."""
        return link_hosts(self.association())

    def held_back(self, deed: Deed) -> list[Any]:
        """The dependencies of a route on which something is done."""
        return [] if self.limits is None else [Depends(self.limits.on(deed))]
