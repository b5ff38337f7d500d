"""The methods `assistant.threads.*`: what an agent shows while it thinks, and what it suggests."""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.slack_double.calls import Call, Method
from tests.slack_double.fields import Fields, Refused
from tests.slack_double.workspace import Workspace


@dataclass(frozen=True)
class Status:
    """What stands below a thread while the app works on it; an empty text takes it away."""

    channel: str
    thread: str
    text: str
    loading_messages: tuple[str, ...] = ()


class Agents:
    """As below docs.slack.dev/reference/methods/assistant.threads.setStatus.

    Attributes:
        statuses: Every status that was shown, in order.
        prompts: The suggestions that stand in a channel, by its id.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.statuses: list[Status] = []
        self.prompts: dict[str, list[Fields]] = {}
        self._workspace = workspace

    def methods(self) -> Mapping[str, Method]:
        """What can be called."""
        return {
            "assistant.threads.setStatus": self.set_status,
            "assistant.threads.setSuggestedPrompts": self.set_suggested_prompts,
        }

    def set_status(self, call: Call) -> Fields:
        """Say what the app is doing; at most ten messages turn about."""
        channel = self._workspace.channel(call.required("channel_id"))
        thread = call.required("thread_ts")
        if thread not in channel.written:
            raise Refused("thread_not_found")
        messages = call.structure("loading_messages") or []
        if not isinstance(messages, list) or len(messages) > 10:
            raise Refused("invalid_arguments")
        self.statuses.append(Status(channel.id, thread, call.text("status"), tuple(messages)))
        return {}

    def set_suggested_prompts(self, call: Call) -> Fields:
        """Suggest what one may ask; a thread need not be named any more."""
        channel = self._workspace.channel(call.required("channel_id"))
        prompts = call.structure("prompts")
        if not isinstance(prompts, list) or not all(_is_prompt(prompt) for prompt in prompts):
            raise Refused("invalid_arguments")
        if len(prompts) > 4:
            raise Refused("invalid_arguments", "[ERROR] no more than 4 prompts")
        self.prompts[channel.id] = prompts
        return {}


def _is_prompt(prompt: object) -> bool:
    return isinstance(prompt, dict) and {"title", "message"} <= prompt.keys()
