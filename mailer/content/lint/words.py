"""Checks of the words for marks that were left over."""

import re
from collections.abc import Iterator, Mapping

from mailer.content.lint.copy import Copy, Hit, Look, flattened, quoted
from mailer.content.page.slots import TOKEN

_FIELD = re.compile(
    r"\{\{.*?\}\}|\{%.*?%\}|\[\[.*?\]\]|\*\|.*?\|\*|%%\w+%%|@@\w+@@|slot\.invalid|" + TOKEN.pattern, re.DOTALL
)
_STARRED = re.compile(r"\*\|.*?\|\*")  # Markdown takes the stars for emphasis
_NOTHING = re.compile(r"None|null|undefined|Undefined|nan|NaN")
_GREETED = re.compile(r"\b(?:Dear|Hello|Hi|Ch[eè]re?|Bonjour|Estimad[oa]|Hola)\s+(?:None|null|undefined|nan)\b")
_UNFINISHED = re.compile(
    r"\b(?:TK|TKTK|TODO|FIXME|XXXX+|XXX(?! [A-ZÀ-Þ]))\b|\b[Ll]orem [Ii]psum\b"
    r"|\[(?:insert|add|name|quote|place|date|tbc|tbd|xx+)\b[^\]\n]{0,60}\]",
)
_SEEN_ATTRIBUTES = ("href", "src", "alt", "title", "aria-label")


def _field(copy: Copy) -> Iterator[Hit]:
    found = {match[0] for text in _all_words(copy) for match in _FIELD.finditer(text)}
    found |= {match[0] for match in _STARRED.finditer(copy.written)}
    for mark in sorted(found):
        yield Hit(copy.place(mark, "text"), f"{quoted(mark)} was not filled in")


def _nothing(copy: Copy) -> Iterator[Hit]:
    for element in copy.page.iter():
        text = flattened(element.text or "") if isinstance(element.tag, str) else ""
        if element.tag not in {"td", "th", "li"} and _NOTHING.fullmatch(text):
            yield Hit(copy.place("", "text"), f"the word {text} stands where something should have been filled in")
    for match in _GREETED.finditer(f"{copy.subject}\n{copy.text}"):
        yield Hit(copy.place(match[0], "text"), f"{quoted(match[0])} greets nobody")


def _unfinished(copy: Copy) -> Iterator[Hit]:
    for mark in dict.fromkeys(match[0] for match in _UNFINISHED.finditer(f"{copy.written}\n{copy.subject}")):
        yield Hit(copy.place(mark, "text"), f"{quoted(mark)} looks like a note to yourself")


def _all_words(copy: Copy) -> Iterator[str]:
    yield from (copy.subject, copy.text)
    for element in copy.page.iter():
        if not isinstance(element.tag, str) or element.tag == "style":
            yield element.tail or ""
            continue
        yield from (element.text or "", element.tail or "")
        yield from (element.get(name, "") for name in _SEEN_ATTRIBUTES)


LOOKS: Mapping[str, Look] = {
    "E010": _field,
    "E011": _nothing,
    "E012": _unfinished,
}
