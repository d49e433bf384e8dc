"""Answering somebody who asks what is held of them."""

from pathlib import Path

from mailer.content.held.page import answer_json, answer_page
from mailer.domain.holding import Answer
from mailer.errors import MailerError
from mailer.store.privacy import holdings
from mailer.store.privacy.papers import rewrite
from mailer.usecases.desk import Desk
from mailer.usecases.naming import address_in
from mailer.usecases.privacy.clearing import find_papers, named_papers
from mailer.usecases.privacy.knowing import acquaintance


def held_of(desk: Desk, address: str) -> Answer:
    """Return everything that is held of the person with this address; MailerError if it is nothing."""
    wanted = address_in(address)
    with desk.store.read() as tx:
        known = acquaintance(desk, tx, wanted.key)
        chapters = holdings.of(tx, known.who)
    files = named_papers(desk, find_papers(desk, known.who))
    if not (chapters or files):
        hint = f"Look for the person: mailer contacts find {wanted.address.partition('@')[0]}"
        raise MailerError(f"nothing is held of {wanted.address}", hint=hint)
    name = known.stones[0].pseudonym.replace("erased", "held")
    return Answer(wanted.address, name, desk.clock(), desk.settings.organisation.name, chapters, files)


def write_answer(desk: Desk, found: Answer, out: Path | None) -> tuple[Path, Path]:
    """Return the page and the JSON file, written into ``out`` or ``access/``; their names tell nobody who it is."""
    folder = out or desk.workspace / "access"
    pages = {".html": answer_page(found), ".json": answer_json(found)}
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for ending, text in pages.items():
            path = folder / f"{found.name}{ending}"
            path.touch(0o600)
            rewrite(path, text.encode())
    except OSError as error:
        place = error.filename or folder
        hint = "Choose another place: --out DIR"
        raise MailerError(f"{place} cannot be written: {error.strerror}", hint=hint) from error
    return folder / f"{found.name}.html", folder / f"{found.name}.json"
