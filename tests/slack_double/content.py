"""Reads what the app wants to say, and refuses what Slack would refuse."""

from collections.abc import Iterator
from itertools import count

from tests.slack_double.calls import Call
from tests.slack_double.fields import Fields, Refused
from tests.slack_double.limits import check_blocks
from tests.slack_double.posts import Content

# docs.slack.dev/reference/methods/chat.postMessage: 40,000 are the most. It says that more is cut
# off, and lists the error beside it; the double refuses, for a text must not be cut in silence.
_TEXT = 40_000
_OPTIONS = (
    "unfurl_links", "unfurl_media", "link_names", "parse", "mrkdwn", "reply_broadcast", "username",
)  # fmt: skip


def read_content(call: Call) -> Content:
    """What a call wants to have written.

    Raises:
        Refused: `no_text`, `msg_too_long`, `invalid_blocks` or `invalid_metadata_format`.
    """
    blocks, attachments = call.structure("blocks") or [], call.structure("attachments") or []
    text = call.text("text")
    if not (text or blocks or attachments):
        raise Refused("no_text")
    if len(text) > _TEXT:
        raise Refused("msg_too_long")
    if not isinstance(attachments, list):
        raise Refused("invalid_attachments")
    options = {name: call.arguments[name] for name in _OPTIONS if name in call.arguments}
    return Content(text, name_parts(check_blocks(blocks)), attachments, _metadata(call), options)


def change_content(call: Call, before: Content) -> Content:
    """What a call wants an own message to become.

    Blocks, attachments and metadata that a call does not name stay; an empty list or object takes
    them away (docs.slack.dev/reference/methods/chat.update).

    Raises:
        Refused: As in `read_content`.
    """
    kept = {
        "blocks": before.blocks,
        "attachments": before.attachments,
        "metadata": before.metadata,
        "text": before.text,
    }
    arguments = {**before.options, **kept, **call.arguments}
    return read_content(Call(call.method, call.token, arguments))


def name_parts(blocks: list[Fields]) -> list[Fields]:
    """The blocks, each with a `block_id`, as Slack adds it where the app gave none."""
    names = _free_names(blocks)
    return [
        block if block.get("block_id") else {**block, "block_id": next(names)} for block in blocks
    ]


def _free_names(blocks: list[Fields]) -> Iterator[str]:
    taken = {block.get("block_id") for block in blocks}
    return (f"b{number}" for number in count(1) if f"b{number}" not in taken)


def _metadata(call: Call) -> Fields | None:
    metadata = call.structure("metadata")
    if not metadata:
        return None
    if not isinstance(metadata, dict) or not {"event_type", "event_payload"} <= metadata.keys():
        raise Refused("invalid_metadata_format")
    return metadata
