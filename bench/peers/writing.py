"""The release that ours send, as a letter for the peers: our slots become their template's, its styles stay or not."""

import os
from collections.abc import Sequence
from pathlib import Path

from bench.peers.letter import Letter, Reader
from mailer.bootstrap import open_app
from mailer.content.page import html
from mailer.content.page.slots import SLOT_URL
from mailer.domain.rendering import Rendered
from mailer.usecases.desk import Desk
from mailer.usecases.messages.composing import compose_release, open_release

_RELEASE = Path(__file__).parent.parent / "release.md"
_SLOTS = {"name": "{{ name }}", "unsubscribe_url": "{{ unsubscribe }}"}
_LIKE_OURS = "https://press.example.org/u/v1.x1d07.u.{:x}.t7ujv7gw4wz4remenfrngo66uq"


def release_as_letter(
    workspace: Path, database_url: str, addresses: Sequence[str]
) -> tuple[Letter, tuple[Reader, ...]]:
    """Return the letter and its readers."""
    environ = {**os.environ, "MAILER_DATABASE_URL": database_url}
    desk = open_app(workspace, named=str(workspace), environ=environ).desk
    composed, raw = _composed(desk), _not_inlined(desk)
    desk.store.close()
    sender = desk.settings.sender
    letter = Letter(
        subject=composed.subject,
        sender=f"{sender.name} <{sender.address}>",
        page=_as_template(raw.html, raw),
        inlined=_as_template(composed.html, composed),
        text=_as_template(composed.text, composed),
    )
    return letter, tuple(Reader(one, f"Reader Number {n}", _LIKE_OURS.format(n)) for n, one in enumerate(addresses))


def _composed(desk: Desk) -> Rendered:
    composition = compose_release(desk, open_release(desk, _RELEASE), at=desk.clock())
    [rendered] = composition.rendered.values()
    return rendered


def _not_inlined(desk: Desk) -> Rendered:
    """Return the same with its style sheets: what somebody has who inlines them for each reader."""
    inlined = html.inlined
    vars(html)["inlined"] = html.cleaned
    try:
        return _composed(desk)
    finally:
        vars(html)["inlined"] = inlined


def _as_template(text: str, rendered: Rendered) -> str:
    for slot in rendered.slots:
        theirs = _SLOTS.get(slot.field, slot.fallback or "")  # peers say to everybody why they get it
        text = text.replace(SLOT_URL + slot.token, theirs).replace(slot.token, theirs)
    return text
