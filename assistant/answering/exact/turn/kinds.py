"""Reads of what kind a text says that a community is: a city, a county, a state.

A state is named for many reasons: it counts the people, gives money, or has the town in it. So it
is the community only where it stands as one that pays or joins, never for the word alone.
"""

import re
from collections.abc import Sequence

from assistant.answering.exact.turn.cues import first_cue, folded
from assistant.answering.exact.turn.populations import Population
from assistant.facts.mentions import Mention
from assistant.facts.places import PlaceKind

# The fewest people of a US state are 580,000, Wyoming's (Census, 2024): whoever tells of fewer
# speaks of a town in it.
_FEWEST_OF_A_STATE = 500_000
_KINDS = (PlaceKind.CITY, PlaceKind.COUNTY)
# A kind that is named as part of an office or an idea says nothing of the community.
_NO_KIND = re.compile(
    r"\bnot? (?:an? |the |la |el )?(?:city|county|state|town|ciudad|condado|estado)\b"
    r"|\bsister[ -](?:cit(?:y|ies)|count(?:y|ies)|states?)\b|\bciudad(?:es)? hermanas?\b"
    r"|\b(?:united states|estados unidos|county seat|city (?:hall|council))\b"
    r"|\b(?:county|city) (?:has )?(?:just )?(?:says?|said|puts?|counts?|counted|certified"
    r"|gave|gives|granted|awarded)\b"
)
_OF_PEOPLE = re.compile(
    r"\b(?:city|town|village|borough|county|parish|ciudad|pueblo|municipio|condado)"
    r" (?:of|with|de|con) (?:about |around |some |unos )?[-\d]"
)
_WE_ARE = re.compile(
    r"\b(?:we are|we're|somos|our|nuestr[oa]|if we were|no,? (?:the|el|la)|as|what if a"
    r"|what about the)\W+(?:an?|un|una|the|el|la)?\W*(?:\w+\W+){0,2}?(?:cit(?:y|ies)|towns?"
    r"|villages?|boroughs?|count(?:y|ies)|parish|condado|ciudad|pueblo|municipio)\b"
)
_STATE = (
    r"(?:(?:#|us|u\.s\.|american|whole|entire|big|small|large|little) )*"
    r"(?:states?|commonwealth|estado)"
    r"(?: (?:gov(?:ernment)?|itself|alone|enter[oa]|mism[oa]|as a whole))?\b"
)
_PAYING = (
    r"(?:pay\w*|paid|owe\w*|join\w*|sign\w*|enrol\w*|becom\w+|charge[ds]?|billed|asked|contribut\w+"
    r"|belong\w*|gets?|wants?|wish\w*|comes?|appl(?:y|ies)|member|participat\w+|costs?|budgets?"
    r"|spend|transfer|put|paga\w*|pagu\w+|un[ei]\w*|debe\w*|cuesta|aport\w+|entra\w*)\b"
)
_DUES = (
    r"(?:(?:annual|yearly) )?"
    r"(?:dues|fees?|rates?|membership|price|costs?|amount|bill|contribution)\b"
)
_ARTICLE = r"(?:the|our|my|this|that|el|nuestro)"
# What may stand behind a state that is meant itself; a noun makes it "a state estimate".
_ENDS = (
    r"(?=\W*$|\W*[,.;:?!()]|[- ]+(?:of \d|\d|with|like|as|and|or|to|for|in|is|are|has|have|per"
    r"|a year|y|o|con|would|will|should|can|could|must|next|now|too|instead|each|every|that|which"
    rf"|\w+ de #|{_DUES}|{_PAYING}))"
)
_STATE_ITSELF = re.compile(
    rf"\b(?:an?|any|as|like|un) {_STATE}{_ENDS}"
    rf"|\b(?:us|u\.s\.|american) states?\b{_ENDS}"
    rf"|\b(?:do|would|for|and|are) {_STATE}{_ENDS}(?<! state)"  # "what do states pay"
    rf"|(?<!work )(?<!works )(?<!working )\b(?:for|about|charge|mean|meant|para|al)(?: {_ARTICLE})?"
    rf" {_STATE}{_ENDS}"
    rf"|\b(?:{_ARTICLE}|whole|entire) {_STATE}(?: \w+)?? (?:\w+ )?{_PAYING}"
    rf"|\b(?:whole|entire) state\b|\bestado entero\b|\b{_ARTICLE} {_STATE},? not\b"
    rf"|\bstates? {_DUES}"
    r"|^(?:\W*\b(?:and|or|no|yes|ok|sorry|so|i|mean|meant|it is|it's|we are|we're|y|es|somos"
    r"|quiero|decir|what about|how about|what if)\b)*\W*"
    rf"(?:(?:an?|un|{_ARTICLE}) )?{_STATE}\W*$"
)
# Beside its name: "Rhode Island is tiny. Is the state billed less than a city?".
_THE_STATE = re.compile(
    r"(?<!per )(?<!by )(?<!to )(?<!from )(?<!in )\b(?:the|whole|entire) state\b(?! of\b)"
    r"|(?<!por )(?<!segun )(?<!en )\bel estado\b(?! de\b)"
)
# "the state has 3 million people", but not "the state has certified 531,000".
_COUNTED_STATE = re.compile(
    rf"\b(?:{_ARTICLE} {_STATE}(?:'s)?,? (?:has|have|had|is|pop\.?|population|tiene)"
    rf"|(?<!per )(?<!by )(?<!in ){_STATE} (?:of|with|con|de))"
    r"(?:\W+(?:an?|the|population|of|is|about|around|over|some|nearly|almost|roughly|only|just"
    r"|more than|unos|casi|de|mas de)\b)*"
    r"\W+(?:\d|(?:one|two|three|four|five|six|seven|eight|nine|ten|half|un|dos|tres|cuatro|cinco)\b)"
)


