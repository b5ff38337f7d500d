"""A channel, private channel or direct conversation: its members, messages and threads."""

from dataclasses import dataclass, field
from enum import StrEnum

from tests.slack_double.fields import Fields, Refused
from tests.slack_double.posts import Content, Post


class ChannelKind(StrEnum):
    """The `channel_type` of events."""

    PUBLIC = "channel"
    PRIVATE = "group"
    DIRECT = "im"


@dataclass(eq=False)
class Channel:
    """Where messages stand.

    Attributes:
        members: Ids of the people in it, the app's own included.
        is_shared: With another workspace, by Slack Connect.
        written: Every message that stands, by its `ts`, in the order of writing.
    """

    id: str
    name: str
    kind: ChannelKind
    members: list[str]
    is_archived: bool = False
    is_shared: bool = False
    written: dict[str, Post] = field(default_factory=dict)

    def add(self, post: Post) -> None:
        """Let a message stand here.

        Slack takes the `ts` of a reply as `thread_ts` in some places and files the message
        somewhere. The double refuses it on purpose, for no app should count on that.

        Raises:
            Refused: `thread_not_found`, if it answers what is no root here.
        """
        if post.thread:
            root = self.written.get(post.thread)
            if root is None or root.thread:
                raise Refused("thread_not_found")
        self.written[post.ts] = post

    def find(self, ts: str) -> Post:
        """The message with this `ts`.

        Raises:
            Refused: `message_not_found`.
        """
        if ts not in self.written or self.written[ts].subtype == "tombstone":
            raise Refused("message_not_found")
        return self.written[ts]

    def replies(self, root: str) -> list[Post]:
        """The answers to a root, oldest first."""
        return [post for post in self.written.values() if post.thread == root]

    def remove(self, post: Post) -> None:
        """Take a message away; a root with replies leaves a tombstone, so that they keep a root."""
        if self.replies(post.ts):
            post.subtype, post.user, post.bot_id = "tombstone", "USLACKBOT", ""
            post.content = Content("This message was deleted.")
            post.reactions.clear()
            post.files.clear()
        else:
            del self.written[post.ts]

    def as_slack(self, reader: str) -> Fields:
        """The `channel` of `conversations.info`, as one of its readers is told it."""
        return {
            "id": self.id,
            "name": self.name,
            "is_channel": self.kind is ChannelKind.PUBLIC,
            "is_group": self.kind is ChannelKind.PRIVATE,
            "is_im": self.kind is ChannelKind.DIRECT,
            "is_private": self.kind is not ChannelKind.PUBLIC,
            "is_archived": self.is_archived,
            "is_ext_shared": self.is_shared,
            "is_member": reader in self.members,
        }
