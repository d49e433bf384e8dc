"""Checks of what the inbox shows: subject and preheader."""

import re
from collections.abc import Iterator, Mapping

from mailer.content.lint.copy import CJK, Copy, Hit, Look, flattened, quoted

_REPLY = re.compile(r"(?:re|fwd?|aw|wg|tr)\s*:", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_FILLER = re.compile("[\u034f\u2007\u200c\u00a0]+")
_LONGEST_SUBJECT = 120
_PREHEADER, _CJK_PREHEADER = (40, 110), (20, 55)


def _subject(copy: Copy) -> Iterator[Hit]:
    subject, where = copy.subject, copy.part("subject")
    if not subject.strip():
        yield Hit(where, "the subject is empty")
    if _CONTROL.search(subject):
        yield Hit(where, "the subject holds a line end or another control character")
    if _REPLY.match(subject):
        yield Hit(where, f"the subject begins like an answer: {quoted(subject)}")


def _long_subject(copy: Copy) -> Iterator[Hit]:
    if len(copy.subject) > _LONGEST_SUBJECT:
        yield Hit(
            copy.part("subject"),
            f"the subject has {len(copy.subject)} characters; {_LONGEST_SUBJECT} is the most that is shown",
        )


def preheader(copy: Copy) -> str:
    """Return what an inbox shows after the subject: the first hidden words of the page, "" if there are none."""
    for element in copy.elements("div", "span"):
        if "display:none" in (element.get("style") or "").replace(" ", ""):
            return flattened(_FILLER.sub(" ", element.text_content()))
    return ""


def _no_preheader(copy: Copy) -> Iterator[Hit]:
    if not preheader(copy):
        yield Hit(copy.part("preheader"), "there is no preheader: inboxes will show whatever comes first")


def _preheader_length(copy: Copy) -> Iterator[Hit]:
    words = preheader(copy)
    least, most = _CJK_PREHEADER if CJK.search(words) else _PREHEADER
    if words and not least <= len(words) <= most:
        yield Hit(
            copy.part("preheader"), f"the preheader has {len(words)} characters; {least} to {most} fill the inbox line"
        )


def _preheader_repeats(copy: Copy) -> Iterator[Hit]:
    words = preheader(copy).casefold()
    if words and words in {flattened(copy.subject).casefold(), flattened(copy.edition.headline).casefold()}:
        yield Hit(copy.part("preheader"), "the preheader says the same as the headline")


LOOKS: Mapping[str, Look] = {
    "P001": _subject,
    "P002": _long_subject,
    "P003": _no_preheader,
    "P004": _preheader_length,
    "P005": _preheader_repeats,
}
