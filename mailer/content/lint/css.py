"""Checks of the CSS: what is lost, or does harm, in the programs that read mail."""

import re
from collections.abc import Callable, Iterator, Mapping

from mailer.content.lint.copy import Copy, Hit, Look, quoted
from mailer.content.lint.seen import once
from mailer.content.lint.styles import Declaration, SheetRule, inline, pixels, sheet, word_styles
from mailer.domain.finding import Severity

_SLOPPY = re.compile(r"(?P<before>\s?)!(?P<after>\s*)(?P<word>important)", re.IGNORECASE)
_CLASS = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_LAYOUTS = frozenset({"flex", "inline-flex", "grid", "inline-grid"})
_LOGICAL = re.compile(
    r"(?:margin|padding|border|inset)-(?:inline|block)(?:-.+)?|(?:min-|max-)?(?:inline|block)-size"
    r"|border-(?:start|end)-(?:start|end)-radius"
)
_ADDRESS = re.compile(r"\burl\s*\(", re.IGNORECASE)
_TOO_NEW = re.compile(r"\b(?:var|calc|clamp|min|max|rgba|hsla?|light-dark)\(|\drem\b", re.IGNORECASE)
_WITH_ALPHA = re.compile(r"\b(?:rgba|hsla?)\(", re.IGNORECASE)
_RELATIVE = re.compile(r"\d*\.?\d+%?")
_THREE_DIGITS = re.compile(r"#[0-9a-fA-F]{3}(?![0-9a-fA-F])")
_FILE = re.compile(r"\burl\([^)]*\)", re.IGNORECASE)
_NAME = re.compile(r"(?<![-\w#(])[a-z]+(?![-\w(])")
#: Words in a value that holds a colour, which name none.
_OTHER_WORDS = """
transparent inherit initial unset currentcolor none hidden solid dashed dotted double groove ridge inset outset thin
medium thick auto repeat round space fixed scroll local top bottom left right center cover contain text to at
circle ellipse collapse separate slice
"""
_NO_COLOURS = frozenset(_OTHER_WORDS.split())
_AT_RULES = ("@import", "@font-face", "@supports")


def _inline_important(copy: Copy) -> Iterator[Hit]:
    return _told(copy, lambda one: f"“{one.prop}: … !important” in a style attribute" if one.is_important else "")


def _sloppy_important(copy: Copy) -> Iterator[Hit]:
    found = (mark for css in (*copy.styles, *word_styles(copy.html)) for mark in _SLOPPY.finditer(css))
    sloppy = (mark for mark in found if not mark["before"] or mark["after"] or mark["word"] != "important")
    for written in dict.fromkeys(mark[0].strip() for mark in sloppy):
        message = f"{quoted(written)} is not written with one blank before it and in small letters"
        yield Hit(copy.part("html"), message)


def _class_name(copy: Copy) -> Iterator[Hit]:
    worn = ((name, element) for element in copy.elements("*") for name in (element.get("class") or "").split())
    for name, where in once(pair for pair in worn if not _CLASS.fullmatch(pair[0])):
        yield Hit(copy.part("html"), f"the class {quoted(name)} is not made of letters, figures, - and _: {where}")


def _layout(copy: Copy) -> Iterator[Hit]:
    return _told(copy, lambda one: f"{one.prop}: {one.value} lays out the page" if _lays_out(one) else "")


def _lays_out(one: Declaration) -> bool:
    value = one.value.lower()
    return (
        (one.prop == "display" and value in _LAYOUTS)
        or (one.prop == "position" and value != "static")
        or (one.prop == "float" and value != "none")
    )


def _logical(copy: Copy) -> Iterator[Hit]:
    told = "{} names no left or right"
    yield from _told(copy, lambda one: told.format(_written(one)) if _is_logical(one) else "")
    in_sheet = {_written(one) for rule in sheet(copy.styles) for one in rule.declared if _is_logical(one)}
    for what in sorted(in_sheet):
        yield Hit(copy.part("html"), f"{told.format(what)}: in a style element")


