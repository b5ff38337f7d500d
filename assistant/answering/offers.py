"""Tells whether a visitor takes the person who was just offered, or would rather not.

Yes and no are read off whole messages: whoever says more than that asks for something else.
"""

import re

from assistant.answering.intents import straight
from assistant.answering.replies import hands_over
from assistant.library.lexicon import fold

_LONGEST = 90  # letters of a message that says no more than yes or no
_PARTING = r"[ ,.!:;-]*"
_KIND = (
    r"(?:pls|plz|por favor|porfa|bitte|s'il vous plait|svp|お願いします"
    r"|thanks?|thank you|thx|gracias|danke|merci)"
)
_YES = (
    r"(?:yes|yeah|yep|yup|ya|sure(?: thing)?|of course|definitely|absolutely|certainly|please"
    r"|go (?:ahead|for it)|si|claro(?: que si)?|por supuesto|vale|de acuerdo|adelante"
    r"|me gustaria|oui|ja|sim|hai|はい)"
)
_GOOD = (
    r"(?:good|great|nice|kind|lovely|helpful|useful|perfect|wonderful|fantastic|awesome|ideal"
    r"|best|fine|amazing|appreciated)"
)
_WISH = (
    rf"(?:(?:that|it)(?: would|.?d) be (?:really |very |so )?{_GOOD}"
    r"|(?:i|we)(?:.d| would) (?:really )?"
    r"(?:like|love|appreciate|want) (?:that|it|this|to)"
    rf"|sounds {_GOOD}"
    r"|(?:please )?do(?: it| that| so)?|let.?s do (?:it|that|so)|why not|that works"
    r"|(?:please )?(?:do )?connect (?:me|us)|if you (?:can|could|would|may)|estaria bien)"
)
_CONTACT = (
    r"(?:(?:please )?(?:(?:have|let|ask|get|tell) (?:them|him|her|someone|somebody|that person) "
    r"(?:to )?)?"
    r"(?:call|phone|e-?mail|contact|write to|reach out to) (?:me|us)(?: back)?"
    r"|put (?:me|us) (?:through|in touch)|que (?:me|nos) (?:llamen|escriban|contacten))"
)
_SO = r"(?:ok|okay|alright|all right|so|then|great|perfect|good)"
_ACCEPTS = re.compile(
    rf"(?:{_SO}{_PARTING})*(?:{_YES}|{_WISH}|{_CONTACT})"
    rf"(?:{_PARTING}(?:{_YES}|{_WISH}|{_CONTACT}|{_KIND}|{_SO}))*{_PARTING}"
)
_NODS = re.compile(r"(?:ok|okay)[ ,.!]*(?:please|por favor|bitte)?[ ,.!]*")
_NO = (
    r"(?:no+|nope|nah|not (?:now|yet|today|really|right now|necessary|needed|at the moment)"
    r"|(?:there.?s )?no need|(?:maybe |perhaps )?(?:later|another time)|ahora no|no hace falta"
    r"|no es necesario|todavia no|mas tarde|nein|non|nao|never ?mind|forget (?:it|about it)"
    r"|olvidelo|olvidalo|dejelo|dejalo|nada mas|nothing else)"
)
_OWN_WAY = (
    r"(?:(?:i|we)(?:.?m|.?re| am| are) (?:good|fine|ok|okay|all set)"
    r"|(?:that|it).?s (?:ok|okay|fine)"
    r"|(?:i|we)(?:.?ll| will| can| would rather) (?:just )?(?:call|e-?mail|write|phone|ring|do|ask"
    r"|contact)\b.{0,40})"
)
_DECLINES = re.compile(
    rf"(?:{_SO}{_PARTING})*{_NO}(?:{_PARTING}(?:{_NO}|{_OWN_WAY}|{_KIND}|{_SO}))*{_PARTING}"
)
_OFFER = re.compile(
    r"\b(?:person|membership department|somebody|someone|staff|una persona"
    r"|departamento de membresia)\b"
)
# That one may always ask for a person is no question whether one wants to.
_STANDING = re.compile(
    r"[^.;!?]*\b(?:at any time|en cualquier momento|not a person|no soy una persona)\b[^.;!?]*"
)


def accepts_offer(message: str, last_reply: str) -> bool:
    """Whether the visitor says yes to a person who was just offered."""
    said = straight(message)
    if len(said) > _LONGEST or not _offers(last_reply):
        return False
    if _NODS.fullmatch(said):
        return not hands_over(last_reply)  # to nod at that is no second wish
    return _ACCEPTS.fullmatch(said) is not None


def declines_offer(message: str, last_reply: str) -> bool:
    """Whether the visitor would rather not have the person who was just offered."""
    said = straight(message)
    if len(said) > _LONGEST or not _offers(last_reply):
        return False
    return _DECLINES.fullmatch(said) is not None


def _offers(reply: str) -> bool:
    return _OFFER.search(_STANDING.sub("", fold(reply))) is not None


def is_bare_reply(message: str) -> bool:
    """Whether a message is a yes or a no and nothing else, which alone asks nothing."""
    said = straight(message)
    if len(said) > _LONGEST:
        return False
    return bool(_ACCEPTS.fullmatch(said) or _DECLINES.fullmatch(said))
