"""An Exim of our own: its own configuration, spool, log and ports. On Debian it is unpacked, never installed:
its package and Postfix's exclude each other.
"""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.peers.relay import PASSWORD, SIZE_LIMIT, USERNAME, Relay, free_port, not_installed, program

#: The user that Debian's Exim insists on working as.
_USER = "Debian-exim"
#: Where ``.ci/run`` unpacks it.
_UNPACKED = Path(__file__).parents[2] / ".peers" / "exim" / "usr" / "sbin" / "exim4"

_CONFIG = """\
primary_hostname = relay.example.org
exim_path = {binary}
spool_directory = {folder}/spool
log_file_path = {folder}/log/%slog
pid_file_path = {folder}/spool/exim.pid
keep_environment =
local_interfaces = 127.0.0.1
daemon_smtp_ports = {port} : {login_port}
deliver_drop_privilege
smtp_accept_queue_per_connection = 0
message_size_limit = {size}
tls_certificate = {folder}/certificate.pem
tls_privatekey = {folder}/key.pem
tls_advertise_hosts = *
auth_advertise_hosts = ${{if def:tls_in_cipher {{*}}}}
pipelining_advertise_hosts = *
chunking_advertise_hosts = *
dsn_advertise_hosts = *
log_selector = +smtp_connection +smtp_no_mail +smtp_protocol_error +smtp_syntax_error
acl_smtp_mail = encrypted_only
acl_smtp_rcpt = replies
acl_smtp_data = accept

begin acl
encrypted_only:
  deny  !encrypted = *
        message    = 530 5.7.0 Must issue a STARTTLS command first
  accept
replies:
  warn  set acl_m_reply = ${{lookup {{$local_part@$domain}} lsearch {{{folder}/replies}}}}
  defer condition  = ${{if match {{$acl_m_reply}} {{^4}}}}
        message    = $acl_m_reply
  deny  condition  = ${{if def:acl_m_reply}}
        message    = $acl_m_reply
  accept

begin routers
discard:
  driver = redirect
  data = :blackhole:

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_advertise_condition = ${{if eq {{$received_port}} {{{port}}}}}
  server_prompts = :
  server_condition = ${{if and {{{{eq {{$auth2}} {{{username}}}}}{{eq {{$auth3}} {{{password}}}}}}}}}
  server_set_id = $auth2
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = User Name : Password
  server_condition = ${{if and {{{{eq {{$auth1}} {{{username}}}}}{{eq {{$auth2}} {{{password}}}}}}}}}
  server_set_id = $auth1
"""


@dataclass(slots=True)
class Exim(Relay):
    """Debian's Exim. Where it answers 421, it does not hang up: that is left to us."""

    _process: subprocess.Popen[bytes] | None = None

    delivered = re.compile(r" (?P<queue_id>\S+) => :blackhole: <(?P<address>[^>]+)> ")
    signed_in = re.compile(rf" <= .* A=([a-z]+):{USERNAME} ")
    sign_in_refused = re.compile(r" authenticator failed ")
    encrypted = re.compile(r" <= .* X=TLS1\.[23]:")
    opened = re.compile(r" SMTP connection from \S+ \(TCP/IP connection count")
    closed = re.compile(r" SMTP connection from .* closed by ")
    unused = re.compile(r" no MAIL in SMTP connection from ")
    complained = re.compile(r".*(?:error|unexpected|synchronization|dropped|lost|Must issue a STARTTLS).*")

    @staticmethod
    def missing() -> str:
        """Return one sentence on why there can be no Exim here, or ""."""
        binary = _found()
        if binary is None or not Path(binary).exists():
            unpacked = "Debian: .ci/run unpacks it beside Postfix; MAILER_TEST_EXIM names another"
            return f"{binary or 'exim4'} is not here ({unpacked})"
        if missing := not_installed({"openssl": "openssl"}):
            return missing
        if os.geteuid() != 0:
            return "exim4 gets folders of its own only as root"
        tried = subprocess.run([binary, "-C", os.devnull, "-bV"], capture_output=True, text=True, check=False)
        return f"{binary} does not start: {tried.stderr.strip()} (.ci/run helps)" if tried.returncode else ""

    @classmethod
    def prepared(cls, folder: Path) -> "Exim":
        """Return an Exim with its files below ``folder``, not yet started."""
        server = cls(folder, free_port(), free_port())
        for name in ("spool", "log"):
            (folder / name).mkdir()
            shutil.chown(folder / name, _USER)
        ports = {"port": server.port, "login_port": server.login_port}
        known = {"username": USERNAME, "password": PASSWORD, "size": SIZE_LIMIT}
        server._config.write_text(_CONFIG.format(folder=folder, binary=_found(), **ports, **known))
        server.answer({})
        server.certify(owner=_USER)
        return server

    @property
    def log_file(self) -> Path:
        """Where it logs what it takes and what it refuses."""
        return self.folder / "log" / "mainlog"

    @property
    def queue(self) -> tuple[Path, ...]:
        """The folder in which it keeps mail."""
        return (self.folder / "spool" / "input",)

    def start(self) -> None:
        """Start it and wait until it listens."""
        command = [_found() or "exim4", "-C", str(self._config), "-bdf"]
        self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        self.wait_until_it_listens()

    def stop(self) -> None:
        """Stop it, if it runs."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait()

    @property
    def _config(self) -> Path:
        return self.folder / "exim.conf"


def _found() -> str | None:
    if named := os.environ.get("MAILER_TEST_EXIM"):
        return named
    return str(_UNPACKED) if _UNPACKED.exists() else program("exim4")
