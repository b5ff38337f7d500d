"""What sort of figure a question expects: an amount of money, a number, a date, or none."""

import re
from functools import lru_cache

from assistant.library.figures import find_figures
from assistant.library.lexicon import fold
from assistant.vocabulary import FigureKind

# "What is the refund policy for dues?" asks for a policy, not for an amount; but "What is the fee,
# and what are the rules?" for both.
_OTHER_THING = (
    r"(?:(?!\b(?:and|or)\b)[^.?!,;]){0,80}"
    r"\b(?:policy|policies|rules?|procedures?|process|deadlines?|purpose|reasons?)\b"
)
_MONEY = re.compile(
    r"\bhow (much|expensive)\b(?! (time|notice|help|experience|influence|say|longer|older|contact))"
    r"|\bwhat (do|does|did|would|will|might)\b.{0,80}\b(cost|pay|owe|charge)\b"
    rf"|\bwhat(?:'s| is| are| was| were)\b(?!{_OTHER_THING}).{{0,60}}"
    r"\b(price|costs?|fees?|dues|rates?|amount)\b"
    r"|^(the )?(annual |yearly |current |membership )*(price|cost|fee|fees|dues|rates?)\b"
    r"|\b(price|cost|dues|fee) (for|of) (a|an|our|my|the)\b"
    r"|\b(annual|yearly) (fee|dues|cost|price)\b"
)
_PAYS = re.compile(r"\b(pays?|paying|dues|costs?|fees?|rates?|owe|charged?)\b")
_A_YEAR = re.compile(r"\b\d[\d,.]* (a|per|each|every) (year|month|annum)\b")
_SURE = re.compile(r"\b(right|correct|true)\W*$")
_NOT_AMOUNTS = re.compile(
    r"\b(dues|fee|rates?|price|cost)s? (based|depend|decided|determined|set)\b"
)
_NUMBER = re.compile(r"\bhow (many|old|large|big)\b|\bwhat (number|share|percentage|percent|age)\b")
_DATE = re.compile(
    r"\bwhen\b|\b(what|which) (year|date|dates|day|days|month)\b|\bdeadline\b|\bhow long ago\b"
    r"|\bsince when\b|\bdates? (of|for)\b|\bdue date\b"
)
_FREE = re.compile(
    r"\b(no|without|free of)\b.{0,40}\b(fee|fees|cost|charge)\b|\bfree\b", re.IGNORECASE
)


_YES_OR_NO = re.compile(
    r"(?:^|[.!?,;:]\s+)(?:(?:and|so|but|or|then)\s+)?(?:is|are|am|was|were|do|does|did|can|could|will"
    r"|would|should|must|may|has|have|isn't|aren't|doesn't|don't|didn't)\s[^.?!]*\?*\s*$"
)


def asks_yes_or_no(question: str) -> bool:
    """Whether the last question of a message can be answered by yes or no."""
    return bool(_YES_OR_NO.search(fold(question).replace("’", "'")))


@lru_cache(maxsize=64)  # one question is asked it by several
def expected_kind(question: str) -> FigureKind | None:
    """The kind of figure that an answer to the question cannot do without."""
    folded = fold(question)
    if _MONEY.search(folded) and not _NOT_AMOUNTS.search(folded):
        return FigureKind.MONEY
    priced = holds_kind(question, FigureKind.MONEY) or bool(_A_YEAR.search(folded))
    if priced and (_PAYS.search(folded) or asks_yes_or_no(question) or _SURE.search(folded)):
        return FigureKind.MONEY  # an amount that wants to be confirmed
    if _NUMBER.search(folded):
        return FigureKind.NUMBER
    if _DATE.search(folded):
        return FigureKind.DATE
    return None


def holds_kind(text: str, kind: FigureKind) -> bool:
    """Whether a text holds such a figure; that something is free is an amount, too."""
    kinds = {figure.kind for figure in find_figures(text)}
    if kind is FigureKind.NUMBER:
        return bool(kinds & {FigureKind.NUMBER, FigureKind.PERCENT})
    return kind in kinds or (kind is FigureKind.MONEY and bool(_FREE.search(text)))
