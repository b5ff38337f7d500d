"""A build gives back what was put in, or says in a sentence that it cannot."""

import json
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from assistant.library.build import (
    FORMAT,
    MANIFEST,
    BuildContents,
    Wording,
    open_vectors,
    read_build,
    write_build,
)
from assistant.library.disk import (
    DiskUnusable,
    PrivateFolder,
    demand_room,
    sweep,
    tree_bytes,
    trouble_named,
)
from assistant.library.encoder import Encoder, EncoderCard
from assistant.library.index import PassageVectors
from assistant.library.passages import cut
from assistant.library.shelf import open_shelf
from assistant.seams import IndexMismatch
from assistant.vocabulary import Audience, Block, BlockKind, BuildId, Document, Origin, Section

FILES = (
    "documents.json",
    "passages.json",
    "wordings.json",
    "association.json",
    "passages.npy",
    "windows.npy",
    "tokens.npy",
    "wordings.npy",
    "vectors/chroma.sqlite3",
    MANIFEST,
)


def some_contents() -> BuildContents:
    table = Block(
        BlockKind.TABLE,
        "Dues",
        "|1|2|",
        header=("a", "b"),
        rows=(("1", "2"),),
        raw_items=("|1|2|",),
    )
    text = Block(BlockKind.PARAGRAPH, "Ünïted tówns. 会员!", "Ünïted tówns. 会员!", 1, 2, 3)
    document = Document(
        "a/b.md",
        "Towns",
        Audience.BOTH,
        (Section(("Top", "Sub"), (text, table), asked=("Why?",)),),
        (Origin("Page", "https://example.org", "2016"),),
        ends=date(2027, 1, 1),
        own=True,
    )
    passages = tuple(cut(document, len))
    rng = np.random.default_rng(3)
    vectors = tuple(
        PassageVectors(
            rng.normal(size=8).astype(np.float32),
            rng.normal(size=(2 + n, 8)).astype(np.float32),
            rng.integers(-127, 127, (3 + n, 8), dtype=np.int8),
        )
        for n in range(len(passages))
    )
    return BuildContents(
        documents=(document,),
        passages=passages,
        vectors=vectors,
        wordings=(Wording("Why?", "a/b.md", 0), Wording("good morning", intent="greeting")),
        wording_vectors=rng.normal(size=(2, 8)).astype(np.float32),
        association={"name": "Towns", "holidays": [date(2027, 1, 1)], "hours": {}},
        encoder="by-hand",
    )


@pytest.fixture
def build(tmp_path: Path) -> Path:
    write_build(tmp_path / "build", some_contents())
    return tmp_path / "build"


def refusal(build: Path) -> str:
    with pytest.raises(IndexMismatch) as caught:
        read_build(build)
    return str(caught.value)


def test_a_build_gives_back_what_was_put_in(build: Path) -> None:
    made, back = some_contents(), read_build(build)
    assert (back.documents, back.passages, back.wordings, back.encoder) == (
        made.documents,
        made.passages,
        made.wordings,
        made.encoder,
    )
    assert np.array_equal(back.wording_vectors, made.wording_vectors)
    for mine, theirs in zip(back.vectors, made.vectors, strict=True):
        assert np.array_equal(mine.vector, theirs.vector)
        assert np.array_equal(mine.windows, theirs.windows)
        assert np.array_equal(mine.tokens, theirs.tokens)


def test_dates_of_the_association_come_back_as_text(build: Path) -> None:
    back = read_build(build)
    assert back.association == {"name": "Towns", "holidays": ["2027-01-01"], "hours": {}}


def test_a_build_with_neither_passages_nor_wordings_is_possible(tmp_path: Path) -> None:
    empty = replace(
        some_contents(),
        passages=(),
        vectors=(),
        wordings=(),
        wording_vectors=np.zeros((0, 8), "f4"),
    )
    write_build(tmp_path / "build", empty)
    assert read_build(tmp_path / "build").vectors == ()


