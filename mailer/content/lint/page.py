"""Checks of the HTML: access, links, right-to-left and dark mode."""

import re
from collections.abc import Iterator
from ipaddress import ip_address
from posixpath import basename
from urllib.parse import SplitResult, urlsplit

from mailer.content.lint.copy import Copy, Hit, Rule, quoted, said
from mailer.content.page.typography import letters
from mailer.domain.finding import Severity

_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}))?")
_SCHEMES = frozenset({"https", "http", "mailto", "tel"})
_INNER = re.compile(r"(?:^|[.-])(?:staging|stage|localhost|intranet)(?:[.-]|$)")
_FILE_NAME = re.compile(r"\.(?:jpe?g|png|gif|webp|tiff?)$", re.IGNORECASE)
_NO_DESCRIPTION = frozenset(
    {"image", "photo", "picture", "photograph", "img", "foto", "imagen", "صورة", "фото", "图片"}
)
_RESERVED = re.compile(
    r"(?:^|\.)(?:example\.(?:com|net|org)|example|test|invalid|local|localhost|internal)$"
)  # RFC 2606, RFC 6761, RFC 6762


def _language(copy: Copy) -> Iterator[Hit]:
    lang = copy.page.get("lang") or ""
    if not _TAG.fullmatch(lang):
        yield Hit(copy.part("html"), f"the page says lang={lang!r}, which names no language")


def _no_alt(copy: Copy) -> Iterator[Hit]:
    for image in copy.elements("img"):
        if image.get("alt") is None:
            src = image.get("src") or ""
            yield Hit(copy.place(src, "photos"), f"the picture {basename(src)} has no description")


def _poor_alt(copy: Copy) -> Iterator[Hit]:
    captions = {photo.url: photo.caption for photo in copy.edition.photos}
    for image in copy.elements("img"):
        src, alt = image.get("src") or "", image.get("alt")
        why = "" if alt is None else _poverty(alt.strip(), captions.get(src, ""))
        if why:
            yield Hit(copy.place(src, "photos"), f"the description of the picture {basename(src)} {why}")


def _poverty(alt: str, caption: str) -> str:
    if not alt:
        return "is empty"
    if _FILE_NAME.search(alt):
        return "is the name of a file"
    if alt.casefold() in _NO_DESCRIPTION:
        return f"is only {quoted(alt)}"
    return "is the same as the caption" if alt.casefold() == caption.casefold() else ""


def _layout_table(copy: Copy) -> Iterator[Hit]:
    plain = [table for table in copy.elements("table") if table.find(".//th") is None]
    unmarked = sum(table.get("role") not in {"presentation", "none"} for table in plain)
    if unmarked:
        yield Hit(copy.part("html"), f"{unmarked} layout tables are read aloud as tables of figures")


def _silent_link(copy: Copy) -> Iterator[Hit]:
    for link in _links(copy):
        alts = " ".join(image.get("alt") or "" for image in link.iter("img"))
        if not (said(link) or alts.strip() or link.get("aria-label")):
            href = link.get("href")
            yield Hit(copy.place(href, "links"), f"the link to {href} has no words")


def _no_title(copy: Copy) -> Iterator[Hit]:
    title = copy.page.find("head/title")
    if title is None or not (title.text or "").strip():
        yield Hit(copy.part("html"), "the page has no title")


def _headings(copy: Copy) -> Iterator[Hit]:
    number = sum(1 for _ in copy.elements("h1"))
    if number != 1:
        yield Hit(copy.part("html"), f"the page has {number or 'no'} main headings; screen readers look for one")


def _nowhere(copy: Copy) -> Iterator[Hit]:
    for link in _links(copy):
        if link.get("href").strip() in {"", "#"}:
            yield Hit(copy.part("links"), f"the link {quoted(said(link))} leads nowhere")


