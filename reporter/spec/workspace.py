"""reporter.yaml: accounts, clients, API version, mail and defaults, typed. Finds the workspace's folder.

Holds references to secrets, never secrets. pydantic, because the file comes from outside.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from reporter.spec.ages import Age
from reporter.spec.base import Model
from reporter.spec.model import Tagged
from reporter.spec.yaml.scalars import Alias, TextLine, TextLines, TrueFalse, Whole

FILE_NAME = "reporter.yaml"


class Account(Model):
    """An Instagram professional account, by the alias that specs use."""

    instagram_id: Annotated[str, Field(pattern=r"^[0-9]{1,32}$")] | None = Field(
        None, description='The id in quotes, such as "17841400000000001"; required with login: facebook.'
    )
    login: Literal["facebook", "instagram", "sandbox"] = Field(
        description="How the token was issued: facebook or instagram login; sandbox requires no token."
    )
    token: TextLine | None = Field(
        None,
        description="Where the token is stored: env:NAME, file:PATH or keyring:SERVICE/NAME; never the token itself.",
    )
    app_secret: TextLine | None = Field(
        None, description="Where the app secret is stored, in the same form; for the webhook and for renewing tokens."
    )
    collaborations: TrueFalse = Field(
        default=False,
        description="true: also collect posts of other accounts that this account accepted as a collaborator. "
        "Facebook login only.",
    )
    tags: TextLines = Field((), description="Tags by which specs select accounts.")
    contacts: TextLines = Field((), description="Addresses for to: contacts with for_each: account.")


class Client(Model):
    """Who a report is for; its settings override those of a spec with `for_each: client`."""

    accounts: Annotated[tuple[Alias, ...], Field(min_length=1)] = Field(description="Aliases of the client's accounts.")
    contacts: TextLines = Field((), description="Addresses for to: contacts with for_each: client.")
    locale: Annotated[str, Field(pattern=r"^[a-z]{2,3}(_[A-Z][a-z]{3})?(_[A-Z]{2})?$")] | None = Field(
        None, description="The client's language, such as de_DE."
    )
    timezone: TextLine | None = Field(None, description="The client's time zone, such as Europe/Berlin.")
    theme: TextLine | None = Field(None, description="The client's theme.")


class Api(Model):
    """The Graph API version. Default: the newest one in the catalog."""

    version: TextLine | None = Field(None, description="API version, such as v23.0.")


class Mail(Model):
    """The mail server, its login, and who is notified of problems."""

    server: TextLine = Field(
        description="smtps://HOST:465, smtp://HOST:587 (with STARTTLS), or smtp+plain:// on this computer."
    )
    user: TextLine | None = Field(None, description="User name for the login.")
    password: TextLine | None = Field(None, description="Where the password is stored: env:, file: or keyring:.")
    sender: TextLine = Field(alias="from", description='Sender, such as "Acme Reports <reports@example.com>".')
    operator: TextLine | None = Field(
        None, description="Who receives reports on hold and is notified of problems, once a day per cause."
    )


def _database(value: str) -> str:
    if not re.match(r"(sqlite:///.|postgres(ql(\+psycopg)?)?://.|(env|file|keyring):.)", value):
        raise PydanticCustomError("not_a_database", "expected sqlite:///FILE or postgresql://USER@HOST/DATABASE")
    return value


Database = Annotated[TextLine, AfterValidator(_database)]


class CollectAges(Model):
    """The ages up to which `collect` fetches media on every run, daily and weekly; older media are not fetched."""

    every_run: Age = Field(Age("7d"), description="Up to this age, fetch media on every run.")
    daily: Age = Field(Age("90d"), description="Up to this age, fetch media once a day.")
    # Meta keeps insights for two years
    weekly: Age = Field(
        Age("730d"), description="Up to this age, fetch media once a week; older media are not fetched."
    )


class Webhook(Model):
    """How `reporter serve` verifies requests from Meta."""

    verify_token: TextLine | None = Field(
        None, description="Where the token for Meta's verification request is stored: env:, file: or keyring:."
    )
    app_secrets: TextLines = Field(
        (), description="Where additional accepted app secrets are stored while you replace a secret."
    )


class WorkspaceModel(Model):
    """All keys of reporter.yaml. `defaults` accepts any key of a spec and is checked as part of each spec."""

    version: Annotated[Whole, Field(ge=1, le=1)] = Field(1, description="Version of the file format.")
    accounts: Annotated[dict[Alias, Account], Field(min_length=1)] = Field(
        description="Your accounts by alias, the name that specs and file names use."
    )
    clients: dict[TextLine, Client] = Field(default_factory=dict, description="Your clients by name.")
    api: Api = Field(Api(), description="Graph API version to use.")
    history: Database = Field(
        "sqlite:///.reporter/history.sqlite3",
        description="Where insights are stored: sqlite:///FILE, postgresql://USER@HOST/DATABASE, or env:NAME.",
    )
    collect: CollectAges = Field(CollectAges(), description="How often media are fetched again, by their age.")
    mail: Mail | None = Field(None, description="Mail server and sender.")
    webhook: Webhook = Field(Webhook(), description="Settings for `reporter serve`.")
    ping: Annotated[TextLine, Field(pattern=r"^(env|file|keyring):.")] | None = Field(
        None,
        description="Where the URL of a monitoring service is stored; {job} in it becomes run-weekly, collect, ...",
    )
    defaults: dict[str, Any] = Field(default_factory=dict, description="Any keys of a spec, as defaults for all specs.")


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder and its reporter.yaml. Paths in specs are relative to `folder`."""

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

    def aliases(self, selection: Literal["all"] | Tagged | tuple[str, ...]) -> tuple[str, ...]:
        """Return the aliases that a spec's `accounts` names and that exist, without repeats."""
        if selection == "all":
            return tuple(self.accounts)
        if isinstance(selection, Tagged):
            tags = set(selection.tags)
            return tuple(alias for alias, account in self.accounts.items() if tags & set(account.tags))
        return tuple(dict.fromkeys(alias for alias in selection if alias in self.accounts))


def report_files(folder: Path) -> list[Path]:
    """Return the specs of a workspace, by name."""
    return sorted(file for file in (folder / "reports").glob("*.y*ml") if file.suffix in {".yaml", ".yml"})


def find_workspace(start: Path) -> Path | None:
    """Return the nearest folder at or above `start` that contains reporter.yaml."""
    start = start.absolute()
    return next((folder for folder in (start, *start.parents) if (folder / FILE_NAME).is_file()), None)
