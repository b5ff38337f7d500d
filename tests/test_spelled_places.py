"""Misspelled places in questions for dues: taken, asked about or unknown, never quoted wrongly."""

import csv
import lzma
import re
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.exact.clerk import Clerk
from assistant.answering.exact.dues.case import Case, updated
from assistant.answering.exact.dues.quoting import missing
from assistant.answering.exact.spelled_places import SpelledPlaces
from assistant.answering.exact.turn.slots import Slots, read_slots
from assistant.facts.atlas import DATA
from assistant.facts.directory import Directory
from assistant.facts.directory_gathering import DirectoryFiles
from assistant.facts.directory_writing import compile_directory
from assistant.facts.facts import Facts
from assistant.facts.gazetteer import Gazetteer
from assistant.facts.names import fold_name
from assistant.facts.ordinary_words import is_ordinary, like_ordinary
from assistant.facts.word_extract import ordinary_words
from assistant.library.lexicon import FUNCTION_WORDS, fold, plain_words
from assistant.vocabulary import Asked, Turn
from tests.gazetteers import compiled_gazetteer
from tests.meanings import Means
from tests.test_dues import DUES
from tests.test_quoting import ASSOCIATION, RECEIPT

TODAY = date(2026, 6, 1)
ROOT = Path(__file__).parent.parent
FOR_DUES = Means("dues")
_LARGE = 100_000


def _words_of_the_documents() -> frozenset[str]:
    files = (ROOT / "knowledge").rglob("*.md")
    return FUNCTION_WORDS | {word for file in files for word in plain_words(file.read_text())}


DOCUMENTS = _words_of_the_documents()


def knows(word: str) -> bool:
    return fold(word) in DOCUMENTS


@pytest.fixture(scope="module")
def gazetteer() -> Iterator[Gazetteer]:
    gazetteer = Gazetteer.open(compiled_gazetteer())
    yield gazetteer
    gazetteer.close()


@dataclass(frozen=True)
class Told:
    """An answer: what is quoted or asked, and its words."""

    quoted: Any
    reason: str
    text: str


@dataclass(frozen=True)
class Counter:
    """Answers dues from the shipped table, with everything that finds misspelled places."""

    clerk: Clerk
    history: list[Turn] = field(default_factory=list)

    def hear(self, *said: str) -> list[Told]:
        """The answer to each turn of a conversation."""
        history: list[Turn] = []
        answers = []
        for text in said:
            asked = Asked(text, tuple(history), samples=True)
            errand = self.clerk.take(asked, FOR_DUES, knows)
            assert errand is not None
            draft = self.clerk.answer(errand, asked)
            words = "\n".join(line.text for line in draft.lines)
            quoted = draft.quote["amount"] if draft.quote else None
            answers.append(Told(quoted, draft.reason, words))
            history += [Turn("user", text), Turn("assistant", words)]
        return answers


