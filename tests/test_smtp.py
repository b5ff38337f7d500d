"""Mails are handed in to a real server, or said why not, and whether to try again."""

import asyncio
import ssl
import time
from typing import Any

import pytest

from assistant.commands.findings import mail_server
from assistant.mail import Mail, message_id
from assistant.mailing.server import MailServer, Tls, read_smtp_url
from assistant.mailing.smtp import SmtpMailer
from assistant.seams import Mailer, MailRefused, MailUnavailable
from tests.mail_server import (
    PASSWORD,
    USER,
    Certificate,
    Postbox,
    free_port,
    serve_lines,
    serve_mail,
)

SENDER = "office@example.org"
MAIL = Mail("ana@example.org", "Your question", "Yes.", message_id=message_id(SENDER, "1"))


def mailer(port: int, tls: Tls = Tls.IF_OFFERED, **chosen: Any) -> SmtpMailer:  # noqa: ANN401
    """One that waits a short while."""
    return SmtpMailer(MailServer("localhost", port, tls), SENDER, **{"wait_seconds": 5.0, **chosen})


def with_login(port: int, password: str, certificate: Certificate) -> SmtpMailer:
    server = MailServer("localhost", port, Tls.REQUIRED, USER, password)
    return SmtpMailer(server, SENDER, trust=certificate.trusted)


async def refusal(mailer: Mailer, mail: Mail = MAIL) -> str:
    """What is said when a mail cannot be sent now."""
    with pytest.raises(MailUnavailable) as caught:
        await mailer.send(mail)
    return str(caught.value)


# ---- Delivered


async def test_a_mail_arrives_with_its_words_and_headers() -> None:
    postbox = Postbox()
    with serve_mail(postbox) as port:
        await mailer(port).send(Mail("ana@example.org", "¿Sí?", "Sí.\n.\nAdiós 東京", "Ciudades"))
    [letter] = postbox.letters
    assert postbox.envelopes == [(SENDER, ["ana@example.org"])]
    assert letter["Subject"] == "¿Sí?"
    assert letter["From"] == f"Ciudades <{SENDER}>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content() == "Sí.\r\n.\r\nAdiós 東京\r\n"
    assert postbox.was_encrypted == [False]


async def test_a_mail_sent_twice_can_be_told_by_its_id() -> None:
    postbox = Postbox()
    with serve_mail(postbox) as port:
        for _ in range(2):
            await mailer(port).send(MAIL)
    assert [letter["Message-ID"] for letter in postbox.letters] == [MAIL.message_id] * 2


async def test_the_loop_goes_on_while_a_server_takes_its_time() -> None:
    postbox = Postbox(pause=0.3)
    with serve_mail(postbox) as port:
        sending = asyncio.create_task(mailer(port).send(MAIL))
        turns = 0
        while not sending.done():
            await asyncio.sleep(0.01)
            turns += 1
        await sending
    assert turns > 5
    assert len(postbox.letters) == 1


async def test_a_header_in_an_address_never_reaches_the_server() -> None:
    postbox = Postbox()
    with serve_mail(postbox) as port:
        for address in ("ana@example.org\r\nRCPT TO:<all@example.org>", "ana@example.org>", ""):
            with pytest.raises(MailRefused):
                await mailer(port).send(Mail(address, "Hello", "Hello."))
    assert postbox.envelopes == []


# ---- Encrypted


@pytest.mark.parametrize("tls", [Tls.IF_OFFERED, Tls.REQUIRED])
async def test_what_is_offered_is_encrypted(certificate: Certificate, tls: Tls) -> None:
    postbox = Postbox()
    with serve_mail(postbox, tls_context=certificate.of_server()) as port:
        sender = mailer(port, tls, trust=certificate.trusted)
        assert await sender.check() == f"localhost:{port} takes mails, encrypted"
        await sender.send(MAIL)
    assert postbox.was_encrypted == [True]


async def test_an_encrypted_port_is_spoken_to_encrypted(certificate: Certificate) -> None:
    postbox = Postbox()
    with serve_mail(postbox, ssl_context=certificate.of_server()) as port:
        await mailer(port, Tls.AT_ONCE, trust=certificate.trusted).send(MAIL)
        assert "not trusted" in await refusal(mailer(port, Tls.AT_ONCE))
    assert len(postbox.letters) == 1


async def test_a_certificate_that_the_system_does_not_trust_stops_the_mail(
    certificate: Certificate,
) -> None:
    postbox = Postbox()
    with serve_mail(postbox, tls_context=certificate.of_server()) as port:
        for tls in (Tls.IF_OFFERED, Tls.REQUIRED):
            told = await refusal(mailer(port, tls))
            assert "shows a certificate that is not trusted (self" in told
        await mailer(port, Tls.NEVER).send(MAIL)
    assert postbox.was_encrypted == [False]


async def test_a_certificate_of_another_host_stops_the_mail(certificate: Certificate) -> None:
    postbox = Postbox()
    with serve_mail(postbox, tls_context=certificate.of_server()) as port:
        other = MailServer("127.0.0.1", port, Tls.REQUIRED)
        told = await refusal(SmtpMailer(other, SENDER, trust=certificate.trusted))
    assert "not trusted (IP address mismatch" in told
    assert postbox.letters == []


