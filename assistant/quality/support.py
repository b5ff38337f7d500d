"""Measures whether a reply is supported by a passage: says the passage what the reply says?"""

import re
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from assistant.library.encoder import Encoder, Encoding
from assistant.library.figures import find_figures, stands_in
from assistant.library.lexicon import plain_words, terms
from assistant.library.passages import split_sentences
from assistant.quality.logistic import read_logistic
from assistant.quality.measures import auroc
from assistant.quality.rows import read_objects, write_objects

_NAME = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-Z][\w'-]+")  # a capital inside a sentence
_TALK = frozenset(
    {"i", "me", "my", "mine", "you", "your", "we", "our", "myself", "yourself", "yes", "no", "oh"}
    | {"wow", "yeah", "haha"}
)


@dataclass(frozen=True, slots=True)
class Support:
    """What a reply shares with a passage; shares lie between 0 and 1.

    Attributes:
        cosine: Of the two texts.
        nearest: Highest cosine of the reply with a sentence, or two, of the passage.
        pieces: Mean over the reply's word pieces of the nearest one in the passage.
        weak_pieces: The same for the worst quarter of them.
        words: Share of the reply's content words, by length, that stand in the passage.
        all_words: Share of all its words.
        pairs: Share of its pairs of neighbouring words.
        run: Longest run of words that both have, as a share of the reply.
        kept: Share of the reply's words that lie in runs of three and more.
        figures: Share of its figures that do not stand in the passage.
        names: Share of its names that do not.
        talk: Share of its words that speak of the speakers themselves.
        asks: Whether it asks something.
        length: Its words, up to 40, divided by 40.
    """

    cosine: float
    nearest: float
    pieces: float
    weak_pieces: float
    words: float
    all_words: float
    pairs: float
    run: float
    kept: float
    figures: float
    names: float
    talk: float
    asks: float
    length: float

    def values(self) -> dict[str, float]:
        """The signs by name."""
        return dict(asdict(self))


def compare(reply: str, passage: str, encoder: Encoder) -> Support:
    """Hold a reply against a passage."""
    own, other = encoder.encode(reply), encoder.encode(passage)
    near = _piece_cosines(own, other)
    words, there = plain_words(reply), plain_words(passage)
    runs = [
        block.size
        for block in SequenceMatcher(None, words, there, autojunk=False).get_matching_blocks()
    ]
    count = max(len(words), 1)
    return Support(
        cosine=float(own.vector @ other.vector),
        nearest=_nearest_sentence(own, other, passage),
        pieces=float(near.mean()),
        weak_pieces=float(np.sort(near)[: max(1, len(near) // 4)].mean()),
        words=_covered(reply, passage),
        all_words=sum(word in there for word in words) / count,
        pairs=_pairs(words, there),
        run=max(runs, default=0) / count,
        kept=sum(size for size in runs if size >= 3) / count,
        figures=_missing_figures(reply, passage),
        names=_missing_names(reply, there),
        talk=sum(word in _TALK for word in words) / count,
        asks=float("?" in reply),
        length=min(count, 40) / 40,
    )


def _piece_cosines(own: Encoding, other: Encoding) -> np.ndarray[Any, np.dtype[np.float32]]:
    mine = own.tokens[1:-1] if len(own.tokens) > 2 else own.tokens
    best: np.ndarray[Any, np.dtype[np.float32]] = (mine @ other.tokens.T).max(axis=1)
    return best


def _nearest_sentence(own: Encoding, other: Encoding, passage: str) -> float:
    spans = [(one.start, one.end) for one in split_sentences(passage)]
    spans += [(one[0], two[1]) for one, two in pairwise(spans)]
    return max((float(other.window(*span) @ own.vector) for span in spans), default=0.0)


def _covered(reply: str, passage: str) -> float:
    """A longer word weighs more: rarity is unknown here, and long words are rarer."""
    there = set(terms(passage))
    mine = set(terms(reply))
    total = sum(map(len, mine))
    return sum(len(word) for word in mine & there) / total if total else 0.0


def _pairs(words: Sequence[str], there: Sequence[str]) -> float:
    known = set(pairwise(there))
    mine = list(pairwise(words))
    return sum(pair in known for pair in mine) / len(mine) if mine else 0.0


def _missing_figures(reply: str, passage: str) -> float:
    figures = find_figures(reply)
    return sum(not stands_in(f, passage) for f in figures) / len(figures) if figures else 0.0


def _missing_names(reply: str, there: Sequence[str]) -> float:
    names = [word for name in _NAME.findall(reply) for word in plain_words(name)]
    return sum(name not in there for name in names) / len(names) if names else 0.0


def reply_of(row: dict[str, Any]) -> str:
    """The reply of a row: `response` where there is one, else `answer`, else `question`."""
    return next((str(row[k]) for k in ("response", "answer", "question") if row.get(k)), "")


def evaluate_support(questions: Path, out: Path, encoder: Encoder) -> dict[str, Any]:
    """Score replies against passages.

    Args:
        questions: Rows with `id`, `passage_text` and a reply; `label` `supported` or
            `unsupported` where it is known, others are scored but not measured.
        out: Is written: `id` and `score` from 0 to 1.
        encoder: The opened encoder.

    Returns:
        AUROC of supported against unsupported, None where a label is missing.
    """
    model = read_logistic("support")
    started = time.perf_counter()
    scored = [
        (
            row,
            model.chance(compare(reply_of(row), str(row["passage_text"]), encoder).values()),
        )
        for row in read_objects(questions)
    ]
    taken = (time.perf_counter() - started) * 1000
    write_objects(out, ({"id": row["id"], "score": round(score, 5)} for row, score in scored))
    good = [score for row, score in scored if row.get("label") == "supported"]
    bad = [score for row, score in scored if row.get("label") == "unsupported"]
    return {
        "replies": len(scored),
        "supported": len(good),
        "unsupported": len(bad),
        "auroc": round(auroc(good, bad), 4) if good and bad else None,
        "ms_per_reply": round(taken / max(len(scored), 1), 3),
    }
