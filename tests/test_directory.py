"""The compiled directory: who is a member or listed, who is partnered with whom, and what is kept
from visitors."""

import csv
import inspect
import random
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from rapidfuzz import fuzz

from assistant.facts.communities import (
    Basis,
    Community,
    Partnership,
    Relation,
    Sizes,
    StandingKind,
)
from assistant.facts.directory import Directory, compile_directory
from assistant.facts.directory_files import read_directory
from assistant.facts.likeness import LikeNames
from assistant.facts.names import fold_name
from assistant.facts.places import Place, PlaceKind
from assistant.seams import IndexMismatch
from tests.directory_folders import (
    COMMUNITIES,
    GOOD,
    NEWS,
    PAGE,
    PARTNERSHIPS,
    ROLL,
    TODAY,
    WITH_ROLL,
    open_directory,
    write_folder,
)

SHIPPED = Path(__file__).parent.parent / "knowledge" / "directory"
CITY, COUNTY, STATE, COUNTRY = PlaceKind


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Directory]:
    opened = open_directory(tmp_path_factory.mktemp("listed"), GOOD)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def rolled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Directory]:
    opened = open_directory(tmp_path_factory.mktemp("rolled"), WITH_ROLL)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Directory]:
    target = tmp_path_factory.mktemp("shipped") / "directory.db"
    compile_directory(read_directory(SHIPPED, TODAY), target)
    opened = Directory.open(target)
    yield opened
    opened.close()


def found(directory: Directory, name: str, region: str = "") -> Community:
    (community,) = directory.find(name, region)
    return community


def labels(communities: tuple[Community, ...]) -> list[str]:
    return [community.label for community in communities]


def partners(partnerships: tuple[Partnership, ...]) -> list[str]:
    return [pair.partner.label for pair in partnerships]


def holders(partnerships: tuple[Partnership, ...]) -> list[str]:
    return [pair.community.label for pair in partnerships]


# --- the file


def test_the_same_folder_compiles_to_the_same_bytes(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, WITH_ROLL)
    for name in ("one.db", "two.db"):
        compile_directory(read_directory(folder, TODAY), tmp_path / name)
    assert (tmp_path / "one.db").read_bytes() == (tmp_path / "two.db").read_bytes()


def test_compiling_again_replaces_the_file_and_reports_what_is_in_it(tmp_path: Path) -> None:
    files = read_directory(write_folder(tmp_path, WITH_ROLL), TODAY)
    compile_directory(files, tmp_path / "directory.db")
    report = compile_directory(files, tmp_path / "directory.db")
    assert (report.communities, report.partnerships, report.aliases) == (9, 9, 3)
    assert (report.members, report.own_statements, report.years_disagree) == (2, 1, 1)
    assert (report.as_of, report.roll_as_of) == ("2025-02", date(2026, 11, 1))


