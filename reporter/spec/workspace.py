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

from reporter.spec.ages import Age
from reporter.spec.base import Model
from reporter.spec.model import Tagged
from reporter.spec.yaml.scalars import Alias
from reporter.spec.yaml.scalars import Flag
from reporter.spec.yaml.scalars import Line
from reporter.spec.yaml.scalars import Whole

FILE_NAME = "reporter.yaml"


class Account(Model):
    """An Instagram professional account, by the alias that specs use."""

    instagram_id: Annotated[str, Field(pattern=r"^[0-9]{1,32}$")] | None = Field(
        None, description='Its digits in quotes, such as "17841400000000001"; login: instagram finds it out.'
    )
    login: Literal["facebook", "instagram", "sandbox"] = Field(
        description="What the token was made with: Facebook login or Instagram login; sandbox needs none."
    )
    token: Line | None = Field(
        None,
        description="Where the token is kept: env:NAME, file:PATH or keyring:SERVICE/NAME; never the token itself.",
    )
    app_secret: Line | None = Field(
        None, description="Where the app's secret is kept, in the same words; for the webhook and for renewing tokens."
    )
    collaborations: Flag = Field(
        default=False,
        description="true: also collect posts of others that this account accepted as a collaborator. "
        "Facebook login only.",
    )
    tags: tuple[Line, ...] = Field((), description="Words that specs choose accounts by.")
    contacts: tuple[Line, ...] = Field((), description="Addresses that to: contacts means under for_each: account.")


class Client(Model):
    """Whom a report is for; its settings win over a spec's under `for_each: client`."""

    accounts: Annotated[tuple[Alias, ...], Field(min_length=1)] = Field(description="Aliases of the client's accounts.")
    contacts: tuple[Line, ...] = Field((), description="Addresses that to: contacts means under for_each: client.")
    locale: Annotated[str, Field(pattern=r"^[a-z]{2,3}(_[A-Z][a-z]{3})?(_[A-Z]{2})?$")] | None = Field(
        None, description="The client's language, such as de_DE."
    )
    timezone: Line | None = Field(None, description="The client's time zone, such as Europe/Berlin.")
    theme: Line | None = Field(None, description="The client's theme.")


class Api(Model):
    """Which Graph API version is asked; the newest the catalog knows when left out."""

    version: Line | None = Field(None, description="Such as v23.0.")


class Mail(Model):
    """The mail server, as whom it is used, and who is told when something goes wrong."""

    server: Line = Field(
        description="smtps://HOST:465, smtp://HOST:587 (with STARTTLS), or smtp+plain:// on this machine."
    )
    user: Line | None = Field(None, description="The name to log in with.")
    password: Line | None = Field(None, description="Where the password is kept: env:, file: or keyring:.")
    sender: Line = Field(alias="from", description='Who writes, such as "Acme Reports <reports@example.com>".')
    operator: Line | None = Field(
        None, description="Who gets held reports and hears of trouble, once a day for each cause."
    )


def _database(value: str) -> str:
    if not re.match(r"(sqlite:///.|postgres(ql(\+psycopg)?)?://.|(env|file|keyring):.)", value):
        raise PydanticCustomError("not_a_database", "expected sqlite:///FILE or postgresql://USER@HOST/DATABASE")
    return value


Database = Annotated[Line, AfterValidator(_database)]


class CollectAges(Model):
    """Up to which age media are asked by every `collect`, once a day and once a week; older ones no more."""

    every_run: Age = Field(Age("7d"), description="Younger media are asked by every collect.")
    daily: Age = Field(Age("90d"), description="Younger media are asked once a day.")
    # Meta keeps insights for two years
    weekly: Age = Field(Age("730d"), description="Younger media are asked once a week; older ones never again.")


class Webhook(Model):
    """What `reporter serve` knows Meta by."""

    verify_token: Line | None = Field(
        None, description="Where the word for Meta's handshake is kept: env:, file:, keyring:."
    )
    app_secrets: tuple[Line, ...] = Field(
        (), description="Where more app secrets are kept that are accepted, while one is being exchanged."
    )


class WorkspaceModel(Model):
    """The whole of reporter.yaml. `defaults` takes any key of a spec and is checked as part of each spec."""

    version: Annotated[Whole, Field(ge=1, le=1)] = Field(1, description="The version of this file's form.")
    accounts: Annotated[dict[Alias, Account], Field(min_length=1)] = Field(
        description="Your accounts by alias: the name that specs and file names use."
    )
    clients: dict[Line, Client] = Field(default_factory=dict, description="Whom reports are for, by name.")
    api: Api = Field(Api(), description="Which version of the Graph API is asked.")
    history: Database = Field(
        "sqlite:///.reporter/history.sqlite3",
        description="Where numbers are kept: sqlite:///FILE, postgresql://USER@HOST/DATABASE, or env:NAME of that.",
    )
    collect: CollectAges = Field(CollectAges(), description="How often media are asked again, by their age.")
    mail: Mail | None = Field(None, description="Who takes the mail.")
    webhook: Webhook = Field(Webhook(), description="For `reporter serve`.")
    ping: Annotated[Line, Field(pattern=r"^(env|file|keyring):.")] | None = Field(
        None, description="Where a watchdog's address is kept; {job} in it becomes run-weekly, collect and so on."
    )
    defaults: dict[str, Any] = Field(default_factory=dict, description="Any keys of a report spec, for all specs.")


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
