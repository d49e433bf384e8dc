"""A file that only grows, written through memory shared with the system.

What stands in that memory survives the death of the process just as what was handed over with write(2) does, and costs
no call. Room is made a piece at a time by writing zeros: a full disk is an error here, and not a fault of memory.
"""

import contextlib
import errno
import mmap
import os

_ROOM = 16_384
_PAGE = mmap.ALLOCATIONGRANULARITY
#: No file: a late note must not land in whatever has got the number of the closed one.
_CLOSED = -1


class Appender:
    """Appends to an open, empty file that can be read and written, and ends with zeros until it is closed.

    The first byte of what is appended is written last: a reader finds all of it, or a zero where it would begin.
    """

    def __init__(self, file: int) -> None:
        self._file = file
        self._memory: mmap.mmap | None = None
        self._begins = 0  # of the memory, in the file
        self._size = 0  # of what was appended
        self._length = 0  # of the file

    def append(self, written: bytes) -> None:
        """Put ``written`` at the end of the file, all of it or nothing; OSError where there is no room for it."""
        memory = self._memory
        if memory is None or self._size + len(written) > self._begins + len(memory):
            memory = self._make_room(len(written))
        at = self._size - self._begins
        end = at + len(written)
        memory[at + 1 : end] = written[1:]
        memory[at : at + 1] = written[:1]
        self._size += len(written)

    def close(self) -> None:
        """Close the file, and cut off the room that is left where that can be done: zeros do no harm."""
        file, self._file = self._file, _CLOSED
        self._forget()
        with contextlib.suppress(OSError):
            os.ftruncate(file, self._size)
        os.close(file)

    def _make_room(self, needed: int) -> mmap.mmap:
        """Return memory that begins in the page where the next byte goes, with room for as many as are ``needed``."""
        if self._file == _CLOSED:  # memory without a file could be had, and would be lost
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        begins = self._size // _PAGE * _PAGE
        ends = begins + -(-(self._size + needed - begins) // _ROOM) * _ROOM
        self._lengthen(ends)
        self._forget()
        self._memory = mmap.mmap(self._file, ends - begins, offset=begins)
        self._begins = begins
        return self._memory

    def _lengthen(self, ends: int) -> None:
        if ends > self._length:
            self._length += os.pwrite(self._file, bytes(ends - self._length), self._length)
        if ends > self._length:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def _forget(self) -> None:
        if self._memory is not None:
            self._memory.close()
            self._memory = None
