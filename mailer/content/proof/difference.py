"""What is different between two versions of a release, edition by edition."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mailer.content.lint.copy import Copy
from mailer.content.lint.inbox import preheader
from mailer.content.lint.rules import all_rules, findings
from mailer.content.lint.size import encoded_octets, html_octets
from mailer.content.proof.links import links_of, pictures_of
from mailer.domain.finding import Finding
from mailer.domain.proof import Difference, EditionDifference, Link, Pixels
from mailer.domain.wording import Change, compare


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a release: what it is called, and its editions by language.

    ``is_frozen`` is what went out with a campaign: of it there is the message, no longer the file.
    """

    name: str
    copies: Mapping[str, Copy]
    is_frozen: bool = False


def difference(before: Version, after: Version, pixels: Mapping[str, Pixels]) -> Difference:
    """Return what is different; ``pixels`` are what a browser found, by language."""
    languages = dict.fromkeys((*after.copies, *before.copies))
    is_partial = before.is_frozen or after.is_frozen
    rules = [rule for rule in all_rules() if not is_partial or not rule.reads_source]
    old, new = (findings(one.copies.values(), rules) for one in (before, after))
    return Difference(
        before.name,
        after.name,
        tuple(_edition(one, before.copies.get(one), after.copies.get(one), pixels.get(one)) for one in languages),
        tuple(_more(old, new)),
        tuple(_more(new, old)),
        is_partial,
    )


def _more(found: Sequence[Finding], other: Sequence[Finding]) -> list[Finding]:
    """Return those of ``found`` that ``other`` has not, wherever they stand: lines move."""
    known = Counter(map(_key, other))
    more = []
    for one in found:
        if known[_key(one)]:
            known[_key(one)] -= 1
        else:
            more.append(one)
    return more


def _key(one: Finding) -> tuple[str, str]:
    return one.id, one.message


def _edition(language: str, before: Copy | None, after: Copy | None, pixels: Pixels | None) -> EditionDifference:
    change = Change.ADDED if before is None else Change.REMOVED if after is None else Change.SAME
    old, new = (links_of(one) if one else () for one in (before, after))
    shown, showing = (pictures_of(one) if one else () for one in (before, after))
    return EditionDifference(
        language,
        change,
        subject=compare(before.subject if before else "", after.subject if after else ""),
        preheader=compare(preheader(before) if before else "", preheader(after) if after else ""),
        text=compare(before.text if before else "", after.text if after else ""),
        octets=(html_octets(before) if before else 0, html_octets(after) if after else 0),
        encoded_octets=(encoded_octets(before) if before else 0, encoded_octets(after) if after else 0),
        links_removed=_links(old, new),
        links_added=_links(new, old),
        pictures_removed=tuple(one for one in shown if one not in showing),
        pictures_added=tuple(one for one in showing if one not in shown),
        is_same_page=(before.html if before else "") == (after.html if after else ""),
        pixels=pixels,
    )


def _links(found: Sequence[Link], other: Sequence[Link]) -> tuple[Link, ...]:
    known = {(one.words, one.url) for one in other}
    return tuple(one for one in found if (one.words, one.url) not in known)
