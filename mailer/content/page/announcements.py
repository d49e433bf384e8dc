"""What readers are told of an edition that comes later: that it does, in the language they read and in its own."""

from dataclasses import dataclass

from mailer.content.page.phrases import Phrases, phrases
from mailer.content.page.typography import letters
from mailer.domain.language import primary_language


@dataclass(frozen=True, slots=True)
class Announcement:
    """A sentence, with the language that it is in and the direction in which that runs."""

    text: str
    lang: str
    direction: str


def announcements(follows: str, language: str) -> tuple[Announcement, ...]:
    """Return that the edition in the language ``follows`` comes later, said in ``language`` and then in its own."""
    said = (_announcement(follows, each) for each in (language, follows))
    return tuple({one.text: one for one in said}.values())  # a language without words of ours is announced once


def _announcement(follows: str, language: str) -> Announcement:
    words, type_ = phrases(language), letters(language)
    text = words.follows.format(language=_name(follows, words))
    is_theirs = words.babel.partition("_")[0] == primary_language(language)
    return Announcement(text, type_.lang, type_.direction) if is_theirs else _announcement(follows, "en")


def _name(tag: str, words: Phrases) -> str:
    """Return the name of a language in another one, its tag where that has none."""
    from babel import Locale

    names = Locale.parse(words.babel).languages
    return names.get(tag.replace("-", "_")) or names.get(primary_language(tag)) or tag
