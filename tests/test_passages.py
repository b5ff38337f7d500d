"""Passages: small, verbatim, and never longer than the encoder reads."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.library.encoder import Encoder
from assistant.library.passages import PIECES, Passage, cut, split_sentences
from assistant.library.readers import read_document
from assistant.vocabulary import Audience, Block, BlockKind, Document, Section

PLANETS = "One town. Two towns! Are there three? Yes."


def count_words(text: str) -> int:
    return len(text.split()) + 2


def a_document(*blocks: Block, path: tuple[str, ...] = ("Dues",)) -> Document:
    return Document("dues.md", "Handbook", Audience.BOTH, (Section(path, blocks),))


def paragraph(text: str) -> Block:
    return Block(BlockKind.PARAGRAPH, text, text, line=7)


def passages(*blocks: Block) -> list[Passage]:
    return list(cut(a_document(*blocks), count_words))


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (PLANETS, ["One town.", "Two towns!", "Are there three?", "Yes."]),
        ("Ask Mr. Smith in St. Paul. He signs.", ["Ask Mr. Smith in St. Paul.", "He signs."]),
        ("The U.S. Department pays 3.5 percent. No. 7 does not.",
         ["The U.S. Department pays 3.5 percent.", "No. 7 does not."]),
        ('He said "Join us." Then he left.', ['He said "Join us."', "Then he left."]),
        ("Open from 9 a.m. Monday to Friday", ["Open from 9 a.m. Monday to Friday"]),
        ("  Dues are due.   Pay them.  ", ["Dues are due.", "Pay them."]),
        ("", []),
    ],
)  # fmt: skip
def test_sentences_end_where_a_reader_would_end_them(text: str, sentences: list[str]) -> None:
    assert [one.text for one in split_sentences(text)] == sentences


@given(st.text(alphabet="aB1 .!?\"')\n", max_size=200))
def test_every_sentence_stands_at_its_place_and_no_word_is_lost(text: str) -> None:
    sentences = split_sentences(text)
    assert all(text[one.start : one.end] == one.text for one in sentences)
    assert "".join("".join(one.text for one in sentences).split()) == "".join(text.split())


def test_ten_thousand_sentences_are_split_in_no_time() -> None:
    assert len(split_sentences("Dues are due in May. " * 10_000)) == 10_000


def test_a_paragraph_is_one_passage_with_its_heading_beside_it() -> None:
    (one,) = passages(paragraph("Dues are due in May. Pay them."))
    assert one.text == one.excerpt == "Dues are due in May. Pay them."
    assert one.heading == "Handbook: Dues"
    assert [s.text for s in one.sentences] == ["Dues are due in May.", "Pay them."]
    assert (one.document, one.section, one.block, one.row, one.line) == ("dues.md", 0, 0, -1, 7)


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    text = " ".join(f"Town number {n} has joined the association this year." for n in range(60))
    found = passages(paragraph(text))
    assert len(found) > 2
    assert all(count_words(one.text) <= PIECES for one in found)
    assert " ".join(one.text for one in found) == text
    assert all(one.excerpt == text for one in found)


@given(st.text(alphabet="ab .é\n", min_size=1, max_size=3000))
def test_sentences_of_a_passage_are_slices_of_it(text: str) -> None:
    for one in passages(paragraph(text)):
        assert one.sentences
        assert all(one.text[s.start : s.end] == s.text for s in one.sentences)


def test_a_list_keeps_its_lead_in_with_every_part() -> None:
    items = tuple(f"item number {n} with some words" for n in range(60))
    found = passages(Block(BlockKind.LIST, "You need:", "raw list", items=items))
    assert len(found) > 1
    assert all(one.text.startswith("You need:\n- item") for one in found)
    assert [s.text for one in found for s in one.sentences[1:]] == list(items)
    assert all(one.text[s.start : s.end] == s.text for one in found for s in one.sentences)


def test_a_table_row_stands_alone_with_the_names_of_its_columns() -> None:
    table = Block(
        BlockKind.TABLE,
        "Dues of 2027",
        "raw table",
        line=1,
        header=("Population", "Dues", ""),
        rows=(("to 10,000", "$180", "sample"), ("more", "", "")),
        raw_items=("| to 10,000 | $180 |", "| more | |"),
        item_lines=(4, 5),
    )
    first, second = passages(table)
    assert first.text == "Dues of 2027 Population: to 10,000; Dues: $180; sample"
    assert (first.row, first.line, first.excerpt) == (0, 4, "| to 10,000 | $180 |")
    assert second.text == "Dues of 2027 Population: more"
    assert first.sentences[0].text == "Population: to 10,000; Dues: $180; sample"


def test_an_id_stays_while_document_section_and_text_stay() -> None:
    before = passages(paragraph("Pay."), paragraph("Sign."))
    after = passages(paragraph("Hello."), paragraph("Sign."), paragraph("Pay."))
    assert {one.id for one in before} <= {one.id for one in after}
    elsewhere = cut(a_document(paragraph("Pay."), path=("Fees",)), count_words)
    assert next(elsewhere).id not in {one.id for one in after}


ENDLESS = {
    "no full stop": "our members come from many towns and pay their dues in spring " * 60,
    "no space": "x" * 3000,
    "Chinese": "会员城市每年缴纳会费" * 150,
    "Korean": "회원도시는매년회비를납부합니다" * 100,
    "figures": "1,545 " * 700,
}


@pytest.mark.parametrize("text", ENDLESS.values(), ids=ENDLESS.keys())
@pytest.mark.parametrize("kind", [BlockKind.PARAGRAPH, BlockKind.LIST])
def test_nothing_of_an_endless_text_lies_past_what_the_encoder_reads(
    encoder: Encoder, text: str, kind: BlockKind
) -> None:
    items = (text,) if kind is BlockKind.LIST else ()
    block = Block(kind, "" if items else text, text, items=items)
    found = list(cut(a_document(block), encoder.count_pieces))
    assert not any(encoder.truncates(one.text) for one in found)
    said = "".join(s.text for one in found for s in one.sentences)
    assert "".join(said.split()) == "".join(text.split())


def test_the_excerpt_of_a_markdown_passage_stands_in_its_file(tmp_path: Path) -> None:
    text = (
        "# Dues\n\nDues are *due* in May.\nPay them.\n\n"
        "- by check\n- by card\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    )
    (tmp_path / "dues.md").write_text(text)
    found = list(cut(read_document(tmp_path / "dues.md", "dues.md"), count_words))
    assert [one.kind for one in found] == [BlockKind.PARAGRAPH, BlockKind.LIST, BlockKind.TABLE]
    assert all(one.excerpt in text for one in found)
