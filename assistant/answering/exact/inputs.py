"""Tells what an exact tool was asked with, as it was read from the turns of a conversation."""

from collections.abc import Iterable
from dataclasses import fields

from assistant.answering.exact.directory.inquiry import Inquiry
from assistant.answering.exact.dues.case import Case
from assistant.answering.exact.routes import Topic
from assistant.answering.exact.talk import Talk
from assistant.answering.exact.turn.populations import Population
from assistant.facts.mentions import Mention
from assistant.facts.places import Place


def inputs_of(talk: Talk) -> dict[str, str]:
    """What the last turn asks its tool, by name; what was not said is left out."""
    if talk.topic is Topic.DIRECTORY and talk.inquiry is not None:
        read = _of_directory(talk.inquiry)
    elif talk.wants_table:
        read = {"wanted": "table"}
    else:
        read = _of_dues(talk.case)
        read["communities"] = _joined(_told(case) for case in talk.company.asked)
    return {name: told for name, told in read.items() if told}


def _of_dues(case: Case) -> dict[str, str]:
    return {
        "place": _place(case),
        "may_be": _labels(case.offered),
        "location": _label(case.location),
        "kind": case.kind_now.value,
        "member_type": case.type_now.value,
        "population": _people(case),
        "day": case.day.isoformat() if case.day else "",
        "claimed": _joined(map(str, case.claimed)),
        "also": _also(case),
    }


def _of_directory(inquiry: Inquiry) -> dict[str, str]:
    places = [inquiry.chosen] if inquiry.chosen else []
    return {
        "wanted": inquiry.want.value,
        "place": _labels(places) or _joined(_named(one) for one in inquiry.mentions),
        "name": inquiry.name,
        "country": _labels([inquiry.country, *inquiry.countries]),
        "state": _label(inquiry.state),
        "relation": inquiry.relation.value if inquiry.relation else "",
        "also": _also(inquiry),
    }


def _named(mention: Mention) -> str:
    return _label(mention.place) or _labels(mention.places) or mention.text


def _place(case: Case) -> str:
    return _label(case.place) or (case.mention.text if case.mention else "")


def _told(case: Case) -> str:
    """One of several communities: its name, else its kind, and its people."""
    return " · ".join(filter(None, (_place(case) or case.kind_now.value, _people(case))))


def _people(case: Case) -> str:
    """How many people were said, else how many the gazetteer has."""
    if case.population is not None:
        return _range(case.population)
    known = case.place.population if case.place else None
    return f"{known:,}" if known else ""


def _range(people: Population) -> str:
    if people.exact:
        return f"{people.low:,}"
    return f"{people.low:,} - {people.high:,}" if people.high is not None else f"{people.low:,} +"


def _also(asked: Case | Inquiry) -> str:
    """What else holds of it, by the names of its attributes."""
    return _joined(one.name for one in fields(asked) if getattr(asked, one.name) is True)


def _label(place: Place | None) -> str:
    return place.label if place else ""


def _labels(places: Iterable[Place | None]) -> str:
    return _joined(_label(place) for place in places)


def _joined(words: Iterable[str]) -> str:
    return "; ".join(word for word in words if word)
