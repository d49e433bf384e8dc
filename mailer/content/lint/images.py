"""Checks of pictures: what mail programs do not show, or show in the wrong size."""

import re
from collections.abc import Iterator, Mapping
from posixpath import basename, splitext

from mailer.content.lint.copy import Copy, Hit, Look, quoted, split_address
from mailer.content.lint.styles import Element, declared

_FOREIGN = frozenset({".svg", ".svgz", ".webp", ".avif", ".heic", ".heif", ".bmp", ".tif", ".tiff", ".jxl", ".ico"})
_WHOLE = re.compile(r"[1-9]\d*")
_LONGEST_ALT = 80
_SMALLEST_WIDTH, _SMALLEST_HEIGHT = 300, 100


def _no_width(copy: Copy) -> Iterator[Hit]:
    for image in copy.elements("img"):
        if not _WHOLE.fullmatch(image.get("width") or ""):
            yield Hit(_place(copy, image), f"the picture {_name(image)} has no width in pixels")


def _unprotected(copy: Copy) -> Iterator[Hit]:
    for image in copy.elements("img"):
        if _src(image).lower().startswith("http:"):
            yield Hit(_place(copy, image), f"the picture {_name(image)} is fetched without https: {_src(image)}")


def _foreign_format(copy: Copy) -> Iterator[Hit]:
    for image in copy.elements("img"):
        ending = splitext(_path(image))[1].lower()
        if ending in _FOREIGN:
            yield Hit(_place(copy, image), f"the picture {_name(image)} is of a kind that many programs do not show")


def _squashed(copy: Copy) -> Iterator[Hit]:
    for image in copy.elements("img"):
        fluid = declared(image, "width").endswith("%") or bool(declared(image, "max-width"))
        if fluid and image.get("height") and declared(image, "height") != "auto":
            yield Hit(_place(copy, image), f"the picture {_name(image)} is squashed where the window is narrow")


def _written_picture(copy: Copy) -> Iterator[Hit]:
    told = {photo.url for photo in copy.edition.photos if photo.caption or photo.credit}
    for image in copy.elements("img"):
        alt = (image.get("alt") or "").strip()
        if len(alt) > _LONGEST_ALT and _is_large(image) and _src(image) not in told:
            message = f"the picture {_name(image)} takes {len(alt)} characters to describe, like a text: {quoted(alt)}"
            yield Hit(_place(copy, image), message)


def _is_large(image: Element) -> bool:
    width, height = (int(found[0]) if (found := _WHOLE.match(image.get(side) or "")) else None for side in _SIDES)
    return (width or _SMALLEST_WIDTH) >= _SMALLEST_WIDTH and (height or _SMALLEST_HEIGHT) >= _SMALLEST_HEIGHT


_SIDES = ("width", "height")


def _src(image: Element) -> str:
    return (image.get("src") or "").strip()


def _path(image: Element) -> str:
    return split_address(_src(image)).path


def _name(image: Element) -> str:
    return basename(_path(image)) or "without an address"


def _place(copy: Copy, image: Element) -> str:
    return copy.place(_src(image), "photos")


LOOKS: Mapping[str, Look] = {
    "A012": _written_picture,
    "I001": _no_width,
    "I002": _unprotected,
    "I003": _foreign_format,
    "I005": _squashed,
}
