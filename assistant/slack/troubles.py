"""Tells of trouble with Slack by other ways: staff by e-mail and on their page, and visitors."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

import structlog

from assistant.conversation import ConversationId
from assistant.seams import ConversationUnknown
from assistant.storage.outbox import Parcel

log = structlog.get_logger(__name__)

PATIENCE: Final = timedelta(seconds=10)  # for which Slack may be silent before visitors are told
# Slack's words for a door that stays shut until somebody of the staff opens it.
_SHUT: Final = frozenset(
    {
        "access_denied",
        "accesslimited",
        "account_inactive",
        "channel_not_found",
        "ekm_access_denied",
        "invalid_auth",
        "is_archived",
        "missing_scope",
        "not_authed",
        "no_permission",
        "not_in_channel",
        "org_login_required",
        "restricted_action",
        "restricted_action_non_threadable_channel",
        "restricted_action_read_only_channel",
        "restricted_action_thread_locked",
        "restricted_action_thread_only_channel",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
    }
)


def is_shut(code: str) -> bool:
    """Whether an error of Slack's concerns all that is told there, not one post."""
    return code in _SHUT


class Troubles:
    """What is wrong with Slack by now, by channel.

    Failure policy: what telling raises is raised; the parcel is tried again, and it is told then.
    """

    def __init__(
        self,
        now: Callable[[], datetime],
        alarm: Callable[[ConversationId], Awaitable[None]],
        tell_visitor: Callable[[ConversationId, str], Awaitable[None]],
        behind: Callable[[str], Awaitable[Sequence[ConversationId]]],
    ) -> None:
        """Keep what telling needs.

        Args:
            now: The time, aware.
            alarm: Raises an alarm among staff, once in a while, for a conversation that waits.
            tell_visitor: Tells the visitor of a conversation that staff hear of it later, once
                under one origin.
            behind: The conversations of which a channel has still to be told what visitors wrote.
        """
        self._now = now
        self._alarm = alarm
        self._tell_visitor = tell_visitor
        self._behind = behind
        self._since: dict[str, datetime] = {}
        self._shut: dict[str, str] = {}
        self._told: dict[str, set[ConversationId]] = defaultdict(set)

    def reasons(self) -> list[str]:
        """What works worse than it should, for `/readyz`."""
        shut = [f"slack: {code} in {channel}" for channel, code in self._shut.items()]
        silent = [
            f"slack: not answering for {channel}"
            for channel, since in self._since.items()
            if channel not in self._shut and self._now() - since >= PATIENCE
        ]
        return shut + silent

    async def waiting(self, parcel: Parcel) -> None:
        """Note that something waits; all whose words wait behind it are told so.

        After a while, as Slack may answer soon; at once where it has shut the door.
        """
        channel = parcel.channel
        since = self._since.setdefault(channel, self._now())
        if channel not in self._shut and self._now() - since < PATIENCE:
            return
        for visitor in await self._behind(channel):
            if visitor in self._told[channel]:
                continue
            with suppress(ConversationUnknown):  # erased meanwhile
                await self._tell_visitor(visitor, f"unreached:{since.isoformat()}")
            self._told[channel].add(visitor)

    async def shut(self, parcel: Parcel, code: str) -> None:
        """Note that Slack will not take anything, and tell staff by other ways."""
        if self._shut.get(parcel.channel) != code:
            log.error("Slack is shut", code=code)
        self._shut[parcel.channel] = code
        await self._alarm(parcel.conversation)

    async def refused(self, parcel: Parcel) -> None:
        """Tell staff by other ways of one thing that Slack will never be told."""
        await self._alarm(parcel.conversation)

    async def over(self, channel: str) -> None:
        """Note that Slack takes what it is told."""
        self._since.pop(channel, None)
        self._shut.pop(channel, None)
        self._told.pop(channel, None)
