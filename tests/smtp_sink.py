"""A real mail server for tests and measurements: it takes mails, and answers as it is told.

Its certificate is made for it and trusted by nobody who is not given the file.
"""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Taken:
    """A mail the server answers for."""

    sender: str
    recipient: str
    content: bytes
    is_encrypted: bool
    conversation: int


#: Gives an answer instead of taking: the step (``EHLO``, ``MAIL``, ``RCPT``, ``DATA``), what was said to it.
Answer = Callable[[str, str], str | None]


@dataclass
class Sink:
    """What a mail server heard, and how it answers."""

    answer: Answer = lambda step, said: None
    users: dict[str, str] = field(default_factory=dict)
    taken: list[Taken] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    conversations: int = 0
    transports: list[Any] = field(default_factory=list)
    on_taken: Callable[[Taken], None] = lambda taken: None

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.heard.append(f"EHLO {hostname}")
        return responses

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self._answer("MAIL", address)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self._answer("RCPT", address)
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        recipient = ", ".join(envelope.rcpt_tos)
        answer = self._answer("DATA", recipient)
        if answer.startswith("2"):
            content = bytes(envelope.content or b"")
            is_encrypted = session.ssl is not None or _speaks_tls(server)
            taken = Taken(str(envelope.mail_from), recipient, content, is_encrypted, id(session))
            self.taken.append(taken)
            self.on_taken(taken)
        if answer == "drop":
            server.transport.abort()
        return answer

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        self.heard.append(f"AUTH {mechanism}")
        if not isinstance(data, LoginPassword):
            return AuthResult(success=False, handled=False)
        is_known = self.users.get(data.login.decode()) == data.password.decode()
        return AuthResult(success=is_known, handled=False)

    def _answer(self, step: str, said: str) -> str:
        self.heard.append(f"{step} {said}")
        return self.answer(step, said) or "250 fine"


class _Server(SMTP):
    """aiosmtpd's server without its greeting of itself."""

    def __init__(self, sink: Sink, **given: Any) -> None:
        super().__init__(sink, ident="sink", hostname="localhost", **given)
        self.sink = sink

    def connection_made(self, transport: Any) -> None:
        if transport.get_extra_info("sslcontext") is None or not self.sink.transports:
            self.sink.conversations += 1
        self.sink.transports.append(transport)
        super().connection_made(transport)


def _speaks_tls(server: SMTP) -> bool:
    return server.transport is not None and server.transport.get_extra_info("sslcontext") is not None


@dataclass
class Running:
    """A sink that listens."""

    sink: Sink
    port: int
    _loop: asyncio.AbstractEventLoop
    _thread: threading.Thread

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()


def start(
    sink: Sink,
    *,
    port: int = 0,
    tls: ssl.SSLContext | None = None,
    is_encrypted_from_the_start: bool = False,
    **given: Any,
) -> Running:
    """Listen in a thread until ``stop`` is called.

    Args:
        tls: the server's certificate; with it, STARTTLS is offered and asked for.
        given: further wishes for aiosmtpd.
    """
    with_starttls = tls is not None and not is_encrypted_from_the_start
    if with_starttls:
        given |= {"tls_context": tls, "require_starttls": True}
    if sink.users:
        # Without encryption a password is taken all the same: this server may be the enemy's.
        given |= {
            "authenticator": sink.authenticate,
            "auth_required": with_starttls,
            "auth_require_tls": with_starttls,
        }
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(
        loop.create_server(
            lambda: _Server(sink, loop=loop, **given),
            HOST,
            port,
            ssl=tls if is_encrypted_from_the_start else None,
        )
    )
    taken_port: int = server.sockets[0].getsockname()[1]

    def run() -> None:
        asyncio.set_event_loop(loop)
        loop.run_forever()
        server.close()
        # What was accepted is first let in, so that there is something to close.
        _turn(loop)
        for transport in sink.transports:
            # Up to Python 3.11.4, an encrypted one that was closed twice cannot be aborted any more.
            with suppress(AttributeError):
                transport.abort()
        _turn(loop)
        while pending := asyncio.all_tasks(loop):
            for each in pending:
                each.cancel()
            loop.run_until_complete(asyncio.gather(*pending, return_exceptions=True))
        _turn(loop)
        loop.close()

    thread = threading.Thread(target=run, name="sink", daemon=True)
    thread.start()
    return Running(sink, taken_port, loop, thread)


def _turn(loop: asyncio.AbstractEventLoop) -> None:
    for _time in range(5):
        loop.run_until_complete(asyncio.sleep(0))


def certificate(folder: Path, *, host: str = "localhost", days: int = 2) -> tuple[ssl.SSLContext, Path]:
    """Make a server's certificate; returns the context it is shown in, and the file that vouches for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    names: list[x509.GeneralName] = [x509.DNSName(host)]
    if host == "localhost":
        names.append(x509.IPAddress(ipaddress.ip_address(HOST)))
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=5))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / f"{host}.pem", folder / f"{host}.key"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return context, public
