"""ZIP files that office programs write, refused if they are damaged or would fill the memory when they are unpacked."""

import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mailer.errors import MailerError

_LARGEST = 1 << 30
_HARMLESS = 4 << 20  # of a part as small as this it does not matter how well it is packed
_TIGHTEST = 200
_MOST_PARTS = 5000
_TOP = 1000


@dataclass(frozen=True, slots=True)
class Guard:
    """What is expected of a kind of file: its ``noun``, which parts (by their ends) are held in memory.

    ``cure`` is for one that is too large, ``again`` for one that is damaged.
    """

    noun: str
    texts: tuple[str, ...]
    largest_text: int
    cure: str
    again: str
    error: Callable[..., MailerError]


def refuse_bombs(path: Path, guard: Guard) -> None:
    """Raise the guard's error for a file that is much larger inside than it looks, or made to be a trap."""
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        total = sum(part.file_size for part in parts)
        if total > _LARGEST or len(parts) > _MOST_PARTS:
            message = f"{path.name} is {total >> 20:,} MB when it is unpacked, which is too much"
            raise guard.error(message, hint=guard.cure)
        for part in parts:
            _refuse_part(path, archive, part, guard)


@contextmanager
def unbroken(path: Path, guard: Guard) -> Iterator[None]:
    """Raise the guard's error where the file turns out to be damaged."""
    try:
        yield
    except MailerError:
        raise
    except Exception as error:  # what libraries raise for broken files is of every kind
        raise guard.error(f"{path.name} is a damaged {guard.noun}", hint=guard.again) from error


def _refuse_part(path: Path, archive: zipfile.ZipFile, part: zipfile.ZipInfo, guard: Guard) -> None:
    if part.file_size > max(_HARMLESS, _TIGHTEST * part.compress_size):
        sizes = f"{part.file_size >> 20:,} MB in {part.compress_size >> 10:,} KB"
        raise guard.error(f"{path.name} is packed as no {guard.noun} is ({sizes})", hint=guard.cure)
    if part.filename.endswith(guard.texts) and part.file_size > guard.largest_text:
        message = f"{path.name} holds {part.file_size >> 20:,} MB of text, which is too much"
        raise guard.error(message, hint=guard.cure)
    if part.filename.endswith((".xml", ".rels")):
        with archive.open(part) as file:
            if b"<!DOCTYPE" in file.read(_TOP):
                message = f"{path.name} declares a document type, which no {guard.noun} does"
                raise guard.error(message, hint=guard.cure)
