"""What a Word file still has to be asked about before it can be a release: comments, changes, open fields."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mailer.content.word.fields import open_fields
from mailer.content.word.parts import Element, bodies, children, comments, is_on, name_of, text_of, value

_CHANGES = {
    "ins": "an insertion", "del": "a deletion", "moveFrom": "a move", "moveTo": "a move",
    "cellIns": "an inserted cell", "cellDel": "a deleted cell",
}  # fmt: skip
_ACCEPT = "Review > Accept > Accept All Changes, or reject them"
_CURES = {
    "comment": "Review > Delete > Delete All Comments in Document",
    "change": _ACCEPT,
    "field": "write what belongs into each field, or click on it and press Ctrl+Shift+F9 to keep its words",
    "placeholder": "click on each placeholder and write what belongs there, or delete it",
    "hidden": "Home > Show/Hide ¶ shows hidden text: delete it, or unhide it (Home > Font)",
}
_LONGEST = 48


@dataclass(frozen=True, slots=True)
class Unsettled:
    """One thing to settle: its ``kind``, what it is, and the beginning of the paragraph that it stands in."""

    kind: str
    what: str
    where: str

    @property
    def told(self) -> str:
        """Return what it is and where."""
        return f"{self.what} at “{self.where}”" if self.where else self.what


def unsettled(path: Path) -> list[Unsettled]:
    """Return all that has to be settled in a Word file, in the order of its text, once each."""
    said = comments(path)
    found = (one for body in bodies(path) for one in (*_comments(body, said), *_changes(body), *_blanks(body)))
    return list(dict.fromkeys(found))


def cure(found: list[Unsettled]) -> str:
    """Return what to do about it in Word."""
    steps = [step for kind, step in _CURES.items() if any(one.kind == kind for one in found)]
    return f"In Word: {'; '.join(steps)}. Then save it and try again"


def _comments(body: Element, said: dict[str, tuple[str, str]]) -> Iterator[Unsettled]:
    """Yield each comment once, where it begins; a mark that is left of a deleted one is none."""
    seen: set[str] = set()
    for mark in children(body, "commentRangeStart", "commentReference"):
        number = value(mark, "id")
        if number in said and number not in seen:
            seen.add(number)
            author, words = said[number]
            about = f" (“{_short(words)}”)" if words else ""
            yield Unsettled("comment", f"a comment{_by(author)}{about}", _where(mark))


def _changes(body: Element) -> Iterator[Unsettled]:
    for mark in children(body, *_CHANGES):
        yield Unsettled("change", f"{_CHANGES[name_of(mark)]}{_by(value(mark, 'author'))}", _where(mark))


def _blanks(body: Element) -> Iterator[Unsettled]:
    for element, shown in open_fields(body):
        yield Unsettled("field", f"an open field ({_short(shown)})", _where(element))
    for switch in children(body, "showingPlcHdr"):
        control = next((one for one in switch.iterancestors() if name_of(one) == "sdt"), None)
        if is_on(switch) and control is not None:
            yield Unsettled("placeholder", f"a placeholder (“{_short(text_of(control))}”)", _where(control))
    for switch in children(body, "vanish"):
        run = next((one for one in switch.iterancestors() if name_of(one) in {"r", "pPr"}), None)
        if is_on(switch) and run is not None and name_of(run) == "r" and text_of(run):
            yield Unsettled("hidden", f"hidden text (“{_short(text_of(run))}”)", _where(switch))


def _by(author: str) -> str:
    return f" by {author}" if author else ""


def _where(element: Element) -> str:
    """Return the beginning of the paragraph around the element, or of the row if it stands in none."""
    around = next((one for one in element.iterancestors() if name_of(one) in {"p", "tr"}), element)
    return _short(text_of(around))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rsplit(' ', 1)[0]}…"
