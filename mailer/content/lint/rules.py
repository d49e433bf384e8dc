"""The checks of an edition: a table of rules, and what they find in a finished message.

The ids are those that design reviews of mail use here: E what a release needs, P subject and preheader, A access,
F footer, S size, L links, R right-to-left, T text part, M the message, H its headers, D dark mode, W what mail programs
understand, I pictures, X what does not belong in a mail; and ours: N figures, days and names, G what filters count,
V editions in several languages.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files

from mailer.content.lint import (
    access,
    active,
    anchors,
    characters,
    clients,
    css,
    dark,
    days,
    direction,
    embargo,
    figures,
    footer,
    headers,
    images,
    inbox,
    layout,
    legible,
    links,
    message,
    names,
    quoting,
    scripts,
    size,
    spam,
    story,
    textpart,
    translation,
    typography,
    words,
)
from mailer.content.lint.copy import Copy, Look, Rule
from mailer.domain.finding import Finding, Severity
from mailer.errors import MailerError

_TOPICS = (
    *(story, embargo, days, words, figures, names, quoting, typography, characters, translation),
    *(inbox, access, anchors, legible, scripts, dark, css, layout, clients, images, links, active),
    *(direction, footer, textpart, size, message, headers, spam),
)

#: The one finding that comes from no rule: there is no edition to look at.
UNREADABLE = "E000"
_LINE = re.compile(r", line \d+$")
_ORDER = (Severity.ERROR, Severity.WARNING, Severity.INFO)


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule there is, in the order of the reference."""
    looks: Mapping[str, Look] = {name: look for topic in _TOPICS for name, look in topic.LOOKS.items()}
    table = tomllib.loads((files("mailer.content.lint") / "rules.toml").read_text("utf-8"))
    return tuple(
        Rule(**{**said, "severity": Severity(said["severity"])}, id=name, look=looks[name])
        for name, said in table.items()
    )


def about_size() -> tuple[Rule, ...]:
    """Return the rules whose answer depends on how long the values of a reader are."""
    return tuple(rule for rule in all_rules() if rule.id in size.LOOKS)


def findings(copies: Iterable[Copy], rules: Sequence[Rule] = ()) -> list[Finding]:
    """Return all that ``rules``, else all there are, find: errors first; what is true of the whole release once."""
    return in_order(one for copy in copies for rule in rules or all_rules() for one in _found(rule, copy))


def in_order(found: Iterable[Finding]) -> list[Finding]:
    """Return findings once each, errors first."""
    return sorted(dict.fromkeys(found), key=lambda one: _ORDER.index(one.severity))


def unreadable(error: MailerError, release: str) -> Finding:
    """Return the finding about a release that cannot be read; its place is the file and line that ``error`` names."""
    where, colon, message = error.message.partition(": ")
    if not (colon and _LINE.search(where)):
        where, message = release, error.message
    return Finding(UNREADABLE, Severity.ERROR, where, message, error.hint)


def _found(rule: Rule, copy: Copy) -> Iterable[Finding]:
    for hit in rule.look(copy):
        yield Finding(rule.id, hit.severity or rule.severity, hit.where, hit.message, hit.fix or rule.fix)
