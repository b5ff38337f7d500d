"""The methods `conversations.*`: reading channels, threads and members, page by page."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import TypeVar

from tests.slack_double.calls import Call, Method
from tests.slack_double.channels import Channel
from tests.slack_double.clock import moment
from tests.slack_double.fields import Fields, Refused
from tests.slack_double.posts import Post
from tests.slack_double.workspace import Workspace

_T = TypeVar("_T")

# docs.slack.dev/reference/methods/conversations.history and .replies: how many come unasked for,
# and the most that can be asked for.
_DEFAULT, _MOST = 100, 999


class Conversations:
    """As below docs.slack.dev/reference/methods/conversations."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def methods(self) -> Mapping[str, Method]:
        """What can be called."""
        return {
            "conversations.history": self.history,
            "conversations.replies": self.replies,
            "conversations.members": self.members,
            "conversations.info": self.info,
            "conversations.open": self.open,
        }

    def history(self, call: Call) -> Fields:
        """The messages of a channel, newest first; of replies only those shown in the channel."""
        channel = self._readable(call)
        posts = reversed(list(channel.written.values()))
        shown = [post for post in posts if not post.thread or post.subtype == "thread_broadcast"]
        return self._messages(call, [post for post in shown if _is_wanted(call, post)])

    def replies(self, call: Call) -> Fields:
        """A thread, oldest first; its root comes even if it is older than what is asked for.

        The `ts` of a reply gives this one message.
        """
        channel, ts = self._readable(call), call.required("ts")
        if ts not in channel.written:
            raise Refused("thread_not_found")
        answers = [post for post in channel.replies(ts) if _is_wanted(call, post)]
        return self._messages(call, [channel.written[ts], *answers])

    def members(self, call: Call) -> Fields:
        """The ids of a channel's members."""
        channel = self._workspace.channel(call.required("channel"))
        ids, cursor = _page(call, channel.members)
        return {"members": list(ids), "response_metadata": {"next_cursor": cursor}}

    def info(self, call: Call) -> Fields:
        """A channel."""
        channel = self._workspace.channel(call.required("channel"))
        told = channel.as_slack(self._workspace.bot.id)
        if call.flag("include_num_members"):
            told["num_members"] = len(channel.members)
        return {"channel": told}

    def open(self, call: Call) -> Fields:
        """The direct conversation with somebody."""
        person = self._workspace.person(call.required("users"))
        return {"channel": {"id": self._workspace.direct(person).id}}

    def _readable(self, call: Call) -> Channel:
        channel = self._workspace.channel(call.required("channel"))
        if self._workspace.bot.id not in channel.members:
            raise Refused("not_in_channel")
        return channel

    def _messages(self, call: Call, posts: Sequence[Post]) -> Fields:
        page, cursor = _page(call, posts)
        wanted = call.flag("include_all_metadata")
        with_metadata = wanted and not self._workspace.hides_metadata
        said = [self._workspace.as_slack(post, with_metadata=with_metadata) for post in page]
        answer: Fields = {"messages": said, "has_more": bool(cursor)}
        return answer | ({"response_metadata": {"next_cursor": cursor}} if cursor else {})


def _is_wanted(call: Call, post: Post) -> bool:
    oldest, latest, at = call.text("oldest"), call.text("latest"), moment(post.ts)
    if call.flag("inclusive") and at in {moment(oldest), moment(latest)}:
        return True
    return at > moment(oldest) and (not latest or at < moment(latest))


def _page(call: Call, things: Sequence[_T]) -> tuple[Sequence[_T], str]:
    """A page, and the cursor of the next one; empty with the last page."""
    start = _position(call.text("cursor"))
    end = start + min(call.number("limit", _DEFAULT), _MOST)
    cursor = base64.b64encode(f"next:{end}".encode()).decode() if end < len(things) else ""
    return things[start:end], cursor


def _position(cursor: str) -> int:
    try:
        return int(base64.b64decode(cursor, validate=True).decode().partition(":")[2] or 0)
    except (ValueError, binascii.Error):
        raise Refused("invalid_cursor") from None
