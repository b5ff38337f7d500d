"""Finds in the directory what an inquiry names: a community, a partner abroad, or nothing."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from rapidfuzz import fuzz

from assistant.answering.exact.directory.inquiry import TWO, Inquiry
from assistant.answering.exact.dues.case import settled_place
from assistant.facts.communities import Community
from assistant.facts.directory import LEAST_SPELLED, Directory
from assistant.facts.directory_cells import us_states
from assistant.facts.mentions import Mention
from assistant.facts.names import fold_name, without_kind
from assistant.facts.places import UNITED_STATES, Place, PlaceKind

_KIND = re.compile(r"^(?:county|province|prefecture|region|state|city|municipality)(?: of)? ")
_FAR_MORE = 10  # times the people
_MOST_ASKED = 5  # places of one name that are looked for among the partners
LIKE = 75  # fuzz.ratio from which a community is offered as the one that may be meant


@dataclass(frozen=True, slots=True)
class Subject:
    """One place of an inquiry, looked up.

    Attributes:
        written: As the visitor wrote it.
        place: Which one is meant; None where that is open or no book knows it.
        community: Its entry among the communities.
        partner: The place, where it stands among the partners.
        choices: Several places of which one must be chosen.
        spelled: Whether the name was misspelled and taken for another one.
        near: Whether the choices only have names like it.
    """

    written: str
    place: Place | None = None
    community: Community | None = None
    partner: Place | None = None
    choices: tuple[Place, ...] = field(default=())
    spelled: bool = False
    near: bool = False

    @property
    def known(self) -> bool:
        """Whether the directory has it."""
        return self.community is not None or self.partner is not None

    @property
    def is_domestic(self) -> bool:
        """Whether it lies in the United States, as far as anybody knows."""
        return self.place is None or self.place.country == UNITED_STATES

    @property
    def bare(self) -> str:
        """Its name without what surrounds it."""
        return self.place.name if self.place else self.written

    @property
    def spellings(self) -> tuple[str, ...]:
        """The keys under which it was looked for."""
        names = [_base_and_state(self.written)[0], self.bare]
        keys = [key for name in names for key in (fold_name(name), without_kind(fold_name(name)))]
        return tuple(dict.fromkeys(key for key in keys if key))


class Subjects:
    """Looks names up in one directory."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    def of(self, inquiry: Inquiry) -> list[Subject]:
        """The places of an inquiry, in its order; at least one."""
        if not inquiry.mentions:
            return [self._named(inquiry.name, taken=inquiry.confirmed)]
        found = [self._mentioned(mention, inquiry) for mention in inquiry.mentions]
        if inquiry.chosen is not None:
            found[0] = self._entered(inquiry.mentions[0].text, inquiry.chosen)
        if inquiry.name:
            found.append(self._beside(inquiry.name, found))
        return self._paired(found, inquiry.mentions)

    def _beside(self, name: str, known: Sequence[Subject]) -> Subject:
        """A name beside places: a partner of theirs that is misspelled, or what it is by itself."""
        key = fold_name(name.partition(",")[0])
        ours = [one.community for one in known if one.community is not None]
        partners = {
            link.partner.key: link.partner
            for community in ours
            for link in self._directory.partners_of(community)
            if fuzz.ratio(key, fold_name(link.partner.name)) >= LEAST_SPELLED
        }
        if len(partners) != 1:
            return self._named(name)
        (partner,) = partners.values()
        return Subject(name, partner, None, partner, spelled=True)

    def _named(self, name: str, *, taken: bool = False) -> Subject:
        """A name that no book of places knows: a misspelling, or nothing that is here.

        Args:
            name: As the visitor wrote it.
            taken: Whether the visitor said that the one place it is like is meant.
        """
        base, where = _base_and_state(name)
        found = self._directory.find(base, where) or self._directory.spelled(base, where)
        if len(found) == 1:
            return Subject(name, found[0].place, found[0], spelled=True)
        if found:
            return Subject(name, choices=tuple(one.place for one in found))
        near = (
            *(one.place for one in self._alike(base, where)),
            *self._partners(base, where, LIKE),
        )
        sure = near == self._partners(base, where, LEAST_SPELLED)
        if len(near) == 1 and (taken or sure):
            return replace(self._entered(name, near[0]), spelled=True)
        return Subject(name, choices=near, near=bool(near))

    def _partners(self, name: str, where: str, least: int) -> tuple[Place, ...]:
        """Partners abroad with names much like a name, in the country or region that was said."""
        said = fold_name(where)
        return tuple(
            one
            for one in self._directory.partners_like(name, least)
            if said in {"", *map(fold_name, (one.country, one.country_name, one.region_name))}
        )

    def _alike(self, name: str, where: str) -> tuple[Community, ...]:
        """Communities that a name is so like that it is asked whether one of them is meant."""
        key, state = without_kind(fold_name(name)), fold_name(where)
        return tuple(
            one
            for one in self._directory.nearest(name)
            if fuzz.ratio(key, fold_name(one.name)) >= LIKE
            and state in {"", fold_name(one.region), fold_name(one.region_name)}
        )

    def _mentioned(self, mention: Mention, inquiry: Inquiry) -> Subject:
        state = inquiry.state if len(inquiry.mentions) == 1 else None
        places = self._fitting(mention, state)
        if inquiry.seeks and (abroad := _rather_abroad(mention, places)):
            places = self._partners_first(abroad)
        if _lies_elsewhere(mention.text, places):
            return Subject(mention.text)
        listed = [one for one in places if self._directory.community(one) is not None]
        if len(listed) == 1:
            return self._entered(mention.text, listed[0])
        if not listed and (partner := self._only_partner(places)):
            return self._entered(mention.text, partner)
        if len(places) == 1:
            return self._entered(mention.text, places[0])
        if not listed and (partner := self._same_partner(places)):
            return self._entered(mention.text, partner)
        place = settled_place(mention, None, state)
        if place is None and len(places) > 1:
            return Subject(mention.text, choices=tuple(listed) if len(listed) > 1 else places)
        return self._entered(mention.text, place or places[0])

    def _fitting(self, mention: Mention, state: Place | None) -> tuple[Place, ...]:
        """What a mention may be: of the kind that was said, in the state that was said."""
        places = mention.places
        if mention.kind_said is not None:
            places = tuple(one for one in places if one.kind is mention.kind_said) or places
        if state is not None:
            places = tuple(one for one in places if one.region == state.region) or places
        return places

    def _partners_first(self, places: Sequence[Place]) -> tuple[Place, ...]:
        """Those of some places abroad that have a partner here; all where none has.

        Not a village in whose place a city is meant that nobody here has: Vienne for Viena.
        """
        people = max(one.population or 0 for one in places)
        large = [one for one in places if (one.population or people) * _FAR_MORE >= people]
        with_links = [one for one in large[:_MOST_ASKED] if self._directory.communities_with(one)]
        return tuple(with_links or places)

    def _same_partner(self, places: Sequence[Place]) -> Place | None:
        """One partner under several names: Bangalore and Bengaluru."""
        listed = [one for one in places if one.listed and one.country != UNITED_STATES]
        if len(listed) < TWO or len({one.country for one in listed}) > 1:
            return None
        links = {self._directory.communities_with(one) for one in listed[:_MOST_ASKED]}
        return listed[0] if len(links) == 1 else None

    def _only_partner(self, places: Sequence[Place]) -> Place | None:
        """The one that stands among the partners, when it is alone and not far behind the best."""
        listed = [one for one in places if one.listed and one.country != UNITED_STATES]
        return listed[0] if len(listed) == 1 else None

    def _entered(self, written: str, place: Place) -> Subject:
        community = self._directory.community(place)
        partner = None
        if community is None and (links := self._directory.communities_with(place)):
            listed = links[0].partner
            same = fold_name(listed.name) == fold_name(place.name)
            place = partner = place if same else listed  # Köln is listed as Cologne
        return Subject(written, place, community, partner)

    def _paired(self, found: list[Subject], mentions: Sequence[Mention]) -> list[Subject]:
        """Two places named together: each is taken as what the other is partnered with."""
        if len(found) < TWO:
            return found
        for n, subject in enumerate(found):
            if subject.community is None:
                continue
            links = {
                one.partner.key: one.partner
                for one in self._directory.partners_of(subject.community)
            }
            for other, mention in enumerate(mentions):
                same = found[other].community == subject.community  # of Albuquerque, New Mexico
                if other == n or (self._is_ours(found[other]) and not same):
                    continue
                match = next((links[p.key] for p in mention.places if p.key in links), None)
                match = match or self._otherwise_named(mention, subject.community)
                short = None if match else _shortened(mention.text, links.values())
                if (partner := match or short) is not None:
                    spelled = short is not None
                    found[other] = Subject(mention.text, partner, None, partner, spelled=spelled)
        return found

    def _otherwise_named(self, mention: Mention, community: Community) -> Place | None:
        """The partner of a community that sources call otherwise: Colonia is Cologne."""
        abroad = [one for one in mention.places if one.country != UNITED_STATES]
        for place in abroad[:_MOST_ASKED]:
            for link in self._directory.communities_with(place):
                if link.community.id == community.id:
                    same = fold_name(place.name) == fold_name(link.partner.name)
                    return place if same else link.partner
        return None

    def _is_ours(self, subject: Subject) -> bool:
        return subject.community is not None and subject.community.country == UNITED_STATES


