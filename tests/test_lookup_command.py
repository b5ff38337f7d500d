"""`lookup`, run as a process, and what `doctor` says of dues and roll."""

import json
from pathlib import Path

import pytest

from tests.broken_dues import GOOD as DUES
from tests.installations import DOCUMENTS, Installation, make_installation
from tests.test_commands import CONTRACT, complains
from tests.test_looking_up import SECRET_FILES, SECRETS

pytestmark = pytest.mark.timeout(180)


@pytest.fixture(scope="module")
def rolled(tmp_path_factory: pytest.TempPathFactory, encoder_folder: Path) -> Installation:
    """An installation with sample dues, a directory and a roll full of secrets."""
    directory = {f"directory/{name}": content for name, content in SECRET_FILES.items()}
    documents = {**DOCUMENTS, "dues.csv": DUES, **directory}
    return make_installation(
        tmp_path_factory.mktemp("rolled"), encoder_folder, documents, ingest=True
    )


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory, rolled: Installation) -> Installation:
    """The same with published rates and without the roll."""
    copy = rolled.copied_to(tmp_path_factory.mktemp("public") / "copy")
    copy.write("dues.csv", DUES.replace(",sample", ",published"))
    for name in ("roll.csv", "roll.toml"):
        (copy.knowledge / "directory" / name).unlink()
    assert copy.ingest().returncode == 0
    return copy


