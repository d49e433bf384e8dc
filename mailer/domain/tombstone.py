"""Tombstones: that an address was erased, told by a keyed hash from which nobody without our keys finds the address."""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from mailer.domain.token import signing_key

_PURPOSE = b"mailer tombstone v1"
_SHOWN = 16
_ERASED, _LIFTED = "erased", "came-back"
#: What stands in the books in place of an address begins so; no address does, as this holds no @.
PSEUDONYM = "erased-"


@dataclass(frozen=True, slots=True)
class Tombstone:
    """An address that was erased ``at`` (aware UTC), or (``is_lifted``) came back then by its owner's own wish."""

    key_id: str
    address_hash: str
    at: datetime
    is_lifted: bool = False

    @property
    def pseudonym(self) -> str:
        """Return what stands in the books in place of the address."""
        return f"{PSEUDONYM}{self.address_hash[:_SHOWN]}"

    def line(self) -> str:
        """Return it as a line of ``erased.log``."""
        word = _LIFTED if self.is_lifted else _ERASED
        moment = self.at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        return f"{word} {self.key_id} {self.address_hash} {moment}\n"

    @classmethod
    def parse(cls, line: str) -> Self:
        """Return the tombstone that a line holds; ValueError if it is none."""
        word, key_id, address_hash, moment = line.split()
        if word not in {_ERASED, _LIFTED}:
            raise ValueError(f"{word!r} is not known here")
        return cls(key_id, address_hash, datetime.fromisoformat(moment), word == _LIFTED)


def hasher(key: bytes) -> Callable[[str], str]:
    """Return the function that gives the hash of an address key: HMAC-SHA256, with a key derived for this alone."""
    derived = hmac.digest(key, _PURPOSE, "sha256")
    return lambda address_key: hmac.digest(derived, address_key.encode(), "sha256").hex()


def bury(keys: Mapping[str, bytes], address_key: str, at: datetime) -> Tombstone:
    """Return the tombstone of an address, made with the key that signs; SettingsError if there is none."""
    key_id, key = signing_key(keys)
    return Tombstone(key_id, hasher(key)(address_key), at)


def standing(stones: list[Tombstone]) -> dict[str, Tombstone]:
    """Return, by hash, those that are in force: the last word on each counts."""
    last = {stone.address_hash: stone for stone in sorted(stones, key=lambda stone: stone.at)}
    return {address_hash: stone for address_hash, stone in last.items() if not stone.is_lifted}
