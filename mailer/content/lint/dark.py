"""Checks of the colours for dark mode."""

from collections.abc import Iterator, Mapping

from mailer.content.lint.copy import Copy, Hit, Look


def _no_dark(copy: Copy) -> Iterator[Hit]:
    named = any(meta.get("name") == "color-scheme" for meta in copy.elements("meta"))
    if not (named and any("prefers-color-scheme" in style for style in copy.styles)):
        yield Hit(copy.part("html"), "the page has no colours for dark mode")


LOOKS: Mapping[str, Look] = {
    "D001": _no_dark,
}
