"""Checks of the CSS against what each mail program is known to understand."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from mailer.content.lint.copy import Copy, Hit, Look
from mailer.content.lint.seen import displayed, once
from mailer.content.lint.styles import Declaration, Element, inline

#: The programs in which a mail has to be whole.
REQUIRED = ("Outlook on Windows", "Outlook.com", "Gmail", "Apple Mail")
_WORD = "Outlook on Windows"
_GRADIENT = re.compile(r"\b((?:linear|radial)-gradient)\(")
#: Values that ask for nothing.
_NOTHING = frozenset({"none", "normal", "auto", "initial", "inherit", "visible", "static"})
#: Refinements that are accepted to be missing: corners are square, lines are plain.
_ACCEPTED = ("border-radius", "text-decoration-", "text-underline-")
#: What other checks speak of: W022, W023.
_ELSEWHERE = re.compile(
    r"position|float|clear|left|right|top|bottom|inset|z-index|display|(?:min-|max-)?(?:inline|block)-size"
    r"|(?:margin|padding|border)-(?:inline|block).*"
)
#: Ornaments: where they are missing the page is as good to read.
_PLAIN_WITHOUT = """
accent-color animation backdrop-filter background-blend-mode background-clip background-origin background-position
background-repeat background-size box-shadow cursor filter font-kerning font-stretch hyphens mix-blend-mode
object-fit object-position opacity outline outline-offset overflow-wrap resize text-align-last text-overflow
text-shadow text-wrap transition user-select white-space word-spacing word-wrap
"""
ORNAMENTS = frozenset(_PLAIN_WITHOUT.split())
#: What stands in for a property where it is not understood: attributes or properties of the same element.
STANDS_IN = {
    "background-image": ("bgcolor", "background-color"),
    "border-spacing": ("cellspacing",),
    "box-sizing": ("width",),
    "linear-gradient()": ("bgcolor", "background-color"),
    "list-style-image": ("list-style-type",),
    "max-height": ("height", "mso-hide"),
    "min-height": ("height",),
    "min-width": ("width",),
    "overflow": ("height", "mso-hide"),
    "radial-gradient()": ("bgcolor", "background-color"),
    "table-layout": ("width",),
    "visibility": ("mso-hide",),
}


@cache
def support() -> Mapping[str, Mapping[str, str]]:
    """Return for each feature what each program makes of it: y(es), a (in part), n(o) or u(nknown)."""
    table = json.loads((files("mailer.content.lint") / "support.json").read_text("utf-8"))
    features: Mapping[str, Mapping[str, str]] = table["features"]
    return features


def _unsupported(copy: Copy) -> Iterator[Hit]:
    for what, where in once(
        (_sentence(name, lost), one) for name, lost, one in _lost(copy) if not _matters(name, lost)
    ):
        yield Hit(copy.part("html"), f"{what}: {where}")


def _unsupported_in_word(copy: Copy) -> Iterator[Hit]:
    for name, where in once((name, one) for name, lost, one in _lost(copy) if _matters(name, lost)):
        yield Hit(copy.part("html"), f"{name} means nothing to {_WORD}, and nothing stands in for it: {where}")


def _matters(name: str, lost: tuple[str, ...]) -> bool:
    return _WORD in lost and name not in ORNAMENTS and not name.startswith("<")


def _sentence(name: str, lost: tuple[str, ...]) -> str:
    return f"{name} means nothing to {', '.join(lost)}"


def _lost(copy: Copy) -> Iterator[tuple[str, tuple[str, ...], Element]]:
    """Yield what an element asks for, the required programs that give nothing and nothing in its stead, the element."""
    for element in displayed(copy.page):
        for name in dict.fromkeys(_features(element)):
            lost = tuple(client for client in REQUIRED if support()[name][client] == "n")
            if _has_stand_in(element, name):
                lost = tuple(client for client in lost if client != _WORD)
            if lost:
                yield name, lost, element


def _features(element: Element) -> Iterator[str]:
    if f"<{element.tag}>" in support():
        yield f"<{element.tag}>"
    for one in inline(element):
        yield from (f"{name}()" for name in _GRADIENT.findall(one.value.lower()))
        if one.prop in support() and not _is_left_out(one):
            yield one.prop


def _is_left_out(one: Declaration) -> bool:
    return one.value.lower() in _NOTHING or one.prop.startswith(_ACCEPTED) or _ELSEWHERE.fullmatch(one.prop) is not None


def _has_stand_in(element: Element, name: str) -> bool:
    props = {one.prop for one in inline(element)}
    wanted = STANDS_IN.get(name, ())
    return (
        any(one in props or element.get(one) for one in wanted) or f"mso-{name}" in props or f"mso-{name}-alt" in props
    )


LOOKS: Mapping[str, Look] = {
    "W020": _unsupported,
    "W021": _unsupported_in_word,
}
