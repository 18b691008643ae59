"""Mail over TLS, with a user's name and password, to a real server."""

import ssl
import subprocess
from contextlib import contextmanager

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from test_outbox import outcomes

from practicebank.submissions.mail.outbox import Delivered, deliver_pending
from tests.postbox import Postbox, free_port

PASSWORD = "p:a@ss/word"
IN_AN_ADDRESS = "p%3Aa%40ss%2Fword"


class StrictPostbox(Postbox):
    """Takes nothing from whoever has not given a password over TLS."""

    async def handle_MAIL(self, server, session, envelope, address, options):
        if not session.authenticated or server.transport.get_extra_info("cipher") is None:
            return "530 Authentication required"
        envelope.mail_from = address
        return "250 OK"


def known(server, session, envelope, mechanism, given):
    return AuthResult(success=given.password == PASSWORD.encode())


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate of its own and its key, for 127.0.0.1."""
    file = tmp_path_factory.mktemp("certificate") / "both.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=bank -addext subjectAltName=IP:127.0.0.1"
    subprocess.run([*command.split(), "-keyout", file, "-out", f"{file}.crt"], check=True, capture_output=True)
    file.write_text(file.read_text() + file.with_name("both.pem.crt").read_text())
    return file


@pytest.fixture
def postbox():
    return StrictPostbox()


@contextmanager
def secured(scheme, postbox, certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    way = {"ssl_context": context, "auth_require_tls": False}
    if scheme == "smtp+starttls":
        way = {"tls_context": context, "require_starttls": True}
    port = free_port()
    controller = Controller(postbox, hostname="127.0.0.1", port=port, authenticator=known, **way)
    controller.start()
    try:
        yield f"{scheme}://bank:{{password}}@127.0.0.1:{port}?from=bank@bank.example.org"
    finally:
        controller.stop()


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
@pytest.mark.parametrize("trusted", [True, False])
def test_mail_goes_over_tls_with_a_password_or_waits(
    queue, receipt, postbox, certificate, monkeypatch, scheme, trusted
):
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with secured(scheme, postbox, certificate) as address:
        done = deliver_pending(queue, address.format(password=IN_AN_ADDRESS))
    assert done == (Delivered(sent=1) if trusted else Delivered(later=1))
    assert outcomes(queue) == ["sent" if trusted else "pending"]
    assert len(postbox.taken) == trusted
