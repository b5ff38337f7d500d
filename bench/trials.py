"""The trials: each drives one server and gives its figures."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from assistant.library.encoder import Encoder
from bench.asking import Asked, ask
from bench.figures import Figure
from bench.ledger import Account, Ledger, Times
from bench.product import REPOSITORY
from bench.questions import read_document_questions, read_questions
from bench.servers import Server
from bench.visitors import count_kept, random_moments, visitors_at, write
from bench.wire import Wire
from bench.yardstick import Bare, time_calls

SEED = 20261129
DELIVERY_MOST = 250.0  # milliseconds at the 95th percentile
IDLE_MOST = 400.0  # megabytes
THROUGHPUT_LEAST = 0.4  # of the encoder's rate on one thread
ASK_MOST = 3.0  # bare encoder calls
CLIENTS = 8
_WARM = 150  # questions that are not counted: what is loaded when first needed is loaded then
_BLOCK = 50  # questions between two looks at the bare encoder


@dataclass(frozen=True, slots=True)
class Size:
    """How much load.

    Attributes:
        rate: Messages a second.
        seconds: How long they are written.
        idle: Streams on which nothing happens.
        idle_seconds: How long they are held.
        questions: To `/ask`, of each kind, for each number of clients.
        windows: Browsers that open the chat window.
        kill_visitors: Of the load in whose middle the server is killed.
    """

    visitors: int = 500
    rate: float = 25.0
    seconds: float = 60.0
    idle: int = 1_000
    idle_seconds: float = 30.0
    questions: int = 600
    windows: int = 20
    kill_visitors: int = 50
    kill_rate: float = 10.0
    kill_seconds: float = 20.0


async def measure_delivery(
    part: str, server: Server, size: Size, *, promised: bool = True
) -> list[Figure]:
    """Visitors who write and follow: what was lost, what was doubled, and how long it took.

    Args:
        part: Name of the trial.
        server: Freshly started.
        size: Of the load.
        promised: Whether the figures have targets.
    """
    wire, ledger = Wire(server.port), Ledger()
    moments = random_moments(size.rate, size.seconds, SEED)
    async with visitors_at(wire, size.visitors, ledger) as visitors:
        await write(wire, visitors, ledger, read_questions(REPOSITORY, SEED), moments)
    wire.close()
    account = ledger.account()
    memory = Figure(part, "memory afterwards", server.resident_megabytes(), "MB")
    return [
        *_counts(part, account, promised=promised),
        *_times(part, "message at its stream", account.message, promised=promised),
        *_times(part, "answer at its stream", account.answer, promised=promised),
        memory,
    ]


async def measure_kill(part: str, server: Server, size: Size, *, promised: bool) -> list[Figure]:
    """The same with the server killed once in the middle; who writes and follows tries again."""
    wire, ledger = Wire(server.port), Ledger()
    moments = random_moments(size.kill_rate, size.kill_seconds, SEED)
    async with visitors_at(wire, size.kill_visitors, ledger) as visitors:
        async with asyncio.TaskGroup() as tasks:
            questions = read_questions(REPOSITORY, SEED)
            tasks.create_task(write(wire, visitors, ledger, questions, moments))
            await asyncio.sleep(size.kill_seconds / 2)
            await asyncio.to_thread(server.kill_and_restart)
        kept = await count_kept(wire, visitors, ledger)
    wire.close()
    account = ledger.account()
    gone = Figure(part, "acknowledged, gone afterwards", account.acknowledged - kept)
    if promised:
        gone = Figure(part, gone.name, gone.value, most=0)
    return [*_counts(part, account, promised=promised), gone]


async def measure_idle(part: str, server: Server, size: Size) -> list[Figure]:
    """Streams on which nothing happens: what they hold of memory and take of the processor."""
    wire, ledger = Wire(server.port), Ledger()
    before = server.resident_megabytes()
    async with visitors_at(wire, size.idle, ledger):
        start = server.processor_seconds()
        await asyncio.sleep(size.idle_seconds)
        busy = (server.processor_seconds() - start) / size.idle_seconds
        held = server.resident_megabytes()
    wire.close()
    return [
        Figure(part, "memory before", before, "MB"),
        Figure(part, "memory", held, "MB", most=IDLE_MOST),
        Figure(part, "processor", 100 * busy, "%"),
    ]


async def measure_asking(
    part: str, server: Server, size: Size, encoder: Encoder | None = None
) -> list[Figure]:
    """Questions to `/ask`, by turns with the same ones to the bare encoder, where there is one.

    By turns, because other work on the machine comes and goes: it hits both alike.
    """
    figures = []
    wire = Wire(server.port)
    for kind, source in (("documents", read_document_questions), ("mixed", read_questions)):
        questions = source(REPOSITORY, SEED)
        await ask(wire, list(islice(questions, _WARM)), 1, Asked())
        bare: list[float] = []
        one, many = Asked(), Asked()
        for _ in range(0, size.questions, _BLOCK):
            for clients, asked in ((1, one), (CLIENTS, many)):
                block = list(islice(questions, _BLOCK))
                if encoder is not None:
                    bare += time_calls(encoder, block)
                await ask(wire, block, clients, asked)
        figures += _asked(part, kind, one, many)
        if bare:
            figures += _compared(part, kind, Bare.of(bare), one, many)
    wire.close()
    return [*figures, Figure(part, "memory afterwards", server.resident_megabytes(), "MB")]


def _asked(part: str, kind: str, one: Asked, many: Asked) -> list[Figure]:
    return [
        Figure(part, f"{kind}: one client, median", one.median, "ms"),
        Figure(part, f"{kind}: one client, p95", one.p95, "ms"),
        Figure(part, f"{kind}: {CLIENTS} clients", many.a_second, "answers/s"),
    ]


def _compared(part: str, kind: str, bare: Bare, one: Asked, many: Asked) -> list[Figure]:
    median, rate = one.median / bare.milliseconds, many.a_second / bare.a_second
    return [
        Figure(part, f"{kind}: bare encoder, median", bare.milliseconds, "ms"),
        Figure(part, f"{kind}: bare encoder, one thread", bare.a_second, "calls/s"),
        Figure(part, f"{kind}: median / bare call", median, "x", most=ASK_MOST),
        Figure(part, f"{kind}: answers / bare rate", rate, "x", least=THROUGHPUT_LEAST),
    ]


def _counts(part: str, account: Account, *, promised: bool) -> list[Figure]:
    most = 0 if promised else None
    faults = (
        ("given up by the sender", account.unacknowledged),
        ("lost", account.lost),
        ("never answered", account.unanswered),
        ("doubled", account.doubled),
        ("at the wrong visitor", account.astray),
    )
    counted = [Figure(part, name, value, most=most) for name, value in faults]
    return [Figure(part, "messages acknowledged", account.acknowledged), *counted]


def _times(part: str, name: str, times: Times, *, promised: bool) -> Sequence[Figure]:
    return [
        Figure(part, f"{name}, median", times.median, "ms"),
        Figure(part, f"{name}, p95", times.p95, "ms", most=DELIVERY_MOST if promised else None),
        Figure(part, f"{name}, longest", times.most, "ms"),
    ]
