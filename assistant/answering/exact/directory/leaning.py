"""What a turn to the member directory leaves unsaid, by the inquiry before it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.answering.exact.directory.inquiry import BETWEEN, TWO, Inquiry, says, want_of
from assistant.answering.exact.routes import Want
from assistant.facts.mentions import Mention, Namebook, places_named
from assistant.facts.places import UNITED_STATES, Place, PlaceKind

# A turn that names another place and asks nothing by itself.
_ASKS_THE_SAME = re.compile(r"\W*(?:and|or|what about|how about|y|o|que tal)\b(?:\W+\w+){1,4}\W*$")
# "Tashkent: whose partner is it?" asks nothing of the community before.
_ASKS_WHOSE = re.compile(r"\bwhose\b|\bwho (?:has|have|got) (?:it|them)\b|\bde quien\b")


def lean(inquiry: Inquiry, before: Inquiry, kind: PlaceKind | None, plain: str) -> Inquiry:
    """What a short turn leaves unsaid comes from the one before."""
    points_back = says(plain, "pronoun")
    asks_anew = says(plain, "asks_who") and not (points_back or says(plain, "those"))
    if not asks_anew and (chosen := _chosen(inquiry, before, kind)) is not None:
        return replace(before, chosen=chosen)
    if inquiry.name:
        paired = points_back and inquiry.want in BETWEEN and not inquiry.mentions
        return replace(inquiry, mentions=before.mentions[:1]) if paired else inquiry
    if (inquiry.country or inquiry.state) and not inquiry.mentions and asks_anew:
        return inquiry  # "who else has a partner in Australia?"
    inquiry = _since_when(inquiry, before)
    partners_too = inquiry.want in {Want.SINCE, Want.RELATION, Want.SOURCE, Want.CORRECTION}
    goes_on = points_back or _follows_a_pair(before, plain)
    partners_too = partners_too or (inquiry.want is Want.PARTNERS and goes_on)
    of_others = says(plain, "others") or bool(_ASKS_WHOSE.search(plain))
    if partners_too and inquiry.mentions and of_others and inquiry.want is not Want.CORRECTION:
        return replace(inquiry, want=Want.PARTNERS)  # "does anyone else have Baguio?"
    if not inquiry.mentions:
        return _of_the_same(inquiry, before, plain)
    ours = _other_side(inquiry, before) if partners_too else None
    if ours is not None:
        return replace(inquiry, mentions=(ours.mentions[0], *inquiry.mentions), chosen=ours.chosen)
    if inquiry.want is before.want is Want.COUNT:
        return _counted(inquiry, before, plain)
    return _as_narrow(inquiry, before) if _ASKS_THE_SAME.match(plain) else inquiry


def _of_the_same(inquiry: Inquiry, before: Inquiry, plain: str) -> Inquiry:
    """A turn that names nobody: about whom the one before was."""
    alone = says(plain, "others") and inquiry.want is not Want.RELATION
    alone = alone or inquiry.country is not None or _of_a_continent(inquiry)
    theirs = before.mentions[:1] if alone else before.mentions
    if not theirs and not says(plain, "sizes"):
        inquiry = _filtered(inquiry, before)
    return replace(inquiry, mentions=theirs, chosen=before.chosen, name=before.name)


def _since_when(inquiry: Inquiry, before: Inquiry) -> Inquiry:
    """After "is it a member?", "since when?" asks since when it is one."""
    of_membership = inquiry.want is Want.SINCE and before.want is Want.MEMBER
    return replace(inquiry, want=Want.MEMBER) if of_membership and not inquiry.mentions else inquiry


def _as_narrow(inquiry: Inquiry, before: Inquiry) -> Inquiry:
    """The same asked of another community: "any in Africa?", then "and Austin?"."""
    if any(map(_is_abroad, inquiry.mentions)) or not before.mentions:
        return inquiry
    country = inquiry.country or before.country
    return replace(
        inquiry,
        country=country,
        countries=inquiry.countries if inquiry.country else before.countries,
        pick=inquiry.pick or before.pick,
        relation=inquiry.relation or before.relation,
    )


def _filtered(inquiry: Inquiry, before: Inquiry) -> Inquiry:
    """With the country and the state that were spoken of, where a turn does not say another."""
    return replace(
        inquiry, country=inquiry.country or before.country, state=inquiry.state or before.state
    )


def _other_side(inquiry: Inquiry, before: Inquiry) -> Inquiry | None:
    """The last inquiry about a place that may be tied to the one that is named: one is abroad."""
    if len(inquiry.mentions) != 1:
        return None
    earlier: Inquiry | None = before
    while earlier is not None:
        if not earlier.mentions:
            return None
        if _is_abroad(earlier.mentions[0]) != _is_abroad(inquiry.mentions[0]):
            return earlier
        earlier = earlier.reference.before if earlier.reference else None
    return None


def _is_abroad(mention: Mention) -> bool:
    if mention.place is not None:
        return mention.place.country != UNITED_STATES
    return all(place.country != UNITED_STATES for place in mention.places)


def _follows_a_pair(before: Inquiry, plain: str) -> bool:
    """Whether a turn only names another place, where what lies between two was asked."""
    abroad = [one for one in before.mentions[1:] if one.places[0].country != UNITED_STATES]
    return len(before.mentions) == TWO and bool(abroad) and want_of(plain) is None


def _of_a_continent(inquiry: Inquiry) -> bool:
    return inquiry.pick is not None and inquiry.pick.continent is not None


def _counted(inquiry: Inquiry, before: Inquiry, plain: str) -> Inquiry:
    """A count after a count: beside it where the two are compared, else kept for their sum."""
    if says(plain, "compared"):
        return replace(inquiry, mentions=(*before.counted_with_it, *inquiry.mentions))
    return replace(inquiry, counted=before.counted_with_it)


def the_state_of(before: Inquiry, books: Sequence[Namebook]) -> Mention | None:
    """The US state in which a community that was asked about lies: "and the state itself?"."""
    for mention in before.mentions[:1]:
        place = before.chosen or mention.place or mention.places[0]
        named = places_named(place.region_name, books)
        same = (PlaceKind.STATE, place.region, place.country)
        states = {p.key: p for p in named if (p.kind, p.region, p.country) == same}
        if states:
            (state, *_) = states.values()
            return Mention(0, len(state.name), state.name, (state,), place=state)
    return None


def the_one_in(
    inquiry: Inquiry, before: Inquiry, plain: str, books: Sequence[Namebook]
) -> Mention | None:
    """The place of the same name in another state: after Portland, "and the one in Maine?"."""
    state = inquiry.state
    asks = says(plain, "the_one") or (want_of(plain) is None and inquiry.country is None)
    if state is None or inquiry.mentions or not before.mentions or not asks:
        return None
    before_it = before.mentions[0]
    named = places_named(before_it.places[0].name, books)
    places = {p.key: p for p in named if p.region == state.region and p.country == state.country}
    if not places:
        return None
    text = f"{before_it.places[0].name}, {state.name}"
    found = tuple(places.values())
    return Mention(0, len(text), text, found, place=found[0] if len(found) == 1 else None)


def _chosen(inquiry: Inquiry, before: Inquiry, kind: PlaceKind | None) -> Place | None:
    """Which of several places of one name a turn chooses, by its state, country or kind."""
    offered = before.mentions[0].places if before.mentions and not before.chosen else ()
    if len(offered) < TWO:
        return None
    named = [place for one in inquiry.mentions for place in one.places]
    named += [place for place in (inquiry.country, inquiry.state) if place is not None]
    keys = {place.key for place in named}
    regions = {(p.region, p.country) for p in named if p.kind is PlaceKind.STATE and p.region}
    countries = {p.country for p in named if p.kind is PlaceKind.COUNTRY}
    rules: tuple[Callable[[Place], bool], ...] = (
        lambda place: place.key in keys,
        lambda place: (
            (place.region, place.country) in regions and place.kind is not PlaceKind.STATE
        ),
        lambda place: place.country in countries,
        lambda place: place.kind is kind,
    )
    for fits in rules:
        found = [place for place in offered if fits(place)]
        if len(found) == 1:
            return found[0]
    return None


def country_spoken_of(before: Inquiry) -> Place | None:
    """The country that was asked about, or that of the last place abroad."""
    abroad = [one.places[0] for one in before.mentions if one.places[0].country != UNITED_STATES]
    if before.country is not None or not abroad:
        return before.country
    last = abroad[-1]
    return Place(
        last.country_name, PlaceKind.COUNTRY, country=last.country, country_name=last.country_name
    )
