"""A message's text as JSON that is ready to be drawn: blocks of rows of cells of spans."""

from collections.abc import Collection
from typing import Any, Literal

from pydantic import BaseModel, Field

from assistant.conversation import Message
from assistant.telling.messages import read_message
from assistant.telling.prose import Block, Span


class SpanJson(BaseModel):
    """A piece of a line; what is not told is empty."""

    kind: Literal["text", "mark", "figure", "link"] = Field(
        description="A `mark` names a source, a `figure` leads to where it comes from."
    )
    text: str
    strong: bool = False
    source: int = Field(0, description="Of a mark or a figure: the `n` of its source.")
    origin: str = Field("", description="Of a figure: its `from`.")
    url: str = Field("", description="Of a link; only to hosts that the association allows.")


class BlockJson(BaseModel):
    """A paragraph (one row of one cell), a list (a row an item) or a table (headed)."""

    kind: Literal["paragraph", "list", "table"]
    rows: list[list[list[SpanJson]]]
    steps: list[str] = Field(
        description="For each row the step that it says, as figures name it; empty for none."
    )
    caption: str = Field(description="What it is shown behind, folded; empty: shown at once.")


def write_blocks(message: Message, hosts: Collection[str]) -> list[dict[str, Any]]:
    """A message's text as this JSON; it may link to the hosts."""
    return [_block(block) for block in read_message(message, hosts)]


def _block(block: Block) -> dict[str, Any]:
    rows = [[[_span(span) for span in cell] for cell in row] for row in block.rows]
    steps = list(block.steps)
    return {"kind": block.kind, "rows": rows, "steps": steps, "caption": block.caption}


def _span(span: Span) -> dict[str, Any]:
    told = {
        "strong": span.strong,
        "source": span.source,
        "origin": span.origin,
        "url": span.url,
    }
    return {"kind": span.kind.value, "text": span.text} | {k: v for k, v in told.items() if v}
