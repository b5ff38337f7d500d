"""What Slack refuses in blocks; each number stands in its reference.

Sources, all below docs.slack.dev/reference/block-kit: `blocks` (50 in a message, 100 in a modal or
home), `blocks/section-block` (text 3,000; 10 fields of 2,000), `blocks/header-block` (150),
`blocks/context-block` (10 elements), `blocks/actions-block` (25 elements), `blocks/table-block`
(one in a message, 100 rows, 20 cells), `blocks/markdown-block` (12,000 in all),
`block-elements/button-element` (text 75, value 2,000; action_id 255),
`composition-objects/text-object` (1 to 3,000).
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from tests.slack_double.fields import Fields, Refused

BLOCKS_IN_MESSAGE, BLOCKS_IN_VIEW = 50, 100
_TEXT, _FIELD_TEXT, _HEADER_TEXT, _MARKDOWN = 3_000, 2_000, 150, 12_000
_FIELDS, _CONTEXT_ELEMENTS, _ACTIONS, _ROWS, _CELLS = 10, 10, 25, 100, 20
_BUTTON_TEXT, _BUTTON_VALUE, _ACTION_ID = 75, 2_000, 255
_ANY_TEXT = ("plain_text", "mrkdwn")
_KNOWN = frozenset({
    "actions", "alert", "call", "card", "carousel", "container", "context", "context_actions",
    "data_table", "divider", "file", "header", "image", "input", "markdown", "plan", "rich_text",
    "section", "table", "task_card", "video",
})  # fmt: skip


def check_blocks(blocks: object, most: int = BLOCKS_IN_MESSAGE) -> list[Fields]:
    """The blocks, if Slack would take them.

    Raises:
        Refused: `invalid_blocks_format`, or `invalid_blocks` with a sentence for each thing that
            is wrong.
    """
    if not isinstance(blocks, list) or not all(_is_block(block) for block in blocks):
        raise Refused("invalid_blocks_format")
    faults = [fault for block in blocks for fault in _faults(block)]
    faults += _faults_of_all(blocks, most)
    if faults:
        raise Refused("invalid_blocks", *(f"[ERROR] {fault}" for fault in faults))
    return blocks


def elements(block: Fields) -> list[Fields]:
    """What can be pressed or filled in, in one block."""
    found = [*block.get("elements", []), block.get("accessory"), block.get("element")]
    return [element for element in found if isinstance(element, dict) and "type" in element]


def _is_block(block: object) -> bool:
    return isinstance(block, dict) and isinstance(block.get("type"), str)


def _faults_of_all(blocks: list[Fields], most: int) -> Iterator[str]:
    if len(blocks) > most:
        yield f"no more than {most} items allowed [json-pointer:/blocks]"
    if [block["type"] for block in blocks].count("table") > 1:
        yield "only_one_table_allowed"
    written = [str(block.get("text", "")) for block in blocks if block["type"] == "markdown"]
    yield from _too_long("markdown", "".join(written), _MARKDOWN)


def _faults(block: Fields) -> Iterator[str]:
    match block["type"]:
        case "section":
            yield from _faults_of_section(block)
        case "header":
            yield from _faults_of_text("header", block.get("text"), _HEADER_TEXT, ("plain_text",))
        case "context":
            yield from _faults_of_context(block.get("elements", []))
        case "actions":
            yield from _faults_of_number("actions", block.get("elements", []), _ACTIONS)
        case "table":
            yield from _faults_of_table(block.get("rows", []))
        case unknown if unknown not in _KNOWN:
            yield f"unsupported type: {unknown}"
    yield from _faults_of_elements(elements(block))


def _faults_of_section(block: Fields) -> Iterator[str]:
    if "text" in block or not block.get("fields"):
        yield from _faults_of_text("section", block.get("text"), _TEXT)
    if "fields" in block:
        yield from _faults_of_number("fields", block["fields"], _FIELDS)
    for field in block.get("fields", []):
        yield from _faults_of_text("field", field, _FIELD_TEXT)


def _faults_of_context(parts: list[Fields]) -> Iterator[str]:
    yield from _faults_of_number("context elements", parts, _CONTEXT_ELEMENTS)
    for part in parts:
        if part.get("type") != "image":
            yield from _faults_of_text("context", part, _TEXT)


def _faults_of_table(rows: list[list[Fields]]) -> Iterator[str]:
    yield from _faults_of_number("rows", rows, _ROWS)
    for row in rows:
        yield from _faults_of_number("cells", row, _CELLS)


def _faults_of_elements(parts: list[Fields]) -> Iterator[str]:
    ids = Counter(part["action_id"] for part in parts if "action_id" in part)
    for action_id, times in ids.items():
        yield from _too_long("action_id", action_id, _ACTION_ID)
        if times > 1:
            yield f"action_id {action_id!r} stands twice in one block"
    for part in parts:
        if part["type"] == "button":
            yield from _faults_of_text("button", part.get("text"), _BUTTON_TEXT, ("plain_text",))
            yield from _too_long("button value", str(part.get("value", "")), _BUTTON_VALUE)


def _faults_of_text(
    what: str, text: object, most: int, kinds: Sequence[str] = _ANY_TEXT
) -> Iterator[str]:
    if not isinstance(text, dict) or text.get("type") not in kinds:
        yield f"{what} needs a text that is {' or '.join(kinds)}"
        return
    if not text.get("text"):
        yield f"{what} text must be more than 0 characters"
    yield from _too_long(f"{what} text", str(text.get("text", "")), most)


def _too_long(what: str, text: str, most: int) -> Iterator[str]:
    if len(text) > most:
        yield f"{what} must be no more than {most} characters"


def _faults_of_number(what: str, things: Sequence[object], most: int) -> Iterator[str]:
    if not 0 < len(things) <= most:
        yield f"there must be 1 to {most} {what}"
