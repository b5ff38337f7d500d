"""Staff may ask why: the explanation tells how the very answer came about, and changes nothing."""

import asyncio
import json
import tomllib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant import __version__
from assistant.answering.checking import check_draft, list_checks
from assistant.answering.drafts import Draft, Line, Trace
from assistant.answering.finding import Finding
from assistant.answering.gate import read_gate
from assistant.answering.reading import Reading
from assistant.answering.replies import Replies, read_sentences
from assistant.answering.study import Study
from assistant.commands.explanation import show_explanation
from assistant.explanation import Check, Explanation, Rule, ScoredPassage, Weighing
from assistant.facts.facts import open_facts
from assistant.library.shelf import Shelf
from assistant.vocabulary import Asked, Intent, Outcome, Source, Turn
from tests.installations import Installation
from tests.shipped import TODAY, Desk

EVALS = Path(__file__).parent / "evals"
FOUNDED = "Who founded Sister Cities International, and can we pay by credit card?"
HOMESTAY = "What is the homestay program?"
SOURCE = Source(1, "tours.md", "Tours", "Tours", "", "2024", "In 2024 the tour cost $1,795.")


def why(
    desk: Desk, message: str, *history: Turn, staff: bool = False, samples: bool = False
) -> Explanation:
    return asyncio.run(desk.study.explain(Asked(message, history, staff=staff, samples=samples)))


def told(desk: Desk, message: str) -> tuple[Turn, Turn]:
    """A turn and its answer."""
    return Turn("user", message), Turn("assistant", desk.ask(message).text)


def read(name: str, kind: str) -> list[Mapping[str, Any]]:
    rows: list[Mapping[str, Any]] = tomllib.loads((EVALS / name).read_text("utf-8"))[kind]
    return rows


def thirty() -> list[Asked]:
    """Questions for the documents, the dues table and the directory, and second turns."""
    asked = [Asked(row["ask"], samples=True) for row in read("questions.toml", "question")[::21]]
    for name in ("dues.toml", "directory.toml", "dialogues.toml"):
        for row in read(name, "conversation")[::15][:5]:
            first, *more = [turn["ask"] for turn in row["turn"]]
            history = (Turn("user", first),) if more else ()
            message = more[0] if more else first
            asked.append(Asked(message, history, row["language"], samples=True))
    return asked[:30]


# ---- The same answer


def test_what_is_explained_is_what_is_answered(desk: Desk) -> None:
    questions = thirty()
    assert len(questions) == 30
    tools = set()
    for asked in questions:
        answer = asyncio.run(desk.study.answer(asked))
        explained = asyncio.run(desk.study.explain(asked))
        same = explained.outcome, explained.text, explained.reason, explained.confidence
        assert same == (answer.outcome, answer.text, answer.reason, answer.confidence)
        assert explained.language == answer.language
        tools.add(explained.tool)
    assert tools == {"", "dues", "directory"}


def test_explaining_keeps_no_receipt(desk: Desk, shipped: Installation) -> None:
    kept: list[Mapping[str, Any]] = []

    async def keep(quote: Mapping[str, Any]) -> None:
        kept.append(quote)

    (build,) = (shipped.data / "builds").iterdir()
    facts = open_facts(build, shipped.data / "gazetteers")
    with ThreadPoolExecutor(1) as thread:
        opened = desk.shelf, facts
        study = Study(lambda: opened, read_gate(), lambda: TODAY, thread, keep_quote=keep)
        asked = Asked("What are the dues for a city of 48,000?", samples=True)
        explained = asyncio.run(study.explain(asked))
        assert (explained.tool, kept) == ("dues", [])
        asyncio.run(study.answer(asked))
        assert len(kept) == 1  # the same question, answered, does keep one
    facts.close()


def test_a_model_that_words_answers_words_what_is_explained_too(desk: Desk) -> None:
    async def shout(_: Reading, __: Sequence[Finding], draft: Draft, ___: Shelf) -> Draft:
        lines = tuple(replace(line, text=line.text.upper()) for line in draft.lines)
        return replace(draft, lines=lines, reason="model: worded")

    asked = Asked("When was Sister Cities International founded?")
    explained = asyncio.run(desk.study.worded_by(shout).explain(asked))
    assert "FOUNDED ON SEPTEMBER 11, 1956" in explained.text
    assert explained.reason == "model: worded"


# ---- What the documents say


def test_it_names_the_passages_that_were_looked_at_and_those_that_were_used(desk: Desk) -> None:
    explained = why(desk, FOUNDED)
    scores = [one.score for one in explained.passages]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) == 8
    used = {(one.document, one.title) for one in explained.passages if one.is_used}
    assert used == {
        ("organisation/history.md", "History of Sister Cities International"),
        ("known-gaps.md", "What these documents do not say"),
    }
    first = explained.passages[0]
    assert first.is_used
    assert first.section.startswith("When and by whom was Sister Cities International founded")
    lines = (desk_file(desk, first)).splitlines()
    assert "1956" in lines[first.line - 1]


