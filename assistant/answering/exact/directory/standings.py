"""Says who is a member by what, and who is only listed; the two are never mixed up."""

from collections import Counter
from collections.abc import Sequence

from assistant.answering.drafts import Draft
from assistant.answering.exact.directory.finding import Page, Reader, site_of
from assistant.answering.exact.directory.inquiry import Inquiry
from assistant.answering.exact.directory.subjects import Subject
from assistant.answering.exact.routes import Want
from assistant.facts.communities import (
    Basis,
    Community,
    Relation,
    Standing,
    StandingKind,
)
from assistant.facts.places import Place, PlaceKind
from assistant.vocabulary import Outcome

FEW = 10  # communities of a state whose sources are told
_KINDS = (PlaceKind.CITY, PlaceKind.COUNTY, PlaceKind.STATE)


class Standings:
    """Answers who is a member or listed."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._directory = reader.directory
        self._phrases = reader.phrases
        self._word = reader.word

    def of_one(self, community: Community, subject: Subject, *, dated: bool = False) -> Draft:
        """The standing of a community, with what it rests on.

        Args:
            community: The one asked about.
            subject: As it was asked about.
            dated: Whether it was asked since when; where no page says so, that is told first.
        """
        page = Page(self._reader)
        standing = self._directory.standing(community)
        label = self._phrases.place(community.place)
        links = self._directory.partners_of(community)
        if subject.spelled:
            page.say(self._word("spelled", written=subject.written, name=label))
        if dated and not (community.statement and community.statement.since):
            page.say(self._word("no_member_year"))
        page.say(self._told(standing, label))
        if standing.basis is not Basis.ROLL:
            page.statement(community)
        if standing.kind is StandingKind.LISTED:
            page.roll_note()
        elif standing.basis is not Basis.ROLL:
            page.say(self._word("no_roll"))
        page.count(community, links)
        page.sites(links)
        if standing.kind is StandingKind.LISTED:
            page.person()
        status = standing.kind.value
        return page.draft(Outcome.ANSWERED, status, status, community, links)

    def of_several(self, subjects: Sequence[Subject]) -> Draft:
        """The standing of several communities, a line each."""
        page = Page(self._reader)
        for subject in subjects:
            label = self._reader.label(subject)
            if subject.community is None:
                page.item(self._word("not_here", name=label))
                continue
            standing = self._directory.standing(subject.community)
            page.item(self._told(standing, label))
            page.cite(standing.source, standing.dated)
        if any(one.community for one in subjects):
            page.roll_note()
            page.person()
            return page.draft(Outcome.ANSWERED, "listed", "several")
        page.sizes()
        page.person()
        return page.draft(Outcome.UNANSWERED, "not_found", "none of several")

    def on_roll(self, inquiry: Inquiry) -> Draft:
        """Who is a current member by the roll, or how many are; in a state or country, if said.

        Whose membership ended, and when one does, is for staff: nothing tells of them here.
        """
        day, members = self._directory.roll_as_of, self._directory.members()
        assert day is not None
        assert members is not None
        where = inquiry.state or inquiry.country
        values = {"day": self._phrases.day(day)}
        if where is not None:
            members = tuple(one for one in members if _lies_in(one, where))
            country = where.kind is PlaceKind.COUNTRY
            values["where"] = self._phrases.country(where) if country else where.name
        for kind in _KINDS:
            values[kind.value] = f"{sum(one.kind is kind for one in members):,}"
        page = Page(self._reader)
        name = "members" if where is None else "members_in"
        page.say(self._word(name, number=f"{len(members):,}", **values))
        for member in () if inquiry.want is Want.COUNT else members:
            page.item(self._phrases.place(member.place))
        return page.draft(Outcome.ANSWERED, "member", "members")

    def in_state(self, state: Place, *, of_members: bool = False) -> Draft:
        """The communities of a state that are listed.

        Args:
            state: A US state.
            of_members: Whether it was asked who is a member.
        """
        page = Page(self._reader)
        communities = self._directory.in_state(state.region)
        name = state.name
        if not communities:
            page.say(self._word("nobody_in", country=name))
            page.sizes()
            return page.draft(Outcome.ANSWERED, "not_found", "nobody in state")
        page.say(self._word("in_state", state=name, number=str(len(communities))))
        every = self._directory.from_state(state.region)
        numbers = Counter(one.community.id for one in every)
        for community in communities:
            number = numbers[community.id]
            label = self._phrases.place(community.place)
            name = "with_link" if number == 1 else "with_links"
            text = self._word(name, community=label, number=str(number))
            standing = self._directory.standing(community)
            if of_members and standing.kind is StandingKind.MEMBER:
                text = f"{text}; {self._told(standing, label)}"
                page.cite(standing.source, standing.dated)
            page.item(text)
        sisters = sum(one.relation is Relation.SISTER for one in every)
        if len(communities) > 1 and every:
            total = f"{len(every):,}"
            page.say(self._word("together", total=total, sisters=f"{sisters:,}"), opens=True)
        if every and len(communities) <= FEW:
            page.say(self._word("listed_by", sites=page.sites(every)), opens=True)
        page.say(self._word("not_members"), opens=True)
        if of_members:
            page.roll_note()
        return page.draft(Outcome.ANSWERED, "listed", "in state", links=every)

    def _told(self, standing: Standing, label: str) -> str:
        if standing.kind is StandingKind.LISTED:
            return self._word("listed", community=label)
        if standing.basis is Basis.ROLL:
            day = self._phrases.day_of(standing.dated)
            return self._word("member_roll", community=label, day=day)
        return self._word("member_page", community=label, site=site_of(standing.source))


def _lies_in(community: Community, where: Place) -> bool:
    """Whether a community lies in a US state or a country."""
    inside = where.kind is PlaceKind.COUNTRY or community.place.region == where.region
    return inside and community.country == where.country