def _rather_abroad(mention: Mention, places: Sequence[Place]) -> tuple[Place, ...]:
    """The places abroad of a name, where the largest of that name is one."""
    largest = max(places, key=lambda one: one.population or 0, default=None)
    if mention.kind_said is PlaceKind.COUNTY or largest is None:
        return ()
    if largest.country == UNITED_STATES:
        return ()
    return tuple(one for one in places if one.country != UNITED_STATES)


def _shortened(written: str, partners: Iterable[Place]) -> Place | None:
    """The one partner that what was written is a part of: Rio de Janeiro, County Cork."""
    key = fold_name(written)
    named = [
        one
        for one in partners
        if (name := fold_name(one.name)).startswith(f"{key} ") or _KIND.sub("", name) == key
    ]
    return named[0] if len(named) == 1 else None


def _base_and_state(name: str) -> tuple[str, str]:
    """A name and what stands behind its comma, or the state's code at its end: "jacksonvile FL"."""
    base, comma, where = name.partition(",")
    if comma:
        return base, where.strip()
    base, _, code = name.rpartition(" ")
    return (base, code) if base and code.upper() in us_states() else (name, "")


def _lies_elsewhere(written: str, places: Sequence[Place]) -> bool:
    """Whether a state or country was written behind the name in which no such place is known."""
    where = fold_name(written.partition(",")[2])
    if not where:
        return False
    told = {
        fold_name(part)
        for place in places
        for part in (place.region, place.region_name, place.country, place.country_name)
    }
    states = {fold_name(part) for pair in us_states().items() for part in pair}
    return where in states and where not in told
