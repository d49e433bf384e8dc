"""Processes beside this one: forked while nothing is open, begun by a word, ended when this one lets go or dies."""

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from select import select

from mailer.errors import MailerError
from mailer.usecases.ports import Watcher

_COUNT_OCTETS = 4
_LOOK_SECONDS = 0.05
_DIED = 70
_CLOSED = -1

#: What a child does; it is given its watcher.
Work = Callable[[Watcher], None]


@contextmanager
def forked(works: Sequence[Work], watcher: Watcher) -> Iterator["Forked"]:
    """Yield children, one for each of ``works``; afterwards they have ended, and at once if this process was to."""
    children = Forked(watcher)
    try:
        for work in works:
            children.fork(work)
        yield children
    except KeyboardInterrupt:
        children.kill()
        raise
    finally:
        children.let_go()
        children.wait()
        children.close()


class Forked:
    """Children that work, and for the parent its watcher: what they have done counts as done here.

    They wait for a byte each from one pipe. Another one carries nothing: its end tells them to stop, and comes also
    when the parent is killed. On the third they say how many deliveries they have done.
    """

    def __init__(self, watcher: Watcher) -> None:
        self._watcher = watcher
        self._children: set[int] = set()
        self._has_lost_one = False
        self._start, self._starter = os.pipe()
        self._life, self._lifeline = os.pipe()
        self._done, self._doing = os.pipe()
        os.set_blocking(self._done, False)

    def fork(self, work: Work) -> None:
        """Make a child that does ``work`` once it may begin."""
        child = os.fork()
        if child:
            self._children.add(child)
        else:
            self._live(work)

    def begin(self) -> None:
        """Let the children begin."""
        os.write(self._starter, b"." * len(self._children))
        os.close(self._doing)  # only theirs are left: the end of the pipe is the end of the last of them
        self._doing = _CLOSED

    def wait(self) -> bool:
        """Return, when all children have ended, whether one of them died."""
        while self._children:
            self._look_after_children()
            self.wants_stop()
            select([self._done], [], [], _LOOK_SECONDS if self._children else 0)
        self._hear()
        return self._has_lost_one

    def advance(self, number: int) -> None:
        """Take note of what this process has done."""
        self._watcher.advance(number)

    def wants_stop(self) -> bool:
        """Return whether nothing new should be begun; the children are told."""
        self._hear()
        if self._watcher.wants_stop():
            self.let_go()
            return True
        return False

    def let_go(self) -> None:
        """Ask the children to stop; those that have not begun end at once."""
        for end in (self._lifeline, self._starter):
            with suppress(OSError):  # done before
                os.close(end)
        self._lifeline = self._starter = _CLOSED

    def kill(self) -> None:
        """End the children at once: what they had on the wire becomes uncertain."""
        for child in self._children:
            os.kill(child, signal.SIGKILL)

    def close(self) -> None:
        """Close what is left of the pipes."""
        for end in (self._start, self._life, self._done, self._doing):
            if end != _CLOSED:
                os.close(end)

    def _look_after_children(self) -> None:
        for child in tuple(self._children):
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                self._children.discard(child)
                self._has_lost_one |= status != 0

    def _hear(self) -> None:
        with suppress(BlockingIOError):
            while told := os.read(self._done, 1024 * _COUNT_OCTETS):
                counts = memoryview(told).cast("i")
                self._watcher.advance(sum(counts))

    def _live(self, work: Work) -> None:
        """Be the child: never come back, and close nothing that the parent opened."""
        code = _DIED
        try:
            for number in (signal.SIGINT, signal.SIGTERM):  # they reach the parent, which tells its children
                signal.signal(number, signal.SIG_IGN)
            self.let_go()
            if os.read(self._start, 1):
                work(_ChildWatcher(self._life, self._doing))
            code = 0
        except MailerError:
            code = 0  # all is given back: the parent meets the same trouble, or does the rest
        except BaseException as error:  # noqa: BLE001 - whatever it is, a child must not run its parent's code
            sys.stderr.write(f"A sending process ended: {error!r}\n")
        finally:
            os._exit(code)


class _ChildWatcher:
    """Tells the parent, and stops when the parent lets go."""

    def __init__(self, life: int, doing: int) -> None:
        self._life = life
        self._doing = doing

    def advance(self, number: int) -> None:
        """Tell that so many more deliveries have an outcome."""
        os.write(self._doing, number.to_bytes(_COUNT_OCTETS, sys.byteorder))

    def wants_stop(self) -> bool:
        """Return whether the parent has let go or is dead."""
        return bool(select([self._life], [], [], 0)[0])
