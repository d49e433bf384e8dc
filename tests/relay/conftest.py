"""What the tests of the wire are given: a relay, a journal, certificates good and bad."""

import ssl
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
import trustme

from tests.relay.scripted import ScriptedRelay
from tests.relay.sending import RecordingJournal


@pytest.fixture
def journal() -> RecordingJournal:
    return RecordingJournal()


@pytest.fixture
def relay() -> Iterator[ScriptedRelay]:
    """A relay that takes everything until told otherwise, and that never sees a rule of SMTP broken."""
    with ScriptedRelay() as running:
        yield running
    assert running.violations == []


@pytest.fixture
def chunking_relay() -> Iterator[ScriptedRelay]:
    """A relay that offers CHUNKING too, and never sees a rule of it broken."""
    with ScriptedRelay(chunking=True) as running:
        yield running
    assert running.violations == []


@dataclass(frozen=True)
class Certificates:
    """Contexts for servers, good and bad, and the file of the CA that signed them."""

    ca_file: str
    good: ssl.SSLContext
    wrong_host: ssl.SSLContext
    expired: ssl.SSLContext
    stranger: ssl.SSLContext
    old: ssl.SSLContext


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    ours, theirs = trustme.CA(), trustme.CA()
    ca_file = tmp_path_factory.mktemp("ca") / "ca.pem"
    ours.cert_pem.write_to_path(str(ca_file))
    yesterday = datetime.now(UTC) - timedelta(days=1)
    old = _serving(ours.issue_cert("127.0.0.1", "localhost"))
    old.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        old.maximum_version = ssl.TLSVersion.TLSv1_1
    return Certificates(
        ca_file=str(ca_file),
        good=_serving(ours.issue_cert("127.0.0.1", "localhost")),
        wrong_host=_serving(ours.issue_cert("mail.example.net")),
        expired=_serving(ours.issue_cert("127.0.0.1", not_before=yesterday - timedelta(days=9), not_after=yesterday)),
        stranger=_serving(theirs.issue_cert("127.0.0.1", "localhost")),
        old=old,
    )


def _serving(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context