@pytest.fixture(scope="module")
def counter(gazetteer: Gazetteer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    path = tmp_path_factory.mktemp("facts") / "directory.db"
    compile_directory(DirectoryFiles(), path, gazetteer)
    directory = Directory.open(path)
    yield Counter(Clerk(Facts(DUES, gazetteer, directory), ASSOCIATION, TODAY, lambda: RECEIPT))
    directory.close()


@pytest.fixture(scope="module")
def spelled(gazetteer: Gazetteer) -> SpelledPlaces:
    return SpelledPlaces(gazetteer, (gazetteer,), knows, TODAY)


def read(spelled: SpelledPlaces, text: str) -> Slots:
    return spelled.read(text, read_slots(text, spelled.books, TODAY), Case())


# ---- One name stands out: it is taken, and that is said


@pytest.mark.parametrize(
    ("text", "amount", "said"),
    [
        (
            "pocatelo idaho - wats the yearly bil gona be",
            450,
            'I took "pocatelo idaho" for Pocatello, Idaho.',
        ),
        ("dues 4 the state of arizonna", 1500, 'I took "arizonna" for the State of Arizona.'),
        ("what would albuqerque pay", 1200, 'I took "albuqerque" for Albuquerque, New Mexico.'),
        ("how much does the state of pensylvania pay?", 1500, "for the State of Pennsylvania."),
        (
            "What would Springfield, Ilinois pay?",
            650,
            'I took "Springfield, Ilinois" for Springfield, Illinois.',
        ),
        ("dues for Colorado Sprngs?", 900, "for Colorado Springs, Colorado."),
        ("What would sprngfield, ilinois pay?", 650, "for Springfield, Illinois."),
        ("dues for guadalajarra mexico", 500, "for Guadalajara, Jalisco, Mexico."),
        ("What are the dues for Tuscon?", 1200, 'I took "Tuscon" for Tucson, Arizona.'),
        ("we are a town in germny of 20000, what do we owe?", 150, 'I took "germny" for'),
        ("¿Cuánto pagaría albuqerque?", 1200, 'Entendí "albuqerque" como Albuquerque, New Mexico.'),
        (
            "cuanto pagaria la ciudad de pocatelo idaho",
            450,
            'Entendí "pocatelo idaho" como Pocatello, Idaho.',
        ),
        ("¿Cuánto pagaría el estado de Arizonna?", 1500, 'Entendí "Arizonna" como'),
        ("¿Cuánto pagaría un pueblo de 20.000 habitantes en Alemnia?", 150, 'Entendí "Alemnia"'),
    ],
)
def test_a_name_that_stands_out_is_taken_and_said(
    counter: Counter, text: str, amount: int, said: str
) -> None:
    (answer,) = counter.hear(text)
    assert answer.quoted == amount
    assert said in answer.text
    if amount != 1500:
        assert re.search("confirm|as you said|según usted", answer.text)


def test_a_known_name_in_a_state_where_it_is_spelled_otherwise_is_taken(counter: Counter) -> None:
    for text in ("Pittsburg, Pensylvania: dues?", "what would Pittsburg, Pennsylvania pay?"):
        (answer,) = counter.hear(text)
        assert "for Pittsburgh, Pennsylvania." in answer.text
        assert answer.reason in {"dues:quoted", "dues:either"}


def test_what_was_taken_is_said_once(counter: Counter) -> None:
    first, second = counter.hear("what would albuqerque pay", "and next year?")
    assert "I took" in first.text
    assert "I took" not in second.text
    assert (first.quoted, second.quoted) == (1200, 1320)


def test_a_place_of_a_later_turn_is_mended_too(counter: Counter) -> None:
    assert [one.quoted for one in counter.hear("What would Denver pay?", "and albuqerque?")] == [
        1200,
        1200,
    ]
    asked, answer = counter.hear("What would Springfield pay?", "ilinois")
    assert asked.reason == "dues:asks place"
    assert "Springfield, Illinois" in answer.text
    assert answer.quoted == 650
    _, answer = counter.hear("how much would we pay?", "albuqerque")
    assert answer.quoted == 1200


def test_a_part_of_a_longer_name_is_not_taken_for_the_whole(counter: Counter) -> None:
    for text, name in (
        ("what would Long Bech pay", "Long Beach, California"),
        ("what would San Mato, California pay", "San Mateo, California"),
        ("what would Cota Mesa pay", "Costa Mesa, California"),
        ("what would nort las vegas, nevada pay", "North Las Vegas, Nevada"),
    ):
        (answer,) = counter.hear(text)
        assert name in answer.text


# ---- Several: asked


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("what would Dever pay?", ["Denver, Colorado"]),
        ("what are the dues for mes arizona", ["Mesa, Arizona", "State of Arizona"]),
        ("¿cuánto pagaría mes arizona?", ["Mesa, Arizona", "estado de Arizona"]),
        ("how much for wet covina california", ["West Covina", "Covina, California"]),
    ],
)
def test_a_doubtful_name_is_asked_back_with_what_it_may_be(
    counter: Counter, text: str, choices: list[str]
) -> None:
    (answer,) = counter.hear(text)
    assert (answer.quoted, answer.reason) == (None, "dues:asks place")
    assert all(choice in answer.text for choice in choices)


def test_a_choice_settles_what_was_asked_back(counter: Counter) -> None:
    assert counter.hear("what are the dues for mes arizona", "Mesa, Arizona")[1].quoted == 900
    assert counter.hear("what are the dues for mes arizona", "the state")[1].quoted == 1500
    assert counter.hear("what would Dever pay?", "yes")[1].quoted == 1200
    denied = counter.hear("what would Dever pay?", "no", "12,000")
    assert 'a place called "Dever"' in denied[1].text
    assert denied[2].quoted == 200


# ---- None: its people are asked, and the state behind it is never quoted


