"""Leads to the threads of conversations, as Slack gives the addresses."""

from assistant.conversation import ConversationId
from assistant.slack.client import SlackClient, SlackLater, SlackRefused, SlackUnknown
from assistant.storage.threads import ThreadStore


class Links:
    """Addresses of threads, each asked for once.

    Failure policy: where Slack does not give one there is none.
    """

    def __init__(self, threads: ThreadStore, slack: SlackClient) -> None:
        """Keep who knows the threads, and who knows their addresses."""
        self._threads = threads
        self._slack = slack
        self._known: dict[tuple[str, str], str] = {}

    async def to(self, id: ConversationId) -> str:
        """The address of a conversation's thread; empty for none."""
        thread = await self._threads.of(id)
        if thread is None or not thread.root_ts:
            return ""
        place = thread.channel, thread.root_ts
        if place not in self._known:
            try:
                self._known[place] = await self._slack.permalink(*place)
            except (SlackLater, SlackRefused, SlackUnknown):
                return ""
        return self._known[place]
