"""What all pages share: their templates, links that are safe, and how to reach a person."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

SUGGESTIONS = 4


class Reach(NamedTuple):
    """How a visitor reaches a person; empty where the association does not say."""

    telephone: str
    telephone_url: str
    email: str
    email_url: str


def make_templates() -> Environment:
    """The templates; every value is escaped."""
    templates = Environment(
        loader=PackageLoader("assistant.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["web_url"] = web_url
    return templates


def read_reach(association: Mapping[str, Any]) -> Reach:
    """How to reach a person, with links where the text makes one."""
    telephone = str(association.get("telephone", ""))
    email = str(association.get("email", ""))
    digits = re.sub(r"[^0-9+]", "", telephone)
    is_email = re.fullmatch(r"[^@\s]+@[^@\s]+", email)
    return Reach(
        telephone,
        f"tel:{digits}" if digits else "",
        email,
        f"mailto:{quote(email, safe='@')}" if is_email else "",
    )


def web_url(address: str) -> str:
    """The address if it is one of the web, else nothing: no script runs from a link."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in {"http", "https"} and parts.netloc else ""