@pytest.mark.parametrize(
    "text",
    [
        "How much are dues for Zorbville, Idaho?",
        "how much are dues for zorbville idaho",
        "What would Zorbville Falls, Idaho pay?",
        "what would Zorbville pay?",
        "dues for zorbville?",
    ],
)
def test_a_place_that_nobody_knows_is_said_to_be_unknown(counter: Counter, text: str) -> None:
    asked, answer = counter.hear(text, "12,000")
    assert re.search('I do not know a place called "(?i:zorbville)', asked.text)
    assert "How many people live there?" in asked.text
    assert asked.reason == "dues:asks population"
    assert answer.quoted == 200


def test_an_unknown_place_that_may_lie_anywhere_is_assumed_to_be_in_the_states(
    counter: Counter,
) -> None:
    assert "tell me if it is a county" in counter.hear("dues for zorbville?", "12,000")[1].text
    located = counter.hear("dues for Zorbville, Idaho?", "12,000")[1]
    assert "tell me if it is a county" not in located.text


def test_the_same_in_spanish(counter: Counter) -> None:
    asked, answer = counter.hear("¿Cuánto pagaría Zorbville, Idaho?", "12.000 habitantes")
    assert 'No conozco ningún lugar llamado "Zorbville, Idaho".' in asked.text
    assert answer.quoted == 200


def test_a_country_behind_an_unknown_name_decides_the_side(counter: Counter) -> None:
    assert counter.hear("dues for Zorbville, Germany?", "12,000")[1].quoted == 150


def test_a_town_named_like_a_person_is_found_and_not_taken_for_another(counter: Counter) -> None:
    (answer,) = counter.hear("how much does clayton pay")
    assert "Which clayton do you mean: Clayton, North Carolina" in answer.text


def test_a_number_that_is_given_decides_whatever_the_name_is(counter: Counter) -> None:
    for text in (
        "dues for Zorbville, Idaho, 12,000 people?",
        "zorbville idaho 12000 people, dues?",
    ):
        (answer,) = counter.hear(text)
        assert answer.quoted == 200


def test_a_misspelled_city_of_a_state_is_not_the_state(counter: Counter) -> None:
    for text in ("siudad de arisona, cuanto al año", "dues for a citty of arizona"):
        asked, answer = counter.hear(text, "65,000")
        assert (asked.quoted, answer.quoted) == (None, 450)
    (answer,) = counter.hear("sesenta y sinco mil avitantes, siudad de arisona, cuanto al año")
    assert answer.quoted == 450
    (answer,) = counter.hear("how much is it for 65,000 people, arizonna")
    assert answer.quoted == 450


def test_a_word_for_money_does_not_end_the_case(counter: Counter) -> None:
    first, second = counter.hear("What would Denver pay?", "in kroner?")
    assert (first.quoted, second.quoted) == (1200, 1200)


# ---- What is no place


@pytest.mark.parametrize(
    "text",
    [
        "wats the yearly bil gona be for a town of 9000",
        "how mutch is the anuual memebrship fee",
        "what does idaho pay",
        "wats the bil for idaho",
        "anual dues texas?",
        "¿cuánto pagaría idaho?",
        "cuanto nos costaria la afilicion",
        "What would Boise, Idaho pay?",
        "dues for Paris, Texas",
        "What would Santa Ana, California pay?",
        "how much for sulphur springs, tx",
        "¿Cuánto costaría para Kioto, en Japón?",
        "How much for a town of 9,000 in the state of Texas?",
    ],
)
def test_misspelled_words_and_well_spelled_places_are_left_alone(
    spelled: SpelledPlaces, text: str
) -> None:
    slots = read_slots(text, spelled.books, TODAY)
    assert spelled.read(text, slots, Case()) == slots


@pytest.mark.parametrize("file", ["questions.toml", "tuning.toml"])
def test_no_question_of_another_matter_gets_a_place(spelled: SpelledPlaces, file: str) -> None:
    rows = tomllib.loads((ROOT / "tests" / "evals" / file).read_text())
    for row in rows["question"]:
        text = row["ask"]
        assert read(spelled, text) == read_slots(text, spelled.books, TODAY), text


def test_looking_takes_a_few_milliseconds(spelled: SpelledPlaces) -> None:
    text = "pocatelo idaho - wats the yearly bil gona be"
    slots = read_slots(text, spelled.books, TODAY)
    spelled.read(text, slots, Case())  # names are read from the file once
    took = []
    for _ in range(9):
        start = time.perf_counter()
        spelled.read(text, slots, Case())
        took.append(time.perf_counter() - start)
    assert sorted(took)[4] < 0.05  # 5 ms on an idle machine


