"""The certificate of an erasure: what can be shown to the person and to an auditor, without naming the person."""

import textwrap
from collections.abc import Iterator

from mailer.domain.erasure import Certificate, Fate

_WIDTH = 88
_SAID = {
    Fate.REMOVED: "removed",
    Fate.PSEUDONYMISED: "kept in the books under a pseudonym",
    Fate.SCRUBBED: "kept without what names the person",
    Fate.KEPT: "kept; names nobody",
}


def certificate_text(made: Certificate) -> str:
    """Return the certificate as plain text, the lines of a letter long."""
    return "\n".join(_lines(made)) + "\n"


def _lines(made: Certificate) -> Iterator[str]:
    title = "What would be erased (nothing was)" if made.is_dry_run else "Certificate of erasure"
    yield from (title, "=" * len(title), "")
    yield f"When      {made.at:%Y-%m-%d %H:%M:%S} UTC"
    yield f"By        {made.who}"
    if made.reason:
        yield f"Reason    {made.reason}"
    for number, stone in enumerate(made.stones):
        yield f"{'' if number else 'Addresses':9} {stone.address_hash} (HMAC-SHA256, key {stone.key_id})"
    yield from ("", "What there was")
    for one in made.removed:
        yield f"  {one.number:>7,}  {one.place}: {_SAID[one.fate]}"
    if not made.removed:
        yield "  nothing, or nothing any more"
    if made.remaining:
        yield from ("", "What remains, and why")
    for left in made.remaining:
        yield from textwrap.wrap(f"- {left.place}: {left.why}.", _WIDTH, initial_indent="  ", subsequent_indent="    ")
