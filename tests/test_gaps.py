"""The known gaps: a file that a membership desk can edit, and sentences when it is broken."""

from pathlib import Path

import pytest

from assistant.library.gaps import FILE_NAME, Gap, gap_document, read_gaps
from assistant.seams import DocumentRefused
from assistant.vocabulary import Audience

FILE = """---
title: What these documents do not say
---

## Refunds of dues
Asked:
- Can we get our dues back?
-   What is your refund policy?

Known: Whether dues are refunded
is not in my documents.

See: membership/dues.md, membership/how-to-join.md

## Logo
Asked: May we use the logo?
Known: Its rules are not in my documents.
"""


def refusal(path: Path) -> str:
    with pytest.raises(DocumentRefused) as caught:
        read_gaps(path)
    return str(caught.value)


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / FILE_NAME
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_gaps_are_read_as_they_are_written(tmp_path: Path) -> None:
    assert read_gaps(written(tmp_path, FILE)) == (
        Gap(
            "Refunds of dues",
            ("Can we get our dues back?", "What is your refund policy?"),
            "Whether dues are refunded is not in my documents.",
            ("membership/dues.md", "membership/how-to-join.md"),
            5,
        ),
        Gap("Logo", ("May we use the logo?",), "Its rules are not in my documents.", (), 15),
    )


def test_no_file_is_no_gap(tmp_path: Path) -> None:
    assert read_gaps(tmp_path / FILE_NAME) == ()


def test_a_file_with_windows_line_ends_and_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    plain = read_gaps(written(tmp_path, FILE))
    assert read_gaps(written(tmp_path, "\ufeff" + FILE.replace("\n", "\r\n"))) == plain


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("## Logo\nKnown: Not said.\n", "line 1: the gap 'Logo' needs 'Asked:'"),
        ("\n## Logo\nAsked: Logo?\n", "line 2: the gap 'Logo' needs"),
        ("## Logo\nAsked:\n-\nKnown: Not said.\n", "needs 'Asked:' with at least one wording"),
        (FILE + "\n## Logo\nAsked: Logo?\nKnown: No.\n", "the gap 'Logo' stands there twice"),
        (b"## Logo \xff", "is not UTF-8 text: save it as UTF-8"),
    ],
)  # fmt: skip
def test_a_broken_file_is_refused_with_its_line(
    tmp_path: Path, text: str | bytes, sentence: str
) -> None:
    assert sentence in refusal(written(tmp_path, text))


def test_a_folder_in_place_of_the_file_is_no_gap(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    assert read_gaps(tmp_path / FILE_NAME) == ()


def test_gaps_become_a_document_with_a_section_each(tmp_path: Path) -> None:
    document = gap_document(read_gaps(written(tmp_path, FILE)))
    assert (document.path, document.audience) == (FILE_NAME, Audience.BOTH)
    first = document.sections[0]
    assert first.heading == "Refunds of dues"
    assert first.asked == ("Can we get our dues back?", "What is your refund policy?")
    assert first.blocks[0].text == "Whether dues are refunded is not in my documents."


def test_the_shipped_gaps_can_be_read() -> None:
    shipped = Path(__file__).parents[1] / "knowledge" / FILE_NAME
    assert len(read_gaps(shipped)) >= 80
