"""Directory folders that must be refused, each with the file, the line and words that say why."""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.directory_folders import ALIASES, COMMUNITIES, GOOD, PAGE, ROLL, ROLL_NOTES


@dataclass(frozen=True)
class BrokenDirectory:
    """A folder that is wrong in one place.

    Attributes:
        name: What is wrong, as a test's name.
        files: By name.
        file: The file that the message must name.
        line: Its line; 0 for the file as a whole.
        words: What the message must say.
    """

    name: str
    files: Mapping[str, str | bytes]
    file: str
    line: int
    words: str


SHORT = "name,region,source\n"
PAIR = "community,region,partner,partner_country,since,relation,source\n"


def _communities(name: str, line: int, words: str, content: str | bytes) -> BrokenDirectory:
    return BrokenDirectory(name, {"communities.csv": content}, "communities.csv", line, words)


def _pairs(name: str, line: int, words: str, rows: str) -> BrokenDirectory:
    """Rows of Springfield, Illinois: its name is written in front of each."""
    table = PAIR + "".join(f"Springfield,IL,{row}\n" for row in rows.splitlines())
    files = {"communities.csv": COMMUNITIES, "partnerships.csv": table}
    return BrokenDirectory(name, files, "partnerships.csv", line, words)


def _changed(name: str, line: int, words: str, before: str, after: str) -> BrokenDirectory:
    assert before in COMMUNITIES
    return _communities(name, line, words, COMMUNITIES.replace(before, after, 1))


def _aliases(name: str, line: int, words: str, row: str) -> BrokenDirectory:
    return BrokenDirectory(name, {**GOOD, "aliases.csv": ALIASES + row}, "aliases.csv", line, words)


def _roll(name: str, line: int, words: str, before: str, after: str) -> BrokenDirectory:
    assert before in ROLL
    files = {"roll.csv": ROLL.replace(before, after, 1), "roll.toml": ROLL_NOTES}
    return BrokenDirectory(name, files, "roll.csv", line, words)


def _notes(name: str, line: int, words: str, before: str, after: str) -> BrokenDirectory:
    assert before in ROLL_NOTES
    files = {"roll.csv": ROLL, "roll.toml": ROLL_NOTES.replace(before, after, 1)}
    return BrokenDirectory(name, files, "roll.toml", line, words)


