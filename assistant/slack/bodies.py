"""Reads the body of a delivery; knows nothing about what it means."""

import json
from collections.abc import Sequence
from typing import Final, NoReturn
from urllib.parse import parse_qsl

from assistant.slack.fields import Body

MOST_LEVELS: Final = 100  # rich text in a modal needs about fifteen
_JSON: Final = "application/json"
_FORMS: Final = frozenset({"command", "ssl_check"})


def read_body(raw: bytes, content_types: Sequence[str] = ()) -> Body:
    """Read a JSON object, a form that holds one as `payload`, or the form of a slash command.

    What is JSON and what a form is told apart as Bolt does it, so that both read the same.

    Args:
        raw: As it came.
        content_types: Every Content-Type header that came with it.

    Raises:
        ValueError: It is none of these, is no UTF-8, or nests too deep.
    """
    text = raw.decode("utf-8")
    if text.startswith("{") or any(map(_is_json, content_types)):
        return _read_object(text)
    form = dict(parse_qsl(text, keep_blank_values=True, errors="strict"))
    if "payload" in form:
        return _read_object(form["payload"])
    if not _FORMS & form.keys():
        raise ValueError("no payload and no command")
    return form


def _is_json(content_type: str) -> bool:
    return content_type.partition(";")[0].strip().lower() == _JSON


def _read_object(text: str) -> Body:
    try:
        read = json.loads(text, parse_constant=_refuse)
    except RecursionError:
        raise ValueError("nested too deep") from None
    if not isinstance(read, dict) or not isinstance(read.get("event", {}), dict):
        raise ValueError("no object")
    if _is_deep(read):
        raise ValueError("nested too deep")
    return read


def _refuse(constant: str) -> NoReturn:
    """Databases take no NaN and no Infinity."""
    raise ValueError(f"{constant} is no JSON")


def _is_deep(read: object) -> bool:
    """Whether something nests deeper than whoever reads on should have to go down."""
    level = [read]
    for _ in range(MOST_LEVELS):
        level = [below for one in level for below in _below(one)]
    return bool(level)


def _below(one: object) -> Sequence[object]:
    if isinstance(one, dict):
        return tuple(one.values())
    return one if isinstance(one, list) else ()
