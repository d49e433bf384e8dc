"""A session with a relay: the caller's thread on one side, the loop's thread on the other."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from types import TracebackType
from typing import Self
from weakref import WeakSet

from mailer.domain.delivery import Outcome, Outgoing
from mailer.transport.envelope import check_envelope
from mailer.transport.pool import Pool
from mailer.transport.screening import Screen
from mailer.transport.tray import Journal, Lease, Ticket, Tray
from mailer.transport.way import Way

#: Outcomes are handed over together, so that the caller does not wake for each message.
_HAND_OVER_SECONDS = 0.01


class SmtpSession:
    """An open way to a relay. Call it from one thread; the network lives in another."""

    def __init__(self, way: Way, journal: Journal) -> None:
        self._tray = Tray(way.relay.name, journal, announce=self._announce)
        self._pool = Pool(way, self._tray)
        self._thread = threading.Thread(target=self._live, name=f"smtp-{way.relay.name}", daemon=True)
        self._looping: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = Future()
        self._opened: Future[None] = Future()
        self._arrived = threading.Condition()
        self._outcomes: list[Outcome] = []
        self._leases: WeakSet[Lease] = WeakSet()
        self._screen = Screen()
        self._pending = 0

    # -- the caller's thread ----------------------------------------------------------------------------------------

    def start(self) -> None:
        """Return with a connection standing; RelayUnavailable if there can be none."""
        self._thread.start()
        try:
            self._opened.result()
        except BaseException:
            self._close()
            raise

    def submit(self, messages: Sequence[Outgoing], deadline: float) -> None:
        """Queue messages; ValueError, and none of them is queued, where one cannot be put on a wire safely.

        No body is begun with less than 20 s left before ``deadline`` (CLOCK_BOOTTIME seconds).
        """
        lease = Lease(deadline)
        tickets = [self._ticket(message, lease) for message in messages]
        self._leases.add(lease)
        self._pending += len(tickets)
        try:
            self._looping.result()[0].call_soon_threadsafe(self._take_in, tickets)
        except RuntimeError:  # the loop has ended: nothing is begun any more
            self._tray.add(tickets)
            self._hand_over()

    def _ticket(self, message: Outgoing, lease: Lease) -> Ticket:
        check_envelope(message)
        return Ticket(message, lease, self._screen.look(message.parts))

    def extend(self, deadline: float) -> None:
        """Move the deadline of everything queued: the leases were renewed."""
        for lease in self._leases:
            lease.deadline = deadline

    def collect(self, timeout: float) -> list[Outcome]:
        """Return the outcomes known by now, waiting up to ``timeout`` seconds for the first one if any is pending."""
        with self._arrived:
            self._arrived.wait_for(lambda: self._outcomes or not self._pending, timeout)
            known, self._outcomes = self._outcomes, []
        self._pending -= len(known)
        return known

    @property
    def pending(self) -> int:
        """Return how many submitted messages have no outcome collected yet."""
        return self._pending

    @property
    def failure(self) -> str:
        """Return why the relay cannot be used any more, or "" while it can."""
        return self._tray.failure

    @property
    def is_refused(self) -> bool:
        """Return whether the failure is that the relay refused how we sign in."""
        return self._tray.is_refused

    @property
    def is_ours(self) -> bool:
        """Return whether the failure is one of this machine, such as a journal that cannot be written."""
        return self._tray.is_ours

    def stop(self) -> None:
        """Begin no further message; what is on the wire is finished, the rest comes back as untried."""
        self._tray.is_stopping = True
        self._tell(self._pool.stop)

    def __enter__(self) -> Self:
        """Return the session."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close all connections; outcomes not collected by then are lost to the caller, not to the journal."""
        self._close()

    def _close(self) -> None:
        self._tray.is_stopping = True
        if self._looping.exception() is None:
            self._tell(self._looping.result()[1].set)
        self._thread.join()

    # -- the loop's thread ------------------------------------------------------------------------------------------

    def _live(self) -> None:
        try:
            asyncio.run(self._work())
        except BaseException as error:  # noqa: BLE001 - whatever it is belongs to the thread that waits
            self._end(error)
        self._hand_over()

    def _end(self, error: BaseException) -> None:
        if not self._looping.done():
            self._looping.set_exception(error)
        if self._opened.done():
            self._tray.fail(f"Sending stopped on a fault of our own: {error!r}", is_ours=True)
        else:
            self._opened.set_exception(error)

    async def _work(self) -> None:
        closing = asyncio.Event()
        self._looping.set_result((asyncio.get_running_loop(), closing))
        opening = asyncio.create_task(self._pool.open())
        told = asyncio.create_task(closing.wait())
        await asyncio.wait((opening, told), return_when=asyncio.FIRST_COMPLETED)
        if not opening.done():
            opening.cancel()
        try:
            await opening
            self._opened.set_result(None)
            await told
        finally:
            told.cancel()
            await self._pool.close()

    def _take_in(self, tickets: list[Ticket]) -> None:
        is_fresh = not self._tray.waiting
        self._tray.add(tickets)
        self._pool.wake(is_fresh=is_fresh)

    def _announce(self) -> None:
        loop = self._looping.result()[0]
        if not loop.is_closed():
            loop.call_soon(self._hand_over_soon)

    def _hand_over_soon(self) -> None:
        """Hand over at once where nothing is on the wire, else together with what comes within a moment."""
        if self._pool.is_busy:
            asyncio.get_running_loop().call_later(_HAND_OVER_SECONDS, self._hand_over)
        else:
            self._hand_over()

    def _hand_over(self) -> None:
        known = self._tray.collect()
        with self._arrived:
            self._outcomes.extend(known)
            self._arrived.notify_all()

    def _tell(self, action: Callable[[], None]) -> None:
        loop = self._looping.result()[0]
        if not loop.is_closed():
            loop.call_soon_threadsafe(action)
