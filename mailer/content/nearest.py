"""What somebody probably meant to write."""

import difflib
from collections.abc import Collection


def did_you_mean(written: str, known: Collection[str], *, none: str = "") -> str:
    """Return a hint that names the nearest of ``known``, or else all of them; ``none`` where nothing is known."""
    if not known:
        return none
    by_name = {name.casefold(): name for name in known}
    nearest = difflib.get_close_matches(written.casefold().replace("_", "-"), by_name, n=1, cutoff=0.6)
    if not nearest:
        nearest = difflib.get_close_matches(written.casefold(), by_name, n=1, cutoff=0.6)
    return f"Did you mean {by_name[nearest[0]]!r}?" if nearest else f"There are: {', '.join(sorted(known))}"
