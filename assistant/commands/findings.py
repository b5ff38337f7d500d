"""What `assistant doctor` finds of single matters, each as one line."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from assistant.conversations.timetable import read_hours
from assistant.mailing.server import read_smtp_url
from assistant.mailing.smtp import SmtpMailer
from assistant.seams import HoursRefused, MailUnavailable


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at, and what to do, or nothing when it is well."""

    what: str
    told: str
    to_do: str = ""


def needed(what: str, value: object, to_do: str) -> Finding:
    """What somebody has to fill in, or has."""
    return Finding(what, str(value) if value else "not set", "" if value else to_do)


def office_hours(association: Mapping[str, Any], today: date) -> Finding:
    """Whether the office's hours are known, and its holidays of this year.

    Args:
        association: The association's own data, as in `knowledge/association.toml`.
        today: Where the association is.
    """
    what = "Office hours"
    try:
        hours = read_hours(association)
    except HoursRefused as error:
        return Finding(what, "cannot be read", str(error))
    if hours is None:
        return Finding(what, "none known", "Fill in [hours] in association.toml.")
    ahead = sum(day >= today for day in hours.holidays)
    told = f"{sum(map(bool, hours.week))} days a week, {hours.zone.key}, holidays ahead: {ahead}"
    is_outdated = bool(hours.holidays) and not ahead
    to_do = "All holidays are past: write the coming ones into association.toml."
    return Finding(what, told, to_do if is_outdated else "")


async def mail_server(url: str, sender: str) -> Finding:
    """Whether the mail server takes mails from us; none is sent.

    Args:
        url: As `ASSISTANT_SMTP_URL` has it.
        sender: As `ASSISTANT_MAIL_FROM` has it.
    """
    try:
        return Finding("Mail server", await SmtpMailer(read_smtp_url(url), sender).check())
    except MailUnavailable as error:
        return Finding("Mail server", "takes no mail", str(error))
