"""Directory folders: what they say, what is joined, and what is refused with its line."""

import csv
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest

from assistant.facts.communities import Listing, Relation, SinceYear, StatementKind
from assistant.facts.directory_cells import countries, us_states
from assistant.facts.directory_files import read_directory
from assistant.facts.directory_gathering import DirectoryFiles, ListedCommunity, ListedPartnership
from assistant.facts.places import PlaceKind
from assistant.seams import TableRefused
from tests.broken_directories import BROKEN, BrokenDirectory
from tests.directory_folders import (
    ALIASES,
    COMMUNITIES,
    GOOD,
    NEWS,
    PAGE,
    PARTNERSHIPS,
    ROLL,
    ROLL_NOTES,
    TODAY,
    WITH_ROLL,
    write_folder,
)

SHIPPED = Path(__file__).parent.parent / "knowledge" / "directory"
GATHERED = {
    "members.csv": "name,kind,state_code,country_code,population,source_url,sources,website,"
    "sci_member_status\n"
    f"Harbor Point,city,TX,US,9120,{PAGE},page;wikipedia-2023-05,,not known\n"
    f"State of Maryland,state,MD,US,6263220,{PAGE},page,,not known\n"
    f"Oak County,county,OH,US,,{PAGE},sistercity.info-2025-06,https://oak.example,not known\n",
    "partnerships.csv": "us_name,us_state,partner_name,partner_region,partner_country_code,"
    "since_year,relation,source_url,since_source_url,state_basis,listed_by,n_sources,sources,"
    "confidence,latest_vintage,alt_names\n"
    f"Harbor Point,TX,Chiba,Chiba,JP,1972,sister,{PAGE},{NEWS},stated,us;partner,2,"
    "page;wikipedia-2026-02,high,2026-02,Chiba City\n"
    f"Oak County,OH,Mishan,,,,unknown,{PAGE},,stated,aggregator,1,sistercity.info-2025-06,low,"
    "2025-06,\n"
    f"Oak County,OH,Pristina,,XK,,sister,{PAGE},,stated,us,1,page,high,page undated,Prishtina\n",
    "facts_by_hand.csv": "us_name,us_state,partner_name,partner_region,partner_country_code,"
    "since_year,relation,source_url,vintage\n"
    f"Harbor Point,TX,Chiba,,JP,1973,sister,{PAGE},page undated\n"
    f"State of Maryland,MD,Jalisco,,MX,1993,unknown,{PAGE},~2025\n",
    "websites.csv": "Harbor Point|TX,https://www.harborpoint.example\n",
    "sci_membership_statements.csv": "community,state_code,statement,as_of,source_url,note\n"
    f'Harbor Point (via its Council),TX,"""a member since 1978""",page undated (after 2020),{PAGE},'
    "managing organisation's own page\n"
    f'Quiet Hollow,VT,"""rejoined for one year"" (2015)",2019,{NEWS},a repost\n',
    "population_us_states.csv": "name,population\nTexas,1\n",
    "unresolved.csv": "us_name\nA\n",
    "README.md": "# about",
}


def read(folder: Path, files: Mapping[str, str | bytes] = GOOD) -> DirectoryFiles:
    return read_directory(write_folder(folder, files), TODAY)


def named(files: DirectoryFiles, name: str, region: str) -> ListedCommunity:
    found = [c for c in files.communities if (c.place.name, c.place.region) == (name, region)]
    assert len(found) == 1
    return found[0]


def pairs(files: DirectoryFiles, community: str, partner: str) -> list[ListedPartnership]:
    key = community.casefold()
    return [p for p in files.partnerships if (p.community[0], p.partner.name) == (key, partner)]


# --- what is refused


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.name)
def test_a_broken_folder_is_refused_with_file_line_and_reason(
    tmp_path: Path, broken: BrokenDirectory
) -> None:
    folder = write_folder(tmp_path, broken.files)
    with pytest.raises(TableRefused) as refused:
        read_directory(folder, TODAY)
    assert refused.value.file.removeprefix("directory/") == broken.file
    told = [(line, reason) for line, reason in refused.value.problems if broken.words in reason]
    assert [line for line, _ in told] == [broken.line], refused.value.problems


def test_everything_wrong_with_a_file_is_said_at_once(tmp_path: Path) -> None:
    rows = f"name,region,source\nA,ZZ,{PAGE}\nB,TX,nowhere\n,TX,{PAGE}\n"
    with pytest.raises(TableRefused) as refused:
        read(tmp_path, {"communities.csv": rows})
    assert [line for line, _ in refused.value.problems] == [2, 3, 4]


