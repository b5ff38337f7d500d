"""Writes a mail as the letters that go over the wire: no header can be put into it from outside."""

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime
from email.headerregistry import Address, HeaderRegistry, MessageIDHeader
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from typing import Final

from assistant.mail import Mail, is_email
from assistant.seams import MailRefused

_SUBJECT_LETTERS: Final = 200
_NAME_LETTERS: Final = 64
_ID: Final = re.compile(r"<[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9.-]{1,253}>")
_headers = HeaderRegistry()
for _name in ("in-reply-to", "references"):  # else a long id is broken into encoded words
    _headers.map_to_type(_name, MessageIDHeader)  # type: ignore[arg-type] # a mixin, as all are
_POLICY: Final = SMTP.clone(header_factory=_headers)


def write_letter(mail: Mail, sender: str, now: Callable[[], datetime]) -> bytes:
    """The mail as RFC 5322 has it, in 7 bits.

    Args:
        mail: What is to be sent.
        sender: The address it comes from.
        now: The time, aware.

    Raises:
        MailRefused: An address or an id in it is none.
    """
    letter = EmailMessage(policy=_POLICY)
    letter["From"] = Address(_in_one_line(mail.from_name, _NAME_LETTERS), addr_spec=sender)
    letter["To"] = Address(addr_spec=_checked(mail.to))
    if mail.reply_to:
        letter["Reply-To"] = Address(addr_spec=_checked(mail.reply_to))
    letter["Subject"] = _in_one_line(mail.subject, _SUBJECT_LETTERS)
    letter["Date"] = format_datetime(now())
    own = mail.message_id or make_msgid(domain=sender.rpartition("@")[2])
    letter["Message-ID"] = _checked_id(own)
    if mail.in_reply_to:
        letter["In-Reply-To"] = letter["References"] = _checked_id(mail.in_reply_to)
    letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: answering machines keep silent
    letter.set_content(_encodable(mail.text), charset="utf-8", cte="quoted-printable")
    return letter.as_bytes()


def _checked(address: str) -> str:
    if not is_email(address):
        raise MailRefused("An address of the mail is no e-mail address.")
    return address


def _checked_id(id: str) -> str:
    if not _ID.fullmatch(id):
        raise MailRefused("An id of the mail cannot be used: it must read <letters@domain>.")
    return id


def _in_one_line(text: str, most: int) -> str:
    seen = (" " if unicodedata.category(one) in {"Cc", "Cf"} else one for one in _encodable(text))
    return " ".join("".join(seen).split())[:most].rstrip()


def _encodable(text: str) -> str:
    """Without halves of surrogate pairs, which no encoding takes."""
    return text.encode("utf-8", "replace").decode()
