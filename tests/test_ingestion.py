"""Ingestion: what is new is encoded, what is gone is gone, and trouble is a sentence."""

import os
from pathlib import Path

import pytest

from assistant.library.build import MANIFEST, BuildContents, read_build
from assistant.library.disk import DiskUnusable
from assistant.library.encoder import Encoder
from assistant.library.gaps import FILE_NAME
from assistant.library.ingestion import NewBuild, make_build, read_association
from assistant.library.passages import Passage
from assistant.library.shelf import Shelf, open_shelf
from assistant.seams import DocumentRefused
from tests.knowledge_folders import (
    ASSOCIATION,
    BENEFITS,
    JOINING,
    LOGO_GAP,
    Quiet,
    folders_in,
    ingest,
    write_knowledge,
)

STAFF = "---\ntitle: Notes\naudience: staff\n---\n\n# Notes\n\nThe vault code is zebra.\n"
TWO = {"joining.md": JOINING, "benefits.md": BENEFITS}


def counts(build: NewBuild) -> tuple[int, int, int, int]:
    report = build.report
    return report.passages, report.encoded, report.reused, report.removed


def contents(build: NewBuild) -> BuildContents:
    return read_build(build.folder)


def opened(build: NewBuild, encoder: Encoder) -> Shelf:
    return open_shelf(build.id, build.folder, build.folder.parent.parent / "scratch", encoder)


def texts(passages: tuple[Passage, ...]) -> str:
    return "\n".join(passage.text for passage in passages)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    write_knowledge(tmp_path / "knowledge", TWO)
    return tmp_path


def test_only_what_changed_is_encoded_anew(place: Path, encoder: Encoder) -> None:
    first = ingest(place, encoder)
    assert counts(first) == (2, 2, 0, 0)
    assert first.report.documents == 2

    unchanged = ingest(place, encoder, first)
    assert counts(unchanged) == (2, 0, 2, 0)
    assert unchanged.id != first.id

    (place / "knowledge" / "joining.md").write_text(JOINING.replace("Any town", "Any county"))
    (place / "knowledge" / "news.md").write_text("# News\n\nSpring is here.\n")
    changed = ingest(place, encoder, unchanged)
    assert counts(changed) == (3, 2, 1, 1)


def test_gaps_are_not_counted_as_passages(place: Path, encoder: Encoder) -> None:
    write_knowledge(place / "knowledge", {**TWO, FILE_NAME: LOGO_GAP})
    with_gap = ingest(place, encoder)
    assert counts(with_gap) == (2, 2, 0, 0)
    assert (with_gap.report.documents, with_gap.report.gaps_on) == (2, 1)
    (place / "knowledge" / FILE_NAME).unlink()
    assert counts(ingest(place, encoder, with_gap)) == (2, 0, 2, 0)


def test_a_reused_vector_is_that_of_a_fresh_encoding(place: Path, encoder: Encoder) -> None:
    first = ingest(place, encoder)
    again = contents(ingest(place, encoder, first))
    for passage, vectors in zip(again.passages, again.vectors, strict=True):
        assert float(encoder.vector(passage.text) @ vectors.vector) > 0.9999


def test_a_document_that_vanished_is_not_found_any_more(place: Path, encoder: Encoder) -> None:
    first = ingest(place, encoder)
    (place / "knowledge" / "benefits.md").unlink()
    second = ingest(place, encoder, first)
    assert counts(second) == (1, 0, 1, 1)
    kept = contents(second)
    assert [document.path for document in kept.documents] == ["joining.md", FILE_NAME]
    assert "toolkit" not in texts(kept.passages)
    assert not any(wording.document == "benefits.md" for wording in kept.wordings)


def test_what_staff_may_read_stands_in_the_staff_index_only(place: Path, encoder: Encoder) -> None:
    write_knowledge(place / "knowledge", {**TWO, "notes.md": STAFF})
    shelf = opened(ingest(place, encoder), encoder)
    assert "zebra" in texts(shelf.index(staff=True).passages)
    assert "zebra" not in texts(shelf.index(staff=False).passages)
    assert "zebra" not in shelf.index(staff=False).words.rarity
    assert shelf.public is not shelf.everything


def test_without_staff_documents_there_is_one_index(place: Path, encoder: Encoder) -> None:
    shelf = opened(ingest(place, encoder), encoder)
    assert shelf.public is shelf.everything
    assert shelf.examples.names == ("greeting",)
    assert shelf.association["name"] == "Sister Towns"


def test_with_staff_documents_alone_the_public_finds_nothing(place: Path, encoder: Encoder) -> None:
    write_knowledge(place / "knowledge", {"notes.md": STAFF})
    shelf = opened(ingest(place, encoder), encoder)
    assert len(shelf.everything.passages) == 1
    assert shelf.public.passages == ()


def test_the_operators_own_documents_are_marked_wherever_they_lie(
    place: Path, encoder: Encoder
) -> None:
    (place / "share").mkdir()
    (place / "share" / "ours.md").write_text("# Ours\n\nWe meet on Mondays.\n")
    write_knowledge(place / "knowledge", {**TWO, "own/mine.md": "# Mine\n\nWe sing.\n"})
    made = make_build(folders_in(place, place / "share"), encoder, None, Quiet(), intents={})
    own = {document.path for document in contents(made).documents if document.own}
    assert own == {"own/mine.md", "own/ours.md"}


