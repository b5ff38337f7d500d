"""Says which partnerships are listed: of a community, of a place abroad, of a country."""

from collections.abc import Sequence

from assistant.answering.drafts import Draft
from assistant.answering.exact.directory.finding import Page, Reader, site_of
from assistant.answering.exact.directory.inquiry import Inquiry
from assistant.answering.exact.directory.picks import Pick
from assistant.answering.exact.directory.subjects import Subject
from assistant.answering.exact.routes import Want
from assistant.facts.communities import Community, Partnership, Relation
from assistant.facts.places import Place, PlaceKind
from assistant.vocabulary import Outcome


class Links:
    """Answers who is partnered with whom, since when, and how often."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._directory = reader.directory
        self._phrases = reader.phrases
        self._word = reader.word

    def of_community(self, inquiry: Inquiry, community: Community) -> Draft:
        """The partners of a community."""
        page = Page(self._reader)
        label = self._phrases.place(community.place)
        links = self._directory.partners_of(community)
        status = self._directory.standing(community).kind.value
        if inquiry.country is not None:
            links = self._lying_in((inquiry.country, *inquiry.countries), links, label, page)
            if not links:
                return page.draft(Outcome.ANSWERED, status, "none in country", community)
        name = "no_partners"
        if inquiry.relation is not None and links:
            name = "no_friendship"
            links = tuple(one for one in links if one.relation is inquiry.relation)
        if not links:
            page.say(self._word(name, community=label))
            page.statement(community)
            return page.draft(Outcome.ANSWERED, status, "no partners", community)
        page.count(community, links)
        if inquiry.want is not Want.COUNT:
            for link in links:
                page.item(self._reader.entry(self._phrases.place(link.partner), link))
        page.say(self._word("listed_by", sites=page.sites(links)), opens=True)
        if inquiry.still:
            page.say(self._word("not_today"))
        return page.draft(Outcome.ANSWERED, status, "partners", community, links)

    def _lying_in(
        self, areas: Sequence[Place], links: Sequence[Partnership], label: str, page: Page
    ) -> tuple[Partnership, ...]:
        """The partnerships of a community in some countries; says in which it has none."""
        found: list[Partnership] = []
        for area in areas:
            inside = self._directory.among(links, area)
            found += inside
            if not inside:
                country = self._phrases.area(area)
                page.say(self._word("none_in", community=label, country=country))
        return tuple(found)

    def of_several(self, subjects: Sequence[Subject]) -> Draft:
        """How many partnerships several communities have together."""
        page = Page(self._reader)
        every: list[Partnership] = []
        for subject in subjects:
            links = self._directory.partners_of(subject.community) if subject.community else ()
            if subject.community is None:
                page.say(self._word("not_here", name=self._reader.label(subject)))
            elif not links:
                page.say(self._word("no_partners", community=self._reader.label(subject)))
            else:
                page.count(subject.community, links)
            every += links
        sisters = sum(one.relation is Relation.SISTER for one in every)
        page.say(self._word("together", total=str(len(every)), sisters=str(sisters)), opens=True)
        if every:
            page.say(self._word("listed_by", sites=page.sites(every)))
        whole = all(one.community for one in subjects)
        outcome = Outcome.ANSWERED if whole else Outcome.PARTIAL
        return page.draft(outcome, "listed", "together", links=every)

    def between(
        self,
        inquiry: Inquiry,
        community: Community,
        other: Subject,
        links: Sequence[Partnership],
    ) -> Draft:
        """What is listed between a community and another place."""
        page = Page(self._reader)
        partner = self._reader.label(other)
        values = {"community": self._phrases.place(community.place), "partner": partner}
        if other.spelled:
            page.say(self._word("spelled", written=other.written, name=partner))
        if not links:
            page.say(self._word("no_link", **values))
            page.sizes()
            page.person()
            return page.draft(Outcome.UNANSWERED, "listed", "no link", community)
        link = links[0]
        sites = page.sites([link])
        page.say(self._word(f"link_{link.relation.value}", **values, sites=sites))
        if link.since:
            page.say(self._since(link))
        elif inquiry.want is Want.SINCE:
            page.say(self._word("no_year"))
        if inquiry.still or inquiry.want is Want.SOURCE:
            page.say(self._word("not_today"))
        return page.draft(Outcome.ANSWERED, "listed", "link", community, links)

    def _since(self, link: Partnership) -> str:
        """Each year with who says so, where the sources disagree."""
        if not link.years_disagree:
            return self._word("since", year=str(link.since[0].year))
        parts = (
            self._word("year_by", year=str(one.year), site=site_of(one.source))
            for one in link.since
        )
        return self._word("since_disagree", years="; ".join(parts))

    def of_partner(self, inquiry: Inquiry, subject: Subject) -> Draft:
        """Who is partnered with a place abroad; where its name was misspelled, that is told."""
        partner = subject.partner
        assert partner is not None
        page = Page(self._reader)
        label = self._phrases.place(partner)
        if subject.spelled:
            page.say(self._word("spelled", written=subject.written, name=label))
        links = self._directory.communities_with(partner)
        if inquiry.state is not None:
            links = _from(inquiry.state, links)
            if not links:
                return self._none_from(inquiry.state, label)
        number = len({one.community.id for one in links})
        if inquiry.state is None:
            page.say(self._word("abroad", partner=label, number=str(number)))
        else:
            where = inquiry.state.name
            page.say(self._word("abroad_from", partner=label, number=str(number), state=where))
        for link in links:
            page.item(self._reader.entry(self._phrases.place(link.community.place), link))
        page.say(self._word("listed_by", sites=page.sites(links)), opens=True)
        if inquiry.want is Want.MEMBER:
            page.roll_note()
        if inquiry.still:
            page.say(self._word("not_today"))
        return page.draft(Outcome.ANSWERED, "listed", "partners abroad", links=links)

    def picked(self, pick: Pick, links: Sequence[Partnership]) -> Draft:
        """Some of several partnerships: the oldest, those of a year, those of a continent."""
        page = Page(self._reader)
        found = pick.among(links)
        values = {"year": str(pick.year or pick.from_year or ""), "where": self._where(pick)}
        name = _name_of(pick)
        if not found:
            page.say(self._word(f"none_{name}", **values))
        else:
            page.say(self._word(name, number=str(len(found)), **values))
        for link in found or links:
            page.item(self._pair(link))
        undated = sum(not one.since for one in links)
        if undated and (pick.end or pick.year or pick.from_year) and found:
            page.say(self._word("without_year", number=str(undated)), opens=True)
        page.say(self._word("listed_by", sites=page.sites(found or links)), opens=True)
        return page.draft(Outcome.ANSWERED, "listed", "picked", links=found)

    def _where(self, pick: Pick) -> str:
        if pick.continent is None:
            return ""
        return self._phrases.country(Place("", PlaceKind.COUNTRY, country=pick.continent.code))

    def _pair(self, link: Partnership) -> str:
        partner = self._reader.entry(self._phrases.place(link.partner), link)
        return f"{self._phrases.place(link.community.place)}: {partner}"

    def in_country(self, country: Place, state: Place | None) -> Draft:
        """Who has partners in a country."""
        page = Page(self._reader)
        links = self._directory.within(country)
        name = self._phrases.area(country)
        if state is not None and links:
            links = _from(state, links)
            if not links:
                return self._none_from(state, name)
        if not links:
            page.say(self._word("nobody_in", country=name))
            page.sizes()
            return page.draft(Outcome.ANSWERED, "not_found", "nobody in country")
        communities = dict.fromkeys(self._phrases.place(one.community.place) for one in links)
        number = str(len(communities))
        told = {"country": name, "number": number, "links": str(len(links))}
        if state is None:
            page.say(self._word("in_country", **told))
        else:
            page.say(self._word("in_country_from", state=state.name, **told))
        for label in communities:
            own = [one for one in links if self._phrases.place(one.community.place) == label]
            partners = "; ".join(self._reader.entry(one.partner.name, one) for one in own)
            page.item(f"{label}: {partners}")
        page.say(self._word("listed_by", sites=page.sites(links)), opens=True)
        return page.draft(Outcome.ANSWERED, "listed", "in country", links=links)

    def _none_from(self, state: Place, partner: str) -> Draft:
        page = Page(self._reader)
        page.say(self._word("no_link_from", state=state.name, partner=partner))
        page.sizes()
        return page.draft(Outcome.ANSWERED, "listed", "nobody in state")


def _name_of(pick: Pick) -> str:
    """Which sentence opens what was picked out."""
    if pick.end:
        return pick.end.value
    if pick.year:
        return "of_year"
    return "from_year" if pick.from_year else "on_continent"


def _from(state: Place, links: Sequence[Partnership]) -> tuple[Partnership, ...]:
    """The partnerships of communities in a US state."""
    return tuple(one for one in links if one.community.place.region == state.region)
