"""Reads which of several places that were offered a turn takes by where it stands, or by its size.

"The second one", "2", "la primera", "the biggest", and that it is none of them, or not known which.
"""

import re
from dataclasses import dataclass

from assistant.answering.exact.turn.cues import folded

_ORDINALS = (
    r"first|1st|1|primer[oa]?|uno",
    r"second|2nd|2|two|segund[oa]|dos",
    r"third|3rd|3|three|tercer[oa]?|tres",
    r"fourth|4th|4|four|cuart[oa]|cuatro",
    r"fifth|5th|5|five|quint[oa]|cinco",
    r"last|ultim[oa]",
)
_LAST = len(_ORDINALS)
_AHEAD = (
    r"\W*(?:(?:the|number|no\.?|nr\.?|option|choice|candidate|it is|it's|that's|i mean|we mean"
    r"|we are|we're|my|ours is|la|el|lo|numero|opcion|es|somos|de|#)\W*)*"
)
_BEHIND = (
    r"(?:\W+(?:one|ones|option|choice|city|town|of (?:them|those|these)|you (?:said|listed|named)"
    r"|in (?:the|your) list|please|thanks|por favor|gracias|opcion|de (?:ell[oa]s|es[oa]s)))*\W*"
)
_NUMBERED = re.compile(
    _AHEAD
    + "(?:"
    + "|".join(f"(?P<n{n}>{one})" for n, one in enumerate(_ORDINALS, 1))
    + ")"
    + _BEHIND
)
_SIZED = re.compile(
    rf"{_AHEAD}(?:"
    r"(?P<large>big(?:ger|gest)?|larg(?:er?|est)|main|most populous|(?:mas )?grande|mayor)"
    r"|(?P<small>small(?:er|est)?|little|least populous|(?:mas )?(?:pequen|chic)[oa]|menor))"
    rf"{_BEHIND}"
)
_NONE = re.compile(
    r"\W*(?:no\W+)?(?:(?:it is|it's|we are|we're|es)\W+)?(?:none|neither|not any|not one"
    r"|another one|a different one|something else|ningun[oa]?|otr[oa])"
    r"(?: of (?:them|those|these|the above)| de (?:(?:ell|es|est)[oa]s|l[oa]s anteriores))?\W*"
    r"|\W*(?:sorry\W+|hmm\W+)?(?:(?:i|we) |i'm |i am |we are |we're )?"
    r"(?:dunno|(?:do not|don't|dont|not|no lo|no)"
    r" (?:know|sure|certain|idea|se|sabemos|estoy segur[oa]))"
    r"(?: which(?: one)?| cual)?\W*"
)


@dataclass(frozen=True, slots=True)
class Choice:
    """What is taken of several places that were offered.

    Attributes:
        number: Its place in the row, from 1; 0 where it is not told by that.
        last: Whether it is the last of them.
        largest: Whether it is the one with the most people; False for the one with the fewest.
    """

    number: int = 0
    last: bool = False
    largest: bool | None = None

    @property
    def is_none(self) -> bool:
        """Whether it is none of them, or not known which."""
        return not self.number and not self.last and self.largest is None


def read_choice(text: str) -> Choice | None:
    """What a turn takes that says nothing else; None where it says more."""
    plain = folded(text)
    if (found := _NUMBERED.fullmatch(plain)) is not None:
        number = int((found.lastgroup or "n0")[1:])
        return Choice(last=True) if number == _LAST else Choice(number)
    if (found := _SIZED.fullmatch(plain)) is not None:
        return Choice(largest=found["large"] is not None)
    return Choice() if _NONE.fullmatch(plain) else None