def _is_logical(one: Declaration) -> bool:
    return bool(_LOGICAL.fullmatch(one.prop)) or (one.prop == "text-align" and one.value.lower() in {"start", "end"})


def _address(copy: Copy) -> Iterator[Hit]:
    yield from _told(copy, lambda one: f"{one.prop} loads a file by url()" if _ADDRESS.search(one.value) else "")
    number = sum(len(_ADDRESS.findall(css)) for css in copy.styles)
    if number:
        yield Hit(copy.part("html"), f"a style element loads {'a file' if number == 1 else f'{number} files'} by url()")


def _too_new(copy: Copy) -> Iterator[Hit]:
    yield from _told(
        copy, lambda one: f"{_written(one)} is not understood by all" if _TOO_NEW.search(one.value) else ""
    )
    nights = [rule for rule in sheet(copy.styles) if any("prefers-color-scheme" in one for one in rule.within)]
    clear = {_written(one) for rule in nights for one in rule.declared if _WITH_ALPHA.search(one.value)}
    for what in sorted(clear):
        yield Hit(copy.part("html"), f"{what} in the colours for dark mode", severity=Severity.INFO)


def _line_height(copy: Copy) -> Iterator[Hit]:
    yield from _told(copy, lambda one: f"the line height {one.value} has no pixels" if _is_relative(one) else "")
    in_pixels = any(one.prop == "line-height" for element in copy.elements("*") for one in inline(element))
    if in_pixels and "mso-line-height-rule" not in copy.html:
        yield Hit(copy.part("html"), "no mso-line-height-rule tells Outlook on Windows to keep to the line heights")


def _is_relative(one: Declaration) -> bool:
    return one.prop == "line-height" and bool(_RELATIVE.fullmatch(one.value)) and pixels(one.value) != 0


def _short_colour(copy: Copy) -> Iterator[Hit]:
    values = [(element.get(name) or "", element) for element in copy.elements("*") for name in ("bgcolor", "color")]
    values += [(one.value, element) for element in copy.elements("*") for one in inline(element) if _has_colour(one)]
    for what, where in once((short, element) for value, element in values if (short := _short(value))):
        yield Hit(copy.part("html"), f"the colour {what} is not written with six digits: {where}")


def _has_colour(one: Declaration) -> bool:
    return one.prop == "color" or one.prop.startswith(("background", "border", "outline"))


def _short(value: str) -> str:
    bare = _FILE.sub("", value)
    names = (word for word in _NAME.findall(bare.lower()) if word not in _NO_COLOURS)
    found = _THREE_DIGITS.search(bare)
    return found[0] if found else next(names, "")


def _at_rule(copy: Copy) -> Iterator[Hit]:
    unsafe = {one.split()[0] for rule in sheet(copy.styles) for one in rule.within if one.lower().startswith(_AT_RULES)}
    unsafe |= {f"{rule.within[-1].split()[0]} inside {rule.within[0].split()[0]}" for rule in _nested(copy)}
    for what in sorted(unsafe):
        yield Hit(copy.part("html"), f"a style element has {what}")


def _nested(copy: Copy) -> Iterator[SheetRule]:
    return (rule for rule in sheet(copy.styles) if len(rule.within) > 1)


def _told(copy: Copy, tell: Callable[[Declaration], str]) -> Iterator[Hit]:
    """Yield what ``tell`` says of inline declarations, each sentence once and with the first element it is true of."""
    found = ((what, element) for element in copy.elements("*") for one in inline(element) if (what := tell(one)))
    for what, where in once(found):
        yield Hit(copy.part("html"), f"{what}: {where}")


def _written(one: Declaration) -> str:
    return f"{one.prop}: {one.value}"


LOOKS: Mapping[str, Look] = {
    "W001": _inline_important,
    "W002": _sloppy_important,
    "W010": _class_name,
    "W022": _layout,
    "W023": _logical,
    "W024": _address,
    "W026": _too_new,
    "W027": _line_height,
    "W028": _short_colour,
    "W029": _at_rule,
}
