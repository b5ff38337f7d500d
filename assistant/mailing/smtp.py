"""Hands mails in to a mail server by SMTP, in a thread; the only module that knows smtplib."""

import asyncio
import re
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Final, TypeVar

from assistant.mail import Mail
from assistant.mailing.letters import write_letter
from assistant.mailing.server import MailServer, Tls
from assistant.seams import MailRefused, MailUnavailable

WAIT_SECONDS: Final = 15.0
_WHOLE: Final = 4  # times the wait for one reply: what a delivery may take in all
_TAKEN: Final = 250
_LOGIN_NEEDED: Final = 530
_RIGHTS: Final = re.compile(rb"5\.7\.\d+\b")  # RFC 3463: who may send, which the operator can mend

_Gives = TypeVar("_Gives")


class SmtpMailer:
    """Sends mails through one server, each over a connection of its own.

    Failure policy: whatever may pass (no connection, no encryption, no login, a temporary refusal,
    a reply that does not come) is `MailUnavailable`, and the mail may be sent again under its id;
    a server that took a mail and fell silent may get it twice. A certificate must be one that the
    system trusts; a private authority belongs into the system's store (or SSL_CERT_FILE, which
    OpenSSL reads).
    """

    def __init__(
        self,
        server: MailServer,
        sender: str,
        *,
        wait_seconds: float = WAIT_SECONDS,
        trust: Callable[[], ssl.SSLContext] = ssl.create_default_context,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Keep what a delivery needs.

        Args:
            server: Where mails are handed in.
            sender: The address they come from.
            wait_seconds: How long one reply of the server is waited for.
            trust: Decides which certificates are good.
            now: The time that mails bear.
        """
        self._server = server
        self._sender = sender
        self._seconds = wait_seconds
        self._trust = trust
        self._now = now

    async def send(self, mail: Mail) -> None:
        """Hand a mail in.

        Raises:
            MailUnavailable: It cannot be sent now, or the server fell silent.
            MailRefused: The server refuses it for good, or an address in it is none.
        """
        letter = write_letter(mail, self._sender, self._now)

        def hand_in(connection: smtplib.SMTP) -> None:
            with _refusals_named():
                connection.sendmail(self._sender, [mail.to], letter)

        await self._during(hand_in)

    async def check(self) -> str:
        """Connect, log in and name the sender without sending anything; gives how, for people.

        Raises:
            MailUnavailable: No mail can be sent now.
        """
        return await self._during(self._greet)

    def _greet(self, connection: smtplib.SMTP) -> str:
        with _refusals_named():
            code, reply = connection.mail(self._sender)
            if code != _TAKEN:
                raise smtplib.SMTPSenderRefused(code, reply, self._sender)
        connection.rset()
        secure = "encrypted" if isinstance(connection.sock, ssl.SSLSocket) else "not encrypted"
        login = ", logged in" if self._server.user else ""
        return f"{self._server.host}:{self._server.port} takes mails, {secure}{login}"

    async def _during(self, act: Callable[[smtplib.SMTP], _Gives]) -> _Gives:
        try:
            async with asyncio.timeout(self._seconds * _WHOLE):
                return await asyncio.to_thread(self._connected, act)
        except TimeoutError as error:
            raise MailUnavailable(self._told("takes too long")) from error

    def _connected(self, act: Callable[[smtplib.SMTP], _Gives]) -> _Gives:
        """Connect, act and take leave; in a thread."""
        with self._troubles_named():
            connection = self._connect()
            try:
                self._prepare(connection)
                done = act(connection)
                with suppress(OSError):  # it is done: what fails at the farewell undoes nothing
                    connection.quit()
                return done
            finally:
                connection.close()

    def _connect(self) -> smtplib.SMTP:
        name = socket.gethostname()
        greeting = name if "." in name else "[127.0.0.1]"  # smtplib itself would ask the DNS
        address = self._server.host, self._server.port, greeting
        if self._server.tls is Tls.AT_ONCE:
            return smtplib.SMTP_SSL(*address, timeout=self._seconds, context=self._trust())
        return smtplib.SMTP(*address, timeout=self._seconds)

    def _prepare(self, connection: smtplib.SMTP) -> None:
        connection.ehlo_or_helo_if_needed()
        tls = self._server.tls
        if tls is Tls.REQUIRED or (tls is Tls.IF_OFFERED and connection.has_extn("starttls")):
            connection.starttls(context=self._trust())
            connection.ehlo_or_helo_if_needed()  # RFC 3207: what was said before does not count
        if self._server.user:
            connection.login(self._server.user, self._server.password)

    @contextmanager
    def _troubles_named(self) -> Iterator[None]:
        try:
            yield
        except ssl.SSLCertVerificationError as error:
            why = f"shows a certificate that is not trusted ({error.verify_message})"
            raise MailUnavailable(self._told(why)) from error
        except smtplib.SMTPAuthenticationError as error:
            why = f"refuses user and password of ASSISTANT_SMTP_URL ({error.smtp_code})"
            raise MailUnavailable(self._told(why)) from None  # replies may quote the user
        except smtplib.SMTPNotSupportedError as error:
            raise MailUnavailable(self._told("offers no encryption, or no login")) from error
        except smtplib.SMTPResponseException as error:
            raise MailUnavailable(self._told(f"refuses it now ({error.smtp_code})")) from None
        except smtplib.SMTPException as error:  # a reply that does not come is one, too
            raise MailUnavailable(self._told(f"breaks off ({error})")) from error
        except OSError as error:
            why = f"cannot be reached ({error.strerror or type(error).__name__})"
            raise MailUnavailable(self._told(why)) from error

    def _told(self, why: str) -> str:
        return f"The mail server {self._server.host}:{self._server.port} {why}."


@contextmanager
def _refusals_named() -> Iterator[None]:
    """Tell what is refused for good from what may be tried again.

    Replies may name the address, so that only their code is told.
    """
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        code, reply = next(iter(error.recipients.values()))
        raise _refusal(code, reply) from None
    except smtplib.SMTPSenderRefused as error:
        why = f"The mail server refuses the sender, ASSISTANT_MAIL_FROM ({error.smtp_code})."
        raise MailUnavailable(why) from None
    except smtplib.SMTPDataError as error:
        raise _refusal(error.smtp_code, error.smtp_error) from None


def _refusal(code: int, reply: bytes | str) -> MailRefused | MailUnavailable:
    text = reply if isinstance(reply, bytes) else reply.encode("utf-8", "replace")
    if 500 <= code < 600 and code != _LOGIN_NEEDED and not _RIGHTS.match(text):
        return MailRefused(f"The mail server refuses the mail for good ({code}).")
    return MailUnavailable(f"The mail server does not take the mail now ({code}).")
