"""Tells sums of money that are claimed for the dues from those of a budget, a grant or a trip.

It knows no table: whether a claimed sum is right is not said here.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from assistant.answering.exact.turn.cues import folded, has_cue
from assistant.library.figures import find_figures
from assistant.vocabulary import FigureKind

_FEW = 6  # words beside a sum that say no more than whose dues it may be
_OWNED = re.compile(
    r"\b(?:budgets?|grants?|funds?|funding|fundrais\w+|spen[dt]\w*|rais(?:e|ed|es|ing)|donat\w+"
    r"|entrance|admission|tickets?|museums?|prizes?|salar(?:y|ies)|incomes?|revenues?|sales?|loans?"
    r"|debts?|tax(?:es)?|trips?|travel\w*|sponsor\w*|festivals?|projects?|worth"
    r"|presupuestos?|subvenci\w+|gast\w+|fondos?|recaud\w+|entradas?|premios?|viajes?|ingresos?"
    r"|donaci\w+|proyectos?)\b",
    re.IGNORECASE,
)
_SIGNS = re.compile(r"[$€£]|\b(?:dollars?|d[oó]lares|usd|euros?|pounds?|votes?|votos?)\b", re.I)
_HAS = re.compile(  # right before a sum: "the council set aside $900 for flags"
    r"\b(?:ha[sd]|have|got|allocat\w+|set aside|approv\w+|gave|gives?|offer\w*|brings? in|granted"
    r"|awarded|tienen?|tenemos|asign\w+|aprob\w+|destin\w+|dio|dieron)"
    r"(?: us| only| just| about| up to| nos)?\W{1,2}(?:a |an )?$",
    re.IGNORECASE,
)
_PLAIN_WORD = re.compile(r"(?:(?<=\s)|^)[a-z]+\s$")  # "hotel" of a hotel tax
_VOTES = re.compile(r"\d[\d,.]*\s+(?:votes?|votos?)\b", re.IGNORECASE)
_CLAUSE_ENDS = re.compile(r"[.?!;:\n](?=\s|$)|,(?=\s)|\s(?:and|but|y|pero)\s", re.IGNORECASE)
_ASKS = re.compile(
    r"\d|\b(?:what|how|dues|fees?|pay|costs?|membership|join\w*|cu[aá]nto|cuotas?|pag\w+"
    r"|membres[ií]a)\b",
    re.IGNORECASE,
)
_ABOUT = r"(?:us |them |you |it |only |just |about |around |exactly |still |nos |les |unos |solo )*"
_PAYS = (
    r"(?:pay|pays|paying|owes?|owing|charges?|charged|costs?|(?:billed|invoiced?|bill)(?: for)?"
    r"|(?:they|he|she|you|someone|somebody) (?:says?|said|told (?:us|me))(?: it's| it is)?"
    rf"|paga\w*|pague\w*|cobra\w*|cuesta\w*|costaria|abona\w*|budget) {_ABOUT}"
)
_OF = r"(?:for|of|in|de|para) (?:[a-z.'-]+,? ){1,4}?(?:is|are|was|es|son) "  # "for Eau Claire is"
_IS = r"(?:is |are |was |of |says |said |say |shows |at |be |would |es |de |son |dice |seria )+"
_DUES_ARE = (
    r"(?:dues|fees?|rates?|prices?|costs?|invoices?|bills?|amount|cuotas?|tarifas?|precios?"
    rf"|facturas?|importe) (?:{_OF}|{_IS}){_ABOUT}"
)
_PRICED = re.compile(rf"\b(?:{_PAYS}|{_DUES_ARE})\W{{0,2}}$")
# "How much would 30,000 pay?" asks; so does "what would we pay 30,000". But "what size pays 450?"
# asks for no amount.
_WHO = (
    r"(?! (?:sized? |kind of )?"
    r"(?:sizes?|populations?|towns?|cit(?:y|ies)|count(?:y|ies)|villages?))"
)
_ASKED = re.compile(rf"\b(?:what{_WHO}|how much|which{_WHO}|cuanto|que|cual)\b[^.?!;,]*$")
_THAN = r"(?P<than>(?:more|less|higher|lower) than |over |under |mas de |menos de )?"
_ONE_SUM = re.compile(
    rf"\b(?:paid (?:only |just )?|(?<!for a )(?:{_PAYS}|{_DUES_ARE})){_THAN}"
    r"(?P<sum>\d{2,4}|\d,\d{3})(?:\.00)?"
    r"(?![\d,.]*\d| ?(?:k|m|%|thousand|million|mil|millon|lakh|crore|or so)\b"
    r"| (?:of |de )?[a-z]*\b(?:people|persons|ppl|inhabitants|residents|souls|citizens|folks|heads"
    r"|pop|population|hab|habitantes|personas|vecinos|residentes|times|months|years|members"
    r"|cities|towns|live|living|viven)\b)"
)
_AROUND = 80  # letters before a sum that may say what it is


def without_other_sums(text: str) -> str:
    """A text as long as it was, with blanks for sums that are not dues and for what they are.

    "Our grant is $5,000. Pop 30,500. What are dues?" asks nothing of grants.
    """
    kept = text
    if not _SIGNS.search(text):
        return text
    for found in _VOTES.finditer(text):
        kept = _blanked(kept, *found.span())
    for start, end in _money(text):
        kept = _blanked(kept, *_aside(text, start, end))
    return kept


def named_sums(text: str) -> tuple[Decimal, ...]:
    """Every sum of money that a text names."""
    plain = folded(text)
    bare = (Decimal(one["sum"].replace(",", "")) for one in priced(plain))
    return tuple(dict.fromkeys((*(value for _, value in _values(text)), *bare)))


def claimed_sums(text: str) -> tuple[Decimal, ...]:
    """The sums that a text, without others, may mean for the dues, so that they are checked."""
    if not _figures(text) and not any(letter.isdigit() for letter in text):
        return ()
    money = {start: value for start, value in _values(text) if _is_claimed(text, start)}
    plain = folded(text)
    told = (one for one in priced(plain) if not one.group().startswith("paid"))
    bare = (one for one in told if not one["than"])
    named = (Decimal(one["sum"].replace(",", "")) for one in bare)
    return tuple(dict.fromkeys((*money.values(), *named)))


def priced(plain: str) -> Iterator[re.Match[str]]:
    """Numbers of a folded text that stand for a price without saying so: "they pay 900, right?"."""
    for found in _ONE_SUM.finditer(plain):
        if not _ASKED.search(plain[max(0, found.start() - _AROUND) : found.start()]):
            yield found


def priced_spans(plain: str) -> Iterator[tuple[int, int]]:
    """Where such numbers stand."""
    return (one.span("sum") for one in priced(plain))


@lru_cache(maxsize=256)
def _figures(text: str) -> tuple[tuple[int, int, frozenset[str]], ...]:
    plain = re.sub(r"(?i)\bd[oó]lares\b", "dollars", text)
    money = (one for one in find_figures(plain) if one.kind is FigureKind.MONEY)
    return tuple((one.start, one.end, one.values) for one in money)


def _money(text: str) -> Iterator[tuple[int, int]]:
    for start, end, _ in _figures(text):
        if _aside(text, start, end) != (start, start):
            yield start, end


def _values(text: str) -> Iterator[tuple[int, Decimal]]:
    for start, _, values in _figures(text):
        yield from ((start, Decimal(value)) for value in values)


def _aside(text: str, start: int, end: int) -> tuple[int, int]:
    """Where a sum stands with what it is, if it is no dues; else nothing, at its start."""
    opens, closes = _clause(text, start, end)
    before = [one.start() for one in _OWNED.finditer(text, opens, start)]
    if before and (plain := _PLAIN_WORD.search(text[opens : before[-1]])):
        before.append(opens + plain.start())
    if not before and (had := _HAS.search(text[opens:start])):
        before = [opens + had.start()]
    behind = [one.end() for one in _OWNED.finditer(text, end, closes)]
    if not (before or behind) or _is_price(text[opens:start]):
        return start, start
    asks = _ASKS.search(text, end, closes)
    last = max(end, *(one for one in behind if not asks or one <= asks.start()), end)
    return (before or [start])[-1], last if asks else closes


def _is_price(ahead: str) -> bool:
    """Whether words before a sum say that it is to be paid; "entrance fee" is another price."""
    found = _PRICED.search(folded(ahead))
    if found is None or _OWNED.search(folded(ahead)[: found.start()]):
        return False
    return not re.search(r"\bpaid\b", found.group())


def _is_claimed(text: str, start: int) -> bool:
    """Whether a sum that is nobody else's is held against the dues."""
    opens, closes = _clause(text, start, start + 1)
    clause = text[opens:closes]
    if re.search(r"\bpaid\b|\bpagamos\b", folded(clause)):
        return has_cue(folded(text), "dues", "now")
    speaks = has_cue(folded(clause), "dues", "amount") or has_cue(folded(clause), "dues", "sure")
    return speaks or len(re.findall(r"[^\W\d_]{3,}", clause)) <= _FEW


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    before = [one.end() for one in _CLAUSE_ENDS.finditer(text, 0, start)]
    behind = _CLAUSE_ENDS.search(text, end)
    return (before or [0])[-1], behind.start() if behind else len(text)


def _blanked(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]
