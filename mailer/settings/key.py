"""One key of ``mailer.toml``."""

from dataclasses import dataclass

from mailer.settings.kinds import Kind


@dataclass(frozen=True, slots=True)
class Key:
    """One key: where it stands, what it holds, and one sentence on what it means.

    ``default`` is None where the key must be given. ``takes_secret`` allows ``env:``, ``file:`` and ``cmd:``.
    The value of a key that ``is_hidden`` is never shown.
    """

    section: str
    name: str
    kind: Kind
    default: object
    meaning: str
    takes_secret: bool = False
    is_hidden: bool = False
    since: str = "0.1.0"

    @property
    def variable(self) -> str:
        """Return the environment variable that overrides it."""
        return f"MAILER_{self.section}_{self.name}".upper().replace(".", "_")
