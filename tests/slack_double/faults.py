"""What goes wrong, by script: for each method in order, or again and again."""

from collections import Counter, defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

ANY = "*"  # every method of the Web API
RESPONSE_URL = "response_url"  # what is posted to addresses that Slack gave with an interaction


class Kind(Enum):
    """How an answer fails."""

    RATE_LIMITED = auto()
    SERVER_ERROR = auto()
    HTML_503 = auto()
    GARBAGE = auto()  # 200, and no JSON
    REFUSED = auto()  # ok: false
    DROP_BEFORE = auto()  # nothing is done, the connection is cut
    DROP_AFTER = auto()  # it is done, then the connection is cut
    LATE = auto()  # it is done, the answer comes after some seconds


@dataclass(frozen=True)
class Fault:
    """One failure.

    Attributes:
        seconds: Of `Retry-After`, which are Slack's, or of being late, which are real.
        error: The word of a refusal.
        meanwhile: What happens at that moment: before the answer, and after what is done anyway.
    """

    kind: Kind
    seconds: float = 0
    error: str = ""
    meanwhile: Callable[[], None] | None = None

    @property
    def is_done_anyway(self) -> bool:
        """Whether the call has its effect in spite of it."""
        return self.kind in {Kind.DROP_AFTER, Kind.LATE}


SERVER_ERROR = Fault(Kind.SERVER_ERROR)
HTML_503 = Fault(Kind.HTML_503)
GARBAGE = Fault(Kind.GARBAGE)
DROP_BEFORE = Fault(Kind.DROP_BEFORE)
DROP_AFTER = Fault(Kind.DROP_AFTER)


def rate_limited(seconds: int) -> Fault:
    """429 with a `Retry-After`."""
    return Fault(Kind.RATE_LIMITED, seconds)


def refused(error: str) -> Fault:
    """`ok: false` with this error."""
    return Fault(Kind.REFUSED, error=error)


def late(seconds: float) -> Fault:
    """Done at once, answered after so many real seconds: a time-out to who waits less."""
    return Fault(Kind.LATE, seconds)


@dataclass
class _Rule:
    method: str
    every: int
    fault: Fault
    calls: int = 0

    def strikes(self, method: str) -> bool:
        if self.method not in {ANY, method}:
            return False
        self.calls += 1
        return self.calls % self.every == 0


class Faults:
    """The script, and the rules beside it.

    Attributes:
        struck: How often each kind of failure happened.
    """

    def __init__(self) -> None:
        self.struck: Counter[Kind] = Counter()
        self._scripts: dict[str, deque[Fault | None]] = defaultdict(deque)
        self._rules: list[_Rule] = []

    def script(self, method: str, *faults: Fault | None) -> None:
        """Let the next calls of a method fail so, one after the other; None lets one through."""
        self._scripts[method].extend(faults)

    def every(self, nth: int, method: str, fault: Fault) -> None:
        """Let each nth call of a method (or of `ANY`) fail so, from now on; 1 is each call."""
        self._rules.append(_Rule(method, nth, fault))

    def clear(self) -> None:
        """Let everything go well again."""
        self._scripts.clear()
        self._rules.clear()

    def take(self, method: str) -> Fault | None:
        """What happens to this call; a script comes before the rules."""
        fault = self._next(method)
        if fault is not None:
            self.struck[fault.kind] += 1
        return fault

    def _next(self, method: str) -> Fault | None:
        struck = [rule.fault for rule in self._rules if rule.strikes(method)]
        for script in (self._scripts[method], self._scripts[ANY]):
            if script:
                return script.popleft()
        return struck[0] if struck else None
