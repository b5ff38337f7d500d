"""Reads numerals where they stand in a text: in digits, in English or Spanish words, or in both.

Every word that may belong to a numeral has a letter, and the grammar is a pattern over letters, so
that "48 mil 210", "forty-eight thousand two hundred ten" and "48k" are read by the same rules.
It knows nothing of what the numbers count.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.answering.exact.turn.number_words import NEARLY, find_word
from assistant.library.lexicon import fold

# Letters besides those of words; a figure is "e" with just three digits, else "d".
_OTHER, _BREAK = "x", "."

_SMALL = r"(?:t(?:y?[ui])?|n|u|i)"  # forty-two, cuarenta y dos
_HUNDREDS = rf"(?:(?:{_SMALL}|[de]|a)?h(?:&?(?>{_SMALL})(?!h))?|c{_SMALL}?)"
_WORDED = rf"(?:{_HUNDREDS}|{_SMALL})"
_REST = r"(?:&ap|yp|y?o)"  # and a half; -odd
_COUNT = (
    r"(?:"
    r"[uiade]?pf?a?(?=[sSlL])|[de]?rf?a?(?=[sSlL])"  # half a (million), 1 1/2 (million)
    r"|[ia]?wf?(?:h|(?=[sSlL]))"  # a few (thousand)
    rf"|(?:{_WORDED}|[de]){_REST}?"
    r")"
)
_ADDED = rf"&?(?>{_WORDED}|e)(?![hsSlL])"  # has no scale of its own: "one thousand and two"
_THOUSAND = rf"(?:(?:{_COUNT}|a)[sS]|s)"  # "mil" says a number by itself, "thousand" does not
_THOUSANDS = rf"{_THOUSAND}(?:{_REST}|{_ADDED})?"
_THOUSANDS_OF = rf"{_THOUSAND}(?:{_WORDED}|e)?(?=[lL])"  # tres mil doscientos millones
_MILLIONS = (
    rf"(?:{_THOUSANDS_OF}|{_COUNT}|a)[lL](?:{_REST}|&?(?>{_THOUSANDS})(?![hsSlL])|{_ADDED})?"
)
_PLURALS = r"[ia]?wf?(?:m(?:f[mqL])*|q)|[mL](?:f[mqL])*|q(?=f)"
_NUMERAL = re.compile(
    rf"(?:[de]|{_SMALL})o?k|{_MILLIONS}|{_THOUSANDS}|{_PLURALS}"
    rf"|[ia]?wf?h|(?:{_WORDED}|[de]){_REST}?"
)

_NUMBERS = re.compile(r"[^ia&yfox]")  # what says a number by itself; "un" may be an article
_FIGURE = r"\d{1,3}(?:[,.' ]\d{3})+(?!\d)|\d+(?:[.,]\d{1,2})?(?![\d.,]\d)|\d+|\.\d{1,2}(?!\d)"
_TOKEN = re.compile(
    r"(?P<share>(?<![\w/])[13]/[24](?= (?:of )?(?:a )?(?:million|thousand|millon)\b))"
    r"|por cien(?:to)?\b|lo siento\b"  # a share of something; sorry
    rf"|(?<![\w#/'])(?<![\d\s.]\.)(?<!\d,)(?:(?<!\w)(?<!\d )-)?(?P<figure>{_FIGURE})"
    r"|(?P<word>[^\W\d_]+)"
)
_MARK = re.compile(r"[,.' ]\d{3}")
# Slips of the hand in digits: the letter for zeros ("45,ooo"), a mark struck twice ("10,,000").
_LETTER_O = re.compile(
    r"(?<![\w.,])\d[\do]{0,2}(?:[,.][\do]{3})+(?!\w)|(?<![\w.,])\d[\do]{3,}(?!\w)"
)
_TWICE = re.compile(r"(?<=\d)([,.'])\1(?=\d{3}(?!\d))")
_SCALES = frozenset("Sl")  # behind a numeral they are one scale too many


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as it stands in a text.

    Attributes:
        low: What it says, or the least that it may mean.
        high: The most that it may mean: of "forty-odd thousand" 49,999.
        scale: The last scale it names: a thousand in "48k"; 1 where it names none.
        start: Its first character in the folded text.
        end: The character after it.
        bare: Whether it stands in digits alone, as years do, and decades but for their "s".
        spelt: Whether it stands in words alone.
    """

    low: Decimal
    high: Decimal
    scale: int
    start: int
    end: int
    bare: bool
    spelt: bool

    @property
    def is_loose(self) -> bool:
        """Whether it says only how great the number is: "a few thousand"."""
        return self.low != self.high


