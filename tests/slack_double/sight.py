"""What a reader sees of a message, and what in it is live: a mention, a link, a special."""

import re
from collections.abc import Iterator

from tests.slack_double.pieces import Markup, Piece, pieces
from tests.slack_double.posts import Post
from tests.slack_double.views import View

# docs.slack.dev/messaging/formatting-message-text: what stands in angle brackets and begins so.
_ANGLE = re.compile(r"<([@#!][^<>\s|][^<>|]*|[a-z][a-z0-9+.-]*:[^<>|\s]+)(?:\|([^<>]*))?>", re.I)
_LINK = re.compile(
    r"(?:https?|ftp)://[^\s<>)]+|\bmailto:[^\s<>)]+|\bwww\.[^\s<>)]+"
    r"|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:com|org|net|edu|gov|io|info|biz|us|uk|de)\b[^\s<>]*",
    re.I,
)
_BROADCAST = re.compile(r"(?<![\w.])@(?:channel|here|everyone)\b", re.I)
_NAME = re.compile(r"(?<![\w.])@[a-z0-9._-]+", re.I)


def visible_text(shown: Post | View) -> str:
    """All text that a reader sees, of the blocks, or of the text if there are no blocks.

    Links show their label, a mention its id; menus, hints and questions before a deed count.
    """
    has_blocks = bool(shown.blocks)
    seen = (p for p in pieces(shown) if not (has_blocks and p.markup is Markup.TEXT))
    lines = "".join(_seen(piece) + piece.end for piece in seen).splitlines()
    return "\n".join(line for line in lines if line.strip())


def live_marks(shown: Post | View) -> list[str]:
    """Every mention, link and special that Slack makes of the text and of the blocks.

    The text beside blocks counts, for notifications show it. Where Slack's reference leaves open
    what it finds by itself ("certain mentions will be automatically parsed"), what might be found
    is found: bare addresses, domains, e-mail addresses, `@here` in mrkdwn that is not `verbatim`.
    The names of channels are not, nor the address behind a button, nor code within mrkdwn.
    """
    names = _options(shown).get("link_names") or _options(shown).get("parse") == "full"
    return [mark for piece in pieces(shown) for mark in _marks(piece, with_names=bool(names))]


def _options(shown: Post | View) -> dict[str, object]:
    return shown.content.options if isinstance(shown, Post) else {}


def _marks(piece: Piece, *, with_names: bool) -> Iterator[str]:
    if piece.markup is Markup.LIVE:
        yield piece.mark
    if piece.markup in {Markup.PLAIN, Markup.LIVE}:
        return
    yield from (found[0] for found in _ANGLE.finditer(piece.text))
    rest = _ANGLE.sub(" ", piece.text)
    if piece.markup is not Markup.VERBATIM:
        yield from (found[0] for found in _LINK.finditer(rest))
    if piece.markup in {Markup.MRKDWN, Markup.MARKDOWN}:
        yield from (found[0] for found in _BROADCAST.finditer(rest))
    if piece.markup is Markup.TEXT and with_names:
        yield from (found[0] for found in _NAME.finditer(rest))


def _seen(piece: Piece) -> str:
    if piece.markup in {Markup.PLAIN, Markup.LIVE}:
        return piece.text
    return _unescape(_ANGLE.sub(_label, piece.text))


def _unescape(text: str) -> str:
    """Slack knows three escapes, and no other entity of HTML."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _label(found: re.Match[str]) -> str:
    inside, label = found[1], found[2]
    if inside[0] == "!":
        return label or "@" + inside[1:]
    sign = "#" if inside[0] == "#" else ""
    return sign + label if label else inside
