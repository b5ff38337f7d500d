"""The address of a mail server is read strictly, and no refusal shows its password."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.mailing.server import MailServer, Tls, read_smtp_url


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.org", MailServer("mail.example.org", 587, Tls.IF_OFFERED)),
        ("smtp://localhost:25/", MailServer("localhost", 25, Tls.IF_OFFERED)),
        ("smtp://mail_relay:25?tls=require", MailServer("mail_relay", 25, Tls.REQUIRED)),
        ("smtp://[::1]:25?tls=never", MailServer("::1", 25, Tls.NEVER)),
        (
            "smtp://me:secret@mail.example.org:2525",
            MailServer("mail.example.org", 2525, Tls.REQUIRED, "me", "secret"),
        ),
        (
            "SMTPS://me%40example.org:s%2F%23%3A%40@Mail.example.org",
            MailServer("mail.example.org", 465, Tls.AT_ONCE, "me@example.org", "s/#:@"),
        ),
    ],
)
def test_an_address_is_read(url: str, server: MailServer) -> None:
    assert read_smtp_url(url) == server
    assert server.password in {"", "secret", "s/#:@"}
    assert "secret" not in repr(server)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("mail.example.org:587", "must read smtp://"),
        ("http://mail.example.org", "must read smtp://"),
        ("smtp://", "must read smtp://"),
        ("smtp://me:hidden@", "must read smtp://"),
        ("smtp://me:hidden@mail.example.org:http", "must read smtp://"),
        ("smtp://me:hidden@mail.example.org:99999", "must read smtp://"),
        ("smtp://me:hidden/x@mail.example.org", "must read smtp://"),
        ("smtp://me:25/hidden@mail.example.org", "must read smtp://"),
        ("smtp://me:hidden#x@mail.example.org", "must read smtp://"),
        ("smtp://me:[hidden@mail.example.org", "must read smtp://"),
        ("smtp://me:hid den@mail.example.org", "must read smtp://"),
        ("smtp://me:hidden@mail.example.org/inbox", "must read smtp://"),
        ("smtp://me:hidden@mail..example.org", "must read smtp://"),
        ("smtp://me:hidden@mail.example.org\r\nX", "must read smtp://"),
        ("smtp://me@mail.example.org", "both a user and a password"),
        ("smtp://:hidden@mail.example.org", "both a user and a password"),
        ("smtp://me:hidd%C3%A9n@mail.example.org", "plain letters"),
        ("smtp://me:hidden%0D%0AQUIT@mail.example.org", "plain letters"),
        ("smtp://me:hidden%00@mail.example.org", "plain letters"),
        ("smtp://me:25?hidden@mail.example.org", "must end with the port"),
        ("smtp://mail.example.org?tls=maybe", "must end with the port"),
        ("smtp://mail.example.org?starttls=no", "must end with the port"),
        ("smtps://mail.example.org?tls=never", "from the start"),
        ("smtp://me:hidden@mail.example.org?tls=never", "unencrypted"),
    ],
)
def test_an_address_is_refused_without_its_password(url: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason) as caught:
        read_smtp_url(url)
    assert "hid" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


@given(st.text())
@example("smtp://[")
@example("smtp://a:b@[::1")
def test_no_address_fails_otherwise(url: str) -> None:
    try:
        read_smtp_url(url)
    except ValueError as error:
        assert str(error).startswith("must ")  # noqa: PT017 - most are refused, not all