@dataclass(frozen=True, slots=True)
class _Token:
    letter: str
    start: int
    end: int
    least: Decimal
    most: Decimal
    figure: str = ""


def folded(text: str) -> str:
    """A text as numerals are looked for in it."""
    if not text.isascii():
        text = text.replace("\u2019", "'")
        text = re.sub("[\u00bc\u00bd\u00be]", lambda sign: f" {fold(sign[0])}", text)
        text = fold(text).replace("\u2044", "/")
    plain = " ".join(text.casefold().split())
    plain = _LETTER_O.sub(lambda found: found[0].replace("o", "0"), plain)
    return _TWICE.sub(r"\1", plain)


def find_numerals(plain: str) -> list[Numeral]:
    """The numerals of a folded text, in order.

    >>> [str(one.low) for one in find_numerals("between forty and 60 thousand")]
    ['40', '60000']
    """
    found = list(_TOKEN.finditer(plain))
    letters = [_letter(match) for match in found]
    if not _NUMBERS.search("".join(letters)):
        return []
    parted = list(_parted(found, letters, plain))
    written = "".join(letter for letter, _ in parted)
    return [
        _scaled(
            _numeral([_token(letter, match) for letter, match in parted[one.start() : one.end()]]),
            too_much=written[one.end() : one.end() + 1] in _SCALES,
        )
        for one in _NUMERAL.finditer(written)
    ]


def _scaled(numeral: Numeral, *, too_much: bool) -> Numeral:
    """A numeral, loose where a scale follows that it cannot take: "120 thousand thousand"."""
    return replace(numeral, high=numeral.high * 1000) if too_much else numeral


def in_digits(plain: str, numerals: Iterable[Numeral], *, without: Collection[Numeral] = ()) -> str:
    """A folded text with some of its numerals written in digits, and without others.

    Args:
        plain: The text.
        numerals: Those to rewrite, in their order; loose ones and plain figures stay as they are.
        without: Those of them to leave out.
    """
    kept, end = [], 0
    for one in numerals:
        written = plain[one.start : one.end]
        if one in without:
            written = ""
        elif not one.is_loose and (one.spelt or one.scale > 1):
            written = str(int(one.low))
        kept += [plain[end : one.start], written]
        end = one.end
    return "".join([*kept, plain[end:]])


def _letter(match: re.Match[str]) -> str:
    if (figure := match["figure"]) is not None:
        return "e" if figure.isdigit() and len(figure) == 3 else "d"
    known = find_word(match["word"] or match["share"] or "")
    return known.letter if known else _OTHER


def _parted(
    found: Sequence[re.Match[str]], letters: Sequence[str], plain: str
) -> Iterator[tuple[str, re.Match[str]]]:
    """Letters with their words, and a break wherever more than a space or a hyphen parts them."""
    end = 0
    for match, letter in zip(found, letters, strict=True):
        if plain[end : match.start()] not in {"", " ", "-"}:
            yield _BREAK, match
        yield letter, match
        end = match.end()


