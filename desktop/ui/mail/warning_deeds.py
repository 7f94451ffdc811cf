"""Taking a warning away: asked first where money may be lost, with a way back."""

from PySide6.QtCore import QObject, QTimer, Slot

from desktop.crm import alarm_choices
from desktop.crm.alarm_known import meet
from desktop.crm.alarm_words import told
from desktop.runtime.i18n import _
from desktop.store.queries.mail_warnings import WarningRow
from desktop.ui.services import Services

_LATER_MS = 5_000


class WarningDeeds(QObject):
    """Acts for one conversation pane, its parent."""

    def __init__(self, services: Services, parent: QObject) -> None:
        """Use the window's lanes and dialogs."""
        super().__init__(parent)
        self._services = services
        QTimer.singleShot(_LATER_MS, self, self._meet)

    @Slot()
    def _meet(self) -> None:
        """Learn whom we write to while nobody waits: links and senders are compared with them."""
        store = self._services.store
        self._services.tasks.submit(lambda: meet(store), owner=self)

    def genuine(self, rows: tuple[WarningRow, ...]) -> None:
        """The user says that it is no fraud: a red warning asks whether he made sure."""
        if not any(row.severity == "red" for row in rows):
            self._dismiss(rows)
            return
        words = told(rows[0])
        self._services.navigator.confirm(
            _("Is it genuine?"),
            f"{words.advice}\n" + _("The warning does not come again for this sender."),
            _("I have made sure"),
            lambda: self._dismiss(rows),
            danger=True,
        )

    def _dismiss(self, rows: tuple[WarningRow, ...]) -> None:
        store = self._services.store
        self._services.tasks.submit(
            lambda: alarm_choices.dismiss(store, rows[0].message_id, [row.kind for row in rows]),
            ok=self._dismissed,
            err=self._services.navigator.show_error,
            owner=self,
            lane="write",
        )

    def _dismissed(self, choices: list[str]) -> None:
        store = self._services.store

        def undo() -> None:
            self._services.tasks.submit(
                lambda: alarm_choices.restore(store, choices), owner=self, lane="write"
            )

        self._services.navigator.show_toast(_("Warning taken away"), undo, icon="shield-check")