def leaked(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


# --- lookup


def test_a_community_is_told_with_a_table_of_its_partners(rolled: Installation) -> None:
    done = rolled.run("lookup", "Harbor Point, Texas")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Public sources list Harbor Point, Texas;")
    header = next(line for line in done.stdout.splitlines() if "Relation" in line)
    for word in ("Partner", "Country", "Since", "Listed by", "As of"):
        assert word in header
    rows = [line.split() for line in done.stdout.splitlines() if "│" in line]
    told = [" ".join(row) for row in rows]
    assert any("Guadalajara" in row and "friendship" in row for row in told)
    assert any("Taipei" in row and "TW" in row and "sister" in row for row in told)
    assert "1961" in done.stdout
    assert "1963" in done.stdout
    assert leaked(done.stdout) == []


def test_json_is_the_answer_of_every_door(rolled: Installation) -> None:
    done = rolled.run("lookup", "St. Anselm, Missouri", "--json")
    answer = json.loads(done.stdout)
    assert (done.returncode, list(answer)) == (0, CONTRACT)
    assert answer["directory"]["status"] == "member"
    assert answer["directory"]["roll_as_of"] == "2026-11-01"
    assert [one["name"] for one in answer["directory"]["partners"]] == [
        "Guadalajara",
        "Saint-Louis",
    ]
    assert "staff" not in answer
    assert leaked(done.stdout) == []


def test_staff_see_what_the_roll_says_beside_the_same_answer(rolled: Installation) -> None:
    public = json.loads(rolled.run("lookup", "St. Anselm, Missouri", "--json").stdout)
    done = rolled.run("lookup", "St. Anselm, Missouri", "--json", "--audience", "staff")
    answer = json.loads(done.stdout)
    assert answer.pop("staff") == {
        "status": "Steadfast",
        "joined": "1953-04-23",
        "expires": "2031-07-19",
        "contact": "Xanthe Veilsworth <xv@hush.example>",
    }
    assert answer == public


def test_staff_see_that_a_membership_lapsed_and_the_public_does_not(rolled: Installation) -> None:
    told = rolled.run("lookup", "Harbor Point, Texas", "--audience", "staff")
    assert told.returncode == 0
    assert "status (staff only): Relinquished" in told.stdout
    assert "expires (staff only): 2013-03-29" in told.stdout
    assert "contact (staff only): Ulric Mumblethorpe +1 917 448 2207" in told.stdout
    assert "staff only" not in rolled.run("lookup", "Harbor Point, Texas").stdout


@pytest.mark.parametrize("name", ["Quiet Hollow", "quiet hollow, vt", "Quiet Hollow, Vermont"])
def test_staff_see_who_stands_on_the_roll_alone_and_the_public_does_not(
    rolled: Installation, name: str
) -> None:
    told = rolled.run("lookup", name, "--audience", "staff").stdout
    assert "name (staff only): Quiet Hollow, Vermont" in told
    assert "status (staff only): Relinquished" in told
    shown = rolled.run("lookup", name).stdout
    assert f"{name} is not in this directory".casefold() in shown.casefold()
    assert leaked(shown) == []


def test_staff_get_no_record_of_a_namesake_in_another_state(rolled: Installation) -> None:
    done = rolled.run("lookup", "Quiet Hollow, Ohio", "--audience", "staff")
    assert done.stdout.startswith("Quiet Hollow, Ohio is not in this directory")
    assert "staff only" not in done.stdout


def test_staff_get_no_record_of_who_is_not_on_the_roll(rolled: Installation) -> None:
    done = rolled.run("lookup", "Cedar County, Iowa", "--json", "--audience", "staff")
    assert "staff" not in json.loads(done.stdout) or not json.loads(done.stdout)["staff"]
    assert leaked(done.stdout) == []


def test_who_is_not_found_ends_with_exit_code_1(rolled: Installation) -> None:
    done = rolled.run("lookup", "Zorbville")
    assert (done.returncode, done.stderr) == (1, "")
    assert 'I looked for "zorbville" among ' in done.stdout
    assert "│" not in done.stdout


def test_who_is_not_clear_ends_with_exit_code_1_and_the_choices(rolled: Installation) -> None:
    done = rolled.run("lookup", "Springfield", "--json")
    answer = json.loads(done.stdout)
    assert (done.returncode, answer["outcome"]) == (1, "clarify")
    assert answer["suggestions"] == ["Springfield, Illinois", "Springfield, Ohio"]


@pytest.mark.parametrize("words", [[], [""], ["  "], ["Boise", "--audience", "press"]])
def test_misuse_of_lookup_is_told_with_exit_code_2(rolled: Installation, words: list[str]) -> None:
    assert "Usage: assistant lookup" in complains(rolled.run("lookup", *words), 2)


def test_without_a_directory_it_says_what_to_do(ingested: Installation) -> None:
    told = complains(ingested.run("lookup", "Harbor Point"), 1)
    assert told == "There is no directory: put one into the knowledge folder.\n"


def test_without_a_build_it_says_what_to_do(fresh: Installation) -> None:
    sentence = "No documents have been ingested yet: run 'python ingest.py'.\n"
    assert complains(fresh.run("lookup", "Harbor Point"), 1) == sentence


# --- doctor


def visitors(done_stdout: str) -> str:
    """The part about what is left to do before visitors come."""
    return done_stdout.split("Before visitors see this")[1]


def test_doctor_says_that_sample_rates_are_not_told_and_how_old_the_roll_is(
    rolled: Installation,
) -> None:
    done = rolled.run("doctor")
    assert done.returncode == 0
    told = visitors(done.stdout)
    assert (
        "  to do Dues: sample rates of dues.csv\n"
        "        Put the published rates into dues.csv: visitors are told no amount until then."
        in told
    )
    assert "  ok    Member roll: of 2026-11-01, 1 current members" in told
    assert leaked(done.stdout) == []


def test_doctor_warns_of_a_demo_that_tells_sample_rates(rolled: Installation) -> None:
    told = visitors(rolled.run("doctor", ASSISTANT_DEMO="1").stdout)
    assert "ASSISTANT_DEMO tells sample rates to everybody: unset it before visitors come." in told


def test_doctor_is_content_with_published_rates_and_asks_for_a_roll(public: Installation) -> None:
    told = visitors(public.run("doctor").stdout)
    assert "  ok    Dues: 2 published rates of dues.csv" in told
    assert (
        "  to do Member roll: none; 8 communities listed by public sources\n"
        "        Put roll.csv with roll.toml into the directory: nobody is a member without one."
        in told
    )


def test_doctor_names_tables_that_are_not_there(ingested: Installation) -> None:
    told = visitors(ingested.run("doctor").stdout)
    assert "  to do Dues: no table\n        Put dues.csv or dues.xlsx into the knowledge" in told
    assert "  to do Member roll: no directory\n        Put a directory into the knowledge" in told
