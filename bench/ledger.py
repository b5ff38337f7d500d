"""What visitors sent, what was acknowledged, and what was seen at the receiving streams.

A message is lost when it was acknowledged and never seen, doubled when it was seen under two event
numbers or twice on one stream, astray when it was seen by somebody who had not sent it.
"""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Sent:
    """A message of one visitor.

    Attributes:
        visitor: Their number.
        client_id: Unique in the whole load.
        at: When its first post was sent, in seconds.
        seq: What the server acknowledged it as; None while it has not.
    """

    visitor: int
    client_id: str
    text: str
    at: float
    seq: int | None = None


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds from the post to the stream."""

    median: float
    p95: float
    most: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> "Times":
        """Of measured seconds; zeros where there are none."""
        if not seconds:
            return cls(0.0, 0.0, 0.0)
        in_order = sorted(1000 * one for one in seconds)
        p95 = in_order[min(len(in_order) - 1, int(0.95 * len(in_order)))]
        return cls(statistics.median(in_order), p95, in_order[-1])


@dataclass(frozen=True, slots=True)
class Account:
    """What became of a load.

    Attributes:
        unacknowledged: Given up by the sender: no promise was made for them.
        lost: Acknowledged messages that their visitor's stream never brought.
        unanswered: Acknowledged messages whose answer it never brought.
        doubled: Messages or answers that came more than once.
        astray: Messages and answers that came to somebody else.
        message: From the post until the visitor's own stream brought the message.
        answer: From the post until it brought the answer.
    """

    acknowledged: int
    unacknowledged: int
    lost: int
    unanswered: int
    doubled: int
    astray: int
    message: Times
    answer: Times


@dataclass
class Ledger:
    """Kept while a load runs; knows nothing of sockets."""

    sent: list[Sent] = field(default_factory=list)
    _messages: dict[tuple[int, str], list[float]] = field(default_factory=dict)
    _answers: dict[tuple[int, int], list[float]] = field(default_factory=dict)

    def send(self, visitor: int, client_id: str, text: str, at: float) -> Sent:
        """Note that a message is about to be posted for the first time."""
        self.sent.append(one := Sent(visitor, client_id, text, at))
        return one

    def see(self, visitor: int, message: dict[str, Any] | None, at: float) -> None:
        """Note what a visitor's stream brought: a message of theirs, or an answer."""
        if message is None:
            return
        if message["author"] == "visitor":
            self._messages.setdefault((visitor, message["text"]), []).append(at)
        elif message["replies_to"] is not None:
            self._answers.setdefault((visitor, message["replies_to"]), []).append(at)

    def is_settled(self) -> bool:
        """Whether everything acknowledged was answered at its stream."""
        return all(
            (one.visitor, one.seq) in self._answers for one in self.sent if one.seq is not None
        )

    def account(self) -> Account:
        """What became of everything."""
        held = [one for one in self.sent if one.seq is not None]
        messages = [(one, self._messages.get((one.visitor, one.text), [])) for one in held]
        answers = [(one, self._answers.get((one.visitor, one.seq or 0), [])) for one in held]
        seen = [*self._messages.values(), *self._answers.values()]
        return Account(
            acknowledged=len(held),
            unacknowledged=len(self.sent) - len(held),
            lost=sum(not times for _, times in messages),
            unanswered=sum(not times for _, times in answers),
            doubled=sum(len(times) - 1 for times in seen),
            astray=self._astray(),
            message=Times.of([times[0] - one.at for one, times in messages if times]),
            answer=Times.of([times[0] - one.at for one, times in answers if times]),
        )

    def _astray(self) -> int:
        own = {(one.visitor, one.text) for one in self.sent}
        owed = {(one.visitor, one.seq) for one in self.sent}
        strange = [key for key in self._messages if key not in own]
        return len(strange) + len([key for key in self._answers if key not in owed])
