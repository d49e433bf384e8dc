"""How long the wire may be silent, phase by phase."""

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds to wait for the relay in each phase (RFC 5321 4.5.3.2); the last four are our own patience.

    ``idle``: a connection unused for so long is closed. ``grace``: without any connection for so long, the relay is
    given up. ``backoff`` and ``longest_backoff``: first and longest pause before connecting again.
    """

    connect: float = 30.0
    greeting: float = 300.0
    command: float = 300.0
    before_body: float = 120.0
    block: float = 180.0
    final_dot: float = 600.0
    quit: float = 5.0
    idle: float = 30.0
    grace: float = 30.0
    backoff: float = 0.25
    longest_backoff: float = 5.0

    @property
    def tick(self) -> float:
        """Return how often to look whether one of them has run out."""
        return min(self.command, self.before_body, self.block, self.final_dot, self.idle) / 4

    def scaled(self, factor: float) -> "Timeouts":
        """Return the same timeouts, each multiplied by ``factor``."""
        return Timeouts(**{field.name: getattr(self, field.name) * factor for field in fields(self)})
