"""Checks of translations: whether they say what the edition says that they were made from."""

from collections.abc import Iterator, Mapping

from mailer.content.lint.copy import Copy, Hit, Look
from mailer.domain.release import Edition
from mailer.domain.translation import changes, share_untranslated

_MOST_SHOWN = 5
_TOO_MUCH = 0.5


def _behind(copy: Copy) -> Iterator[Hit]:
    made, source = copy.edition.translated_from, _source(copy)
    if made is None or source is None or not made.marks:
        return
    found = changes(made, source)
    if found:
        places = list(dict.fromkeys(one.where for one in found))
        shown = ", ".join(places[:_MOST_SHOWN]) + (" and more" if places[_MOST_SHOWN:] else "")
        count = f"{len(found)} change{'s' if len(found) > 1 else ''}"
        fix = f"Translate what has changed, then: mailer translate {copy.release.slug} {copy.edition.language}"
        message = f"{copy.edition.language} is behind {source.language} by {count} ({source.source}: {shown})"
        yield Hit(copy.edition.source, message, fix)


def _from_nowhere(copy: Copy) -> Iterator[Hit]:
    made = copy.edition.translated_from
    if made is not None and _source(copy) is None:
        yield Hit(copy.edition.source, f"it was made from the {made.language} edition, which there is not")


def _untold(copy: Copy) -> Iterator[Hit]:
    others = [one for one in copy.release.editions if one is not copy.edition]
    is_source = any(_language(one) == copy.edition.language for one in others)
    if any(one.translated_from for one in others) and not copy.edition.translated_from and not is_source:
        fix = f"mailer translate {copy.release.slug} {copy.edition.language}"
        yield Hit(copy.edition.source, "it does not say which edition it was made from, as the others do", fix)


def _untranslated(copy: Copy) -> Iterator[Hit]:
    source = _source(copy)
    share = share_untranslated(copy.edition, source) if source else 0.0
    if source and share > _TOO_MUCH:
        yield Hit(copy.edition.source, f"{share:.0%} of its passages are still those of {source.language}")


def _source(copy: Copy) -> Edition | None:
    """Return the edition that this one was made from, None if there is none or it is this one."""
    wanted = _language(copy.edition)
    return next((one for one in copy.release.editions if one.language == wanted and one is not copy.edition), None)


def _language(edition: Edition) -> str:
    return edition.translated_from.language if edition.translated_from else ""


LOOKS: Mapping[str, Look] = {
    "V001": _behind,
    "V002": _from_nowhere,
    "V003": _untold,
    "V004": _untranslated,
}
