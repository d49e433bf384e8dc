"""The part of a Message-ID that is the message's own: which delivery it is of, and the proof that we made it.

It follows from the delivery and its campaign's secret, so it is the same for each try, and nothing is kept per message.
"""

import hashlib
from collections.abc import Callable

_SECRET_OCTETS = 32
_NUMBER_DIGITS = 10
_PROOF_OCTETS = 11


def message_tokens(secret: bytes) -> Callable[[int], str]:
    """Return the function that gives a delivery's token: its number in 10 hexadecimal digits, and 22 that prove it.

    Whoever has the campaign's ``secret`` reads the number from a token and makes the token anew to see whether it is
    ours. ValueError for a secret that is not 32 octets long; OverflowError for a number that needs more digits.
    """
    if len(secret) != _SECRET_OCTETS:
        raise ValueError(f"a secret of {_SECRET_OCTETS} octets is needed, not {len(secret)}")
    keyed = hashlib.blake2b(key=secret, digest_size=_PROOF_OCTETS)

    def token(delivery_id: int) -> str:
        number = delivery_id.to_bytes(_NUMBER_DIGITS // 2, "big")
        proof = keyed.copy()
        proof.update(number)
        return number.hex() + proof.hexdigest()

    return token
