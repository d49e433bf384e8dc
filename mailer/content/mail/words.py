"""Encoded-words: text that ASCII cannot hold, for headers (RFC 2047)."""

import binascii
import re
import unicodedata
from collections.abc import Callable, Iterator

_LONGEST = 75
_OPEN_B, _OPEN_Q, _CLOSE = "=?utf-8?b?", "=?utf-8?q?", "?="
_WRAPPING = len(_OPEN_B) + len(_CLOSE)
_Q_UNSAFE = re.compile(rb"[^A-Za-z0-9!*+/ -]")
_JOINER = "\u200d"
_EXTENDING = frozenset({"Mn", "Mc", "Me"})
_MODIFIERS = range(0x1F3FB, 0x1F400)
_REGIONAL = range(0x1F1E6, 0x1F200)


def encoded_words(text: str, room: int) -> list[str]:
    """Return ``text`` as encoded-words of at most 75 characters, the first of at most ``room`` (RFC 2047 2).

    Each word holds whole characters as readers see them, so each can be decoded alone (RFC 2047 5). B where more than
    a third of the octets are not ASCII, else Q, the same for all words.
    """
    octets = text.encode()
    encode, measure = _codec(octets)
    if measure(octets) + _WRAPPING <= min(room, _LONGEST):
        return [encode(octets)]
    return [encode(chunk) for chunk in _chunks(text, min(room, _LONGEST), measure)]


def clusters(text: str) -> Iterator[str]:
    """Return the characters as readers see them: a letter with its marks, a joined emoji, a flag (close to UAX 29)."""
    cluster = ""
    for character in text:
        if cluster and not _extends(cluster, character):
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster


def _codec(octets: bytes) -> tuple[Callable[[bytes], str], Callable[[bytes], int]]:
    foreign = len(octets) - len(octets.decode("ascii", "ignore"))
    return (_b_word, _b_length) if foreign * 3 > len(octets) else (_q_word, _q_length)


def _chunks(text: str, room: int, measure: Callable[[bytes], int]) -> Iterator[bytes]:
    chunk = b""
    for cluster in clusters(text):
        whole = cluster.encode()
        # A letter under a heap of marks may not fit into any word: then single code points are the unit.
        units = [whole] if measure(whole) + _WRAPPING <= room else [character.encode() for character in cluster]
        for unit in units:
            if chunk and measure(chunk + unit) + _WRAPPING > room:
                yield chunk
                chunk, room = b"", _LONGEST
            chunk += unit
    yield chunk


def _b_word(octets: bytes) -> str:
    return _OPEN_B + binascii.b2a_base64(octets, newline=False).decode() + _CLOSE


def _b_length(octets: bytes) -> int:
    return (len(octets) + 2) // 3 * 4


def _q_word(octets: bytes) -> str:
    coded = _Q_UNSAFE.sub(lambda match: b"=%02X" % match[0][0], octets)
    return _OPEN_Q + coded.replace(b" ", b"_").decode() + _CLOSE


def _q_length(octets: bytes) -> int:
    return len(octets) + 2 * len(_Q_UNSAFE.findall(octets))


def _extends(cluster: str, character: str) -> bool:
    if character == _JOINER or cluster.endswith(_JOINER) or ord(character) in _MODIFIERS:
        return True
    if len(cluster) == 1 and ord(cluster) in _REGIONAL and ord(character) in _REGIONAL:
        return True
    return unicodedata.category(character) in _EXTENDING
