"""What an address looks like, and what a mail looks like on the wire."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.mail import Mail, is_email, message_id
from assistant.mailing.letters import write_letter
from assistant.seams import MailRefused

SENDER = "office@example.org"
NOW = datetime(2026, 11, 30, 14, 5, tzinfo=UTC)
HEADERS = {
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "auto-submitted",
    "content-type",
    "content-transfer-encoding",
    "mime-version",
}


def written(mail: Mail) -> EmailMessage:
    """The letter as a reader takes it apart."""
    return message_from_bytes(raw(mail), policy=default)


def words(letter: EmailMessage) -> str:
    return str(letter.get_content()).replace("\r\n", "\n")


def raw(mail: Mail) -> bytes:
    return write_letter(mail, SENDER, lambda: NOW)


# ---- Addresses


@pytest.mark.parametrize(
    "address",
    [
        "ana@example.org",
        "ana.maria+dues@mail.example.co.uk",
        "o'brien_1@x-y.example",
        "a@xn--mnchen-3ya.de",
        "a" * 64 + "@example.org",
    ],
)
def test_an_address_is_one(address: str) -> None:
    assert is_email(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ana",
        "@example.org",
        "ana@",
        "ana@localhost",
        "ana@@example.org",
        "ana@b@example.org",
        "ana maria@example.org",
        "ana@exam ple.org",
        " ana@example.org",
        "ana@example.org\n",
        "ana@example.org\r\nBcc: all@example.org",
        "ana\0@example.org",
        "ana@example.org,bo@example.org",
        "Ana <ana@example.org>",
        '"ana maria"@example.org',
        "ana@[192.0.2.1]",
        "ana@192.0.2.1",
        "ana@example..org",
        ".ana@example.org",
        "ana.@example.org",
        "an..a@example.org",
        "ana@-example.org",
        "ana@example.org.",
        "=?utf-8?q?a?=@example.org",
        "añá@example.org",
        "ana@münchen.de",
        "ana@example.org\u2028",
        "a" * 65 + "@example.org",
        "a@" + "b" * 64 + ".org",
        "a@" + "b." * 130 + "org",
    ],
)
def test_an_address_is_none(address: str) -> None:
    assert not is_email(address)


# ---- Letters


def test_a_letter_bears_what_a_reader_and_a_machine_need() -> None:
    letter = written(
        Mail("ana@example.org", "Your question", "Dear Ana,\n\nyes.", "Sister Cities", "desk@x.org")
    )
    assert letter["From"] == f"Sister Cities <{SENDER}>"
    assert letter["To"] == "ana@example.org"
    assert letter["Reply-To"] == "desk@x.org"
    assert letter["Subject"] == "Your question"
    assert letter["Date"].datetime == NOW
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"].endswith("@example.org>")
    assert words(letter) == "Dear Ana,\n\nyes.\n"


def test_a_mail_that_is_sent_again_has_the_same_id_and_another_mail_another() -> None:
    first = message_id(SENDER, "conversation", "3")
    assert first == message_id(SENDER, "conversation", "3")
    assert first != message_id(SENDER, "conversation", "4")
    assert message_id(SENDER, "ab", "c") != message_id(SENDER, "a", "bc")
    assert "conversation" not in first
    mail = Mail("ana@example.org", "Hello", "Hello.", message_id=first)
    assert written(mail)["Message-ID"] == first
    unnamed = Mail("ana@example.org", "Hello", "Hello.")
    assert written(unnamed)["Message-ID"] != written(unnamed)["Message-ID"]


def test_a_mail_that_follows_another_is_threaded_even_under_a_long_domain() -> None:
    before = message_id(f"office@{'long' * 15}.{'domain' * 10}.example.org", "1")
    text = raw(Mail("ana@example.org", "Re: Hello", "Yes.", in_reply_to=before)).decode()
    unfolded = text.replace("\r\n ", " ")
    assert f"\r\nIn-Reply-To: {before}\r\n" in unfolded
    assert f"\r\nReferences: {before}\r\n" in unfolded


def test_words_of_every_script_arrive_as_they_were_sent_in_seven_bits() -> None:
    text = "¿Cuánto? 東京 🎉\n.\n..\nFrom here\nहिन्दी " + "long " * 400
    mail = Mail("ana@example.org", "¿Cuánto? 東京 🎉", text, "Città gemelle, «H» (x) <a@b.org>")
    letter = written(mail)
    assert letter["Subject"] == mail.subject
    assert letter["From"].addresses[0].display_name == mail.from_name
    assert letter["From"].addresses[0].addr_spec == SENDER
    assert words(letter) == text + "\n"
    assert raw(mail).isascii()
    assert max(map(len, raw(mail).split(b"\r\n"))) < 998


@pytest.mark.parametrize(
    "line",
    [
        "Hello\r\nBcc: all@example.org",
        "Hello\nBcc: all@example.org\n\nbody",
        "Hello\r\n\r\nbody",
        "Hello\rBcc: all@example.org",
        "Hello\x0bBcc:\x0c\x1c\x85 all@example.org\u2028\u2029",
        "Hello\0 \x1b[2J",
    ],
)
def test_no_header_comes_in_by_the_subject_or_the_name(line: str) -> None:
    letter = written(Mail("ana@example.org", line, "Hello.", line))
    assert {name.lower() for name in letter} == HEADERS
    assert letter["Subject"].startswith("Hello")
    assert "\n" not in letter["Subject"]
    assert letter["From"].addresses[0].addr_spec == SENDER
    assert words(letter) == "Hello.\n"


@pytest.mark.parametrize(
    "mail",
    [
        Mail("ana@example.org\r\nBcc: all@example.org", "Hello", "Hello."),
        Mail("ana@example.org, bo@example.org", "Hello", "Hello."),
        Mail("", "Hello", "Hello."),
        Mail("ana@example.org", "Hello", "Hello.", reply_to="x\r\nBcc: all@example.org"),
        Mail("ana@example.org", "Hello", "Hello.", message_id="<a@b>\r\nBcc: all@example.org"),
        Mail("ana@example.org", "Hello", "Hello.", message_id="a@b"),
        Mail("ana@example.org", "Hello", "Hello.", in_reply_to="<a@b>\nBcc: all@example.org"),
        Mail("ana@example.org", "Hello", "Hello.", in_reply_to="<a@b>\n"),
    ],
)
def test_an_address_or_an_id_that_is_none_is_refused_without_being_told(mail: Mail) -> None:
    with pytest.raises(MailRefused) as caught:
        raw(mail)
    assert "example.org" not in str(caught.value)


@given(st.text(), st.text(), st.text())
def test_whatever_the_words_the_letter_has_its_headers_and_no_other(
    subject: str, name: str, text: str
) -> None:
    mail = Mail("ana@example.org", subject, text, name, message_id=message_id(SENDER, text))
    letter = written(mail)
    assert {header.lower() for header in letter} == HEADERS
    assert [one.addr_spec for one in letter["From"].addresses] == [SENDER]
    assert [one.addr_spec for one in letter["To"].addresses] == ["ana@example.org"]
    assert letter["Message-ID"] == mail.message_id
    assert raw(mail).isascii()
