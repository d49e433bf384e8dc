"""Checks of links: where they lead, and whether readers get there."""

import re
from collections.abc import Callable, Iterator, Mapping
from ipaddress import ip_address
from urllib.parse import unquote

from mailer.content.lint.copy import Copy, Hit, Look, is_own, is_reserved, quoted, said, split_address
from mailer.content.lint.sayings import all_of

_SCHEMES = frozenset({"https", "http", "mailto", "tel"})
_INNER = re.compile(r"(?:^|[.-])(?:staging|stage|localhost|intranet)(?:[.-]|$)")
#: Words that are nothing but an address.
_HOST = re.compile(r"(?P<scheme>https?://)?(?P<host>(?:[\w-]+\.)+[^\W\d_]{2,24})(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|csv|zip|jpe?g|png|gif|mp[34]|mov|txt|html?|js|py)$", re.IGNORECASE)
_MAILBOX = re.compile(r"[^@\s,<>()]+@(?:[\w-]+\.)+[\w-]{2,}")
#: Under a country: example.co.uk, example.gob.mx.
_SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "go", "gob", "gouv", "gov", "ne", "net", "or", "org"})
_SHORT_NUMBER = 6


def _nowhere(copy: Copy) -> Iterator[Hit]:
    for link in copy.links():
        if link.get("href").strip() in {"", "#"}:
            yield Hit(copy.part("links"), f"the link {quoted(said(link))} leads nowhere")


def _scheme(copy: Copy) -> Iterator[Hit]:
    for link in copy.links():
        href = link.get("href").strip()
        if href and not href.startswith("#") and split_address(href).scheme.lower() not in _SCHEMES:
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
        host = (split_address(url).hostname or "") if url.lower().startswith(("http:", "https:")) else ""
        if host and _is_inner(host, copy.house.domains):
            yield Hit(copy.place(url, "links"), f"{host} is not a place that readers can reach: {url}")


def _other_host(copy: Copy) -> Iterator[Hit]:
    for link in copy.links():
        shown, href = said(link), link.get("href").strip()
        if href.lower().startswith("mailto:"):
            target = unquote(href[len("mailto:") :].partition("?")[0])
            differs = bool(_MAILBOX.fullmatch(shown)) and shown.casefold() != target.casefold()
        else:
            here, there = _shown_host(shown), (split_address(href).hostname or "")
            differs = bool(here and there) and _registered(here) != _registered(there)
        if differs:
            yield Hit(copy.place(shown, "links"), f"the link shows {quoted(shown)} and leads to {quoted(href)}")


def _shown_host(shown: str) -> str:
    """Return the host of words that are nothing but an address, else ""."""
    found = _HOST.fullmatch(shown)
    is_file = found is not None and not found["scheme"] and _FILE.search(found["host"])
    return found["host"] if found and not is_file else ""


def _registered(host: str) -> str:
    """Return the part of a host that somebody registered: example.org of news.example.org, or as near as one gets."""
    try:
        labels = host.casefold().rstrip(".").encode("idna").decode().split(".")
    except UnicodeError:
        return host.casefold()
    is_deep = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL  # noqa: PLR2004 - a country
    return ".".join(labels[-3:] if is_deep else labels[-2:])


def _no_target(copy: Copy) -> Iterator[Hit]:
    named = {
        element.get(name) for element in copy.page.iter() for name in ("id", "name") if isinstance(element.tag, str)
    }
    for link in copy.links():
        href = link.get("href").strip()
        if href.startswith("#") and len(href) > 1 and unquote(href[1:]) not in named:
            yield Hit(copy.part("links"), f"the link {quoted(said(link))} leads to {href}, which is not on the page")


def _shortened(copy: Copy) -> Iterator[Hit]:
    for link in copy.links():
        host = (split_address(link.get("href")).hostname or "").removeprefix("www.")
        if host in all_of("shorteners") and not is_own(host, copy.house.domains):
            href = link.get("href").strip()
            yield Hit(copy.place(href, "links"), f"the link {quoted(said(link))} hides where it leads: {href}")


def _undialled(copy: Copy) -> Iterator[Hit]:
    for link in copy.links():
        scheme, _, rest = link.get("href").strip().partition(":")
        find_fault = _CONTACT_FAULTS.get(scheme.lower())
        wrong = find_fault(rest) if find_fault else ""
        if wrong:
            yield Hit(copy.place(said(link), "links"), f"{quoted(said(link))} {wrong}: {link.get('href')}")


def _mail_fault(rest: str) -> str:
    address, _, query = rest.partition("?")
    found = [unquote(one).strip() for one in address.split(",")]
    return "" if all(map(_MAILBOX.fullmatch, found)) or (not address and query) else "is no e-mail address"


def _phone_fault(rest: str) -> str:
    number = rest.partition(";")[0]
    digits = re.sub(r"[-.()]", "", number)
    if not re.fullmatch(r"\+?\d+", digits):
        return "is no phone number"
    is_short = len(digits) <= _SHORT_NUMBER  # 112, a hotline
    return "" if is_short or re.fullmatch(r"\+[1-9]\d{6,14}", digits) else "cannot be dialled from abroad"


_CONTACT_FAULTS: Mapping[str, Callable[[str], str]] = {"mailto": _mail_fault, "tel": _phone_fault}


def _is_inner(host: str, domains: tuple[str, ...]) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        # Who sends from an invented domain may link to invented hosts: a trial.
        is_trial = any(map(is_reserved, domains))
        return bool(_INNER.search(host)) or (is_reserved(host) and not is_trial)


LOOKS: Mapping[str, Look] = {
    "L001": _nowhere,
    "L002": _scheme,
    "L003": _unprotected,
    "L004": _inner_host,
    "L005": _other_host,
    "L006": _no_target,
    "L008": _shortened,
    "L009": _undialled,
}