def test_a_folder_that_is_missing_holds_no_directory(tmp_path: Path) -> None:
    with pytest.raises(TableRefused, match="holds no directory"):
        read_directory(tmp_path / "nowhere", TODAY)


def test_a_map_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, {"roll.csv": ROLL})
    (folder / "roll.toml").mkdir()
    with pytest.raises(TableRefused, match=r"roll\.toml: it cannot be opened"):
        read_directory(folder, TODAY)


# --- what is read


def test_a_folder_gives_communities_pairs_and_aliases(tmp_path: Path) -> None:
    files = read(tmp_path)
    assert (len(files.communities), len(files.partnerships), len(files.aliases)) == (8, 9, 3)
    assert files.roll is None
    assert files.read == tuple(f"directory/{name}" for name in sorted(GOOD))
    harbor = named(files, "Harbor Point", "TX")
    assert (harbor.website, harbor.website_source) == ("https://harborpoint.example", PAGE)
    assert harbor.statement is not None
    assert harbor.statement.kind is StatementKind.OWN_PAGE
    assert (harbor.statement.since, harbor.statement.dated) == (1978, "undated (after 2020)")
    maryland = named(files, "Maryland", "MD")
    assert (maryland.place.kind, maryland.statement) == (PlaceKind.STATE, None)


def test_two_rows_of_a_pair_are_one_partnership_with_both_years_and_sources(tmp_path: Path) -> None:
    (pair,) = pairs(read(tmp_path), "Harbor Point", "Taipei")
    assert pair.since == (SinceYear(1961, NEWS), SinceYear(1963, PAGE))
    assert pair.listings == (Listing(NEWS, "2021-08"), Listing(PAGE, "page undated"))


def test_the_row_that_knows_the_relation_and_the_region_completes_the_other(tmp_path: Path) -> None:
    rows = (
        "community,region,partner,partner_region,partner_country,since,relation,source\n"
        f"A,TX,Oita,,JP,1990,,{PAGE}\nA,TX,Ōita,Kyushu,JP,1990,friendship,{PAGE}\n"
        f"A,TX,Oita,Honshu,JP,,sister,{NEWS}\n"
    )
    first, second = read(tmp_path, {"partnerships.csv": rows}).partnerships
    assert (first.partner.region_name, second.partner.region_name) == ("Honshu", "Kyushu")
    assert (second.relation, second.since) == (Relation.FRIENDSHIP, (SinceYear(1990, PAGE),))
    assert second.listings == (Listing(PAGE, "undated"),)


def test_without_a_list_of_communities_pairs_bring_their_own(tmp_path: Path) -> None:
    files = read(tmp_path, {"partnerships.csv": PARTNERSHIPS})
    assert len(files.communities) == 7
    assert named(files, "Maryland", "MD").place.kind is PlaceKind.STATE
    assert named(files, "Cedar County", "IA").place.kind is PlaceKind.COUNTY
    assert named(files, "Harbor Point", "TX").source == NEWS


@pytest.mark.parametrize(
    ("name", "country", "kind"),
    [
        ("Anhui Province", "CN", PlaceKind.STATE),
        ("State of Rio de Janeiro", "BR", PlaceKind.STATE),
        ("County Cork", "IE", PlaceKind.COUNTY),
        ("Bong County", "LR", PlaceKind.COUNTY),
        ("County of Devon", "GB", PlaceKind.COUNTY),
        ("Rio de Janeiro", "BR", PlaceKind.CITY),
        ("Island County", "US", PlaceKind.COUNTY),
        ("Region Falls", "US", PlaceKind.CITY),
    ],
)
def test_a_partner_tells_its_kind_by_its_name(
    tmp_path: Path, name: str, country: str, kind: PlaceKind
) -> None:
    head = "community,region,partner,partner_region,partner_country,source\n"
    region = "WA" if country == "US" else ""
    row = f"A,TX,{name},{region},{country},{PAGE}\n"
    (pair,) = read(tmp_path, {"partnerships.csv": head + row}).partnerships
    assert (pair.partner.kind, pair.partner.country) == (kind, country)


