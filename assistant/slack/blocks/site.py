"""What everything that is drawn needs to know of the house."""

from collections.abc import Collection
from dataclasses import dataclass

from assistant.slack.blocks.elements import Json, link, texts
from assistant.slack.words import Words
from assistant.telling.prose import SpanKind, read_plain


@dataclass(frozen=True, slots=True)
class Site:
    """Where staff read, and in which words.

    Attributes:
        hosts: To which the texts of others may link, in lower case.
        public_url: Where the web door is reached; empty if it is not told.
    """

    words: Words
    hosts: Collection[str] = ()
    public_url: str = ""

    def address(self, path: str) -> str:
        """The address of one of our own pages; empty if the web door's is not told."""
        return f"{self.public_url.rstrip('/')}/{path}" if self.public_url else ""

    def spans(self, words: str) -> list[Json]:
        """People's words: text, with links where the hosts are allowed."""
        told = read_plain(words, self.hosts)
        spans = [span for block in told for row in block.rows for cell in row for span in cell]
        return [
            piece
            for span in spans
            for piece in (
                [link(span.url, span.text)] if span.kind is SpanKind.LINK else texts(span.text)
            )
        ]
