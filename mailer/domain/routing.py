"""Which relay a sending goes through, where nobody says."""

from collections.abc import Collection, Iterable, Mapping

from mailer.domain.settings import Relay

DEFAULT = "default"


def route(relays: Mapping[str, Relay], lists: Collection[str], sender: str) -> str:
    """Return the first relay whose ``lists`` hold all these, else the first whose ``senders`` hold ``sender``.

    Where no relay names them it is ``default``.
    """
    for_lists = (relay.name for relay in relays.values() if lists and set(lists) <= set(relay.lists))
    for_sender = (relay.name for relay in relays.values() if sender in relay.senders)
    return _first(for_lists) or _first(for_sender) or DEFAULT


def _first(names: Iterable[str]) -> str:
    return next(iter(names), "")
