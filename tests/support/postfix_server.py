"""A private instance of Debian's postfix on this machine: takes letters over STARTTLS, puts them into files."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.mail_server import authority
from tests.support.needed import program

SMALL = 4_000  # bytes of a letter that the second port takes
_MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
myhostname = localhost
mydestination =
inet_interfaces = loopback-only
inet_protocols = ipv4
default_transport = error:nothing leaves this machine
relay_transport = error:nothing leaves this machine
virtual_mailbox_domains = example.com
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = static:box/
virtual_uid_maps = static:{owner}
virtual_gid_maps = static:{owner}
smtpd_tls_security_level = may
smtpd_tls_chain_files = {folder}/tls.pem
"""
_MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
127.0.0.1:{small_port} inet n - n - - smtpd -o message_size_limit={small}
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True)
class Postfix:
    """Where it listens, and the folder into which it puts each letter as a file."""

    port: int
    small_port: int
    box: Path

    def delivered(self, count: int) -> list[bytes]:
        """Wait until so many letters are there at least; return all and take them away."""
        end = time.monotonic() + 60
        while len(found := list(self.box.glob("new/*"))) < count:
            assert time.monotonic() < end, "postfix delivers nothing"
            time.sleep(0.02)
        letters = [one.read_bytes() for one in found]
        for one in found:
            one.unlink()
        return letters


@contextmanager
def running_postfix() -> Iterator[Postfix]:
    """Start it in a folder of its own; skip, saying so, where none is installed."""
    postfix = program("postfix")
    if os.geteuid() != 0:
        pytest.skip("postfix is started by root only")
    with tempfile.TemporaryDirectory(prefix="postfix") as name:
        folder, owner = Path(name), 65534  # "nobody", to whom mailboxes may belong
        folder.chmod(0o755)
        for own in ("queue", "data", "mail"):
            (folder / own).mkdir()
        shutil.chown(folder / "data", "postfix")
        os.chown(folder / "mail", owner, owner)
        tls = folder / "tls.pem"
        authority().issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(str(tls))
        port, small_port = _free_ports()
        (folder / "main.cf").write_text(_MAIN.format(folder=folder, owner=owner))
        (folder / "master.cf").write_text(_MASTER.format(port=port, small_port=small_port, small=SMALL))
        _run(postfix, "-c", name, "start")
        try:
            yield Postfix(port, small_port, folder / "mail" / "box")
        finally:
            _run(postfix, "-c", name, "stop")


def _free_ports() -> tuple[int, int]:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        return int(one.getsockname()[1]), int(other.getsockname()[1])


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603 - our own server
    assert done.returncode == 0, done.stderr
