"""A message's text as blocks to be drawn: each step in its place, partnerships as a table.

Every door that draws reads a message here, so that all of them tell the same.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from assistant.conversation import Message
from assistant.telling.partners import draw_partners, finding_words
from assistant.telling.prose import Block, Row, Span, SpanKind, read_plain, read_prose
from assistant.vocabulary import Answer


def read_message(message: Message, hosts: Collection[str]) -> tuple[Block, ...]:
    """Read a message's text.

    Args:
        message: Of whomever; the assistant's is Markdown, people's is plain text.
        hosts: To which the text may link, in lower case.
    """
    answer = read_answer(message)
    return read_plain(message.text, hosts) if answer is None else tell_answer(answer, hosts)


def tell_answer(answer: Answer, hosts: Collection[str]) -> tuple[Block, ...]:
    """Read an answer's text, as a message of the assistant's tells it.

    Args:
        answer: Of which text, sources, figures, quote and directory count.
        hosts: To which the text may link, in lower case.
    """
    blocks = list(read_prose(answer, hosts))
    steps = {step["text"]: origin for origin, step in _steps(answer)}
    partners = (answer.directory or {}).get("partners", ())
    if partners:
        blocks = _with_partners(blocks, answer, steps)
    blocks = [_placed(block, steps) for block in blocks]
    said = {origin for block in blocks for origin in block.steps}
    left = [(step["text"], origin) for origin, step in _steps(answer) if origin not in said]
    return (*blocks, *_left(left, answer.language))


def read_answer(message: Message) -> Answer | None:
    """The answer that a message is, with its text as it is now; None for people's words."""
    if message.answer is None or message.removed:
        return None
    return replace(Answer.from_json(message.answer), text=message.text)


def _steps(answer: Answer) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each step of the quote and of the finding, with what figures call it: `quote:2`."""
    told = {"quote": answer.quote, "directory": answer.directory}
    for kind, finding in told.items():
        for step in (finding or {}).get("steps", ()):
            yield f"{kind}:{step['n']}", step


def _with_partners(
    blocks: Sequence[Block], answer: Answer, steps: Mapping[str, str]
) -> list[Block]:
    """The table in place of the list that says the same; folded behind it where none does."""
    partners = (answer.directory or {})["partners"]
    table = draw_partners(answer, partners)
    for number, block in enumerate(blocks):
        told = [_words(row) for row in block.rows] if block.kind == "list" else []
        if len(told) == len(partners) and all(text in steps for text in told):
            origins = ("", *(steps[text] for text in told))
            return [*blocks[:number], replace(table, steps=origins), *blocks[number + 1 :]]
    caption = finding_words(answer.language)["table"].format(number=len(partners))
    return [*blocks, replace(table, caption=caption)]


def _placed(block: Block, steps: Mapping[str, str]) -> Block:
    """A block whose rows say which step they are."""
    if block.steps or block.kind == "table":
        return block
    found = tuple(steps.get(_words(row), "") for row in block.rows)
    return replace(block, steps=found) if any(found) else block


def _left(steps: Iterable[tuple[str, str]], language: str) -> Iterator[Block]:
    """The steps that the text does not say line by line, folded."""
    told = tuple(steps)
    if told:
        rows = tuple(((Span(SpanKind.TEXT, text),),) for text, _ in told)
        origins = tuple(origin for _, origin in told)
        yield Block("list", rows, origins, finding_words(language)["steps"])


def _words(row: Row) -> str:
    spans = [span for cell in row for span in cell if span.kind is not SpanKind.MARK]
    return "".join(span.text for span in spans).strip()
