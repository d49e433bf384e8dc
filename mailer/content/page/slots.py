"""Slots: the places in a composed edition that wait for each recipient's own values.

A template or a release names a field (``{{ recipient.name | fallback("colleague") }}``); what comes out is a token of
capital letters and digits that no parser, inliner, URL writer or line wrapper changes. The parts are cut at the tokens
before they are encoded (design 8).
"""

import difflib
import hashlib
import re
from dataclasses import dataclass
from typing import NoReturn

from mailer.domain.rendering import DELIVERY_FIELDS, RECIPIENT_FIELDS, Slot
from mailer.errors import ReleaseError

#: In links a token stands behind this; the whole URL is replaced per recipient.
SLOT_URL = "https://slot.invalid/"

#: What every token looks like; capitals, so that a heading set in capitals leaves it whole.
TOKEN = re.compile(r"ZQSLOT[0-9A-F]{10}")

_QUOTED = r"(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|“(?P<curly>[^”]*)”)"
_FIELD = re.compile(r"\{\{\s*recipient\.(?P<field>\w+)\s*(?:\|\s*fallback\(\s*" + _QUOTED + r"\s*\)\s*)?\}\}")
_MARK = re.compile(r"\{\{.*?\}\}|\{[{%#].{0,40}")
_CURE = 'Write {{ recipient.name }} or {{ recipient.name | fallback("colleague") }}, or take the braces out'
_VARIANTS = (
    "One text is approved for everybody: make a difference by language, by kind of release "
    "or by sending to another list, and use | fallback(...) for empty values"
)


class SlotBook:
    """The slots of one composition, in the order in which they were found; one field and fallback give one token."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str | None], Slot] = {}

    def place(self, field: str, fallback: str | None = None) -> str:
        """Return the token for ``field``, noting it; ReleaseError if there is no such field."""
        _check_field(field)
        slot = self._found.setdefault((field, fallback), Slot(_token(field, fallback), field, fallback))
        return slot.token

    @property
    def slots(self) -> tuple[Slot, ...]:
        """Return the slots found so far."""
        return tuple(self._found.values())


@dataclass(frozen=True, slots=True, eq=False)
class SlotValue:
    """What a template gets for a field of a recipient: it can be printed and given a fallback, nothing else."""

    book: SlotBook
    field: str
    fallback: str | None = None
    prefix: str = ""

    def written(self) -> str:
        """Return the token, behind ``SLOT_URL`` where it stands for a link."""
        return self.prefix + self.book.place(self.field, self.fallback)

    def _refused(self, *_: object) -> NoReturn:
        raise ReleaseError(f"A template decides by {self.field}, which differs from person to person", hint=_VARIANTS)

    def _unprintable(self, *_: object) -> NoReturn:
        raise ReleaseError(
            f"A template changes or joins {self.field}, which is only known when the message is sent",
            hint="Print it by itself: {{ recipient.name }}, with no filter but fallback",
        )

    __bool__ = __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refused
    __len__ = __iter__ = __contains__ = __getitem__ = __hash__ = _refused
    __str__ = __html__ = __add__ = __radd__ = __mod__ = _unprintable


class RecipientFields:
    """``recipient`` in a template: its attributes are the fields of whoever gets the message."""

    def __init__(self, book: SlotBook) -> None:
        self._book = book

    def __getattr__(self, name: str) -> SlotValue:
        if name.startswith("_"):
            raise AttributeError(name)
        _check_field(name, RECIPIENT_FIELDS)
        return SlotValue(self._book, name)


def with_fallback(value: object, text: str) -> SlotValue:
    """Return the slot with ``text`` for empty values: the ``fallback`` filter of templates."""
    if not isinstance(value, SlotValue):
        raise ReleaseError("fallback is used on something that is not a field of the recipient", hint=_CURE)
    return SlotValue(value.book, value.field, str(text), value.prefix)


def printed(value: object) -> object:
    """Return what a template prints for ``value``: a token for a slot, anything else as it is."""
    if isinstance(value, RecipientFields):
        raise ReleaseError("A template prints recipient as a whole", hint=f"Name a field: {_known(RECIPIENT_FIELDS)}")
    return value.written() if isinstance(value, SlotValue) else value


def fill(text: str, book: SlotBook, *, source: str, line: int | None = None) -> str:
    """Return release text with its recipient fields as tokens.

    ``line`` is the line of ``source`` where ``text`` begins, None where it is not known.
    ReleaseError, naming file and line, for any other template mark.
    """
    _refuse_tokens(text, source)
    filled = _FIELD.sub(lambda found: _place(found, book, _where(text, found.start(), source, line)), text)
    stray = _MARK.search(filled)
    if stray:
        raise ReleaseError(
            f"{_where(filled, stray.start(), source, line)}: {stray.group()!r} is nothing that a release can fill in",
            hint=_CURE,
        )
    return filled


def check_links(html: str) -> None:
    """ReleaseError if a recipient's value was put inside a link: only a whole link can be a slot."""
    for value in re.findall(r"(?:href|src)=\"([^\"]*)\"", html):
        if TOKEN.search(value) and not TOKEN.fullmatch(value.removeprefix(SLOT_URL)):
            raise ReleaseError("A link holds a field of the recipient", hint="Links are the same for everybody")
        if TOKEN.fullmatch(value):
            raise ReleaseError("A link is a field of the recipient", hint="Only unsubscribe_url can stand as a link")


def _place(found: re.Match[str], book: SlotBook, where: str) -> str:
    fallback = next((found[name] for name in ("double", "single", "curly") if found[name] is not None), None)
    try:
        _check_field(found["field"], RECIPIENT_FIELDS)
    except ReleaseError as error:
        raise ReleaseError(f"{where}: {error.message}", hint=error.hint) from None
    return book.place(found["field"], fallback)


def _check_field(name: str, known: tuple[str, ...] = RECIPIENT_FIELDS + DELIVERY_FIELDS) -> None:
    if name in known:
        return
    nearest = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    meant = f"Did you mean recipient.{nearest[0]}? " if nearest else ""
    raise ReleaseError(f"A recipient has no field {name!r}", hint=f"{meant}There are {_known(known)}")


def _known(names: tuple[str, ...]) -> str:
    return ", ".join(names)


def _refuse_tokens(text: str, source: str) -> None:
    found = TOKEN.search(text)
    if found:
        raise ReleaseError(f"{source}: {found.group()!r} looks like one of our own marks", hint="Take it out")


def _token(field: str, fallback: str | None) -> str:
    digest = hashlib.sha256(repr((field, fallback)).encode()).hexdigest()
    return "ZQSLOT" + digest[:10].upper()


def _where(text: str, position: int, source: str, line: int | None) -> str:
    return source if line is None else f"{source}, line {line + text.count(chr(10), 0, position)}"
