"""The commands of the terminal, run as processes: stdout is data, stderr says why, 0, 1 or 2."""

import asyncio
import json
import resource
import statistics
from subprocess import CompletedProcess
from typing import Any

import pytest

from assistant.vocabulary import Answer, Outcome
from tests.installations import JOIN, Installation
from tests.model_server import Mode, model_server

HELP_SECONDS = 0.4  # of CPU
SAFE = "Who opens the safe?"
SAME = (
    "outcome",
    "text",
    "reason",
    "confidence",
    "language",
)  # in an answer and in its explanation
CONTRACT = list(Answer(Outcome.ANSWERED, "").to_json())
HEAVY = {"torch", "onnxruntime", "chromadb", "fastapi"}
# Prints the packages that `python -m assistant --help` has loaded.
LOADED = """
import runpy, sys
sys.argv = ["assistant", "--help"]
try:
    runpy.run_module("assistant", run_name="__main__")
finally:
    print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""
QUESTIONS = f"""
[[question]]
id = "right"
kind = "fact"
ask = "{JOIN}"
outcome = ["answered"]
document = ["joining.md"]
must = [["membership department"]]
must_not = ["fee"]

[[question]]
id = "wrong"
kind = "gap"
ask = "{JOIN}"
outcome = ["unanswered"]
document = []
must = []
must_not = ["30 days"]
"""

pytestmark = pytest.mark.timeout(180)


def complains(done: CompletedProcess[str], code: int) -> str:
    """What stands on stderr, after a look that nothing else came out."""
    assert done.returncode == code
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    return done.stderr


def answered(done: CompletedProcess[str]) -> dict[Any, list[dict[str, Any]]]:
    """The answers of `ask --jsonl`, by id."""
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert all(list(row) == ["id", "answers"] for row in rows)
    return {row["id"]: row["answers"] for row in rows}


# ---- ask


def test_an_answer_shows_its_sources_and_where_its_figures_stand(ingested: Installation) -> None:
    done = ingested.run("ask", JOIN)
    assert (done.returncode, done.stderr) == (0, "")
    answer, sources, figures, end = done.stdout.split("\n\n")
    assert answer.startswith("A town joins by sending the form to the membership department.")
    assert sources.splitlines()[:3] == [
        "Sources",
        "  [1] Joining",
        "      joining.md:5 · How does a town join?",
    ]
    assert "  14  number, joining.md:6 “" in figures
    assert end.startswith("answered, confidence ")


def test_json_holds_every_key_of_the_contract(ingested: Installation) -> None:
    done = ingested.run("ask", JOIN, "--json")
    answer = json.loads(done.stdout)
    assert list(answer) == CONTRACT
    assert (done.returncode, answer["outcome"], answer["language"]) == (0, "answered", "en")
    [source] = answer["sources"]
    assert (source["n"], source["document"], source["line"]) == (1, "joining.md", 5)
    assert source["excerpt"] in (ingested.knowledge / "joining.md").read_text(encoding="utf-8")
    assert {"text": "14", "kind": "number", "from": "source:1"} in answer["figures"]
    assert answer["quote"] is answer["directory"] is None
    assert answer["timings_ms"]


def test_a_bad_line_of_standard_input_is_named_and_the_others_are_answered(
    ingested: Installation,
) -> None:
    lines = [
        json.dumps({"id": 1, "turns": [JOIN, "Thank you"]}),
        "{",
        "",
        '["no object"]',
        '{"id": 5}',
        '{"id": 6, "turns": [" "]}',
        '{"id": 7, "turns": [7]}',
        json.dumps({"id": "last", "turns": [{"role": "user", "text": "What do members get?"}]}),
    ]
    done = ingested.run("ask", "--jsonl", "-", stdin="\n".join(lines))
    assert done.returncode == 1
    named = [line.partition(":")[0] for line in done.stderr.splitlines()]
    assert named == ["line 2", "line 4", "line 5", "line 6", "line 7"]
    answers = answered(done)
    assert list(answers) == [1, "last"]
    assert len(answers[1]) == 2
    assert list(answers["last"][0]) == CONTRACT
    assert "toolkit" in answers["last"][0]["text"]


def test_a_file_of_good_lines_is_answered_for_the_audience_that_was_named(
    installation: Installation,
) -> None:
    file = installation.folder / "asked.jsonl"
    file.write_text(json.dumps({"id": "a", "turns": [SAFE]}), encoding="utf-8-sig")
    done = installation.run("ask", "--jsonl", "asked.jsonl", "--audience", "staff")
    assert (done.returncode, done.stderr) == (0, "")
    assert "brass key" in answered(done)["a"][0]["text"]


def test_what_is_for_staff_is_told_to_staff_only(ingested: Installation) -> None:
    assert "brass key" not in ingested.run("ask", SAFE).stdout
    told = ingested.run("ask", SAFE, "--audience", "staff").stdout
    assert "brass key" in told
    assert "staff/notes.md:9" in told


def test_why_shows_how_an_answer_comes_about(ingested: Installation) -> None:
    done = ingested.run("ask", JOIN, "--why")
    assert (done.returncode, done.stderr) == (0, "")
    question, weighing, passages, checks, answer, end = done.stdout.split("\n\n")
    assert question.startswith(f"Question  {JOIN}\n")
    assert "  answer  " in weighing
    assert "joining.md:5 · How does a town join?  Joining, used" in passages.splitlines()[1]
    assert "  every figure is traced  2 looked at, none removed" in checks.splitlines()
    assert answer.startswith("Answer\nA town joins by sending the form")
    assert end.startswith("answered, confidence ")


def test_why_as_json_holds_the_answer_that_is_given_without_it(ingested: Installation) -> None:
    why = json.loads(ingested.run("ask", JOIN, "--why", "--json").stdout)
    answer = json.loads(ingested.run("ask", JOIN, "--json").stdout)
    assert [why[name] for name in SAME] == [answer[name] for name in SAME]
    assert why["passages"][0]["document"] == "joining.md"


async def test_with_a_chat_model_its_own_answer_is_explained(ingested: Installation) -> None:
    async with model_server(Mode.GOOD, "") as server:
        done = await asyncio.to_thread(
            ingested.run,
            *("ask", JOIN, "--why", "--json"),
            ASSISTANT_CHAT_MODEL="openai:test-model",
            ASSISTANT_CHAT_MODEL_URL=server.url,
            ASSISTANT_CHAT_MODEL_KEY="any",
        )
    why = json.loads(done.stdout)
    assert why["reason"].endswith("; model: worded")
    assert why["text"] == "A town joins by sending the form to the membership department. [1]"


@pytest.mark.parametrize(
    "words",
    [
        [""],
        ["  "],
        [],
        ["Hi", "--jsonl", "-"],
        ["Hi", "--audience", "press"],
        ["--why", "--jsonl", "-"],
    ],
)
def test_misuse_of_ask_is_told_with_exit_code_2(ingested: Installation, words: list[str]) -> None:
    assert "Usage: assistant ask" in complains(ingested.run("ask", *words), 2)


def test_a_file_that_is_missing_or_no_utf8_is_one_sentence(installation: Installation) -> None:
    (installation.folder / "latin.jsonl").write_bytes(b'{"id": 1, "turns": ["caf\xe9"]}')
    for name, why in {"none.jsonl": "No such file", "latin.jsonl": "save it as UTF-8"}.items():
        told = complains(installation.run("ask", "--jsonl", name), 1)
        assert f"'{name}'" in told
        assert why in told
        assert told.count("\n") == 1


def test_without_a_build_it_says_what_to_do(fresh: Installation) -> None:
    sentence = "No documents have been ingested yet: run 'python ingest.py'.\n"
    assert complains(fresh.run("ask", JOIN), 1) == sentence


# ---- evaluate, --help


def test_evaluate_answers_prints_a_summary_and_shows_what_went_wrong(
    installation: Installation,
) -> None:
    (installation.folder / "questions.toml").write_text(QUESTIONS, encoding="utf-8")
    done = installation.run("evaluate", "answers", "--questions", "questions.toml", "--show")
    summary = json.loads(done.stdout)
    assert (done.returncode, summary["questions"], summary["outcome"]) == (0, 2, 0.5)
    assert summary["by_kind"]["fact"] == {
        "questions": 1,
        "outcome": 1.0,
        "document": 1.0,
        "facts": 1.0,
    }
    assert done.stderr.startswith("wrong [outcome, facts] ")


def test_a_row_that_cannot_be_read_is_a_sentence(installation: Installation) -> None:
    (installation.folder / "rows.jsonl").write_text('{"id": 1, "question": "Hi"}\n{\n')
    words = ["--questions", "rows.jsonl", "--out", "out.jsonl"]
    told = complains(installation.run("evaluate", "decisions", *words), 1)
    assert told.startswith("'rows.jsonl' cannot be used: rows.jsonl, line 2 is no JSON")
    assert told.count("\n") == 1


def test_help_costs_little_and_loads_nothing_heavy(ingested: Installation) -> None:
    def seconds() -> float:
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime

    took = []
    for _ in range(3):
        start = seconds()
        assert ingested.run("--help").returncode == 0
        took.append(seconds() - start)
    assert statistics.median(took) <= HELP_SECONDS
    done = ingested.run_python(LOADED)
    assert "ask" in done.stdout
    loaded = set(done.stderr.split())
    assert "typer" in loaded
    assert not loaded & HEAVY
