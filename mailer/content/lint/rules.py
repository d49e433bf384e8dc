"""The checks of an edition: a table of rules, and what they find in a finished message.

The ids are those that design reviews of mail use here: E what a release needs, P subject and preheader, A access,
F footer, S size, L links, R right-to-left, T text part, M the message, D dark mode.
"""

import re
from collections.abc import Iterable, Sequence

from mailer.content.lint import message as lint_message
from mailer.content.lint import page as lint_page
from mailer.content.lint import story as lint_story
from mailer.content.lint import words as lint_words
from mailer.content.lint.copy import Copy, Rule
from mailer.domain.finding import Finding, Severity
from mailer.errors import MailerError

#: Every rule there is, in the order of the reference.
RULES: tuple[Rule, ...] = (*lint_story.RULES, *lint_words.RULES, *lint_page.RULES, *lint_message.RULES)

#: Those whose answer depends on how long the values of a reader are.
SIZES: tuple[Rule, ...] = tuple(rule for rule in RULES if rule.id.startswith("S"))

#: The one finding that comes from no rule: there is no edition to look at.
UNREADABLE = "E000"

_LINE = re.compile(r", line \d+$")
_ORDER = (Severity.ERROR, Severity.WARNING, Severity.INFO)


def findings(copies: Iterable[Copy], rules: Sequence[Rule] = RULES) -> list[Finding]:
    """Return all that ``rules`` find, errors first; what is true of the whole release is said once."""
    return in_order(one for copy in copies for rule in rules for one in _found(rule, copy))


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