def desk_file(desk: Desk, passage: ScoredPassage) -> str:
    """The document as it lies in the repository."""
    assert passage.document in desk.shelf.documents
    knowledge = Path(__file__).parents[1] / "knowledge"
    return (knowledge / passage.document).read_text(encoding="utf-8")


def test_it_tells_for_each_question_how_the_gate_weighed_it(desk: Desk) -> None:
    explained = why(desk, FOUNDED)
    assert explained.outcome is Outcome.PARTIAL
    founded, card = explained.weighings
    assert (founded.question, card.question) == explained.parts
    assert (founded.verdict, card.verdict) == ("answer", "silent")
    assert founded.probability > founded.threshold
    assert card.probability < card.threshold
    assert not founded.is_overruled


def test_a_verdict_that_was_overruled_says_so(desk: Desk) -> None:
    (weighing,) = why(desk, "Has any city told what it paid?").weighings
    assert weighing.probability > weighing.threshold
    assert (weighing.verdict, weighing.is_overruled) == ("silent", True)


def test_it_shows_the_question_as_it_was_understood(desk: Desk) -> None:
    spoken = told(desk, HOMESTAY)
    priced = why(desk, "How much is it?", *spoken)
    assert priced.question == "How much does the homestay cost?"
    assert priced.before == HOMESTAY
    assert why(desk, "Who can apply?", *spoken).parts == ("Who can apply? (High School Homestay)",)
    mended = why(desk, "What do Globl members get?")
    assert mended.question == "What do Globl members get?"
    assert mended.before == ""


def test_misspelt_words_are_shown_as_they_were_looked_for(desk: Desk) -> None:
    misspelt = "What are the benfits of membrship?"
    assert why(desk, misspelt).parts == (desk.shelf.speller.mend(misspelt),)
    assert desk.shelf.speller.mend(misspelt) != misspelt


def test_passages_for_staff_stand_in_no_explanation_for_others(desk: Desk) -> None:
    staff = {p.document for p in desk.shelf.everything.passages}
    staff -= {p.document for p in desk.shelf.public.passages}
    question = "Was a dues table found for any year?"
    seen = {one.document for one in why(desk, question).passages}
    assert not seen & staff
    assert {one.document for one in why(desk, question, staff=True).passages} & staff


def test_a_greeting_was_looked_up_nowhere(desk: Desk) -> None:
    explained = why(desk, "Hello!")
    assert explained.intent is Intent.GREETING
    assert (explained.passages, explained.weighings, explained.parts) == ((), (), ())
    assert explained.build == desk.shelf.build
    assert explained.version == __version__


# ---- What has one exact answer


def test_dues_are_explained_with_inputs_row_and_steps(desk: Desk) -> None:
    explained = why(desk, "We are a county of 12,000 people, what are the dues?", samples=True)
    assert explained.tool == "dues"
    assert explained.inputs == {"kind": "county", "member_type": "us", "population": "12,000"}
    row = explained.rows[0]
    assert row.startswith("dues.csv:3 · 2026 | us | city;county | 10000 | 24999 | 200 |")
    assert explained.steps[0] == "Population: 12,000, as you said"
    assert any(step.startswith("Amount: USD 200") for step in explained.steps)
    assert explained.passages == ()


def test_an_amount_that_may_not_be_told_is_explained_by_the_gap(desk: Desk) -> None:
    explained = why(desk, "What would Boise, Idaho pay?")
    assert explained.outcome is Outcome.UNANSWERED
    assert explained.tool == "dues"
    assert explained.inputs["place"] == "Boise, Idaho"
    assert explained.parts == ("What would a US city or town pay?",)
    assert [p.section for p in explained.passages if p.is_used] == ["Current dues for a US city"]
    assert explained.rows == ()


def test_a_name_of_many_places_shows_those_among_which_was_to_choose(desk: Desk) -> None:
    explained = why(desk, "What would Springfield pay?", samples=True)
    assert explained.outcome is Outcome.CLARIFY
    assert explained.inputs["may_be"].split("; ")[0] == "Springfield, Missouri"


def test_several_communities_are_each_shown_with_their_people(desk: Desk) -> None:
    both = "What would Duluth, Minnesota and Boise, Idaho pay together?"
    communities = why(desk, both, samples=True).inputs["communities"]
    assert communities == "Duluth, Minnesota · 86,110; Boise, Idaho · 235,684"


