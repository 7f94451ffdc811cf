"""Asks before an answer goes to somebody about whom there is a warning."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from desktop.crm.alarm_replies import Risk, reply_risk
from desktop.mail.draft import Draft
from desktop.runtime.i18n import _
from desktop.ui.services import Services


class ReplyGuard(QObject):
    """Looks in a task, so that the window never waits; asks only where there is a warning."""

    def __init__(self, services: Services, parent: QObject) -> None:
        """Work for one composer, its parent."""
        super().__init__(parent)
        self._services = services

    def ask(self, draft: Draft, go: Callable[[], None]) -> None:
        """Call `go` when nothing speaks against sending, else when the user says so."""
        thread_id = draft.thread_id
        if thread_id is None:
            go()
            return
        store = self._services.store
        addresses = [address for _name, address in (*draft.to, *draft.cc)]
        self._services.tasks.submit(
            lambda: reply_risk(store, thread_id, addresses),
            ok=lambda risk: self._answered(risk, go),
            owner=self,
        )

    def _answered(self, risk: Risk | None, go: Callable[[], None]) -> None:
        if risk is None:
            go()
            return
        self._services.navigator.confirm(
            _("Send to {address}?").format(address=risk.address),
            f"{risk.fact}. {risk.advice}",
            _("Send anyway"),
            go,
            danger=True,
        )
