"""Sums a conversation up for whoever takes it over: what was asked, told, and left open."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.conversation import Author, Message

_OPEN = frozenset({"unanswered", "partial", "failed"})
_LETTERS = 200  # of a question that is told again


@dataclass(frozen=True, slots=True)
class Summary:
    """A conversation in a few lines.

    Attributes:
        first: What the visitor asked first; empty before that.
        last: What the visitor wrote last, where that is not the first.
        unanswered: Questions that the assistant could not answer, or not wholly.
        quotes: The dues that were told, each with its inputs.
        looked_up: The communities that were looked up in the directory, each with what was found.
        questions: How many messages the visitor wrote.
    """

    first: str = ""
    last: str = ""
    unanswered: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    looked_up: tuple[str, ...] = ()
    questions: int = 0


def summarise(messages: Sequence[Message]) -> Summary:
    """Sum up the messages of a conversation."""
    asked = {one.seq: _shortened(one.text) for one in messages if one.author is Author.VISITOR}
    answers = [(one.replies_to, one.answer) for one in messages if one.answer]
    words = list(asked.values())
    return Summary(
        first=words[0] if words else "",
        last=words[-1] if len(words) > 1 else "",
        unanswered=_distinct(
            asked.get(seq or 0, "") for seq, answer in answers if answer["outcome"] in _OPEN
        ),
        quotes=_distinct(_quote(answer.get("quote")) for _, answer in answers),
        looked_up=_distinct(_finding(answer.get("directory")) for _, answer in answers),
        questions=len(asked),
    )


def _distinct(told: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in told if one))


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LETTERS else f"{line[: _LETTERS - 1]}…"


def _quote(quote: Any) -> str:  # noqa: ANN401 - JSON
    """The dues with their inputs: Boise, Idaho, population 235,684: 650 USD (sample)."""
    if not quote:
        return ""
    inputs = [str(quote.get("place") or quote.get("kind") or "")]
    if quote.get("population"):
        inputs.append(f"population {quote['population']:,}")
    amount = f"{quote.get('amount')} {quote.get('currency')}"
    return f"{', '.join(one for one in inputs if one)}: {amount} ({quote.get('status')})"


def _finding(finding: Any) -> str:  # noqa: ANN401 - JSON
    """The community with what was found: Boise, Idaho: listed."""
    if not finding:
        return ""
    community = (finding.get("community") or {}).get("name")
    searched = (finding.get("searched") or {}).get("name")
    name = community or searched
    return f"{name}: {str(finding.get('status')).replace('_', ' ')}" if name else ""
