"""The rules of style elements and style attributes, taken apart as far as the panes of a proof need it."""

import re
from collections.abc import Callable, Iterator

from mailer.content.lint import styles

_STYLE = re.compile(r"(<style\b[^>]*>)(.*?)(</style\s*>)", re.IGNORECASE | re.DOTALL)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def with_rules(html: str, is_kept: Callable[[str], bool]) -> str:
    """Return the page with those rules of its style elements that are kept, by selector or by the head of a block.

    A block such as ``@media`` is looked at as a whole.
    """

    def kept(style: re.Match[str]) -> str:
        rules = (f"{head}{{{body}}}" for head, body in rules_of(style[2]) if is_kept(head.strip()))
        return f"{style[1]}{''.join(rules)}{style[3]}"

    return _STYLE.sub(kept, html)


def rules_of(css: str) -> Iterator[tuple[str, str]]:
    """Yield (selector or head, content) of each rule; what has no end is left out, as mail programs do."""
    text, at, depth, opened = _COMMENT.sub("", css), 0, 0, 0
    for brace in re.finditer(r"[{}]", text):
        if brace[0] == "{":
            depth += 1
            opened = brace.start() if depth == 1 else opened
        elif depth:
            depth -= 1
            if depth == 0:
                yield text[at:opened], text[opened + 1 : brace.start()]
                at = brace.end()


def declarations(style: str) -> Iterator[tuple[str, str]]:
    """Yield (property, value) of a style attribute, the value with ``!important`` where it says so."""
    for one in styles.declarations(style):
        yield one.prop, f"{one.value} !important" if one.is_important else one.value


def written(found: Iterator[tuple[str, str]]) -> str:
    """Return declarations as a style attribute has them."""
    return "; ".join(f"{name}:{value}" for name, value in found)
