"""Text files as people save them: one door that turns bytes into clean text, or says what is wrong with them."""

import codecs
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

from mailer.errors import MailerError

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
#: What programs put where they could not read a letter, and what to do about it.
BROKEN = "\ufffd"
TYPE_IT_AGAIN = "A program could not read the letter that stood there: type the word again"
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

#: First bytes of files that are no text, and what they are. An old Word file and an old Excel file look alike.
NO_TEXT = (
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"RIFF", "a picture or a recording"),
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a Word, Excel or ZIP file"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"{\\rtf", "a Rich Text (RTF) file"),
)


def read_text(path: Path, *, error: Callable[..., MailerError]) -> str:
    """Return the text of a UTF-8 file: no byte order mark, line feeds at line ends, Unicode composed (NFC).

    Raises what ``error`` makes, naming the file and the line, for anything else and for control and broken characters.
    """
    text = decode(read_bytes(path, error=error), name=path.name, error=error)
    control, broken = _CONTROL.search(text), text.find(BROKEN)
    if control:
        raise error(
            f"{_line(path, text, control.start())} holds an invisible control character (U+{ord(control[0]):04X})",
            hint="Delete it: write the words around it anew",
        )
    if broken >= 0:
        raise error(f"{_line(path, text, broken)} holds a broken character (U+FFFD)", hint=TYPE_IT_AGAIN)
    return text


def _line(path: Path, text: str, at: int) -> str:
    number = text.count("\n", 0, at) + 1
    return f"{path.name}, line {number}"


def read_bytes(path: Path, *, error: Callable[..., MailerError]) -> bytes:
    """Return what the file holds; raises what ``error`` makes where it cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError as reason:
        raise error(f"{path} does not exist", hint="Is the name spelled as in the folder?") from reason
    except OSError as reason:
        raise error(f"{path} cannot be read: {reason.strerror}", hint="Look at its permissions") from reason


def decode(content: bytes, *, name: str, error: Callable[..., MailerError]) -> str:
    """Return bytes (UTF-8, or UTF-16 with a byte order mark) as text with line feeds at line ends, composed (NFC).

    Raises what ``error`` makes, naming the first line that is not UTF-8.
    """
    what = no_text(content)
    if what:
        raise error(f"{name} is {what}, not text", hint="Save it as plain text (UTF-8)")
    encoding = "utf-16" if content[:2] in _UTF_16 else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as reason:
        line = content.count(b"\n", 0, reason.start) + 1
        raise error(f"{name}, line {line} is not UTF-8", hint="Save the file again with the encoding UTF-8") from reason
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def no_text(content: bytes) -> str:
    """Return what the file is when its first bytes are those of no text file, else ""."""
    return next((what for mark, what in NO_TEXT if content.startswith(mark)), "")
