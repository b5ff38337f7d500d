"""Takes out of a text the years that date something else than the dues: "founded in 2004"."""

import re
from collections.abc import Sequence
from datetime import date

from assistant.answering.exact.turn.cues import has_cue

_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|dic)[a-z]*\.?"
    r"(?: \d{1,2}(?:st|nd|rd|th)?,?)?(?: of| de| del)? "
)
_WHEN = re.compile(
    rf"(?:\b{_MONTH})?(?:\d\d?[-/.]\d\d?[-/.])?(?<![\w$€£,.])(?P<year>(?:19|20)\d\d)(?:-\d\d-\d\d)?"
    r"(?!\w|[,.]\d|%)|\b(?:last|past|previous) year\b|\b(?:ano pasado|ano anterior)\b"
    r"|(?P<next>\b(?:next|coming|following) year\b|\b(?:ano que viene|proximo ano)\b)"
)
_HINT = re.compile(r"(?:19|20)\d\d|\byear\b|\bano\b")  # most messages name no year
# "The mayor leaves in 2028. What are the dues?": what is to come, and is not what is paid for.
_TO_COME = re.compile(
    r"\b(?:is|are|will|leaves?|turns?|ends?|retires?|celebrat\w+|hosts?|hosting|anniversary"
    r"|elections?|es|son|sera|termina\w*|celebra\w*|habra|elecciones|aniversario)\b"
)
_PAID_FOR = re.compile(
    r"\b(?:join\w*|renew\w*|start\w*|begin\w*|members?\w*|decid\w*|decision|vot\w*|approv\w*|plan\w*"
    r"|sign\w*|unir\w*|ingres\w*|renov\w*|afili\w*|entrar\w*|decid\w*|miembros?)\b"
    r"|\b(?:for|para|from|desde) (?:the )?(?:next year|20\d\d)"
)
# Words after which a year is that of something done, or of a count.
_DONE = (
    r"(?:founded|established|incorporated|chartered|settled|built|created|started|began|begun"
    r"|launched|signed|twinned|joined|left|quit|lapsed|annexed|elected|fundad[oa]s?|creada?"
    r"|empezamos|firmamos|ingresamos)\b\W+(?:\w+\W+){0,4}?(?:in|en|back in|around|about)\W+"
)
_SINCE = (
    r"(?:as of|since|until|till|through|desde|hasta|census of|est(?:imated?)?\.?)"
    r"\W+(?:in )?(?:el )?"
)
_COUNTED = (
    r"(?:(?:we|that|it|which|and) (?:had|were|was)|teniamos|eramos)\W+(?:\w+\W+){0,2}(?:in|en)\W+"
)
_LEAD = re.compile(rf"\b(?:{_DONE}|{_SINCE}|{_COUNTED})$")
_GROWN = re.compile(  # "we'll be 100,000 by 2027": no year of the dues either
    r"\b(?:will be|'ll be|will have|'ll have|expect\w*|project\w*|grow|reach|seremos|tendremos"
    r"|llegaremos a)\b[^.?!;]{0,40}?(?:by|in|para|en)\W+$"
)
_ENDS = re.compile(
    r"[.?!;:](?=\s|$)|,(?=\s)(?!\s(?:19|20)\d\d)"
    r"|\s(?:and|but|y|pero)\s(?!(?:in |en )?(?:19|20)\d\d)"
)
_AMOUNT = re.compile(r"\b(?:amount|importe|monto) (?:for|para|de)\b|\bthis year\b|\beste ano\b")
_LEAST_WORDS = 2  # of a clause; "in 2019," belongs to the next one
_AROUND = 60  # letters before a year that may say of what it is


def without_side_years(plain: str, today: date) -> str:
    """A folded text without years that are not those of the dues it asks for.

    A past one follows "founded in" or "as of", or stands in a clause that asks for no amount while
    another one does; of one to come such a clause says what else will be.
    """
    found = list(_WHEN.finditer(plain)) if _HINT.search(plain) else []
    if not found:
        return plain
    clauses = _clauses(plain)
    asking = [span for span in clauses if _asks(plain[span[0] : span[1]])]
    kept = plain
    for one in found:
        clause = next(span for span in clauses if one.start() < span[1])
        aside = bool(asking) and clause not in asking
        if _is_other(one, plain[slice(*clause)], _ahead(plain, one), today, aside=aside):
            kept = kept[: one.start()] + " " * (one.end() - one.start()) + kept[one.end() :]
    return kept


def _asks(clause: str) -> bool:
    return has_cue(clause, "dues", "amount") or bool(_AMOUNT.search(clause))


def _is_other(found: re.Match[str], clause: str, ahead: str, today: date, *, aside: bool) -> bool:
    """Whether a year is that of something else than the dues."""
    if _is_past(found, today):
        return aside or bool(_LEAD.search(ahead))
    if _GROWN.search(ahead):
        return True
    return aside and bool(_TO_COME.search(clause)) and not _PAID_FOR.search(clause)


def _ahead(plain: str, found: re.Match[str]) -> str:
    return plain[max(0, found.start() - _AROUND) : found.start()]


def _is_past(found: re.Match[str], today: date) -> bool:
    if found["year"] is None:
        return found["next"] is None
    return int(found["year"]) < today.year


def _clauses(plain: str) -> Sequence[tuple[int, int]]:
    """Where clauses begin and end; one that says no more than when belongs to the next."""
    spans: list[tuple[int, int]] = []
    start = 0
    ends = [*(one.start() for one in _ENDS.finditer(plain)), len(plain)]
    for end in ends:
        said = _WHEN.sub(" ", plain[start:end])
        if end == ends[-1] or len(re.findall(r"[a-z]+", said)) >= _LEAST_WORDS:
            spans.append((start, end))
            start = end
    return spans
