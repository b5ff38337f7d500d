"""The methods `chat.*`: writing, changing and removing the app's messages."""

from collections.abc import Mapping

from tests.slack_double.calls import Call, Method
from tests.slack_double.channels import Channel
from tests.slack_double.content import change_content, read_content
from tests.slack_double.fields import Fields, Refused
from tests.slack_double.posts import Post
from tests.slack_double.rates import Rates
from tests.slack_double.workspace import BOT, Workspace


class Chat:
    """As below docs.slack.dev/reference/methods/chat."""

    def __init__(self, workspace: Workspace, rates: Rates) -> None:
        self._workspace = workspace
        self._rates = rates

    def methods(self) -> Mapping[str, Method]:
        """What can be called."""
        return {
            "chat.postMessage": self.post_message,
            "chat.postEphemeral": self.post_ephemeral,
            "chat.update": self.update,
            "chat.delete": self.delete,
            "chat.getPermalink": self.get_permalink,
        }

    def post_message(self, call: Call) -> Fields:
        """Write into a channel, or to a person, whose id stands for the direct conversation."""
        channel, content = self._target(call), read_content(call)
        self._rates.admit(channel.id)
        subtype = "thread_broadcast" if call.flag("reply_broadcast") else ""
        thread = call.text("thread_ts")
        post = self._workspace.write(channel, self._workspace.bot, content, thread, subtype)
        said = self._workspace.as_slack(post, with_metadata=True)
        return {"channel": channel.id, "ts": post.ts, "message": said}

    def post_ephemeral(self, call: Call) -> Fields:
        """Show something to one person of a channel."""
        channel, content = self._target(call), read_content(call)
        thread = call.text("thread_ts")
        post = self._workspace.show(channel, call.required("user"), content, thread)
        return {"message_ts": post.ts}

    def update(self, call: Call) -> Fields:
        """Change an own message."""
        post = self._own(call, "cant_update_message")
        self._workspace.edit(post, self._workspace.bot, change_content(call, post.content))
        said = self._workspace.as_slack(post, with_metadata=True)
        return {"channel": post.channel, "ts": post.ts, "text": post.text, "message": said}

    def delete(self, call: Call) -> Fields:
        """Remove an own message; a token of a bot may remove no other."""
        post = self._own(call, "cant_delete_message")
        self._workspace.channels[post.channel].remove(post)
        return {"channel": post.channel, "ts": post.ts}

    def get_permalink(self, call: Call) -> Fields:
        """The address of a message."""
        channel = self._workspace.channel(call.required("channel"))
        post = channel.find(call.required("message_ts"))
        link = f"https://double.slack.com/archives/{channel.id}/p{post.ts.replace('.', '')}"
        return {"channel": channel.id, "permalink": link}

    def _target(self, call: Call) -> Channel:
        target = call.required("channel")
        if target in self._workspace.people:
            return self._workspace.direct(self._workspace.people[target])
        return self._workspace.channel(target)

    def _own(self, call: Call, error: str) -> Post:
        channel = self._workspace.channel(call.required("channel"))
        post = channel.find(call.required("ts"))
        if post.bot_id != BOT:
            raise Refused(error)
        return post
