"""The engine of one machine: the command that starts a campaign also sends it."""

from mailer.usecases.desk import Desk
from mailer.usecases.ports import Watcher
from mailer.usecases.running import run_campaign


class EmbeddedEngine:
    """Runs a campaign's deliveries in this process."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def start(self, campaign_id: int, watcher: Watcher, *, is_unasked: bool = False) -> None:
        """Send what is due of the campaign now; returns when nothing is due within a minute."""
        run_campaign(self._desk, campaign_id, watcher, is_unasked=is_unasked)
