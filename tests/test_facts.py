"""The facts of a build: compiled first, refused whole, published and taken back together."""

import json
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment

from assistant.answering.exact.clerk import Clerk
from assistant.conversation import Author, Message
from assistant.facts.facts import FOLDER, Facts, compile_facts, open_facts
from assistant.facts.gazetteer import gazetteer_digest
from assistant.seams import AssistantError, IndexMismatch, TableRefused
from assistant.vocabulary import Answer
from assistant.web.chat.page import ChatPage, Sheet
from assistant.web.page import make_templates
from assistant.web.words import read_words
from tests.broken_directories import BROKEN as BROKEN_DIRECTORIES
from tests.broken_directories import BrokenDirectory
from tests.broken_dues import BROKEN as BROKEN_DUES
from tests.broken_dues import GOOD as DUES
from tests.broken_dues import HIGH, LOW, BrokenTable, row, table
from tests.directory_folders import (
    COMMUNITIES,
    GOOD,
    PAGE,
    PARTNERSHIPS,
    TODAY,
    WITH_ROLL,
    write_folder,
)
from tests.gazetteers import compiled_gazetteer
from tests.installations import DOCUMENTS, Installation, make_installation
from tests.skeletons import Skeleton
from tests.test_looking_up import ASSOCIATION, Window
from tests.test_web_fakes import FakeHouse

