"""Where the statements of an answer stand, numbered as its marks."""

from collections.abc import Iterable, Iterator
from typing import Final

from assistant.slack.blocks.elements import Json, quoted, remark, rich, section, text
from assistant.slack.blocks.signs import shorten, tidy_name
from assistant.slack.blocks.site import Site
from assistant.vocabulary import Source

_EXCERPT: Final = 400  # characters that are shown of one
_BETWEEN: Final = " · "


def draw_sources(sources: Iterable[Source], site: Site) -> Iterator[Json]:
    """Each source with title, section, date and excerpt, below a heading."""
    told = tuple(sources)
    if told:
        yield remark(site.words.answer["sources"])
    for source in told:
        yield _draw_source(source, site)


def _draw_source(source: Source, site: Site) -> Json:
    words = site.words.answer["source"]
    title = words.format(number=source.n, title=tidy_name(source.title or source.document))
    place = _BETWEEN.join(tidy_name(one) for one in (source.section, source.as_of) if one)
    address = [text(_BETWEEN), *site.spans(source.url)] if source.url else []
    head = [text(title, bold=True), *([text(_BETWEEN + place)] if place else []), *address]
    if source.excerpt == source.url:  # a row of the directory that its page alone speaks for
        return rich(section(*head))
    return rich(section(*head), quoted(text(shorten(source.excerpt, _EXCERPT))))
