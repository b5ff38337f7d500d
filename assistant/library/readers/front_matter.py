"""The YAML lines between two `---` at the head of a Markdown file."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import yaml

from assistant.seams import DocumentRefused
from assistant.vocabulary import Audience, Origin

_FENCED = re.compile(r"\A---[ \t]*\n(.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_KEYS = ("title", "audience", "sources", "ends", "reviewed")
_SOURCE_KEYS = ("title", "url", "as_of", "link")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a writer states about a document; each part may be missing."""

    title: str = ""
    audience: Audience = Audience.BOTH
    origins: tuple[Origin, ...] = ()
    ends: date | None = None
    reviewed: date | None = None


def split_front_matter(text: str) -> tuple[FrontMatter, str]:
    """Take the front matter off.

    Args:
        text: The file's text with line feeds as the only line ends.

    Returns:
        The front matter and the text with those lines blank, so that line numbers still hold.

    Raises:
        DocumentRefused: The front matter says something that cannot be meant.
    """
    fenced = _FENCED.match(text)
    if not fenced:
        return FrontMatter(), text
    blank = "\n" * fenced.group(0).count("\n")
    return _parse(fenced.group(1) or ""), blank + text[fenced.end() :]


def _parse(source: str) -> FrontMatter:
    try:
        fields = yaml.safe_load(source)
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f" near line {mark.line + 2}" if mark else ""
        raise DocumentRefused(
            f"The front matter is not valid YAML{place}: put values with ':' or '#' in quotes."
        ) from error
    if fields is None:
        return FrontMatter()
    if not isinstance(fields, dict):
        raise DocumentRefused("The front matter is not a list of 'name: value' lines: correct it.")
    _refuse_misspelt(fields, _KEYS)
    title = _words(fields, "title")
    return FrontMatter(
        title=title,
        audience=_audience(fields),
        origins=_origins(fields.get("sources"), title),
        ends=_day(fields, "ends"),
        reviewed=_day(fields, "reviewed"),
    )


def _refuse_misspelt(fields: Mapping[Any, Any], known: tuple[str, ...]) -> None:
    # Other tools' fields (tags, layout) are fine; a misspelt `audience: staff` would publish the
    # document.
    for name in fields:
        if name in known:
            continue
        meant = difflib.get_close_matches(str(name).lower(), known, n=1, cutoff=0.75)
        if meant:
            raise DocumentRefused(
                f"The front matter has {str(name)!r}: if {meant[0]!r} is meant, write it so."
            )


def _words(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    if value is None:
        return ""
    if isinstance(value, dict | list):
        raise DocumentRefused(f"The front matter's {name!r} must be words on one line.")
    return " ".join(str(value).split())


def _audience(fields: Mapping[str, Any]) -> Audience:
    value = _words(fields, "audience").lower()
    if not value:
        return Audience.BOTH
    try:
        return Audience(value)
    except ValueError as error:
        raise DocumentRefused(
            f"The front matter's audience is {value!r}: write one of {', '.join(Audience)}."
        ) from error


def _day(fields: Mapping[str, Any], name: str) -> date | None:
    value = fields.get(name)
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise DocumentRefused(
            f"The front matter's {name!r} is {str(value)!r}: write a date as 2026-12-31."
        ) from error


def _origins(sources: object, title: str) -> tuple[Origin, ...]:
    if sources is None:
        return ()
    if not isinstance(sources, list):
        raise DocumentRefused("The front matter's 'sources' must be a list of '- url: ...' lines.")
    return tuple(_origin(source, title) for source in sources)


def _origin(source: object, title: str) -> Origin:
    if isinstance(source, str):
        source = {"url": source}
    if not isinstance(source, dict):
        raise DocumentRefused("A source of the front matter has no 'url:' or 'title:': add one.")
    _refuse_misspelt(source, _SOURCE_KEYS)
    url, name = _words(source, "url"), _words(source, "title")
    if url and not re.match(r"https?://[^\s/]", url):
        raise DocumentRefused(f"The source {url!r} is no web address: start it with https://.")
    if not (url or name):
        raise DocumentRefused("A source of the front matter has no 'url:' or 'title:': add one.")
    link = source.get("link", True)
    if not isinstance(link, bool):
        raise DocumentRefused(f"A source's 'link' is {link!r}: write yes or no.")
    # The document's title, not the address: an address with `link: no` must not be shown.
    return Origin(title=name or title, url=url, as_of=_words(source, "as_of"), link=link)
