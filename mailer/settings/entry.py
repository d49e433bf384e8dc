"""One value that somebody set, where it was set, and the errors that name that place."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from mailer.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Entry:
    """A raw value for ``section``.``name``; ``place`` is a file with its line, or a variable.

    ``is_public`` is False for what may hold a secret: its value is never shown.
    """

    section: str
    name: str
    value: object
    place: str
    from_environment: bool = False
    is_public: bool = True

    @property
    def label(self) -> str:
        """Return how messages name it."""
        return self.place if self.from_environment else f"{self.place}: [{self.section}] {self.name}"

    @property
    def shown(self) -> str:
        """Return the value as messages show it."""
        return shown(self.value) if self.is_public else "what is there (not shown)"

    def refused(self, expects: str, *, why: str, hint: str = "") -> SettingsError:
        """Return the error that says what was expected here and what was found."""
        return SettingsError(f"{self.label} must be {expects}, not {self.shown}: {why}", hint=hint)


def shown(value: object) -> str:
    """Return ``value`` in the reader's words."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"'
        case list():
            return "a list"
        case dict():
            return "a table"
        case _:
            return str(value)


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the one of ``known`` that ``word`` was probably meant to be, or ""."""
    close = difflib.get_close_matches(word.casefold(), list(known), n=1, cutoff=0.6)
    return close[0] if close else ""


def place_of(file: str, text: str, *, section: str, name: str = "") -> str:
    """Return ``FILE line N`` for a key, or a section's header when ``name`` is ""; only FILE where it is not plain."""
    current = ""
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*\[+\s*([^\]]+?)\s*\]", line)
        if header:
            current = header[1].replace('"', "").replace(" ", "")
        found = bool(header) if not name else bool(re.match(rf"\s*[\"']?{re.escape(name)}[\"']?\s*[=.]", line))
        if found and current == section:
            return f"{file} line {number}"
    return file
