"""Speaks to Slack, and says of every call what became of it: done, not now, never, or unknown."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from aiohttp import ClientConnectorError, ClientError
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

from assistant.seams import AssistantError
from assistant.thread import Post

OUTBOX: Final = "outbox"  # the event type of our posts' metadata
_FINE: Final = 200
_TOO_MANY: Final = 429
_UNREACHED_SECONDS: Final = 5.0  # before an address is tried again that takes no connection
_WAIT_SECONDS: Final = 30.0  # where Slack says "too many" and not how long
_AT_ONCE: Final = 200  # messages or people of one page
# Answers that say nothing about what was asked, only that Slack is in trouble.
_TROUBLED: Final = frozenset(
    {"fatal_error", "internal_error", "request_timeout", "service_unavailable"}
)
_LATER: Final = frozenset({"ratelimited", "rate_limited", "team_added_to_org"})
# What the library raises where an answer does not come, or is of another shape than Slack's own:
# its own check of an answer that is no JSON fails with an AttributeError.
_LOST: Final = (TimeoutError, ClientError, SlackClientError, OSError, ValueError, AttributeError)

Message = Mapping[str, Any]


class SlackRefused(AssistantError):
    """Slack will not do this, however often it is asked."""

    def __init__(self, code: str) -> None:
        """Keep Slack's own word for it: `is_archived`."""
        self.code = code
        super().__init__(f"Slack refuses: {code}.")


class SlackLater(AssistantError):
    """Slack has certainly not done it, and may be asked again after a while."""

    def __init__(self, wait_seconds: float) -> None:
        """Keep after how long."""
        self.wait_seconds = wait_seconds
        super().__init__(f"Slack is to be asked again after {wait_seconds:g} s.")


class SlackUnknown(AssistantError):
    """Slack may have done it, or not: that has to be looked at before it is done again."""


class SlackClient:
    """The calls that the door makes.

    Failure policy: every method raises `SlackRefused`, `SlackLater` or `SlackUnknown`, and asks
    Slack once: the library's own retries post twice what is accepted and not acknowledged.
    """

    def __init__(self, web: AsyncWebClient) -> None:
        """Keep the library's client, which must have no retry handlers."""
        assert not web.retry_handlers, "its retries post twice"
        self._web = web

    async def whoami(self) -> Mapping[str, Any]:
        """The assistant's own ids: `team_id`, `user_id`, `bot_id`."""
        answer = await _ask(self._web.auth_test)
        return {name: _told(answer, name) for name in ("team_id", "user_id", "bot_id")}

    async def post(
        self, channel: str, post: Post, *, thread_ts: str = "", marks: Sequence[str] = ()
    ) -> str:
        """Post; gives the ts under which Slack has it.

        Args:
            channel: Where.
            post: What.
            thread_ts: Of the root of a thread; empty to begin one.
            marks: By which it is found again.
        """
        answer = await _ask(
            lambda: self._web.chat_postMessage(
                channel=channel,
                text=post.text,
                blocks=[dict(block) for block in post.blocks],
                thread_ts=thread_ts or None,
                metadata={"event_type": OUTBOX, "event_payload": {"ids": list(marks)}},
                unfurl_links=False,
                unfurl_media=False,
            )
        )
        return str(_told(answer, "ts"))

    async def update(self, channel: str, ts: str, post: Post) -> None:
        """Show something else in a post of ours."""
        await _ask(
            lambda: self._web.chat_update(
                channel=channel,
                ts=ts,
                text=post.text,
                blocks=[dict(block) for block in post.blocks],
            )
        )

    async def delete(self, channel: str, ts: str) -> None:
        """Delete a post of ours, unless it is gone."""
        await _ask(lambda: self._web.chat_delete(channel=channel, ts=ts), "message_not_found")

    async def react(self, channel: str, ts: str, name: str) -> None:
        """Put a reaction to a message, unless it is there."""
        await _ask(
            lambda: self._web.reactions_add(channel=channel, timestamp=ts, name=name),
            "already_reacted",
        )

    async def take_reaction_away(self, channel: str, ts: str, name: str) -> None:
        """Take our reaction to a message away, if it is there."""
        await _ask(
            lambda: self._web.reactions_remove(channel=channel, timestamp=ts, name=name),
            "no_reaction",
        )

    async def whisper(self, channel: str, user: str, post: Post, thread_ts: str = "") -> None:
        """Show something to one person alone, until they reload."""
        await _ask(
            lambda: self._web.chat_postEphemeral(
                channel=channel,
                user=user,
                text=post.text,
                blocks=[dict(block) for block in post.blocks],
                thread_ts=thread_ts or None,
            )
        )

    async def respond(
        self, url: str, post: Post, thread_ts: str = "", *, in_channel: bool = False
    ) -> None:
        """Answer a command or a button where it was used, whatever channel that is.

        Args:
            url: As Slack gave it; it serves five times, for half an hour.
            post: What is said.
            thread_ts: Of the thread that it belongs to; Slack does not tell by the address.
            in_channel: Whether everybody there sees it.
        """
        webhook = AsyncWebhookClient(url, timeout=self._web.timeout, retry_handlers=[])
        body = {
            "response_type": "in_channel" if in_channel else "ephemeral",
            "replace_original": False,
            "text": post.text,
            "blocks": [dict(block) for block in post.blocks],
            "unfurl_links": False,
            "unfurl_media": False,
            **({"thread_ts": thread_ts} if thread_ts else {}),
        }
        try:
            answer = await webhook.send_dict(body)
        except (TimeoutError, ClientError, SlackClientError, OSError, ValueError) as error:
            raise SlackUnknown(f"Slack's answer was lost ({type(error).__name__}).") from error
        if answer.status_code != _FINE:
            raise SlackRefused(f"response_url {answer.status_code}")

    async def open_form(self, trigger: str, view: Mapping[str, Any]) -> None:
        """Open a modal, within three seconds of what asked for it."""
        await _ask(lambda: self._web.views_open(trigger_id=trigger, view=dict(view)))

    async def show_home(self, user: str, view: Mapping[str, Any]) -> None:
        """Show somebody the assistant's own page."""
        await _ask(lambda: self._web.views_publish(user_id=user, view=dict(view)))

    async def think(self, channel: str, thread_ts: str, status: str) -> None:
        """Say what the assistant is doing, until it writes."""
        await _ask(
            lambda: self._web.assistant_threads_setStatus(
                channel_id=channel, thread_ts=thread_ts, status=status
            )
        )

    async def user(self, id: str) -> Mapping[str, Any]:
        """A person, as Slack describes them."""
        found: Mapping[str, Any] = _told(await _ask(lambda: self._web.users_info(user=id)), "user")
        return found

    async def members(self, channel: str) -> frozenset[str]:
        """The ids of all who are in a channel."""
        found: list[str] = []
        async for page in _pages(
            lambda cursor: self._web.conversations_members(
                channel=channel, cursor=cursor, limit=_AT_ONCE
            )
        ):
            found += _told(page, "members")
        return frozenset(found)

    async def replies(self, channel: str, root_ts: str, oldest: str = "0") -> list[Message]:
        """The messages of a thread since a ts, its root first, with their metadata."""
        return await _messages(
            lambda cursor: self._web.conversations_replies(
                channel=channel,
                ts=root_ts,
                oldest=oldest,
                inclusive=True,
                include_all_metadata=True,
                cursor=cursor,
                limit=_AT_ONCE,
            )
        )

    async def history(self, channel: str, oldest: str) -> list[Message]:
        """The messages of a channel outside of threads since a ts, with their metadata."""
        return await _messages(
            lambda cursor: self._web.conversations_history(
                channel=channel,
                oldest=oldest,
                inclusive=True,
                include_all_metadata=True,
                cursor=cursor,
                limit=_AT_ONCE,
            )
        )

    async def permalink(self, channel: str, ts: str) -> str:
        """Where a browser finds a message."""
        asked = await _ask(lambda: self._web.chat_getPermalink(channel=channel, message_ts=ts))
        return str(_told(asked, "permalink"))


