"""To which addresses the texts of others may be linked."""

from collections.abc import Mapping
from typing import Any


def link_hosts(association: Mapping[str, Any]) -> frozenset[str]:
    """The hosts that an association allows, in lower case."""
    return frozenset(str(one).lower() for one in association.get("allowed_link_hosts", ()))
