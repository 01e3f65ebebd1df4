"""`reporter serve`: receives Meta's webhook for stories that expire, until Ctrl-C."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reporter.cli.options import command_context, known_name, valid_workspace, with_now, with_workspace
from reporter.cli.terminal import Terminal
from reporter.core.errors import ConfigurationError, Exit, TemporaryError

if TYPE_CHECKING:
    from reporter.core.context import CommandContext
    from reporter.core.observations import StoryEvent
    from reporter.history.open import History
    from reporter.spec.workspace import Workspace


@click.command("serve")
@click.argument("accounts", nargs=-1)
@click.option("--host", default="127.0.0.1", show_default=True, help="Listen on this address.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8090,
    show_default=True,
    help="Listen on this port; 0 selects a free one.",
)
@with_workspace
@with_now
@click.pass_obj
def command(
    terminal: Terminal, *, accounts: tuple[str, ...], host: str, port: int, workspace: Path | None, now: datetime
) -> Exit:
    """Receive Meta's story_insights webhook for accounts with Facebook login (default: all with an app_secret).

    Run it behind a proxy that provides TLS, because Meta sends webhooks to https URLs only.
    """
    if find_spec("starlette") is None or find_spec("uvicorn") is None:
        raise ConfigurationError(
            "`reporter serve` requires 2 more packages; run pip install 'instagram-insights-reporter[web]'"
        )
    from reporter.executor.record import open_workspace_history
    from reporter.web.server import open_socket, serve
    from reporter.web.webhook import PATH, WebhookSettings, build_app

    loaded = valid_workspace(terminal, workspace, now)
    if loaded is None:
        return Exit.CONFIGURATION
    context = command_context(terminal, now)
    aliases = _accounts(loaded, accounts)
    app_secrets, verify_token = _secrets(loaded, aliases, context)
    with open_workspace_history(loaded, environ=context.environ, secrets=context.secrets) as history:
        record = partial(_record, history=history, aliases=aliases)
        clock = partial(datetime.now, UTC)
        settings = WebhookSettings(app_secrets, verify_token, record, terminal.print_problem, clock)
        try:
            socket = open_socket(host, port)
        except OSError as error:
            raise TemporaryError(f"cannot listen on {host} port {port}: {error.strerror}") from None
        if not verify_token:
            terminal.print_problem(
                "webhook.verify_token is not set, so you cannot subscribe to the webhook again", kind="warning"
            )
        address = f"http://{host}:{socket.getsockname()[1]}{PATH}"
        ready = partial(terminal.print_problems, f"listening on {address} for {', '.join(aliases.values())}")
        serve(build_app(settings), socket, ready=ready)
    return Exit.DONE


def _accounts(workspace: Workspace, named: Sequence[str]) -> dict[str, str]:
    """Return the alias of each account by Instagram id. Raises ConfigurationError for one that gets no webhook."""
    known = workspace.accounts
    default = [name for name, account in known.items() if account.login == "facebook" and account.app_secret]
    names = [known_name(name, known, what="account") for name in named] or default
    for name in names:
        if known[name].login != "facebook":
            raise ConfigurationError(
                f"{name}: Meta sends story_insights for Facebook login only; remove this account from the command"
            )
        if not known[name].app_secret or not known[name].instagram_id:
            raise ConfigurationError(
                f"{name}: the webhook requires instagram_id and app_secret; add them to reporter.yaml"
            )
    if not names:
        raise ConfigurationError(
            "the webhook requires an account with Facebook login and app_secret; add app_secret in reporter.yaml"
        )
    return {known[name].instagram_id or "": name for name in names}


def _secrets(workspace: Workspace, aliases: dict[str, str], context: CommandContext) -> tuple[list[str], str]:
    """Return the app secrets and the verify token ("" for none), and hide them from now on."""
    from reporter.core.secrets import read_secret

    read = partial(read_secret, environ=context.environ, folder=workspace.folder)
    references = {name: workspace.accounts[name].app_secret or "" for name in aliases.values()}
    hook = workspace.model.webhook
    app_secrets = [read(reference, what=f"app_secret of {name}") for name, reference in references.items()]
    app_secrets += [read(reference, what="webhook.app_secrets") for reference in hook.app_secrets]
    token = read(hook.verify_token, what="webhook.verify_token") if hook.verify_token else ""
    context.secrets.update(filter(None, (*app_secrets, token)))
    return list(dict.fromkeys(app_secrets)), token


def _record(events: Sequence[StoryEvent], received: datetime, *, history: History, aliases: dict[str, str]) -> None:
    from reporter.catalog.load import load_catalog
    from reporter.catalog.models import ProductType
    from reporter.history.write.events import record_events

    metrics = [
        name
        for name, metric in load_catalog().metrics.items()
        if ProductType.STORY in metric.product_types and not metric.removal
    ]
    history.write(
        lambda transaction: record_events(transaction, events, accounts=aliases, metrics=metrics, received=received)
    )
