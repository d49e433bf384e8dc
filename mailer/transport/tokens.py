"""Access tokens: asked for when a connection signs in, kept while they last."""

import json
import math
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

#: A token with less time left than this is not kept: it could end while somebody signs in with it.
MARGIN_SECONDS = 300.0
#: What a token is made of (RFC 6750 2.1) and a little more; a blank or a control character would end it on the wire.
_TOKEN = re.compile(r"[!-~]+")
_NEITHER = "what it gave is neither a token nor JSON with an access_token"


@dataclass(frozen=True, slots=True)
class Token:
    """A token and when it expires (seconds since 1970); infinity where that was not said."""

    text: str = field(repr=False)
    expires_at: float = math.inf


class Tokens:
    """Where the tokens of one relay come from: ``reference`` is ``cmd:...`` or ``file:...``, ``read`` looks there.

    Several threads may ask; the command then runs once for all that wait.
    """

    def __init__(self, reference: str, read: Callable[[str], str], *, clock: Callable[[], float] = time.time) -> None:
        self._reference = reference
        self._read = read
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: Token | None = None

    def current(self) -> str:
        """Return a token that has not expired; ValueError with a sentence that holds no secret if there is none."""
        with self._lock:
            if self._kept is None or self._kept.expires_at - self._clock() < MARGIN_SECONDS:
                self._kept = None
                fresh = self._ask()
                self._kept = fresh if self._lasts(fresh) else None
                return fresh.text
            return self._kept.text

    def forget(self) -> None:
        """Ask anew the next time: the relay did not like the one that is kept."""
        with self._lock:
            self._kept = None

    def _ask(self) -> Token:
        fresh = read_token(self._read(self._reference), now=self._clock())
        if fresh.expires_at <= self._clock():
            raise ValueError("the token has expired; whatever renews it does not")
        return fresh

    def _lasts(self, token: Token) -> bool:
        """Return whether to keep it: what a file holds is read each time, and when a bare token ends is not known."""
        return self._reference.startswith("cmd:") and token.expires_at < math.inf


def read_token(text: str, *, now: float) -> Token:
    """Return the token that a command printed or a file holds: alone, or as an answer of OAuth (RFC 6749 5.1) in JSON.

    ValueError, without a word of ``text``, where there is none in it.
    """
    if not text.lstrip().startswith("{"):
        return _checked(text.strip().partition("\n")[0].strip(), math.inf)
    try:
        answer = json.loads(text)
    except ValueError:
        raise ValueError(_NEITHER) from None
    return _checked(answer.get("access_token"), _expiry(answer, now))


def _checked(token: object, expires_at: float) -> Token:
    if not isinstance(token, str) or not _TOKEN.fullmatch(token):
        raise ValueError(_NEITHER)
    return Token(token, expires_at)


def _expiry(answer: dict[str, object], now: float) -> float:
    """Return when the token expires: a moment (seconds since 1970, or ISO 8601), or seconds from now."""
    try:
        if (at := answer.get("expires_at")) is not None:
            return _moment(str(at))
        return now + float(str(answer["expires_in"])) if "expires_in" in answer else math.inf
    except ValueError:
        raise ValueError("when the token expires cannot be understood") from None


def _moment(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        at = datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