AMOUNT = "How much are the dues for a US city of 12,000 people?"
PARTNERS = "Who are the sister cities of Harbor Point, Texas?"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a knowledge folder, an empty build and the compiled gazetteer."""
    for name in ("knowledge", "build", "gazetteers"):
        (tmp_path / name).mkdir()
    (tmp_path / "gazetteers" / f"{gazetteer_digest()}.db").symlink_to(compiled_gazetteer())
    return tmp_path


def put(place: Path, dues: str | None = DUES, files: Mapping[str, str | bytes] = GOOD) -> None:
    """Write what a build is made of into the knowledge folder."""
    if dues is not None:
        (place / "knowledge" / "dues.csv").write_text(dues, encoding="utf-8")
    if files:
        write_folder(place / "knowledge", files)


def compiled(place: Path, directory: Path | None = None) -> tuple[str, ...]:
    """Compile; the lines of the report."""
    folder, gazetteers = place / "build", place / "gazetteers"
    return compile_facts(place / "knowledge", directory, folder, gazetteers, TODAY).lines


def opened(place: Path) -> Facts:
    return open_facts(place / "build", place / "gazetteers")


def window_on(facts: Facts) -> Window:
    clerk = Clerk(facts, ASSOCIATION, TODAY, lambda: "receipt")
    return Window(facts.directory, clerk, ASSOCIATION)


# --- compiled and opened


def test_what_is_compiled_is_opened(place: Path) -> None:
    put(place, files=WITH_ROLL)
    dues, directory = compiled(place)
    assert dues == "Dues: 2 rows of dues.csv, sample rates, not told to visitors."
    assert directory == (
        "Directory: 9 communities, 9 partnerships, 3 aliases, newest source 2025-02, "
        "roll of 2026-11-01."
    )
    facts = opened(place)
    assert [band.amount for band in facts.dues.bands] == [100, 200]
    assert facts.dues.is_sample
    assert (facts.directory.sizes.communities, facts.directory.sizes.members) == (9, 2)
    assert facts.gazetteer.look_up(["chicago"])
    assert facts.has_directory
    facts.close()


def test_published_rates_are_reported_as_such(place: Path) -> None:
    put(place, dues=table(LOW.replace("sample", "published"), HIGH.replace("sample", "published")))
    assert compiled(place)[0] == "Dues: 2 rows of dues.csv, published rates."
    facts = opened(place)
    assert not facts.dues.is_sample
    facts.close()


def test_files_that_are_passed_over_are_named(place: Path) -> None:
    put(place, files={**GOOD, "old-list.csv": "a,b\n1,2\n"})
    assert compiled(place)[1].endswith("no roll; passed over: old-list.csv.")


def test_the_gazetteer_is_made_once_and_kept_under_its_digest(tmp_path: Path) -> None:
    for name in ("knowledge", "build", "second"):
        (tmp_path / name).mkdir()
    gazetteers = tmp_path / "data" / "gazetteers"
    compile_facts(tmp_path / "knowledge", None, tmp_path / "build", gazetteers, TODAY)
    (made,) = gazetteers.iterdir()
    assert made.name == f"{gazetteer_digest()}.db"
    assert (tmp_path / "build" / FOLDER / "gazetteer.txt").read_text() == gazetteer_digest()
    first = made.stat()
    compile_facts(tmp_path / "knowledge", None, tmp_path / "second", gazetteers, TODAY)
    (again,) = gazetteers.iterdir()
    assert (again.stat().st_ino, again.stat().st_mtime_ns) == (first.st_ino, first.st_mtime_ns)


# --- nothing to compile


def test_without_tables_nothing_is_answered_from_them(place: Path) -> None:
    dues, directory = compiled(place)
    assert dues.startswith("Dues: there is no dues.csv or dues.xlsx")
    assert directory.startswith("Directory: there is none")
    facts = opened(place)
    assert facts.dues.bands == ()
    assert not facts.has_directory
    window = window_on(facts)
    for question in ("Is Harbor Point, Texas a member?", "Is Chicago a member?", PARTNERS):
        assert window.inquiry(question) is None
    facts.close()


def test_a_directory_elsewhere_is_taken_instead_of_the_one_at_hand(place: Path) -> None:
    put(place)
    only = {"communities.csv": f"name,region,source\nElsewhere,OH,{PAGE}\n"}
    compiled(place, write_folder(place / "other", only))
    facts = opened(place)
    assert facts.directory.find("Elsewhere", "OH")
    assert not facts.directory.find("Harbor Point", "TX")
    facts.close()


def test_a_directory_that_was_named_but_is_not_there_is_refused(place: Path) -> None:
    put(place)
    with pytest.raises(TableRefused) as refused:
        compiled(place, place / "nowhere")
    assert "nowhere" in str(refused.value)


# --- broken tables


def test_more_than_forty_tables_are_tried() -> None:
    assert len(BROKEN_DUES) >= 40
    assert len(BROKEN_DIRECTORIES) >= 40


@pytest.mark.parametrize("broken", BROKEN_DUES, ids=lambda broken: broken.name)
def test_a_broken_dues_table_compiles_to_nothing(place: Path, broken: BrokenTable) -> None:
    put(place, dues=broken.content)
    with pytest.raises(TableRefused) as refused:
        compiled(place)
    [(line, reason)] = refused.value.problems
    assert (refused.value.file, line) == ("dues.csv", broken.line)
    assert broken.words in reason
    assert str(refused.value).startswith(f"dues.csv, line {line}: " if line else "dues.csv: ")
    with pytest.raises(IndexMismatch, match=r"run 'python ingest\.py'"):
        opened(place)


@pytest.mark.parametrize("broken", BROKEN_DIRECTORIES, ids=lambda broken: broken.name)
def test_a_broken_directory_compiles_to_nothing(place: Path, broken: BrokenDirectory) -> None:
    put(place, files=broken.files)
    with pytest.raises(TableRefused) as refused:
        compiled(place)
    assert refused.value.file.removeprefix("directory/") == broken.file
    where = f"{refused.value.file}, line {broken.line}: " if broken.line else refused.value.file
    told = str(refused.value)
    assert where in told
    assert broken.words in told
    with pytest.raises(IndexMismatch, match=r"run '?(python )?ingest\.py"):
        opened(place)


@pytest.mark.parametrize("lost", ["dues.json", "gazetteer.txt", "directory.db"])
@pytest.mark.parametrize("damage", ["gone", "torn"])
def test_facts_that_are_lost_or_torn_say_what_to_do(place: Path, lost: str, damage: str) -> None:
    put(place)
    compiled(place)
    path = place / "build" / FOLDER / lost
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(b"{" * 99)
    with pytest.raises(AssistantError, match=r"ingest\.py"):
        opened(place)


# --- names that mean mischief

# Without digits: a figure has an element of its own on the page.
MARKUP = "<script>alert(name)</script>Town"
FORMULA = '=HYPERLINK("https://evil.example","x")'
COMMAND = "+cmd|' /C calc'!A"
STEERING = "Ali\u202egro\x07\x1b[m\u200b Falls"
GAP = "{telephone} {name} %s"
PICTURE = "<img src=x onerror=alert(name)> [x](https://evil.example)"
MISCHIEF = (MARKUP, FORMULA, COMMAND, STEERING, GAP, PICTURE)
HARMLESS = tuple(f"Harmless{letter}" for letter in "abcdef")


def mischievous(names: tuple[str, ...]) -> Mapping[str, str]:
    """A directory in which everything that may be any text is one of some names."""
    quoted = ['"' + name.replace('"', '""') + '"' for name in names]
    communities = COMMUNITIES.replace("A report calls it a chapter.", quoted[5])
    communities += "".join(f"{name},city,NV,US,,,,,,,,{PAGE},{name}\n" for name in quoted)
    pairs = "".join(f"Harbor Point,TX,,{name},,,MX,,,sister,{PAGE},2024,\n" for name in quoted)
    return {"communities.csv": communities, "partnerships.csv": PARTNERSHIPS + pairs}


ASKED = (
    PARTNERS,
    "Which communities of Nevada have sister cities?",
    "Is St. Anselm, Missouri a member?",
    "Which cities have a sister city in Mexico?",
)


def answers_on(place: Path, names: tuple[str, ...]) -> list[Answer]:
    """What is answered from a directory of such names."""
    put(place, files=mischievous(names))
    compiled(place)
    facts = opened(place)
    window = window_on(facts)
    found = [window.ask(question) for question in ASKED]
    facts.close()
    return found


def drawn(answer: Answer) -> Skeleton:
    """The page that shows an answer."""
    return Skeleton(page_of(answer, make_templates()))


def page_of(answer: Answer, templates: Environment) -> str:
    at = datetime(2026, 6, 15, tzinfo=UTC)
    message = Message(2, Author.ASSISTANT, answer.text, at, answer=answer.to_json(), replies_to=1)
    page = ChatPage(FakeHouse().rooms(), read_words(), templates)
    return page.render(Sheet(messages=[message]))


def every_text(value: object) -> list[str]:
    if isinstance(value, Mapping):
        return [text for one in value.values() for text in every_text(one)]
    if isinstance(value, list | tuple):
        return [text for one in value for text in every_text(one)]
    return [value] if isinstance(value, str) else []


def test_names_that_mean_mischief_come_out_as_text(
    place: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("harmless")
    for name in ("knowledge", "build"):
        (other / name).mkdir()
    (other / "gazetteers").symlink_to(place / "gazetteers")
    bad, good = answers_on(place, MISCHIEF), answers_on(other, HARMLESS)
    for answer, harmless in zip(bad, good, strict=True):
        assert sorted(drawn(answer).parts) == sorted(drawn(harmless).parts)
        assert not [link for link in drawn(answer).links if "evil" in link or "(" in link]
    partners, communities, statement, _ = bad
    for name in (MARKUP, FORMULA, COMMAND, GAP):
        assert f"- {name}, Mexico (sister)" in partners.text
        assert f"- {name}, Nevada" in communities.text
        assert name in drawn(partners).words  # a row of a table
    assert "(202) 555-0100" not in partners.text
    assert PICTURE in statement.text


def test_no_control_character_gets_into_an_answer(place: Path) -> None:
    for answer in answers_on(place, MISCHIEF):
        told = every_text(json.loads(json.dumps(answer.to_json())))
        kinds = {unicodedata.category(sign) for text in told for sign in text if sign != "\n"}
        assert not kinds & {"Cc", "Cf", "Co", "Cs"}


def test_the_check_of_the_page_sees_what_would_get_through(place: Path) -> None:
    """A page that does not escape has other parts, so that the test above can fail."""
    answer = answers_on(place, MISCHIEF)[0]
    unescaped = make_templates()
    unescaped.autoescape = False
    assert ("script", ()) in Skeleton(page_of(answer, unescaped)).parts
    assert ("script", ()) not in drawn(answer).parts


# --- a whole installation

KNOWLEDGE: Mapping[str, str] = {
    **DOCUMENTS,
    "dues.csv": DUES,
    **{f"directory/{name}": content for name, content in GOOD.items()},
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, encoder_folder: Path) -> Installation:
    """An installation with dues and a directory, published once. Not to be changed."""
    folder = tmp_path_factory.mktemp("served")
    return make_installation(folder, encoder_folder, KNOWLEDGE, ingest=True)


@pytest.fixture
def own(served: Installation, tmp_path: Path) -> Installation:
    """A copy that may be changed."""
    return served.copied_to(tmp_path / "own")


def asked(installation: Installation, *questions: str) -> list[dict[str, Any]]:
    """The answers to some questions, each in a conversation of its own, by one process."""
    lines = [json.dumps({"id": n, "turns": [text]}) for n, text in enumerate(questions)]
    done = installation.run("ask", "--jsonl", "-", stdin="\n".join(lines))
    assert done.returncode == 0, done.stderr
    return [json.loads(line)["answers"][0] for line in done.stdout.splitlines()]


def state(installation: Installation) -> tuple[str, list[str], bool]:
    """The amount, the partners and whether a document is told, as the published build has them."""
    dues, found, document = asked(installation, AMOUNT, PARTNERS, "Who is Zeus?")
    partners = [f"{one['name']} {one['relation']}" for one in found["directory"]["partners"]]
    return str(dues["quote"]["amount"]), partners, "office cat" in document["text"]


BEFORE = ("200", ["Guadalajara friendship", "Taipei sister"], False)
BROKEN = (
    ("dues.csv", table(LOW, row(population_from="10001", amount="999")), 3),
    ("directory/partnerships.csv", PARTNERSHIPS.replace("TW,1961", "TW,1861"), 2),
    ("directory/communities.csv", COMMUNITIES.replace("city,OH", "city,ZZ"), 6),
)


@pytest.mark.timeout(180)
def test_a_broken_table_stops_an_ingestion_and_the_build_before_goes_on(own: Installation) -> None:
    builds = own.ingest("--list").stdout
    own.write("zeus.md", "# Zeus\n\n## Who is Zeus?\n\nZeus is the office cat.\n")
    for file, content, line in BROKEN:
        own.write(file, content)
        done = own.ingest()
        assert (done.returncode, done.stdout) == (1, "")
        reasons = [one for one in done.stderr.splitlines() if one.startswith(file)]
        assert reasons, done.stderr
        assert reasons[0].startswith(f"{file}, line {line}: ")
        assert reasons[0].endswith(".")
        assert "Traceback" not in done.stderr
        assert "Opening the encoder" not in done.stderr  # the tables are looked at first
        own.write(file, KNOWLEDGE[file])
    assert own.ingest("--list").stdout == builds
    assert state(own) == BEFORE


@pytest.mark.timeout(180)
def test_a_rollback_takes_dues_directory_and_documents_back_together(own: Installation) -> None:
    own.write("dues.csv", table(LOW, HIGH.replace("200", "222", 1)))
    own.write("directory/partnerships.csv", PARTNERSHIPS.replace("friendship", "emeritus"))
    own.write("zeus.md", "# Zeus\n\n## Who is Zeus?\n\nZeus is the office cat.\n")
    done = own.ingest()
    assert done.returncode == 0
    assert "\nDues: 2 rows of dues.csv, sample rates, not told to visitors.\n" in done.stderr
    assert "\nDirectory: 8 communities, 9 partnerships, 3 aliases, " in done.stderr
    assert state(own) == ("222", ["Guadalajara emeritus", "Taipei sister"], True)
    assert own.ingest("--rollback").returncode == 0
    assert state(own) == BEFORE


@pytest.mark.timeout(180)
def test_a_directory_from_elsewhere_is_named_at_ingestion(own: Installation) -> None:
    only = {"communities.csv": f"name,region,source\nElsewhere,OH,{PAGE}\n"}
    other = write_folder(own.folder / "other", only)
    done = own.ingest("--directory", str(own.folder / "nowhere"))
    assert done.returncode != 0
    assert "nowhere" in done.stderr
    done = own.ingest("--directory", str(other))
    assert done.returncode == 0
    assert "\nDirectory: 1 communities, 0 partnerships, " in done.stderr
    [answer] = asked(own, "Is Elsewhere, Ohio a member?")
    assert answer["directory"]["status"] == "listed"
