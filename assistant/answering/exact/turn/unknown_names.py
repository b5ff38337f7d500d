"""Reads names that no book of places knows, where a sentence must have a name."""

import re
from collections.abc import Callable, Sequence

from assistant.answering.exact.turn.cues import country_by_demonym, folded
from assistant.facts.mentions import Mention
from assistant.facts.ordinary_words import is_ordinary
from assistant.facts.word_lists import is_word
from assistant.facts.words import Word, split_words
from assistant.library.lexicon import FUNCTION_WORDS, plain_words

_NAME = r"(?P<name>[\w.'\u2019 -]{3,50}?(?:, [\w. ]{2,30}?)?)(?<! and)(?<! or)"
_LINK = r"(?:sister|partner|twin|friendship)"
# Where a name stands that no book of places knows: between what is asked and its verb.
_NAMED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:is|has|are|was|does|did|do) (?:the )?{_NAME}"
        r" (?:already |currently |still |also |now |really |ever )*(?:an? |one of (?:your|the) )?"
        r"(?:\w+ )?(?:members?|joined|join|belong|listed|part of|(?:in|on) (?:the|your))\b",
        rf"\b{_LINK}(?: |-)(?:cit(?:y|ies)|towns?|count(?:y|ies)) (?:of|for|to|with) {_NAME}\W*$",
        rf"\b(?:partners? (?:of|with)|partnered (?:to|with)|twinned with) {_NAME}\W*$",
        rf"(?:\bare |\bis |^){_NAME}['\u2019]?s {_LINK}",
        r"^(?!.*\b(?:our|my|mi|nuestr[oa])\b)"
        rf"{_NAME} (?:city )?(?:members?|partners?|sisters?|twins?)\b",
        rf"^\W*{_NAME} (?:ya )?es miembro\b",
        rf"\b(?:of|for|de) {_NAME} sister cit",
        rf"\b(?:es|esta|est\u00e1|pertenece) {_NAME} (?:ya )?(?:miembro|en)\b",
        rf"\bhermanas? (?:de|con) {_NAME}\W*$",
        rf"^\W*(?:and|what about|how about) (?:what about |of |with |for )?{_NAME}\W*$",
    )
)
# The same where another place is known, which is then read as "it".
_NAMED_BESIDE = (
    *_NAMED,
    *(
        re.compile(pattern, re.IGNORECASE)
        for pattern in (
            rf"\b(?:is|are|was|were) {_NAME} (?:still |already )?(?:an? |the )?"
            rf"(?:{_LINK}\b|\w+ed (?:with|to) it\b)",
            rf"\b(?:is|are|between|do|does|did|have|entre|son) {_NAME} (?:and|y) it\b",
            rf"\bit (?:and|y) {_NAME} (?:{_LINK}|\w+ed\b|have|are|son|become)",
        )
    ),
)
_LEADS = re.compile(
    r"^(?:who|what|which|list|show|tell me|name|the|are|is|of|city|town|new|all)\b[ \w]*?\b(?=\w+$)"
    r"|^(?:who|what|which|show me|list|is|are|has|does) (?:is |are |the )?",
    re.IGNORECASE,
)
_IN_NAMES = frozenset(("of", "the", "on", "and", "city", "town", "county", "saint", "new"))
_NO_NAME = re.compile(
    r"^(?:(?:my|our|this|that|the|a|an|its|their|mi|nuestr[oa]|tus?|sus?|el|la|un|una)\b"
    r"|(?:y|and|since|desde|when|in|en)\b|we$|it$|(?:.* )?(?:citie|countie|communitie)$)"
)


# "Boring, Oregon": what stands in capitals before a state and a comma is a place.
_BEFORE_STATE = re.compile(r"(?:[A-Z][\w.'\u2019-]*(?: (?=[A-Z])|(?=, ?$)))+(?=, ?$)")
_LEAST_LETTERS = 4
_LEAD_TO_A_NAME = frozenset(("of", "with", "to", "for", "in", "from", "is", "has", "does"))
_INTRODUCES = re.compile(
    r"^\W*(?:(?:we are|we're|i am|i'm|it's|it is|that is|somos|soy|es|from|in|de) )+", re.IGNORECASE
)


def bare_name(text: str) -> str:
    """A name that is all of a turn, without what introduces it: "we are Zorbville, Texas."."""
    return _INTRODUCES.sub("", text).strip(" .?!")


def _without(text: str, mentions: Sequence[Mention]) -> str:
    """The text with "it" for each place: "Is it a sister city of Zorbville?"."""
    for one in reversed(mentions):
        text = f"{text[: one.start]}it{text[one.end :]}"
    return text


def unknown_name(text: str, knows: Callable[[str], bool], mentions: Sequence[Mention] = ()) -> str:
    """A name where the place asked about should stand; "" for none.

    Args:
        text: What the visitor wrote.
        knows: Whether the documents have a word: a name has one that they have not.
        mentions: Places of the text that are known; a name may stand beside them.
    """
    text = _without(text, mentions)
    for pattern in _NAMED_BESIDE if mentions else _NAMED:
        if found := pattern.search(text):
            name = _LEADS.sub("", found["name"]).strip(" .,")
            words = set(plain_words(name)) - _IN_NAMES
            strange = any(not knows(word) and not country_by_demonym(word) for word in words)
            words.add(_whole_word(text, found.end("name")))  # "has" is no possessive of "ha"
            if strange and not words & FUNCTION_WORDS and not _NO_NAME.search(folded(name)):
                return name
    return ""


def name_before_state(text: str, locations: Sequence[Mention]) -> str:
    """A name in capitals before a state or country and its comma, with that; "" for none.

    Args:
        text: What the visitor wrote.
        locations: States and countries that only say where; an ordinary word may be a town there.
    """
    for where in locations:
        found = _BEFORE_STATE.search(text[: where.start])
        words = found[0].split() if found else []
        opens = not found or not text[: found.start()].strip()
        while words and folded(words[0]) in FUNCTION_WORDS:
            words, opens = words[1:], False
        if words and not (opens and is_ordinary(folded(words[0]))):  # "Sorry, Ohio"
            return f"{' '.join(words)}, {where.text}"
    return ""


def _whole_word(text: str, end: int) -> str:
    """The word that ends at a place of the text, or goes on behind it, folded."""
    around = (one[0] for one in re.finditer(r"\w+", text) if one.start() < end <= one.end())
    return folded(next(around, ""))


def strange_name(text: str, knows: Callable[[str], bool]) -> str:
    """Words that nobody knows, where a message that names nobody may have a misspelled name.

    To be asked of a message that is for the directory by its meaning: "minnepolis counterparts?".

    Args:
        text: What the visitor wrote.
        knows: Whether the documents have a word.
    """
    words = split_words(text)
    runs: list[list[Word]] = []
    for before, word in zip((None, *words), words, strict=False):
        strange = not is_word(word.key) and not knows(word.base) and word.key.isalpha()
        if not strange or len(word.key) < _LEAST_LETTERS:
            continue
        if runs and word.joined and runs[-1][-1] is before:
            runs[-1].append(word)
        elif word.capital or before is None or before.key in _LEAD_TO_A_NAME:
            runs.append([word])
    longest = max(runs, key=len, default=[])
    return text[longest[0].start : longest[-1].end] if longest else ""
