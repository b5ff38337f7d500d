"""Words an opening of the office: by the visitor's clock, and by the office's beside it."""

from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, format_time, get_timezone_location

from assistant.conversations.handing_over import Saying
from assistant.conversations.hours import read_zone


def word_opening(
    say: Saying, language: str, opening: datetime, office: ZoneInfo, visitor: str
) -> str:
    """Say when the office opens: "Monday, November 30, 7:00 AM your time (9:00 AM in New York)".

    Args:
        say: The house's own sentences.
        language: Of the visitor.
        opening: Aware.
        office: The office's time zone.
        visitor: The visitor's time zone as the browser names it; empty or unknown leaves the
            office's time only.

    Returns:
        Part of a sentence, without a stop. A day that both have is said once, and so is a time.
    """
    words = _Words(say, language)
    there, zone = opening.astimezone(office), read_zone(visitor)
    if zone is None:
        return words.say("office", when=words.when(there), city=words.city(office))
    here = opening.astimezone(zone)
    when = words.when(here)
    if here.replace(tzinfo=None) == there.replace(tzinfo=None):
        return words.say("same", when=when)
    beside = words.time(there) if here.date() == there.date() else words.when(there)
    return words.say("both", when=when, office=beside, city=words.city(office))


class _Words:
    """The sentences of one language, and its ways to write a day and a time."""

    def __init__(self, say: Saying, language: str) -> None:
        self.say = partial(say, language, "hours")
        self._locale = self.say("locale")

    def when(self, moment: datetime) -> str:
        day = format_datetime(moment, self.say("day_pattern"), locale=self._locale)
        return self.say("when", day=day, time=self.time(moment))

    def time(self, moment: datetime) -> str:
        return format_time(moment, "short", tzinfo=moment.tzinfo, locale=self._locale)

    def city(self, zone: ZoneInfo) -> str:
        """Its city, or its own name where it has none (UTC)."""
        place = get_timezone_location(zone, locale=self._locale, return_city=True)
        return place.rpartition("/")[2]