def kind_of(
    text: str, mentions: Sequence[Mention], population: Population | None, *, answers: bool
) -> PlaceKind | None:
    """The kind that a text says the community is; None where it does not say.

    First of all what the visitor says that they are, else the kind that is named first: "a city in
    the county" is a city.

    Args:
        text: What the visitor wrote.
        mentions: The places it names, whose own "city of" says nothing of another one.
        population: How many people it names, if it does.
        answers: Whether it answers which of several places is meant, where one word may choose.
    """
    if _state_pays(folded(text), mentions):
        return PlaceKind.STATE
    plain = _NO_KIND.sub(" ", folded(_without_names(text, mentions)))
    if ours := _OF_PEOPLE.search(plain) or _WE_ARE.search(plain):
        plain = ours.group()
    kinds = (*_KINDS, PlaceKind.COUNTRY) if answers else _KINDS
    found = {
        kind: start
        for kind in kinds
        if (start := first_cue(plain, "kinds", kind.value)) is not None
    }
    if (start := _state_in(plain, population, answers=answers)) is not None:
        found[PlaceKind.STATE] = start
    return min(found, key=lambda kind: found[kind], default=None)


def _state_pays(plain: str, mentions: Sequence[Mention]) -> bool:
    """Whether a state that is named is spoken of as one: "Vermont is small, so the state pays"."""
    named = [one.place for one in mentions if not one.location]
    states = [one for one in named if one is not None and one.kind is PlaceKind.STATE]
    return len(named) == len(states) == 1 and bool(
        _STATE_ITSELF.search(plain) or (_THE_STATE.search(plain) and not _OF_PEOPLE.search(plain))
    )


def _state_in(plain: str, population: Population | None, *, answers: bool) -> int | None:
    """Where a text names a state that is the community itself."""
    if answers:
        return first_cue(plain, "kinds", PlaceKind.STATE.value)
    few = population is not None and (population.high or population.low) < _FEWEST_OF_A_STATE
    if few:
        return None
    found = _STATE_ITSELF.search(plain)
    if found is None and population is not None:
        found = _COUNTED_STATE.search(plain)
    return found.start() if found else None


def _without_names(text: str, mentions: Sequence[Mention]) -> str:
    """The text with a mark for each name: in "state of #" another one is spoken of."""
    for one in sorted(mentions, key=lambda one: one.start, reverse=True):
        text = f"{text[: one.start]}#{text[one.end :]}"
    return text
