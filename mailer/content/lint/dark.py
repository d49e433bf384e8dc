"""Checks of the colours for dark mode."""

import re
from collections.abc import Iterator, Mapping

from mailer.content.lint.copy import Copy, Hit, Look
from mailer.content.lint.inks import Night, colour_in, contrast_of, ground_of, inks
from mailer.content.lint.seen import displayed, once
from mailer.content.lint.styles import Element, SheetRule, declared, sheet
from mailer.content.page.palette import contrast

_NIGHT = re.compile(r"prefers-color-scheme\s*:\s*dark", re.IGNORECASE)
_OUTLOOK = re.compile(r"\[data-ogs[cb]\]", re.IGNORECASE)
_CLASS = re.compile(r"\.([-\w]+)")
_PAINTED = re.compile(r"color|background(?:-color)?|border(?:-\w+)?(?:-color)?")
_FIT_FOR_WHITE = 4.5


def _no_dark(copy: Copy) -> Iterator[Hit]:
    named = any(meta.get("name") == "color-scheme" for meta in copy.elements("meta"))
    if not (named and any("prefers-color-scheme" in style for style in copy.styles)):
        yield Hit(copy.part("html"), "the page has no colours for dark mode")


def _two_nights(copy: Copy) -> Iterator[Hit]:
    usual, outlook = _covered(_by_night(copy)), _covered(_by_outlook(copy))
    if not usual and not outlook:
        return
    for ours, others, what in (
        (usual, outlook, "a colour for dark mode is not among those for Outlook ([data-ogsc], [data-ogsb])"),
        (outlook, usual, "a colour for dark mode is only among those for Outlook ([data-ogsc], [data-ogsb])"),
    ):
        lacking = [f"{prop} of class “{name}”" for name, prop in dict.fromkeys(ours) if (name, prop) not in others]
        for told, where in once((what, one) for one in lacking):
            yield Hit(copy.part("html"), f"{told}: {where}")


def _stays_light(copy: Copy) -> Iterator[Hit]:
    night = _night(copy)
    if not night:
        return
    grounds = ((_kept_ground(one, night), one) for one in displayed(copy.page))
    found = [(f"the ground {ground} stays as it is in dark mode", one) for ground, one in grounds if ground]
    inline = ((_kept_colour(one, night), one) for one in displayed(copy.page))
    found += [(f"the text in {colour} stays as it is in dark mode", one) for colour, one in inline if colour]
    for what, where in once(found):
        yield Hit(copy.part("html"), f"{what}: {where}")


def _kept_colour(element: Element, night: Night) -> str:
    """Return the inline colour that no class changes at night, unless what is behind it stays too."""
    colour = colour_in(declared(element, "color"))
    if not colour or _wears(element, "color", night):
        return ""
    behind = next((one for one in (element, *element.iterancestors()) if ground_of(one)), None)
    return colour if behind is None or _wears(behind, "background-color", night) else ""


def _kept_ground(element: Element, night: Night) -> str:
    """Return the inline ground that no class changes at night, unless it is dark enough for white words."""
    ground = ground_of(element)
    if not ground or _wears(element, "background-color", night) or contrast(ground, "#ffffff") >= _FIT_FOR_WHITE:
        return ""
    return ground


def _wears(element: Element, prop: str, night: Night) -> bool:
    return not night.get(prop, {}).keys().isdisjoint((element.get("class") or "").split())


def _faint_at_night(copy: Copy) -> Iterator[Hit]:
    night = _night(copy)
    faint = (ink for ink in inks(copy.page, night) if not ink.on_picture and ink.ratio < ink.least) if night else ()
    for what, where in once((contrast_of(ink), ink.element) for ink in faint):
        yield Hit(copy.part("html"), f"in dark mode {what}: {where}")


def _night(copy: Copy) -> Night:
    """Return what the classes are painted with at night."""
    painted: dict[str, dict[str, tuple[int, str]]] = {}
    for at, (name, prop, value) in enumerate(_by_night(copy)):
        if prop in {"color", "background-color"} and colour_in(value):
            painted.setdefault(prop, {})[name] = (at, colour_in(value))
    return painted


def _covered(night: list[tuple[str, str, str]]) -> list[tuple[str, str]]:
    return [(name, prop) for name, prop, _ in night]


def _by_night(copy: Copy) -> list[tuple[str, str, str]]:
    return _colours(rule for rule in sheet(copy.styles) if any(_NIGHT.search(one) for one in rule.within))


def _by_outlook(copy: Copy) -> list[tuple[str, str, str]]:
    return _colours(rule for rule in sheet(copy.styles) if _OUTLOOK.search(rule.selector))


def _colours(night: Iterator[SheetRule]) -> list[tuple[str, str, str]]:
    """Return class, property and value of each colour that the rules set, in their order."""
    return [
        (name, "background-color" if one.prop == "background" else one.prop, one.value)
        for rule in night
        for selector in rule.selector.split(",")
        for name in _CLASS.findall(selector.split()[-1] if selector.split() else "")
        for one in rule.declared
        if _PAINTED.fullmatch(one.prop)
    ]


LOOKS: Mapping[str, Look] = {
    "D001": _no_dark,
    "D002": _two_nights,
    "D003": _stays_light,
    "D004": _faint_at_night,
}
