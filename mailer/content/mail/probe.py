"""A small plain message that shows that the way to a reader is open. It is sent by ``mailer relays check --probe``."""

from datetime import datetime

from mailer.content.mail import headers
from mailer.domain.settings import Sender

_TEXT = (
    "This is a test of the way to your mailbox, sent by hand with: mailer relays check {relay} --probe ...\r\n"
    "There is nothing to do. No release was sent with it.\r\n"
)


def probe_message(sender: Sender, recipient: str, *, relay: str, identifier: str, at: datetime) -> bytes:
    """Return the whole message: ASCII, CRLF only; ValueError where an address cannot stand in a header."""
    domain = sender.address.rpartition("@")[2]
    block = (
        headers.date(at)
        + headers.mailbox("From", headers.squashed(sender.name), sender.address)
        + headers.mailbox("To", "", recipient)
        + headers.unstructured("Subject", f"Test of the relay {relay}")
        + headers.structured("Message-ID", f"<{identifier}@{domain}>")
        + headers.structured("Auto-Submitted", "auto-generated")
        + headers.structured("MIME-Version", "1.0")
        + headers.structured("Content-Type", "text/plain; charset=us-ascii")
    )
    return headers.check_block(block) + b"\r\n" + _TEXT.format(relay=relay).encode("ascii")
