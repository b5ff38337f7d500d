"""A logistic model whose coefficients stand in a file beside this one."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import exp
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Logistic:
    """Weights by name and an offset."""

    weights: Mapping[str, float]
    offset: float

    def chance(self, values: Mapping[str, float]) -> float:
        """The probability for these values; each weight needs its value."""
        total = self.offset + sum(w * values[name] for name, w in self.weights.items())
        return 1 / (1 + exp(-max(-500.0, min(500.0, total))))


@cache
def read_logistic(name: str) -> Logistic:
    """The shipped model of that name."""
    text = (resources.files("assistant.quality") / f"{name}.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    return Logistic(table["weights"], table["offset"])


def write_logistic(path: Path, model: Logistic, remark: str) -> None:
    """Write a model; `remark` becomes the comment above it."""
    lines = [f"# {line}" for line in remark.splitlines()]
    lines += [f"offset = {model.offset:.5f}", "", "[weights]"]
    lines += [f"{name} = {weight:.5f}" for name, weight in model.weights.items()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
