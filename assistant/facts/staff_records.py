"""What the roll says of a community that was looked up, for staff only: no visitor may see it."""

from collections.abc import Mapping
from typing import Any

from assistant.facts.communities import StaffRecord
from assistant.facts.directory import Directory
from assistant.facts.directory_cells import us_states
from assistant.facts.names import fold_name


def find_record(finding: Mapping[str, Any], name: str, directory: Directory) -> dict[str, str]:
    """The record behind what a look-up found, also of who stands nowhere but on the roll.

    Args:
        finding: Of an answer, as JSON.
        name: That was looked up: "Quiet Hollow, Vermont".
        directory: Of the build in use.

    Returns:
        Status, joined, expires and contact; with `name` where only the roll has it; else nothing.
    """
    if record := _of_community(finding.get("community"), directory):
        return _told(record)
    alone = _on_roll_alone(name, directory) if finding.get("status") == "not_found" else None
    return {"name": alone.label, **_told(alone)} if alone is not None else {}


def _of_community(community: Mapping[str, str] | None, directory: Directory) -> StaffRecord | None:
    """The record of a community that the directory lists."""
    if not community:
        return None
    where = community["name"], community["region"], community["country"]
    records = (directory.staff_record(one) for one in directory.find(*where))
    return next((one for one in records if one is not None), None)


def _on_roll_alone(name: str, directory: Directory) -> StaffRecord | None:
    """The record of the one that stands on the roll under a name and is listed nowhere."""
    base, _, where = name.partition(",")
    state = us_states().get(where.strip().upper(), where)
    asked = fold_name(f"{base} {state}")
    records = [
        one
        for one in directory.staff_roll()
        if asked in {fold_name(one.name), fold_name(one.label)}
    ]
    return records[0] if len(records) == 1 else None


def _told(record: StaffRecord) -> dict[str, str]:
    return {
        "status": record.status,
        "joined": str(record.joined or ""),
        "expires": str(record.expires or ""),
        "contact": record.contact,
    }
