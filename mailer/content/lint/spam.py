"""Checks of what the filters of mailboxes count against a mail."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from mailer.content.lint.anchors import vague_links
from mailer.content.lint.copy import Copy, Hit, Look, quoted, said
from mailer.content.lint.prose import body_text
from mailer.content.lint.sayings import pattern
from mailer.content.page.phrases import phrases
from mailer.domain.finding import Severity

_LEAST_LETTERS = 12
_MOST_CAPITALS = 0.7
_SHOUTING = re.compile(r"[!?！？؟]\s?[!?！？؟]|[$€£]{2,}")
_CALLS = re.compile("[!！]")
_LETTERS_PER_PICTURE = 200
_MANY_LINKS, _TOO_MANY_LINKS = 40, 80
_WORDS = re.compile(r"[^\W_]+")
_HAN = re.compile("[\u3400-\u9fff]")
_SHORTEST_HAN = 4


def _capitals(copy: Copy) -> Iterator[Hit]:
    subject = _own_words(copy)
    letters = [sign for sign in subject if sign.isupper() or sign.islower()]
    capitals = sum(sign.isupper() for sign in letters)
    # A headline that is all capitals is a finding of its own.
    if (
        len(letters) >= _LEAST_LETTERS
        and capitals / len(letters) > _MOST_CAPITALS
        and not copy.edition.headline.isupper()
    ):
        yield Hit(copy.part("subject"), f"the subject is mostly in capitals: {quoted(subject)}")


def _own_words(copy: Copy) -> str:
    """Return the subject without the mark of an embargo, which is in capitals."""
    return copy.subject.removeprefix(phrases(copy.edition.language).embargo["prefix"]).strip()


def _shouting(copy: Copy) -> Iterator[Hit]:
    found = _SHOUTING.search(copy.subject)
    if found or len(_CALLS.findall(copy.subject)) > 1:
        yield Hit(copy.part("subject"), f"the subject shouts: {quoted(copy.subject)}")


def _advertising(copy: Copy) -> Iterator[Hit]:
    for found in pattern("advertising").finditer(copy.subject):
        yield Hit(copy.part("subject"), f"the subject says {quoted(found[0])}, as advertising does")
    in_links = Counter(said(link).casefold() for link in vague_links(copy))
    for found in pattern("click").finditer(body_text(copy.edition)):
        if in_links[found[0].casefold()]:  # that the link says nothing is a finding of its own
            in_links[found[0].casefold()] -= 1
        else:
            yield Hit(copy.place(found[0], "text"), f"the text says {quoted(found[0])}")
            return


def _pictures(copy: Copy) -> Iterator[Hit]:
    pictures = sum(1 for image in copy.elements("img") if (image.get("width") or "").strip() not in {"1", "2"})
    letters = sum(2 if _HAN.match(sign) else 1 for sign in body_text(copy.edition) if not sign.isspace())
    if pictures and letters < pictures * _LETTERS_PER_PICTURE:
        yield Hit(copy.part("photos"), f"for {letters} letters of text the number of pictures is {pictures}")


def _links(copy: Copy) -> Iterator[Hit]:
    number = sum(1 for link in copy.links() if link.get("href").lower().startswith(("http:", "https:")))
    if number > _MANY_LINKS:
        severity = Severity.ERROR if number > _TOO_MANY_LINKS else None
        yield Hit(copy.part("links"), f"there are {number} links; {_MANY_LINKS} are plenty", severity=severity)


def _empty(copy: Copy) -> Iterator[Hit]:
    text = body_text(copy.edition)
    words = _WORDS.findall(text)
    if not words or (len(words) == 1 and len(_HAN.findall(text)) < _SHORTEST_HAN):
        yield Hit(
            copy.place("", "text"),
            "there is no text below the headline" if not words else f"the text is {quoted(text)}",
        )


LOOKS: Mapping[str, Look] = {
    "G001": _capitals,
    "G002": _shouting,
    "G003": _advertising,
    "G004": _pictures,
    "G005": _links,
    "G006": _empty,
}
