"""Checking a release before anybody gets it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mailer.content.lint.copy import Copy, House, read_copy
from mailer.content.lint.rules import about_size, all_rules, findings, in_order, unreadable
from mailer.domain.allowance import Allowance
from mailer.domain.finding import Finding
from mailer.domain.reason import Reason
from mailer.domain.rendering import Recipient
from mailer.errors import ReleaseError
from mailer.usecases.desk import Desk
from mailer.usecases.messages.addressing import campaign_frame, preview_message
from mailer.usecases.messages.allowing import with_allowed
from mailer.usecases.messages.composing import Composition, compose_release, open_release
from mailer.usecases.messages.telling import said

if TYPE_CHECKING:
    from mailer.domain.distribution_list import DistributionList

_NO_LIST = Reason()

#: An invented reader, for checks and proof sheets.
EXAMPLE_READER = Recipient(
    0,
    "noor.lindqvist@example.org",
    "Noor Lindqvist",
    {"outlet": "The Example Courier", "role": "Correspondent", "country": "CH"},
)


def check_release(desk: Desk, path: Path, allowed: Sequence[Allowance] = ()) -> list[Finding]:
    """Return what is missing or wrong in the release in ``path``, as it would be sent now, errors first.

    ReleaseError if it cannot be read or composed at all.
    """
    found = check(desk, compose_release(desk, open_release(desk, path), at=desk.clock()))
    return list(with_allowed(found, allowed))


def finding_of(error: ReleaseError, path: Path) -> Finding:
    """Return the finding that a release which cannot be read or composed amounts to."""
    return unreadable(error, str(path))


def check(
    desk: Desk, composition: Composition, *, reader: Recipient = EXAMPLE_READER, at: datetime | None = None
) -> list[Finding]:
    """Return what is missing or wrong in a composed release that is sent ``at`` a moment, else now; errors first.

    Sizes are those that ``reader`` gets, everything else is looked for in what the invented reader gets.
    """
    copies = finished_copies(desk, composition, EXAMPLE_READER, at=at)
    if reader == EXAMPLE_READER:
        return findings(copies)
    sizes = about_size()
    others = [rule for rule in all_rules() if rule not in sizes]
    return in_order(findings(copies, others) + findings(finished_copies(desk, composition, reader, at=at), sizes))


def widest_reader(longest: Mapping[str, Sequence[str]]) -> Recipient:
    """Return the invented reader with those of the ``longest`` values, by field, that are longer than its own."""
    own = {**EXAMPLE_READER.fields, "name": EXAMPLE_READER.name}
    widest = {name: max((own.get(name, ""), *values), key=_size) for name, values in longest.items()}
    fields = {**own, **widest}
    return replace(EXAMPLE_READER, name=fields.pop("name"), fields=fields)


def _size(value: str) -> int:
    return len(escape(value).encode())


def finished_copies(
    desk: Desk,
    composition: Composition,
    reader: Recipient,
    reason: Reason = _NO_LIST,
    *,
    at: datetime | None = None,
    known: Sequence["DistributionList"] = (),
) -> list[Copy]:
    """Return each variant as ``reader`` would get it, for this ``reason``, if it goes to the lists ``known``.

    It is sent ``at`` a moment, else now. MailerError for a field that ``reader`` needs and has not.
    """
    frame = campaign_frame(desk.settings, composition.release.slug, known=known)
    sent_at = at or desk.clock()
    return [
        read_copy(
            preview_message(
                compiled, frame, replace(reader, reason=said(frame.telling, reason, compiled.language)), sent_at
            ),
            composition.rendered[key],
            release=composition.release,
            house=house_of(desk),
            duty=composition.duty,
        )
        for key, compiled in composition.compiled.items()
    ]


def house_of(desk: Desk) -> House:
    """Return who sends, as checks need it."""
    settings = desk.settings
    sender = settings.sender.address.rpartition("@")[2]
    websites = [urlsplit(url).hostname or "" for url in (settings.organisation.website, settings.base_url)]
    own = (*settings.organisation.domains, sender, *(host.removeprefix("www.") for host in websites))
    return House(settings.organisation, tuple(dict.fromkeys(one for one in own if one)), settings.base_url)
