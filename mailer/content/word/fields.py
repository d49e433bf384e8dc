"""Fields of a Word file that nobody has filled in, or that say something else on another day."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from mailer.content.word.parts import Element, children, name_of, text_of, value

#: Fields whose words depend on who opens the file, and when.
_OPEN = frozenset(
    {
        *("MERGEFIELD", "MERGEREC", "MERGESEQ", "ADDRESSBLOCK", "GREETINGLINE", "NEXT", "NEXTIF", "SKIPIF", "DATABASE"),
        *("ASK", "FILLIN", "MACROBUTTON", "DATE", "TIME", "PRINTDATE", "SAVEDATE", "EDITTIME"),
    }
)
#: Fields that ought to say something.
_SPEAKING = frozenset({"REF", "DOCPROPERTY", "DOCVARIABLE", "FORMTEXT", "TITLE", "SUBJECT", "AUTHOR", "QUOTE"})
_BROKEN = re.compile(
    r"^\s*(?:¡?error[!¡]|erreur\s?!|fehler!|ошибка!|errore\.|خطأ!|错误!|错误！)|«[^»]{0,60}»$", re.IGNORECASE
)


@dataclass(slots=True)
class _Field:
    """A field while it is being read: what it asks for, and what stands there."""

    asked: str = ""
    result: str = ""
    is_answered: bool = False
    begins: list[Element] = field(default_factory=list)


def open_fields(body: Element) -> Iterator[tuple[Element, str]]:
    """Yield the element with which each such field begins, and what it shows or is called."""
    for simple in children(body, "fldSimple"):
        asked, result = value(simple, "instr"), text_of(simple)
        if _is_open(asked, result):
            yield simple, result or _name(asked)
    stack: list[_Field] = []
    for element in children(body, "fldChar", "instrText", "t"):
        ended = _read(stack, element)
        if ended and _is_open(ended.asked, ended.result):
            yield ended.begins[0], ended.result.strip() or _name(ended.asked)


def _read(stack: list[_Field], element: Element) -> _Field | None:
    """Take note of the element; return the field that it ends."""
    kind = name_of(element) if name_of(element) != "fldChar" else value(element, "fldCharType")
    if kind == "begin":
        stack.append(_Field(begins=[element]))
    elif stack and kind == "separate":
        stack[-1].is_answered = True
    elif stack and kind == "instrText":
        stack[-1].asked += element.text or ""
    elif stack and kind == "t" and stack[-1].is_answered:
        stack[-1].result += element.text or ""
    elif stack and kind == "end":
        ended = stack.pop()
        if stack and stack[-1].is_answered:
            stack[-1].result += ended.result
        return ended
    return None


def _is_open(asked: str, result: str) -> bool:
    name = _name(asked)
    return name in _OPEN or (name in _SPEAKING and not result.strip()) or bool(name and _BROKEN.search(result))


def _name(asked: str) -> str:
    return (asked.split() or [""])[0].upper()