Call = Callable[[], Awaitable[AsyncSlackResponse]]
Paged = Callable[[str | None], Awaitable[AsyncSlackResponse]]


async def _messages(call: Paged) -> list[Message]:
    return [one async for page in _pages(call) for one in _told(page, "messages")]


async def _pages(call: Paged) -> AsyncGenerator[Mapping[str, Any], None]:
    cursor: str | None = None
    while True:
        page = await _ask(lambda: call(cursor))  # noqa: B023 - awaited before the next turn
        yield page
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or None
        if cursor is None:
            return


async def _ask(call: Call, *fine: str) -> Mapping[str, Any]:
    """Make a call once.

    Args:
        call: The call.
        fine: Refusals that mean that it was done before.

    Raises:
        SlackRefused: It will never be done.
        SlackLater: It has not been done, and may be later.
        SlackUnknown: It may have been done.
    """
    try:
        answer = (await call()).data
    except SlackApiError as error:
        return _refusal(error, fine)
    except ClientConnectorError as error:
        raise SlackLater(_UNREACHED_SECONDS) from error
    except _LOST as error:
        raise SlackUnknown(f"Slack's answer was lost ({type(error).__name__}).") from error
    if not isinstance(answer, dict):
        raise SlackUnknown("Slack's answer cannot be read.")
    return answer


def _told(answer: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401 - of Slack's own shape
    """What an answer tells under a name.

    Raises:
        SlackUnknown: It tells nothing there, as no answer of Slack's own should.
    """
    if name not in answer:
        raise SlackUnknown(f"Slack's answer has no {name}.")
    return answer[name]


def _refusal(error: SlackApiError, fine: Sequence[str]) -> Mapping[str, Any]:
    answer = error.response
    if not isinstance(answer, AsyncSlackResponse) or not isinstance(answer.data, dict):
        raise SlackUnknown("Slack's answer cannot be read.") from error
    code = str(answer.data.get("error", ""))
    if answer.status_code == _TOO_MANY or code in _LATER:
        raise SlackLater(_wait_of(answer.headers)) from error
    if not code or code in _TROUBLED:
        raise SlackUnknown("Slack is in trouble.") from error
    if code in fine:
        return {}
    raise SlackRefused(code) from error


def _wait_of(headers: Mapping[str, Any]) -> float:
    told = {name.lower(): value for name, value in headers.items()}.get("retry-after", "")
    try:
        return max(float(told), 1.0)
    except ValueError:
        return _WAIT_SECONDS
