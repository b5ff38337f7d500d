"""Words as the index counts them: folded, without function words, stemmed."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from threading import get_ident

import Stemmer

_KANA_MARKS = "\u3099\u309a"
_INNER_CAPITAL = re.compile(r"(?<=[a-z,] )[A-Z][a-zA-Z]{2,}")
_WORD = re.compile(r"[^\W_]+(?:'[^\W\d_]+)?")

FUNCTION_WORDS = frozenset(
    re.findall(
        r"\S+",
        """
        a about above after again all also am an and any are as at be because been before being
        below between both but by can could did do does doing down during each few for from
        further get gets getting got had has have having he her here hers him his how i if in into
        is it its itself just let like me might more most must my myself no nor not now of off on
        once only or other our ours out over own please same shall she should so some such than
        thank thanks that the their theirs them then there these they this those through to too
        under until up us very want was we were what when where whether which while who whom whose
        why will with would you your yours hi hello hey ok okay yes there's i'm it's what's don't
        doesn't can't isn't aren't wasn't weren't won't wouldn't couldn't shouldn't didn't haven't
        hasn't hadn't mustn't ain't
        """,
    )
)


def fold(text: str) -> str:
    """Lower case without accents, so that 'São' and 'sao' are one word."""
    if text.isascii():
        return text.casefold()
    decomposed = unicodedata.normalize("NFKD", text)
    # Only accents go: the marks of kana and the letters of Hangul are put together again.
    bare = "".join(c for c in decomposed if not unicodedata.combining(c) or c in _KANA_MARKS)
    return unicodedata.normalize("NFC", bare).casefold()


@lru_cache(maxsize=64)
def _stemmer(thread: int) -> Stemmer.Stemmer:
    """One stemmer a thread: PyStemmer asks for that."""
    return Stemmer.Stemmer("english")


def plain_words(text: str) -> list[str]:
    """Every word, folded, in order, function words included."""
    return [word.partition("'")[0] if "'" in word else word for word in _words(text)]


def count_plain_words(texts: Iterable[str]) -> Counter[str]:
    """How often each word stands in texts."""
    return Counter(word for text in texts for word in plain_words(text))


def inner_names(text: str) -> list[str]:
    """Words with a capital inside a sentence, as they stand: names, mostly."""
    return _INNER_CAPITAL.findall(text)


def content_words(text: str) -> list[str]:
    """The folded words that carry meaning, unstemmed, in order."""
    return [
        stem
        for word in _words(text)
        if word not in FUNCTION_WORDS and (stem := word.partition("'")[0]) not in FUNCTION_WORDS
    ]


def _words(text: str) -> list[str]:
    """Folded words with what follows an apostrophe, of which people type two."""
    return _WORD.findall(fold(text).replace("’", "'"))


def terms(text: str) -> list[str]:
    """What the word index stores of a text: stemmed content words, repeats kept."""
    return list(_stemmer(get_ident()).stemWords(content_words(text)))


@lru_cache(maxsize=8192)
def term_set(text: str) -> frozenset[str]:
    """The distinct terms of a text; kept for texts that many questions meet."""
    return frozenset(terms(text))


def coverage(
    question_terms: Sequence[str], weights: Mapping[str, float], text: Iterable[str]
) -> float:
    """Share of the question's words, by their rarity, that stand in a text.

    Args:
        question_terms: Stemmed words of the question.
        weights: Rarity (idf) of each known word; an unknown word weighs as the rarest.
        text: Stemmed words of the text.

    Returns:
        From 0 to 1; 0 for a question without content words.
    """
    asked = set(question_terms)
    # The largest of all weights is looked for only when it is needed.
    rarest = 0.0 if asked <= weights.keys() else max(weights.values(), default=1.0)
    total = sum(weights.get(term, rarest) for term in asked)
    if not total:
        return 0.0
    return sum(weights.get(term, rarest) for term in asked.intersection(text)) / total
