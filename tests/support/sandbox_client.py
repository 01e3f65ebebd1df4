"""A plain HTTP client for the tests of the sandbox: the standard library's, so that nothing of ours is trusted."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

from reporter.sandbox.server import Sandbox
from reporter.sandbox.world import ACCOUNTS, token

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
ID = {account.alias: account.instagram_id for account in ACCOUNTS}


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any
    headers: dict[str, str]
    raw: bytes

    @property
    def error(self) -> dict[str, Any]:
        found: dict[str, Any] = self.body["error"]
        return found

    @property
    def code(self) -> tuple[int, int | None]:
        return self.error["code"], self.error.get("error_subcode")


def get(
    sandbox: Sandbox,
    path: str,
    *,
    alias: str = "lumen",
    bearer: str | None = None,
    **params: Any,  # noqa: ANN401 - whatever a query may hold
) -> Answer:
    given = token(alias) if bearer is None else bearer
    target = f"{path}?{urlencode(params)}" if params else path
    return _send(sandbox, "GET", target, headers={"Authorization": f"Bearer {given}"} if given else {})


def post_batch(
    sandbox: Sandbox, parts: list[str], *, alias: str = "lumen", path: str = "/v23.0/", **form: str
) -> Answer:
    batch = [{"method": "GET", "relative_url": part} for part in parts]
    body = urlencode({"batch": json.dumps(batch), "access_token": token(alias), **form})
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return _send(sandbox, "POST", path, headers=headers, body=body)


def media(
    sandbox: Sandbox,
    alias: str = "lumen",
    **params: Any,  # noqa: ANN401 - whatever a query may hold
) -> list[dict[str, Any]]:
    """The rows of one page, with what most tests look at."""
    wanted: dict[str, Any] = {"fields": "id,media_type,media_product_type,timestamp", "limit": 100, **params}
    rows: list[dict[str, Any]] = get(sandbox, f"/v23.0/{ID[alias]}/media", alias=alias, **wanted).body["data"]
    return rows


def first(sandbox: Sandbox, product_type: str, media_type: str = "", *, alias: str = "lumen") -> str:
    """The id of the newest media item of a kind."""
    rows = media(sandbox, alias)
    wanted = (
        row for row in rows if row["media_product_type"] == product_type and row["media_type"].startswith(media_type)
    )
    found: str = next(wanted)["id"]
    return found


def values(answer: Answer) -> dict[str, Any]:
    """The numbers of an insights answer, by metric."""
    return {entry["name"]: entry["values"][0]["value"] for entry in answer.body["data"]}


def moment(row: dict[str, Any]) -> datetime:
    return datetime.strptime(row["timestamp"], "%Y-%m-%dT%H:%M:%S%z")


def _send(sandbox: Sandbox, method: str, target: str, *, headers: dict[str, str], body: str | None = None) -> Answer:
    connection = HTTPConnection(urlsplit(sandbox.url).netloc, timeout=30)
    try:
        connection.request(method, target, body, headers)
        response = connection.getresponse()
        raw = response.read()
        return Answer(response.status, json.loads(raw), dict(response.getheaders()), raw)
    finally:
        connection.close()


def insights(sandbox: Sandbox, item: str, metric: str, *, alias: str = "lumen", **params: str) -> Answer:
    """Return the response to a request for a media item's insights."""
    return get(sandbox, f"/v23.0/{item}/insights", alias=alias, metric=metric, **params)
