"""What the shipped documents may and may not say."""

import re
import tomllib
from pathlib import Path

import pytest

from assistant.library.folder import find_files
from assistant.library.gaps import FILE_NAME, read_gaps
from assistant.library.readers import read_document
from assistant.vocabulary import Audience, Document

KNOWLEDGE = Path(__file__).parents[1] / "knowledge"
STAGING = re.compile(
    r"^https?://(?:uat|oldprod|appserver|mail10|d|stau|balto|at|saintpaul|2fwww|mx1|salemtosale"
    r"|2020ac|ac)\.sistercities\.org"
)
FORBIDDEN = re.compile(
    r"membership@|\bKaplan\b|\bRothman\b|\bWoodruff\b|lorem ipsum", re.IGNORECASE
)


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    files, refused = find_files(KNOWLEDGE)
    assert not refused
    return [read_document(file.path, file.name) for file in files if not file.own]


def public(documents: list[Document]) -> list[Document]:
    return [document for document in documents if document.audience is not Audience.STAFF]


def words_of(document: Document) -> str:
    return "\n".join(block.raw for section in document.sections for block in section.blocks)


def test_there_are_at_least_thirty_documents_with_sources(documents: list[Document]) -> None:
    assert len(documents) >= 30
    assert all(document.origins and document.reviewed for document in documents)


def test_staging_addresses_are_never_links(documents: list[Document]) -> None:
    for document in documents:
        for origin in document.origins:
            assert not (STAGING.match(origin.url) and origin.link), origin.url
            assert not STAGING.search(words_of(document))


def test_the_one_historic_amount_stands_once_and_in_the_past(documents: list[Document]) -> None:
    saying = [d for d in public(documents) if re.search(r"\$150\b", words_of(d))]
    assert [d.path for d in saying] == ["membership/dues-and-rates.md"]
    assert len(re.findall(r"\$150\b", words_of(saying[0]))) == 1
    assert "not today's rate" in words_of(saying[0])


def test_nothing_is_said_that_must_not_be(documents: list[Document]) -> None:
    for document in public(documents):
        assert not FORBIDDEN.search(words_of(document)), document.path


def test_each_public_section_can_be_asked_for_in_several_ways(documents: list[Document]) -> None:
    for document in public(documents):
        for section in document.sections:
            assert len(section.asked) >= 5, (document.path, section.heading)


def test_the_gaps_name_what_is_missing_and_no_amount() -> None:
    gaps = read_gaps(KNOWLEDGE / FILE_NAME)
    assert len(gaps) >= 60
    for gap in gaps:
        assert len(gap.asked) >= 6, gap.name
        assert "not in my documents" in gap.known.split(".")[0] + gap.known, gap.name
        assert "$" not in gap.known, gap.name
        for path in gap.see:
            assert (KNOWLEDGE / path).is_file(), path


def test_the_association_is_reachable() -> None:
    association = tomllib.loads((KNOWLEDGE / "association.toml").read_text(encoding="utf-8"))
    assert association["telephone"]
    assert association["email"]
