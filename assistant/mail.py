"""A mail as a plain value, and what an address looks like; nothing here sends one."""

import hashlib
import re
from dataclasses import dataclass
from typing import Final

_LONGEST: Final = 254  # RFC 5321, 4.5.3.1.3: a path of 256 letters with its two brackets
_LETTERS: Final = r"[A-Za-z0-9!#$%&'*+/=^_`{|}~-]+"
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
EMAIL_PATTERN: Final = (
    rf"^(?=[^@]{{1,64}}@){_LETTERS}(?:\.{_LETTERS})*@(?:{_LABEL}\.)+(?!\d+$){_LABEL}$"
)
_ADDRESS: Final = re.compile(EMAIL_PATTERN)


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail to one address: of two, one might be refused.

    Attributes:
        subject: Breaks and control characters in it become blanks.
        from_name: Stands before the sender's address; the same holds for it.
        reply_to: Where an answer goes; empty for the sender's address.
        message_id: As `message_id` makes it, the same for every attempt; empty for one of its own.
        in_reply_to: The `message_id` of the mail that it follows; empty for none.
    """

    to: str
    subject: str
    text: str
    from_name: str = ""
    reply_to: str = ""
    message_id: str = ""
    in_reply_to: str = ""


def is_email(text: str) -> bool:
    """Whether this can be an e-mail address.

    Stricter than the protocol: letters of ASCII, no quotes, no question mark (which may begin an
    encoded word), a domain with a dot.
    """
    return len(text) <= _LONGEST and _ADDRESS.fullmatch(text) is not None


def message_id(sender: str, *parts: str) -> str:
    """The id of a mail that is the same whenever the same mail is sent again.

    Args:
        sender: The address it comes from.
        parts: What tells it from every other mail; none can be read off the id.
    """
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
    return f"<{digest[:32]}@{sender.rpartition('@')[2]}>"
