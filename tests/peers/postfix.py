"""A Postfix of our own: its own configuration, queue, log and ports, away from the system's."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.peers.relay import PASSWORD, SIZE_LIMIT, USERNAME, Relay, free_port, not_installed, program

_REALM = "example.org"

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
message_size_limit = {size}
smtpd_tls_security_level = encrypt
smtpd_tls_cert_file = {folder}/certificate.pem
smtpd_tls_key_file = {folder}/key.pem
smtpd_tls_loglevel = 1
smtpd_forbid_unauth_pipelining = yes
smtpd_error_sleep_time = 0
smtpd_sasl_auth_enable = yes
smtpd_sasl_local_domain = {realm}
smtpd_tls_auth_only = yes
cyrus_sasl_config_path = {folder}/config/sasl
smtpd_recipient_restrictions = check_recipient_access texthash:{folder}/replies, permit_mynetworks, reject
smtputf8_enable = no
"""

# Each connection has an smtpd of its own (max_use): it reads anew which addresses get a reply of their own.
_MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd -o max_use=1
127.0.0.1:{login_port} inet n - n - - smtpd -o max_use=1 -o smtpd_sasl_path=login
127.0.0.1:{token_port} inet n - n - - smtpd -o max_use=1 -o smtpd_sasl_type=dovecot -o smtpd_sasl_path={folder}/tokens
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

_SASL = """\
pwcheck_method: auxprop
auxprop_plugin: sasldb
sasldb_path: {folder}/config/sasl/passwords
mech_list: {ways}
"""


@dataclass(slots=True)
class Postfix(Relay):
    """Debian's Postfix; who may sign in, it asks Cyrus SASL, and on ``token_port`` a Dovecot behind ``tokens``."""

    token_port: int = 0

    delivered = re.compile(r" (?P<queue_id>[0-9A-Za-z]+): to=<(?P<address>[^>]+)>,.* status=sent ")
    signed_in_by_token = re.compile(rf": client=\S+ sasl_method=([A-Z0-9]+), sasl_username={USERNAME}\n")
    signed_in = re.compile(rf": client=\S+ sasl_method=([A-Z]+), sasl_username={USERNAME}@{_REALM}\n")
    sign_in_refused = re.compile(r"SASL [A-Z0-9]+ authentication failed")
    encrypted = re.compile(r"TLS connection established from localhost")
    opened = re.compile(r": connect from localhost")
    closed = re.compile(r": disconnect from localhost")
    unused = re.compile(r": disconnect from localhost(?!.* mail=)")
    complained = re.compile(r"postfix/smtpd\[\d+\]: (?:warning|error|fatal|improper|lost).*|.*Must issue a STARTTLS.*")

    @staticmethod
    def missing() -> str:
        """Return one sentence on why there can be no Postfix here, or ""."""
        if missing := not_installed({"postfix": "postfix", "saslpasswd2": "sasl2-bin", "openssl": "openssl"}):
            return missing
        return "" if os.geteuid() == 0 else "postfix starts only as root"

    @classmethod
    def prepared(cls, folder: Path) -> "Postfix":
        """Return a Postfix with its files below ``folder``, not yet started."""
        server = cls(folder, free_port(), free_port(), token_port=free_port())
        for name, user in (("config", "root"), ("config/sasl", "root"), ("queue", "root"), ("state", "postfix")):
            (folder / name).mkdir()
            shutil.chown(folder / name, user)
        places = _places()
        (folder / "config" / "main.cf").write_text(_MAIN.format(folder=folder, size=SIZE_LIMIT, realm=_REALM, **places))
        ports = {"port": server.port, "login_port": server.login_port, "token_port": server.token_port}
        (folder / "config" / "master.cf").write_text(_MASTER.format(folder=folder, **ports))
        server.answer({})
        server.certify(owner="root")
        server._let_in()
        return server

    @property
    def log_file(self) -> Path:
        """Where its postlogd writes."""
        return self.folder / "mail.log"

    @property
    def tokens(self) -> Path:
        """The socket at which it asks whether a token is good."""
        return self.folder / "tokens"

    @property
    def queue(self) -> tuple[Path, ...]:
        """The folders in which it keeps mail."""
        return tuple(self.folder / "queue" / name for name in ("maildrop", "incoming", "active", "deferred"))

    def start(self) -> None:
        """Start it and wait until it listens."""
        ran = subprocess.run([*self._command, "start"], capture_output=True, text=True, check=False)
        assert ran.returncode == 0, f"postfix start: {ran.stdout}{ran.stderr}{self.log}"
        self.wait_until_it_listens()

    def stop(self) -> None:
        """Stop it, if it runs."""
        subprocess.run([*self._command, "stop"], capture_output=True, check=False)

    @property
    def _command(self) -> list[str]:
        return [program("postfix") or "postfix", "-c", str(self.folder / "config")]

    def _let_in(self) -> None:
        """Give the one user a password; ``smtpd`` and ``login`` are what the two ports call themselves to SASL."""
        known = self.folder / "config" / "sasl"  # Debian's Postfix looks nowhere else
        for name, ways in (("smtpd", "PLAIN LOGIN"), ("login", "LOGIN")):
            (known / f"{name}.conf").write_text(_SASL.format(folder=self.folder, ways=ways))
        passwords = known / "passwords"
        made = [program("saslpasswd2") or "saslpasswd2", "-p", "-c", "-f", str(passwords), "-u", _REALM, USERNAME]
        subprocess.run(made, input=PASSWORD, text=True, capture_output=True, check=True)
        shutil.chown(passwords, "postfix")


def _places() -> dict[str, str]:
    """Return where this machine's Postfix keeps its programs."""
    asked = ("command_directory", "daemon_directory", "meta_directory", "shlib_directory")
    names = ("commands", "daemons", "meta", "shlib")
    found = subprocess.run(
        [program("postconf") or "postconf", "-hd", *asked], capture_output=True, text=True, check=True
    )
    return dict(zip(names, found.stdout.splitlines(), strict=True))
