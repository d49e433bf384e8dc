"""The connections of one session: as many as there is work for, made again when they are spent or lost."""

import asyncio
import math
import time

from mailer.domain.settings import Relay
from mailer.errors import RelayUnavailable
from mailer.transport.chunks import Chunks
from mailer.transport.connection import Connection
from mailer.transport.dialogue import Dialogue, Share
from mailer.transport.envelope import Features
from mailer.transport.transactions import Transactions
from mailer.transport.tray import Tray
from mailer.transport.troubles import SignInRefused
from mailer.transport.way import Way, connect

_SWEEP_SECONDS = 1.0
_NEARLY_MADE_SECONDS = 1.0


class Pool:
    """Up to ``relay.connections`` connections that empty one tray. Belongs to the loop's thread."""

    def __init__(self, way: Way, tray: Tray) -> None:
        self._way = way
        self._tray = tray
        self._limit = max(1, way.relay.connections)
        self._standing: set[Connection] = set()
        self._all: set[Connection] = set()
        self._lanes: set[asyncio.Task[None]] = set()
        self._connecting: set[asyncio.Task[tuple[Connection, Features]]] = set()
        self._fruitless = 0
        self._alive_at = 0.0
        self._troubled_at = -math.inf
        self._sweeper: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Return with one connection standing; RelayUnavailable if there can be none."""
        connection, features = await connect(self._way)
        self._note_life()
        self._sweeper = asyncio.create_task(self._sweep())
        self._start_lane(connection, self._put_to_work(connection, features))

    @property
    def is_busy(self) -> bool:
        """Return whether something is on the wire."""
        return any(connection.is_busy for connection in self._standing)

    def wake(self, *, is_fresh: bool = False) -> None:
        """Set idle connections to work and open further ones for what still waits.

        ``is_fresh``: nothing waited before, so the patience with this relay begins anew unless it was just in trouble.
        """
        now = asyncio.get_running_loop().time()
        if is_fresh and now - self._troubled_at > self._way.timeouts.grace:
            self._alive_at = now
        for connection in tuple(self._standing):
            connection.wake()
        self._fill()

    def _fill(self) -> None:
        for _ in range(min(self._tray.waiting, self._limit - len(self._lanes))):
            self._start_lane()

    def stop(self) -> None:
        """Return what waits and let idle connections leave."""
        self._tray.clear()
        self.wake()

    async def close(self) -> None:
        """Say QUIT where nothing is on the wire, wait a little for what is, then hang up."""
        self._tray.is_stopping = True
        self.stop()
        if self._connecting:  # a connection that is nearly made can still be left with a word
            await asyncio.wait(self._connecting, timeout=min(self._way.timeouts.quit, _NEARLY_MADE_SECONDS))
            await asyncio.sleep(0)
        await self._wait_for_all()
        for connection in tuple(self._all):
            connection.abort("the session was closed")
        await self._wait_for_all()
        for task in (*self._lanes, *filter(None, (self._sweeper,))):
            task.cancel()

    async def _wait_for_all(self) -> None:
        if waiting := [connection.closed for connection in self._all if not connection.closed.done()]:
            await asyncio.wait(waiting, timeout=self._way.timeouts.quit)

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(_SWEEP_SECONDS)
            self._tray.expire()

    def _start_lane(self, connection: Connection | None = None, transactions: Dialogue | None = None) -> None:
        lane = asyncio.create_task(self._lane(connection, transactions))
        self._lanes.add(lane)
        lane.add_done_callback(self._end_lane)

    def _end_lane(self, lane: asyncio.Task[None]) -> None:
        self._lanes.discard(lane)
        if not lane.cancelled() and (error := lane.exception()) is not None:
            self._tray.fail(f"Sending stopped on a fault of our own: {error!r}", is_ours=True)
        self._fill()

    async def _lane(self, connection: Connection | None, transactions: Dialogue | None) -> None:
        """Keep one place in the pool filled for as long as there is work."""
        if connection is not None and transactions is not None:
            await self._see_out(connection, transactions)
        while self._tray.waiting:
            try:
                connection, features = await self._connect()
            except RelayUnavailable as error:
                if self._standing:
                    self._limit = max(1, len(self._standing))
                    return
                await self._pause(error.message, is_final=isinstance(error, SignInRefused))
            else:
                await self._see_out(connection, self._put_to_work(connection, features))

    async def _connect(self) -> tuple[Connection, Features]:
        connecting = asyncio.create_task(connect(self._way))
        self._connecting.add(connecting)
        try:
            return await connecting
        finally:
            self._connecting.discard(connecting)
            connecting.cancel()

    def _put_to_work(self, connection: Connection, features: Features) -> Dialogue:
        """Let the connection take messages; from now on whoever closes the pool takes leave of it."""
        kind = Chunks if features.chunking else Transactions
        transactions = kind(self._tray, features, _share(self._way.relay, features))
        self._all.add(connection)
        self._standing.add(connection)
        connection.closed.add_done_callback(lambda _: self._all.discard(connection))
        connection.serve(transactions)
        return transactions

    async def _see_out(self, connection: Connection, transactions: Dialogue) -> None:
        """Wait until the connection is spent or lost, and for a while longer if the relay is in trouble."""
        await connection.released
        self._standing.discard(connection)
        if transactions.answered:
            self._note_life()
        elif transactions.complaint or connection.closed.done():
            await self._pause(transactions.complaint or connection.why)

    def _note_life(self) -> None:
        self._alive_at = asyncio.get_running_loop().time()
        self._fruitless = 0

    async def _pause(self, why: str, *, is_final: bool = False) -> None:
        """Wait before connecting again, each time longer; give the relay up when that has gone on for too long."""
        timeouts = self._way.timeouts
        now = self._troubled_at = asyncio.get_running_loop().time()
        if any(connection.is_fruitful for connection in self._standing):
            self._note_life()
        if is_final or now - self._alive_at >= timeouts.grace:
            self._tray.fail(f"The relay {self._way.place} cannot be used any more: {why}", is_refused=is_final)
            return
        self._fruitless += 1
        await asyncio.sleep(min(timeouts.backoff * 2 ** min(self._fruitless - 1, 10), timeouts.longest_backoff))


def _share(relay: Relay, features: Features) -> Share:
    """Return what one connection takes on: what the settings say, and no more than the relay does (RFC 9422)."""
    messages = max(1, min(relay.messages_per_connection, features.mail_limit or relay.messages_per_connection))
    return Share(messages, time.monotonic() + relay.seconds_per_connection, features.domain_limit)
