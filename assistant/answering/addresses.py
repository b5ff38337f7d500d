"""Recognises web addresses in a text, in whatever spelling a browser or a reader would follow."""

import re

_EMAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_END = r"[^\s<>\"'()\[\]]*"
_ADDRESS = (
    rf"\b[a-z][a-z0-9+.-]{{1,15}}://{_END}"
    rf"|\bwww\.{_END}"
    rf"|\b(?:mailto|tel|sms|javascript|vbscript|data|file):(?=\S){_END}"
    rf"|(?<!\w)(?:[\w-]+\.)+[^\W\d_]{{2,}}\b(?:[:/]{_END})?"
)
_EITHER = re.compile(rf"(?P<email>(?<!\w){_EMAIL})|(?P<address>{_ADDRESS})", re.IGNORECASE)


def has_address(text: str) -> bool:
    """Whether a text holds a web address, with or without `https://`; e-mail is none."""
    return any(match["address"] for match in _EITHER.finditer(text))


def find_emails(text: str) -> tuple[str, ...]:
    """The e-mail addresses of a text, in order."""
    return tuple(match["email"] for match in _EITHER.finditer(text) if match["email"])


def without_addresses(text: str) -> str:
    """The text without its web addresses; e-mail stays."""
    return _EITHER.sub(lambda match: match["email"] or "", text)
