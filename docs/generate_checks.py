"""Writes ``reference/checks.md`` from the rules of ``mailer check``. Run: ``python -m docs.generate_checks``."""
# ruff: noqa: INP001 - a tool beside the manual, not a package

import json
from pathlib import Path

from docs.generate_support import TARGET as SUPPORT
from mailer.content.lint.copy import Rule
from mailer.content.lint.rules import UNREADABLE, all_rules
from mailer.domain.finding import Severity

TARGET = Path(__file__).parent / "reference" / "checks.md"

_BARRED = ", ".join(f"`{rule}`" for rule in sorted(one.id for one in all_rules() if one.is_final))
_INTRODUCTION = f"""\
# Checks

<!-- This page is generated: python -m docs.generate_checks -->

`mailer check RELEASE` composes every edition, builds the message that an invented reader would get, and looks at that.
It exits with 1 if there is an error. With `--json` it writes what is described in
[Exit codes and JSON](exit-codes-and-json.md).

Where a check is wrong, `--allow ID --reason TEXT` lets what it found pass, with `mailer check` and with `mailer send`.
It is kept with the campaign and in the audit. {_BARRED} cannot be allowed: such a mail does not arrive, or not as it
is meant.

`mailer send` makes the same checks before it asks. It knows the readers: it takes sizes of the page with the longest
names, outlets, roles and countries among them.

A release that cannot be read at all, or not composed, is one sentence on stderr, and the exit code is 65. With `--json`
it is also the one finding, an error with the id `{UNREADABLE}`.

| severity | meaning |
|---|---|
"""

_KNOWN_FROM = """
`W020` and `W021` know what each program understands from {source} ({licence}),
as of {date}. `python -m docs.generate_support` takes a newer table of theirs.
"""

_MEANINGS = {
    Severity.ERROR: "it must not be sent like this",
    Severity.WARNING: "a reader will notice",
    Severity.INFO: "worth knowing",
}

_COLUMNS = ("id", "severity", "what was found", "why it matters", "what to do", "when it may be wrong")
_AREAS = {
    "E": "What a release needs",
    "P": "Subject and the line below it in the inbox",
    "F": "Footer",
    "T": "The plain text part",
    "A": "Readers who listen, zoom or see no pictures",
    "D": "Dark mode",
    "W": "What mail programs understand",
    "I": "Pictures",
    "L": "Links",
    "X": "What does not belong in a mail",
    "R": "Right-to-left",
    "S": "Size",
    "M": "The message itself",
    "H": "Headers of the message",
    "N": "Figures, days and names",
    "G": "What spam filters count",
    "V": "Editions in several languages",
}


def checks_reference() -> str:
    """Return the page ``reference/checks.md``."""
    severities = "".join(f"| `{severity}` | {meaning} |\n" for severity, meaning in _MEANINGS.items())
    areas = [_area(letter, title) for letter, title in _AREAS.items()]
    return "\n".join([_INTRODUCTION + severities, *areas])


def _area(letter: str, title: str) -> str:
    rows = [_row(rule) for rule in all_rules() if rule.id.startswith(letter)]
    head = f"| {' | '.join(_COLUMNS)} |\n|{'---|' * len(_COLUMNS)}"
    return "\n".join([f"## {title}\n", head, *rows]) + "\n" + (_known_from() if letter == "W" else "")


def _known_from() -> str:
    return _KNOWN_FROM.format(**json.loads(SUPPORT.read_text(encoding="utf-8")))


def _row(rule: Rule) -> str:
    said = (f"`{rule.id}`", rule.severity, *map(_cell, (rule.what, rule.why, rule.fix, rule.note)))
    return f"| {' | '.join(said)} |".replace("|  |", "| |")


def _cell(text: str) -> str:
    return text.replace("|", r"\|").replace("<", "&lt;")


if __name__ == "__main__":
    TARGET.write_text(checks_reference(), encoding="utf-8")
