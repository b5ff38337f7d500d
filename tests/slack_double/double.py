"""A Slack on this machine: everything joined, and what tests read of it."""

import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

from tests.slack_double.accounts import APP_TOKEN, TOKEN, Accounts
from tests.slack_double.agents import Agents, Status
from tests.slack_double.channels import Channel
from tests.slack_double.chat import Chat
from tests.slack_double.clock import Clock
from tests.slack_double.conversations import Conversations
from tests.slack_double.courier import Courier, Ways
from tests.slack_double.events import Events
from tests.slack_double.faults import Faults
from tests.slack_double.fields import Fields
from tests.slack_double.http_wire import HttpWire
from tests.slack_double.interactions import Interactions
from tests.slack_double.parcels import SIGNING_SECRET, Delivery, Wire
from tests.slack_double.posts import Post
from tests.slack_double.rates import Rates
from tests.slack_double.reactions import Reactions
from tests.slack_double.response_urls import ResponseUrls
from tests.slack_double.sending import Sender
from tests.slack_double.server import Door, Port
from tests.slack_double.socket_mode import Sockets, SocketWire
from tests.slack_double.triggers import Triggers
from tests.slack_double.views import View, Views
from tests.slack_double.workspace import Workspace


class Slack:
    """Slack, as far as the assistant needs it.

    It is written from Slack's reference and shows the app's side of the contract, not Slack's.

    Attributes:
        api_url: For `AsyncWebClient(base_url=...)`.
        faults: What goes wrong.
        sockets: Of Socket Mode.
        deliveries: What came of each time that something was brought to the app, in order.
    """

    token, app_token, signing_secret = TOKEN, APP_TOKEN, SIGNING_SECRET

    def __init__(
        self,
        port: Port,
        clock: Clock,
        burst: int,
        now: Callable[[], float],
        *,
        enforce_rate: bool,
    ) -> None:
        self.api_url = f"{port.address}/api/"
        self.workspace = Workspace(now=now)
        self.faults = Faults()
        self.rates = Rates(clock, burst, enforced=enforce_rate)
        self.sockets = Sockets(port.address)
        self.accounts = Accounts(self.workspace)
        self.deliveries: list[Delivery] = []
        self._port, self._clock, self._now = port, clock, now
        self._agents = Agents(self.workspace)
        self._triggers = Triggers()
        self._views = Views(self.workspace, self._triggers)
        self._urls = ResponseUrls(self.workspace, port.address)
        self._events = Events(self.workspace)
        self._couriers: list[Courier] = []

    # --- what stands there ---

    def posts(self, channel: Channel) -> list[Post]:
        """Every message that stands in a channel, answers too, in the order of writing."""
        return list(channel.written.values())

    def thread(self, channel: Channel, root: str) -> list[Post]:
        """A root and its answers."""
        return [channel.written[root], *channel.replies(root)]

    @property
    def ephemerals(self) -> list[Post]:
        """What single people see in channels."""
        return self.workspace.ephemerals

    @property
    def views(self) -> list[View]:
        """The modals that are open, oldest first."""
        return [view for view in self._views.modals.values() if view.is_open]

    @property
    def homes(self) -> dict[str, View]:
        """What people see in their home of the app, by their id."""
        return self._views.homes

    @property
    def statuses(self) -> list[Status]:
        """Every status that was shown below a thread, in order."""
        return self._agents.statuses

    @property
    def prompts(self) -> dict[str, list[Fields]]:
        """The suggestions that stand in channels, by their id."""
        return self._agents.prompts

    # --- what happens ---

    def sender(
        self, url: str, ways: Ways | None = None, *, patience_seconds: float = 3.0
    ) -> Sender:
        """People whose acts are brought to an address of the app."""
        return self._sender(HttpWire(url, patience_seconds, self._now), ways or Ways())

    def socket_sender(self, ways: Ways | None = None, *, patience_seconds: float = 3.0) -> Sender:
        """People whose acts are brought by Socket Mode."""
        return self._sender(SocketWire(self.sockets, patience_seconds), ways or Ways())

    def refuse_token(self, error: str) -> None:
        """Refuse the app's tokens from now on: `token_revoked`, `account_inactive`."""
        self.accounts.error = error

    def accept_token(self) -> None:
        """Take the app's tokens again."""
        self.accounts.error = ""

    async def go_down(self) -> None:
        """Refuse every connection until told otherwise, and cut those that stand."""
        await self._port.shut()

    async def come_up(self) -> None:
        """Be there again, at the same address."""
        await self._port.reopen()

    async def start(self) -> None:
        """Take calls."""
        families = (
            Chat(self.workspace, self.rates),
            Conversations(self.workspace),
            Reactions(self.workspace),
            self.accounts,
            self._agents,
            self._views,
            self.sockets,
        )
        methods = {name: call for family in families for name, call in family.methods().items()}
        door = Door(methods, self.accounts, self._urls, self.faults)
        await self._port.open(door, self.sockets.link)

    async def stop(self) -> None:
        """Bring nothing more, and take no more calls."""
        for courier in self._couriers:
            await courier.close()
        await self._port.close()

    def _sender(self, wire: Wire, ways: Ways) -> Sender:
        courier = Courier(wire, ways, self._clock, self.deliveries)
        self._couriers.append(courier)
        interactions = Interactions(self.workspace, self._triggers, self._urls)
        return Sender(
            self.workspace, self._views, self._urls, self._events, interactions, courier, ways
        )


@asynccontextmanager
async def play_slack(
    *,
    enforce_rate: bool = False,
    burst: int = 3,
    scale: float = 1.0,
    now: Callable[[], float] = time.time,
) -> AsyncGenerator[Slack]:
    """Play Slack on a free port of this machine until the end of the block.

    Args:
        enforce_rate: Answer 429 to more than one message a second in one channel.
        burst: How many messages a channel takes at once before that.
        scale: How many times faster Slack's seconds are than ours, in rates and retries.
        now: The time of day in Slack, in seconds since 1970.
    """
    slack = Slack(Port(), Clock(scale), burst, now, enforce_rate=enforce_rate)
    await slack.start()
    try:
        yield slack
    finally:
        await slack.stop()
