"""What an answer says to staff beyond what it says to everybody; it cannot be sent."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from assistant.slack.blocks.elements import Json, line, quoted, remark, rich, text, texts
from assistant.slack.blocks.facts import draw_facts
from assistant.slack.blocks.posts import post
from assistant.slack.blocks.prose import line_of
from assistant.slack.blocks.site import Site
from assistant.slack.blocks.sources import draw_sources
from assistant.telling.messages import tell_answer
from assistant.thread import Post
from assistant.vocabulary import Answer, Outcome, Source

_SAYS: Final = {Outcome.ANSWERED, Outcome.PARTIAL}  # others only point elsewhere


def draw_for_staff(public: Mapping[str, Any], staff: Mapping[str, Any], site: Site) -> Post | None:
    """The part that is for staff alone; None where there is none.

    Args:
        public: The answer that a visitor would get, as JSON.
        staff: The answer to the same question of staff, as JSON; under `staff` it may hold what
            the roll says of a community, such as contact, lapsed and expires.
        site: Where it is read.
    """
    blocks = [*_draw(Answer.from_json(public), Answer.from_json(staff), staff, site)]
    if not blocks:
        return None
    said = site.words.answer["for-you"]
    return post(said, [line(text(said, bold=True)), *blocks], site.words.shared["more-parts"])


def _draw(public: Answer, staff: Answer, content: Mapping[str, Any], site: Site) -> Iterator[Json]:
    words = site.words
    record = content.get("staff") or {}
    facts = {words.record.get(name, name): str(value) for name, value in record.items() if value}
    if facts:
        yield remark(words.answer["for-you-record"])
        yield from draw_facts(facts)
    if staff.outcome not in _SAYS:
        return
    known = _lines(public)
    said = [shown for key, shown in _lines(staff).items() if key not in known]
    if said:
        yield remark(words.answer["for-you-passages"])
    yield from (rich(quoted(*texts(one))) for one in said)
    places = {_place(one) for one in public.sources}
    yield from draw_sources([one for one in staff.sources if _place(one) not in places], site)


def _lines(answer: Answer) -> dict[str, str]:
    """Each paragraph, item and row that an answer says, by its words without marks."""
    rows = (row for block in tell_answer(answer, ()) for row in block.rows)
    return {line_of(row, marks=False).strip(): line_of(row) for row in rows}


def _place(source: Source) -> tuple[str, str, str]:
    return source.document, source.section, source.excerpt
