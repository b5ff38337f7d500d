"""Reads whatever Slack delivers into an `Arrival`."""

from collections.abc import Callable, Mapping
from typing import Final

from assistant.slack.events import read_event
from assistant.slack.fields import Body, word
from assistant.slack.interactions import read_command, read_form, read_press
from assistant.thread import Arrival

_READERS: Final[Mapping[str, Callable[[Body], Arrival | None]]] = {
    "event_callback": read_event,
    "block_actions": read_press,
    "view_submission": read_form,
}


def read_arrival(body: Body) -> Arrival | None:
    """Read a delivery, by HTTP or by Socket Mode.

    Args:
        body: An envelope of the Events API, an interaction, or the form of a slash command.

    Returns:
        None for what nobody need act on, which is acknowledged all the same: what apps write,
        what is said among people, what Slack tells about a channel, and what we do not know.
    """
    kind = word(body, "type")
    if not kind and "command" in body:
        return read_command(body)
    reader = _READERS.get(kind)
    return reader(body) if reader else None
