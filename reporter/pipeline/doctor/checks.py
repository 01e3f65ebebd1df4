"""Checks a whole set-up before the night does, and says what to do: a line for each thing that a run stands on.

Asks for no more than it takes to know that an answer comes; a test mail goes out only where one is wanted.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from functools import partial
from zoneinfo import ZoneInfo

from reporter.catalog.models import Catalog
from reporter.core.context import CommandContext
from reporter.core.errors import Exit, ReporterError
from reporter.core.secrets import read_secret
from reporter.delivery.compose import domain_of
from reporter.delivery.message import Message, build_message, message_id
from reporter.delivery.outbox import find_pending
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

_NAMES = {"_version": "api"}  # of checks whose name is another where they cannot be made at all
_LITTLE_ROOM = 1 << 30  # bytes


@dataclass(frozen=True, slots=True)
class SetupChecks:
    """What is checked: a workspace, its specs by name, the world around. `to`: who gets a test mail ("" = nobody)."""

    workspace: Workspace
    specs: Mapping[str, ReportSpec]
    context: CommandContext
    catalog: Catalog
    to: str = ""

    def all(self) -> Iterator[Check]:
        """Check one thing after the other; what fails stops no other check."""
        for check in (
            self._reports,
            self._clock,
            self._files,
            self._room,
            self._rendering,
            self._version,
            self._mail,
            self._watchdog,
        ):
            yield from run_check(check, _NAMES.get(check.__name__, ""))
        context = self.context
        try:
            with open_workspace_history(self.workspace, environ=context.environ, secrets=context.secrets) as history:
                yield from run_check(partial(self._sound, history), "history")
                yield from AccountChecks(history, self.workspace, context, self.catalog).all()
                yield from run_check(partial(self._duties, history), "delivery")
        except ReporterError as error:
            yield Check("history", str(error), error.exit)

    def _reports(self) -> Iterator[Check]:
        count, faulty = len(self.specs), len(report_files(self.workspace.folder)) - len(self.specs)
        if faulty:
            said = f"{faulty} of {count + faulty} are faulty; `reporter validate` tells why"
            yield Check("reports", said, Exit.CONFIGURATION)
        else:
            yield Check("reports", f"{count} in reports/, all sound")

    def _clock(self) -> Iterator[Check]:
        zones = sorted({spec.timezone for spec in self.specs.values()} | self._client_zones())
        for zone in zones:
            ZoneInfo(zone)
        newest = max(metric.checked_on for metric in self.catalog.metrics.values())
        now = self.context.clock
        if now.date() < newest:
            yield Check("clock", f"the clock says {now:%Y-%m-%d}, which is long ago; set it", Exit.CONFIGURATION)
        else:
            yield Check("clock", f"{now:%Y-%m-%d %H:%M} UTC; reports in {', '.join(zones) or 'UTC'}")

    def _client_zones(self) -> set[str]:
        return {client.timezone for client in self.workspace.clients.values() if client.timezone}

    def _files(self) -> Iterator[Check]:
        yield from check_outputs(self.workspace, self.specs, self.context.now)
        for what, reference in self._references():
            try:
                secret = read_secret(reference, what=what, environ=self.context.environ, folder=self.workspace.folder)
            except ReporterError as error:
                yield Check("secrets", str(error), error.exit)
            else:
                self.context.secrets.add(secret)
                yield Check("secrets", f"{what} can be read")

    def _references(self) -> Iterator[tuple[str, str]]:
        for alias, account in self.workspace.accounts.items():
            if account.login != "sandbox":
                yield f"token of {alias}", account.token or ""
                if account.app_secret:
                    yield f"app_secret of {alias}", account.app_secret

    def _room(self) -> Iterator[Check]:
        free = shutil.disk_usage(self.workspace.folder).free
        said = f"{free / (1 << 30):,.1f} GB free"
        yield Check("disk", said) if free >= _LITTLE_ROOM else Check("disk", f"only {said}", Exit.INCOMPLETE)

    def _rendering(self) -> Iterator[Check]:
        made = try_renderers(folders=(self.workspace.folder / "templates",))
        yield Check("rendering", f"{', '.join(made)} can be made; no browser is needed")

    def _sound(self, history: History) -> Iterator[Check]:
        damage, place = find_damage(history), history.location.shown
        yield (
            Check("history", f"{place} is damaged: {damage}", Exit.HISTORY)
            if damage
            else Check("history", f"{place} is sound")
        )
        if history.location.path is not None:
            yield from check_history(history.location.path)
        yield from (Check("history", one, Exit.INCOMPLETE) for one in history.warnings)

    def _duties(self, history: History) -> Iterator[Check]:
        duties = find_pending(history, self.specs, workspace=self.workspace, now=self.context.now)
        for issue in duties.on_hold:
            yield Check("delivery", f"{issue.key.report} {issue.key.label} is on hold: {issue.reason}", Exit.INCOMPLETE)
        for one in duties.undelivered:
            detail = f": {one.description}" if one.description else ""
            said = f"{one.key.report} {one.key.label} to {one.recipient} is {one.state.value}{detail}"
            yield Check("delivery", said, Exit.INCOMPLETE)

    def _version(self) -> Iterator[Check]:
        yield from check_version(self.workspace, self.context, self.catalog)

    def _mail(self) -> Iterator[Check]:
        mail = self.workspace.model.mail
        if mail is None:
            found = Exit.CONFIGURATION if self.to else Exit.DONE
            yield Check("mail", "there is no mail: in reporter.yaml, so nothing can be sent", found)
            return
        server = mail_server(self.workspace, self.context)
        if not self.to:
            log_in(server)
            yield Check("mail", f"{server.host} takes the login; --mail-to ADDRESS sends a test mail")
            return
        now = self.context.clock.astimezone(UTC)
        letter = Message(
            sender=mail.sender,
            to=(self.to,),
            subject="Test mail of reporter",
            text="This is the test mail that somebody asked for with `reporter doctor`. Mail works.",
            message_id=message_id("test", self.context.run_id, domain=domain_of(mail)),
            date=now,
        )
        send(
            server,
            build_message(letter),
            sender=address_of(mail.sender),
            recipient=address_of(self.to),
            about_to_send=lambda: None,
        )
        yield Check("mail", f"{server.host} took a test mail to {self.to}")

    def _watchdog(self) -> Iterator[Check]:
        if self.workspace.model.ping:
            check_address(
                read_secret(
                    self.workspace.model.ping,
                    what="ping",
                    environ=self.context.environ,
                    folder=self.workspace.folder,
                )
            )
            yield Check("ping", "is an address; it is asked when a job runs")
