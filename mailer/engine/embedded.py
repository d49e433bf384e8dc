"""The engine of one machine: the command that starts a campaign also sends it."""

from functools import partial

from mailer.engine.forked import forked
from mailer.usecases.campaigns.running import assist, run_campaign, useful_processes
from mailer.usecases.desk import Desk
from mailer.usecases.ports import Watcher


class EmbeddedEngine:
    """Runs a campaign's deliveries in this process, and in as many beside it as the settings say."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def start(self, campaign_id: int, watcher: Watcher, *, is_unasked: bool = False) -> None:
        """Send what is due of the campaign now; returns when nothing is due within a minute."""
        number = useful_processes(self._desk, campaign_id)
        if number == 1:
            run_campaign(self._desk, campaign_id, watcher, is_unasked=is_unasked)
            return
        import mailer.transport.opening  # noqa: F401 - once, and not in each of the processes that need it

        self._desk.store.close()  # a process and its children must not share a connection
        shares = [self._desk.share(one, number) for one in range(number)]
        with forked([partial(assist, share, campaign_id) for share in shares[1:]], watcher) as workers:
            run_campaign(shares[0], campaign_id, workers, workers, is_unasked=is_unasked)
