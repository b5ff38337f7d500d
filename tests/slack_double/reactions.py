"""The methods `reactions.*`."""

import re
from collections.abc import Mapping

from tests.slack_double.calls import Call, Method
from tests.slack_double.fields import Fields, Refused
from tests.slack_double.posts import Post
from tests.slack_double.workspace import Workspace


class Reactions:
    """As below docs.slack.dev/reference/methods/reactions.add and .remove."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def methods(self) -> Mapping[str, Method]:
        """What can be called."""
        return {"reactions.add": self.add, "reactions.remove": self.remove}

    def add(self, call: Call) -> Fields:
        """Let the app react to a message."""
        name = call.required("name")
        if not re.fullmatch(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?", name):
            raise Refused("invalid_name")
        users = self._post(call).reactions.setdefault(name, [])
        if self._workspace.bot.id in users:
            raise Refused("already_reacted")
        users.append(self._workspace.bot.id)
        return {}

    def remove(self, call: Call) -> Fields:
        """Take the app's reaction back."""
        post, name = self._post(call), call.required("name")
        users = post.reactions.get(name, [])
        if self._workspace.bot.id not in users:
            raise Refused("no_reaction")
        users.remove(self._workspace.bot.id)
        if not users:
            del post.reactions[name]
        return {}

    def _post(self, call: Call) -> Post:
        channel = self._workspace.channel(call.required("channel"))
        if self._workspace.bot.id not in channel.members:
            raise Refused("not_in_channel")
        return channel.find(call.required("timestamp"))
