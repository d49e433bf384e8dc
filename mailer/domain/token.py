"""Signed tokens that name a delivery without naming a person: ``v1.KEYID.PURPOSE.ID.MAC``.

They stand in unsubscribe links, return paths and the like, and are honoured for as long as their key is kept.
"""

import base64
import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from mailer.errors import SettingsError

_VERSION = "v1"
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS = tuple(first + second for first in _LETTERS for second in _LETTERS)
_KEY_ID = re.compile(r"[a-z0-9]{1,8}")
_PURPOSE = re.compile(r"[a-z]{1,4}")
_TOKEN = re.compile(r"v1\.([a-z0-9]{1,8})\.([a-z]{1,4})\.([a-z2-7]{2,13})\.([a-z2-7]{26})")
_MAC_OCTETS = 16
_SHORTEST_KEY = 16
_LARGEST_NUMBER = 2**63 - 1
_LONGEST_LOCAL = 64


class Purpose(StrEnum):
    """What a token may be used for; one made for one purpose is refused for another."""

    UNSUBSCRIBE = "u"
    BOUNCE = "b"
    MESSAGE = "m"
    PREFERENCES = "p"
    CONFIRM = "c"


@dataclass(frozen=True, slots=True)
class Token:
    """A token that was verified: which key signed it, for what, and the number it stands for."""

    key_id: str
    purpose: str
    number: int


def sign(keys: Mapping[str, bytes], purpose: str, number: int) -> str:
    """Return the token for ``number``, signed by the last of ``keys`` (HMAC-SHA256 cut to 128 bits, RFC 2104 5).

    SettingsError if there is no usable key; ValueError for a purpose or number that a token cannot hold.
    """
    return signer(keys, purpose)(number)


def signer(keys: Mapping[str, bytes], purpose: str) -> Callable[[int], str]:
    """Return the function that gives the token for a number, as ``sign`` does; for many of them."""
    key_id, key = signing_key(keys)
    if not _PURPOSE.fullmatch(purpose):
        raise ValueError(f"a token cannot hold the purpose {purpose!r}")
    opening = f"{_VERSION}.{key_id}.{purpose}."

    def token(number: int) -> str:
        if not 0 <= number <= _LARGEST_NUMBER:
            raise ValueError(f"a token cannot hold the number {number}")
        signed = opening + _base32(_octets(number))
        return f"{signed}.{_mac(key, signed)}"

    return token


def verify(keys: Mapping[str, bytes], text: str) -> Token | None:
    """Return what ``text`` stands for if any of ``keys`` signed it, else None; upper case is accepted.

    The caller still has to compare ``purpose``.
    """
    lowered = text.lower() if text.isascii() else ""
    match = _TOKEN.fullmatch(lowered)
    if match is None or match[1] not in keys:
        return None
    signed, _, mac = lowered.rpartition(".")
    if not hmac.compare_digest(_mac(keys[match[1]], signed), mac):
        return None
    return Token(match[1], match[2], _number(match[3]))


def signing_key(keys: Mapping[str, bytes]) -> tuple[str, bytes]:
    """Return the key that signs, the last one, with its id; SettingsError if there is none that can be used."""
    key_id = next(reversed(list(keys)), "")
    if not _KEY_ID.fullmatch(key_id):
        raise SettingsError(
            f"There is no usable signing key ({key_id!r})" if key_id else "There is no signing key",
            hint="keys.toml holds the keys; a key id is 1 to 8 lower-case letters or digits",
        )
    if len(keys[key_id]) < _SHORTEST_KEY:
        raise SettingsError(
            f"The signing key {key_id!r} is too short", hint=f"It needs at least {_SHORTEST_KEY} octets"
        )
    return key_id, keys[key_id]


def tagged(address: str, token: str) -> str:
    """Return ``address`` with ``+TOKEN`` behind its local part (VERP).

    ValueError if the local part would be longer than 64 octets (RFC 5321 4.5.3.1.1).
    """
    local, _, domain = address.rpartition("@")
    tagged_local = f"{local}+{token}"
    if len(tagged_local) > _LONGEST_LOCAL:
        raise ValueError(f"{address} leaves no room for a token: a local part holds {_LONGEST_LOCAL} octets")
    return f"{tagged_local}@{domain}"


def _mac(key: bytes, signed: str) -> str:
    mac = _keyed(key).copy()
    mac.update(signed.encode())
    return _base32(mac.digest()[:_MAC_OCTETS])


@lru_cache(maxsize=8)
def _keyed(key: bytes) -> hmac.HMAC:
    """Return the MAC with its key taken in, which is half of the work (RFC 2104 4)."""
    return hmac.new(key, digestmod="sha256")


def _octets(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8 or 1, "big")


def _base32(octets: bytes) -> str:
    """Return ``octets`` in base32, lower case and without padding (RFC 4648 6), ten bits at a time."""
    bits = len(octets) * 8
    wide = -bits % 10
    number = int.from_bytes(octets, "big") << wide
    pairs = [_PAIRS[number >> shift & 1023] for shift in range(bits + wide - 10, -1, -10)]
    return "".join(pairs)[: -(-bits // 5)]


def _number(text: str) -> int:
    return int.from_bytes(base64.b32decode(text.upper() + "=" * (-len(text) % 8)), "big")
