"""What use cases work with: the ledger, the settings, the ways out. Built by ``bootstrap``, passed, never global."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from mailer.content.mail.dkim import Signer
from mailer.domain.changeset import Signature
from mailer.domain.settings import Relay, Settings
from mailer.errors import SettingsError
from mailer.store.database import Store
from mailer.store.sending.journals import Origin
from mailer.usecases.ports import Transport


@dataclass(frozen=True, slots=True)
class Desk:
    """A workspace in use, by ``who``. ``clock`` gives the present time, aware UTC."""

    store: Store
    settings: Settings
    workspace: Path
    origin: Origin
    who: str
    clock: Callable[[], datetime]
    open_transport: Callable[[Relay], Transport]
    open_signer: Callable[[Relay], Signer | None]

    @property
    def journals(self) -> Path:
        """Return the folder of the journals."""
        return self.workspace / "journals"

    def signature(self) -> Signature:
        """Return who does what is done now, and when."""
        return Signature(self.who, self.clock())

    def share(self, number: int, of: int) -> "Desk":
        """Return the desk of the process ``number``, from 0, of those that share each relay's connections."""
        shared = {
            name: replace(relay, connections=max(1, (relay.connections + of - 1 - number) // of))
            for name, relay in self.settings.relays.items()
        }
        return replace(self, settings=replace(self.settings, relays=shared))

    def transport(self, relay: str) -> Transport:
        """Return the way to the relay of this name; SettingsError if the settings no longer know it."""
        return self.open_transport(self._known(relay))

    def signer(self, relay: str) -> Signer | None:
        """Return what signs mail for the relay of this name, None if we do not; SettingsError if it cannot be used."""
        return self.open_signer(self._known(relay))

    def _known(self, relay: str) -> Relay:
        if relay not in self.settings.relays:
            known = ", ".join(self.settings.relays)
            raise SettingsError(
                f"mailer.toml knows no relay {relay!r}", hint=f"Add [relays.{relay}]; there is: {known}"
            )
        return self.settings.relays[relay]
