"""The phrases of exact answers in one language: people, bands, amounts, days, lists of places."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache

from babel import Locale
from babel.dates import format_date

from assistant.answering.exact.dues.case import Case
from assistant.answering.replies import Replies
from assistant.facts.dues import Band, MemberType, RateStatus, money
from assistant.facts.places import UNITED_STATES, Place, PlaceKind


class Phrases:
    """Words values in a language, from its replies file; figures have one spelling everywhere.

    Thousands stand behind commas in every language, so that an amount reads the same in an
    answer, in its steps and on the receipt.
    """

    def __init__(self, replies: Replies, language: str) -> None:
        self.language = language
        self._replies = replies

    def _say(self, name: str, /, **values: str) -> str:
        return self._replies.say("phrases", name, **values)

    def money(self, band: Band) -> str:
        """An amount, which says of a sample that it is one."""
        amount = money(band.amount, band.currency)
        sample = band.status is RateStatus.SAMPLE
        return self._say("sample_amount", amount=amount) if sample else amount

    def period(self, band: Band) -> str:
        """What an amount pays for: the calendar year, or as the table words it."""
        name = "period_" + "_".join(band.period.split())
        return self._replies.say_or("phrases", name, band.period)

    def day(self, day: date) -> str:
        """A day in words."""
        return format_date(day, format="long", locale=_locale(self.language))

    def span(self, band: Band) -> str:
        """The people of a band."""
        low, high = band.population_from, band.population_to
        if band.holds_any:
            return self._say("any")
        if high is None:
            return self._say("and_over", low=f"{low:,}")
        if low <= 1:
            return self._say("up_to", high=f"{high:,}")
        return f"{low:,}-{high:,}"

    def _people_in(self, band: Band) -> str:
        """The people of a band with the word for them, which stands inside "500,000 and over"."""
        if band.population_to is None and not band.holds_any:
            return self._say("people_in_last_band", low=f"{band.population_from:,}")
        return self._say("people_in_band", span=self.span(band))

    def whom(self, band: Band) -> str:
        """Whose rate a band is."""
        if band.member_type is MemberType.GLOBAL:
            return self._say("whom_global")
        return self._say("whom_us_state" if band.kinds == ("state",) else "whom_us")

    def row(self, band: Band) -> str:
        """A row of the table."""
        return self._say(
            "row_any" if band.holds_any else "row",
            span=self.span(band),
            people=self._people_in(band),
            whom=self.whom(band),
            amount=self.money(band),
            schedule=band.schedule,
        )

    def band(self, band: Band, case: Case) -> str:
        """The step that picks the band, and of what kind the community is."""
        kind = self._say(f"kind_{case.kind_now.value}")
        return self._say(
            "band_any" if band.holds_any else "band",
            span=self.span(band),
            people=self._people_in(band),
            whom=self.whom(band),
            kind=kind,
            file=band.file,
            line=str(band.line),
        )

    def amount(self, band: Band) -> str:
        """The step with the amount."""
        return self._say("amount", amount=self.money(band), period=self.period(band))

    def validity(self, band: Band) -> str:
        """From when to when a row holds."""
        first = self.day(band.effective_from)
        if band.effective_to is None:
            return self._say("valid_from", first=first)
        return self._say("valid", first=first, last=self.day(band.effective_to))

    def population(self, case: Case) -> str:
        """The step with the number of people and where it comes from."""
        if case.population is None:
            place = case.place
            assert place is not None
            return self._say(
                "people_counted",
                people=f"{place.population or 0:,}",
                place=self.place(place),
                source=place.source,
                year=place.year,
            )
        return self._say("people_said", people=self.people_words(case))

    def any_population(self, case: Case) -> str:
        """The step of a rate that is the same for any number of people."""
        return self._say("people_any", community=self.community(case))

    def people_words(self, case: Case) -> str:
        """The number of people as the visitor gave it: one, a range, or no upper end."""
        said = case.population
        if said is None:
            return f"{case.place.population:,}" if case.place and case.place.population else ""
        if said.high is None:
            return self._say("people_over", low=f"{said.low:,}")
        if said.exact:
            return f"{said.low:,}"
        if said.low == 1 and said.high % 10 == 9:  # said as "under 10,000"
            return self._say("people_under", high=f"{said.high + 1:,}")
        if said.low == 1:
            return self._say("up_to", high=f"{said.high:,}")
        return self._say("people_between", low=f"{said.low:,}", high=f"{said.high:,}")

    def community(self, case: Case, *, opens: bool = False) -> str:
        """The community as a phrase: its name, or of what kind it is and how many live there."""
        if case.place is not None:
            text = self.place(case.place)
        elif case.mention is not None:
            text = case.mention.text
        else:
            text = self._nameless(case)
        return text[:1].upper() + text[1:] if opens else text

    def _nameless(self, case: Case) -> str:
        kind = self.kind_of(case)
        if case.population is None or not case.population.possible:
            return kind
        return self._say("of_people", kind=kind, people=self.people_words(case))

    def kind_of(self, case: Case) -> str:
        """Of what kind the community is, or where it lies."""
        where = case.location
        if where is not None and where.kind is PlaceKind.COUNTRY and case.kind is None:
            return self._say("a_community_in", country=self.country(where))
        side = "global" if case.type_now is MemberType.GLOBAL else "us"
        return self._say(f"a_{side}_{case.kind_now.value}")

    def place(self, place: Place) -> str:
        """A place by the name that tells it from others."""
        if place.kind is PlaceKind.STATE and place.country == UNITED_STATES:
            return (
                self._say("state_of", name=place.name)
                if place.name != "District of Columbia"
                else place.label
            )
        if place.kind is PlaceKind.COUNTRY:
            return self._say("country_of", name=self.country(place))
        if place.country != UNITED_STATES:
            return replace(place, country_name=self.country(place)).label
        return place.label

    def choices(self, places: Sequence[Place]) -> list[str]:
        """Places by names that tell each from the others: by its kind where two are alike."""
        labels = [self.place(place) for place in places]
        return [
            self._say(f"choice_{place.kind.value}", place=label)
            if labels.count(label) > 1
            else label
            for place, label in zip(places, labels, strict=True)
        ]

    def country(self, place: Place) -> str:
        """A country's name in the language of the answer."""
        return str(_locale(self.language).territories.get(place.country, place.country_name))

    def area(self, place: Place) -> str:
        """The name of a country or of a region abroad."""
        return self.place(place) if place.kind is PlaceKind.STATE else self.country(place)

    def day_of(self, day: str) -> str:
        """A day that a directory keeps as text, in words."""
        return self.day(date.fromisoformat(day))

    def all_of(self, parts: Sequence[str]) -> str:
        """Things with an "and" before the last."""
        if len(parts) < 2:
            return "".join(parts)
        return self._say("and", first=", ".join(parts[:-1]), last=parts[-1])

    def one_of(self, labels: Sequence[str]) -> str:
        """Choices with an "or" before the last."""
        if len(labels) < 2:
            return "".join(labels)
        return self._say("or", first="; ".join(labels[:-1]), last=labels[-1])


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language)
