"""How a message is told: steps where figures find them, partnerships as a table."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from assistant.conversation import Author, Message
from assistant.telling.messages import read_message
from assistant.telling.prose import Block, SpanKind
from assistant.vocabulary import Answer, Figure, FigureKind, Outcome, Source
from assistant.web.block_contract import write_blocks

NOW = datetime(2026, 11, 29, tzinfo=UTC)
ONE, TWO = "https://one.example/list", "https://two.example/list"
STEPS = [
    {"n": 1, "text": "Boise is listed with 2 sister partnerships."},
    {"n": 2, "text": "Gernika, Spain (sister, since 1993)"},
    {"n": 3, "text": "Chita, Japan (friendship)"},
]


def partner(name: str, country: str, relation: str, *years: int, **more: str) -> dict[str, Any]:
    since = [{"year": year, "source": (ONE, TWO)[n]} for n, year in enumerate(years)]
    told = {"community": "Boise, Idaho", "region": "", "source": ONE, "as_of": "2020"}
    return {**told, "name": name, "country": country, "relation": relation, "since": since, **more}


PARTNERS = [partner("Gernika", "ES", "sister", 1993, 1994), partner("Chita", "JP", "friendship")]
DIRECTORY = {"status": "listed", "steps": STEPS, "partners": PARTNERS}
LISTED = Answer(
    Outcome.ANSWERED,
    f"{STEPS[0]['text']}\n\n- {STEPS[1]['text']}\n- {STEPS[2]['text']}\n\nAsk for more.",
    sources=(Source(1, "partnerships.csv", "one.example", "", ONE, "2020", ONE),),
    figures=(
        Figure("2", FigureKind.NUMBER, "directory:1"),
        Figure("1993", FigureKind.DATE, "directory:2"),
    ),
    directory=DIRECTORY,
)
QUOTED = Answer(
    Outcome.ANSWERED,
    "It would pay USD 300.\n\n- Population: 48,210, as you said\n- Amount: USD 300\n\nDone.",
    figures=(Figure("USD 300", FigureKind.MONEY, "quote:2"),),
    quote={
        "steps": [
            {"n": 1, "text": "Population: 48,210, as you said"},
            {"n": 2, "text": "Amount: USD 300"},
            {"n": 3, "text": "Valid for 2026"},
        ]
    },
)


def told(answer: Answer, **more: Any) -> tuple[Block, ...]:  # noqa: ANN401 - fields of a message
    message = Message(2, Author.ASSISTANT, answer.text, NOW, answer=answer.to_json())
    return read_message(replace(message, **more), frozenset())


def words(block: Block) -> list[list[str]]:
    return [["".join(span.text for span in cell) for cell in row] for row in block.rows]


def test_rows_say_which_step_they_are_and_the_rest_is_folded() -> None:
    sentence, steps, last, left = told(QUOTED)
    assert sentence.steps == last.steps == ()
    assert steps.steps == ("quote:1", "quote:2")
    assert (words(left), left.steps) == ([["Valid for 2026"]], ("quote:3",))
    assert left.caption
    assert not steps.caption


def test_a_list_of_partnerships_becomes_a_table_with_the_source_of_each() -> None:
    sentence, table, last = told(LISTED)
    assert sentence.steps == ("directory:1",)
    assert last.kind == "paragraph"
    assert table.kind == "table"
    assert table.steps == ("", "directory:2", "directory:3")
    assert words(table) == [
        ["Partner", "Country", "Relation", "Since", "Listed by"],
        ["Gernika", "Spain", "sister", "1993 / 1994", "one.example, 2020 1"],
        ["Chita", "Japan", "friendship", "", "one.example, 2020 1"],
    ]
    year, _, other = table.rows[1][3]
    assert (year.kind, year.source, year.origin) == (SpanKind.FIGURE, 1, "source:1")
    assert other.kind is SpanKind.TEXT  # its source is none of the answer's


def test_a_table_that_the_text_does_not_tell_is_folded_below_it() -> None:
    table = told(replace(LISTED, text="Boise has two."))[1]
    assert (table.kind, table.caption) == ("table", "Partnerships as a table: 2")


def test_of_several_communities_each_row_says_whose_it_is() -> None:
    both = [PARTNERS[0], partner("Lyon", "FR", "sister", community="Reno, Nevada", region="Rhône")]
    table = told(replace(LISTED, text="Two.", directory={**DIRECTORY, "partners": both}))[1]
    assert words(table)[2][:3] == ["Reno, Nevada", "Lyon, Rhône", "France"]


def test_a_table_speaks_the_language_of_its_answer() -> None:
    table = told(replace(LISTED, language="es-MX"))[1]
    assert words(table)[0][1] == "País"
    assert words(table)[1][1:3] == ["España", "hermanamiento"]


def test_codes_and_relations_that_nobody_knows_stay_as_they_are() -> None:
    strange = [partner("X", "ZZZ", "odd", source="http://[bad", as_of="")]
    table = told(replace(LISTED, text="One.", directory={**DIRECTORY, "partners": strange}))[1]
    assert words(table)[1] == ["X", "ZZZ", "odd", "", "http://[bad"]


def test_people_s_words_are_told_as_they_are() -> None:
    text = "- no list\n**no bold** [1] 1993"
    (block,) = read_message(Message(1, Author.VISITOR, text, NOW), frozenset())
    assert words(block) == [[text]]
    assert {span.kind for span in block.rows[0][0]} == {SpanKind.TEXT}


def test_a_draft_that_staff_sent_is_told_with_its_figures() -> None:
    edited = told(QUOTED, author=Author.STAFF, name="Ana", text="USD 300 it is.")
    assert edited[0].rows[0][0][0].kind is SpanKind.FIGURE


def test_what_was_taken_back_is_told_no_more() -> None:
    assert told(LISTED, text="", removed=True) == ()


def test_the_json_leaves_out_what_is_empty() -> None:
    message = Message(2, Author.ASSISTANT, QUOTED.text, NOW, answer=QUOTED.to_json())
    first, second, *_ = write_blocks(message, frozenset())
    assert first == {
        "kind": "paragraph",
        "rows": [[[
            {"kind": "text", "text": "It would pay "},
            {"kind": "figure", "text": "USD 300", "origin": "quote:2"},
            {"kind": "text", "text": "."},
        ]]],
        "steps": [],
        "caption": "",
    }  # fmt: skip
    assert second["steps"] == ["quote:1", "quote:2"]
