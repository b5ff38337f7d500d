"""Who of the staff is signed in: a sealed cookie, and a mark that every form carries.

The cookie is made from the staff token: with another token all sessions have ended.
"""

import base64
import binascii
import hmac
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from assistant.conversation import Staff

COOKIE: Final = "staff"
LASTS: Final = timedelta(hours=12)
PLACE: Final = "staff page"


class Sessions:
    """The sessions of one staff token."""

    def __init__(self, token: str, now: Callable[[], datetime]) -> None:
        """Keep what sealing needs.

        Args:
            token: Opens the staff page; not empty.
            now: The time, aware.
        """
        self._token = token.encode()
        self._now = now

    def opens(self, token: str) -> bool:
        """Whether somebody has given the staff token."""
        return hmac.compare_digest(token.encode("utf-8", "surrogatepass"), self._token)

    def seal(self, name: str) -> str:
        """The cookie of somebody who has signed in."""
        ends = int((self._now() + LASTS).timestamp())
        told = f"{ends}.{base64.urlsafe_b64encode(name.encode()).decode()}"
        return f"{told}.{self._mark('session', told)}"

    def read(self, cookie: str) -> Staff | None:
        """Who holds a cookie; None for one that is none of ours, or has run out."""
        told, _, mark = cookie.rpartition(".")
        if not cookie.isascii() or not hmac.compare_digest(mark, self._mark("session", told)):
            return None
        ends, _, name = told.partition(".")
        if int(ends) < self._now().timestamp():
            return None
        try:
            return Staff(base64.urlsafe_b64decode(name).decode(), PLACE)
        except (binascii.Error, ValueError):
            return None

    def form_mark(self, cookie: str) -> str:
        """What the forms of a session carry: another website can send them, but not know it."""
        return self._mark("form", cookie)

    def is_own_form(self, cookie: str, mark: str) -> bool:
        """Whether a form came from a page of this session."""
        return mark.isascii() and hmac.compare_digest(mark, self.form_mark(cookie))

    def _mark(self, use: str, told: str) -> str:
        return hmac.new(self._token, f"{use}:{told}".encode(), "sha256").hexdigest()