async def test_encryption_that_is_required_and_not_offered_stops_the_mail() -> None:
    postbox = Postbox()
    with serve_mail(postbox) as port:
        assert "offers no encryption" in await refusal(mailer(port, Tls.REQUIRED))
    assert postbox.letters == []


async def test_a_login_goes_over_an_encrypted_line_only(certificate: Certificate) -> None:
    postbox = Postbox()
    chosen = {"tls_context": certificate.of_server(), "authenticator": postbox.admit}
    with serve_mail(postbox, auth_required=True, **chosen) as port:
        await with_login(port, PASSWORD, certificate).send(MAIL)
        assert (await with_login(port, PASSWORD, certificate).check()).endswith(", logged in")
        told = await refusal(with_login(port, "hidden", certificate))
        assert "refuses user and password of ASSISTANT_SMTP_URL (535)" in told
        assert "hidden" not in told
        assert "(530)" in await refusal(mailer(port, trust=certificate.trusted))  # no login at all
    assert (USER, PASSWORD) in postbox.logins
    assert len(postbox.letters) == 1


async def test_a_password_never_goes_to_a_server_without_encryption() -> None:
    postbox = Postbox()
    with serve_mail(postbox, authenticator=postbox.admit, auth_require_tls=False) as port:
        sender = SmtpMailer(read_smtp_url(f"smtp://{USER}:hidden@localhost:{port}"), SENDER)
        assert "offers no encryption" in await refusal(sender)
    assert postbox.logins == []


# ---- Refused


@pytest.mark.parametrize("where", ["on_recipient", "on_letter"])
@pytest.mark.parametrize(
    ("reply", "is_for_good"),
    [
        ("451 4.3.0 Try later", False),
        ("452 Full", False),
        ("550 5.1.1 <ana@example.org>: no such user", True),
        ("552 Too big", True),
        ("554 5.7.1 <ana@example.org>: relay access denied", False),
    ],
)
async def test_a_refusal_for_good_is_told_from_one_that_passes(
    where: str, reply: str, *, is_for_good: bool
) -> None:
    postbox = Postbox()
    setattr(postbox, where, reply)
    with (
        serve_mail(postbox) as port,
        pytest.raises(MailRefused if is_for_good else MailUnavailable) as caught,
    ):
        await mailer(port).send(MAIL)
    assert f"({reply[:3]})" in str(caught.value)
    assert "ana" not in str(caught.value)
    assert postbox.letters == []


async def test_a_refused_sender_is_for_the_operator_to_mend() -> None:
    with serve_mail(Postbox(on_sender="550 5.1.8 Unknown sender")) as port:
        told = await refusal(mailer(port))
        assert "refuses the sender, ASSISTANT_MAIL_FROM (550)" in told
        with pytest.raises(MailUnavailable, match="refuses the sender"):
            await mailer(port).check()


# ---- Not there


async def test_a_server_that_is_down_is_said_so() -> None:
    assert "cannot be reached (Connection refused)" in await refusal(mailer(free_port()))


async def test_a_server_that_turns_everybody_away_may_be_tried_again() -> None:
    async with serve_lines(b"421 Too busy\r\n") as port:
        assert "refuses it now (421)" in await refusal(mailer(port))


@pytest.mark.parametrize("lines", [(), (b"220 hello\r\n",), (b"220 hello\r\n", b"250-hi\r\n")])
async def test_a_server_that_falls_silent_is_not_waited_for(lines: tuple[bytes, ...]) -> None:
    async with serve_lines(*lines) as port:
        begun = time.monotonic()
        told = await refusal(mailer(port, wait_seconds=0.2))
        assert time.monotonic() - begun < 3
    assert "timed out" in told


async def test_a_server_that_says_a_letter_at_a_time_is_not_waited_for() -> None:
    async with serve_lines(*[b"2"] * 20, b"\r\n", pause=0.1) as port:
        begun = time.monotonic()
        told = await refusal(mailer(port, wait_seconds=0.2))
        assert time.monotonic() - begun < 1.5
    assert "takes too long" in told


async def test_something_else_at_the_port_is_no_mail_server() -> None:
    async with serve_lines(b"HTTP/1.1 400 Bad Request\r\n") as port:
        assert "localhost" in await refusal(mailer(port))
        told = await refusal(mailer(port, Tls.AT_ONCE, trust=ssl.create_default_context))
        assert "localhost" in told


# ---- What doctor says


async def test_doctor_says_whether_mails_can_be_sent_and_never_the_password() -> None:
    postbox = Postbox()
    with serve_mail(postbox) as port:
        found = await mail_server(f"smtp://localhost:{port}", SENDER)
        assert (found.told, found.to_do) == (f"localhost:{port} takes mails, not encrypted", "")
        refused = await mail_server(f"smtp://me:hidden@localhost:{port}", SENDER)
    assert refused.told == "takes no mail"
    assert "offers no encryption" in refused.to_do
    assert "hidden" not in f"{refused}"
    assert postbox.envelopes == []
