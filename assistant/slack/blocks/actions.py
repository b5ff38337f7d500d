"""The ids by which Slack says which button was pressed and which form was sent in."""

from typing import Final

# Under an answer to somebody who asked in Slack; the value is the answer's id.
WHY: Final = "answer_why"
SHARE: Final = "answer_share"
WRONG: Final = "answer_wrong"

# On the root of a handoff's thread; the value is the conversation's id.
CLAIM: Final = "handoff_claim"
CLOSE: Final = "handoff_close"
HAND_BACK: Final = "handoff_hand_back"

# Under a draft; the value is the draft's id.
SEND_DRAFT: Final = "draft_send"
EDIT_DRAFT: Final = "draft_edit"

# Under what only one of the staff sees; the value is the id of what they wrote.
SEND_NOTE: Final = "note_send"
CANCEL: Final = "words_cancel"
KEEP_AS_NOTE: Final = "words_keep"

# On the assistant's own page; the value is the correction's id.
CLOSE_CORRECTION: Final = "correction_close"

# A link tells Slack of its press, too; nothing is owed for it.
OPEN_PAGE: Final = "page_open"

# Forms, and their fields; each field is the only element of the block of its name.
DRAFT_FORM: Final = "draft_form"
DRAFT_TEXT: Final = "draft_text"
CORRECTION_FORM: Final = "correction_form"
RIGHT: Final = "correction_right"
STANDS: Final = "correction_stands"
