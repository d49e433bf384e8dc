"""What a relay reads of an access token: XOAUTH2, as Google and Microsoft describe it, and OAUTHBEARER (RFC 7628)."""

import base64
import re

#: What a client says to a challenge after its token was refused.
BEARERS = {"XOAUTH2": "", "OAUTHBEARER": "AQ=="}
CHALLENGE = base64.b64encode(b'{"status":"401","schemes":"bearer","scope":"https://mail.example.org/"}').decode()

_WRITTEN = {
    "XOAUTH2": re.compile(r"user=([^\x01]+)\x01auth=Bearer ([!-~]+)\x01\x01"),
    "OAUTHBEARER": re.compile(r"n,a=([^,\x01]+),\x01host=[^\x01]+\x01port=\d+\x01auth=Bearer ([!-~]+)\x01\x01"),
}


def read_bearer(mechanism: str, initial: str) -> tuple[str, str]:
    """Return name and token, or two empty strings where the line is not as it has to be."""
    found = _WRITTEN[mechanism].fullmatch(base64.b64decode(initial).decode())
    return (found[1].replace("=2C", ",").replace("=3D", "="), found[2]) if found else ("", "")
