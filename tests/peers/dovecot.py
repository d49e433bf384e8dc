"""A Dovecot of our own that judges access tokens: JSON Web Tokens, signed with a key that it shares with us (HS256)."""

import base64
import hashlib
import hmac
import json
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.peers.relay import USERNAME, not_installed, program, wait_for

_KEY = b"the key of who gives tokens out and of who judges them"

_MAIN = """\
base_dir = {folder}/run
state_dir = {folder}/state
instance_name = peers
log_path = {folder}/dovecot.log
protocols =
ssl = no
auth_mechanisms = xoauth2 oauthbearer
auth_verbose = yes
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {folder}/oauth2.conf
}}
service auth {{
  unix_listener {socket} {{
    mode = 0666
  }}
}}
"""

_OAUTH2 = """\
introspection_mode = local
local_validation_key_dict = fs:posix:prefix={folder}/keys/
username_attribute = sub
"""


@dataclass(slots=True)
class Dovecot:
    """Debian's Dovecot, with nothing but its authentication; a relay asks it at ``socket``."""

    folder: Path
    socket: Path
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @staticmethod
    def missing() -> str:
        """Return one sentence on why there can be no Dovecot here, or ""."""
        return not_installed({"dovecot": "dovecot-core"})

    @classmethod
    def prepared(cls, folder: Path, socket: Path) -> "Dovecot":
        """Return a Dovecot with its files below ``folder``, not yet started."""
        folder.chmod(0o755)  # it works as a user of its own
        (folder / "dovecot.conf").write_text(_MAIN.format(folder=folder, socket=socket))
        (folder / "oauth2.conf").write_text(_OAUTH2.format(folder=folder))
        key = folder / "keys" / "default" / "HS256" / "default"
        key.parent.mkdir(parents=True)
        key.write_bytes(base64.b64encode(_KEY))
        return cls(folder, socket)

    @property
    def log(self) -> str:
        """What it has logged."""
        return (self.folder / "dovecot.log").read_text(encoding="utf-8")

    @property
    def objection(self) -> str:
        """What it found wrong with the last token that it did not accept."""
        return self.log.rpartition("oauth2 failed: ")[2].partition("\n")[0]

    def start(self) -> None:
        """Start it and wait until it can be asked."""
        command = [program("dovecot") or "dovecot", "-F", "-c", str(self.folder / "dovecot.conf")]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        assert wait_for(self.socket.exists), self.log

    def stop(self) -> None:
        """Stop it, if it runs."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait()


def token(*, name: str = USERNAME, valid_for: float = 600) -> str:
    """Return an access token for ``name``; with a time below zero one that is over."""
    now = time.time()
    claims = {"sub": name, "iat": int(now), "exp": int(now + valid_for)}
    told = b".".join(_encoded(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims))
    return b".".join((told, _encoded(hmac.digest(_KEY, told, hashlib.sha256)))).decode()


def _encoded(octets: bytes) -> bytes:
    return base64.urlsafe_b64encode(octets).rstrip(b"=")
