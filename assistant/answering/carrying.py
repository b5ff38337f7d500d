"""Gives a bare question for a price the thing that was spoken of before it.

"How much?" after "What is the homestay?" asks for the price of the homestay; so it does after an
answer that begins with it. Where no such thing was named, the price of membership is meant, and
the question stays as it is.
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
    r"come|cost|costs|did|do|does|dollars|each|enter|ever|exactly|expensive|family|fee|fees|for|free|get|go|have|"
    r"how|i|in|is|it|kid|kids|me|member|members|money|much|must|my|need|normally|nonmember|nonmembers|non|now|of|ok|"
    r"okay|one|or|our|parents|part|pay|people|per|person|please|price|priced|prices|roughly|run|so|someone|"
    r"something|student|students|take|team|that|the|them|then|there|they|thing|this|those|to|"
    r"today|two|u|us|usd|usually|was|we|were|what|whats|will|with|worth|would|you)\b)*"
)
_REST = re.compile(r"\b(?:for (?!it\b|that\b|this\b|them\b)|to (?:apply|attend|enter|get|go|take))")
_MORE = re.compile(r"[,;.?!]*\s+(?=(?:and|or|plus)\s+(?:when|where|who|how (?:long|old|do|can))\b)")
_PAST = re.compile(r"\b(?:did|was|were)\b")
_NUMBER = re.compile(
    r"\W*(?:(?:and|ok|okay|so|then|but|please)\W+)*"
    r"(?:what.?s|what is|which is|give me|(?:may|can) i have|do you have) (?:the|your|that|a) "
    r"(?:right )?number(?: (?:then|please|again|for that))?\W*"
)
_CALLS = re.compile(r"\b(?:call|phone|ring|telephone)\b")
_FIRST_SENTENCE = re.compile(r"[^.:\[\n]+")
_DUES = re.compile(r"\b(?:dues|membership|fees?)\b")
# What has a price of its own, as it is called when its price is asked for.
_THINGS = re.compile(
    r"(?P<thing>(?:young artists (?:and|&) authors )?showcase|(?:youth )?(?:leadership )?summit"
    r"|(?:high school )?homestay|(?:annual |last |next |coming )?conference"
    r"|(?:teamup )?grants?"
    r"|(?:(?:visa|agreement|inbound|outbound|travel) )*toolkits?|(?:youth )?mentor\w* program"
    r"|(?:travel |medical |liability )?insurance|(?:annual )?awards?|(?:global )?leaders circle"
    r"|city search|cities seeking cities|webinars?|visa (?:help|letter|support)|staff visits?)\b"
    r"|(?P<search>\b(?:find|look\w* for|search\w*(?: for)?|seek\w*)\b"
    r".{0,30}\b(?:partner|sister|twin))"
    r"|(?P<start>\b(?:start|begin|establish|creat|set up|setting up|get started)\w*\b"
    r".{0,25}\b(?:sister|twin)|\b(?:sister|twin)\b.{0,40}\b(?:start|begin|establish|set up))"
)
_SEARCH = "help in the search for a partner abroad"
_START = "starting a sister-city program"


def carry_over(asked: Asked) -> Asked:
    """The message and the turns before it, each bare question for a price with its thing."""
    said: list[str] = []
    history: list[Turn] = []
    reply = ""
    for turn in asked.history:
        if turn.role == "user":
            said.append(with_thing(turn.text, said, reply))
            turn = replace(turn, text=said[-1])
        else:
            reply = turn.text
        history.append(turn)
    if not said:
        return asked
    return replace(asked, message=with_thing(asked.message, said, reply), history=tuple(history))


def with_thing(message: str, said: Sequence[str], reply: str = "") -> str:
    """A bare question for a price with what the turn before named; any other message as it is.

    So is one for "the number" after somebody spoke of calling.

    Args:
        message: What the visitor wrote.
        said: The visitor's turns before, with their things.
        reply: What the last of them was answered.
    """
    if said and _NUMBER.fullmatch(fold(message)) and _CALLS.search(fold(said[-1])):
        return "What is the telephone number?"
    price, *more = _MORE.split(message, maxsplit=1)
    plain = fold(price).replace("'", "").replace("’", "")
    if not said or not _PRICE.search(plain) or not _BARE.fullmatch(plain):
        return message
    past = _PAST.search(plain) is not None
    thing = _thing_before(fold(said[-1]), fold(reply))
    if not thing:
        return message
    if past:
        thing = thing.replace("last conference", "annual conference")
    rest = _REST.search(plain)
    to_what = f" {plain[rest.start() :].strip(' ?.!')}" if rest else ""
    question = f"How much {'did' if past else 'does'} {thing} cost{to_what}?"
    return " ".join((question, *more))


def _thing_before(turn: str, reply: str) -> str:
    """The last thing with a price of its own that a turn names, else the first one of its answer.

    "" where neither names one, or where dues were spoken of.
    """
    if _DUES.search(turn):
        return ""
    if named := _things_of(turn):
        return named[-1]
    begins = _FIRST_SENTENCE.match(reply)
    first = begins.group() if begins else ""
    return "" if _DUES.search(first) else next(iter(_things_of(first)), "")


def _things_of(text: str) -> list[str]:
    """The things with a price of their own that a text names; what is begun or sought else."""
    found = list(_THINGS.finditer(text))
    named = [f"the {match['thing']}" for match in found if match["thing"]]
    return named or [_START if match["start"] else _SEARCH for match in found]
