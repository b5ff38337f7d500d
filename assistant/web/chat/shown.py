"""A message as a page without JavaScript shows it: every figure leads to where it comes from."""

from collections.abc import Collection
from dataclasses import dataclass

from assistant.conversation import Message
from assistant.telling.messages import read_answer, read_message
from assistant.telling.prose import Block, Span
from assistant.vocabulary import Answer


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """A message with what it is drawn from.

    Attributes:
        blocks: Of the text.
        answer: None where people wrote it, or the house.
    """

    message: Message
    blocks: tuple[Block, ...]
    answer: Answer | None = None

    def place(self, span: Span) -> str:
        """Where a mark or a figure leads; empty for nowhere."""
        origin = f"source:{span.source}" if span.source else span.origin
        if origin == "visitor" and self.message.replies_to is not None:
            return f"m{self.message.replies_to}"
        return self.place_of(origin) if origin in self._origins() else ""

    def place_of(self, origin: str) -> str:
        """The place of a step or a source on the page."""
        return f"m{self.message.seq}-{origin.replace(':', '-')}"

    def place_of_row(self, block: Block, row: int) -> str:
        """The place of the step that a row says; empty where it says none."""
        origin = block.steps[row] if block.steps else ""
        return self.place_of(origin) if origin else ""

    def _origins(self) -> frozenset[str]:
        sources = self.answer.sources if self.answer else ()
        steps = (step for block in self.blocks for step in block.steps)
        return frozenset((*steps, *(f"source:{source.n}" for source in sources)))


def show(message: Message, hosts: Collection[str] = ()) -> ShownMessage:
    """Prepare a message for the page.

    Args:
        message: As it is kept.
        hosts: To which its text may link.
    """
    return ShownMessage(message, read_message(message, hosts), read_answer(message))
