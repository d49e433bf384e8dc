"""The demo: a workspace with invented people and a release, thrown together in a moment."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from mailer.domain.contact import Basis, ContactKind
from mailer.usecases.desk import Desk
from mailer.usecases.founding import found_workspace
from mailer.usecases.people.accounting import ImportReport
from mailer.usecases.people.importing import import_contacts
from mailer.usecases.people.listing import create_list

RELEASE = "record-returns-lake-orun"
_LISTS = (
    ("africa-press", "Africa press list", ContactKind.JOURNALIST, Basis.LEGITIMATE_INTEREST),
    ("partners", "Partners and donors", ContactKind.PARTNER, Basis.MEMBER),
)


def found_demo(folder: Path) -> Path:
    """Return the folder of the example release in a new workspace with the example settings, people and lists."""
    examples = _examples()
    found_workspace(folder)
    for name in ("mailer.toml", "spokespeople.toml"):
        (folder / name).write_text((examples / name).read_text(encoding="utf-8"), encoding="utf-8")
    for name in ("releases", "lists"):
        shutil.copytree(examples / name, folder / name, dirs_exist_ok=True)
    return folder / "releases" / RELEASE


def import_demo_lists(desk: Desk) -> list[ImportReport]:
    """Return what came of importing the example lists: two lists that share some people."""
    by = desk.signature()
    for slug, title, kind, basis in _LISTS:
        create_list(desk.store, slug, title=title, kind=kind, basis=basis, source="example", by=by)
    files = ((slug, desk.workspace / "lists" / f"example-{slug}.csv") for slug, *_ in _LISTS)
    return [import_contacts(desk.store, path, list_slug=slug, dry_run=False, by=by) for slug, path in files]


def settings(relay_url: str) -> dict[str, str]:
    """Return what the demo sets beside its ``mailer.toml``: the relay, and the addresses that carry signed tokens."""
    return {
        "MAILER_RELAYS_DEFAULT_URL": relay_url,
        "MAILER_RELAYS_DEFAULT_ENVELOPE": "verp",
        "MAILER_BOUNCES_ADDRESS": "bounces@news.example.org",
        "MAILER_UNSUBSCRIBE_MAILTO": "unsubscribe@news.example.org",
    }


@contextmanager
def demo_relay(folder: Path) -> Iterator[str]:
    """Yield the URL of a mail server on loopback that keeps what it accepts as ``.eml`` files in ``folder``."""
    from mailer.transport.sink import Sink

    with Sink(folder) as sink:
        yield f"smtp://127.0.0.1:{sink.port}"


def _examples() -> Path:
    package = Path(str(files("mailer")))
    packed = package / "_examples"
    return packed if packed.is_dir() else package.parent