def test_names_that_could_do_harm_stay_text(tmp_path: Path) -> None:
    names = [
        '=HYPERLINK("https://evil.example","Houston")',
        "+cmd|' /C calc'!A0",
        "@SUM(1)",
        "-2+3",
        "<script>alert(1)</script>Town",
        "Ali\u202egro\x07\u200b Falls",
    ]
    quoted = ['"' + name.replace('"', '""') + '"' for name in names]
    rows = "name,region,source\n" + "".join(f"{name},TX,{PAGE}\n" for name in quoted)
    kept = {c.place.name for c in read(tmp_path, {"communities.csv": rows}).communities}
    assert kept == {*names[:5], "Aligro Falls"}


def test_a_spreadsheet_reads_like_a_csv(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in csv.reader(COMMUNITIES.splitlines()):
        book.worksheets[0].append([int(cell) if cell.isdigit() else cell for cell in row])
    folder = write_folder(tmp_path, {"partnerships.csv": PARTNERSHIPS, "aliases.csv": ALIASES})
    book.save(folder / "communities.xlsx")
    assert read_directory(folder, TODAY).communities == read(tmp_path / "csv").communities


def test_the_order_of_rows_changes_nothing(tmp_path: Path) -> None:
    head, *rows = COMMUNITIES.splitlines(keepends=True)
    turned = {**GOOD, "communities.csv": "".join([head, *reversed(rows)])}
    straight = read(tmp_path / "one")
    assert read(tmp_path / "two", turned).communities == straight.communities


def test_tables_that_are_not_read_are_named(tmp_path: Path) -> None:
    files = {**GOOD, "Roll 2026.csv": "a\n", ".hidden.csv": "", "~$x.xlsx": "", "README.md": ""}
    assert read(tmp_path, files).passed_over == ("Roll 2026.csv",)


def test_the_associations_own_records_may_be_a_source(tmp_path: Path) -> None:
    rows = "name,region,source\nHarbor Point,TX,own-records\n"
    assert read(tmp_path, {"communities.csv": rows}).communities[0].source == "own-records"


def test_an_alias_leads_to_every_place_that_its_row_allows(tmp_path: Path) -> None:
    aliases = (
        "alias,name,region,country,kind\nGDL,Guadalajara,Jalisco,,\nG,Guadalajara,,MX,\n"
        "Spring,Springfield,,US,city\nRoyal,Port Royal,Ontario,CA,\n"
    )
    gdl, short, spring, royal = read(tmp_path, {**GOOD, "aliases.csv": aliases}).aliases
    assert [key[2] for key in gdl.places] == ["jalisco"]
    assert [key[2] for key in short.places] == ["", "jalisco"]
    assert [key[2] for key in spring.places] == ["IL", "OH"]
    assert [key[0] for key in royal.places] == ["port royal"]


# --- files that others gathered


def test_gathered_files_load_as_they_are(tmp_path: Path) -> None:
    files = read(tmp_path, GATHERED)
    assert [one.place.name for one in files.communities] == [
        "Maryland",
        "Oak County",
        "Harbor Point",
        "Quiet Hollow",
    ]
    assert len(files.partnerships) == 4
    assert files.passed_over == ("population_us_states.csv", "unresolved.csv")


def test_of_gathered_pairs_the_page_is_cited_and_both_years_are_kept(tmp_path: Path) -> None:
    (pair,) = pairs(read(tmp_path, GATHERED), "Harbor Point", "Chiba")
    assert pair.since == (SinceYear(1973, PAGE), SinceYear(1972, NEWS))
    assert pair.listings == (
        Listing(PAGE, "page undated"),
        Listing("wikipedia-2026-02", "2026-02"),
    )
    assert (pair.partner.region_name, pair.listed_by, pair.confidence) == (
        "Chiba",
        "us;partner",
        "high",
    )
    assert pair.also == ("Chiba City",)


def test_a_gathered_partner_may_lie_in_no_country_and_in_kosovo(tmp_path: Path) -> None:
    files = read(tmp_path, GATHERED)
    countries_of = {p.partner.name: p.partner.country_name for p in files.partnerships}
    assert (countries_of["Mishan"], countries_of["Pristina"]) == ("", "Kosovo")


def test_gathered_statements_say_whose_page_they_stand_on(tmp_path: Path) -> None:
    files = read(tmp_path, GATHERED)
    own, report = named(files, "Harbor Point", "TX"), named(files, "Quiet Hollow", "VT")
    assert own.statement is not None
    assert report.statement is not None
    assert (own.statement.kind, own.statement.since) == (StatementKind.OWN_PAGE, 1978)
    assert (own.statement.text, own.statement.dated) == (
        "a member since 1978",
        "undated (after 2020)",
    )
    assert (report.statement.kind, report.statement.since) == (StatementKind.REPORT, None)
    assert own.vintage == "2023-05"
    assert own.website == "https://www.harborpoint.example"


def test_a_communitys_own_word_goes_before_a_report(tmp_path: Path) -> None:
    said = GATHERED["sci_membership_statements.csv"].splitlines(keepends=True)
    own = said[1].replace("Harbor Point (via its Council),TX", "St. Anselm,MO")
    report = said[2].replace("Quiet Hollow,VT", "Harbor Point,TX")
    files = {**GOOD, "sci_membership_statements.csv": said[0] + own + report}
    read_files = read(tmp_path, files)
    for name, region in (("St. Anselm", "MO"), ("Harbor Point", "TX")):
        statement = named(read_files, name, region).statement
        assert statement is not None
        assert statement.kind is StatementKind.OWN_PAGE


# --- the roll


def test_a_roll_is_read_by_its_column_map(tmp_path: Path) -> None:
    roll = read(tmp_path, WITH_ROLL).roll
    assert roll is not None
    anselm, harbor, orange, hollow = roll.entries
    assert roll.as_of.isoformat() == "2026-11-01"
    assert [entry.current for entry in roll.entries] == [True, False, True, False]
    assert (anselm.population, str(anselm.joined), str(anselm.expires)) == (
        48_210,
        "1999-01-31",
        "2027-12-31",
    )
    assert (harbor.status, harbor.contact) == ("Lapsed", "Ike Secretan")
    assert (orange.place.name, orange.place.kind) == ("Orange County", PlaceKind.COUNTY)
    assert (hollow.place.kind, hollow.joined is not None) == (PlaceKind.CITY, True)


def test_the_roll_knows_communities_by_the_name_they_are_listed_under(tmp_path: Path) -> None:
    rolled = ROLL.replace("Harbor Point", "HP")
    roll = read(tmp_path, {**WITH_ROLL, "roll.csv": rolled}).roll
    assert roll is not None
    assert [entry.place.name for entry in roll.entries[:2]] == ["St. Anselm", "Harbor Point"]


def test_a_member_under_two_names_is_refused(tmp_path: Path) -> None:
    rolled = ROLL.replace("Quiet Hollow,Lapsed,VT", "Town of Harbor Point,Lapsed,TX")
    with pytest.raises(TableRefused, match="Harbor Point, Texas stands on line 3 already"):
        read(tmp_path, {**WITH_ROLL, "roll.csv": rolled})


def test_an_alias_may_lead_to_a_member_that_only_the_roll_knows(tmp_path: Path) -> None:
    aliases = ALIASES + "The OC,Orange County,CA,US,county\nHollow,Quiet Hollow,VT,US,\n"
    files = read(tmp_path, {**WITH_ROLL, "aliases.csv": aliases})
    assert [alias.key for alias in files.aliases[-2:]] == ["the oc", "hollow"]


def test_a_roll_alone_is_a_directory(tmp_path: Path) -> None:
    files = read(tmp_path, {"roll.csv": ROLL, "roll.toml": ROLL_NOTES})
    assert (files.communities, files.partnerships) == ((), ())
    assert files.roll is not None
    assert len(files.roll.entries) == 4


# --- what is shipped


def test_every_shipped_statement_and_row_has_its_page_and_its_date() -> None:
    files = read_directory(SHIPPED, TODAY)
    assert len(files.communities) == 40
    assert len(files.partnerships) == 272
    for community in files.communities:
        assert community.source.startswith("http")
        assert community.vintage
        if community.statement:
            assert community.statement.source.startswith("http")
    for pair in files.partnerships:
        assert [listing.source[:4] for listing in pair.listings] == ["http"]
        assert pair.listings[0].vintage


def test_only_communities_own_pages_make_shipped_members() -> None:
    said = [c for c in read_directory(SHIPPED, TODAY).communities if c.statement]
    own = {c.place.name for c in said if c.statement and c.statement.kind is StatementKind.OWN_PAGE}
    assert own == {"Elk Grove", "Philadelphia", "South San Francisco", "St. Louis"}
    assert {c.place.name for c in said} - own == {
        "Menlo Park",
        "Nashville",
        "Saint Paul",
        "West Valley City",
    }


def test_states_are_fifty_and_dc_and_countries_those_of_iso_and_kosovo() -> None:
    assert len(us_states()) == 51
    assert len(countries()) == 250
    assert {"US", "TW", "XK", "PR"} <= set(countries())
    assert not {"EU", "UN", "XA", "ZZ", "UK"} & set(countries())
