"""Colours: one table for light and dark, and which class wears which of them.

The inlined colours, the dark styles and those for Outlook on the web are all written from ``PAINTS``, so that none of
them can cover fewer classes than another.
"""

import colorsys
import re
from dataclasses import dataclass

from mailer.errors import SettingsError

_READABLE = 4.5  # WCAG 2.2, 1.4.3: text against what is behind it
_COMFORTABLE = 7.0
_WHITE = "#ffffff"
_LINEAR_BELOW = 0.04045  # sRGB, IEC 61966-2-1


@dataclass(frozen=True, slots=True)
class Shade:
    """One colour as it is by day and by night, each ``#rrggbb``."""

    light: str
    dark: str


@dataclass(frozen=True, slots=True)
class Paint:
    """One property of one class: ``before`` is what stands before the colour (``1px solid ``)."""

    name: str
    prop: str
    shade: str
    before: str = ""

    @property
    def colour_prop(self) -> str:
        """Return the property that holds the colour alone, which the dark styles override."""
        return f"{self.prop}-color" if self.prop.startswith("border") else self.prop

    @property
    def is_behind(self) -> bool:
        """Return whether it colours what is behind or around the text: Outlook on the web marks those apart."""
        return self.prop != "color"


_NEUTRALS = {
    "page": Shade("#eef1f5", "#10161d"),
    "surface": Shade(_WHITE, "#19222c"),
    "card": Shade("#f3f6fa", "#212c38"),
    "card_line": Shade("#d5dde6", "#3a4857"),
    "heading": Shade("#0f1c2b", "#eaf0f6"),
    "ink": Shade("#1c2733", "#eaf0f6"),
    "soft": Shade("#3c4a59", "#c9d4df"),
    "muted": Shade("#51606f", "#a9b7c6"),
    "rule": Shade("#d5dde6", "#3a4857"),
    "embargo": Shade("#5c3b00", "#ffe2a0"),
    "embargo_ground": Shade("#fff3d1", "#3d2f0b"),
    "embargo_line": Shade("#e2b24a", "#e2b24a"),
    "well": Shade("#dfe6ee", "#2a3643"),
}

#: Which class wears which colour. ``start`` and ``end`` become left and right where the style is written.
PAINTS = (
    Paint("bg", "background-color", "page"),
    Paint("sheet", "background-color", "surface"),
    Paint("bar", "border-top", "brand", "6px solid "),
    Paint("hair", "border-top", "rule", "1px solid "),
    Paint("cell", "border-bottom", "rule", "1px solid "),
    Paint("card", "background-color", "card"),
    Paint("card", "border", "card_line", "1px solid "),
    Paint("quoted", "border-start", "brand", "4px solid "),
    Paint("well", "background-color", "well"),
    Paint("embargo", "background-color", "embargo_ground"),
    Paint("embargo", "border-bottom", "embargo_line", "2px solid "),
    Paint("warn", "color", "embargo"),
    Paint("head", "color", "heading"),
    Paint("ink", "color", "ink"),
    Paint("soft", "color", "soft"),
    Paint("muted", "color", "muted"),
    Paint("brand", "color", "brand_text"),
    Paint("a", "color", "brand_text"),
    Paint("fill", "background-color", "brand"),
    Paint("fill", "border", "brand", "1px solid "),
    Paint("onfill", "color", "on_brand"),
    Paint("line", "background-color", "surface"),
    Paint("line", "border", "brand", "1px solid "),
)

#: Text on ground, as they meet in the templates.
PAIRS = (
    *(
        (text, ground)
        for text in ("heading", "ink", "soft", "muted", "brand_text")
        for ground in ("surface", "card", "page")
    ),
    ("brand_text", "well"),
    ("muted", "well"),
    ("embargo", "embargo_ground"),
    ("on_brand", "brand"),
)


def palette(brand_color: str) -> dict[str, Shade]:
    """Return every shade by name, those of the brand derived from ``brand_color`` (``#rrggbb``).

    SettingsError if it is no such colour or white paper shows it too faintly to be read (under 4.5:1).
    """
    brand = _checked(brand_color)
    dark = _raised(brand, _NEUTRALS["surface"].dark, _COMFORTABLE)
    text = _lowered(brand, _NEUTRALS["well"].light, _READABLE)
    return {
        **_NEUTRALS,
        "brand": Shade(brand, dark),
        "brand_text": Shade(text, dark),
        "on_brand": Shade(_WHITE, _NEUTRALS["page"].dark),
    }


def contrast(one: str, other: str) -> float:
    """Return the contrast of two ``#rrggbb`` colours, 1 to 21 (WCAG 2.2, contrast ratio)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _checked(brand_color: str) -> str:
    cure = "Set organisation.brand_color in mailer.toml to a darker colour such as #0b4ea2"
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", brand_color):
        raise SettingsError(f"The brand colour {brand_color!r} is not written like #0b4ea2", hint=cure)
    ratio = contrast(brand_color, _WHITE)
    if ratio < _READABLE:
        raise SettingsError(f"The brand colour {brand_color} is too pale to read on white ({ratio:.1f}:1)", hint=cure)
    return brand_color.lower()


def _raised(colour: str, ground: str, wanted: float) -> str:
    """Return the colour made lighter until it stands out from a dark ground."""
    return _moved(colour, ground, wanted, 0.01)


def _lowered(colour: str, ground: str, wanted: float) -> str:
    """Return the colour made darker until it stands out from a light ground."""
    return _moved(colour, ground, wanted, -0.01)


def _moved(colour: str, ground: str, wanted: float, step: float) -> str:
    hue, lightness, saturation = colorsys.rgb_to_hls(*(part / 255 for part in _parts(colour)))
    moved = colour
    while contrast(moved, ground) < wanted and 0 <= lightness <= 1:
        lightness += step
        red, green, blue = colorsys.hls_to_rgb(hue, max(0.0, min(1.0, lightness)), saturation)
        moved = f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"
    return moved


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= _LINEAR_BELOW else ((part + 0.055) / 1.055) ** 2.4


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
