"""Makes Bolt's app, in which a delivery is kept before it is acknowledged, and its door for HTTP.

Nothing here calls Slack, neither when it is made nor at a delivery: what staff write is kept even
while Slack's own API is down.
"""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Final

import structlog
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from assistant.slack.arrivals import read_arrival
from assistant.slack.fields import Body, is_of_another_team, word
from assistant.slack.guard import Guard, Refusal
from assistant.thread import Arrival

log = structlog.get_logger(__name__)

Keep = Callable[[Arrival], Awaitable[None]]

CALL_SECONDS: Final = 10
_UNREADABLE: Final = (AttributeError, LookupError, TypeError, ValueError)


def create_client(bot_token: str, api_url: str, call_seconds: int = CALL_SECONDS) -> AsyncWebClient:
    """A client of Slack's API that never repeats a call by itself.

    The SDK's own handler posts once more when an answer is lost, though Slack may have taken the
    first: who calls decides what is repeated.

    Args:
        bot_token: Of the Slack app.
        api_url: With a slash at its end.
        call_seconds: After which an answer is given up.
    """
    return AsyncWebClient(bot_token, base_url=api_url, timeout=call_seconds, retry_handlers=[])


def create_app(bot_token: str, api_url: str, keep: Keep, team: Callable[[], str]) -> AsyncApp:
    """Bolt's app, for HTTP and for Socket Mode alike.

    Args:
        bot_token: Of the Slack app.
        api_url: With a slash at its end.
        keep: Stores an arrival for good, once for each key and message. Whatever it raises, Slack
            is not told that the delivery was taken, and delivers it again.
        team: The id of our workspace; empty until it is known.
    """

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=team() or None, bot_token=bot_token)

    logger = logging.getLogger("slack_bolt")
    logging.getLogger("slack_sdk").setLevel(logging.WARNING)  # at DEBUG it logs what people write
    logger.setLevel(logging.ERROR)  # Bolt warns that SLACK_BOT_TOKEN is not read: we pass it
    app = AsyncApp(
        logger=logger,
        name="slack_bolt",
        client=create_client("", api_url),
        authorize=authorize,
        request_verification_enabled=False,  # the guard has done it
        ssl_check_enabled=False,  # it is answered before anybody is asked who sent it
        ignoring_self_events_enabled=False,  # what is our own is read from the event itself
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    logger.setLevel(logging.WARNING)
    app.use(Keeping(keep, team))
    return app


def create_slack_door(
    app: AsyncApp, signing_secret: str, team: Callable[[], str], now: Callable[[], datetime]
) -> Guard:
    """The ASGI application for `/slack/events`: the endpoint of a route, which a mount is not.

    Args:
        app: As `create_app` makes it.
        signing_secret: Of the Slack app.
        team: The id of our workspace; empty until it is known.
        now: The time, with its zone.
    """
    return Guard(BoltDoor(app), signing_secret, team, now)


class Keeping(AsyncMiddleware):
    """Keeps what a delivery brings, then acknowledges it: there is no listener behind it.

    An empty acknowledgement closes a modal and says nothing to who typed a command. Bolt would
    answer 404 to what no listener is for, and Slack would deliver that again.
    """

    def __init__(self, keep: Keep, team: Callable[[], str]) -> None:
        """Keep who stores, and who knows our workspace."""
        self._keep = keep
        self._team = team

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],
    ) -> BoltResponse:
        """Answer 200 for what is kept, and 503 for what is not, so that it is delivered again."""
        try:
            await self._take(req.body)
        except Exception as error:  # Bolt would answer 500, and log what the error quotes
            log.warning("slack delivery not kept", exc_info=error)
            return BoltResponse(status=503, body="Send this again in a while.")
        return BoltResponse(status=200, body="")

    async def _take(self, body: Body) -> None:
        if word(body, "type") == "app_rate_limited":
            log.warning("slack holds events back")
        arrival = read_arrival(body)
        if arrival is None or is_of_another_team(body, self._team()):  # a socket has no guard
            return
        await self._keep(arrival)


class BoltDoor:
    """Hands a verified request to Bolt; one that Bolt cannot read is a 400."""

    def __init__(self, app: AsyncApp) -> None:
        """Keep the app."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        request = Request(scope, receive)
        response = await self._respond((await request.body()).decode(), dict(request.headers))
        await response(scope, receive, send)

    async def _respond(self, body: str, headers: dict[str, Any]) -> Response:
        try:
            asked = AsyncBoltRequest(body=body, headers=headers)
        except _UNREADABLE:  # Bolt takes fields out of a body as if each had its own type
            status, sentence = Refusal.MISSHAPEN.value
            return PlainTextResponse(sentence, status)
        answer = await self._app.async_dispatch(asked)
        return Response(answer.body, answer.status, answer.first_headers())
