"""Reads the address of a mail server; connects to nothing."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

FORM: Final = (
    "must read smtp://user:password@host:587 or smtps://user:password@host:465, with signs such as "
    "@ / ? # % in user and password as %40 %2F %3F %23 %25"
)
_PORTS: Final = {"smtp": 587, "smtps": 465}
_HOST: Final = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63})*\.?|[0-9a-f:.]+", re.ASCII)


class Tls(StrEnum):
    """When a connection is encrypted."""

    AT_ONCE = "at once"
    REQUIRED = "required"
    IF_OFFERED = "if offered"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mails are handed in.

    Attributes:
        user: Empty where the server wants no login.
        tls: Never less than required where there is a password.
    """

    host: str
    port: int
    tls: Tls
    user: str = ""
    password: str = field(default="", repr=False)


def read_smtp_url(url: str) -> MailServer:
    """Read `smtp://user:password@host:587`, `smtps://...`, with `?tls=require` or `?tls=never`.

    Without the ending, `smtp://` encrypts where the server offers it, and always before it logs in.

    Raises:
        ValueError: It cannot be used; the message goes on after "it" and never shows the password.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError(FORM) from None  # the cause may show a part of the password
    if not _is_well_formed(url, parts):
        raise ValueError(FORM)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(user) is not bool(password):
        raise ValueError("must have both a user and a password, or none")
    if not (user + password).isascii() or not (user + password).isprintable():
        raise ValueError("must have a user and a password of plain letters, digits and signs")
    tls = _read_tls(parts, is_login=bool(user))
    return MailServer(host, port or _PORTS[parts.scheme], tls, user, password)


def _is_well_formed(url: str, parts: SplitResult) -> bool:
    is_plain = url.isprintable() and not set(" #") & set(url) and parts.path in {"", "/"}
    return is_plain and parts.scheme in _PORTS and _HOST.fullmatch(parts.hostname or "") is not None


def _read_tls(parts: SplitResult, *, is_login: bool) -> Tls:
    if parts.query not in {"", "tls=require", "tls=never"}:
        raise ValueError("must end with the port, ?tls=require or ?tls=never")
    is_never = parts.query == "tls=never"
    if is_never and parts.scheme == "smtps":
        raise ValueError("must not end with ?tls=never: smtps:// is encrypted from the start")
    if is_never and is_login:
        raise ValueError("must not end with ?tls=never: the password would go out unencrypted")
    if parts.scheme == "smtps":
        return Tls.AT_ONCE
    if is_never:
        return Tls.NEVER
    return Tls.REQUIRED if is_login or parts.query else Tls.IF_OFFERED
