"""Takes a message apart into the pieces of text that it shows, each with how Slack reads it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from tests.slack_double.fields import Fields
from tests.slack_double.posts import Post
from tests.slack_double.views import View


class Markup(Enum):
    """How Slack reads a piece."""

    PLAIN = auto()  # as it stands
    TEXT = auto()  # the text beside or instead of blocks: mrkdwn, with the options of the message
    MRKDWN = auto()
    VERBATIM = auto()  # mrkdwn of which only what stands in angle brackets is read
    MARKDOWN = auto()
    LIVE = auto()  # an element that is a mention or a link by itself


@dataclass(frozen=True)
class Piece:
    """Some text.

    Attributes:
        mark: Of a live element, what it stands for: `<@U1>`.
        end: What separates it from the next.
    """

    text: str
    markup: Markup
    mark: str = ""
    end: str = "\n"


def pieces(shown: Post | View) -> Iterator[Piece]:
    """All pieces, the text beside blocks first."""
    if isinstance(shown, Post):
        yield Piece(shown.text, Markup.TEXT)
        for attachment in shown.content.attachments:
            yield from _of_attachment(attachment)
    yield from _walk(shown.blocks)
    if isinstance(shown, View):
        yield from _walk([shown.body.get(name) for name in ("title", "submit", "close")])


def _walk(node: object) -> Iterator[Piece]:
    if isinstance(node, list):
        for part in node:
            yield from _walk(part)
    if not isinstance(node, dict):
        return
    match node.get("type"):
        case "plain_text" | "raw_text":
            yield Piece(node["text"], Markup.PLAIN)
        case "mrkdwn":
            yield Piece(node["text"], Markup.VERBATIM if node.get("verbatim") else Markup.MRKDWN)
        case "markdown":
            yield Piece(node["text"], Markup.MARKDOWN)
        case "rich_text_section" | "rich_text_quote" | "rich_text_preformatted":
            yield from map(_of_rich_text, node["elements"])
            yield Piece("", Markup.PLAIN)
        case _:
            yield Piece(node.get("alt_text", ""), Markup.PLAIN)
            yield from _walk(list(node.values()))


def _of_rich_text(element: Fields) -> Piece:
    match element["type"]:
        case "user":
            return _live("@", element["user_id"], f"<@{element['user_id']}>")
        case "usergroup":
            id = element["usergroup_id"]
            return _live("@", id, f"<!subteam^{id}>")
        case "broadcast":
            return _live("@", element["range"], f"<!{element['range']}>")
        case "channel":
            return _live("#", element["channel_id"], f"<#{element['channel_id']}>")
        case "link":
            return _live("", element.get("text") or element["url"], f"<{element['url']}>")
        case "emoji":
            return Piece(f":{element['name']}:", Markup.PLAIN, end="")
        case _:
            return Piece(element.get("text") or element.get("fallback", ""), Markup.PLAIN, end="")


def _live(sign: str, text: str, mark: str) -> Piece:
    return Piece(sign + text, Markup.LIVE, mark, end="")


def _of_attachment(attachment: Fields) -> Iterator[Piece]:
    for name in ("pretext", "author_name", "title", "text", "footer"):
        if name in attachment:
            yield Piece(attachment[name], Markup.MRKDWN)
    for field in attachment.get("fields", []):
        yield Piece(f"{field.get('title', '')}\n{field.get('value', '')}", Markup.MRKDWN)
    if "title_link" in attachment:
        link = attachment["title_link"]
        yield Piece("", Markup.LIVE, f"<{link}>")
    yield from _walk(attachment.get("blocks", []))