def test_only_the_owner_may_look_into_a_build(build: Path) -> None:
    for path in (build, *build.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_reading_changes_nothing_in_a_build_and_leaves_no_copy(build: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in build.rglob("*")}
    read_build(build)
    open_vectors(build, build.parent / "scratch").close()
    assert {path: path.stat().st_mtime_ns for path in build.rglob("*")} == before
    assert list((build.parent / "scratch").iterdir()) == []


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flip_a_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.write_bytes(content)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def fill_with_zeros(path: Path) -> None:
    path.write_bytes(b"\0" * path.stat().st_size)


@pytest.mark.parametrize("damage", [cut_short, flip_a_bit, empty, fill_with_zeros, Path.unlink])
@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_refused_with_a_sentence(
    build: Path, name: str, damage: Callable[[Path], None]
) -> None:
    damage(build / name)
    sentence = refusal(build)
    assert str(build) in sentence or "another version" in sentence
    assert sentence.endswith("run 'python ingest.py'.")


def test_a_damaged_graph_never_reaches_chroma(build: Path) -> None:
    segments = [path for path in (build / "vectors").rglob("*") if path.is_file()]
    for path in segments:
        content = path.read_bytes()
        path.write_bytes(content + b"x")
        with pytest.raises(IndexMismatch, match="is damaged"):
            open_vectors(build, build.parent / "scratch")
        path.write_bytes(content)
    open_vectors(build, build.parent / "scratch").close()


def test_a_file_too_many_is_damage(build: Path) -> None:
    (build / "vectors" / "chroma.sqlite3-wal").write_bytes(b"x")
    assert "is damaged" in refusal(build)


def test_a_missing_build_is_refused_with_a_sentence(tmp_path: Path) -> None:
    assert "is missing" in refusal(tmp_path / "none")


@pytest.mark.parametrize("format_", [FORMAT - 1, FORMAT + 1, "2", None])
def test_a_build_of_another_format_is_refused_with_a_sentence(build: Path, format_: object) -> None:
    manifest = json.loads((build / MANIFEST).read_text())
    (build / MANIFEST).write_text(json.dumps({**manifest, "format": format_}))
    assert "made by another version: run 'python ingest.py'" in refusal(build)


@pytest.mark.parametrize("text", ["[]", "3", "{}", "null", f'{{"format": {FORMAT}}}'])
def test_a_manifest_that_says_too_little_is_refused(build: Path, text: str) -> None:
    (build / MANIFEST).write_text(text)
    assert "no whole manifest" in refusal(build)


@pytest.mark.parametrize("key", ["windows", "tokens"])
def test_a_manifest_that_counts_otherwise_is_refused(build: Path, key: str) -> None:
    manifest = json.loads((build / MANIFEST).read_text())
    (build / MANIFEST).write_text(json.dumps({**manifest, key: [99] * len(manifest[key])}))
    refusal(build)
    (build / MANIFEST).write_text(json.dumps({**manifest, key: []}))
    refusal(build)


def test_a_build_of_another_encoder_is_not_opened(build: Path) -> None:
    other = Encoder(None, None, EncoderCard("other", 8))
    with pytest.raises(IndexMismatch, match="was encoded by 'by-hand', not by 'other'"):
        open_shelf(BuildId("b"), build, build.parent / "scratch", other, exact_up_to=0)
    assert not (build.parent / "scratch").exists()


def test_a_store_is_closed_with_its_last_reader(build: Path) -> None:
    scratch = build.parent / "scratch"
    store = open_vectors(build, scratch)
    assert store.nearest("passages", some_contents().vectors[1].vector, 1) == ["0000001"]
    assert tree_bytes(scratch) > 0
    del store
    assert list(scratch.iterdir()) == []


def test_what_is_not_in_a_store_is_said_with_a_sentence(build: Path) -> None:
    with open_vectors(build, build.parent / "scratch") as store:
        with pytest.raises(IndexMismatch, match="The vectors of 'zebras' cannot be searched"):
            store.nearest("zebras", some_contents().vectors[0].vector, 1)
        with pytest.raises(IndexMismatch, match="cannot be searched"):
            store.nearest("passages", np.ones(5, np.float32), 1)


def test_sweeping_spares_the_folders_in_use(tmp_path: Path) -> None:
    mine = PrivateFolder.make(tmp_path)
    (tmp_path / "left-over").mkdir()
    (mine.path / "file").write_text("x")
    sweep(tmp_path)
    assert list(tmp_path.iterdir()) == [mine.path]
    mine.release()
    assert list(tmp_path.iterdir()) == []
    sweep(tmp_path / "none")


def test_a_disk_with_too_little_room_is_refused_with_a_sentence(tmp_path: Path) -> None:
    demand_room(tmp_path, 1)
    with pytest.raises(DiskUnusable, match=r"MB left and .* are needed: make room"):
        demand_room(tmp_path, 1 << 60)


def test_trouble_with_the_disk_becomes_a_sentence(tmp_path: Path) -> None:
    with (
        pytest.raises(DiskUnusable, match=r"^It went wrong \(No such file or directory\): check"),
        trouble_named("It went wrong"),
    ):
        (tmp_path / "none").read_text()
