"""Papers: files of the workspace that may name a person, found, removed or rewritten."""

import itertools
import mmap
import os
import re
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from mailer.domain.erasure import names, scrubbed, spellings
from mailer.store.sending.journals import is_alive, journal_names

_HEADER_OCTETS = 16_384
_TO = re.compile(rb"^To:.*(?:\r?\n[ \t].*)*", re.MULTILINE | re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_ENTITY_DEPTH = 3


def messages_to(folders: Iterable[Path], addresses: Sequence[str]) -> list[Path]:
    """Return the messages in these folders (of relays that are folders) that are addressed to one of ``addresses``."""
    named = spellings(addresses)
    every = (path for folder in folders if folder.is_dir() for path in sorted(folder.iterdir()))
    mails = (path for path in every if path.name.endswith((".eml", ".eml.part")))
    return [path for path in mails if names(path.name, named, is_theirs=True) or _is_to(path, addresses)]


def sheets_with(folders: Iterable[Path], words: Sequence[str]) -> list[Path]:
    """Return the pages in these folders that show one of ``words``, and the pictures and files that belong to them."""
    found: list[Path] = []
    for folder in folders:
        pages = [*folder.glob("*.html"), *folder.glob("*.json")] if folder.is_dir() else []
        stems = {path.stem for path in pages if names(_shown(path), words)}
        found += [path for path in sorted(folder.iterdir()) if path.name.split(".")[0] in stems] if stems else []
    return found


def backups_with(folders: Iterable[Path], words: Sequence[str]) -> list[Path]:
    """Return the files in these folders that hold one of ``words``, octet for octet."""
    wanted = [word.encode() for word in words]
    every = (path for folder in folders if folder.is_dir() for path in sorted(folder.rglob("*")))
    return [path for path in every if path.is_file() and _holds(path, wanted)]


def journals_with(folder: Path, words: Sequence[str]) -> tuple[list[Path], list[Path]]:
    """Return the journals that name one of ``words``: those that are over, and those that are being written."""
    wanted = [word.encode() for word in words]
    found = [name for name in journal_names(folder) if _holds(folder / name, wanted)]
    over = [name for name in found if not is_alive(folder, name)]
    return [folder / name for name in over], [folder / name for name in found if name not in over]


def scrub_journal(path: Path, words: Sequence[str], deliveries: Collection[int]) -> None:
    """Take ``words`` out of the replies that a journal holds; those about ``deliveries`` name nobody else."""
    lines = path.read_bytes().split(b"\n")
    rewrite(path, b"\n".join(_scrubbed_line(line, words, deliveries) for line in lines))


def remove(paths: Iterable[Path]) -> int:
    """Return how many of these files were there, and no longer are."""
    there = [path for path in paths if path.exists()]
    for path in there:
        path.unlink(missing_ok=True)
    return len(there)


def rewrite(path: Path, content: bytes) -> None:
    """Give a file new content, with the mode that it has: a reader sees all of the old or all of the new."""
    part = path.with_name(f".{path.name}.part")
    mode = path.stat().st_mode & 0o777
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def write_new(folder: Path, name: str, text: str) -> Path:
    """Return the file ``NAME.txt`` that now holds ``text``, with a number in its name where there is one already."""
    folder.mkdir(exist_ok=True, mode=0o700)
    taken = {path.name for path in folder.iterdir()}
    numbered = (f"{name}{f'-{number}' if number > 1 else ''}.txt" for number in itertools.count(1))
    path = folder / next(one for one in numbered if one not in taken)
    path.touch(0o600)
    rewrite(path, text.encode())
    return path


def _is_to(path: Path, addresses: Sequence[str]) -> bool:
    with path.open("rb") as file:
        header = file.read(_HEADER_OCTETS).partition(b"\r\n\r\n")[0]
    return any(names(line.decode("utf-8", "replace"), addresses) for line in _TO.findall(header))


def _shown(path: Path) -> str:
    """Return what a page shows, pages within it too: tags gone, entities read, as often as they were written."""
    import html

    text = path.read_text(encoding="utf-8", errors="replace")
    parts = [text]
    for _ in range(_ENTITY_DEPTH):
        parts.append(_TAG.sub("", parts[-1]))
        parts.append(html.unescape(parts[-1]))
    return "\n".join(parts)


def _scrubbed_line(line: bytes, words: Sequence[str], deliveries: Collection[int]) -> bytes:
    word, number, *_ = *line.split(b" ", 2), b""
    if word != b"reply":
        return line
    is_theirs = number.isdigit() and int(number) in deliveries
    named = words if is_theirs else [one for one in words if "@" in one]
    return scrubbed(line.decode("utf-8", "surrogateescape"), named, is_theirs=is_theirs).encode(
        "utf-8", "surrogateescape"
    )


def _holds(path: Path, wanted: Sequence[bytes]) -> bool:
    if not path.exists() or not path.stat().st_size:
        return False
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return any(content.find(word) >= 0 for word in wanted)
