"""Takes single fields out of what Slack delivers, whatever stands there instead."""

from collections.abc import Mapping
from typing import Any, Final

Body = Mapping[str, Any]

_MOST_LETTERS: Final = 255  # Slack's own limit for the longest of its words, an action's id
_NOTHING: Final[Body] = {}


def word(body: Body, name: str) -> str:
    """A word of Slack's own, such as an id or a timestamp; empty if there is none."""
    found = body.get(name)
    if isinstance(found, str) and len(found) <= _MOST_LETTERS and found.isascii():
        return found if found.isprintable() else ""
    return ""


def part(body: Body, name: str) -> Body:
    """A nested object; empty if there is none."""
    found = body.get(name)
    return found if isinstance(found, Mapping) else _NOTHING


def first(body: Body, name: str) -> Body:
    """The first object of a list; empty if there is none."""
    found = body.get(name)
    return part({"": found[0]}, "") if isinstance(found, list) and found else _NOTHING


def team_of(body: Body) -> str:
    """The workspace whose installation a delivery is for; empty if it names none.

    In a channel shared with another organisation `team_id` may be theirs, so what says where the
    app is installed goes first.
    """
    named = (
        word(part(body, "view"), "app_installed_team_id"),
        word(first(body, "authorizations"), "team_id"),
        word(part(body, "team"), "id"),
        word(body, "team_id"),
        word(part(body, "user"), "team_id"),
    )
    return next(filter(None, named), "")


def is_of_another_team(body: Body, team: str) -> bool:
    """Whether a delivery is for another workspace; nobody can tell while ours is not known."""
    named = team_of(body)
    return bool(team and named) and named != team
