"""A call of the Web API, read the same whether it came as JSON, as a form or in the address."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web

from tests.slack_double.fields import Fields, Refused


@dataclass(frozen=True)
class Call:
    """What was asked, by whom."""

    method: str
    token: str
    arguments: Fields

    def text(self, name: str) -> str:
        """An argument as text; empty if it is missing."""
        value = self.arguments.get(name)
        return "" if value is None else str(value)

    def required(self, name: str) -> str:
        """An argument that must not be missing.

        Raises:
            Refused: `invalid_arguments`.
        """
        value = self.text(name)
        if not value:
            raise Refused("invalid_arguments", f"[ERROR] missing required field: {name}")
        return value

    def flag(self, name: str) -> bool:
        """A switch; the SDK writes it as `1` or `0` in a form."""
        return self.text(name).lower() in {"1", "true"}

    def number(self, name: str, default: int) -> int:
        """A whole number above 0."""
        value = self.text(name)
        return max(1, int(value)) if value.isdigit() else default

    def structure(self, name: str) -> object:
        """A list or object, which a form carries as JSON; None if it is missing.

        Raises:
            Refused: `invalid_arguments`, if it is no JSON.
        """
        value = self.arguments.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise Refused("invalid_arguments", f"[ERROR] {name} is no JSON") from None


Method = Callable[[Call], Fields]


async def read_call(request: web.Request) -> Call:
    """The call that an HTTP request makes."""
    arguments: Fields = dict(request.query)
    if request.content_type == "application/json":
        arguments |= await request.json()
    else:
        arguments |= dict(await request.post())
    scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
    token = bearer if scheme == "Bearer" else str(arguments.get("token", ""))
    return Call(request.match_info["method"], token, arguments)
