"""JSON objects as Slack words them, and the two ways in which it says no."""

from typing import Any

Fields = dict[str, Any]


class Refused(Exception):
    """Slack answers `ok: false`.

    Attributes:
        error: The word that Slack's reference has for it.
        reasons: Sentences for `response_metadata.messages`.
    """

    def __init__(self, error: str, *reasons: str) -> None:
        super().__init__(error)
        self.error = error
        self.reasons = reasons


class RateLimited(Exception):
    """Slack answers 429."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"retry after {seconds} s")
        self.seconds = seconds
