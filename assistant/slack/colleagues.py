"""Who of Slack's people are staff: members of the staff channel, of our own team, and no guests."""

import asyncio
import unicodedata
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, TypeVar

from assistant.conversation import Staff
from assistant.seams import AssistantError
from assistant.slack.client import SlackClient, SlackLater, SlackRefused

# For which what is known of people serves: another server may have heard who left the channel.
FRESH_SECONDS: Final = 10.0
_WAIT_SECONDS: Final = 5.0  # before Slack is asked again who will not tell
_UNKNOWN: Final = frozenset({"user_not_found", "user_not_visible", "users_not_found"})
PLACE: Final = "Slack"
_LETTERS: Final = 80  # of a name, as many as Slack allows
_Told = TypeVar("_Told")


class Bar(StrEnum):
    """Why somebody is not let in."""

    BOT = "bot"
    GONE = "gone"  # the account was switched off
    GUEST = "guest"
    STRANGER = "stranger"  # of another organisation, in a shared channel
    NOT_A_MEMBER = "not_a_member"  # of the staff channel
    UNKNOWN = "unknown"  # Slack does not know them


class NotOfStaff(AssistantError):
    """Somebody may not do what only staff may."""

    def __init__(self, bar: Bar) -> None:
        """Keep why."""
        self.bar = bar
        super().__init__(f"Only staff may do this ({bar}).")


@dataclass(frozen=True, slots=True)
class Colleague:
    """One of the staff, by Slack's id and by name."""

    id: str
    name: str

    @property
    def staff(self) -> Staff:
        """As the desk knows them."""
        return Staff(self.name, PLACE)


class Colleagues:
    """Tells staff from others.

    Failure policy: while Slack cannot be asked nobody new is let in: `admit` raises what the
    client raises, and whatever was to be done is tried again.
    """

    def __init__(self, slack: SlackClient, channel: str, clock: Callable[[], float]) -> None:
        """Keep what telling needs.

        Args:
            slack: Knows people.
            channel: Whose members are staff.
            clock: Seconds.
        """
        self._slack = slack
        self._channel = channel
        self._clock = clock
        self._people: dict[str, tuple[float, Mapping[str, Any]]] = {}
        self._members: tuple[float, frozenset[str]] = (-FRESH_SECONDS, frozenset())
        self._self: Mapping[str, Any] = {}
        self._asking = asyncio.Lock()

    async def admit(self, user: str) -> Colleague:
        """One of the staff.

        Raises:
            NotOfStaff: They are none.
            SlackLater: It cannot be told for now.
            SlackUnknown: The same.
        """
        async with self._asking:
            person = await self._person(user)
            bar = bar_of(person, await self.team())
            if bar is None and user not in await self._members_by_now():
                bar = Bar.NOT_A_MEMBER
        if bar is not None:
            raise NotOfStaff(bar)
        return Colleague(user, name_of(person))

    async def names(self, users: list[str]) -> dict[str, str]:
        """The names of people, whoever they are, as far as Slack tells them."""
        async with self._asking:
            found = {user: await self._named(user) for user in users}
        return {user: name for user, name in found.items() if name}

    async def team(self) -> str:
        """The id of our own workspace."""
        return str((await self._whoami())["team_id"])

    async def own_id(self) -> str:
        """The id under which the assistant is mentioned."""
        return str((await self._whoami())["user_id"])

    @property
    def known_team(self) -> str:
        """The id of our own workspace as far as it was asked for; else empty."""
        return str(self._self.get("team_id", ""))

    def forget(self) -> None:
        """Ask Slack anew: who belongs to the channel has changed."""
        self._people.clear()
        self._members = (-FRESH_SECONDS, frozenset())

    async def _named(self, user: str) -> str:
        try:
            return name_of(await self._person(user))
        except AssistantError:
            return ""

    async def _person(self, user: str) -> Mapping[str, Any]:
        asked_at, person = self._people.get(user, (-FRESH_SECONDS, {}))
        if self._clock() - asked_at >= FRESH_SECONDS:
            person = await _told(self._slack.user(user))
            self._people[user] = (self._clock(), person)
        return person

    async def _whoami(self) -> Mapping[str, Any]:
        if not self._self:
            self._self = await _told(self._slack.whoami())
        return self._self

    async def _members_by_now(self) -> frozenset[str]:
        asked_at, members = self._members
        if self._clock() - asked_at >= FRESH_SECONDS:
            members = await _told(self._slack.members(self._channel))
            self._members = (self._clock(), members)
        return members


async def _told(asking: Awaitable[_Told]) -> _Told:
    """What Slack says; where it will not tell about anybody, that says nothing about somebody."""
    try:
        return await asking
    except SlackRefused as error:
        if error.code in _UNKNOWN:
            raise NotOfStaff(Bar.UNKNOWN) from error
        raise SlackLater(_WAIT_SECONDS) from error


def bar_of(person: Mapping[str, Any], team: str) -> Bar | None:
    """Why somebody is not let in, whatever channel they are in; None where they may be."""
    if person.get("is_bot") or person.get("id") == "USLACKBOT":
        return Bar.BOT
    if person.get("deleted"):
        return Bar.GONE
    if person.get("is_stranger") or person.get("team_id") != team:
        return Bar.STRANGER
    if person.get("is_restricted") or person.get("is_ultra_restricted"):
        return Bar.GUEST
    return None


def name_of(person: Mapping[str, Any]) -> str:
    """The name under which a visitor reads somebody: without letters that nobody can see."""
    profile = person.get("profile") or {}
    names = (
        profile.get("real_name"),
        person.get("real_name"),
        profile.get("display_name"),
        person.get("name"),
    )
    told = (_visible(str(one)) for one in names if one)
    return next((one for one in told if one), "Staff")[:_LETTERS]


def _visible(name: str) -> str:
    kept = "".join(one for one in name if unicodedata.category(one)[0] != "C")
    return " ".join(kept.split())
