"""The exported encoder says what the model says, whatever else is being encoded."""

import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from assistant.library.encoder import (
    CARD_FILE,
    ENCODER_FILE,
    TOKENIZER_FILE,
    WORD_PIECES,
    Encoder,
    is_exported,
)
from assistant.library.export import clear_exports, ensure_export, model_folder
from assistant.seams import EmbedderUnavailable

QUESTIONS = [
    "How much does membership cost?",
    "dues",
    "¿Cuánto cuesta ser miembro?",
    "Can our town of 8,000 people join?",
    "Who signs the application, the mayor or the city manager?",
    "what is a sister city",
    "We paid twice. Will you send the money back?",
    "東京は会員ですか",
    "St. Paul, Minnesota",
    "Ist unsere Stadt schon Mitglied?",
]
SUBJECTS = ["The mayor", "Our council", "A county", "The youth program", "The annual conference"]
FACTS = [
    "takes place in July and lasts three days.",
    "may be renewed each January, as long as the dues of the year before have been paid.",
    "was founded in 1956 by President Eisenhower, who wanted citizens to be diplomats.",
    "needs a signed agreement between both communities, a committee, and patience.",
    "has 545 members in 140 countries; see the directory for a list of all of them.",
    "costs $1,545.",
    "is open to students from 13 to 18 who live in a member community",
    "sends its delegation by train " + "and by bus and by boat and on foot " * 8,
]
TEXTS = [*QUESTIONS, *(f"{subject} {fact}" for subject in SUBJECTS for fact in FACTS)]

TORCH = """
import json, sys
from sentence_transformers import SentenceTransformer
folder, texts = json.load(sys.stdin)
model = SentenceTransformer(folder, device="cpu", local_files_only=True)
rows = [model.encode([text], normalize_embeddings=True)[0].tolist() for text in texts]
print(json.dumps(rows))
"""


