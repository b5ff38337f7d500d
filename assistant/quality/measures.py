"""The measures: hit, recall, nDCG, average precision, AUROC; plain arithmetic."""

from collections.abc import Collection, Sequence
from math import log2


def hit_at(ranked: Sequence[str], gold: Collection[str], count: int) -> float:
    """1 if any of the first `count` is gold, else 0."""
    return float(any(one in gold for one in ranked[:count]))


def recall_at(ranked: Sequence[str], gold: Collection[str], count: int) -> float:
    """Share of the gold ids among the first `count`."""
    return sum(one in gold for one in ranked[:count]) / len(gold)


def ndcg_at(ranked: Sequence[str], gold: Collection[str], count: int) -> float:
    """Discounted gain with gain 1 for each gold id, divided by that of all gold ids first."""
    gain = sum(1 / log2(place + 2) for place, one in enumerate(ranked[:count]) if one in gold)
    return gain / sum(1 / log2(place + 2) for place in range(min(count, len(gold))))


def average_precision_at(ranked: Sequence[str], gold: Collection[str], count: int) -> float:
    """Mean of the precision at each gold id among the first `count`; a missing one counts 0."""
    found = 0
    total = 0.0
    for place, one in enumerate(ranked[:count], start=1):
        if one in gold:
            found += 1
            total += found / place
    return total / min(count, len(gold))


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Chance that a positive scores above a negative, ties counted half; NaN if one is empty."""
    if not positive or not negative:
        return float("nan")
    ordered = sorted([*positive, *negative])
    ranks: dict[float, float] = {}
    start = 0
    while start < len(ordered):
        end = start
        while end < len(ordered) and ordered[end] == ordered[start]:
            end += 1
        ranks[ordered[start]] = (start + 1 + end) / 2
        start = end
    total = sum(ranks[score] for score in positive)
    count = len(positive)
    return (total - count * (count + 1) / 2) / (count * len(negative))


def threshold_for(right: Sequence[float], total: int, accuracy: float) -> float:
    """The highest threshold at which `accuracy` of all in-scope questions is answered rightly.

    Args:
        right: Confidence of each in-scope question whose first entry is the right one.
        total: How many in-scope questions there are.
        accuracy: The share wanted, from 0 to 1.

    Returns:
        A confidence; minus infinity when too few first entries are right for any threshold.
    """
    needed = round(accuracy * total)
    ordered = sorted(right, reverse=True)
    if needed > len(ordered):
        return float("-inf")
    return ordered[needed - 1] if needed else float("inf")
