"""A message as it stands in a channel, or before the eyes of one person."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.slack_double.fields import Fields


@dataclass(frozen=True)
class Content:
    """What an author puts into a message.

    Attributes:
        options: How it is to be shown, as the author said it: `unfurl_links`, `link_names`, ...
    """

    text: str = ""
    blocks: list[Fields] = field(default_factory=list)
    attachments: list[Fields] = field(default_factory=list)
    metadata: Fields | None = None
    options: Fields = field(default_factory=dict)


@dataclass(eq=False)
class Post:
    """A message.

    Attributes:
        channel: Id of the channel in which it stands.
        thread: `ts` of the root that it answers; empty if it answers none.
        bot_id, app_id: Empty where a person wrote.
        edited_ts: When it was last edited; its `ts` never changes.
        reactions: Who reacted, by the name of the emoji.
        shown_to: The only person who sees it; empty if everybody does.
    """

    channel: str
    ts: str
    user: str
    team: str
    content: Content
    thread: str = ""
    bot_id: str = ""
    app_id: str = ""
    subtype: str = ""
    edited_ts: str = ""
    edited_by: str = ""
    reactions: dict[str, list[str]] = field(default_factory=dict)
    files: list[Fields] = field(default_factory=list)
    shown_to: str = ""

    @property
    def text(self) -> str:
        return self.content.text

    @property
    def blocks(self) -> list[Fields]:
        return self.content.blocks

    @property
    def metadata(self) -> Fields | None:
        return self.content.metadata

    def as_slack(self, replies: Sequence["Post"] = (), *, with_metadata: bool = False) -> Fields:
        """The message in Slack's words (docs.slack.dev/reference/events/message).

        Args:
            replies: The answers to it, if it is a root.
            with_metadata: Slack tells metadata only to who asks for it.
        """
        said: Fields = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text}
        said |= {"team": self.team, **_of_bot(self), **_of_thread(self, replies)}
        optional = {
            "subtype": self.subtype,
            "blocks": self.blocks,
            "attachments": self.content.attachments,
            "files": self.files,
            "reactions": [
                {"name": name, "users": list(users), "count": len(users)}
                for name, users in self.reactions.items()
            ],
            "edited": self.edited_ts and {"user": self.edited_by, "ts": self.edited_ts},
            "metadata": self.metadata if with_metadata else None,
        }
        return said | {name: value for name, value in optional.items() if value}


def _of_bot(post: Post) -> Fields:
    return {"bot_id": post.bot_id, "app_id": post.app_id} if post.bot_id else {}


def _of_thread(post: Post, replies: Sequence[Post]) -> Fields:
    if post.thread:
        return {"thread_ts": post.thread}
    if not replies:
        return {}
    return {
        "thread_ts": post.ts,
        "reply_count": len(replies),
        "reply_users": sorted({reply.user for reply in replies}),
        "latest_reply": replies[-1].ts,
    }