def test_shipped_documents_can_be_switched_off(place: Path, encoder: Encoder) -> None:
    write_knowledge(place / "knowledge", {**TWO, "own/mine.md": "# Mine\n\nWe sing.\n"})
    made = ingest(place, encoder, shipped=False)
    assert counts(made) == (1, 1, 0, 0)
    assert texts(contents(made).passages) == "We sing."


def test_a_broken_document_is_refused_and_the_others_are_published(
    place: Path, encoder: Encoder
) -> None:
    (place / "knowledge" / "broken.pdf").write_bytes(b"%PDF-1.7 and nothing more")
    made = ingest(place, encoder)
    assert [name for name, _ in made.report.refused] == ["broken.pdf"]
    assert made.report.documents == 2


def test_a_passage_too_long_for_the_encoder_is_reported(place: Path, encoder: Encoder) -> None:
    row = "| " + "town " * 300 + "|"
    (place / "knowledge" / "table.md").write_text(f"# Table\n\n| Towns |\n|---|\n{row}\n{row}\n")
    first = ingest(place, encoder)
    assert first.report.truncated == ["table.md"]
    assert ingest(place, encoder, first).report.truncated == ["table.md"]


def test_documents_that_disagree_are_reported(place: Path, encoder: Encoder) -> None:
    (place / "knowledge" / "a.md").write_text("# A\n\nThe network has 545 member communities.\n")
    (place / "knowledge" / "b.md").write_text("# B\n\nThe network has 500 member communities.\n")
    (conflict,) = ingest(place, encoder).report.conflicts
    assert (conflict.first_document, conflict.second_document) == ("a.md", "b.md")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (None, "association.toml is missing from"),
        ("name = ", "association.toml cannot be read: Invalid value"),
        (b"name = '\xff'", "association.toml cannot be read: 'utf-8'"),
        ("telephone = '1'", "association.toml lacks `name`"),
        ("name = '  '", "association.toml lacks `name`"),
    ],
)
def test_a_broken_association_file_is_refused_with_a_sentence(
    place: Path, text: str | bytes | None, sentence: str
) -> None:
    path = place / "knowledge" / "association.toml"
    if text is None:
        path.unlink()
    else:
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(DocumentRefused, match=sentence):
        read_association(place / "knowledge")


def test_the_association_comes_with_its_own_text(place: Path) -> None:
    assert read_association(place / "knowledge")["text"] == ASSOCIATION


def failure(place: Path, encoder: Encoder) -> str:
    with pytest.raises(DocumentRefused) as caught:
        ingest(place, encoder)
    assert not any((place / "builds").glob("*"))
    return str(caught.value)


def test_a_folder_without_text_is_refused_with_a_sentence(place: Path, encoder: Encoder) -> None:
    write_knowledge(place / "knowledge", {FILE_NAME: LOGO_GAP})
    assert "put at least one there" in failure(place, encoder)
    write_knowledge(place / "knowledge", {"empty.md": "# Only\n\n## headings\n"})
    assert "put at least one there" in failure(place, encoder)


def test_a_broken_gap_file_is_refused_with_a_sentence(place: Path, encoder: Encoder) -> None:
    (place / "knowledge" / FILE_NAME).write_text("## Logo\n")
    assert "the gap 'Logo' needs" in failure(place, encoder)


def test_a_share_that_is_not_mounted_does_not_empty_the_build(
    place: Path, encoder: Encoder
) -> None:
    with pytest.raises(DocumentRefused, match="is not there: make it, mount it"):
        make_build(folders_in(place, place / "share"), encoder, None, Quiet(), intents={})


def test_a_full_disk_is_noticed_before_the_work(place: Path, encoder: Encoder) -> None:
    first = ingest(place, encoder)
    with (first.folder / "sparse").open("wb") as file:
        file.truncate(os.statvfs(place).f_frsize * os.statvfs(place).f_bavail)
    with pytest.raises(DiskUnusable, match="make room"):
        ingest(place, encoder, first)
    assert [path.name for path in (place / "builds").iterdir()] == [first.id]


def test_a_damaged_previous_build_is_no_reason_not_to_make_a_good_one(
    place: Path, encoder: Encoder
) -> None:
    first = ingest(place, encoder)
    (first.folder / MANIFEST).unlink()
    assert counts(ingest(place, encoder, first)) == (2, 2, 0, 0)


def test_builds_of_one_second_get_names_of_their_own(place: Path, encoder: Encoder) -> None:
    names = []
    for _ in range(3):
        made = make_build(
            folders_in(place), encoder, None, Quiet(), intents={}, now=lambda: 1_800_000_000.0
        )
        names.append(made.id)
    assert names == [names[0], f"{names[0]}-2", f"{names[0]}-3"]
    assert names[0].startswith("20270115-080000-")


def test_a_build_that_cannot_be_written_leaves_nothing_behind(
    place: Path, encoder: Encoder
) -> None:
    folders = folders_in(place)
    folders.builds.write_text("a file where the folder should be")
    with pytest.raises(DiskUnusable, match="cannot be used"):
        ingest(place, encoder)


def test_progress_is_told_stage_by_stage(place: Path, encoder: Encoder) -> None:
    progress = Quiet()
    make_build(folders_in(place), encoder, None, progress, intents={})
    assert progress.stages == [
        "Reading documents",
        "Encoding passages",
        "Encoding headings and questions",
        "Learning which section a question is for",
        "Writing and verifying the build",
    ]
