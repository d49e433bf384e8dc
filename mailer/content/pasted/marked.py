"""Markdown files: those that are releases already, and others cut into pieces."""

import re

from mailer.content.pasted.html import page_of_html
from mailer.content.pasted.pieces import Page
from mailer.content.release.frontmatter import split_front_matter
from mailer.content.release.keys import KEYS
from mailer.content.release.text import read_text_of
from mailer.errors import ReleaseError

_HEAD = re.compile(r"\A\s*(-{3}|\+{3})[ \t]*\n(.*?)^\1[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_SAID = re.compile(r"^(title|date)\s*[:=]\s*[\"']?(.*?)[\"']?\s*$", re.MULTILINE | re.IGNORECASE)
_FIRST = re.compile(r"\A\s*#[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)


def is_release(text: str) -> bool:
    """Return whether the text is a release file already: a head with keys of ours, a headline, and text below it."""
    try:
        front = split_front_matter(text, source="", known=KEYS)
        return bool(front.values) and bool(read_text_of(front).headline)
    except ReleaseError:
        return False


def page_of_markdown(text: str) -> Page:
    """Return the pieces of a text in Markdown; its headline is the first ``#``, or the title in a head of any kind."""
    from html import escape

    from markdown_it import MarkdownIt

    head = _HEAD.match(text)
    said = {name.casefold(): value for name, value in _SAID.findall(head[2])} if head else {}
    body = text[head.end() :] if head else text
    first = _FIRST.match(body)
    title = said.get("title") or (_unmarked(first[1]) if first else "")
    marks = f"<title>{escape(title)}</title><meta name='date' content='{escape(said.get('date', ''), quote=True)}'>"
    above = "" if first or not title else f"<h1>{escape(title)}</h1>"
    written = MarkdownIt("commonmark", {"html": False}).enable("table").render(body)
    return page_of_html(f"<html><head><meta charset='utf-8'>{marks}</head><body>{above}{written}</body></html>")


def _unmarked(headline: str) -> str:
    return re.sub(r"[*_`]+|\\(?=\W)", "", headline)
