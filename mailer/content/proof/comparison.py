"""The sheet of differences: two versions of a release on one HTML page, without a script."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from mailer.content.lint.copy import Copy
from mailer.content.page import templates
from mailer.content.page.typography import letters
from mailer.content.proof.difference import Version
from mailer.content.proof.names import language_names
from mailer.content.proof.panes import pane
from mailer.content.proof.sheet import by_severity
from mailer.domain.proof import Difference, EditionDifference
from mailer.domain.wording import Change, Piece, Wording

#: As many paragraphs as stay on show beside a change.
_CONTEXT = 1


def difference_sheet(found: Difference, before: Version, after: Version, *, at: datetime, zone: str) -> str:
    """Return what is different between two versions as one HTML page."""
    names = language_names([one.language for one in found.editions])
    context: Mapping[str, object] = {
        "found": found,
        "removed": by_severity(found.findings_removed),
        "added": by_severity(found.findings_added),
        "editions": [_edition(one, names, before, after) for one in found.editions],
        "made": f"{at.astimezone(ZoneInfo(zone)):%d %B %Y, %H:%M} {zone}".lstrip("0"),
    }
    return templates.render(templates.environment(letters("en")), "_proof/difference.html.j2", context)


def _edition(one: EditionDifference, names: Mapping[str, str], before: Version, after: Version) -> dict[str, object]:
    type_ = letters(one.language)
    versions = [(version.name, version.copies.get(one.language)) for version in (before, after)]
    return {
        "told": one,
        "id": one.language,
        "lang": type_.lang,
        "dir": type_.direction,
        "name": names[one.language],
        "passages": list(passages(one.text)),
        "panes": [(name, _pane(copy)) for name, copy in versions if copy is not None],
        "numbers": _numbers(one),
        "verdict": _verdict(one),
    }


def passages(wording: Wording) -> Iterator[tuple[bool, list[tuple[Piece, ...]]]]:
    """Yield (whether it is shown, paragraphs): what is the same is folded away, save beside a change."""
    paragraphs = [_trimmed(paragraph) for paragraph in wording.paragraphs()]
    changed = [any(piece.change is not Change.SAME for piece in paragraph) for paragraph in paragraphs]
    near = [any(changed[max(0, at - _CONTEXT) : at + _CONTEXT + 1]) for at in range(len(paragraphs))]
    run: list[tuple[Piece, ...]] = []
    for at, paragraph in enumerate(paragraphs):
        if run and near[at] != near[at - 1]:
            yield near[at - 1] or len(run) == 1, run
            run = []
        run.append(paragraph)
    if run:
        yield near[-1] or len(run) == 1, run


def _trimmed(paragraph: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Return a paragraph without the blank lines that end it."""
    *others, last = paragraph
    return (*others, Piece(last.change, last.text.rstrip("\n")))


def _pane(copy: Copy) -> object:
    return pane(copy.html, "light")


def _numbers(one: EditionDifference) -> list[tuple[str, int, int]]:
    return [("Bytes of the page", *one.octets), ("Bytes encoded, as it travels", *one.encoded_octets)]


def _verdict(one: EditionDifference) -> str:
    if one.change is not Change.SAME:
        return f"This edition is {'new' if one.change is Change.ADDED else 'gone'}."
    if one.is_same:
        return "Nothing is different, to the last byte of the page."
    if one.text.is_same and one.subject.is_same:
        return "The words are the same; the page is not."
    return f"{_words(one.text.removed)} removed, {_words(one.text.added)} added."


def _words(number: int) -> str:
    return f"{number:,} word{'s' * (number != 1)}"
