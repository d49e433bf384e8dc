"""Checks of how links read, and how they look to the eye and the thumb."""

import re
from collections.abc import Iterator, Mapping

from mailer.content.lint.copy import Copy, Hit, Look, flattened, quoted, said, spoken
from mailer.content.lint.inks import ground_of
from mailer.content.lint.sayings import all_of
from mailer.content.lint.seen import displayed, once
from mailer.content.lint.styles import Element, declared, padding, pixels

_AROUND_WORDS = " .,:;!…»›>→←‹«-–—[]()"
_BLOCKS = frozenset({"p", "li", "td", "th", "div", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"})
_TIMES = re.compile(r"\d+(?:\.\d+)?|\.\d+")
_SMALLEST_TARGET = 44
_USUAL_LINE = 1.2


def vague_links(copy: Copy) -> Iterator[Element]:
    """Yield the links that say that they are links, and nothing else."""
    for link in copy.links():
        words = said(link).casefold().strip(_AROUND_WORDS)
        label = flattened(link.get("aria-label") or "").casefold()
        if words in all_of("nothing") and label in {"", words}:
            yield link


def _vague(copy: Copy) -> Iterator[Hit]:
    for link in vague_links(copy):
        href = link.get("href")
        yield Hit(copy.place(href, "links"), f"the link {quoted(said(link))} does not say where it leads: {href}")


def _same_words(copy: Copy) -> Iterator[Hit]:
    targets: dict[str, dict[str, str]] = {}
    for link in copy.links():
        targets.setdefault(spoken(link).casefold(), {})[link.get("href").strip()] = spoken(link)
    for words, hrefs in targets.items():
        if words and len(hrefs) > 1:
            first, second, *_ = hrefs
            message = f"{len(hrefs)} links that lead to different places say {quoted(hrefs[first])}: {first}, {second}"
            yield Hit(copy.place(second, "links"), message)


def _unmarked(copy: Copy) -> Iterator[Hit]:
    links = (link for link in displayed(copy.page) if link.tag == "a" and link.get("href") is not None)
    for _, where in once(("", link) for link in links if _is_unmarked(link)):
        yield Hit(copy.part("html"), f"only its colour tells a link from the text around it: {where}")


def _is_unmarked(link: Element) -> bool:
    block = next((one for one in link.iterancestors() if one.tag in _BLOCKS), None)
    if block is None or block.tag.startswith("h") or said(block) == said(link) or not said(link):
        return False
    return "none" in _decoration(link) and not _is_marked_otherwise(link)


def _decoration(element: Element) -> str:
    return declared(element, "text-decoration", "text-decoration-line").lower()


def _is_marked_otherwise(link: Element) -> bool:
    if any("underline" in _decoration(inner) for inner in link.iterdescendants("span", "u", "strong", "em")):
        return True
    bold = declared(link, "font-weight").lower() not in {"", "normal", "400"} or link.find("strong") is not None
    lined = declared(link, "border-bottom", "border").lower() not in {"", "0", "none"}
    return bold or lined or bool(ground_of(link)) or link.find(".//u") is not None


def _small_target(copy: Copy) -> Iterator[Hit]:
    links = (one for one in displayed(copy.page) if one.tag == "a" and one.get("href") is not None and _is_button(one))
    small = ((f"{height:.0f} pixels", link) for link in links if (height := _height(link)) < _SMALLEST_TARGET)
    for what, where in once(small):
        yield Hit(copy.part("html"), f"a button that is {what} high; thumbs need {_SMALLEST_TARGET}: {where}")


def _is_button(link: Element) -> bool:
    in_box = declared(link, "display").lower() in {"block", "inline-block"} or bool(ground_of(link))
    return in_box and bool(said(link)) and link.find(".//img") is None


def _height(link: Element) -> float:
    """Return how high the part of a button is that can be pressed: what is around the link cannot."""
    above, _, below, _ = padding(link)
    fixed = pixels(declared(link, "height", "min-height")) or 0.0
    return max(fixed, above + _line(link) + below)


def _line(link: Element) -> float:
    around = (link, *link.iterancestors())
    size = next((found for one in around if (found := pixels(declared(one, "font-size")))), 16.0)
    line = next((value for one in around if (value := declared(one, "line-height"))), "")
    times = _TIMES.fullmatch(line)
    return float(times[0]) * size if times else pixels(line, size) or _USUAL_LINE * size


LOOKS: Mapping[str, Look] = {
    "A007": _vague,
    "A009": _same_words,
    "A024": _unmarked,
    "A031": _small_target,
}
