"""Servers of the Slack side: in the loop of the test, or in processes of their own to be killed."""

import asyncio
import json
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import uuid4

import uvicorn
from pydantic import SecretStr

from assistant.settings import Settings
from assistant.storage.database import Database, open_database
from assistant.wiring.slack import SlackRoom, SlackTimes
from tests.houses import WRITTEN_TO, FakeStudy, make_house
from tests.served import HERE, Port
from tests.slack_double import Slack
from tests.slack_faults.clock import FastClock
from tests.slack_houses import join_slack

_ROOT = Path(__file__).parents[2]
_START_SECONDS = 60


def free_port() -> int:
    """A port of this machine on which nobody listens by now."""
    with socket.create_server((HERE, 0)) as found:
        port: int = found.getsockname()[1]
        return port


@dataclass(frozen=True)
class Order:
    """What a server in a process of its own has to know.

    Attributes:
        log: A file for what it says.
    """

    database_url: str
    api_url: str
    channel: str
    port: int
    scale: float
    start: float
    log: str

    @property
    def clock(self) -> FastClock:
        return FastClock(self.scale, self.start)

    @property
    def address(self) -> str:
        return f"http://{HERE}:{self.port}"


def open_room(database: Database, api_url: str, channel: str, times: SlackTimes) -> SlackRoom:
    """The Slack door of a server that does nothing else."""
    study = FakeStudy()
    study.may_answer.set()
    house = make_house(database, f"desk-{uuid4().hex}", study, staffing=WRITTEN_TO)
    settings = Settings.model_construct(
        **Settings.model_construct().model_dump()
        | {
            "slack_bot_token": SecretStr(Slack.token),
            "slack_signing_secret": SecretStr(Slack.signing_secret),
            "slack_app_token": SecretStr(""),
            "slack_staff_channel": channel,
            "slack_api_url": api_url,
            "slack_send": "held",
            "public_url": "https://chat.example.org",
        }
    )
    return join_slack(house, settings, times)


@asynccontextmanager
async def serving(
    database: Database, api_url: str, channel: str, times: SlackTimes
) -> AsyncGenerator[str]:
    """Serve in this loop until the end of the block; gives the address."""
    room = open_room(database, api_url, channel, times)
    assert room.door is not None
    port = Port(HERE)
    await port.open(room.door)
    task = asyncio.create_task(room.run())
    try:
        yield port.address
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await port.close()


class Process:
    """A server in a process of its own, which may be killed and started again at its port."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self._process = self._start()

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def kill(self) -> None:
        """End it without a word, as a lack of memory would."""
        self._process.send_signal(signal.SIGKILL)

    async def restart(self) -> None:
        """Start another in the place of one that was killed, and wait until it serves."""
        await asyncio.to_thread(self._process.wait)
        self._process = self._start()
        await self.is_open()

    async def is_open(self) -> None:
        """Wait until it takes what is brought to it."""
        async with asyncio.timeout(_START_SECONDS):
            while True:
                assert self.is_alive, self.said()
                try:
                    _, writer = await asyncio.open_connection(HERE, self.order.port)
                except OSError:
                    await asyncio.sleep(0.05)
                    continue
                writer.close()
                return

    def said(self) -> str:
        """All that it has logged."""
        return Path(self.order.log).read_text()

    async def stop(self) -> None:
        """End it for good."""
        self.kill()
        await asyncio.to_thread(self._process.wait)

    def _start(self) -> "subprocess.Popen[bytes]":
        with Path(self.order.log).open("ab") as out:
            return subprocess.Popen(
                [sys.executable, "-m", "tests.slack_faults.doors", json.dumps(asdict(self.order))],
                cwd=_ROOT,
                env={"PYTHONPATH": str(_ROOT), "LANG": "C.UTF-8"},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )


async def _serve(order: Order) -> None:
    database = open_database(order.database_url)
    room = open_room(database, order.api_url, order.channel, order.clock.times())
    assert room.door is not None
    config = uvicorn.Config(
        room.door, host=HERE, port=order.port, log_config=None, access_log=False, ws="none"
    )
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(room.run())
        tasks.create_task(uvicorn.Server(config).serve())


if __name__ == "__main__":
    asyncio.run(_serve(Order(**json.loads(sys.argv[1]))))
