"""Writes a release file from what was found in a pasted page; the reader reads the same facts back from it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby

from mailer.content.pasted.pieces import Pasted, Piece, PieceKind, Run
from mailer.content.release.dateline import split_dateline
from mailer.domain.release import ReleaseKind, Spokesperson

_SPECIAL = re.compile(r"[\\`*\[\]<]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)|~(?=~)|(?<=\{)[{%#]|!(?=\[)")
_STARTS = re.compile(r"(?P<digits>\d{1,9}(?=[.)]))|#{1,6}(?=\s|$)|[-+>=|]")
_LINE_TABLE = re.compile(r"\|")
_PLAIN_VALUE = re.compile(r"(?:[^\W_]|\+(?=\d))[^:#\n\"\[\]{}&*!|>%`\\]*")
_DASH_ENTITIES = {"–": "&ndash;", "—": "&mdash;", "―": "&#8213;", "−": "&minus;"}
_DASHES = re.compile(r"[–—―−]|-(?=[-\s])")
_SIGNS = {PieceKind.BULLET: "- ", PieceKind.NUMBER: "1. ", PieceKind.QUOTE: "> ", PieceKind.HEADING: "## "}
_PERSON_KEYS = ("name", "title", "unit", "city", "address", "phone", "languages", "verified_at")
_LISTED = frozenset({PieceKind.BULLET, PieceKind.NUMBER})

_SKELETON = """\
---
language: {language}
date:                      # the day of publication: 2026-11-24
# embargo: 2026-11-24 06:00 Europe/Zurich
#                          # only if there is one: day, time and zone
spokespeople:              # who journalists may call: keys of spokespeople.toml, with commas between;
#                          # or none, if there is really nobody
# summary:                 # one sentence that mail programs show beside the subject
# tags: [drought, east-africa]
# All keys: mailer's manual, under "Release files". A line that begins with # is not read.
---
# \n\n"""


def write_release(pasted: Pasted, *, known: Sequence[Spokesperson] = (), default_language: str = "") -> str:
    """Return the text of a release file that says what was found, word for word; what was not found is left open.

    A person who is one of ``known`` by address is named by key, others are described in place. The language stands
    in the head where it is not ``default_language``. Signs that mean something in Markdown are escaped.
    """
    lines = _body(pasted.pieces)
    place, lines = _with_dateline(pasted.place, lines)
    head = "\n".join(_head(pasted, place, known, default_language))
    headline = _escaped(" ".join(pasted.headline.split()), starts=False)
    headline = re.sub(r"(?<=\s)(#+)$|^(#+)$", r"\\\g<0>", headline)
    subhead = [f"## {_escaped(pasted.subhead)}"] if pasted.subhead else []
    return "\n\n".join([f"---\n{head}\n---\n# {headline}", *subhead, *lines]) + "\n"


def skeleton(language: str) -> str:
    """Return an empty release file that says what goes where; it cannot be sent before it is filled in."""
    return _SKELETON.format(language=language)


def _head(pasted: Pasted, place: str | None, known: Sequence[Spokesperson], default_language: str) -> Iterator[str]:
    yield f"date: {pasted.date.isoformat()}" if pasted.date else "date:                      # not found: YYYY-MM-DD"
    if pasted.kind is not ReleaseKind.PRESS_RELEASE:
        yield f"kind: {pasted.kind}"
    if pasted.language != default_language:
        yield f"language: {pasted.language}"
    if place is not None:
        yield f"place: {_value(place)}" if place else 'place: ""'
    if pasted.embargo:
        said = "".join(filter(str.isprintable, " ".join(pasted.embargo.split())))
        yield f"embargo:                   # write it as 2026-11-24 06:00 Europe/Zurich; the page says: {said}"
    yield from _people(pasted.spokespeople, known)
    if pasted.boilerplate:
        yield "boilerplate: |"
        yield from (f"  {line}".rstrip() for block in _body(pasted.boilerplate) for line in [*block.split("\n"), ""])


def _people(people: Sequence[Spokesperson], known: Sequence[Spokesperson]) -> Iterator[str]:
    if not people:
        yield "spokespeople:              # not found: keys of spokespeople.toml, or none"
        return
    yield "spokespeople:"
    by_address = {person.address.casefold(): person.key for person in known if person.address}
    for person in people:
        key = by_address.get(person.address.casefold())
        if key:
            yield f"  - {key}"
            continue
        said = [(name, _told(getattr(person, name))) for name in _PERSON_KEYS if getattr(person, name)]
        yield from (
            f"  {'-' if not number else ' '} {name}: {_value(text)}" for number, (name, text) in enumerate(said)
        )


