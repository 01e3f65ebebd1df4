"""`reporter serve`: receives Meta's webhook for stories that end, until Ctrl-C."""

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
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8090, show_default=True, help="0 takes a free one.")
@with_workspace
@with_now
@click.pass_obj
def command(
    terminal: Terminal, *, accounts: tuple[str, ...], host: str, port: int, workspace: Path | None, now: datetime
) -> Exit:
    """Receive story_insights of accounts with Facebook login (default: all that have an app_secret).

    Put it behind a proxy that speaks TLS; Meta sends to https only.
    """
    if find_spec("starlette") is None or find_spec("uvicorn") is None:
        raise ConfigurationError("serve needs two more packages: pip install 'instagram-insights-reporter[web]'")
    from reporter.executor.record import open_workspace_history
    from reporter.web.server import open_socket, serve
    from reporter.web.webhook import PATH, Hook, build_app

    own = valid_workspace(terminal, workspace, now)
    if own is None:
        return Exit.CONFIGURATION
    context = command_context(terminal, now)
    listened = _accounts(own, accounts)
    app_secrets, verify_token = _secrets(own, listened, context)
    with open_workspace_history(own, environ=context.environ, secrets=context.secrets) as history:
        keep = partial(_keep, history=history, listened=listened)
        hook = Hook(app_secrets, verify_token, keep, terminal.print_problem, clock=partial(datetime.now, UTC))
        try:
            listening = open_socket(host, port)
        except OSError as error:
            raise TemporaryError(f"cannot listen on {host} port {port}: {error.strerror}") from None
        if not verify_token:
            terminal.print_problem(
                "webhook.verify_token is not set, so Meta cannot subscribe to it anew", kind="warning"
            )
        address = f"http://{host}:{listening.getsockname()[1]}{PATH}"
        ready = partial(terminal.print_problems, f"listening on {address} for {', '.join(listened.values())}")
        serve(build_app(hook), listening, ready=ready)
    return Exit.DONE


def _accounts(workspace: Workspace, named: Sequence[str]) -> dict[str, str]:
    """Return whom to listen for: Instagram id -> alias. Raises ConfigurationError for whom no webhook is sent."""
    known = workspace.accounts
    fit = [name for name, one in known.items() if one.login == "facebook" and one.app_secret]
    names = [known_name(name, known, what="account") for name in named] or fit
    for name in names:
        if known[name].login != "facebook":
            raise ConfigurationError(
                f"{name}: Meta sends no webhook for its login; only Facebook login has story_insights"
            )
        if not known[name].app_secret or not known[name].instagram_id:
            raise ConfigurationError(f"{name}: the webhook needs its instagram_id and app_secret in reporter.yaml")
    if not names:
        raise ConfigurationError(
            "no account with Facebook login has an app_secret in reporter.yaml; the webhook needs one"
        )
    return {known[name].instagram_id or "": name for name in names}


def _secrets(workspace: Workspace, listened: dict[str, str], context: CommandContext) -> tuple[list[str], str]:
    """Return the app secrets and the verify token ("" for none); all are known as secrets from then on."""
    from reporter.core.secrets import read_secret

    read = partial(read_secret, environ=context.environ, folder=workspace.folder)
    own = {name: workspace.accounts[name].app_secret or "" for name in listened.values()}
    hook = workspace.model.webhook
    app_secrets = [read(reference, what=f"app_secret of {name}") for name, reference in own.items()]
    app_secrets += [read(reference, what="webhook.app_secrets") for reference in hook.app_secrets]
    token = read(hook.verify_token, what="webhook.verify_token") if hook.verify_token else ""
    context.secrets.update(filter(None, (*app_secrets, token)))
    return list(dict.fromkeys(app_secrets)), token


def _keep(events: Sequence[StoryEvent], received: datetime, *, history: History, listened: dict[str, str]) -> None:
    from reporter.catalog.load import load_catalog
    from reporter.catalog.models import ProductType
    from reporter.history.write.events import record_events

    metrics = [
        name
        for name, one in load_catalog().metrics.items()
        if ProductType.STORY in one.product_types and not one.removal
    ]
    history.write(
        lambda transaction: record_events(transaction, events, accounts=listened, metrics=metrics, received=received)
    )
