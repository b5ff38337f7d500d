"""How much Slack takes.

Sources: docs.slack.dev/reference/block-kit, the validators of slack_sdk 3.48, and measurements
of others (github.com/slackapi/bolt-js/issues/2509).
"""

from typing import Final

MESSAGE_BLOCKS: Final = 50
VIEW_BLOCKS: Final = 100
HEADER: Final = 150
BUTTON_TEXT: Final = 75
BUTTON_VALUE: Final = 2_000
VIEW_TITLE: Final = 24  # also of a form's two buttons
LABEL: Final = 2_000  # of a field
FIELD_TEXT: Final = 3_000  # that a field takes and may hold at first
METADATA: Final = 3_000
PLAIN: Final = 3_000  # of a text object, and of a text element to be safe
NOTICE: Final = 40_000  # the text beside the blocks
TABLE_ROWS: Final = 100
TABLE_COLUMNS: Final = 20

# Slack refuses blocks that are too long together (`msg_blocks_too_long`) without saying when:
# seen at 13,300 characters of bare text, and at 11,400 with many elements around them. A block
# took 125 characters by itself. So the JSON of all blocks counts, and that for each.
MESSAGE_CHARACTERS: Final = 11_000
BLOCK_CHARACTERS: Final = 125
PORTION: Final = 4_000  # of one paragraph, so that many links in it are dealt to several

# A table leaves room for what stands around it.
TABLE_CHARACTERS: Final = 8_000  # of its JSON
LINES_CHARACTERS: Final = 5_000  # of its lines, where it is no table