def _told(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(str(part) for part in value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _value(text: str) -> str:
    """Return a YAML scalar that reads as ``text``: plain where that is sure, in double quotes where not."""
    if _PLAIN_VALUE.fullmatch(text) and text.isprintable() and text == text.strip():
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(_yaml_sign(character) for character in escaped) + '"'


def _yaml_sign(character: str) -> str:
    if character.isprintable() or character in "\u200c\u200d\u200e\u200f":
        return character
    return f"\\U{ord(character):08X}"


def _body(pieces: Sequence[Piece]) -> list[str]:
    """Return one Markdown block per piece; entries of one list stand together."""
    blocks: list[str] = []
    before: PieceKind | None = None
    for piece in pieces:
        block = _block(piece)
        if piece.kind is before and (piece.kind in _LISTED or piece.kind is PieceKind.QUOTE):
            blocks[-1] += ("\n>\n" if piece.kind is PieceKind.QUOTE else "\n") + block
        else:
            blocks.append(block)
        before = piece.kind
    return blocks


def _block(piece: Piece) -> str:
    sign = _SIGNS.get(piece.kind, "")
    if piece.kind is PieceKind.TABLE:
        return _table(piece.runs)
    is_heading = piece.kind is PieceKind.HEADING
    written = _words([replace(run, bold=run.bold and not is_heading) for run in piece.runs])
    if is_heading:
        return sign + re.sub(r"(?<=\s)(#+)$", r"\\\g<0>", " ".join(written.replace("\\\n", " ").split()))
    return sign + written.replace("\n", "\n" + ("> " if sign == "> " else " " * len(sign)))


def _table(runs: Sequence[Run]) -> str:
    """Return rows and cells as a table, the first row being its head; all rows get as many cells as the longest."""
    rows: list[list[list[Run]]] = [[[]]]
    for run in runs:
        if run.text == "\n":
            rows.append([[]])
        elif run.text == "\t":
            rows[-1].append([])
        else:
            rows[-1][-1].append(run)
    width = max(map(len, rows))
    cells = [[_words(cell).replace("|", "\\|") for cell in row] + [""] * (width - len(row)) for row in rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in [cells[0], ["---"] * width, *cells[1:]])


def _words(runs: Sequence[Run]) -> str:
    """Return runs as Markdown: escaped, links written out, line breaks kept."""
    text = ""
    groups = [list(group) for _, group in groupby(runs, lambda run: run.bold)]
    for number, group in enumerate(groups):
        written = _unstyled(group, starts=not text or text.endswith("\n"))
        after = "".join(run.text for run in groups[number + 1])[:1] if number + 1 < len(groups) else ""
        text += _bold(written, text[-1:], after) if group[0].bold else written
    return text


def _bold(written: str, before: str, after: str) -> str:
    """Return the words between two pairs of asterisks, or as they are where these would not be read as marks."""
    core = written.strip()
    if not core:
        return written
    start = written.index(core)
    lead, trail = written[:start], written[start + len(core) :]
    opens = core[0].isalnum() or bool(lead) or not before.isalnum()
    closes = core[-1].isalnum() or bool(trail) or not after.isalnum()
    is_plain = "\\\n" not in written and not before.endswith("\\")
    return f"{lead}**{core}**{trail}" if opens and closes and is_plain else written


def _unstyled(runs: Sequence[Run], *, starts: bool) -> str:
    text = ""
    for run in runs:
        words = _escaped(run.text, starts=starts)
        starts = run.text.endswith("\n")
        label = words.replace("\\\n", " ").strip()
        has_link = (
            run.url and label and not run.text.startswith(run.url) and run.text != run.url.removeprefix("mailto:")
        )
        text += _linked(words, label, run.url) if has_link else words
    return text


def _linked(words: str, label: str, url: str) -> str:
    before = words[: len(words) - len(words.lstrip())]
    after = words[len(words.rstrip()) :]
    target = url.replace("(", "%28").replace(")", "%29").replace("\\", "%5C")
    return f"{before}[{label}]({re.sub(r'(?<=[{])[{%#]', _percent, target)}){after}"


def _percent(match: re.Match[str]) -> str:
    return f"%{ord(match.group()):02X}"


def _escaped(text: str, *, starts: bool = True) -> str:
    """Return ``text`` so that Markdown shows it as it is; ``starts`` where a block or line begins with it."""
    lines = text.split("\n")
    written = []
    for number, line in enumerate(lines):
        safe = _SPECIAL.sub(r"\\\g<0>", line)
        safe = _LINE_TABLE.sub(r"\\|", safe) if len(lines) > 1 else safe
        written.append(_STARTS.sub(_start, safe, count=1) if (starts or number) and _STARTS.match(safe) else safe)
    return "\\\n".join(written)


def _start(match: re.Match[str]) -> str:
    return f"{match['digits']}\\" if match["digits"] else f"\\{match.group()}"


def _with_dateline(place: str, blocks: list[str]) -> tuple[str | None, list[str]]:
    """Return the ``place`` key (None where none is needed) and the blocks from which the reader finds this place."""
    number = next((n for n, block in enumerate(blocks) if _is_paragraph(block)), None)
    if number is None:
        return (place or None), blocks
    text = blocks[number]
    told = split_dateline(f"{place} – {text}") if place else None
    if told is not None and (told.place, told.day, told.rest) == (place, None, text):
        return None, _replaced(blocks, number, f"{place} – {text}")
    if _is_read(place, text):
        text = _DASHES.sub(_protected, text, count=1)
    return (place if place or _is_read(place, text) else None), _replaced(blocks, number, text)


def _is_read(place: str, text: str) -> bool:
    """Return whether the reader would take something off the start of the text."""
    return split_dateline(text) is not None or bool(place and text.startswith(place))


def _protected(match: re.Match[str]) -> str:
    return _DASH_ENTITIES.get(match.group(), f"\\{match.group()}")


def _is_paragraph(block: str) -> bool:
    return not block.startswith(("- ", "1. ", "> ", "## ", "| "))


def _replaced(blocks: list[str], number: int, text: str) -> list[str]:
    return [*blocks[:number], text, *blocks[number + 1 :]]
