"""Small directory folders with made-up communities, as a membership department would keep them."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from assistant.facts.directory import Directory, compile_directory
from assistant.facts.directory_files import read_directory
from assistant.facts.directory_partners import PlaceBook

TODAY = date(2026, 11, 24)
PAGE = "https://example.org/sisters"
NEWS = "https://news.example.com/2023/sisters"

COMMUNITIES = f"""\
name,kind,region,country,website,website_source,statement,statement_kind,statement_since,\
statement_date,statement_source,source,vintage
Harbor Point,city,TX,US,https://harborpoint.example,{PAGE},Its page says that it is a member.,\
own_page,1978,undated (after 2020),{PAGE},{PAGE},2024
St. Anselm,city,MO,US,,,A report calls it a chapter.,report,,2023-06,{NEWS},{NEWS},2023-06
Mill Valley Falls,city,OR,US,,,,,,,,{PAGE},page undated
Springfield,city,IL,US,,,,,,,,{PAGE},2020
Springfield,city,OH,US,,,,,,,,{PAGE},2020
Cedar County,county,IA,US,,,,,,,,{PAGE},2021-08
Maryland,state,MD,US,,,,,,,,{PAGE},2022
Port Royal,city,Ontario,CA,,,,,,,,{PAGE},2019
"""
PARTNERSHIPS = f"""\
community,region,country,partner,partner_kind,partner_region,partner_country,since,since_source,\
relation,source,vintage,also
Harbor Point,TX,,Taipei,,,TW,1961,,sister,{NEWS},2021-08,
Harbor Point,TX,,Taipei,,,TW,1963,,sister,{PAGE},page undated,
Harbor Point,TX,,Guadalajara,,,MX,,,friendship,{PAGE},2024,
St. Anselm,MO,,Guadalajara,,Jalisco,MX,1974,{NEWS},sister,{PAGE},2025-02,
St. Anselm,MO,,Saint-Louis,,,SN,,,,{PAGE},2024,
Cedar County,IA,,Jalisco,state,,MX,,,unknown,{PAGE},2024,
State of Maryland,MD,,Kanagawa Prefecture,,,JP,1981,,unknown,{PAGE},2024,
Mill Valley Falls,OR,,Łódź,,,PL,1990,,emeritus,{PAGE},2024,Lodz City; City of Litzmannstadt
Springfield,IL,,Ashikaga,,,JP,1990,,sister,{PAGE},2024,
Port Royal,Ontario,CA,Taipei,,,TW,2001,,sister,{PAGE},2024,
"""
ALIASES = """\
alias,name,region,country,kind
HP,Harbor Point,TX,US,
臺北,Taipei,,TW,
Formosa Point,Harbor Point,,,city
"""
ROLL_NOTES = """\
as_of = 2026-11-01
current = ["Active", "Grace"]
lapsed = ["Lapsed"]

[columns]
name = "Account Name"
status = "Membership Status"
state = "Billing State"
country = "Billing Country"
kind = "Type"
joined = "Member Since"
expires = "Paid Through"
contact = "Primary Contact"
population = "Population"
website = "Website"
"""
ROLL = """\
Account Name,Membership Status,Billing State,Billing Country,Type,Member Since,Paid Through,\
Primary Contact,Population,Website,Balance
City of St. Anselm,Active,Missouri,United States,City,1/31/1999,12/31/2027,\
Zoe Quarrels <zoe@private.example>,"48,210",https://anselm.example,77123
Harbor Point,Lapsed,TX,USA,Town,1978-05-01,2019-03-17,Ike Secretan,9120,https://secret.example,1
County of Orange,grace,CA,,County,,,Pat Hush,,,0
Quiet Hollow,Lapsed,VT,,,1990-01-02,2018-08-09,Vic Veiled,615,https://hollow.example,
"""

GOOD: Mapping[str, str] = {
    "communities.csv": COMMUNITIES,
    "partnerships.csv": PARTNERSHIPS,
    "aliases.csv": ALIASES,
}
WITH_ROLL: Mapping[str, str] = {**GOOD, "roll.csv": ROLL, "roll.toml": ROLL_NOTES}


def write_folder(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files into a folder called `directory`."""
    target = folder / "directory"
    target.mkdir(parents=True)
    for name, content in files.items():
        content = content if isinstance(content, bytes) else content.encode()
        (target / name).write_bytes(content)
    return target


def open_directory(
    folder: Path, files: Mapping[str, str | bytes], gazetteer: PlaceBook | None = None
) -> Directory:
    """Read, compile and open a folder of such files; whoever asks closes it."""
    target = folder / "directory.db"
    compile_directory(read_directory(write_folder(folder, files), TODAY), target, gazetteer)
    return Directory.open(target)
