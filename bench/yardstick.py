"""The bare encoder: what everything else is measured by, on the machine as it is at the moment.

Bare means: tokenise, and one unpadded int8 call, on one thread.
"""

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.library.encoder import Encoder, is_exported

_WARM = 5  # calls that are not counted


@dataclass(frozen=True, slots=True)
class Bare:
    """The bare encoder.

    Attributes:
        milliseconds: Of a call, the median.
        a_second: Texts of one thread in a second, from the mean.
    """

    milliseconds: float
    a_second: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> "Bare":
        """Of measured calls."""
        return cls(statistics.median(seconds) * 1000, 1 / statistics.fmean(seconds))


def open_encoder(data: Path) -> Encoder:
    """The newest encoder of a data folder."""
    exported = [one for one in (data / "encoders").iterdir() if is_exported(one)]
    return Encoder.open(max(exported, key=lambda one: one.stat().st_mtime))


def time_calls(encoder: Encoder, questions: Sequence[str]) -> list[float]:
    """Seconds of each call."""
    for question in questions[:_WARM]:
        encoder.encode(question)
    took = []
    for question in questions:
        start = time.perf_counter()
        encoder.encode(question)
        took.append(time.perf_counter() - start)
    return took
