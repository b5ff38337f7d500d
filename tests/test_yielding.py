"""The operator's own documents close the gaps that they answer, and hardly any other."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from assistant.library.build import read_build
from assistant.library.classifier import Place
from assistant.library.encoder import Encoder
from assistant.library.gaps import FILE_NAME, Gap, read_gaps
from assistant.library.readers import read_document
from assistant.library.yielding import closed_gaps
from tests.knowledge_folders import (
    BENEFITS,
    JOINING,
    LOGO_GAP,
    REFUND_GAP,
    ingest,
    write_knowledge,
)
from tests.own_policies import OFF_TOPIC, POLICIES

SHIPPED = Path(__file__).parents[1] / "knowledge" / FILE_NAME
KNOWN = {gap for answered, _ in POLICIES.values() for gap in answered}
REFUNDS = "Refunds of dues"


@pytest.fixture(scope="module")
def gaps() -> tuple[Gap, ...]:
    return read_gaps(SHIPPED)


def closed_by(
    documents: Mapping[str, str], gaps: tuple[Gap, ...], encoder: Encoder, folder: Path
) -> dict[str, Place]:
    for name, text in documents.items():
        (folder / name).write_text(text, encoding="utf-8")
    own = [read_document(folder / name, f"own/{name}", own=True) for name in documents]
    return closed_gaps(gaps, own, encoder, encoder.vector)


def test_the_policies_speak_of_gaps_that_are_shipped(gaps: tuple[Gap, ...]) -> None:
    assert {gap.name for gap in gaps} >= KNOWN


def test_policies_close_their_gaps_and_no_other(
    gaps: tuple[Gap, ...], encoder: Encoder, tmp_path: Path
) -> None:
    missed, wrong = 0, 0
    for name, (answered, text) in POLICIES.items():
        closed = closed_by({name: text}, gaps, encoder, tmp_path)
        missed += len(set(answered) - closed.keys())
        wrong += len(closed.keys() - set(answered))
    assert (missed, wrong) <= (2, 2)


def test_a_handbook_closes_the_gaps_of_its_chapters(
    gaps: tuple[Gap, ...], encoder: Encoder, tmp_path: Path
) -> None:
    chapters = "\n".join(re.sub("^# ", "## ", text) for _, text in POLICIES.values())
    closed = closed_by({"handbook.md": f"# Handbook\n\n{chapters}"}, gaps, encoder, tmp_path)
    assert len(closed.keys() & KNOWN) >= len(KNOWN) - 2
    assert len(closed.keys() - KNOWN) <= 2
    assert {document for document, _ in closed.values()} == {"own/handbook.md"}
    assert len(set(closed.values())) > 10  # each by the chapter that answers it


def test_pages_off_the_topic_close_nothing(
    gaps: tuple[Gap, ...], encoder: Encoder, tmp_path: Path
) -> None:
    closed = closed_by(OFF_TOPIC, gaps, encoder, tmp_path)
    assert len(closed) <= 1, closed


def test_the_document_that_answers_best_is_named(
    gaps: tuple[Gap, ...], encoder: Encoder, tmp_path: Path
) -> None:
    both = {"a-news.md": OFF_TOPIC["newsletter.md"], "b.md": POLICIES["refund-policy.md"][1]}
    assert closed_by(both, gaps, encoder, tmp_path)[REFUNDS] == ("own/b.md", 0)


def test_what_only_staff_may_read_leaves_the_gap_open(
    gaps: tuple[Gap, ...], encoder: Encoder, tmp_path: Path
) -> None:
    secret = f"---\ntitle: Refunds\naudience: staff\n---\n\n{POLICIES['refund-policy.md'][1]}"
    assert closed_by({"secret.md": secret}, gaps, encoder, tmp_path) == {}


def test_no_own_documents_close_nothing(gaps: tuple[Gap, ...], encoder: Encoder) -> None:
    assert closed_gaps(gaps, [], encoder, encoder.vector) == {}


def test_a_refund_policy_closes_its_gap_and_taking_it_away_brings_it_back(
    encoder: Encoder, tmp_path: Path
) -> None:
    documents = {
        "joining.md": JOINING,
        "benefits.md": BENEFITS,
        FILE_NAME: REFUND_GAP + "\n" + LOGO_GAP,
    }
    policy = {"own/refunds.md": POLICIES["refund-policy.md"][1]}
    write_knowledge(tmp_path / "knowledge", documents)
    before = ingest(tmp_path, encoder)
    assert (before.report.gaps_on, before.report.gaps_off) == (2, {})

    write_knowledge(tmp_path / "knowledge", {**documents, **policy})
    closed = ingest(tmp_path, encoder, before)
    assert closed.report.gaps_off == {REFUNDS: "own/refunds.md"}
    assert gaps_in(closed.folder) == ["Logo and name use"]

    write_knowledge(tmp_path / "knowledge", documents)
    again = ingest(tmp_path, encoder, closed)
    assert again.report.gaps_off == {}
    assert gaps_in(again.folder) == [REFUNDS, "Logo and name use"]


def test_the_section_that_closes_a_gap_is_asked_for_as_the_gap_was(
    encoder: Encoder, tmp_path: Path
) -> None:
    policy = {"own/refunds.md": POLICIES["refund-policy.md"][1]}
    documents = {"joining.md": JOINING, FILE_NAME: REFUND_GAP, **policy}
    write_knowledge(tmp_path / "knowledge", documents)
    (gap,) = read_gaps(tmp_path / "knowledge" / FILE_NAME)
    closed = ingest(tmp_path, encoder)
    contents = read_build(closed.folder)
    (refunds,) = (one for one in contents.documents if one.path == "own/refunds.md")
    assert refunds.sections[0].asked == (gap.name, *gap.asked)


def gaps_in(build: Path) -> list[str]:
    contents = read_build(build)
    return [section.heading for section in contents.documents[-1].sections]
