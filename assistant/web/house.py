"""What the web door needs from the house; wiring fills it in."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any

from assistant.vocabulary import Answer, Asked


@dataclass(frozen=True, slots=True)
class House:
    """The rooms behind the door, as plain callables.

    Attributes:
        answer: Answers one message; raises an `AssistantError` when it cannot for now.
        degraded: What works worse than it should, one short name each; never raises.
        ready: Whether a build is open, so that questions can be answered.
        association: The association's own data, as in `knowledge/association.toml`.
        suggestions: Questions to start with; the page shows the first four.
        living: Makes the context in which the house lives while the server runs. Entering must be
            quick: the port opens only afterwards, and `/healthz` with it.
        allowed_origins: Websites (`https://host`) whose scripts may ask.
        allowed_hosts: Host names to answer to, besides this machine's own.
        metrics_token: Opens `/metrics` to other machines; empty: to none.
        version: Of the product.
    """

    answer: Callable[[Asked], Awaitable[Answer]]
    degraded: Callable[[], Awaitable[list[str]]]
    ready: Callable[[], bool]
    association: Callable[[], Mapping[str, Any]]
    suggestions: Callable[[], Sequence[str]]
    living: Callable[[], AbstractAsyncContextManager[None]]
    allowed_origins: Sequence[str] = ()
    allowed_hosts: Sequence[str] = ()
    metrics_token: str = field(default="", repr=False)
    version: str = "0"
