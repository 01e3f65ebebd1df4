"""Starts `reporter serve` as people do and sends it messages as Meta does."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from sqlalchemy import select

from reporter.history.open import History, open_history
from reporter.history.tables import EVENT

SECRET, OLD_SECRET, VERIFY = "app-secret-canary", "old-secret-canary", "verify-token-canary"
ACCOUNT = "17841400000000001"
WORKSPACE = f"""\
version: 1
accounts:
  acme: {{login: facebook, instagram_id: "{ACCOUNT}", token: env:TOKEN, app_secret: env:APP_SECRET}}
  other: {{login: instagram, instagram_id: "17841400000000002", token: env:TOKEN, app_secret: env:APP_SECRET}}
  playing: {{login: sandbox}}
webhook:
  verify_token: env:VERIFY
  app_secrets: [env:OLD_SECRET]
"""
ENVIRON = {"TOKEN": "token-canary", "APP_SECRET": SECRET, "OLD_SECRET": OLD_SECRET, "VERIFY": VERIFY}


@dataclass
class Served:
    """A running receiver."""

    process: subprocess.Popen[str]
    url: str
    folder: Path

    @property
    def port(self) -> int:
        return int(self.url.split(":")[2].split("/")[0])

    def post(self, body: bytes, *, secret: str = SECRET, **headers: str) -> int:
        """Send a body, signed unless a signature is given; return the status."""
        sent = {"X-Hub-Signature-256": signature(body, secret), **{k.replace("_", "-"): v for k, v in headers.items()}}
        return requests.post(self.url, data=body, headers=sent, timeout=20).status_code

    def events(self) -> list[Any]:
        with self.history() as history, history.read() as connection:
            return list(connection.execute(select(EVENT).order_by(EVENT.c.sent)))

    @contextmanager
    def history(self) -> Iterator[History]:
        with open_history("sqlite:///.reporter/history.sqlite3", self.folder) as history:
            yield history


def signature(body: bytes, secret: str = SECRET) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def story(media: int, *, sent: int = 1_795_000_000, account: str = ACCOUNT, **counts: Any) -> bytes:  # noqa: ANN401 - any JSON
    value = {"media_id": str(media), "reach": 44, "replies": 0, "impressions": 444} | counts
    return message([{"id": account, "time": sent, "changes": [{"field": "story_insights", "value": value}]}])


def message(entries: object) -> bytes:
    return json.dumps({"object": "instagram", "entry": entries}).encode()


def start(folder: Path, *arguments: str, environ: dict[str, str] | None = None) -> subprocess.Popen[str]:
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    command = [sys.executable, "-m", "reporter", "serve", "--port", "0", *arguments]
    return subprocess.Popen(  # noqa: S603 - our own program
        command,
        cwd=folder,
        env=kept | ENVIRON | (environ or {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def serving(folder: Path, *arguments: str) -> Iterator[Served]:
    """Give a receiver for a workspace, made if it is not there yet."""
    (folder / "reporter.yaml").write_text(WORKSPACE)
    process = start(folder, *arguments)
    assert process.stderr is not None
    line = process.stderr.readline()
    found = re.search(r"http://\S+", line)
    assert found, line + process.stderr.read()
    try:
        yield Served(process, found[0], folder)
    finally:
        process.kill()
        process.communicate()
