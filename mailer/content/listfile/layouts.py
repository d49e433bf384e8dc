"""The exports of well-known programs, told apart by their headers. Facts only: what stands in which column."""

from collections.abc import Iterable
from dataclasses import dataclass, field

_UP_TO = range(1, 10)


def _numbered(pattern: str) -> str:
    return "|".join(pattern.format(number) for number in _UP_TO)


@dataclass(frozen=True, slots=True)
class Layout:
    """An export: ``signs`` are sets of headers of which one set has to be there, ``columns`` what its columns are.

    Where several headers stand for one column the first that says something counts. ``left_out`` is not read. Further
    columns are read like those of any list, or not at all if ``is_address_book``: those hold much that is private.
    """

    name: str
    signs: tuple[frozenset[str], ...]
    columns: dict[str, str]
    left_out: frozenset[str] = field(default_factory=frozenset)
    is_address_book: bool = False

    def matches(self, headers: frozenset[str]) -> bool:
        """Return whether a file with these headers, folded, is such an export."""
        return any(sign <= headers for sign in self.signs)

    def column_of(self, header: str) -> str:
        """Return what the column under ``header`` is, "" where the layout does not say."""
        return next((column for column, headers in self.columns.items() if header in headers.split("|")), "")


def _signs(*sets: str) -> tuple[frozenset[str], ...]:
    return tuple(map(_set, sets))


def _set(headers: str) -> frozenset[str]:
    return frozenset(headers.split("|"))


_GOOGLE = Layout(
    "Google Contacts",
    _signs("first name|last name|e mail 1 value|e mail 1 label"),
    {
        "address": _numbered("e mail {} value"),
        "first": "first name",
        "middle": "middle name",
        "last": "last name",
        "outlet": "organization name",
        "role": "organization title",
        "country": _numbered("address {} country"),
        "labels": "labels",
        "phone": _numbered("phone {} value"),
        "notes": "notes",
    },
    is_address_book=True,
)
_GOOGLE_OLD = Layout(
    "Google Contacts, old",
    _signs("given name|family name|e mail 1 value|e mail 1 type"),
    {
        "address": _numbered("e mail {} value"),
        "first": "given name",
        "middle": "additional name",
        "last": "family name",
        "outlet": _numbered("organization {} name"),
        "role": _numbered("organization {} title"),
        "languages": "language",
        "country": _numbered("address {} country"),
        "labels": "group membership",
        "phone": _numbered("phone {} value"),
        "notes": "notes",
    },
    is_address_book=True,
)
_OUTLOOK = Layout(
    "Outlook",
    _signs("first name|last name|e mail address|company", "first name|last name|e mail address|e mail 2 address"),
    {
        "address": "e mail address|e mail 2 address|e mail 3 address",
        "first": "first name",
        "middle": "middle name",
        "last": "last name",
        "outlet": "company",
        "role": "job title",
        "country": "business country region|business country|home country region|home country|other country region",
        "languages": "language",
        "labels": "categories",
        "phone": "business phone|mobile phone|primary phone|business phone 2|company main phone|home phone|other phone",
        "notes": "notes",
    },
    is_address_book=True,
)
_MAILCHIMP = Layout(
    "Mailchimp",
    _signs(
        "email address|member rating",
        "email address|optin time|leid",
        "email address|clean time",
        "email address|unsub time",
    ),
    {
        "address": "email address",
        "first": "first name|fname",
        "last": "last name|lname",
        "phone": "phone number|phone",
        "labels": "tags",
        "notes": "notes",
    },
    # The times and places are guesses from where a mail was opened.
    left_out=_set(
        "member rating|optin time|optin ip|confirm time|confirm ip|latitude|longitude|gmtoff|dstoff|timezone|cc|region|"
        "last changed|leid|euid|birthday|unsub campaign title|unsub campaign id|unsub reason|unsub reason other|"
        "clean campaign title|clean campaign id"
    ),
)
_LISTMONK = Layout(
    "listmonk",
    _signs("uuid|email|name|attributes|status", "uuid|email|name|attribs|status"),
    {"address": "email", "name": "name", "attributes": "attributes|attribs"},
    left_out=_set("uuid|created at|updated at|id"),
)
_MEDIA = {
    "address": "contact email|contact e mail|contact email address|journalist email|author email|email|e mail|"
    "email address|work email|email 1|email 2|outlet email",
    "name": "contact name|journalist name|journalist|author|full name|name",
    "first": "contact first name|first name",
    "last": "contact last name|last name",
    "outlet": "outlet name|media outlet|media outlet name|outlet|outlets|primary outlet|publication|publication name|"
    "media name|organisation|organization|company",
    "role": "contact title|contact job title|job title|title|role|position",
    "languages": "contact language|contact languages|language|languages|outlet language",
    "country": "contact country|country|outlet country",
    "labels": "contact beats|contact subjects|beats|beat|topics|topic|subjects|subject|coverage areas|"
    "areas of coverage|contact topics|tags",
    "phone": "contact phone|direct phone|work phone|phone|phone number|mobile|mobile phone|outlet phone",
    "notes": "notes|contact notes|pitching notes|pitching tips|pitching profile",
}
_MEDIA_DATABASE = Layout(
    "a media database",
    _signs(
        "outlet name|contact name",
        "outlet name|contact email",
        "outlet name|contact last name",
        "outlet name|email",
        "outlet name|media type",
        "media outlet|beats",
        "media outlet|topics",
        "outlets|beats",
        "outlet|beats|title",
        "outlet|topics|title",
        "organisation|tags|job title",
        "publication|journalist",
    ),
    _MEDIA,
    left_out=_set("contact id|outlet id|media id|uvm|circulation|reach"),
)
LAYOUTS = (_GOOGLE, _GOOGLE_OLD, _OUTLOOK, _MAILCHIMP, _LISTMONK, _MEDIA_DATABASE)


def layout_of(headers: Iterable[str]) -> Layout | None:
    """Return the export that a file with these headers, folded, is; None if it is like any other list."""
    present = frozenset(headers)
    return next((layout for layout in LAYOUTS if layout.matches(present)), None)
