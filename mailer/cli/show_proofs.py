"""How proofs look on the terminal and as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from mailer.cli import show
from mailer.cli.show_findings import findings_json
from mailer.domain.campaign import LeftOut
from mailer.domain.delivery import DeliveryState
from mailer.domain.finding import Severity
from mailer.domain.schedule import Moment, describe
from mailer.domain.wording import Change

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from mailer.domain.proof import EditionDifference, Link, Summary
    from mailer.domain.readership import Foresight, Readership
    from mailer.domain.wording import Piece, Wording
    from mailer.usecases.proofs.differing import Compared
    from mailer.usecases.proofs.previewing import Proof

_MARKS = {Change.SAME: "{}", Change.REMOVED: "[-{}-]", Change.ADDED: "[+{}+]"}


def proof(made: Proof, *, png: bool) -> None:
    """Show where a proof is, and in a few lines what it says."""
    show.line(f"Proof sheet: {made.sheet}")
    for sentence in _sentences(made):
        show.line(sentence)
    _pictures(made.pictures, wanted=png)
    show.line("Open it in a browser.")


def proof_json(made: Proof) -> dict[str, Any]:
    """Return a proof as JSON values."""
    occasion = made.occasion
    return {
        "proof": str(made.sheet),
        "pictures": [str(one) for one in made.pictures],
        "release": made.release.slug,
        **findings_json(made.findings),
        "editions": [_edition(one) for one in made.editions],
        "embargo": _embargo(made),
        "recipients": _recipients(occasion.readership) if occasion.readership else None,
        "reader": _reader(occasion.foresight, made) if occasion.foresight else None,
    }


def compared(made: Compared, *, png: bool) -> None:
    """Show what is different between two versions, language by language."""
    found = made.difference
    for one in found.editions:
        show.line(f"{one.language}: {_told(one)}")
        for sentence in _changes(one):
            show.line(f"    {sentence}")
    for word, some in (("gone", found.findings_removed), ("new", found.findings_added)):
        for finding in some:
            show.line(f"{word}: {finding.id}  {finding.where}: {finding.message}")
    show.line(f"Sheet: {made.sheet}")
    if any(one.change is Change.SAME and not one.is_same for one in found.editions):
        _pictures(made.pictures, wanted=png)


def compared_json(made: Compared) -> dict[str, Any]:
    """Return the same as JSON values."""
    found = made.difference
    return {
        "proof": str(made.sheet),
        "pictures": [str(one) for one in made.pictures],
        "before": found.before,
        "after": found.after,
        "editions": [_edition_difference(one) for one in found.editions],
        "findings": {
            "added": findings_json(found.findings_added)["findings"],
            "removed": findings_json(found.findings_removed)["findings"],
        },
        "partial": found.is_partial,
    }


def _pictures(taken: Sequence[Path], *, wanted: bool) -> None:
    for picture in taken:
        show.line(f"Picture: {picture}")
    if wanted and not taken:
        show.note("No picture: there is no Chromium on this machine. The sheet shows the same in any browser.")


def _sentences(made: Proof) -> list[str]:
    occasion = made.occasion
    counted = [(one, sum(finding.severity is one for finding in made.findings)) for one in Severity]
    told = [show.count(number, "note" if one is Severity.INFO else one.value) for one, number in counted if number]
    said = [f"The checks found {', '.join(told)}."] if told else ["The checks found nothing."]
    if made.release.embargo and made.clock:
        said.append(
            f"The embargo {made.clock.told}: {describe(Moment(made.release.embargo.until, made.release.embargo.zone))}."
        )
    if occasion.readership:
        campaign = occasion.readership.campaign
        where = f" in campaign {campaign.id}, which is {campaign.state}" if campaign else " if it were sent now"
        said.append(f"{show.count(occasion.readership.recipients, 'recipient')}{where}.")
    if occasion.foresight:
        said += [occasion.foresight.told, f"Edition: {occasion.foresight.why_language}."]
    return said


def _edition(one: Summary) -> dict[str, Any]:
    return {
        "language": one.language,
        "subject": one.subject,
        "preheader": one.preheader,
        "bytes": one.octets,
        "encoded_bytes": one.encoded_octets,
        "links": [_link(link) for link in one.links],
    }


def _link(one: Link) -> dict[str, str]:
    return {"words": one.words, "place": one.place, "url": one.url}


def _embargo(made: Proof) -> dict[str, Any] | None:
    if made.release.embargo is None or made.clock is None:
        return None
    zones = [
        {"zone": one.zone, "day": one.day, "time": one.time, "offset": one.offset, "recipients": one.people}
        for one in made.clock.locals
    ]
    return {
        "until": made.release.embargo.until,
        "lifted": made.clock.is_lifted,
        "told": made.clock.told,
        "zones": zones,
    }


def _recipients(found: Readership) -> dict[str, Any]:
    return {
        "campaign": found.campaign.id if found.campaign else None,
        "state": str(found.campaign.state) if found.campaign else None,
        "recipients": found.recipients,
        "lists": {slug: dict(counted) for slug, counted in found.by_list.items()},
        "left_out": {reason.value: found.left_out.get(reason, 0) for reason in LeftOut},
        "zones": dict(found.zones),
        "deliveries": {state.value: found.deliveries.get(state, 0) for state in DeliveryState},
    }


def _reader(found: Foresight, made: Proof) -> dict[str, Any]:
    first = made.editions[0]
    return {
        "address": found.reader.address,
        "name": found.reader.name,
        "languages": list(found.languages),
        "edition": found.language or None,
        "edition_because": found.why_language,
        "gets_it": found.gets_it,
        "told": found.told,
        "list": found.carried_by,
        "ways": [{"list": way.list, "carries": way.carries, "told": way.told} for way in found.ways],
        "campaign": found.campaign,
        "state": found.state or None,
        "values": dict(first.values),
        "reason": first.reason,
    }


def _edition_difference(one: EditionDifference) -> dict[str, Any]:
    pixels = {**asdict(one.pixels), "share": one.pixels.share} if one.pixels else None
    return {
        "language": one.language,
        "change": str(one.change),
        "same": one.is_same,
        "subject": _wording(one.subject),
        "preheader": _wording(one.preheader),
        "text": _wording(one.text),
        "words": {"removed": one.text.removed, "added": one.text.added},
        "bytes": {"before": one.octets[0], "after": one.octets[1]},
        "encoded_bytes": {"before": one.encoded_octets[0], "after": one.encoded_octets[1]},
        "links": {"removed": [*map(_link, one.links_removed)], "added": [*map(_link, one.links_added)]},
        "pictures": {"removed": list(one.pictures_removed), "added": list(one.pictures_added)},
        "pixels": pixels,
    }


def _wording(found: Wording) -> list[dict[str, str]]:
    return [{"change": str(piece.change), "text": piece.text} for piece in found.pieces]


def _told(one: EditionDifference) -> str:
    if one.change is not Change.SAME:
        return f"only in the {'later' if one.change is Change.ADDED else 'earlier'} version"
    if one.is_same:
        return "nothing is different"
    words = f"{show.count(one.text.removed, 'word')} removed, {show.count(one.text.added, 'word')} added"
    pixels = f"; {one.pixels.share:.3%} of the picture is different" if one.pixels else ""
    return f"{words}; {one.octets[1] - one.octets[0]:+,} bytes{pixels}"


def _changes(one: EditionDifference) -> list[str]:
    """Return the paragraphs that both versions have and that are different, the changes marked."""
    if one.change is not Change.SAME:
        return []
    named = [
        (name, text) for name, text in (("subject", one.subject), ("preheader", one.preheader)) if not text.is_same
    ]
    changed = [
        _marked(paragraph)
        for paragraph in one.text.paragraphs()
        if any(piece.change is not Change.SAME for piece in paragraph)
    ]
    return [*(f"{name}: {_marked(text.pieces)}" for name, text in named), *changed]


def _marked(pieces: Sequence[Piece]) -> str:
    return " ".join("".join(_MARKS[piece.change].format(piece.text) for piece in pieces).split())
