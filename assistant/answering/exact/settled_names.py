"""Keeps which place a name means once a conversation has settled it, for when it comes again.

Of two places of one name that were both spoken of, neither is taken.
"""

from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.exact.directory.inquiry import Inquiry
from assistant.answering.exact.dues.case import settled_place
from assistant.answering.exact.routes import Topic
from assistant.answering.exact.talk import Talk
from assistant.answering.exact.turn.slots import Slots
from assistant.facts.mentions import Mention
from assistant.facts.places import Place


def place_of(inquiry: Inquiry) -> Place | None:
    """The place that the answer to an inquiry is about; of several the only one that is listed."""
    if inquiry.chosen is not None or not inquiry.mentions:
        return inquiry.chosen
    mention = inquiry.mentions[0]
    listed = [one for one in mention.places if one.listed]
    place = settled_place(mention, None, inquiry.state)
    return place or (listed[0] if len(listed) == 1 else None)


def with_settled(known: Sequence[Place], talk: Talk) -> tuple[Place, ...]:
    """The places known so far, and the one that the last turn of a talk is about."""
    place = talk.case.place if talk.topic is Topic.DUES else None
    if talk.topic is Topic.DIRECTORY and talk.inquiry is not None:
        place = place_of(talk.inquiry)
    return tuple(known) if place is None or place in known else (*known, place)


def read_again(slots: Slots, known: Sequence[Place]) -> Slots:
    """What a turn says, with the names in it that the conversation has settled."""
    if not known or all(one.place is not None for one in slots.communities):
        return slots
    counted = slots.population is not None
    named = tuple(_settled(one, known, counted=counted) for one in slots.communities)
    return replace(slots, communities=named)


def _settled(mention: Mention, known: Sequence[Place], *, counted: bool) -> Mention:
    """A mention as what it meant before; a number of people may yet be that of another place."""
    keys = {one.key for one in known}
    same = [one for one in mention.places if one.key in keys]
    if mention.place is not None or len(same) != 1:
        return mention
    return replace(mention, place=same[0], places=mention.places if counted else tuple(same))