def test_the_directory_is_explained_with_its_rows_and_steps(desk: Desk) -> None:
    explained = why(desk, "Who are the sister cities of Fort Worth, Texas?")
    assert explained.tool == "directory"
    assert explained.inputs == {"wanted": "partners", "place": "Fort Worth, Texas"}
    assert explained.rows[0].startswith("Fort Worth, Texas · listed · ")
    assert any(row.startswith("Fort Worth, Texas · Nîmes · FR · sister") for row in explained.rows)
    assert explained.steps[0] == "Fort Worth, Texas is listed with 3 sister partnerships."


# ---- The checks


def checked(draft: Draft) -> tuple[str, dict[Rule, Check]]:
    """The text that goes out, and what came of each rule."""
    association = {"name": "The Twin Towns", "text": ""}
    replies = Replies(read_sentences("en"), association)
    answer = check_draft(draft, "", association, replies, "en")
    return answer.text, {check.rule: check for check in list_checks(draft, "", association)}


def removed(check: Check) -> list[tuple[str, str]]:
    return [(one.line, one.cause) for one in check.removed]


def test_the_checks_of_a_sound_answer_count_its_marks_and_figures(desk: Desk) -> None:
    marks, figures, rest = why(desk, "When was Sister Cities International founded?").checks
    assert (marks.rule, figures.rule, rest.rule) == tuple(Rule)
    assert min(marks.looked_at, figures.looked_at, rest.looked_at) > 0
    assert marks.removed == figures.removed == rest.removed == ()


def test_a_line_that_was_removed_is_shown_with_the_figure_that_stands_nowhere() -> None:
    lines = (Line("In 2024 the tour cost $1,795.", 1), Line("It now costs $1,900.", 1))
    text, checks = checked(Draft(Outcome.ANSWERED, lines, (SOURCE,)))
    assert "1,900" not in text
    assert removed(checks[Rule.FIGURES]) == [("It now costs $1,900.", "$1,900")]
    assert checks[Rule.FIGURES].looked_at == 3
    assert removed(checks[Rule.REST]) == []


def test_a_mark_of_no_source_is_shown() -> None:
    lines = (Line("In 2024 the tour cost $1,795.", 1), Line("The tour is long.", 7))
    text, checks = checked(Draft(Outcome.ANSWERED, lines, (SOURCE,)))
    assert "long" not in text
    assert removed(checks[Rule.MARKS]) == [("The tour is long.", "[7]")]
    assert removed(checks[Rule.FIGURES]) == []


def test_of_an_exact_answer_all_goes_with_one_line() -> None:
    lines = (Line("It is $10."), Line("It was $9."))
    draft = Draft(Outcome.ANSWERED, lines, traces=(Trace("$10", "quote:1"),))
    text, checks = checked(draft)
    assert "$" not in text
    assert removed(checks[Rule.FIGURES]) == [("It was $9.", "$9")]
    assert removed(checks[Rule.REST]) == [("It is $10.", "")]


# ---- As JSON, and in a terminal


EXPLAINED = Explanation(
    "How much?",
    "en",
    Outcome.ANSWERED,
    "section:fees.md#Fees",
    0.875,
    passages=(ScoredPassage("fees.md", "Fees", 0.91234, is_used=True, title="All fees", line=4),),
    weighings=(Weighing("How much?", "answer", 0.875, 0.125),),
    checks=(Check(Rule.MARKS, 2),),
    build="b1",
    text="It costs $5. [1]",
    version="1.2.3",
)


def test_it_is_json_with_every_name(desk: Desk) -> None:
    found = json.loads(json.dumps(why(desk, FOUNDED).to_json()))
    assert list(found) == list(Explanation.__dataclass_fields__)
    assert found["outcome"] == "partial"
    assert found["weighings"][0]["verdict"] == "answer"
    assert found["passages"][0]["is_used"] is True


def test_a_terminal_shows_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    show_explanation(EXPLAINED)
    assert capsys.readouterr().out.splitlines() == [
        "Question  How much?",
        "Language  en, intent knowledge",
        "",
        "Do the documents say it?",
        "  answer  0.88, an answer needs more than 0.12: How much?",
        "",
        "Passages looked at",
        "  0.912  fees.md:4 · Fees  All fees, used",
        "",
        "Checks",
        "  every mark names a source  2 looked at, none removed",
        "",
        "Answer",
        "It costs $5. [1]",
        "",
        "answered, confidence 0.88, section:fees.md#Fees",
        "build b1, version 1.2.3",
    ]


def test_no_control_character_of_a_question_reaches_the_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    evil = "\x1b[2Ja\x07"
    show_explanation(replace(EXPLAINED, question=evil, text=evil, rows=(evil,), inputs={"a": evil}))
    assert {c for c in capsys.readouterr().out if not c.isprintable()} == {"\n"}
