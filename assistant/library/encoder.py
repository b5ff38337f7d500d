"""Turns a text into vectors with the exported encoder; never loads torch.

One text a call, unpadded, on one thread: an int8 graph gives a text other vectors when it is padded
or shares a batch with longer texts, and is no faster that way.
"""

import importlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from assistant.seams import EmbedderUnavailable

ENCODER_FILE = "encoder.int8.onnx"
TOKENIZER_FILE = "tokenizer.json"
CARD_FILE = "card.json"
WORD_PIECES = 256  # what all-MiniLM-L6-v2 reads of a text, [CLS] and [SEP] included

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class EncoderCard:
    """What an export is: the digest of its weights and the length of its vectors."""

    digest: str
    dimensions: int

    def save(self, folder: Path) -> None:
        """Write the card last: its presence says that the export is whole."""
        (folder / CARD_FILE).write_text(json.dumps(asdict(self)), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "EncoderCard":
        """Read the card of an export."""
        return cls(**json.loads((folder / CARD_FILE).read_text(encoding="utf-8")))


@dataclass(frozen=True, slots=True)
class Encoding:
    """A text as the encoder sees it.

    Attributes:
        vector: `dimensions` floats of length 1; a dot product is the cosine.
        tokens: One row per word piece, each of length 1 ([CLS] and [SEP] included).
        states: The same before normalisation, for pooling windows.
        spans: First and last character of each word piece.
        truncated: Whether the end of the text was cut off.
    """

    vector: Vector
    tokens: Vector
    states: Vector
    spans: tuple[tuple[int, int], ...]
    truncated: bool

    def window(self, start: int, end: int) -> Vector:
        """The vector of the characters from `start` to `end`, pooled from the whole text's pass."""
        rows = [row for row, (first, last) in enumerate(self.spans) if last > start and first < end]
        if not rows:
            return self.vector
        pooled = self.states[rows].mean(axis=0)
        return np.asarray(pooled / max(float(np.linalg.norm(pooled)), 1e-9), dtype=np.float32)


def is_exported(folder: Path) -> bool:
    """Whether a whole export lies in the folder."""
    return all((folder / name).is_file() for name in (CARD_FILE, ENCODER_FILE, TOKENIZER_FILE))


class Encoder:
    """An opened export. Not to be called from two threads at once."""

    def __init__(
        self,
        session: Any,  # noqa: ANN401 - onnxruntime ships no types
        tokenizer: Any,  # noqa: ANN401 - imported late
        card: EncoderCard,
    ) -> None:
        self._session = session
        self._tokenizer = tokenizer
        self.card = card

    @classmethod
    def open(cls, folder: Path) -> "Encoder":
        """Load an export (about 0.3 s).

        Raises:
            EmbedderUnavailable: The export is missing or damaged.
        """
        if not is_exported(folder):
            raise EmbedderUnavailable(f"No encoder in {str(folder)!r}: run 'python ingest.py'.")
        threadpool_limits(1)  # numpy's products are small: waking a second thread costs more
        try:
            card = EncoderCard.load(folder)
            return cls(_open_session(folder / ENCODER_FILE), _open_tokenizer(folder), card)
        # Broad, for there is no name to catch: tokenizers raises bare `Exception`, and the fifteen
        # errors of onnxruntime have no other parent.
        except Exception as error:
            raise EmbedderUnavailable(
                f"The encoder in {str(folder)!r} cannot be opened ({error}): delete that folder "
                "and run 'python ingest.py'."
            ) from error

    def encode(self, text: str) -> Encoding:
        """Encode one text; only its first `WORD_PIECES` word pieces count."""
        pieces = self._tokenizer.encode(text)
        ids = np.array([pieces.ids], dtype=np.int64)
        vector, states, tokens = self._session.run(
            None, {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        )
        return Encoding(
            vector[0], tokens[0], states[0], tuple(pieces.offsets), bool(pieces.overflowing)
        )

    def vector(self, text: str) -> Vector:
        """Only the text's vector."""
        return self.encode(text).vector

    def truncates(self, text: str) -> bool:
        """Whether the text is longer than the encoder reads."""
        return bool(self._tokenizer.encode(text).overflowing)

    def knows_word(self, word: str) -> bool:
        """Whether the vocabulary has the word as one piece."""
        return self._tokenizer.token_to_id(word) is not None

    def count_pieces(self, text: str) -> int:
        """How many word pieces the text has, up to `WORD_PIECES`; an empty one has two."""
        return len(self._tokenizer.encode(text).ids)


def _open_session(graph: Path) -> Any:  # noqa: ANN401 - onnxruntime ships no types
    onnxruntime = importlib.import_module("onnxruntime")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])


def _open_tokenizer(folder: Path) -> Any:  # noqa: ANN401 - imported late
    tokenizers = importlib.import_module("tokenizers")
    return tokenizers.Tokenizer.from_file(str(folder / TOKENIZER_FILE))
