"""The tests' own PostgreSQL server: started once, a database for each test."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from tests.support.needed import program

_NAMES = count()


@contextmanager
def running_server() -> Iterator[str]:
    """Give the folder of a PostgreSQL server's socket; skip, saying so, where none is installed."""
    initdb = Path(program("postgresql"))
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        as_owner: list[str] = []
        if os.geteuid() == 0:  # the server refuses to run as root
            shutil.chown(folder, "postgres", "postgres")
            as_owner = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        tools, data = initdb.parent, f"{folder}/data"
        _run(*as_owner, f"{tools}/initdb", "--no-sync", "--auth=trust", "--username=tester", "-D", data)
        settings = f"-c unix_socket_directories={folder} -c listen_addresses= -c fsync=off"
        _run(*as_owner, f"{tools}/pg_ctl", "-D", data, "-w", "-l", f"{folder}/log", "-o", settings, "start")
        try:
            yield folder
        finally:
            _run(*as_owner, f"{tools}/pg_ctl", "-D", data, "-m", "immediate", "stop")


def new_database(server: str) -> str:
    """Make a database on the tests' server and return its URL."""
    import psycopg

    name = f"history{next(_NAMES)}"
    with psycopg.connect(host=server, user="tester", dbname="postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return f"postgresql+psycopg://tester@/{name}?host={server}"


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=60, cwd="/")  # noqa: S603 - our own server