def test_vectors_agree_with_those_of_torch_in_full_precision(encoder: Encoder) -> None:
    done = subprocess.run(
        [sys.executable, "-c", TORCH],
        input=json.dumps([str(model_folder("")), TEXTS]),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    exact = np.array(json.loads(done.stdout.splitlines()[-1]), dtype=np.float32)
    ours = np.stack([encoder.vector(text) for text in TEXTS])
    cosines = (exact * ours).sum(axis=1)
    assert len(TEXTS) == 50
    assert cosines.mean() >= 0.98
    assert cosines.min() >= 0.95


def test_serving_never_loads_torch(encoder_folder: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from assistant.library.encoder import Encoder;"
        f"Encoder.open(Path({str(encoder_folder)!r})).vector('dues');"
        "sys.exit('torch' in sys.modules or 'transformers' in sys.modules)"
    )
    root = Path(__file__).parents[1]
    assert subprocess.run([sys.executable, "-c", script], check=False, cwd=root).returncode == 0


def test_a_text_has_one_vector_whatever_ran_before_it(encoder: Encoder) -> None:
    alone = encoder.vector("dues")
    for other in TEXTS:
        encoder.vector(other)
        assert np.array_equal(encoder.vector("dues"), alone)


def test_a_text_has_one_vector_whatever_is_asked_beside_it(encoder: Encoder) -> None:
    alone = [encoder.vector(text) for text in TEXTS]
    with (
        ThreadPoolExecutor(1) as encoding,
        ThreadPoolExecutor(8) as asking,
    ):
        work = [
            asking.submit(lambda text: encoding.submit(encoder.vector, text).result(), text)
            for text in TEXTS * 4
        ]
        for position, one in enumerate(work):
            assert np.array_equal(one.result(), alone[position % len(TEXTS)])


def test_a_text_is_not_padded(encoder: Encoder) -> None:
    encoding = encoder.encode("Town")
    assert len(encoding.tokens) == 3  # [CLS] town [SEP]
    assert encoding.spans == ((0, 0), (0, 4), (0, 0))
    assert not encoding.truncated


def test_only_the_first_256_word_pieces_count(encoder: Encoder) -> None:
    fits = "town " * (WORD_PIECES - 2)
    whole, longer = encoder.encode(fits), encoder.encode(fits + "dues refund")
    assert (len(whole.tokens), whole.truncated) == (256, False)
    assert (len(longer.tokens), longer.truncated) == (256, True)
    assert np.array_equal(whole.vector, longer.vector)
    assert encoder.truncates(fits + "dues")
    assert not encoder.truncates(fits)
    assert encoder.count_pieces(fits + "dues") == 256


def test_every_vector_has_length_one(encoder: Encoder) -> None:
    for text in ("", "dues", TEXTS[-1]):
        encoding = encoder.encode(text)
        window = encoding.window(0, 4)
        for rows in (encoding.vector[None], encoding.tokens, window[None]):
            assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


def test_a_window_is_pooled_from_the_pieces_it_touches(encoder: Encoder) -> None:
    text = "Dues are due in January. The mayor signs."
    encoding = encoder.encode(text)
    start = text.index("The")
    january = encoder.vector("When are dues due?")
    mayor = encoder.vector("Who signs?")
    first, second = encoding.window(0, start), encoding.window(start, len(text))
    assert first @ january > second @ january
    assert second @ mayor > first @ mayor
    assert np.array_equal(encoding.window(500, 600), encoding.vector)  # past what was read


def test_a_known_word_is_one_piece(encoder: Encoder) -> None:
    assert encoder.knows_word("city")
    assert not encoder.knows_word("memberhsip")


def test_an_export_that_is_there_is_not_made_again(encoder_folder: Path) -> None:
    before = (encoder_folder / CARD_FILE).stat().st_mtime_ns
    assert ensure_export("", encoder_folder.parent) == encoder_folder
    assert (encoder_folder / CARD_FILE).stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (ENCODER_FILE, b""),
        (ENCODER_FILE, b"not a graph"),
        (TOKENIZER_FILE, b"{}"),
        (TOKENIZER_FILE, b"\xff"),
        (CARD_FILE, b"{"),
        (CARD_FILE, b'{"digest": "x"}'),
        (CARD_FILE, b"[]"),
    ],
)
def test_a_damaged_export_is_refused_with_a_sentence(
    encoder_folder: Path, tmp_path: Path, name: str, content: bytes
) -> None:
    shutil.copytree(encoder_folder, tmp_path / "export")
    (tmp_path / "export" / name).write_bytes(content)
    with pytest.raises(EmbedderUnavailable, match=r"cannot be opened .*delete that folder"):
        Encoder.open(tmp_path / "export")


def test_a_half_export_is_none(encoder_folder: Path, tmp_path: Path) -> None:
    shutil.copytree(encoder_folder, tmp_path / "export")
    (tmp_path / "export" / CARD_FILE).unlink()
    assert not is_exported(tmp_path / "export")
    with pytest.raises(EmbedderUnavailable, match=r"run 'python ingest\.py'"):
        Encoder.open(tmp_path / "export")


def test_a_folder_without_a_model_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(EmbedderUnavailable, match="ASSISTANT_ENCODER_MODEL"):
        ensure_export(str(tmp_path), tmp_path / "cache")


@pytest.mark.slow
def test_a_model_that_cannot_be_loaded_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "config.json").write_text("{}")
    script = (
        "import sys; from pathlib import Path\n"
        "from assistant.library.export import ensure_export\n"
        "from assistant.seams import EmbedderUnavailable\n"
        "try: ensure_export(sys.argv[1], Path(sys.argv[2]))\n"
        "except EmbedderUnavailable as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, tmp_path / "model", tmp_path / "cache"],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[1],
    )
    assert "could not be exported" in done.stdout
    assert list((tmp_path / "cache").iterdir()) == []


def test_clearing_exports_spares_those_in_use(tmp_path: Path) -> None:
    for name in ("used", "old", ".old-half"):
        (tmp_path / name).mkdir()
    clear_exports(tmp_path, {"used"})
    assert [path.name for path in tmp_path.iterdir()] == ["used"]
