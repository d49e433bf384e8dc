"""The passage of the footer that says why its reader gets the mail, and in a first mail where we have the address from.

It differs from reader to reader, so it is no part of an edition: it is made ready for the place that waits for it.
"""

import re
import unicodedata

from mailer.content.page import html, moments, plaintext, templates
from mailer.content.page.phrases import Phrases, phrases
from mailer.content.page.typography import Letters, letters
from mailer.domain.reason import Origin, Reason
from mailer.domain.rendering import Passage

_BLANKS = re.compile(r"[\t\n ]+")
_SIDES = {"L": False, "R": True, "AL": True}


def passage(reason: Reason, language: str, *, organisation: str, answer_to: str) -> Passage:
    """Return the reason in the language of an edition; a list's own sentence stays in the one in which it was typed.

    ``answer_to`` is the address that objections to an origin go to.
    """
    type_, words = letters(language), phrases(language)
    lines = [_why(reason, words, organisation)]
    if reason.origin is not None:
        lines.append(_whence(reason.origin, words, organisation, answer_to))
    lines = [_BLANKS.sub(" ", html.cleaned(line)).strip() for line in lines]
    return Passage("<br>".join(_marked_up(line, type_) for line in lines), _plain(lines, type_))


def _why(reason: Reason, words: Phrases, organisation: str) -> str:
    if reason.said:
        return reason.said
    if not reason.title or reason.basis is None:
        return words.reason_without_list.format(organisation=organisation)
    built = words.reasons[reason.basis.value]
    return built.format(list=words.quoted(reason.title), organisation=organisation)


def _whence(origin: Origin, words: Phrases, organisation: str, answer_to: str) -> str:
    typed, unknown = origin.source.strip(), words.unknown_source.format(organisation=organisation)
    source = words.quoted(typed) if typed else unknown
    return words.origin.format(source=source, date=moments.long_date(origin.since, words), address=answer_to)


def _marked_up(line: str, type_: Letters) -> str:
    from markupsafe import Markup, escape

    if _is_rtl(line) is type_.is_rtl:
        return str(templates.isolated(line)) if type_.is_rtl else str(escape(line))
    return str(Markup('<span dir="{}">{}</span>').format("ltr" if type_.is_rtl else "rtl", line))


def _plain(lines: list[str], type_: Letters) -> str:
    width = plaintext.WIDTH if type_.wraps else 0
    return "\n".join(plaintext.tidy(plaintext.wrap(line, width), rtl=_is_rtl(line)).strip("\n") for line in lines)


def _is_rtl(line: str) -> bool:
    """Return whether the line begins in letters that run from right to left, as far as it has any."""
    sides = (_SIDES.get(unicodedata.bidirectional(character)) for character in line)
    return next((side for side in sides if side is not None), False)
