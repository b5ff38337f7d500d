"""What `doctor` says of single matters."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from assistant.commands.findings import office_hours

TODAY = date(2026, 11, 29)
HOURS = {"time_zone": "America/New_York", "monday": "09:00-17:00", "friday": "09:00-12:00"}


@pytest.mark.parametrize(
    ("association", "told", "to_do"),
    [
        ({}, "none known", "Fill in [hours]"),
        ({"hours": {}}, "none known", "Fill in [hours]"),
        ({"hours": HOURS}, "2 days a week, America/New_York, holidays ahead: 0", ""),
        ({"hours": HOURS, "holidays": ["2025-12-25", "2026-12-25"]}, "holidays ahead: 1", ""),
        ({"hours": HOURS, "holidays": ["2025-12-25"]}, "holidays ahead: 0", "are past"),
        ({"hours": HOURS | {"monday": "9 to 5"}}, "cannot be read", "monday = '9 to 5'"),
    ],
)
def test_office_hours_are_known_unknown_outdated_or_refused(
    association: Mapping[str, Any], told: str, to_do: str
) -> None:
    found = office_hours(association, TODAY)
    assert told in found.told
    assert to_do in found.to_do
    assert bool(found.to_do) is bool(to_do)
