"""`reporter doctor`: checks everything that an unattended run needs, one result per line.

Sends only the requests that show whether a service responds, and a test email only if one is wanted.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from functools import partial
from zoneinfo import ZoneInfo

from reporter.catalog.models import Catalog
from reporter.core.context import CommandContext
from reporter.core.errors import Exit, ReporterError
from reporter.core.secrets import read_secret
from reporter.delivery.archive import find_pending
from reporter.delivery.compose import domain_of
from reporter.delivery.message import Message, build_message, message_id
from reporter.delivery.ping import check_address
from reporter.delivery.smtp import log_in, send
from reporter.delivery.targets import mail_server
from reporter.executor.record import open_workspace_history
from reporter.history.db.upkeep import find_damage
from reporter.history.open import History
from reporter.pipeline.doctor.accounts import AccountChecks
from reporter.pipeline.doctor.check import Check, run_check
from reporter.pipeline.doctor.folders import check_history, check_outputs
from reporter.pipeline.doctor.versions import check_version
from reporter.renderers.sample import try_renderers
from reporter.spec.addresses import address_of
from reporter.spec.model import ReportSpec
from reporter.spec.workspace import Workspace, report_files

_LOW_SPACE = 1 << 30  # bytes


@dataclass(frozen=True, slots=True)
class SetupChecks:
    """What is checked: a workspace and its specs by name. `to`: who gets a test email ("" = nobody)."""

    workspace: Workspace
    specs: Mapping[str, ReportSpec]
    context: CommandContext
    catalog: Catalog
    to: str = ""

    def all(self) -> Iterator[Check]:
        """Give the results of all checks. A check that fails does not stop the others."""
        checks: dict[str, Callable[[], Iterator[Check]]] = {
            "reports": self._reports,
            "clock": self._clock,
            "files": self._files,
            "disk": self._disk,
            "rendering": self._rendering,
            "api": partial(check_version, self.workspace, self.context, self.catalog),
            "mail": self._mail,
            "ping": self._ping,
        }
        for name, check in checks.items():
            yield from run_check(name, check)
        context = self.context
        try:
            with open_workspace_history(self.workspace, environ=context.environ, secrets=context.secrets) as history:
                yield from run_check("history", partial(self._history, history))
                yield from AccountChecks(history, self.workspace, context, self.catalog).all()
                yield from run_check("delivery", partial(self._deliveries, history))
        except ReporterError as error:
            yield Check("history", str(error), error.exit)

    def _reports(self) -> Iterator[Check]:
        valid, total = len(self.specs), len(report_files(self.workspace.folder))
        if valid < total:
            text = f"{total - valid} of {total} specs have errors; run `reporter validate`"
            yield Check("reports", text, Exit.CONFIGURATION)
        else:
            yield Check("reports", f"{_count(total, 'spec')} in reports/, no errors")

    def _clock(self) -> Iterator[Check]:
        zones = {spec.timezone for spec in self.specs.values()}
        zones |= {client.timezone for client in self.workspace.clients.values() if client.timezone}
        for zone in zones:
            ZoneInfo(zone)
        newest = max(metric.checked_on for metric in self.catalog.metrics.values())
        now = self.context.clock
        if now.date() < newest:
            text = f"the system clock is wrong ({now:%Y-%m-%d}); correct it"
            yield Check("clock", text, Exit.CONFIGURATION)
        else:
            yield Check("clock", f"{now:%Y-%m-%d %H:%M} UTC; reports in {', '.join(sorted(zones)) or 'UTC'}")

    def _files(self) -> Iterator[Check]:
        yield from check_outputs(self.workspace, self.specs, self.context.now)
        for what, reference in self._secret_references():
            try:
                self.context.secrets.add(self._read_secret(reference, what))
            except ReporterError as error:
                yield Check("secrets", str(error), error.exit)
            else:
                yield Check("secrets", f"{what} is readable")

    def _secret_references(self) -> Iterator[tuple[str, str]]:
        for alias, account in self.workspace.accounts.items():
            if account.login != "sandbox":
                yield f"token of {alias}", account.token or ""
                if account.app_secret:
                    yield f"app_secret of {alias}", account.app_secret

    def _read_secret(self, reference: str, what: str) -> str:
        return read_secret(reference, what=what, environ=self.context.environ, folder=self.workspace.folder)

    def _disk(self) -> Iterator[Check]:
        folder = self.workspace.folder
        free = shutil.disk_usage(folder).free
        text = f"{free / (1 << 30):,.1f} GB free"
        if free < _LOW_SPACE:
            text = f"low disk space in {folder}: {text}; delete files or move the workspace"
            yield Check("disk", text, Exit.INCOMPLETE)
        else:
            yield Check("disk", text)

    def _rendering(self) -> Iterator[Check]:
        kinds = try_renderers(folders=(self.workspace.folder / "templates",))
        yield Check("rendering", f"{', '.join(kinds)} can be created without a browser")

    def _history(self, history: History) -> Iterator[Check]:
        damage, location = find_damage(history), history.location.shown
        if damage:
            yield Check("history", f"{location} is damaged: {damage}; restore a backup", Exit.HISTORY)
        else:
            yield Check("history", f"no damage found in {location}")
        if history.location.path is not None:
            yield from check_history(history.location.path)
        yield from (Check("history", warning, Exit.INCOMPLETE) for warning in history.warnings)

    def _deliveries(self, history: History) -> Iterator[Check]:
        pending = find_pending(history, self.specs, workspace=self.workspace, now=self.context.now)
        for report in pending.on_hold:
            text = f"{report.key.report} {report.key.label} is on hold: {report.reason}"
            yield Check("delivery", text, Exit.INCOMPLETE)
        for delivery in pending.undelivered:
            detail = f": {delivery.description}" if delivery.description else ""
            text = (
                f"{delivery.key.report} {delivery.key.label} to {delivery.recipient} is {delivery.state.text}{detail}"
            )
            yield Check("delivery", text, Exit.INCOMPLETE)

    def _mail(self) -> Iterator[Check]:
        mail = self.workspace.model.mail
        if mail is None:
            code = Exit.CONFIGURATION if self.to else Exit.DONE
            yield Check("mail", "reporter.yaml has no mail: server, so no emails can be sent", code)
            return
        server = mail_server(self.workspace, self.context)
        if not self.to:
            log_in(server)
            yield Check("mail", f"logged in to {server.host}; use --mail-to ADDRESS to send a test email")
            return
        message = Message(
            sender=mail.sender,
            to=(self.to,),
            subject="Test email from reporter",
            text="This test email was requested with `reporter doctor`. Sending email works.",
            message_id=message_id("test", self.context.run_id, domain=domain_of(mail)),
            date=self.context.clock.astimezone(UTC),
        )
        send(
            server,
            build_message(message),
            sender=address_of(mail.sender),
            recipient=address_of(self.to),
            about_to_send=lambda: None,
        )
        yield Check("mail", f"{server.host} accepted a test email to {self.to}")

    def _ping(self) -> Iterator[Check]:
        if self.workspace.model.ping:
            check_address(self._read_secret(self.workspace.model.ping, "ping"))
            yield Check("ping", "valid URL; reporter calls it when a job runs")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
