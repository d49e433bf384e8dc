"""What the shell proposes: names of lists, and the words of a rule. Whatever goes wrong, it proposes nothing."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import click

    from mailer.domain.rule_value import Vocabulary


def list_names(context: click.Context, parameter: click.Parameter, typed: str) -> list[str]:  # noqa: ARG001 - click's signature
    """Return the lists whose slug begins as what is typed, after its last comma."""
    before, comma, begun = typed.rpartition(",")
    found = _known(context, lambda known: [slug for slug in known.lists if slug.startswith(begun)])
    return [f"{before}{comma}{slug}" for slug in found]


def rule_words(context: click.Context, parameter: click.Parameter, typed: str) -> list[str]:  # noqa: ARG001 - click's signature
    """Return what the rule that is being typed may become by one word more."""
    from mailer.domain.rule_completion import completed

    return _known(context, lambda known: completed(typed, known))


def _known(context: click.Context, found: Callable[[Vocabulary], list[str]]) -> list[str]:
    from mailer.bootstrap import open_vocabulary

    named = context.find_root().params.get("workspace")
    try:
        with open_vocabulary(Path.cwd(), named=named, environ=dict(os.environ)) as known:
            return found(known)
    except Exception:  # noqa: BLE001 - somebody is in the middle of a line: there is nothing to say
        return []
