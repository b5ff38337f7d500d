"""Says what the member directory holds: member, listed or not found, partners, years and counts.

Three answers are never mixed up: a member by a roll or by its own page, a community that public
sources list, and a name that the directory does not have.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from assistant.answering.drafts import VISITOR, Draft, Line, LineKind, Trace
from assistant.answering.exact.inquiry import Inquiry
from assistant.answering.exact.phrases import Phrases
from assistant.answering.exact.routes import Want
from assistant.answering.exact.subjects import Subject, Subjects
from assistant.answering.replies import Replies
from assistant.facts.communities import (
    Basis,
    Community,
    Partnership,
    Relation,
    Standing,
    StandingKind,
)
from assistant.facts.directory import Directory
from assistant.facts.names import fold_name
from assistant.facts.places import Place
from assistant.vocabulary import Outcome, Source

MOST_CHOICES = 5
DOCUMENT = "directory/partnerships.csv"
STATEMENTS = "directory/communities.csv"
_RELATIONS = (Relation.SISTER, Relation.FRIENDSHIP, Relation.EMERITUS, Relation.UNKNOWN)


@dataclass(slots=True)
class _Page:
    """An answer as it grows: lines, steps that its figures are traced to, sources."""

    lines: list[Line] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)

    def say(self, text: str, *, opens: bool = False) -> None:
        """A sentence that is a step as well."""
        self.steps.append(text)
        self.lines.append(Line(text, opens=opens))

    def item(self, text: str) -> None:
        """An entry of a list that is a step as well."""
        self.steps.append(text)
        self.lines.append(Line(text, kind=LineKind.ITEM))

    def cite(self, url: str, as_of: str, document: str = DOCUMENT) -> None:
        """A source, once."""
        if not url or any(one.excerpt == url for one in self.sources):
            return
        number = len(self.sources) + 1
        link = url if url.startswith(("http://", "https://")) else ""
        self.sources.append(Source(number, document, site_of(url), "", link, as_of, excerpt=url))


class LookUp:
    """Answers inquiries from one directory, in one language."""

    def __init__(self, directory: Directory, replies: Replies, phrases: Phrases) -> None:
        self._directory = directory
        self._replies = replies
        self._phrases = phrases
        self._subjects = Subjects(directory)

    def _say(self, name: str, /, **values: str) -> str:
        return self._replies.say("directory", name, **values)

    def answer(self, inquiry: Inquiry) -> Draft:
        """The answer to an inquiry."""
        if inquiry.want is Want.CORRECTION:
            name = "correction" if self._replies.reachable else "unnamed"
            line = Line(self._replies.say("handoff", name))
            return Draft(Outcome.HANDOFF, (line,), confidence=1.0, reason="directory:correction")
        if not inquiry.mentions and not inquiry.name:
            return self._without_subject(inquiry)
        subjects = self._subjects.of(inquiry)
        open_one = next((one for one in subjects if one.choices), None)
        if open_one is not None:
            return self._ask(open_one)
        return self._about(inquiry, subjects)

    def _without_subject(self, inquiry: Inquiry) -> Draft:
        """A question over all communities, or one that does not say which."""
        if inquiry.country is not None:
            return self._in_country(inquiry.country, inquiry.state)
        if inquiry.state is not None:
            return self._in_state(inquiry.state)
        if inquiry.want is Want.COUNT:
            return self._sizes()
        if inquiry.want is Want.SOURCE:
            return self._sizes()
        line = Line(self._say("ask_which"))
        return Draft(Outcome.CLARIFY, (line,), confidence=1.0, reason="directory:asks which")

    def _ask(self, subject: Subject) -> Draft:
        labels = [self._phrases.place(place) for place in subject.choices[:MOST_CHOICES]]
        text = self._replies.say(
            "dues", "ask_place", name=subject.written, choices=self._phrases.one_of(labels)
        )
        return Draft(
            Outcome.CLARIFY,
            (Line(text),),
            suggestions=tuple(labels),
            confidence=1.0,
            reason="directory:asks place",
            directory=self._json("ambiguous", candidates=subject.choices[:MOST_CHOICES]),
        )

    def _about(self, inquiry: Inquiry, subjects: Sequence[Subject]) -> Draft:
        known = [one for one in subjects if one.known]
        if not known:
            return self._not_found(subjects[0])
        if (
            inquiry.want is Want.MEMBER
            and len(subjects) > 1
            and all(s.is_domestic for s in subjects)
        ):
            return self._standings(subjects)
        if inquiry.want is Want.MEMBER:
            first = next((one for one in known if one.community is not None), known[0])
            if first.community is not None:
                return self._standing(first.community, first)
            return self._partners_abroad(inquiry, first)
        unknown = [one for one in subjects if not one.known and one.is_domestic]
        if unknown and not any(one.community for one in known):
            return self._not_found(unknown[0])
        pair = self._pair(known, subjects)
        return self._between(inquiry, *pair) if pair else self._of_one(inquiry, known)

    def _of_one(self, inquiry: Inquiry, known: Sequence[Subject]) -> Draft:
        """What is asked of one community, or of several together."""
        first = known[0]
        if first.community is None:
            return self._partners_abroad(inquiry, first)
        if inquiry.want is Want.COUNT and len(known) > 1:
            return self._together(known)
        if inquiry.want is Want.WEBSITE:
            return self._website(first.community)
        return self._partners(inquiry, first.community)

    def _pair(
        self, known: Sequence[Subject], subjects: Sequence[Subject]
    ) -> tuple[Community, Place, tuple[Partnership, ...]] | None:
        """A community and a place that were named together, with what is listed between them."""
        ours = next((one for one in known if one.community is not None), None)
        if ours is None or ours.community is None or len(subjects) < 2:
            return None
        other = next(one for one in subjects if one is not ours)
        place = other.partner or other.place
        if other.community is not None or place is None:
            return None
        links = self._directory.partners_of(ours.community)
        between = [one for one in links if one.partner.key == place.key]
        between = between or [one for one in links if _same_name(one.partner, place)]
        return ours.community, place, tuple(between)

    def _between(
        self,
        inquiry: Inquiry,
        community: Community,
        partner: Place,
        between: Sequence[Partnership],
    ) -> Draft:
        page = _Page()
        values = {
            "community": self._phrases.place(community.place),
            "partner": self._phrases.place(partner),
        }
        if not between:
            page.say(self._say("no_link", **values))
            self._sizes_line(page)
            self._person(page)
            return self._draft(page, Outcome.UNANSWERED, "listed", community, (), "no link")
        link = between[0]
        sites = self._sites(page, [link])
        page.say(self._say(f"link_{link.relation.value}", **values, sites=sites))
        if link.since:
            page.say(self._since(link))
        elif inquiry.want is Want.SINCE:
            page.say(self._say("no_year"))
        if inquiry.still or inquiry.want is Want.SOURCE:
            page.say(self._say("not_today"))
        return self._draft(page, Outcome.ANSWERED, "listed", community, between, "link")

    def _since(self, link: Partnership) -> str:
        """Each year with who says so, where the sources disagree."""
        if not link.years_disagree:
            return self._say("since", year=str(link.since[0].year))
        parts = (
            self._say("year_by", year=str(one.year), site=site_of(one.source)) for one in link.since
        )
        return self._say("since_disagree", years="; ".join(parts))

    def _standing(self, community: Community, subject: Subject) -> Draft:
        page = _Page()
        standing = self._directory.standing(community)
        label = self._phrases.place(community.place)
        links = self._directory.partners_of(community)
        if subject.spelled:
            page.say(self._say("spelled", written=subject.written, name=label))
        if standing.kind is StandingKind.MEMBER and standing.basis is Basis.ROLL:
            day = self._phrases.day_of(standing.dated)
            page.say(self._say("member_roll", community=label, day=day))
        elif standing.kind is StandingKind.MEMBER:
            page.say(self._say("member_page", community=label, site=site_of(standing.source)))
            self._statement(page, community)
            page.say(self._say("no_roll"))
        else:
            page.say(self._say("listed", community=label))
            self._statement(page, community)
            self._roll_note(page)
        self._count_line(page, community, links)
        status = "member" if standing.kind is StandingKind.MEMBER else "listed"
        self._sites(page, links)
        if status == "listed":
            self._person(page)
        return self._draft(page, Outcome.ANSWERED, status, community, links, status)

    def _standings(self, subjects: Sequence[Subject]) -> Draft:
        """The standing of several communities, a line each."""
        page = _Page()
        for subject in subjects:
            label = self._phrases.place(subject.place) if subject.place else subject.written
            if subject.community is None:
                page.item(self._say("not_here", name=label))
                continue
            standing = self._directory.standing(subject.community)
            page.item(self._standing_words(standing, label))
            page.cite(standing.source, standing.dated)
        self._roll_note(page)
        self._person(page)
        return self._draft(page, Outcome.ANSWERED, "listed", None, (), "several")

    def _standing_words(self, standing: Standing, label: str) -> str:
        if standing.kind is StandingKind.LISTED:
            return self._say("listed", community=label)
        if standing.basis is Basis.ROLL:
            return self._say(
                "member_roll", community=label, day=self._phrases.day_of(standing.dated)
            )
        return self._say("member_page", community=label, site=site_of(standing.source))

    def _statement(self, page: _Page, community: Community) -> None:
        said = community.statement
        if said is None:
            return
        page.say(said.text)
        page.say(self._say("page_dated", dated=self._dated(said.dated), site=site_of(said.source)))
        page.cite(said.source, said.dated, STATEMENTS)

    def _dated(self, vintage: str) -> str:
        plain = vintage.removeprefix("page ")
        if plain.startswith("undated"):
            rest = plain.removeprefix("undated").strip()
            return self._say("undated") + (f" {rest}" if rest else "")
        return self._say("of_date", day=plain)

    def _roll_note(self, page: _Page) -> None:
        roll = self._directory.roll_as_of
        if roll is None:
            page.say(self._say("no_roll"))
        else:
            page.say(self._say("not_on_roll", day=self._phrases.day(roll)))

    def _partners(self, inquiry: Inquiry, community: Community) -> Draft:
        page = _Page()
        label = self._phrases.place(community.place)
        links = self._directory.partners_of(community)
        standing = self._directory.standing(community)
        status = "member" if standing.kind is StandingKind.MEMBER else "listed"
        if inquiry.country is not None:
            links = tuple(one for one in links if one.partner.country == inquiry.country.country)
            if not links:
                country = self._phrases.country(inquiry.country)
                page.say(self._say("none_in", community=label, country=country))
                return self._draft(page, Outcome.ANSWERED, status, community, (), "none in country")
        if inquiry.relation is not None:
            links = tuple(one for one in links if one.relation is inquiry.relation)
        if not links:
            page.say(self._say("no_partners", community=label))
            self._statement(page, community)
            return self._draft(page, Outcome.ANSWERED, status, community, (), "no partners")
        self._count_line(page, community, links)
        if inquiry.want is not Want.COUNT:
            for link in links:
                page.item(self._item(self._phrases.place(link.partner), link))
        page.say(self._say("listed_by", sites=self._sites(page, links)), opens=True)
        if inquiry.still:
            page.say(self._say("not_today"))
        return self._draft(page, Outcome.ANSWERED, status, community, links, "partners")

    def _count_line(self, page: _Page, community: Community, links: Sequence[Partnership]) -> None:
        if not links:
            return
        label = self._phrases.place(community.place)
        counts = _counts(links)
        parts = [
            self._say(f"count_{name}" if number > 1 else f"count_one_{name}", number=str(number))
            for name, number in counts.items()
            if name != "total" and number
        ]
        total = str(counts["total"])
        text = self._phrases.all_of(parts)
        name = "counted" if len(parts) > 1 else "counted_one"
        page.say(self._say(name, community=label, total=total, parts=text))

    def _item(self, name: str, link: Partnership) -> str:
        relation = self._say(f"relation_{link.relation.value}")
        years = dict.fromkeys(str(one.year) for one in link.since)
        if not years:
            return self._say("item", name=name, relation=relation)
        return self._say("item_since", name=name, relation=relation, years=" / ".join(years))

    def _together(self, subjects: Sequence[Subject]) -> Draft:
        page = _Page()
        every: list[Partnership] = []
        for subject in subjects:
            assert subject.community is not None or subject.partner is not None
            if subject.community is None:
                continue
            links = self._directory.partners_of(subject.community)
            self._count_line(page, subject.community, links)
            every += links
        sisters = sum(one.relation is Relation.SISTER for one in every)
        page.say(self._say("together", total=str(len(every)), sisters=str(sisters)), opens=True)
        page.say(self._say("listed_by", sites=self._sites(page, every)))
        return self._draft(page, Outcome.ANSWERED, "listed", None, every, "together")

    def _partners_abroad(self, inquiry: Inquiry, subject: Subject) -> Draft:
        assert subject.partner is not None
        page = _Page()
        label = self._phrases.place(subject.partner)
        links = self._directory.communities_with(subject.partner)
        if inquiry.state is not None:
            links = tuple(o for o in links if o.community.region == inquiry.state.region)
        page.say(self._say("abroad", partner=label, number=str(len(links))))
        for link in links:
            page.item(self._item(self._phrases.place(link.community.place), link))
        page.say(self._say("listed_by", sites=self._sites(page, links)), opens=True)
        if inquiry.want is Want.MEMBER:
            self._roll_note(page)
        if inquiry.still:
            page.say(self._say("not_today"))
        return self._draft(page, Outcome.ANSWERED, "listed", None, links, "partners abroad")

    def _in_country(self, country: Place, state: Place | None) -> Draft:
        page = _Page()
        links = self._directory.in_country(country.country)
        if state is not None:
            links = tuple(one for one in links if one.community.region == state.region)
        name = self._phrases.country(country)
        if not links:
            page.say(self._say("nobody_in", country=name))
            self._sizes_line(page)
            return self._draft(page, Outcome.ANSWERED, "listed", None, (), "nobody in country")
        communities = dict.fromkeys(self._phrases.place(one.community.place) for one in links)
        page.say(
            self._say(
                "in_country", country=name, number=str(len(communities)), links=str(len(links))
            )
        )
        for label in communities:
            own = [one for one in links if self._phrases.place(one.community.place) == label]
            partners = "; ".join(self._item(one.partner.name, one) for one in own)
            page.item(f"{label}: {partners}")
        page.say(self._say("listed_by", sites=self._sites(page, links)), opens=True)
        return self._draft(page, Outcome.ANSWERED, "listed", None, links, "in country")

    def _in_state(self, state: Place) -> Draft:
        page = _Page()
        communities = self._directory.in_state(state.region)
        name = state.name
        if not communities:
            page.say(self._say("nobody_in", country=name))
            self._sizes_line(page)
            return self._draft(page, Outcome.ANSWERED, "listed", None, (), "nobody in state")
        page.say(self._say("in_state", state=name, number=str(len(communities))))
        for community in communities:
            number = len(self._directory.partners_of(community))
            label = self._phrases.place(community.place)
            page.item(self._say("with_links", community=label, number=str(number)))
        self._roll_note(page)
        return self._draft(page, Outcome.ANSWERED, "listed", None, (), "in state")

    def _sizes(self) -> Draft:
        page = _Page()
        self._sizes_line(page)
        self._roll_note(page)
        return self._draft(page, Outcome.ANSWERED, "listed", None, (), "sizes")

    def _sizes_line(self, page: _Page) -> None:
        sizes = self._directory.sizes
        page.say(
            self._say(
                "sizes",
                communities=f"{sizes.communities:,}",
                partnerships=f"{sizes.partnerships:,}",
                as_of=self._dated(self._directory.as_of),
            )
        )

    def _website(self, community: Community) -> Draft:
        page = _Page()
        label = self._phrases.place(community.place)
        if community.website:
            page.say(self._say("website", community=label, address=community.website))
            page.cite(community.website_source, community.vintage, STATEMENTS)
            return self._draft(page, Outcome.ANSWERED, "listed", community, (), "website")
        links = self._directory.partners_of(community)
        page.say(self._say("no_website", community=label))
        if links:
            page.say(self._say("listed_by", sites=self._sites(page, links)))
        self._person(page)
        return self._draft(page, Outcome.UNANSWERED, "listed", community, (), "no website")

    def _not_found(self, subject: Subject) -> Draft:
        page = _Page()
        sizes = self._directory.sizes
        label = self._phrases.place(subject.place) if subject.place else subject.written
        page.say(
            self._say(
                "not_found",
                name=label,
                spellings=" / ".join(f'"{one}"' for one in subject.spellings),
                communities=f"{sizes.communities:,}",
                partnerships=f"{sizes.partnerships:,}",
                as_of=self._dated(self._directory.as_of),
            )
        )
        near = self._directory.nearest(subject.bare)
        if near:
            names = "; ".join(self._phrases.place(one.place) for one in near[:MOST_CHOICES])
            page.say(self._say("nearest", names=names))
        page.say(self._say("says_nothing"))
        self._person(page)
        draft = self._draft(page, Outcome.UNANSWERED, "not_found", None, (), "not found")
        assert draft.directory is not None
        searched = {
            "name": subject.written,
            "spellings": list(subject.spellings),
            "communities": sizes.communities,
            "partnerships": sizes.partnerships,
            "as_of": self._directory.as_of,
        }
        found = {**draft.directory, "searched": searched}
        found["candidates"] = [self._phrases.place(one.place) for one in near[:MOST_CHOICES]]
        return Draft(
            draft.outcome,
            draft.lines,
            draft.sources,
            confidence=1.0,
            reason=draft.reason,
            directory=found,
            traces=(*draft.traces, Trace(" ".join(subject.spellings), VISITOR)),
        )

    def _person(self, page: _Page) -> None:
        name = "person" if self._replies.reachable else "person_unnamed"
        page.lines.append(Line(self._replies.say("unanswered", name), opens=True))

    def _sites(self, page: _Page, links: Sequence[Partnership]) -> str:
        """Who lists some partnerships, each with its date; they become the sources."""
        told: dict[str, None] = {}
        for link in links:
            page.cite(link.source, link.vintage)
            told[f"{site_of(link.source)} ({self._dated(link.vintage)})"] = None
        return self._phrases.all_of(list(told))

    def _draft(
        self,
        page: _Page,
        outcome: Outcome,
        status: str,
        community: Community | None,
        links: Sequence[Partnership],
        reason: str,
    ) -> Draft:
        return Draft(
            outcome,
            tuple(page.lines),
            tuple(page.sources),
            confidence=1.0,
            reason=f"directory:{reason}",
            directory=self._json(status, community, links, page.steps),
            traces=tuple(Trace(text, f"directory:{n}") for n, text in enumerate(page.steps, 1)),
        )

    def _json(
        self,
        status: str,
        community: Community | None = None,
        links: Sequence[Partnership] = (),
        steps: Sequence[str] = (),
        candidates: Sequence[Place] = (),
    ) -> dict[str, Any]:
        """The finding as the contract has it; it holds public fields only."""
        return {
            "status": status,
            "as_of": self._directory.as_of,
            "roll_as_of": str(self._directory.roll_as_of or "") or None,
            "community": None if community is None else _community(community),
            "partners": [_partner(one) for one in links],
            "counts": _counts(links),
            "steps": [{"n": n, "text": text} for n, text in enumerate(steps, 1)],
            "candidates": [self._phrases.place(place) for place in candidates],
            "searched": None,
        }


def site_of(source: str) -> str:
    """The site of an address, as people know it; another source by its own name."""
    host = urlsplit(source).hostname
    return host.removeprefix("www.") if host else source


def _same_name(one: Place, other: Place) -> bool:
    """Whether two places abroad bear one name in one country, whatever region a source gives."""
    return (fold_name(one.name), one.country) == (fold_name(other.name), other.country)


def _counts(links: Sequence[Partnership]) -> dict[str, int]:
    found = {one.value: sum(link.relation is one for link in links) for one in _RELATIONS}
    return {**found, "total": len(links)}


def _community(community: Community) -> dict[str, Any]:
    return {
        "name": community.name,
        "kind": community.kind.value,
        "region": community.region,
        "country": community.country,
        "label": community.label,
        "website": community.website,
    }


def _partner(link: Partnership) -> dict[str, Any]:
    return {
        "community": link.community.label,
        "name": link.partner.name,
        "region": link.partner.region_name,
        "country": link.partner.country,
        "relation": link.relation.value,
        "since": [{"year": one.year, "source": one.source} for one in link.since],
        "source": link.source,
        "as_of": link.vintage,
    }
