"""reporter.yaml: accounts, clients, API version, mail and defaults, typed. Finds the workspace's folder.

Holds references to secrets, never secrets (`credentials.py` reads those). pydantic, because the file
comes from outside.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from typing import Any
from typing import Literal

from pydantic import AfterValidator
from pydantic import Field
from pydantic_core import PydanticCustomError

from reporter.spec.base import Model
from reporter.spec.model import Tagged
from reporter.spec.scalars import Alias
from reporter.spec.scalars import Line
from reporter.spec.scalars import Whole

FILE_NAME = "reporter.yaml"


class Account(Model):
    """An Instagram professional account, by the alias that specs use."""

    instagram_id: Annotated[str, Field(pattern=r"^[0-9]{1,32}$")] | None = None
    login: Literal["facebook", "instagram", "sandbox"]
    token: Line | None = None
    app_secret: Line | None = None
    tags: tuple[Line, ...] = ()
    contacts: tuple[Line, ...] = ()


class Client(Model):
    """Whom a report is for; its settings win over a spec's under `for_each: client`."""

    accounts: Annotated[tuple[Alias, ...], Field(min_length=1)]
    contacts: tuple[Line, ...] = ()
    locale: Annotated[str, Field(pattern=r"^[a-z]{2,3}(_[A-Z][a-z]{3})?(_[A-Z]{2})?$")] | None = None
    timezone: Line | None = None
    theme: Line | None = None


class Api(Model):
    """Which Graph API version is asked; the newest the catalog knows when left out."""

    version: Line | None = None


class Mail(Model):
    """The mail server, as whom it is used, and who is told when something goes wrong."""

    server: Line
    user: Line | None = None
    password: Line | None = None
    sender: Line = Field(alias="from")
    operator: Line | None = None


def _database(value: str) -> str:
    if not re.match(r"(sqlite:///.|postgres(ql(\+psycopg)?)?://.|(env|file|keyring):.)", value):
        raise PydanticCustomError("not_a_database", "expected sqlite:///FILE or postgresql://USER@HOST/DATABASE")
    return value


Database = Annotated[Line, AfterValidator(_database)]
Age = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,3}[hd]$")]


class CollectAges(Model):
    """Up to which age media are asked by every `collect`, once a day and once a week; older ones no more."""

    every_run: Age = "7d"
    daily: Age = "90d"
    weekly: Age = "730d"  # Meta keeps insights for two years


class Webhook(Model):
    """What `reporter serve` knows Meta by. `app_secrets`: more that are accepted, while one is being exchanged."""

    verify_token: Line | None = None
    app_secrets: tuple[Line, ...] = ()


class WorkspaceModel(Model):
    """The whole of reporter.yaml. `defaults` takes any key of a spec and is checked as part of each spec."""

    version: Annotated[Whole, Field(ge=1, le=1)] = 1
    accounts: Annotated[dict[Alias, Account], Field(min_length=1)]
    clients: dict[Line, Client] = Field(default_factory=dict)
    api: Api = Api()
    history: Database = "sqlite:///.reporter/history.sqlite3"
    collect: CollectAges = CollectAges()
    mail: Mail | None = None
    webhook: Webhook = Webhook()
    ping: Annotated[Line, Field(pattern=r"^(env|file|keyring):.")] | None = None
    defaults: dict[str, Any] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder and what its reporter.yaml says. Paths in specs are relative to `folder`."""

    folder: Path
    model: WorkspaceModel

    @property
    def accounts(self) -> dict[str, Account]:
        """Accounts by alias, in the file's order."""
        return self.model.accounts

    @property
    def clients(self) -> dict[str, Client]:
        """Clients by name, in the file's order."""
        return self.model.clients

    def aliases(self, wanted: Literal["all"] | Tagged | tuple[str, ...]) -> tuple[str, ...]:
        """Return the aliases that a spec's `accounts` names and that exist, without repeats."""
        if wanted == "all":
            return tuple(self.accounts)
        if isinstance(wanted, Tagged):
            return tuple(alias for alias, one in self.accounts.items() if set(one.tags) & set(wanted.tags))
        return tuple(dict.fromkeys(alias for alias in wanted if alias in self.accounts))


def report_files(folder: Path) -> list[Path]:
    """Return the specs of a workspace, by name."""
    return sorted(one for one in (folder / "reports").glob("*.y*ml") if one.suffix in {".yaml", ".yml"})


def find_workspace(start: Path) -> Path | None:
    """Return the nearest folder at or above `start` that holds reporter.yaml."""
    start = start.absolute()
    return next((folder for folder in (start, *start.parents) if (folder / FILE_NAME).is_file()), None)
