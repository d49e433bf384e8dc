"""Checks of links: where they lead, and whether readers get there."""

import re
from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from mailer.content.lint.copy import Copy, Hit, Look, quoted, said

_SCHEMES = frozenset({"https", "http", "mailto", "tel"})
_INNER = re.compile(r"(?:^|[.-])(?:staging|stage|localhost|intranet)(?:[.-]|$)")
_RESERVED = re.compile(
    r"(?:^|\.)(?:example\.(?:com|net|org)|example|test|invalid|local|localhost|internal)$"
)  # RFC 2606, RFC 6761, RFC 6762


def _nowhere(copy: Copy) -> Iterator[Hit]:
    for link in copy.links():
        if link.get("href").strip() in {"", "#"}:
            yield Hit(copy.part("links"), f"the link {quoted(said(link))} leads nowhere")


def _scheme(copy: Copy) -> Iterator[Hit]:
    for link in copy.links():
        href = link.get("href").strip()
        if href and not href.startswith("#") and _split(href).scheme.lower() not in _SCHEMES:
            yield Hit(
                copy.place(href, "links"),
                f"the link {quoted(said(link))} is of a kind that mail programs block: {quoted(href)}",
            )


def _unprotected(copy: Copy) -> Iterator[Hit]:
    for link in copy.links():
        href = link.get("href").strip()
        if href.lower().startswith("http:"):
            yield Hit(copy.place(href, "links"), f"the link {quoted(said(link))} is not protected: {href}")


def _inner_host(copy: Copy) -> Iterator[Hit]:
    addresses = [link.get("href").strip() for link in copy.links()]
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


LOOKS: Mapping[str, Look] = {
    "L001": _nowhere,
    "L002": _scheme,
    "L003": _unprotected,
    "L004": _inner_host,
}
