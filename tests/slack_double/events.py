"""The events that Slack tells the app of (docs.slack.dev/reference/events), in its words."""

import secrets
import time
from collections.abc import Iterator

from tests.slack_double.channels import Channel, ChannelKind
from tests.slack_double.fields import Fields
from tests.slack_double.parcels import Parcel, ParcelKind
from tests.slack_double.people import Person
from tests.slack_double.posts import Post
from tests.slack_double.views import View
from tests.slack_double.workspace import APP, TEAM, Workspace


class Events:
    """Words an event, and puts it into its envelope."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def written(self, channel: Channel, post: Post) -> Iterator[Parcel]:
        """Somebody wrote; where the app is mentioned, Slack tells it twice, under two ids."""
        said = self._workspace.as_slack(post)
        said |= {"channel": channel.id, "event_ts": post.ts}
        if post.subtype == "thread_broadcast":
            said["root"] = self._workspace.as_slack(channel.written[post.thread])
        author = self._workspace.people[post.user]
        if author.team_id != TEAM:
            said |= {"user_team": author.team_id, "source_team": author.team_id}
        yield self._wrap({**said, "channel_type": channel.kind.value}, channel)
        is_mentioned = f"<@{self._workspace.bot.id}>" in post.text
        if is_mentioned and channel.kind is not ChannelKind.DIRECT:
            yield self._wrap({**said, "type": "app_mention"}, channel)

    def changed(self, channel: Channel, post: Post, before: Fields) -> Parcel:
        """A message is not what it was."""
        change = {"message": self._workspace.as_slack(post), "previous_message": before}
        return self._hidden(channel, "message_changed", change)

    def removed(self, channel: Channel, before: Fields) -> Parcel:
        """A message is gone."""
        change = {"previous_message": before, "deleted_ts": before["ts"]}
        return self._hidden(channel, "message_deleted", change)

    def replied(self, channel: Channel, reply: Post) -> Parcel:
        """A root has a reply; a second way of telling what `written` has told."""
        root = self._workspace.as_slack(channel.find(reply.thread))
        replies = [{"user": answer.user, "ts": answer.ts} for answer in channel.replies(root["ts"])]
        return self._hidden(channel, "message_replied", {"message": {**root, "replies": replies}})

    def came(self, channel: Channel, person: Person) -> Parcel:
        """Somebody joined a channel."""
        return self._membership("member_joined_channel", channel, person)

    def went(self, channel: Channel, person: Person) -> Parcel:
        """Somebody left a channel."""
        return self._membership("member_left_channel", channel, person)

    def home_opened(self, person: Person, tab: str, home: View | None) -> Parcel:
        """Somebody looks at the app's own page; `messages` is the direct conversation."""
        channel = self._workspace.direct(person)
        event: Fields = {"type": "app_home_opened", "user": person.id, "channel": channel.id}
        event |= {"tab": tab, "event_ts": self._workspace.stamps.next()}
        return self._wrap(event | ({"view": home.as_slack()} if home else {}), channel)

    def _hidden(self, channel: Channel, subtype: str, change: Fields) -> Parcel:
        now = self._workspace.stamps.next()
        event: Fields = {"type": "message", "subtype": subtype, "hidden": True, "ts": now}
        event |= {"channel": channel.id, "channel_type": channel.kind.value, "event_ts": now}
        return self._wrap(event | change, channel)

    def _membership(self, type: str, channel: Channel, person: Person) -> Parcel:
        letter = "C" if channel.kind is ChannelKind.PUBLIC else "G"
        event = {"type": type, "user": person.id, "channel": channel.id, "channel_type": letter}
        event |= {"team": person.team_id, "event_ts": self._workspace.stamps.next()}
        return self._wrap(event, channel)

    def _wrap(self, event: Fields, channel: Channel) -> Parcel:
        authorization = {
            "enterprise_id": None,
            "team_id": TEAM,
            "user_id": self._workspace.bot.id,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        envelope = {
            "type": "event_callback",
            "team_id": TEAM,
            "api_app_id": APP,
            "event": event,
            "event_id": f"Ev{secrets.token_hex(5).upper()}",
            "event_time": int(time.time()),
            "authorizations": [authorization],
            "is_ext_shared_channel": channel.is_shared,
        }
        return Parcel(ParcelKind.EVENT, envelope)