def test_a_file_that_is_missing_damaged_or_of_another_version_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IndexMismatch, match=r"'gone\.db' cannot be used .* run ingest\.py"):
        Directory.open(tmp_path / "gone.db")
    (tmp_path / "torn.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(IndexMismatch, match="not a database"):
        Directory.open(tmp_path / "torn.db")
    open_directory(tmp_path, GOOD).close()
    sql = sqlite3.connect(tmp_path / "directory.db")
    sql.execute("UPDATE meta SET value = '0' WHERE key = 'format'")
    sql.commit()
    sql.close()
    with pytest.raises(IndexMismatch, match="another version"):
        Directory.open(tmp_path / "directory.db")


def test_a_path_with_marks_opens_and_nobody_can_write_through_it(tmp_path: Path) -> None:
    folder = tmp_path / "100% new? #1"
    opened = open_directory(folder, GOOD)
    before = (folder / "directory.db").read_bytes()
    assert opened.sizes == Sizes(communities=8, partnerships=9, members=None)
    opened.close()
    assert (folder / "directory.db").read_bytes() == before
    assert sorted(one.name for one in folder.iterdir()) == ["directory", "directory.db"]


def test_many_threads_may_ask_at_once(directory: Directory) -> None:
    seen: list[list[str]] = []

    def ask() -> None:
        for _ in range(50):
            seen.append(partners(directory.partners_of(found(directory, "Harbor Point"))))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [["Guadalajara, Mexico", "Taipei, Taiwan"]] * 400


# --- how old it is


def test_the_directory_is_as_old_as_its_newest_dated_source(directory: Directory) -> None:
    assert (directory.as_of, directory.roll_as_of) == ("2025-02", None)


def test_a_directory_without_any_date_is_undated(tmp_path: Path) -> None:
    rows = f"name,region,source,vintage\nA,TX,{PAGE},page undated (after 2022)\n"
    opened = open_directory(tmp_path, {"communities.csv": rows})
    assert opened.as_of == "undated"
    opened.close()


# --- finding communities


@pytest.mark.parametrize(
    ("name", "region", "expected"),
    [
        ("Harbor Point", "", ["Harbor Point, Texas"]),
        ("city of HARBOR  POINT", "tx", ["Harbor Point, Texas"]),
        ("Saint Anselm", "Missouri", ["St. Anselm, Missouri"]),
        ("HP", "", ["Harbor Point, Texas"]),
        ("HP", "OR", []),
        ("Springfield", "", ["Springfield, Illinois", "Springfield, Ohio"]),
        ("Springfield", "OH", ["Springfield, Ohio"]),
        ("Springfield", "TX", []),
        ("the State of Maryland", "", ["the State of Maryland"]),
        ("Taipei", "", []),
        ("Port Royal", "", []),
        ("", "", []),
    ],
)
def test_a_community_is_found_by_its_name_or_its_alias(
    directory: Directory, name: str, region: str, expected: list[str]
) -> None:
    assert labels(directory.find(name, region)) == expected


def test_a_community_is_found_by_country_and_kind(directory: Directory) -> None:
    assert labels(directory.find("Port Royal", country="CA")) == ["Port Royal, Ontario, Canada"]
    assert labels(directory.find("Port Royal", "Ontario", country="")) == [
        "Port Royal, Ontario, Canada"
    ]
    assert directory.find("Maryland", kind=CITY) == ()
    assert labels(directory.find("Cedar County", kind=COUNTY)) == ["Cedar County, Iowa"]


def test_a_name_goes_before_an_alias_of_the_same_letters(tmp_path: Path) -> None:
    aliases = "alias,name,region,country\nSpringfield,Harbor Point,TX,US\n"
    opened = open_directory(tmp_path, {**GOOD, "aliases.csv": aliases})
    assert labels(opened.find("Springfield")) == ["Springfield, Illinois", "Springfield, Ohio"]
    assert [p.label for p in opened.look_up(["springfield"])["springfield"]] == [
        "Springfield, Illinois",
        "Springfield, Ohio",
        "Harbor Point, Texas",
    ]
    opened.close()


def test_a_place_of_any_book_leads_to_its_community(directory: Directory) -> None:
    anselm = Place("Saint Anselm", CITY, "MO", "Missouri", population=9_000)
    assert directory.community(anselm) == found(directory, "St. Anselm")
    assert directory.community(replace(anselm, name="City of Saint Anselm")) is not None
    assert directory.community(replace(anselm, region="IL", region_name="Illinois")) is None
    assert directory.community(replace(anselm, kind=COUNTY)) is None
    assert directory.community(Place("HP", CITY, "TX", "Texas")) == found(directory, "HP")
    royal = Place("Port Royal", CITY, "08", "Ontario", "CA", "Canada")
    assert labels(directory.find("Port Royal", country="CA")) == [royal.label]
    assert directory.community(royal) is not None


def test_every_community_leads_back_to_itself(rolled: Directory) -> None:
    for state in ("CA", "IA", "IL", "MD", "MO", "OH", "OR", "TX"):
        for community in rolled.in_state(state):
            assert rolled.community(community.place) == community


# --- names as places


def test_names_are_looked_up_as_listed_places(directory: Directory) -> None:
    places = directory.look_up(["harbor point", "台北", "springfield", "nowhere", "hp"])
    assert sorted(places) == ["harbor point", "hp", "springfield", "台北"]
    assert all(place.listed for found_places in places.values() for place in found_places)
    assert [place.label for place in places["台北"]] == ["Taipei, Taiwan"]
    assert directory.look_up([]) == {}


def test_a_partner_of_two_communities_is_one_place_with_the_region_that_a_source_knows(
    directory: Directory,
) -> None:
    (place,) = directory.look_up(["guadalajara"])["guadalajara"]
    assert place.label == "Guadalajara, Jalisco, Mexico"
    assert holders(directory.communities_with(place)) == [
        "Harbor Point, Texas",
        "St. Anselm, Missouri",
    ]


class Atlas:
    """Two places that are called Perth, the second only by an alias."""

    def __init__(self, *people: int) -> None:
        self._people = people

    def look_up(self, keys: Sequence[str]) -> dict[str, tuple[Place, ...]]:
        assert "perth" in keys
        named = (("Perth", "Western Australia"), ("New Perth", "Tasmania"))
        places = (
            Place(name, CITY, "", region, "AU", "Australia", people)
            for (name, region), people in zip(named, self._people, strict=False)
        )
        return {"perth": tuple(places), "no partner": ()}


@pytest.mark.parametrize(
    ("people", "region"),
    [
        ((2_000_000, 2_000), "Western Australia"),
        ((2_000, 2_000_000), "Tasmania"),
        ((20_000, 3_000), ""),
        ((9,), "Western Australia"),
        ((), ""),
    ],
)
def test_a_gazetteer_says_in_which_region_a_partner_lies(
    tmp_path: Path, people: tuple[int, ...], region: str
) -> None:
    rows = f"community,region,partner,partner_country,source\nA,TX,Perth,AU,{PAGE}\n"
    files = read_directory(write_folder(tmp_path, {"partnerships.csv": rows}), TODAY)
    compile_directory(files, tmp_path / "directory.db", Atlas(*people))
    opened = Directory.open(tmp_path / "directory.db")
    (place,) = opened.look_up(["perth"])["perth"]
    assert place.region_name == region
    assert partners(opened.communities_with(place)) == ["Perth, Australia"]
    opened.close()


def test_regions_that_no_gazetteer_names_do_not_make_two_places(tmp_path: Path) -> None:
    rows = (
        "community,region,partner,partner_region,partner_country,source\n"
        f"A,TX,Wuxi,Jiangsu,CN,{PAGE}\nB,TX,Wuxi,,CN,{PAGE}\nC,TX,Wuxi,,,{PAGE}\n"
    )
    opened = open_directory(tmp_path, {"partnerships.csv": rows})
    (place,) = opened.look_up(["wuxi"])["wuxi"]
    assert place.label == "Wuxi, China"
    assert holders(opened.communities_with(place)) == ["A, Texas", "B, Texas"]
    opened.close()


# --- partnerships


def test_the_partners_of_a_community_stand_with_year_kind_and_source(directory: Directory) -> None:
    guadalajara, taipei = directory.partners_of(found(directory, "Harbor Point"))
    assert (guadalajara.relation, guadalajara.since) == (Relation.FRIENDSHIP, ())
    assert (guadalajara.source, guadalajara.vintage) == (PAGE, "2024")
    assert [(since.year, since.source) for since in taipei.since] == [(1961, NEWS), (1963, PAGE)]
    assert taipei.years_disagree
    assert not guadalajara.years_disagree


def test_a_community_without_partners_has_none(directory: Directory) -> None:
    assert directory.partners_of(found(directory, "Springfield", "OH")) == ()


def test_who_is_partnered_with_a_place_is_found_under_every_name_of_it(
    directory: Directory,
) -> None:
    for name in ("Lodz", "Łódź", "lodz city", "City of Litzmannstadt"):
        (pair,) = directory.communities_with(Place(name, CITY, country="PL"))
        assert (pair.community.label, pair.relation) == (
            "Mill Valley Falls, Oregon",
            Relation.EMERITUS,
        )
    assert directory.communities_with(Place("Lodz", CITY, country="CZ")) == ()


def test_communities_abroad_stand_among_the_partners_of_a_place(directory: Directory) -> None:
    taipei = Place("臺北", CITY, country="TW")
    assert holders(directory.communities_with(taipei)) == [
        "Harbor Point, Texas",
        "Port Royal, Ontario, Canada",
    ]


def test_a_region_tells_partners_of_one_name_apart(tmp_path: Path) -> None:
    rows = (
        "community,region,partner,partner_region,partner_country,source\n"
        f"A,TX,Boston,England,GB,{PAGE}\nB,TX,Boston,Scotland,GB,{PAGE}\nC,TX,Boston,,GB,{PAGE}\n"
    )
    opened = open_directory(tmp_path, {"partnerships.csv": rows})
    english = Place("Boston", CITY, "", "England", "GB", "United Kingdom")
    assert holders(opened.communities_with(english)) == ["A, Texas", "C, Texas"]
    assert len(opened.communities_with(replace(english, region_name=""))) == 3
    assert [one.region_name for one in opened.look_up(["boston"])["boston"]] == [
        "England",
        "Scotland",
    ]
    opened.close()


def test_a_state_abroad_is_not_the_city_of_its_name(tmp_path: Path) -> None:
    rows = (
        "community,region,partner,partner_country,source\n"
        f"A,TX,Rio de Janeiro,BR,{PAGE}\nB,TX,State of Rio de Janeiro,BR,{PAGE}\n"
    )
    opened = open_directory(tmp_path, {"partnerships.csv": rows})
    city, state = opened.look_up(["rio de janeiro"])["rio de janeiro"]
    assert (city.kind, state.kind) == (CITY, STATE)
    assert holders(opened.communities_with(city)) == ["A, Texas"]
    assert holders(opened.communities_with(state)) == ["B, Texas"]
    opened.close()


def test_a_province_is_found_without_the_word(directory: Directory) -> None:
    kanagawa = Place("Kanagawa", STATE, country="JP")
    assert holders(directory.communities_with(kanagawa)) == ["the State of Maryland"]
    (place,) = directory.look_up(["kanagawa"])["kanagawa"]
    assert place.name == "Kanagawa Prefecture"


def test_partnerships_are_found_by_country(directory: Directory) -> None:
    assert partners(directory.in_country("MX")) == [
        "Jalisco, Mexico",
        "Guadalajara, Mexico",
        "Guadalajara, Jalisco, Mexico",
    ]
    assert directory.in_country("CL") == ()


def test_communities_are_found_by_state(directory: Directory) -> None:
    assert labels(directory.in_state("MD")) == ["the State of Maryland"]
    assert directory.in_state("WY") == ()


# --- standing


def test_an_own_page_makes_a_member_with_the_pages_date_where_no_roll_is_loaded(
    directory: Directory,
) -> None:
    standing = directory.standing(found(directory, "Harbor Point"))
    assert (standing.kind, standing.basis) == (StandingKind.MEMBER, Basis.OWN_PAGE)
    assert (standing.dated, standing.source) == ("undated (after 2020)", PAGE)
    assert standing.roll_as_of is None
    assert standing.statement is not None
    assert standing.statement.since == 1978


def test_a_report_makes_nobody_a_member(directory: Directory) -> None:
    standing = directory.standing(found(directory, "St. Anselm"))
    assert (standing.kind, standing.basis) == (StandingKind.LISTED, Basis.REPORT)
    assert (standing.dated, standing.source) == ("2023-06", NEWS)


def test_sources_that_say_nothing_of_membership_only_list(directory: Directory) -> None:
    standing = directory.standing(found(directory, "Mill Valley Falls"))
    assert (standing.kind, standing.basis) == (StandingKind.LISTED, Basis.SOURCES)
    assert (standing.dated, standing.source) == ("page undated", PAGE)
    assert standing.statement is None


def test_the_roll_makes_members_of_its_day(rolled: Directory) -> None:
    anselm = found(rolled, "St. Anselm")
    standing = rolled.standing(anselm)
    assert anselm.member_by_roll == rolled.roll_as_of == date(2026, 11, 1)
    assert (standing.kind, standing.basis, standing.dated) == (
        StandingKind.MEMBER,
        Basis.ROLL,
        "2026-11-01",
    )
    assert anselm.website == "https://anselm.example"


def test_with_a_roll_an_own_page_no_longer_makes_a_member(rolled: Directory) -> None:
    standing = rolled.standing(found(rolled, "Harbor Point"))
    assert (standing.kind, standing.basis) == (StandingKind.LISTED, Basis.OWN_PAGE)
    assert standing.roll_as_of == date(2026, 11, 1)


def test_current_members_come_from_the_roll_alone(directory: Directory, rolled: Directory) -> None:
    assert directory.members() is None
    members = rolled.members()
    assert members is not None
    assert labels(members) == ["Orange County, California", "St. Anselm, Missouri"]
    assert rolled.sizes.members == 2


def test_a_roll_on_which_nobody_is_current_has_no_members(tmp_path: Path) -> None:
    lapsed = ROLL.replace("Active", "Lapsed").replace("grace", "Lapsed")
    opened = open_directory(tmp_path, {**WITH_ROLL, "roll.csv": lapsed})
    assert (opened.members(), opened.sizes.members) == ((), 0)
    opened.close()


# --- what is for staff

SECRETS = (
    *("Zoe Quarrels", "private.example", "1999", "2027-12-31", "48210", "48_210", "77123"),
    *("Ike Secretan", "2019-03-17", "9120", "secret.example", "Lapsed", "lapsed"),
    *("Pat Hush", "grace", "Grace", "Active"),
    *("Quiet Hollow", "Vic Veiled", "2018-08-09", "1990-01-02", "hollow.example", "Vermont"),
)


def public_values(directory: Directory) -> Iterator[object]:
    """Everything that the public methods give for every name that the files hold."""
    names = [row["Account Name"] for row in csv.DictReader(ROLL.splitlines())]
    names += [row["name"] for row in csv.DictReader(COMMUNITIES.splitlines())]
    names += [row["partner"] for row in csv.DictReader(PARTNERSHIPS.splitlines())]
    communities: set[Community] = set()
    for name in names:
        yield directory.look_up([fold_name(name)])
        for country in ("", "US", "CA", "TW"):
            communities.update(directory.find(name, country=country))
            yield directory.communities_with(Place(name, CITY, country=country))
        communities.update(directory.nearest(name, 50), directory.spelled(name))
        yield (directory.partners_like(name, limit=50), directory.has_like(name, 80))
    for state in ("CA", "IA", "IL", "MD", "MO", "OH", "OR", "TX", "VT"):
        communities.update(directory.in_state(state))
        yield directory.from_state(state)
    yield from (directory.in_country(code) for code in ("JP", "MX", "PL", "SN", "TW", "US"))
    jalisco, taiwan = Place("Jalisco", STATE, country="MX"), Place("", COUNTRY, country="TW")
    for area in (jalisco, taiwan):
        yield directory.in_region(area)
        inside = directory.within(area)
        yield (inside, directory.among(inside, area))
    yield (directory.in_countries(["MX", "TW"]), directory.begun(1900, 2100))
    yield (directory.end_years, directory.most_paired(50))
    yield directory.members()
    for community in communities:
        yield from (community, community.place, community.label)
        yield from (directory.partners_of(community), directory.standing(community))
        yield directory.community(community.place)
    yield from (directory.as_of, directory.roll_as_of, directory.sizes)


def test_no_public_value_holds_what_is_for_staff(rolled: Directory) -> None:
    told = "\n".join(repr(value) for value in public_values(rolled))
    assert "St. Anselm" in told
    assert [secret for secret in SECRETS if secret in told] == []


def test_every_public_method_was_asked_for_secrets() -> None:
    asked = inspect.getsource(public_values)
    public = {name for name in vars(Directory) if not name.startswith("_")}
    unasked = {name for name in public if f"directory.{name}" not in asked}
    assert unasked == {"open", "close", "staff_record", "staff_roll"}


def test_the_report_of_compiling_holds_nothing_that_is_for_staff(tmp_path: Path) -> None:
    files = read_directory(write_folder(tmp_path, WITH_ROLL), TODAY)
    told = repr(compile_directory(files, tmp_path / "directory.db"))
    assert [secret for secret in SECRETS if secret in told] == []


def test_what_is_for_staff_lies_in_a_table_of_its_own(tmp_path: Path) -> None:
    open_directory(tmp_path, WITH_ROLL).close()
    sql = sqlite3.connect(tmp_path / "directory.db")
    tables = {name for (name,) in sql.execute("SELECT name FROM sqlite_master WHERE rootpage")}
    tables -= {name for name in tables if name.startswith("sqlite_")} | {"staff"}
    kept = (
        sql.execute(f"SELECT * FROM {table}").fetchall()
        for table in sorted(tables)
        if "_by_" not in table
    )
    told = repr(list(kept))
    sql.close()
    assert "St. Anselm" in told
    assert [secret for secret in SECRETS if secret in told] == []


def test_staff_see_what_the_roll_says(rolled: Directory) -> None:
    record = rolled.staff_record(found(rolled, "St. Anselm"))
    assert record is not None
    assert (record.status, record.lapsed, record.contact) == (
        "Active",
        False,
        "Zoe Quarrels <zoe@private.example>",
    )
    assert (record.joined, record.expires) == (date(1999, 1, 31), date(2027, 12, 31))
    harbor = rolled.staff_record(found(rolled, "Harbor Point"))
    assert harbor is not None
    assert (harbor.lapsed, harbor.population) == (True, 9120)
    assert rolled.staff_record(found(rolled, "Mill Valley Falls")) is None


def test_staff_see_the_whole_roll_also_whoever_visitors_cannot_find(rolled: Directory) -> None:
    assert rolled.find("Quiet Hollow") == ()
    assert rolled.look_up(["quiet hollow"]) == {}
    assert [record.label for record in rolled.staff_roll()] == [
        "St. Anselm, Missouri",
        "Harbor Point, Texas",
        "Orange County, California",
        "Quiet Hollow, Vermont",
    ]


def test_an_alias_of_a_lapsed_member_that_stands_nowhere_else_leads_visitors_nowhere(
    tmp_path: Path,
) -> None:
    aliases = "alias,name,region,country\nHollow,Quiet Hollow,VT,US\n"
    opened = open_directory(tmp_path, {**WITH_ROLL, "aliases.csv": aliases})
    assert (opened.find("Hollow"), opened.look_up(["hollow"])) == ((), {})
    opened.close()


# --- names that are not quite right


@pytest.mark.parametrize(
    ("name", "region", "expected"),
    [
        ("Harbour Point", "", ["Harbor Point, Texas"]),
        ("city of harbor piont", "", ["Harbor Point, Texas"]),
        ("Springfeld", "", ["Springfield, Illinois", "Springfield, Ohio"]),
        ("Springfeld", "Ohio", ["Springfield, Ohio"]),
        ("Springfeld", "TX", []),
        ("Harbor Lake", "", []),
        ("x" * 500, "", []),
        ("", "", []),
    ],
)
def test_a_misspelled_name_is_known_only_when_it_is_clear(
    directory: Directory, name: str, region: str, expected: list[str]
) -> None:
    assert labels(directory.spelled(name, region)) == expected


def test_of_two_names_that_are_nearly_as_like_neither_is_taken(tmp_path: Path) -> None:
    rows = f"name,region,source\nBrookhaven,TX,{PAGE}\nBrookhavem,OH,{PAGE}\n"
    opened = open_directory(tmp_path, {"communities.csv": rows})
    assert opened.spelled("Brookhaveh") == ()
    assert labels(opened.nearest("Brookhaveh")) == ["Brookhavem, Ohio", "Brookhaven, Texas"]
    assert labels(opened.spelled("Brookhaveh", "TX")) == ["Brookhaven, Texas"]
    opened.close()


def test_the_nearest_names_are_offered_best_first_and_unlike_ones_never(
    directory: Directory,
) -> None:
    assert labels(directory.nearest("Springfeel")) == [
        "Springfield, Illinois",
        "Springfield, Ohio",
    ]
    assert labels(directory.nearest("Springfeel", limit=1)) == ["Springfield, Illinois"]
    assert directory.nearest("Zzyzx") == ()
    assert labels(directory.nearest("Boise City")) == []


def test_leaving_names_out_unseen_loses_none_that_is_alike() -> None:
    letters = random.Random(7)
    names = {"".join(letters.choices("abcde é台-", k=letters.randint(1, 14))) for _ in range(3_000)}
    like = LikeNames(names)
    for _ in range(60):
        wanted = "".join(letters.choices("abcdefé台", k=letters.randint(1, 14)))
        for least in (70, 88):
            straight = {name for name in names if fuzz.ratio(wanted, name) >= least}
            assert {name for name, _ in like.best(wanted, least, 3_000)} == straight


def test_names_too_long_to_compare_are_left_out() -> None:
    like = LikeNames(["a" * 101, "b" * 100, ""])
    assert like.best("a" * 101, 70, 5) == []
    assert like.best("b" * 100, 70, 5) == [("b" * 100, 100)]
    assert LikeNames([]).best("anything", 70, 5) == []


# --- what is shipped


def shipped_rows() -> list[dict[str, str]]:
    with (SHIPPED / "partnerships.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_shipped_row_is_found_from_both_sides(shipped: Directory) -> None:
    for row in shipped_rows():
        (community,) = shipped.find(row["community"], row["region"])
        ours = [p for p in shipped.partners_of(community) if p.partner.name == row["partner"]]
        (pair,) = [p for p in ours if p.partner.country == row["partner_country"]]
        assert [str(since.year) for since in pair.since] == [row["since"]] * bool(row["since"])
        assert (pair.relation, pair.source, pair.vintage) == (
            row["relation"],
            row["source"],
            row["vintage"],
        )
        assert pair in shipped.communities_with(pair.partner)
        assert pair in shipped.in_country(row["partner_country"])
        listed = shipped.look_up([fold_name(row["partner"])])[fold_name(row["partner"])]
        assert any(pair in shipped.communities_with(place) for place in listed)


def test_each_shipped_community_has_as_many_partners_as_rows(shipped: Directory) -> None:
    rows = Counter((row["community"], row["region"]) for row in shipped_rows())
    assert sum(rows.values()) == shipped.sizes.partnerships == 272
    for (name, region), count in rows.items():
        (community,) = shipped.find(name, region)
        assert len(shipped.partners_of(community)) == count


def test_shipped_aliases_lead_to_what_people_mean(shipped: Directory) -> None:
    expected = {
        "NYC": "New York City, New York",
        "N.Y.C.": "New York City, New York",
        "Nueva York": "New York City, New York",
        "Philly": "Philadelphia, Pennsylvania",
        "Bombay": "Mumbai, India",
        "Kiev": "Kyiv, Ukraine",
        "臺北": "Taipei, Taiwan",
        "Breslau": "Wrocław, Poland",
    }
    for alias, label in expected.items():
        key = fold_name(alias)
        assert [place.label for place in shipped.look_up([key])[key]] == [label]


def test_the_shipped_directory_says_what_its_pages_say(shipped: Directory) -> None:
    south = shipped.standing(found(shipped, "South San Francisco"))
    assert (south.kind, south.basis) == (StandingKind.MEMBER, Basis.OWN_PAGE)
    assert south.statement is not None
    assert south.statement.since == 1978
    nashville = shipped.standing(found(shipped, "Nashville"))
    assert (nashville.kind, nashville.dated) == (StandingKind.LISTED, "2023-06")
    assert shipped.members() is None
    assert (shipped.as_of, shipped.sizes) == ("2025-02", Sizes(40, 272, None))
