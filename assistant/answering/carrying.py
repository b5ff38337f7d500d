"""Gives a bare question for a price the thing that was spoken of before it.

"How much?" after "What is the homestay?" asks for the price of the homestay. Where no such thing
was named, the price of membership is meant, and the question stays as it is.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.library.lexicon import fold
from assistant.vocabulary import Asked, Turn

_PRICE = re.compile(
    r"\b(?:how much|how expensive|price[sd]?|costs?|fees?|charge[sd]?|free|expensive|pay)\b"
)
# Every word of a price question that says nothing of what is paid for.
_BARE = re.compile(
    r"(?:[^a-z0-9]|\b(?:a|about|and|any|anything|apply|are|attend|be|but|charge|charged|cheap|"
    r"come|cost|costs|did|do|does|dollars|each|enter|expensive|fee|fees|for|free|get|go|have|"
    r"how|i|in|is|it|kid|me|member|members|much|must|need|nonmember|nonmembers|non|now|of|ok|"
    r"okay|one|or|part|pay|people|per|person|please|price|priced|prices|roughly|run|so|someone|"
    r"something|student|students|take|team|that|the|them|then|there|they|thing|this|those|to|"
    r"today|two|us|usd|was|we|were|what|whats|will|with|would|you)\b)*"
)
_REST = re.compile(r"\b(?:for (?!it\b|that\b|this\b|them\b)|to (?:apply|attend|enter|get|go|take))")
_DUES = re.compile(r"\b(?:dues|membership|fees?)\b")
# What has a price of its own, as it is called when its price is asked for.
_THINGS = re.compile(
    r"(?P<thing>(?:young artists (?:and|&) authors )?showcase|(?:youth )?(?:leadership )?summit"
    r"|(?:high school )?homestay|(?:annual |last |next |coming )?conference"
    r"|(?:(?:visa|agreement|inbound|outbound|travel) )*toolkits?|(?:youth )?mentor\w* program"
    r"|(?:travel |medical |liability )?insurance|(?:annual )?awards?|(?:global )?leaders circle"
    r"|city search|cities seeking cities|webinars?|visa (?:help|letter|support)|staff visits?)\b"
    r"|(?P<search>\b(?:find|look\w* for|search\w*(?: for)?|seek\w*)\b"
    r".{0,30}\b(?:partner|sister|twin))"
)
_SEARCH = "help in the search for a partner abroad"


def carry_over(asked: Asked) -> Asked:
    """The message and the turns before it, each bare question for a price with its thing."""
    said: list[str] = []
    history: list[Turn] = []
    for turn in asked.history:
        if turn.role == "user":
            said.append(with_thing(turn.text, said))
            turn = replace(turn, text=said[-1])
        history.append(turn)
    if not said:
        return asked
    return replace(asked, message=with_thing(asked.message, said), history=tuple(history))


def with_thing(message: str, said: Sequence[str]) -> str:
    """A bare question for a price with what the turn before named; any other message as it is.

    Args:
        message: What the visitor wrote.
        said: The visitor's turns before, with their things.
    """
    plain = fold(message).replace("'", "").replace("’", "")
    if not said or not _PRICE.search(plain) or not _BARE.fullmatch(plain):
        return message
    thing = _thing_of(fold(said[-1]))
    if not thing:
        return message
    rest = _REST.search(plain)
    more = f" {plain[rest.start() :].strip(' ?.!')}" if rest else ""
    return f"How much does {thing} cost{more}?"


def _thing_of(turn: str) -> str:
    """The last thing with a price of its own that a turn names; "" where it speaks of dues."""
    if _DUES.search(turn):
        return ""
    found = list(_THINGS.finditer(turn))
    if not found:
        return ""
    named = [match["thing"] for match in found if match["thing"]]
    return f"the {named[-1]}" if named else _SEARCH