BROKEN = (
    # the folder
    BrokenDirectory("nothing there", {"README.md": "hello"}, "directory", 0, "holds no directory"),
    BrokenDirectory(
        "two files of one table",
        {"communities.csv": COMMUNITIES, "communities.xlsx": b"PK"},
        "communities.xlsx",
        0,
        "keep one of the two",
    ),
    # communities
    _communities("an empty file", 0, "it is empty", ""),
    _communities("no text", 0, "it is no text", b"\x00\x01\x02"),
    _communities("a missing column", 1, "the column 'source' (or 'source_url')", "name,region\n"),
    _communities("a missing column by its own name", 1, "'region' (or", "name,source\n"),
    _communities(
        "a community without a name", 3, "without a name", f"{SHORT}A,TX,{PAGE}\n,TX,{PAGE}\n"
    ),
    _communities("an unknown state", 2, "'ZZ' is no US state", f"{SHORT}A,ZZ,{PAGE}"),
    _communities("no state", 2, "there is no state", f"{SHORT}A,,{PAGE}"),
    _communities("a territory as a state", 2, "'PR' is no US state", f"{SHORT}A,PR,{PAGE}"),
    _changed("an unknown country", 9, "'ZZ' is no country", "Ontario,CA", "Ontario,ZZ"),
    _changed("the whole of Europe", 9, "'EU' is no country", "Ontario,CA", "Ontario,EU"),
    _changed("an unknown kind", 8, "'realm' is no kind", "Maryland,state", "Maryland,realm"),
    _communities("no source", 2, "it is empty", f"{SHORT}A,TX,\n"),
    _communities("a source without https", 2, "no web address", f"{SHORT}A,TX,example.org\n"),
    _communities(
        "a source that runs", 2, "no web address", f"{SHORT}A,TX,javascript:alert(1)//http://x\n"
    ),
    _communities("a source without a host", 2, "no web address", f"{SHORT}A,TX,https:///a\n"),
    _communities("a source with a broken host", 2, "no web address", f"{SHORT}A,TX,http://[a\n"),
    _changed("a website that is none", 2, "website: 'ftp://", "https://harborpoint", "ftp://h"),
    _communities(
        "a community twice",
        4,
        "Saint Anselm, Missouri stands on line 2 already",
        f"{SHORT}St. Anselm,MO,{PAGE}\nB,TX,{PAGE}\nSaint Anselm,Missouri,{PAGE}\n",
    ),
    _changed("a statement without a kind", 2, "no kind of statement", "own_page,1978", ",1978"),
    _changed("a statement of another kind", 2, "no kind of statement", "own_page", "maybe"),
    _changed(
        "a statement without a source", 2, "statement_source: it is empty", f"20),{PAGE},", "20),,"
    ),
    _changed(
        "a kind without a statement",
        2,
        "without a statement",
        "Its page says that it is a member.",
        "",
    ),
    _changed("a statement from the future", 2, "1900 to 2027", "1978", "2028"),
    # partnerships
    _pairs("a partner without a name", 2, "a partner without a name", f",JP,,,{PAGE}"),
    _pairs("an unknown partner country", 2, "'UK1'", f"A,UK1,,,{PAGE}"),
    _pairs("an unknown relation", 2, "'twin' is no relation", f"A,JP,,twin,{PAGE}"),
    _pairs("a year before 1900", 2, "'1899'", f"A,JP,1899,,{PAGE}"),
    _pairs("a year too far ahead", 2, "'2028'", f"A,JP,2028,,{PAGE}"),
    _pairs("a year that is none", 2, "'the 60s' is no year", f"A,JP,the 60s,,{PAGE}"),
    _pairs("an unknown source id", 2, "own-records", "A,JP,,,hearsay"),
    BrokenDirectory(
        "a community that nobody listed",
        {"communities.csv": COMMUNITIES, "partnerships.csv": f"{PAIR}Springs,IL,A,JP,,,{PAGE}\n"},
        "partnerships.csv",
        2,
        "Springs, Illinois is not among the communities",
    ),
    _pairs("a quotation mark that never ends", 2, "quotation", f'"A,JP,,,{PAGE}'),
    BrokenDirectory(
        "gathered sources that nobody knows",
        {"partnerships.csv": f"{PAIR.strip()},sources\nA,TX,B,JP,,,{PAGE},page;atlas-1999\n"},
        "partnerships.csv",
        2,
        "'atlas-1999' is not known",
    ),
    # gathered files
    BrokenDirectory(
        "a website of nobody",
        {"communities.csv": COMMUNITIES, "websites.csv": "Nowhere|TX,https://a.example\n"},
        "websites.csv",
        1,
        "Nowhere, Texas is not among the communities",
    ),
    BrokenDirectory(
        "a website without a state",
        {"communities.csv": COMMUNITIES, "websites.csv": "Springfield,https://a.example\n"},
        "websites.csv",
        1,
        "write it as Houston|TX",
    ),
    BrokenDirectory(
        "a gathered statement without a page",
        {
            "sci_membership_statements.csv": "community,state_code,statement,source_url\n"
            "Springfield,IL,a member,\n"
        },
        "sci_membership_statements.csv",
        2,
        "it is empty",
    ),
    # aliases
    _aliases("an alias that leads nowhere", 5, "not hold Atlantis, GR", "D,Atlantis,,GR,\n"),
    _aliases("an alias of marks only", 5, "an alias needs letters", "!!!,Taipei,,TW,\n"),
    _aliases("an alias without a name", 5, "the name that it leads to", "Deep,,,TW,\n"),
    _aliases("an alias into an unknown state", 5, "'QQ' is no US state", "D,Springfield,QQ,US,\n"),
    # the roll
    BrokenDirectory("a roll without its map", {"roll.csv": ROLL}, "roll.toml", 0, "it is missing"),
    BrokenDirectory(
        "a map without its roll",
        {**GOOD, "roll.toml": ROLL_NOTES},
        "roll.toml",
        0,
        "no roll beside",
    ),
    BrokenDirectory(
        "a map that is no text",
        {"roll.csv": ROLL, "roll.toml": b"\xff\xfe\x00"},
        "roll.toml",
        0,
        "no text in UTF-8",
    ),
    _notes("a map that is no TOML", 2, "no TOML", "current = [", "current = (["),
    _notes("a roll without a day", 0, "as_of = 2026-11-01", "as_of = 2026-11-01\n", ""),
    _notes("a roll with a day in words", 1, "as_of = 2026-11-01", "2026-11-01", '"last week"'),
    _notes("a roll with an hour", 1, "as_of = 2026", "2026-11-01", "2026-11-01T10:00:00"),
    _notes("a roll of tomorrow", 1, "later than today", "2026-11-01", "2026-11-25"),
    _notes("no current statuses", 2, "no status is current", '["Active", "Grace"]', "[]"),
    _notes("statuses that are no list", 3, "must be a list", '["Lapsed"]', '"Lapsed"'),
    _notes("a status on both sides", 3, "both current and lapsed", '["Lapsed"]', '["active"]'),
    _notes("a setting that nobody knows", 1, "'asof' is not known", "as_of", "asof"),
    _notes("a field that nobody knows", 13, "'mail' is no field", "contact", "mail"),
    _notes("a column that is not there", 9, "no column 'province'", "Billing Country", "Province"),
    _notes("a column without a name", 9, "write the column's name", '"Billing Country"', '""'),
    _notes("a map without the name", 5, "lacks 'name'", 'name = "Account Name"\n', ""),
    _notes("no map at all", 0, "the map is missing", "[columns]", "[column]"),
    _roll("a status that nobody named", 4, "'Pending' is neither", "grace", "Pending"),
    _roll("no status", 4, "'' is neither", "grace", ""),
    _roll("a member without a name", 4, "without a name", "County of Orange", ""),
    _roll("a member in no state", 5, "there is no state", ",VT,", ",,"),
    _roll("a member in no country", 3, "'Oz' is no country", "USA", "Oz"),
    _roll("a member of no kind", 3, "'Individual' is no kind", "Town", "Individual"),
    _roll("a day that does not exist", 3, "2019-02-31", "2019-03-17", "2019-02-31"),
    _roll("people in words", 3, "'few' is no number", "9120", "few"),
    _roll("a website that is none", 5, "no web address", "https://hollow", "hollow"),
    _roll(
        "a member twice",
        5,
        "stands on line 4 already",
        "Quiet Hollow,Lapsed,VT",
        "Orange County,Lapsed,CA",
    ),
)
