"""A house of nothing but values, for the tests of the web door."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, TypedDict, Unpack

from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from assistant.conversations.desk import Desk
from assistant.conversations.reception import Reception
from assistant.vocabulary import Answer, Asked, Figure, FigureKind, Outcome, Source
from assistant.web.app import create_app
from assistant.web.house import House
from assistant.web.limits import Limits

LOCAL = "127.0.0.1"
AWAY = "203.0.113.9"
SITE = "https://www.example.org"
ANSWER = Answer(
    Outcome.ANSWERED,
    "The program began in **1956**. [1]\n\n- Cities pay 100 USD.\n- Counties pay more. [2]",
    sources=(
        Source(1, "history.md", "History", "How it began", "", "2016", "It began in 1956.", 3),
        Source(2, "dues.md", "Dues", "Bands", "https://example.org/d", "", "100 USD a city", 9),
    ),
    figures=(
        Figure("1956", FigureKind.DATE, "source:1"),
        Figure("100 USD", FigureKind.MONEY, "source:2"),
    ),
    suggestions=("Who founded it?",),
    confidence=0.9,
    reason="section:history.md#How it began",
    timings_ms={"read": 1.5, "find": 2.25, "not a token": 9.0},
)
ASSOCIATION = {
    "name": "Sister Towns",
    "telephone": "(202) 555-0100",
    "email": "office@example.org",
    "greeting": "Ask about membership.",
    "privacy_page": "https://example.org/privacy",
}


class DoorSettings(TypedDict, total=False):
    allowed_origins: Sequence[str]
    allowed_hosts: Sequence[str]
    metrics_token: str
    version: str
    demo: bool
    kept_days: int
    takes_contact: bool
    public_url: str
    reception: Reception | None
    desk: Desk | None
    staff_token: str
    limits: Limits | None


@dataclass(frozen=True)
class FakeQuote:
    """A kept quote."""

    content: Mapping[str, Any]
    created_at: datetime = datetime(2026, 6, 15, 16, 20, tzinfo=UTC)


@dataclass
class FakeHouse:
    """Gives the answer it holds, or raises the error it holds, and remembers what was asked."""

    reply: Answer = ANSWER
    error: Exception | None = None
    is_ready: bool = True
    worse: list[str] = field(default_factory=list)
    association: Mapping[str, Any] = field(default_factory=lambda: dict(ASSOCIATION))
    suggestions: Sequence[str] = ("How does a city join?", "Two?", "Three?", "Four?", "Five?")
    suggestions_in: dict[str, Sequence[str]] = field(default_factory=dict)  # other languages
    asked: list[Asked] = field(default_factory=list)
    lives: list[str] = field(default_factory=list)
    quotes: dict[str, FakeQuote] = field(default_factory=dict)

    async def answer(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        if self.error is not None:
            raise self.error
        return replace(self.reply)

    async def quote(self, id: str) -> FakeQuote | None:
        if self.error is not None:
            raise self.error
        return self.quotes.get(id)

    async def degraded(self) -> list[str]:
        return self.worse

    @asynccontextmanager
    async def living(self) -> AsyncIterator[None]:
        self.lives.append("started")
        yield
        self.lives.append("stopped")

    def rooms(self, **settings: Unpack[DoorSettings]) -> House:
        return House(
            answer=self.answer,
            degraded=self.degraded,
            ready=lambda: self.is_ready,
            association=lambda: self.association,
            suggestions=lambda language: self.suggestions_in.get(language, self.suggestions),
            living=self.living,
            quote=self.quote,
            **settings,
        )

    def app(self, **settings: Unpack[DoorSettings]) -> FastAPI:
        return create_app(self.rooms(**settings))

    def client(self, peer: str = LOCAL, **settings: Unpack[DoorSettings]) -> AsyncClient:
        """A visitor at `peer`, talking to the door over ASGI."""
        transport = ASGITransport(self.app(**settings), client=(peer, 4711))
        return AsyncClient(transport=transport, base_url="http://testserver")
