"""Checks of characters that came along unseen: other alphabets, marks of an editor, letters turned into rubbish."""

import re
from collections.abc import Iterator, Mapping

from mailer.content.lint.copy import Copy, Hit, Look, quoted
from mailer.content.lint.sayings import pattern

_WORD = re.compile(r"[^\W\d_]{2,}")
_LATIN, _CYRILLIC, _GREEK = re.compile("[A-Za-zÀ-ɏ]"), re.compile("[\u0400-\u04ff]"), re.compile("[\u0370-\u03ff]")
#: Letters of each alphabet that look like some of another.
_ALIKE = {
    _LATIN: frozenset("ABCEHKMOPTXYaceopxyi"),
    _CYRILLIC: frozenset("АВСЕНКМОРТХУІЈЅасеорхуіјѕ"),
    _GREEK: frozenset("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοv"),
}
_NAMES = {_LATIN: "Latin", _CYRILLIC: "Cyrillic", _GREEK: "Greek"}
#: UTF-8 that was read as Western or Cyrillic letters: a lead byte and what follows it, as those alphabets show them.
_WESTERN = re.compile("(?:[ÂÃ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€[\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ])")
_EASTERN = re.compile("(?:[ÐÑØÙ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]){2,}")
_RUSSIAN = re.compile("(?:[РС][\u0402-\u040f\u0452-\u045f‚„…†‡€‰‹‘’“”•–—™›\u00a0ЎўЈ¤Ґ¦§Ё©Є«¬®Ї°±Ііґµ¶·ё№є»јЅѕї]){3,}")


def _mixed_scripts(copy: Copy) -> Iterator[Hit]:
    for word in dict.fromkeys(_WORD.findall(copy.written)):
        strangers = _strangers(word)
        if strangers:
            signs, alphabet = strangers
            yield Hit(copy.place(word, "text"), f"the word {quoted(word)} has a {alphabet} letter in it: {signs}")


def _strangers(word: str) -> tuple[str, str] | None:
    """Return the letters of a word that only look like those around them, with their alphabet, or None."""
    by_alphabet = {alphabet: "".join(alphabet.findall(word)) for alphabet in _NAMES}
    present = [(letters, alphabet) for alphabet, letters in by_alphabet.items() if letters]
    if not present[1:]:
        return None
    letters, alphabet = min(present, key=lambda one: len(one[0]))
    is_alike = all(letter in _ALIKE[alphabet] for letter in letters)
    return (letters, _NAMES[alphabet]) if is_alike else None


def _editors_marks(copy: Copy) -> Iterator[Hit]:
    for mark in dict.fromkeys(found[0] for found in pattern("editor", is_cased=True).finditer(copy.written)):
        yield Hit(copy.place(mark.strip(), "text"), f"{quoted(mark)} looks like the mark of an editor")


def _rubbish(copy: Copy) -> Iterator[Hit]:
    for rubbish in (_WESTERN, _EASTERN, _RUSSIAN):
        found = rubbish.search(copy.written)
        if found:
            before = copy.written[: found.start()].rpartition("\n")[2][-10:]
            around = before + copy.written[found.start() : found.end() + 10].partition("\n")[0]
            yield Hit(copy.place(found[0], "text"), f"letters have turned into others in {quoted(around)}")


LOOKS: Mapping[str, Look] = {
    "M005": _rubbish,
    "N011": _mixed_scripts,
    "N012": _editors_marks,
}