def _token(letter: str, match: re.Match[str]) -> _Token:
    start, end = match.span()
    if (figure := match["figure"]) is not None:
        value = _value(figure) * (-1 if match[0].startswith("-") else 1)
        return _Token(letter, start, end, value, value, figure)
    known = find_word(match["word"] or match["share"])
    assert known is not None, "it has a letter"
    return _Token(letter, start, end, known.least, known.most)


def _value(figure: str, *, decimal: bool = False) -> Decimal:
    """What digits say, their last mark taken for that of thousands if three digits follow it."""
    marks = _MARK.findall(figure)
    if marks and not decimal:
        return Decimal(re.sub(r"\D", "", figure))
    return Decimal(figure.replace(",", "."))


def _numeral(tokens: Sequence[_Token]) -> Numeral:
    least, most = _Sum(tokens, most=False), _Sum(tokens, most=True)
    return Numeral(
        low=least.total,
        high=most.total if most.total == least.total else Decimal(int(most.total)),
        scale=int(least.scale),
        start=tokens[0].start,
        end=tokens[-1].end,
        bare=tokens[0].figure.isdigit() and all(token.letter in "deo" for token in tokens),
        spelt=not any(token.figure for token in tokens),
    )


class _Sum:
    """Adds up the tokens of a numeral: the least that they say, or the most.

    Attributes:
        total: What the scales so far, and at last all tokens, come to.
        scale: The last scale.
    """

    def __init__(self, tokens: Sequence[_Token], *, most: bool) -> None:
        self.total, self.scale = Decimal(0), Decimal(1)
        self._part: Decimal | None = None  # what waits for a scale
        self._most, self._joined = most, False
        for token, following in zip(tokens, [*tokens[1:], None], strict=True):
            value = token.most if most else token.least
            if following and _has_decimals(token.figure, following):
                value = _value(token.figure, decimal=True)
            self._take(token, value)
        self.total += self._waiting(0)

    def _waiting(self, otherwise: int) -> Decimal:
        return Decimal(otherwise) if self._part is None else self._part

    def _take(self, token: _Token, value: Decimal) -> None:
        match token.letter:
            case "a" | "f" | "&" | "y":
                pass
            case "h":
                self._part = self._waiting(1) * value
            case "s" | "S" | "k" | "l":
                self._scale(value)
            case "L" | "m" | "q":
                self._plural(token, value)
            case "p":
                self._share(value)
            case "o":
                self._round_up()
            case _:
                self._part = self._waiting(0) + value
        self._joined = token.letter in "&y" or (self._joined and token.letter == "a")

    def _scale(self, value: Decimal) -> None:
        """A scale takes what waits, or one; a greater one all that was said: "dos mil millones"."""
        if self.total and self.scale < value:
            self.total = (self.total + self._waiting(0)) * value
        else:
            self.total += self._waiting(1) * value
        self._part, self.scale = None, value

    def _plural(self, token: _Token, value: Decimal) -> None:
        """In "two millions" it is a scale, while "millions" alone names no number."""
        if self.total or self._part is not None:
            self._scale(token.least)
        else:
            self._part = value

    def _share(self, value: Decimal) -> None:
        if not self._joined:
            self._part = self._waiting(1) * value  # half a million
        elif self._part is None:
            self.total += value * self.scale  # a million and a half
        else:
            self._part += value  # one and a half million

    def _round_up(self) -> None:
        """Any number up to the next round one, which is not reached."""
        if self._most and self._part is None:
            self.total += self.scale * NEARLY
        elif self._most and self._part is not None:
            zeros = re.search(r"0*$", f"{self._part:f}")
            self._part += 10 ** (len(zeros[0]) if zeros else 0) * NEARLY


def _has_decimals(figure: str, following: _Token) -> bool:
    """Whether the only mark of a figure cannot be one of thousands: "1.234 million"."""
    great = following.letter in "lL" or (following.letter in "sSk" and "." in figure)
    return great and len(_MARK.findall(figure)) == 1 and " " not in figure and "'" not in figure
