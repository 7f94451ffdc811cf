"""One mail account in a dialog: who you are there, how to sign in, its servers; tested before it is stored."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.mail import accounts
from desktop.mail.accounts import AccountSettings
from desktop.runtime.errors import TradepostError
from desktop.runtime.i18n import _
from desktop.ui.services import Services
from desktop.ui.settings.sender_card import SenderCard
from desktop.ui.theme import theme
from desktop.ui.welcome.account_form import AccountForm
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import ghost, primary, secondary
from desktop.ui.widgets.dialogs import room
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.panes import ScrollPane


class AccountDialog(QDialog):
    """Adds an account or changes one, with the test before it is stored."""

    def __init__(
        self,
        services: Services,
        parent: QWidget,
        saved: Callable[[], object],
        *,
        account_id: str = "",
        settings: AccountSettings | None = None,
    ) -> None:
        """Show `settings` of an existing account, or an empty form; `saved` is called once it is stored."""
        super().__init__(parent)
        self._services, self._account_id, self._when_saved = services, account_id, saved
        self.setWindowTitle(_("Change account") if account_id else _("Add an account"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(room(self, 640, 0).width())
        self.banner = Banner()
        self.form = AccountForm(services.tasks, services.store)
        self.senders = SenderCard()
        if settings is not None:
            self.form.show_settings(settings)
            self.senders.show_settings(settings)
        pane = ScrollPane(margins=(24, 20, 24, 8))
        pane.setMinimumHeight(room(self, 0, 700).height() - theme().scaled(80))
        pane.box.addWidget(label(self.windowTitle(), "lead"))
        pane.box.addWidget(self.banner)
        pane.box.addWidget(self.form)
        pane.box.addWidget(self.senders)
        pane.box.addStretch(1)
        self._pane = pane
        self.form.certificate.shown.connect(lambda: self.show_part(self.form.certificate.card))
        self.anyway = secondary(_("Save without test"), self._save)
        self.go = primary(_("Test and save"), self._test)
        self.go.setDefault(True)
        row = QHBoxLayout()
        row.setContentsMargins(24, 8, 24, 16)
        row.setSpacing(8)
        row.addWidget(ghost(_("Cancel"), self.reject))
        row.addStretch(1)
        row.addWidget(self.anyway)
        row.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(pane, 1)
        column.addLayout(row)

    def show_part(self, part: QWidget) -> None:
        """Scroll to a part of the form, once it has its place."""
        QTimer.singleShot(0, self, lambda: self._pane.ensureWidgetVisible(part, 0, 12))

    def _read(self) -> AccountSettings | None:
        try:
            entered = self.form.settings()
            return accounts.check(
                replace(
                    entered,
                    display_name=self.senders.name(),
                    signature=self.senders.signature(),
                    identities=self.senders.identities(),
                )
            )
        except TradepostError as error:
            self._say(error)
            return None

    def _say(self, error: BaseException) -> None:
        message = error.message if isinstance(error, TradepostError) else str(error)
        hint = error.hint if isinstance(error, TradepostError) else ""
        self.banner.say("red", message, hint)
        self.show_part(self.banner)

    def _test(self) -> None:
        settings = self._read()
        if settings is not None:
            self.banner.hide()
            self.go.setEnabled(False)
            self.form.test(settings, self._tested)

    def _tested(self, good: bool) -> None:
        self.go.setEnabled(True)
        if good:
            self._save()
            return
        self.banner.say(
            "amber",
            _("The connection test did not go through."),
            _("The step marked red says why. Nothing has been stored yet."),
        )
        self.show_part(self.form.steps)

    def _save(self) -> None:
        settings = self._read()
        if settings is None:
            return
        store, account_id = self._services.store, self._account_id
        self._services.tasks.submit(
            lambda: (
                accounts.save(store, account_id, settings)
                if account_id
                else accounts.add(store, settings)
            ),
            ok=self._saved,
            err=self._say,
            owner=self,
            lane="write",
        )

    def _saved(self, _result: object) -> None:
        self._when_saved()
        self.accept()

    def reject(self) -> None:
        """Close, and break off a sign-in that still waits for the browser."""
        self.form.sign_in.cancel()
        super().reject()
