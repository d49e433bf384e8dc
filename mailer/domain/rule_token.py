"""The words and signs that a rule is made of, and where each of them stands."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from mailer.errors import UsageProblem

#: Each opening quotation mark with those that close it, as word processors and telephones write them.
_CLOSING = {'"': '"', "“": "”", "„": "“”", "«": "»", "»": "«", "'": "'", "‘": "’", "‚": "‘’"}
_APOSTROPHES = "'’‘"
_SIGN = re.compile(r"!=|<>|≠|==|[=(),]")
_SAME_SIGN = {"==": "=", "<>": "!=", "≠": "!="}
_WORD = re.compile(r"[^\s=!<>≠(),\"“”„«»]+")


class Sort(Enum):
    """What a token is."""

    WORD = auto()
    QUOTED = auto()
    SIGN = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A word, what stood in quotation marks, a sign, or the end; ``at`` counts characters from 0, ``ends`` too."""

    sort: Sort
    text: str
    at: int
    ends: int

    def is_word(self, word: str) -> bool:
        """Return whether this is that word or sign of the grammar."""
        return self.sort in {Sort.WORD, Sort.SIGN} and self.text.casefold() == word


def problem(at: int, why: str, *, hint: str) -> UsageProblem:
    """Return the error for what stands ``at`` a place of the rule, which people count from 1."""
    return UsageProblem(f"in the rule, at character {at + 1}: {why}", hint=hint)


def tokens(text: str) -> list[Token]:
    """Return the tokens of ``text``, the end last; UsageProblem for a quotation mark that nobody closes."""
    found: list[Token] = []
    at = _after_blanks(text, 0)
    while at < len(text):
        found.append(_token(text, at))
        at = _after_blanks(text, found[-1].ends)
    return [*found, Token(Sort.END, "", len(text), len(text))]


def _after_blanks(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _token(text: str, at: int) -> Token:
    if text[at] in _CLOSING:
        return _quoted(text, at)
    sign = _SIGN.match(text, at)
    if sign:
        return Token(Sort.SIGN, _SAME_SIGN.get(sign[0], sign[0]), at, sign.end())
    word = _WORD.match(text, at)
    if word is None:
        raise problem(
            at,
            f"{text[at]!r} means nothing here",
            hint="Compare with =, != or in (...); a value with signs is in quotes",
        )
    return Token(Sort.WORD, word[0], at, word.end())


def _quoted(text: str, at: int) -> Token:
    """Return what stands between quotation marks; a doubled one inside stands for itself."""
    written: list[str] = []
    closing = _CLOSING[text[at]]
    place = at + 1
    while place < len(text):
        if text[place] not in closing:
            written.append(text[place])
        elif text[place : place + 2] == text[place] * 2:
            written.append(text[place])
            place += 1
        elif _closes(text, place):
            return Token(Sort.QUOTED, "".join(written), at, place + 1)
        else:
            written.append(text[place])
        place += 1
    raise problem(at, f"the quotation mark {text[at]} is not closed", hint=f"Add {closing[0]} where the value ends")


def _closes(text: str, place: int) -> bool:
    """Return whether the mark closes a value; an apostrophe in a word, as in Côte d'Ivoire, does not."""
    following = text[place + 1 : place + 2]
    return text[place] not in _APOSTROPHES or not following.isalnum()
