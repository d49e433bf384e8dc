"""The only place that builds things: settings in, a desk with everything on it out."""

import getpass
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from mailer.content.mail.dkim import Signer
from mailer.domain.rule_value import Vocabulary
from mailer.domain.settings import Relay, Settings
from mailer.engine.embedded import EmbeddedEngine
from mailer.settings import find_workspace, load_settings, read_secret
from mailer.store.opening import open_store
from mailer.store.privacy import erased_log, tombstones
from mailer.store.sending.journals import this_origin
from mailer.usecases.desk import Desk
from mailer.usecases.ports import Engine, Transport

#: Seconds that a command may take to get an access token over the network.
_PATIENCE_WITH_TOKENS = 30


@dataclass(frozen=True, slots=True)
class App:
    """A workspace, open: what commands call use cases with."""

    desk: Desk
    engine: Engine
    notes: tuple[str, ...] = ()  #: what was put in order while opening, and should be known

    @property
    def store(self) -> object:
        """Return the ledger."""
        return self.desk.store

    @property
    def settings(self) -> Settings:
        """Return the workspace's settings."""
        return self.desk.settings


def open_app(start: Path, *, named: str | None, environ: Mapping[str, str]) -> App:
    """Return the workspace found from ``start`` (or ``named`` by -C), open; SettingsError if none is or it is wrong."""
    workspace = find_workspace(start, named=named, environ=environ)
    settings = load_settings(workspace, environ)
    desk = Desk(
        store=open_store(settings.database_url, settings.keys),
        settings=settings,
        workspace=workspace,
        origin=this_origin(environ.get("MAILER_HOST", "")),
        who=_person(environ),
        clock=partial(datetime.now, UTC),
        open_transport=partial(_open_transport, settings, environ),
        open_signer=partial(_open_signer, workspace, environ),
    )
    return App(desk, EmbeddedEngine(desk), _erased_again(desk))


def upgrade_database(start: Path, *, named: str | None, environ: Mapping[str, str]) -> Path | None:
    """Bring the workspace's database to this version's schema; return the backup that was made first, if any."""
    from mailer.store.upgrading import upgrade

    return upgrade(load_settings(find_workspace(start, named=named, environ=environ), environ).database_url)


def _erased_again(desk: Desk) -> tuple[str, ...]:
    """Return what was done because the database does not know who was erased; nearly always it does."""
    with desk.store.read() as tx:
        if tombstones.number(tx) == erased_log.number(desk.workspace):
            return ()
    from mailer.usecases.privacy.restoring import apply_tombstones

    return tuple(apply_tombstones(desk))


@contextmanager
def open_vocabulary(start: Path, *, named: str | None, environ: Mapping[str, str]) -> Iterator[Vocabulary]:
    """Yield the names that the workspace knows, read while they are used; nothing is written, few settings are read."""
    from mailer.settings.loading import load_database_url
    from mailer.store.opening import open_reading
    from mailer.usecases.naming import vocabulary

    url = load_database_url(find_workspace(start, named=named, environ=environ), environ)
    with open_reading(url) as tx:
        yield vocabulary(tx)


def _person(environ: Mapping[str, str]) -> str:
    """Return who is typing: MAILER_USER, else the system's user, at the host."""
    try:
        name = environ.get("MAILER_USER", "").strip() or getpass.getuser()
    except (KeyError, OSError):  # a user that the system has no name for
        name = str(os.getuid())
    return name if "@" in name else f"{name}@{os.uname().nodename}"


def _open_transport(settings: Settings, environ: Mapping[str, str], relay: Relay) -> Transport:
    from mailer.settings.secret import fetch
    from mailer.transport.opening import open_transport

    domain = settings.sender.address.rpartition("@")[2]
    read = partial(fetch, workspace=Path(settings.workspace), environ=environ, patience=_PATIENCE_WITH_TOKENS)
    return open_transport(relay, sender_domain=domain, read_secret=read)


def _open_signer(workspace: Path, environ: Mapping[str, str], relay: Relay) -> Signer | None:
    """Return what signs mail for ``relay``, if we do; only now is the private key read."""
    if relay.dkim is None:
        return None
    from mailer.content.mail.dkim import open_signer

    place = f"[relays.{relay.name}.dkim] key"
    return open_signer(relay.dkim, read_secret(relay.dkim.key, place=place, workspace=workspace, environ=environ))
