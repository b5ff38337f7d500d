"""The workspace: its people, its channels, and what stands there."""

import time
from collections.abc import Callable, Sequence
from itertools import count

from tests.slack_double.channels import Channel, ChannelKind
from tests.slack_double.clock import Stamps
from tests.slack_double.fields import Fields, Refused
from tests.slack_double.people import Person
from tests.slack_double.posts import Content, Post

TEAM, APP, BOT = "T0DOUBLE", "A0DOUBLE", "B0DOUBLE"
ELSEWHERE = "T0ELSEWHERE"


class Workspace:
    """Plain values, changed by plain verbs; knows nothing of HTTP.

    Attributes:
        bot: The account of the app that is tested.
        ephemerals: What single people see, until it is taken away.
        hides_metadata: Whether the metadata of messages is shown to nobody, as Slack never does.
    """

    def __init__(self, name: str = "Association", now: Callable[[], float] = time.time) -> None:
        self.name = name
        self.stamps = Stamps(now)
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self.ephemerals: list[Post] = []
        self.hides_metadata = False
        self._numbers = count(1)
        self.bot = self.add_bot("Assistant")

    # --- people ---

    def hire(self, real_name: str, *, tz: str = "America/New_York") -> Person:
        """A full member."""
        return self._welcome(Person(self._id("U"), _handle(real_name), real_name, TEAM, tz))

    def invite_guest(self, real_name: str, *, of_one_channel: bool = False) -> Person:
        """A guest."""
        guest = self.hire(real_name)
        guest.is_restricted, guest.is_ultra_restricted = True, of_one_channel
        return guest

    def meet_stranger(self, real_name: str, team_id: str = ELSEWHERE) -> Person:
        """Somebody of another workspace, who shares a channel by Slack Connect."""
        stranger = Person(self._id("U"), _handle(real_name), real_name, team_id, is_stranger=True)
        return self._welcome(stranger)

    def add_bot(self, real_name: str) -> Person:
        """The account of an app."""
        bot = Person(self._id("U"), _handle(real_name), real_name, TEAM, is_bot=True)
        return self._welcome(bot)

    def dismiss(self, person: Person) -> None:
        """Close somebody's account, and take them out of every channel."""
        person.deleted = True
        for channel in self.channels.values():
            if person.id in channel.members:
                channel.members.remove(person.id)

    def person(self, id: str) -> Person:
        """Somebody.

        Raises:
            Refused: `user_not_found`.
        """
        if id not in self.people:
            raise Refused("user_not_found")
        return self.people[id]

    # --- channels ---

    def channel(self, id: str) -> Channel:
        """A channel.

        Raises:
            Refused: `channel_not_found`, which is also what Slack says of those one may not see.
        """
        channel = self.channels.get(id)
        is_hidden = channel is not None and channel.kind is not ChannelKind.PUBLIC
        if channel is None or (is_hidden and self.bot.id not in channel.members):
            raise Refused("channel_not_found")
        return channel

    def found(
        self,
        name: str,
        members: Sequence[Person] = (),
        kind: ChannelKind = ChannelKind.PUBLIC,
        *,
        with_bot: bool = True,
    ) -> Channel:
        """A new channel; it is shared if a stranger is among its members."""
        ids = [person.id for person in members] + [self.bot.id] * with_bot
        channel = Channel(self._id("C"), name, kind, ids)
        channel.is_shared = any(person.team_id != TEAM for person in members)
        self.channels[channel.id] = channel
        return channel

    def direct(self, person: Person) -> Channel:
        """The direct conversation of somebody and the app; founded when first asked for."""
        for channel in self.channels.values():
            if channel.kind is ChannelKind.DIRECT and person.id in channel.members:
                return channel
        channel = Channel(self._id("D"), "", ChannelKind.DIRECT, [person.id, self.bot.id])
        self.channels[channel.id] = channel
        return channel

    # --- messages ---

    def write(
        self,
        channel: Channel,
        author: Person,
        content: Content,
        thread: str = "",
        subtype: str = "",
    ) -> Post:
        """Let somebody write.

        Raises:
            Refused: `is_archived`, `not_in_channel` or `thread_not_found`.
        """
        if channel.is_archived:
            raise Refused("is_archived")
        if author.id not in channel.members:
            raise Refused("not_in_channel")
        return self._add(channel, author, content, thread, subtype)

    def write_anywhere(self, channel: Channel, content: Content, thread: str = "") -> Post:
        """Let the app answer where somebody has addressed it, a member of the channel or not.

        Raises:
            Refused: `thread_not_found`.
        """
        return self._add(channel, self.bot, content, thread)

    def show(self, channel: Channel, reader: str, content: Content, thread: str = "") -> Post:
        """Let the app show something to one person.

        Raises:
            Refused: `user_not_in_channel`.
        """
        if reader not in channel.members:
            raise Refused("user_not_in_channel")
        post = self._draft(channel, self.bot, content, thread)
        post.shown_to = reader
        self.ephemerals.append(post)
        return post

    def edit(self, post: Post, editor: Person, content: Content) -> None:
        """Put another content into a message."""
        post.content = content
        post.edited_ts, post.edited_by = self.stamps.next(), editor.id

    def as_slack(self, post: Post, *, with_metadata: bool = False) -> Fields:
        """A message of a channel in Slack's words, with what there is to tell of its thread."""
        channel = self.channels[post.channel]
        replies = [] if post.thread else channel.replies(post.ts)
        said = post.as_slack(replies, with_metadata=with_metadata)
        if post.thread and post.thread in channel.written:
            said["parent_user_id"] = channel.written[post.thread].user
        return said

    def _add(
        self, channel: Channel, author: Person, content: Content, thread: str, subtype: str = ""
    ) -> Post:
        post = self._draft(channel, author, content, thread)
        post.subtype = subtype
        channel.add(post)
        return post

    def _draft(self, channel: Channel, author: Person, content: Content, thread: str) -> Post:
        post = Post(channel.id, self.stamps.next(), author.id, author.team_id, content, thread)
        if author is self.bot:
            post.bot_id, post.app_id = BOT, APP
        elif author.is_bot:
            post.bot_id = author.id.replace("U", "B", 1)
        return post

    def _welcome(self, person: Person) -> Person:
        self.people[person.id] = person
        return person

    def _id(self, letter: str) -> str:
        return f"{letter}0{next(self._numbers):07d}"


def _handle(real_name: str) -> str:
    return real_name.lower().replace(" ", ".")
