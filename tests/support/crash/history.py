"""A workspace of one account, a collect in this process, and what its history says, without row numbers."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Select, select

from reporter.cli import run
from reporter.history.encode import seconds
from reporter.history.export import media_ids_of, values_of
from reporter.history.open import open_history
from reporter.history.tables import ACCOUNT as ACCOUNTS
from reporter.history.tables import AUDIENCE, FACTS, LISTING, MEDIA, METADATA, RUN
from tests.support.crash.standin import ACCOUNT, TOKEN, Told, World, serving

ALIAS = "acme"
FOLDER = "kept"  # of the history, in the workspace
FILE = "history.sqlite3"
URL = f"sqlite:///{FOLDER}/{FILE}"
_SPEC = """\
title: Everything
accounts: all
period: last_week
metrics: [views, reach, follows, facebook_views]
breakdowns: {profile_activity: action_type}
"""

Said = dict[str, Any]


def new_workspace(folder: Path, url: str = URL) -> Path:
    """Make a workspace whose history is not there yet."""
    (folder / "reports").mkdir(parents=True)
    account = f'{{instagram_id: "{ACCOUNT}", login: facebook, token: env:ACME_TOKEN}}'
    (folder / "reporter.yaml").write_text(f'version: 1\nhistory: "{url}"\naccounts:\n  {ALIAS}: {account}\n')
    (folder / "reports" / "everything.yaml").write_text(_SPEC)
    return folder


def command(workspace: Path, world: World) -> list[str]:
    """Return the arguments of a collect at the world's time."""
    return ["collect", "--now", f"{world.now:%Y-%m-%dT%H:%M:%SZ}", "--workspace", str(workspace)]


def program(workspace: Path, world: World) -> list[str]:
    """Return a collect as people start it."""
    return [sys.executable, "-m", "reporter", *command(workspace, world)]


def environment(graph: str) -> dict[str, str]:
    """Return what a collect sees of the world around it."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    return kept | {"REPORTER_GRAPH_URL": graph, "ACME_TOKEN": TOKEN}


def collect_undisturbed(workspace: Path, day: int) -> World:
    """Collect to the end, in this process."""
    world = World(day)
    with serving(world) as graph, pytest.MonkeyPatch.context() as patch:
        for name, value in environment(graph).items():
            patch.setenv(name, value)
        code = run(command(workspace, world))
        assert code == 0, f"the collect ended with {code}"
    return world


def said(workspace: Path, url: str = URL) -> Said:
    """Return all that history says but its runs: by media id, metric and time."""
    with open_history(url, workspace) as history, history.read() as connection:

        def rows(query: Select[Any], *, without: str = "") -> list[tuple[Any, ...]]:
            found = connection.execute(query).mappings()
            return sorted(tuple(str(row[name]) for name in row if name not in without.split()) for row in found)

        facts = select(MEDIA.c.media_id, FACTS).join_from(FACTS, MEDIA)
        return {
            "accounts": rows(select(ACCOUNTS), without="id"),
            "media": rows(select(MEDIA), without="id account"),
            "facts": rows(facts, without="media"),
            "measures": sorted(tuple(map(str, row.values())) for row in _measures(connection)),
            "audience": rows(select(AUDIENCE), without="account"),
            "lists": _stretches(
                connection.execute(
                    select(
                        LISTING.c.list,
                        LISTING.c.seen,
                        LISTING.c.since,
                        LISTING.c.until,
                    )
                )
            ),
            "others": {name: len(rows(select(table))) for name, table in METADATA.tables.items() if name != "run"}
            | {"completed_listing": 0},
        }


def runs(workspace: Path, url: str = URL) -> list[int | None]:
    """Return how the runs ended, in their order; None where one never did."""
    with open_history(url, workspace) as history, history.read() as connection:
        return list(connection.execute(select(RUN.c.exit).order_by(RUN.c.id)).scalars())


def known_at(world: World, workspace: Path, url: str = URL) -> Told:
    """Return the numbers that history holds of the world's time."""
    with open_history(url, workspace) as history, history.read() as connection:
        found = {
            (row["media_id"], row["metric"], row["breakdown"]): row["value"]
            for row in _measures(connection)
            if row["until"] >= world.now and not row["reason"]
        }
        now = select(AUDIENCE.c.followers).where(AUDIENCE.c.until >= seconds(world.now))
        followers = connection.execute(now).scalar()
        return found if followers is None else {**found, ("", "followers", ""): followers}


def check_whole(path: Path) -> None:
    """Hold the file against SQLite's own checks; opening it undoes what a killed process had begun."""
    with closing(sqlite3.connect(path)) as connection:
        for check, sound in (("integrity_check", [("ok",)]), ("foreign_key_check", [])):
            found = connection.execute(f"PRAGMA {check}").fetchall()
            assert found == sound, f"{check}: {found}"


def _stretches(visits: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401 - rows
    """Return which stretches of each list were read when; a stretch that lies in another one says nothing new."""
    found = [tuple(visit) for visit in visits]
    return sorted(
        one
        for one in found
        if not any(
            one != other and one[:2] == other[:2] and other[2] <= one[2] <= one[3] <= other[3] for other in found
        )
    )


def _measures(connection: Connection) -> Iterator[dict[str, Any]]:
    return values_of(connection, ALIAS, media_ids_of(connection, ALIAS))
