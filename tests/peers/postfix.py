"""A Postfix of our own: its own configuration, queue, log and port, away from the system's."""

import contextlib
import os
import re
import shutil
import smtplib
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

_PATIENCE = 60.0
_DELIVERED = re.compile(r" ([0-9A-Za-z]+): to=<([^>]+)>,.* status=sent ")
_LOG_ENTRY = re.compile(r"postfix/(\S+)\[\d+\]: (.*)")

_MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/state
command_directory = {commands}
daemon_directory = {daemons}
meta_directory = {meta}
shlib_directory = {shlib}
mail_owner = postfix
setgid_group = postdrop
maillog_file = {folder}/mail.log
maillog_file_prefixes = {folder}
myhostname = relay.example.org
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
alias_maps =
alias_database =
local_recipient_maps =
default_transport = discard:
enable_long_queue_ids = yes
smtpd_tls_security_level = encrypt
smtpd_tls_cert_file = {folder}/certificate.pem
smtpd_tls_key_file = {folder}/key.pem
smtpd_tls_loglevel = 1
smtpd_forbid_unauth_pipelining = yes
smtpd_error_sleep_time = 0
smtpd_recipient_restrictions = check_recipient_access texthash:{folder}/access, permit_mynetworks, reject
smtputf8_enable = no
"""

_MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
cleanup    unix  n - n - 0 cleanup
qmgr       unix  n - n 300 1 qmgr
rewrite    unix  - - n - - trivial-rewrite
bounce     unix  - - n - 0 bounce
defer      unix  - - n - 0 bounce
trace      unix  - - n - 0 bounce
anvil      unix  - - n - 1 anvil
scache     unix  - - n - 1 scache
tlsmgr     unix  - - n 1000? 1 tlsmgr
discard    unix  - - n - - discard
error      unix  - - n - - error
retry      unix  - - n - - error
proxymap   unix  - - n - - proxymap
postlog    unix-dgram n - n - 1 postlogd
"""

_ACCESS = """\
gone@example.net 550 5.1.1 Nobody of this name works at our desk
later@example.net 450 4.2.0 Greylisted, come back later
"""


@dataclass(frozen=True, slots=True)
class Postfix:
    """A relay on ``port`` of localhost that wants STARTTLS, throws mail away and writes down what it took.

    It refuses gone@example.net for good and later@example.net for now.
    """

    folder: Path
    port: int

    @staticmethod
    def missing() -> str:
        """Return one sentence on why there can be no Postfix here, or ""."""
        for program, package in (("postfix", "postfix"), ("openssl", "openssl")):
            if _program(program) is None:
                return f"{program} is not installed (Debian: apt-get install {package})"
        return "" if os.geteuid() == 0 else "postfix starts only as root"

    @classmethod
    def prepared(cls, folder: Path) -> "Postfix":
        """Return a Postfix with its files below ``folder``, not yet started."""
        server = cls(folder, _free_port())
        for name, user in (("config", "root"), ("queue", "root"), ("state", "postfix")):
            (folder / name).mkdir()
            shutil.chown(folder / name, user)
        (folder / "config" / "main.cf").write_text(_MAIN.format(folder=folder, **_places()))
        (folder / "config" / "master.cf").write_text(_MASTER.format(port=server.port))
        (folder / "access").write_text(_ACCESS)
        server._certify()
        return server

    @property
    def certificate(self) -> Path:
        """The certificate, its own authority."""
        return self.folder / "certificate.pem"

    @property
    def log(self) -> str:
        """What Postfix has logged so far."""
        path = self.folder / "mail.log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def start(self) -> None:
        """Start it and wait until it listens."""
        self._control("start")
        deadline = time.monotonic() + _PATIENCE
        while not self._listens():
            if time.monotonic() > deadline:
                raise AssertionError(f"Postfix does not listen:\n{self.log}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop it, if it runs."""
        subprocess.run([*self._command, "stop"], capture_output=True, check=False)

    def deliveries(self, wanted: int, domain: str) -> list[tuple[str, str]]:
        """Return (address, queue id) of each delivery to ``domain`` in the log, once there are ``wanted`` of them."""
        deadline = time.monotonic() + _PATIENCE
        while True:
            lines = [(to, queue_id) for queue_id, to in _DELIVERED.findall(self.log) if to.endswith(f"@{domain}")]
            if len(lines) >= wanted or time.monotonic() > deadline:
                return lines
            time.sleep(0.1)

    def said(self, program: str) -> list[str]:
        """Return what one of its programs has logged."""
        return [
            found[2] for line in self.log.splitlines() if (found := _LOG_ENTRY.search(line)) and found[1] == program
        ]

    @property
    def _command(self) -> list[str]:
        return [_program("postfix") or "postfix", "-c", str(self.folder / "config")]

    def _control(self, word: str) -> None:
        ran = subprocess.run([*self._command, word], capture_output=True, text=True, check=False)
        assert ran.returncode == 0, f"postfix {word}: {ran.stdout}{ran.stderr}{self.log}"

    def _listens(self) -> bool:
        with contextlib.suppress(OSError), smtplib.SMTP("127.0.0.1", self.port):
            return True
        return False

    def _certify(self) -> None:
        made = ["-keyout", str(self.folder / "key.pem"), "-out", str(self.certificate), "-days", "2", "-nodes"]
        named = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
        asked = ["openssl", "req", "-x509", "-newkey", "rsa:2048", *made, *named]
        subprocess.run(asked, capture_output=True, check=True)


def _places() -> dict[str, str]:
    """Return where this machine's Postfix keeps its programs."""
    asked = ("command_directory", "daemon_directory", "meta_directory", "shlib_directory")
    names = ("commands", "daemons", "meta", "shlib")
    found = subprocess.run(
        [_program("postconf") or "postconf", "-hd", *asked], capture_output=True, text=True, check=True
    )
    return dict(zip(names, found.stdout.splitlines(), strict=True))


def _program(name: str) -> str | None:
    return shutil.which(name, path=os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/sbin")))


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port