# ---- Every large city with a slip


def _large_cities() -> list[tuple[str, str]]:
    with (DATA / "states.csv").open(encoding="utf-8") as file:
        states = {row["code"]: row["name"] for row in csv.DictReader(file)}
    lines = lzma.decompress((DATA / "gazetteer.tsv.xz").read_bytes()).decode().splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return [
        (name, states[region])
        for kind, name, country, region, people, _ in rows
        if kind == "city" and country == "US" and region != "DC" and int(people or 0) > _LARGE
    ]


CITIES = _large_cities()


@st.composite
def slips(draw: st.DrawFn) -> tuple[str, str, str]:
    """A large city, its state, and its name with a letter dropped or doubled."""
    name, state = draw(st.sampled_from(CITIES))
    at = draw(st.sampled_from([n for n, letter in enumerate(name) if n and letter.isalpha()]))
    times = draw(st.sampled_from((0, 2)))
    return name, state, name[:at] + name[at] * times + name[at + 1 :]


@given(slips(), st.sampled_from(["What would {}, {} pay?", "¿Cuánto pagaría {}, {}?"]))
def test_a_large_city_with_a_slip_is_found_or_asked_about(
    spelled: SpelledPlaces, slip: tuple[str, str, str], frame: str
) -> None:
    name, state, written = slip
    key = fold_name(written)
    known = spelled.gazetteer.look_up([key]).get(key, ())
    if key == fold_name(name) or any(one.region_name == state for one in known):
        return  # it is the name of another place there, or the same
    if is_ordinary(key.split()[0]) and knows(key.split()[0]) and written.split()[0] == "State":
        return  # "State Island" reads as the state's
    case = updated(Case(), read(spelled, frame.format(written, state)), spelled.books)
    if missing(case, DUES, TODAY):
        return
    assert case.place is not None
    assert (fold_name(case.place.name), case.place.region_name) == (fold_name(name), state)


# ---- Ordinary words


def test_ordinary_words_are_known_however_they_are_bent() -> None:
    for word in ("yearly", "gonna", "pagariamos", "costaria", "vecinos", "cobrarnos", "somos"):
        assert is_ordinary(word), word
    for word in ("pocatelo", "albuqerque", "zorbville", "arizonna"):
        assert not is_ordinary(word), word
    assert like_ordinary("anuual")[0][0] == "anual"


def test_the_extract_keeps_the_commonest_words_and_all_small_ones() -> None:
    counted = {"en": {"The": 9, "dues": 5, "x1": 4}, "es": {"año": 3, "a": 9}}
    assert ordinary_words(counted, {"en": ["whose"], "es": ["cuánto"]}) == [
        "ano",
        "cuanto",
        "dues",
        "the",
        "whose",
    ]


# ---- Regions abroad that no book has: never at US rates, never as the city of their name


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("state of Kerala 35 million fee", 500),
        ("Free State of Saxony dues 4 million", 500),
        ("Republic of Tatarstan, 4 million, dues", 500),
        ("state of Bahia Brazil 14 million dues", 500),
        ("Simcoe County, Ontario, 530,000 dues", 500),
        ("Norfolk county council UK 900,000 dues", 500),
        ("county of Kent, England, 1.6m dues", 500),
        ("canton of Zurich dues 1.5 million", 500),
        ("Provincia de Buenos Aires, cuota, 17 millones", 500),
        ("departamento de Antioquia, 6 millones, cuota", 500),
        ("Bavaria state dues", None),
        ("dues for Nagasaki prefecture", None),
        ("Buenos Aires province dues", None),
        ("Lagos State dues", None),
    ],
)
def test_a_region_abroad_is_no_us_state_and_no_city(
    counter: Counter, text: str, quoted: int | None
) -> None:
    (answer,) = counter.hear(text)
    assert answer.quoted == quoted
    assert "No." not in answer.text
    assert quoted or answer.reason == "dues:asks population"


def test_the_people_of_a_region_abroad_are_quoted_at_global_rates(counter: Counter) -> None:
    assert [one.quoted for one in counter.hear("Osaka prefecture dues", "8.8 million")] == [
        None,
        500,
    ]


def test_a_city_is_no_state_for_the_word_behind_it(counter: Counter) -> None:
    (answer,) = counter.hear("Boise State dues")
    assert answer.quoted == 650
