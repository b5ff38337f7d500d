"""A real mail server on this machine, with a certificate that nobody trusts."""

import asyncio
import socket
import ssl
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, cast

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "assistant", "s3cret/@:#pass"


@dataclass
class Postbox:
    """What arrived, and what the server says instead of taking it.

    Attributes:
        on_sender, on_recipient, on_letter: A reply that refuses; empty: taken.
        pause: Seconds before a letter is taken.
    """

    letters: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    was_encrypted: list[bool] = field(default_factory=list)
    on_sender: str = ""
    on_recipient: str = ""
    on_letter: str = ""
    pause: float = 0.0

    async def handle_MAIL(  # noqa: N802 - as aiosmtpd calls it
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if self.on_sender:
            return self.on_sender
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - as aiosmtpd calls it
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if self.on_recipient:
            return self.on_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - as aiosmtpd calls it
        self, _server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        await asyncio.sleep(self.pause)
        if self.on_letter:
            return self.on_letter
        content = cast("bytes", envelope.content)
        self.raw.append(content)
        self.letters.append(message_from_bytes(content, policy=default))
        self.envelopes.append((str(envelope.mail_from), envelope.rcpt_tos))
        self.was_encrypted.append(session.ssl is not None)
        return "250 OK"

    def admit(
        self, _server: SMTP, _session: Session, _e: Envelope, _m: str, given: object
    ) -> AuthResult:
        login = cast("LoginPassword", given)
        pair = login.login.decode(), login.password.decode()
        self.logins.append(pair)
        return AuthResult(success=pair == (USER, PASSWORD), handled=False)


@dataclass(frozen=True)
class Certificate:
    """A certificate of `localhost` that signs itself."""

    file: Path
    key: Path

    def of_server(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.file, self.key)
        return context

    def trusted(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.file))


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    folder = tmp_path_factory.mktemp("certificate")
    made = Certificate(folder / "certificate.pem", folder / "key.pem")
    asked = ["req", "-x509", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    asked += ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    asked += ["-addext", "subjectAltName=DNS:localhost"]
    files = ["-keyout", str(made.key), "-out", str(made.file)]
    subprocess.run(["openssl", *asked, *files], check=True, capture_output=True)
    return made


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def serve_mail(postbox: Postbox, **chosen: Any) -> Iterator[int]:  # noqa: ANN401 - of aiosmtpd
    """Run the server for a while; gives its port."""
    controller = Controller(postbox, hostname="127.0.0.1", port=free_port(), **chosen)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


@asynccontextmanager
async def serve_lines(*lines: bytes, pause: float = 0.0) -> AsyncIterator[int]:
    """Say these lines to whoever comes, each after a pause, then hold the line; gives the port."""
    leaving, holding = asyncio.Event(), set[asyncio.Task[None] | None]()

    async def hold(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        holding.add(asyncio.current_task())
        for line in lines:
            await asyncio.sleep(pause)
            writer.write(line)
        await leaving.wait()
        writer.close()

    server = await asyncio.start_server(hold, "127.0.0.1", 0)
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        leaving.set()
        await asyncio.gather(*filter(None, holding))
        server.close()
        await server.wait_closed()
