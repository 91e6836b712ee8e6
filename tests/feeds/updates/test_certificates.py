"""Encryption: a publisher is believed only with a certificate that this machine trusts."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from pathlib import Path

import pytest

from core.errors import FeedError
from feeds.download import Allowed, Validators, fetch_zip
from tests.feeds.updates.publisher import publishing


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for localhost and its key, made for this test."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs the openssl command to make a certificate")
    folder = tmp_path_factory.mktemp("certificate")
    made = folder / "made.pem", folder / "key.pem"
    words = [
        openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
        "-nodes", "-days", "2", "-subj", "/CN=localhost",
        "-addext", "subjectAltName=DNS:localhost",
        "-out", str(made[0]), "-keyout", str(made[1]),
    ]  # fmt: skip
    subprocess.run(words, check=True, capture_output=True)
    return made


def test_only_a_trusted_certificate_of_that_very_host_is_believed(
    certificate: tuple[Path, Path],
    feed_zip: bytes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    into = tmp_path / "lu.zip"
    with publishing(context) as publisher:
        publisher.offers(feed_zip)
        port = publisher.server.server_port
        named, numbered = f"localhost:{port}", f"127.0.0.1:{port}"
        allowed = Allowed(frozenset(), frozenset({named, numbered}))
        with pytest.raises(FeedError, match="its certificate is not accepted: self-signed"):
            fetch_zip(f"https://{named}/feed.zip", allowed, into, Validators())
        assert not into.exists()
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
        with pytest.raises(FeedError, match="its certificate is not accepted: IP address mismatch"):
            fetch_zip(f"https://{numbered}/feed.zip", allowed, into, Validators())
        fetch_zip(f"https://{named}/feed.zip", allowed, into, Validators())
    assert into.read_bytes() == feed_zip
