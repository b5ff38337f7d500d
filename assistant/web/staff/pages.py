"""Renders the pages of staff."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from fastapi import Request
from jinja2 import Environment

from assistant.conversation import Conversation, Mistake
from assistant.conversations.board import Overview
from assistant.conversations.desk import CaseFile
from assistant.conversations.hours import read_zone
from assistant.web.problems import root_path
from assistant.web.staff.entrance import SignedIn
from assistant.web.words import Words

_ORIGIN_BYTES: Final = 12


@dataclass(frozen=True, slots=True)
class Visitor:
    """What staff see of a visitor before reading.

    Attributes:
        language: In English words.
        clock: The visitor's own time of day; empty if their zone is not known.
    """

    language: str
    clock: str


class StaffPages:
    """The pages of staff.

    Every value that visitors wrote is escaped by the templates.
    """

    def __init__(
        self,
        templates: Environment,
        words: Words,
        association: Callable[[], Mapping[str, Any]],
        now: Callable[[], datetime],
    ) -> None:
        """Keep what rendering needs.

        Args:
            templates: Escaping.
            words: The door's own sentences.
            association: The association's own data.
            now: The time, aware.
        """
        self._templates = templates
        self._words = words
        self._association = association
        self._now = now

    def sign_in(self, request: Request, trouble: str = "") -> str:
        """The form that asks for the token and a name."""
        return self._render("staff_sign_in.html", request, trouble=trouble)

    def overview(
        self,
        request: Request,
        found: SignedIn,
        overview: Overview,
        *,
        until: str = "",
        trouble: str = "",
    ) -> str:
        """Who waits, who has whom, and what is open.

        Args:
            request: For the addresses.
            found: Who looks.
            overview: What waits.
            until: What was typed for when staff are back.
            trouble: Why that was not taken.
        """
        waiting = [one for one in overview.handoffs if not one.claimed_by]
        claimed = [one for one in overview.handoffs if one.claimed_by]
        return self._render(
            "staff.html",
            request,
            staff=found.staff,
            mark=found.mark,
            overview=overview,
            waiting=waiting,
            claimed=claimed,
            minutes=self._minutes_since,
            visitor=self._visitor,
            until=until,
            trouble=trouble,
        )

    def mistake(
        self, request: Request, found: SignedIn, id: str, mistake: Mistake, trouble: str = ""
    ) -> str:
        """The form that asks what is right instead of an answer.

        Args:
            request: For the addresses.
            found: Who looks.
            id: Of the conversation.
            mistake: The answer, and what was written in the form.
            trouble: Why that was not taken.
        """
        return self._render(
            "staff_correction.html",
            request,
            staff=found.staff,
            mark=found.mark,
            back=f"conversations/{id}",
            mistake=mistake,
            origin=secrets.token_urlsafe(_ORIGIN_BYTES),
            trouble=trouble,
        )

    def case_file(
        self,
        request: Request,
        found: SignedIn,
        file: CaseFile,
        *,
        draft: str = "",
        edited: int = 0,
        trouble: str = "",
    ) -> str:
        """A conversation with all that staff may do to it.

        Args:
            request: For the addresses.
            found: Who looks.
            file: The conversation.
            draft: What stands in the box of the reply.
            edited: The message whose draft that is; 0 for none.
            trouble: Why what they did was not done.
        """
        return self._render(
            "staff_conversation.html",
            request,
            staff=found.staff,
            mark=found.mark,
            file=file,
            conversation=file.conversation,
            visitor=self._visitor(file.conversation),
            origin=secrets.token_urlsafe(_ORIGIN_BYTES),
            draft=draft,
            edited=edited,
            trouble=trouble,
            is_mine=file.conversation.claimed_by == found.staff.name,
        )

    def _render(self, template: str, request: Request, **values: object) -> str:
        return self._templates.get_template(template).render(
            words=self._words.staff,
            association=self._association(),
            base=root_path(request),
            **values,
        )

    def _minutes_since(self, moment: datetime) -> int:
        return max(0, (self._now() - moment) // timedelta(minutes=1))

    def _visitor(self, conversation: Conversation) -> Visitor:
        zone = read_zone(conversation.time_zone) if conversation.time_zone else None
        return Visitor(_language(conversation.language), self._clock(zone))

    def _clock(self, zone: ZoneInfo | None) -> str:
        return "" if zone is None else f"{self._now().astimezone(zone):%H:%M}"


def _language(tag: str) -> str:
    """A language in English words; the tag itself where nobody knows it."""
    try:
        return str(Locale.parse(tag, sep="-").get_display_name("en") or tag)
    except (ValueError, UnknownLocaleError):
        return tag
