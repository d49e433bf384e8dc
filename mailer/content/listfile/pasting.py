"""Addresses as they are pasted from a mail program: ``Ana Ruiz <ana@example.org>; "Okello, B." <b@example.org>``."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from mailer.content.listfile.choices import Reading
from mailer.content.listfile.delimited import separator_of
from mailer.content.listfile.headers import has_address
from mailer.content.listfile.source import Batch, Source
from mailer.domain.contact import RowError

HEADERS = ("address", "name")
_NAMES = {".txt", ""}
_LEAD = re.compile(r"^(?:(?:[-*•·]|\d+[.)])\s+|(?:to|cc|bcc|from|an|à|para|cci|кому|копия)\s*:\s*)", re.IGNORECASE)
#: Quoted text and what stands in angle brackets is one; commas and semicolons outside of them end an entry.
_PARTS = re.compile(r'(?:"(?:[^"\\]|\\.)*"|<[^<>]*>|\([^()]*\)|[^,;"<(]|["<(])+|[,;]')
_BRACKETS = re.compile(r"(?P<name>.*?)\s*<(?P<address>[^<>]*@[^<>]*)>\s*", re.DOTALL)
_REMARK = re.compile(r"(?P<address>\S+@\S+?)\s*\((?P<name>[^()]*)\)\s*")
_IN_A_NAME = re.compile(r"\S@\S")
_SPACED = re.compile(r"(?:(?P<name>.*\S)\s+)?(?P<address>\S+@\S+)")


def is_pasted(path: Path, encoding: str, reading: Reading) -> bool:
    """Return whether a text is addresses as they are pasted: a .txt file whose first line is no line of headers."""
    if path.suffix.lower() not in _NAMES or reading.delimiter or reading.mapping or reading.named:
        return False
    with path.open(encoding=encoding) as file:
        first = next((line for line in file if line.strip()), "")
    separator, is_told = separator_of(first.strip())
    return not is_told and not has_address(first.split(separator), reading)


def read_pasted(path: Path, encoding: str) -> Source:
    """Return the people in a pasted text, numbered as they come: several may stand on one line."""
    errors: list[RowError] = []
    return Source([HEADERS], lambda _: _people(path, encoding, errors), encoding, errors)


def _people(path: Path, encoding: str, errors: list[RowError]) -> Iterator[Batch]:
    with path.open(encoding=encoding) as file:
        entries = (entry for line in _unfolded(file) for entry in _entries(_LEAD.sub("", line.strip(), count=1)))
        for number, entry in enumerate(entries, 1):
            person = _person(entry)
            if person[0]:
                yield [number], [person]
            else:
                errors.append(RowError(number, entry[:200], "there is no address in it"))


def _unfolded(lines: Iterable[str]) -> Iterator[str]:
    """Yield lines, joined where a name stands on one and its address in brackets on the next."""
    held = ""
    for line in lines:
        if held and line.lstrip().startswith("<"):
            yield f"{held.rstrip()} {line.lstrip()}"
            held = ""
            continue
        if held:
            yield held
        held = "" if "@" in line else line
        if not held:
            yield line
    if held:
        yield held


def _entries(line: str) -> Iterator[str]:
    """Yield each entry; addresses with nothing but blanks between are several."""
    for entry in _separated(line):
        words = entry.split()
        yield from words if all("@" in word and "<" not in word for word in words) else [entry]


def _separated(line: str) -> Iterator[str]:
    """Yield what stands for one person each; ``Ruiz, Ana <ana@example.org>`` is one, though it holds a comma."""
    held = ""
    for part in _PARTS.findall(line):
        if part == ";":
            yield from filter(None, [held.strip(" ,")])
            held = ""
        elif part == ",":
            held += ","
        elif held.endswith(",") and ("@" in held or "<" not in part):
            yield from filter(None, [held.strip(" ,")])
            held = part
        else:
            held += part
    yield from filter(None, [held.strip(" ,")])


def _person(entry: str) -> tuple[str, str]:
    """Return address and name, both empty where there is no address, and the whole entry where there are two."""
    if "@" not in entry:
        return "", ""
    found = _BRACKETS.fullmatch(entry) or _REMARK.fullmatch(entry) or _SPACED.fullmatch(entry)
    if not found:
        return entry, ""
    name, address = _bare(found["name"] or ""), found["address"]
    if _bare(address).casefold() == name.casefold():
        return address, ""
    return (entry, "") if _IN_A_NAME.search(name) else (address, name)


def _bare(name: str) -> str:
    return re.sub(r"\\(.)", r"\1", name.strip()).strip("\"'“”‘’«» \t-–:")
