"""A directory finding's partnerships as a table, each row with the source that lists it."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import urlsplit

from babel import Locale

from assistant.telling.prose import Block, Cell, Span, SpanKind
from assistant.vocabulary import Answer

_LANGUAGES = ("en", "es")  # the first is spoken where another was asked for


@cache
def finding_words(language: str) -> Mapping[str, Any]:
    """What is said around a finding, in the language of a tag such as `es-MX`, else in English."""
    primary = language.partition("-")[0].lower()
    known = primary if primary in _LANGUAGES else _LANGUAGES[0]
    file = resources.files("assistant.telling") / "words" / f"finding_{known}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def draw_partners(answer: Answer, partners: Sequence[Mapping[str, Any]]) -> Block:
    """The table; of several communities each row says whose it is."""
    words = finding_words(answer.language)
    sources = {source.url: source.n for source in answer.sources if source.url}
    several = len({partner["community"] for partner in partners}) > 1
    columns = ("partner", "country", "relation", "since", "listed")
    header = [words[name] for name in (*(["community"] if several else []), *columns)]
    rows = [tuple(_cells(partner, words, sources, several=several)) for partner in partners]
    return Block("table", (tuple(_text(name) for name in header), *rows))


def _cells(
    partner: Mapping[str, Any],
    words: Mapping[str, Any],
    sources: Mapping[str, int],
    *,
    several: bool,
) -> Iterable[Cell]:
    if several:
        yield _text(partner["community"])
    yield _text(", ".join(part for part in (partner["name"], partner["region"]) if part))
    yield _text(_country(partner["country"], words["locale"]))
    yield _text(words["relations"].get(partner["relation"], partner["relation"]))
    yield tuple(_since(partner, sources))
    listed = ", ".join(part for part in (_host(partner["source"]), partner["as_of"]) if part)
    yield (*_text(listed), *_mark(sources.get(partner["source"], 0)))


def _since(partner: Mapping[str, Any], sources: Mapping[str, int]) -> Iterable[Span]:
    """The years that sources name; where they differ, each leads to its own."""
    for number, since in enumerate(partner["since"]):
        if number:
            yield Span(SpanKind.TEXT, " / ")
        n = sources.get(since["source"], 0)
        year = str(since["year"])
        yield Span(SpanKind.FIGURE, year, source=n, origin=f"source:{n}") if n else _span(year)


def _country(code: str, locale: str) -> str:
    return str(Locale(locale).territories.get(code, code))


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or address).removeprefix("www.")
    except ValueError:
        return address


def _mark(source: int) -> Cell:
    return (_span(" "), Span(SpanKind.MARK, str(source), source=source)) if source else ()


def _text(text: str) -> Cell:
    return (_span(text),)


def _span(text: str) -> Span:
    return Span(SpanKind.TEXT, text)
