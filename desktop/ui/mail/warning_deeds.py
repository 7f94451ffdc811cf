"""Taking a warning away: asked first where money may be lost, with a way back."""

from PySide6.QtCore import QObject

from desktop.crm import alarm_choices
from desktop.crm.alarm_words import told
from desktop.runtime.i18n import _
from desktop.store.queries.mail_warnings import WarningRow
from desktop.ui.services import Services


class WarningDeeds(QObject):
    """Acts for one conversation pane, its parent."""

    def __init__(self, services: Services, parent: QObject) -> None:
        """Use the window's lanes and dialogs."""
        super().__init__(parent)
        self._services = services

    def genuine(self, row: WarningRow) -> None:
        """The user says that it is no fraud: a red warning asks whether he made sure."""
        if row.severity != "red":
            self._dismiss(row)
            return
        words = told(row)
        self._services.navigator.confirm(
            _("Is it genuine?"),
            _("{fact}. The warning does not come again for this sender.").format(fact=words.fact)
            + f"\n{words.advice}",
            _("I have made sure"),
            lambda: self._dismiss(row),
            danger=True,
        )

    def _dismiss(self, row: WarningRow) -> None:
        store = self._services.store
        self._services.tasks.submit(
            lambda: alarm_choices.dismiss(store, row.message_id, row.kind),
            ok=self._dismissed,
            err=self._services.navigator.show_error,
            owner=self,
            lane="write",
        )

    def _dismissed(self, choice_id: str) -> None:
        store = self._services.store

        def undo() -> None:
            self._services.tasks.submit(
                lambda: alarm_choices.restore(store, choice_id), owner=self, lane="write"
            )

        self._services.navigator.show_toast(_("Warning taken away"), undo, icon="shield-check")
