"""What a press officer should settle in a release that was made from a pasted page."""

from collections.abc import Iterator, Sequence

from mailer.content.pasted.pieces import Page, Pasted
from mailer.content.pasted.quotes import odd_marks
from mailer.domain.language import normalise_language, primary_language

_SCRIPTS = (("ar", 0x0600, 0x06FF), ("ru", 0x0400, 0x04FF), ("zh-Hans", 0x4E00, 0x9FFF))
_SCRIPT_LANGUAGES = {
    "ar": frozenset({"ar", "fa", "ur", "ps", "ckb", "ug", "sd"}),
    "ru": frozenset({"ru", "uk", "bg", "sr", "mk", "be", "kk", "ky", "tg", "mn"}),
    "zh-Hans": frozenset({"zh", "ja"}),
}
_NAMES = {"ar": "Arabic", "ru": "Cyrillic", "zh-Hans": "Chinese"}


def doubts_of(found: Pasted, page: Page, more: Sequence[str]) -> tuple[str, ...]:
    """Return one sentence for each thing that was not found or is unsure; ``more`` are those known already."""
    return (*_missing(found), *more, *_quotations(found), *_languages(found, page), *page.notes)


def _missing(found: Pasted) -> Iterator[str]:
    if not found.pieces:
        yield "No text was found that reads like a release: write it below the headline."
    if not found.headline:
        yield "No headline was found: write it behind the #."
    if not found.place:
        yield "No dateline was found: begin the text with the place, as in: Geneva – ..."
    if found.date is None:
        yield "No date was found: write it as date: YYYY-MM-DD."
    if not found.spokespeople:
        yield "No contact was found: name who journalists may call under spokespeople."
    if found.embargo:
        yield f"The page says {found.embargo!r}: write the embargo as day, time and zone before anything is sent."


def _quotations(found: Pasted) -> Iterator[str]:
    for quote in found.quotes:
        odd = odd_marks(quote)
        if odd:
            yield f"The quotation {quote[:40]!r}... {odd}: it was kept as it stands."


def _languages(found: Pasted, page: Page) -> Iterator[str]:
    wanted = primary_language(found.language)
    try:
        said = normalise_language(page.language) if page.language else ""
    except ValueError:
        said = ""
    if said and primary_language(said) != wanted:
        yield f"The page says that it is in {said}, the draft is in {found.language}: is that right?"
        return
    letters = [ord(character) for text in found.paragraphs for character in text if character.isalpha()]
    for language, first, last in _SCRIPTS:
        share = sum(first <= letter <= last for letter in letters)
        if 2 * share > len(letters) and wanted not in _SCRIPT_LANGUAGES[language]:
            yield f"The text is in {_NAMES[language]} letters, the draft is in {found.language}: is that right?"
