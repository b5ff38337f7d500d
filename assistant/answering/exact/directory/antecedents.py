"""Finds what a turn points back to in the answer before it: "it", "the Spanish one", "those"."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.exact.directory.inquiry import Inquiry, Reference
from assistant.answering.exact.directory.overall import picked_overall
from assistant.answering.exact.directory.subjects import Subject, Subjects
from assistant.answering.exact.routes import Want
from assistant.facts.communities import Partnership
from assistant.facts.directory import Directory
from assistant.facts.mentions import Mention
from assistant.facts.names import fold_name
from assistant.facts.places import Place, PlaceKind

_OF_A_LINK = frozenset((Want.SINCE, Want.RELATION, Want.SOURCE))


class Antecedents:
    """Reads inquiries in the light of what was listed before them; for one answer.

    Each inquiry of a conversation is settled once: else the work would double with every turn.
    """

    def __init__(self, directory: Directory, subjects: Subjects) -> None:
        self._directory = directory
        self._subjects = subjects
        self._settled: dict[Inquiry, Inquiry] = {}
        self._told: dict[Inquiry, tuple[Partnership, ...]] = {}

    def settled(self, inquiry: Inquiry) -> Inquiry:
        """An inquiry with whom it points back to put in their places."""
        if inquiry not in self._settled:
            self._settled[inquiry] = self._settle(inquiry)
        return self._settled[inquiry]

    def _settle(self, inquiry: Inquiry) -> Inquiry:
        reference = inquiry.reference
        if reference is None:
            return inquiry
        told = self.told(reference.before)
        if not told:
            return inquiry
        if inquiry.pick and len(inquiry.mentions) > 1 and not reference.carried:
            return _of_these(inquiry, told)
        if reference.other and (rest := self._rest(reference.before, told)) is not None:
            return _between(inquiry, rest)
        if reference.one and (one := self._one_of(inquiry, reference)) is not None:
            return one
        if reference.there and inquiry.country is None:
            inquiry = replace(inquiry, country=_country_of(told))
        return self._carried_on(inquiry, told) if reference.carried else inquiry

    def told(self, inquiry: Inquiry) -> tuple[Partnership, ...]:
        """The partnerships that the answer to an inquiry lists, or counts."""
        if inquiry not in self._told:
            settled = self.settled(inquiry)
            links = self._listed(settled)
            self._told[inquiry] = settled.pick.among(links) if settled.pick else links
        return self._told[inquiry]

    def _listed(self, inquiry: Inquiry) -> tuple[Partnership, ...]:
        if inquiry.all_members or inquiry.want is Want.CORRECTION:
            return ()
        if inquiry.overall:
            return picked_overall(inquiry.pick, self._directory) if inquiry.pick else ()
        if inquiry.mentions or inquiry.name:
            return self._of_subjects(inquiry, self._subjects.of(inquiry))
        if inquiry.country is None:
            return self._directory.from_state(inquiry.state.region) if inquiry.state else ()
        links = self._directory.within(inquiry.country)
        return _from(inquiry.state, links)

    def _of_subjects(
        self, inquiry: Inquiry, subjects: Sequence[Subject]
    ) -> tuple[Partnership, ...]:
        if any(one.choices for one in subjects):
            return ()
        known = [one.community for one in subjects if one.community is not None]
        ours = tuple({one.id: one for one in known}.values())
        abroad = [one.partner for one in subjects if one.community is None and one.partner]
        if not ours:
            links = tuple(link for one in abroad for link in self._directory.communities_with(one))
            return _from(inquiry.state, links)
        if inquiry.want is Want.MEMBER:
            return ()
        links = tuple(one for our in ours for one in self._directory.partners_of(our))
        if abroad:
            names = {(fold_name(one.name), one.country) for one in abroad}
            return tuple(
                one for one in links if (fold_name(one.partner.name), one.partner.country) in names
            )
        links = self._directory.among(links, inquiry.country)
        return tuple(one for one in links if inquiry.relation in {None, one.relation})

    def _carried_on(self, inquiry: Inquiry, told: Sequence[Partnership]) -> Inquiry:
        """An inquiry that names nobody: about those listed, about one of them, or either side."""
        reference = inquiry.reference
        assert reference is not None
        partners = {one.partner.key: one.partner for one in told}
        if reference.thing and len(partners) == 1:
            return replace(inquiry, mentions=_mentions(told[0].partner), chosen=None)
        if inquiry.country is not None and reference.anew and reference.there:
            return replace(inquiry, mentions=(), chosen=None)
        if _goes_back(inquiry, reference):
            if len(singles := self._singly_told(inquiry, reference)) > 1:
                return _among(inquiry, singles)
            if len(told) == 1 and inquiry.want in _OF_A_LINK and inquiry.pick is None:
                return _between(inquiry, told[0])
            return self._narrowed(inquiry, reference)
        if not (inquiry.mentions or reference.it):
            return inquiry
        if inquiry.mentions and self._subjects.of(inquiry)[0].community is not None:
            return inquiry
        return self._from_abroad(inquiry, told, reference)

    def _one_of(self, inquiry: Inquiry, reference: Reference) -> Inquiry | None:
        """About the one of those listed, now or earlier, that has what is said of it."""
        before: Inquiry | None = reference.before
        of_a_link = not reference.carried or inquiry.want in _OF_A_LINK
        while before is not None:
            told = self.told(before)
            communities = {one.community.id: one.community for one in _from(inquiry.state, told)}
            if inquiry.state and reference.carried and len(communities) == 1:
                (one,) = communities.values()
                return replace(inquiry, mentions=_mentions(one.place), chosen=None, state=None)
            fits = _fitting(inquiry, told) if of_a_link else []
            if len(fits) == 1:
                return _between(inquiry, fits[0])
            before = before.reference.before if before.reference else None
        return None

    def _rest(self, before: Inquiry, told: Sequence[Partnership]) -> Partnership | None:
        """The only one of those listed earlier that was not spoken of last."""
        earlier = self.told(before.reference.before) if before.reference else ()
        rest = [one for one in earlier if one not in told]
        return rest[0] if len(rest) == 1 else None

    def _singly_told(self, inquiry: Inquiry, reference: Reference) -> list[Partnership]:
        """Partnerships that were told one by one, where the oldest or the newest is asked for."""
        before: Inquiry | None = reference.before
        found: dict[Partnership, None] = {}
        while before is not None and inquiry.pick is not None and inquiry.pick.end is not None:
            told = self.told(before)
            if len(told) != 1 or before.pick is not None:
                break
            found[told[0]] = None
            before = before.reference.before if before.reference else None
        return list(found)

    def _narrowed(self, inquiry: Inquiry, reference: Reference) -> Inquiry:
        """The inquiry before with what this one asks of those that were listed."""
        listed = self.settled(reference.before)
        pick = inquiry.pick.within(listed.pick) if inquiry.pick else listed.pick
        relation = inquiry.relation or listed.relation
        return replace(listed, want=inquiry.want, still=inquiry.still, relation=relation, pick=pick)

    def _from_abroad(
        self, inquiry: Inquiry, told: Sequence[Partnership], reference: Reference
    ) -> Inquiry:
        """After "who has Grenoble?": others with its country, or what else that one has."""
        country = inquiry.country
        partners = {one.partner.country for one in told}
        if country is not None and partners == {country.country} and not reference.it:
            return replace(inquiry, mentions=(), chosen=None)
        communities = {one.community.id: one.community for one in told}
        leads_on = reference.it or country is not None or inquiry.pick is not None
        if not leads_on or len(communities) > 1:
            return inquiry
        (one,) = communities.values()
        return replace(inquiry, mentions=_mentions(one.place), chosen=None)


def _goes_back(inquiry: Inquiry, reference: Reference) -> bool:
    """Whether a turn asks of what was listed, not of a community that was named."""
    if reference.says_where or inquiry.country is not None:
        return False
    pick = inquiry.pick
    if pick is not None and not reference.those and (reference.it or pick.continent is not None):
        return False
    of_them = reference.those or pick is not None
    return of_them or inquiry.want in _OF_A_LINK


def _fitting(inquiry: Inquiry, told: Sequence[Partnership]) -> list[Partnership]:
    """Those that lie in the country that was said, or have one of the places that were."""
    reference = inquiry.reference
    assert reference is not None
    named = [one for one in inquiry.mentions if one not in reference.before.mentions]
    places = [place for one in named for place in one.places]
    keys = {place.key for place in places}
    states = {(p.region, p.country) for p in places if p.kind is PlaceKind.STATE and p.region}
    country = inquiry.country.country if inquiry.country else None
    return [
        one
        for one in told
        if {one.partner.key, one.community.place.key} & keys
        or (one.community.place.region, one.community.country) in states
        or one.partner.country == country
    ]


def _of_these(inquiry: Inquiry, told: Sequence[Partnership]) -> Inquiry:
    """Which of several partners that are named, of the one community spoken of."""
    communities = {one.community.id: one.community for one in told}
    if len(communities) != 1:
        return inquiry
    (one,) = communities.values()
    return replace(inquiry, mentions=(*_mentions(one.place), *inquiry.mentions), chosen=None)


def _among(inquiry: Inquiry, links: Sequence[Partnership]) -> Inquiry:
    """The same asked of several partnerships."""
    ours = {one.community.id: one.community.place for one in links}
    partners = {one.partner.key: one.partner for one in links}
    sides = _mentions(*ours.values(), *partners.values())
    return replace(inquiry, mentions=sides, chosen=None, name="")


def _between(inquiry: Inquiry, link: Partnership) -> Inquiry:
    """The same asked of one partnership."""
    pair = _mentions(link.community.place, link.partner)
    return replace(inquiry, mentions=pair, chosen=None, country=None, state=None, name="")


def _mentions(*places: Place) -> tuple[Mention, ...]:
    return tuple(Mention(0, len(p.name), p.name, (p,), place=p) for p in places)


def _country_of(told: Sequence[Partnership]) -> Place | None:
    """The country in which all of some partners lie."""
    countries = {one.partner.country: one.partner for one in told}
    if len(countries) != 1:
        return None
    ((code, partner),) = countries.items()
    name = partner.country_name
    return Place(name, PlaceKind.COUNTRY, country=code, country_name=name) if code else None


def _from(state: Place | None, links: Sequence[Partnership]) -> tuple[Partnership, ...]:
    """Those of communities in a US state; all where none is said."""
    return tuple(one for one in links if not state or one.community.place.region == state.region)