def _scheme(copy: Copy) -> Iterator[Hit]:
    for link in _links(copy):
        href = link.get("href").strip()
        if href and not href.startswith("#") and _split(href).scheme.lower() not in _SCHEMES:
            yield Hit(
                copy.place(href, "links"),
                f"the link {quoted(said(link))} is of a kind that mail programs block: {quoted(href)}",
            )


def _unprotected(copy: Copy) -> Iterator[Hit]:
    for link in _links(copy):
        href = link.get("href").strip()
        if href.lower().startswith("http:"):
            yield Hit(copy.place(href, "links"), f"the link {quoted(said(link))} is not protected: {href}")


def _inner_host(copy: Copy) -> Iterator[Hit]:
    addresses = [link.get("href").strip() for link in _links(copy)]
    addresses += [image.get("src") or "" for image in copy.elements("img")]
    for url in dict.fromkeys(addresses):
        host = (_split(url).hostname or "") if url.lower().startswith(("http:", "https:")) else ""
        if host and _is_inner(host, copy.house.domains):
            yield Hit(copy.place(url, "links"), f"{host} is not a place that readers can reach: {url}")


def _is_inner(host: str, domains: tuple[str, ...]) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        # Who sends from an invented domain may link to invented hosts: a trial.
        is_trial = any(_RESERVED.search(one) for one in domains)
        return bool(_INNER.search(host)) or bool(_RESERVED.search(host) and not is_trial)


def _split(url: str) -> SplitResult:
    """Return the parts of an address, all empty where it cannot be read."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


def _direction(copy: Copy) -> Iterator[Hit]:
    if not letters(copy.edition.language).is_rtl:
        return
    body = copy.page.find("body")
    shown = [child for child in body if isinstance(child.tag, str)]
    for element in (copy.page, *shown, *copy.elements("table")):
        if element.get("dir") != "rtl":
            yield Hit(copy.part("html"), f"a {element.tag} element does not run from right to left")


def _no_dark(copy: Copy) -> Iterator[Hit]:
    named = any(meta.get("name") == "color-scheme" for meta in copy.elements("meta"))
    if not (named and any("prefers-color-scheme" in style for style in copy.styles)):
        yield Hit(copy.part("html"), "the page has no colours for dark mode")


def _links(copy: Copy) -> Iterator:  # type: ignore[type-arg] # lxml has no types
    return (link for link in copy.elements("a") if link.get("href") is not None)


_SHELL = "Mend your own template, or remove it to go back to the one that comes with mailer"
_DESCRIBE = "Say what it shows: alt: A woman reads a river gauge"
_TARGET = "Write the whole address, beginning with https://"

RULES = (
    Rule("A001", Severity.ERROR, "no language on the page", _SHELL, _language),
    Rule("A003", Severity.ERROR, "a picture without description", _DESCRIBE, _no_alt),
    Rule("A004", Severity.WARNING, "a picture described by nothing, a file name or its caption", _DESCRIBE, _poor_alt),
    Rule("A005", Severity.ERROR, "a layout table that is read aloud", _SHELL, _layout_table),
    Rule(
        "A006",
        Severity.ERROR,
        "a link without words",
        "Write words into it: [Read the report](https://...)",
        _silent_link,
    ),
    Rule("A008", Severity.ERROR, "no title on the page", _SHELL, _no_title),
    Rule("A010", Severity.ERROR, "not exactly one main heading", _SHELL, _headings),
    Rule("D001", Severity.WARNING, "no colours for dark mode", _SHELL, _no_dark),
    Rule("L001", Severity.ERROR, "a link that leads nowhere", _TARGET, _nowhere),
    Rule("L002", Severity.ERROR, "a link that mail programs block", _TARGET, _scheme),
    Rule("L003", Severity.WARNING, "a link without https", "Write https:// if the site has it", _unprotected),
    Rule(
        "L004", Severity.ERROR, "a link to a place that readers cannot reach", "Link to the published page", _inner_host
    ),
    Rule("R001", Severity.ERROR, "a right-to-left text that does not run so", _SHELL, _direction),
)
