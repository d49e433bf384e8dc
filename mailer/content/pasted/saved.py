"""Web pages saved as one file (.mhtml) and saved mails (.eml): the page or text inside."""

from email import message_from_bytes, policy
from email.message import EmailMessage

from mailer.content.pasted.marks import decode_html
from mailer.errors import ReleaseError


def unpacked(content: bytes, name: str) -> tuple[str, bool, tuple[str, ...]]:
    """Return the text inside, whether it is HTML, and sentences on what else was there.

    ReleaseError if there is none, or it is in no encoding that we know.
    """
    message = message_from_bytes(content, policy=policy.default)
    part = message.get_body(("html", "plain")) or _first_page(message)
    if not isinstance(part, EmailMessage) or not message.keys():
        raise ReleaseError(f"There is no text in {name}", hint="Save the page again as HTML, or paste its text")
    files = [attached.get_filename() for attached in message.iter_attachments()] if message.is_multipart() else []
    named = ", ".join(repr(one) for one in files if one)
    notes = (f"Attached to it is {named}: it was left out.",) if named and message["Subject"] else ()
    return _text(part, name), part.get_content_type() == "text/html", notes


def _first_page(message: EmailMessage) -> EmailMessage | None:
    return next((part for part in message.walk() if part.get_content_type() == "text/html"), None)


def _text(part: EmailMessage, name: str) -> str:
    payload = part.get_payload(decode=True)
    octets = payload if isinstance(payload, bytes) else b""
    try:
        return octets.decode(part.get_content_charset() or "")
    except (LookupError, UnicodeDecodeError):
        text = decode_html(octets)
    if text is None:
        raise ReleaseError(f"{name} does not say in which encoding it is", hint="Save it again as UTF-8")
    return text
