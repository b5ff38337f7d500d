"""Trigger ids: the right to open one modal, shortly after somebody has done something."""

import secrets
import time
from dataclasses import dataclass

from tests.slack_double.fields import Refused


@dataclass
class _Trigger:
    person: str
    issued_at: float
    is_spent: bool = False


class Triggers:
    """Each works once and for three seconds.

    See docs.slack.dev/interactivity/handling-user-interaction. The seconds are real, whatever the
    double's clock says.
    """

    def __init__(self, seconds: float = 3.0) -> None:
        self._seconds = seconds
        self._issued: dict[str, _Trigger] = {}

    def issue(self, person: str) -> str:
        """A trigger for what somebody has just done."""
        id = f"{len(self._issued) + 1}.0.{secrets.token_hex(8)}"
        self._issued[id] = _Trigger(person, time.monotonic())
        return id

    def spend(self, id: str) -> str:
        """Whose trigger it is; it cannot be used again.

        Raises:
            Refused: `invalid_trigger_id`, `exchanged_trigger_id` or `expired_trigger_id`.
        """
        trigger = self._issued.get(id)
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.is_spent:
            raise Refused("exchanged_trigger_id")
        if time.monotonic() - trigger.issued_at > self._seconds:
            raise Refused("expired_trigger_id")
        trigger.is_spent = True
        return trigger.person
