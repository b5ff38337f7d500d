"""A double of Slack with a person, a channel, and a small Bolt app that hears what they do."""

import re
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack_double import Channel, Person, Sender, Slack, play_slack
from tests.slack_double.fields import Fields

Act = Callable[[AsyncWebClient, AsyncRespond, Fields], Awaitable[object]]
Check = Callable[[AsyncAck, Fields], Awaitable[object]]


class BoltApp:
    """Keeps what it hears, and does as a test says.

    Attributes:
        events: What Slack told of, without envelopes.
        bodies: The whole of each event, interaction and command.
    """

    def __init__(self, client: AsyncWebClient) -> None:
        self.events: list[Fields] = []
        self.bodies: list[Fields] = []
        self.bolt = AsyncApp(signing_secret=Slack.signing_secret, client=client)
        self.bolt.event(re.compile(".*"))(self._hear)

    def texts(self) -> list[str]:
        """What people wrote."""
        return [event["text"] for event in self.events if "text" in event]

    def on_press(self, action_id: str, act: Act) -> None:
        """Do something when a button is pressed."""
        self.bolt.action(action_id)(self._listener(act))

    def on_command(self, command: str, act: Act) -> None:
        """Do something when a slash command is run."""
        self.bolt.command(command)(self._listener(act))

    def on_form(self, callback_id: str, check: Check) -> None:
        """Acknowledge a modal that was sent in."""

        async def listen(ack: AsyncAck, body: Fields) -> None:
            self.bodies.append(body)
            await check(ack, body)

        self.bolt.view(callback_id)(listen)

    def _listener(self, act: Act) -> Callable[..., Awaitable[None]]:
        async def listen(
            ack: AsyncAck, body: Fields, client: AsyncWebClient, respond: AsyncRespond
        ) -> None:
            self.bodies.append(body)
            await ack()
            await act(client, respond, body)

        return listen

    async def _hear(self, body: Fields) -> None:
        self.events.append(body["event"])
        self.bodies.append(body)


@asynccontextmanager
async def serve_events(app: web.Application) -> AsyncGenerator[str]:
    """Serve on a free port until the end of the block; gives the address for events."""
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    finally:
        await runner.cleanup()


def client_of(slack: Slack, token: str = Slack.token) -> AsyncWebClient:
    """A client that tries everything once."""
    return AsyncWebClient(token, slack.api_url, retry_handlers=[], timeout=5)


async def post_in(client: AsyncWebClient, channel: Channel, text: str = "root") -> str:
    """Let the app write into a channel; gives the `ts`."""
    return str((await client.chat_postMessage(channel=channel.id, text=text))["ts"])


def error_of(caught: pytest.ExceptionInfo[SlackApiError]) -> str:
    """Slack's word for what was wrong."""
    return str(caught.value.response["error"])


def texts_in(slack: Slack, channel: Channel) -> list[str]:
    """What stands in a channel."""
    return [post.text for post in slack.posts(channel)]


@pytest.fixture
async def slack() -> AsyncGenerator[Slack]:
    """A Slack whose retries do not keep a test waiting."""
    async with play_slack(scale=5000) as playing:
        yield playing


@pytest.fixture
def ana(slack: Slack) -> Person:
    """A member."""
    return slack.workspace.hire("Ana Ruiz")


@pytest.fixture
def staff(slack: Slack, ana: Person) -> Channel:
    """The channel in which Ana and the app sit."""
    return slack.workspace.found("staff", members=[ana])


@pytest.fixture
def slack_client(slack: Slack) -> AsyncWebClient:
    """The SDK's, talking to the double."""
    return client_of(slack)


@pytest.fixture
def bolt_app(slack_client: AsyncWebClient) -> BoltApp:
    """An app, not yet served."""
    return BoltApp(slack_client)


@pytest.fixture
async def sender(slack: Slack, bolt_app: BoltApp) -> AsyncGenerator[Sender]:
    """People whose acts the app hears by HTTP."""
    async with serve_events(bolt_app.bolt.web_app("/slack/events")) as url:
        yield slack.sender(url)
