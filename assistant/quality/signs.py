"""What a search tells about a question: does the corpus hold an answer?"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.library.encoder import Vector
from assistant.library.index import Hit
from assistant.library.lexicon import coverage, term_set
from assistant.quality.asking import CorpusQuestion
from assistant.quality.collection import Collection

_CLOSE = 10  # passages whose entries are compared
_SOFTNESS = 20.0  # of the softmax over entries: a cosine more by 0.05 is e times as likely
_WEAK = 4  # the worst quarter of the question's word pieces


@dataclass(frozen=True, slots=True)
class Signs:
    """Each between about -1 and 1; the found entry is that of the best passage.

    Attributes:
        first: Highest cosine; `fifth` and `tenth` of those places.
        agreement: Share of the ten nearest passages in the nearest one's entry.
        filled: The same, counting no more places than the entry has passages.
        centroid: Highest cosine with an entry's centroid; `second_centroid` the next.
        centroid_gap: Between the two.
        own_centroid: Cosine with the found entry's centroid.
        own_first: Cosine with its nearest passage.
        density: How thickly its passages lie around the question.
        strangeness: How far the question lies from it, less how far from everything.
        top_chance: Share of the likeliest entry in a softmax over entries.
        margin: That less the next one's.
        own_chance: Share of the found entry.
        entropy: Of the softmax; 1 when all entries are as likely.
        vote: Share of the found entry among the nearest passages, weighted by nearness.
        covered: Share of the question's words, by rarity, in the found passages of the entry.
        covered_first: The same for the best passage alone.
        unknown: Share of the question's words that no passage has.
        length: Meaningful words, up to 12, divided by 12.
        score: Blended score of the best passage; `lead` over the next entry's best.
        window: Best window among the first five.
        heading: Of the best passage.
        tokens: MaxSim of the best passage.
        entry_tokens: MaxSim with the found passages of the entry together.
        weakest: The same for the worst quarter of the word pieces.
        rows: How many passages the found entry has, as a logarithm; 1 for fifty and more.
    """

    first: float
    fifth: float
    tenth: float
    agreement: float
    filled: float
    centroid: float
    second_centroid: float
    centroid_gap: float
    own_centroid: float
    own_first: float
    density: float
    strangeness: float
    top_chance: float
    margin: float
    own_chance: float
    entropy: float
    vote: float
    covered: float
    covered_first: float
    unknown: float
    length: float
    score: float
    lead: float
    window: float
    heading: float
    tokens: float
    entry_tokens: float
    weakest: float
    rows: float

    def values(self) -> dict[str, float]:
        """The signs, and each multiplied with `rows`.

        An entry with a hundred wordings and a document with one passage are judged by the same
        model: the products let it weigh a sign by how much stands behind it.
        """
        plain: dict[str, float] = asdict(self)
        times = {f"{name}_by_rows": value * self.rows for name, value in plain.items()}
        return plain | {name: value for name, value in times.items() if name != "rows_by_rows"}


def read_signs(question: CorpusQuestion, hits: Sequence[Hit], collection: Collection) -> Signs:
    """Weigh what was found.

    Args:
        question: As it was asked.
        hits: What the index found, best first; at least one.
        collection: Where it was asked.
    """
    entries = collection.entries
    cosines = entries.matrix @ question.vector
    order = np.argsort(-cosines)[:30]
    found = [int(entries.of[hit.position]) for hit in hits]
    own = found[0]
    inside = [hit for hit, entry in zip(hits, found, strict=True) if entry == own]
    rival = next((h.score for h, entry in zip(hits, found, strict=True) if entry != own), 0.0)
    pieces = _piece_scores(question.asked.tokens, inside, collection)
    return Signs(
        **_nearness(cosines, order, entries.of, entries.sizes),
        **_shares(question.vector, cosines, own, collection),
        density=entries.density(own, cosines) / 5,
        strangeness=entries.strangeness(own, question.vector),
        vote=_vote(cosines, order, entries.of, own),
        **_words(question.terms, inside, collection),
        score=hits[0].score,
        lead=hits[0].score - rival,
        window=max(hit.window for hit in hits[:5]),
        heading=hits[0].heading,
        tokens=hits[0].tokens,
        entry_tokens=float(pieces.mean()),
        weakest=float(np.sort(pieces)[: max(1, len(pieces) // _WEAK)].mean()),
        rows=float(np.log1p(min(int(entries.sizes[own]), 50)) / np.log1p(50)),
    )


def _nearness(
    cosines: Vector, order: NDArray[np.intp], of: NDArray[np.int64], sizes: NDArray[np.int64]
) -> dict[str, float]:
    near = of[order[:_CLOSE]]
    room = min(len(near), int(sizes[near[0]]))
    return {
        "first": float(cosines[order[0]]),
        "fifth": float(cosines[order[min(4, len(order) - 1)]]),
        "tenth": float(cosines[order[min(9, len(order) - 1)]]),
        "agreement": float((near == near[0]).mean()),
        "filled": float((near[:room] == near[0]).mean()),
    }


def _shares(vector: Vector, cosines: Vector, own: int, collection: Collection) -> dict[str, float]:
    central = collection.entries.centroids @ vector
    best = collection.entries.best_cosines(cosines)
    top, second = _first_two(central)
    mixed = _SOFTNESS * (central + best) / 2
    shares = np.exp(mixed - mixed.max())
    shares /= shares.sum()
    likeliest, next_one = _first_two(shares)
    spread = -float((shares * np.log(shares + 1e-12)).sum())
    return {
        "centroid": top,
        "second_centroid": second,
        "centroid_gap": top - second,
        "own_centroid": float(central[own]),
        "own_first": float(best[own]),
        "top_chance": likeliest,
        "margin": likeliest - next_one,
        "own_chance": float(shares[own]),
        "entropy": spread / float(np.log(max(len(shares), 2))),
    }


def _first_two(values: Vector) -> tuple[float, float]:
    if len(values) < 2:
        return float(values[0]), 0.0
    second, first = np.partition(values, len(values) - 2)[-2:]
    return float(first), float(second)


def _vote(cosines: Vector, order: NDArray[np.intp], of: NDArray[np.int64], own: int) -> float:
    weight = np.exp(_SOFTNESS * (cosines[order] - cosines[order[0]]))
    return float(weight[of[order] == own].sum() / weight.sum())


def _words(terms: Sequence[str], inside: Sequence[Hit], collection: Collection) -> dict[str, float]:
    words = collection.index.words
    passages = collection.index.passages
    sets = [term_set(passages[hit.position].searched) for hit in inside]
    return {
        "covered": coverage(terms, words.rarity, frozenset().union(*sets)),
        "covered_first": coverage(terms, words.rarity, sets[0]),
        "unknown": sum(term not in words.rarity for term in terms) / max(len(terms), 1),
        "length": min(len(terms), 12) / 12,
    }


def _piece_scores(tokens: Vector, inside: Sequence[Hit], collection: Collection) -> Vector:
    """Of each word piece of the question, its nearest one in any of the passages."""
    positions = np.array([hit.position for hit in inside], dtype=np.intp)
    return np.array(
        [
            collection.index.token_scores(tokens[row : row + 1], positions).max()
            for row in range(len(tokens))
        ]
    )
