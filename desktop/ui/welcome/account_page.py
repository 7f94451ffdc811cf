"""First start: add the mailbox; nothing is stored before its connection test went well, or you insist."""

from collections.abc import Callable

from desktop.mail import accounts
from desktop.mail.accounts import AccountSettings
from desktop.runtime.errors import TradepostError
from desktop.runtime.i18n import _
from desktop.store.workspace import Store
from desktop.ui.tasks import TaskRunner
from desktop.ui.welcome.account_form import AccountForm
from desktop.ui.welcome.page import Page
from desktop.ui.widgets.buttons import link, primary, secondary


class AccountPage(Page):
    """The form, the test, and Continue."""

    def __init__(
        self,
        store: Store,
        tasks: TaskRunner,
        *,
        email: str,
        display_name: str,
        done: Callable[[str], object],
        skip: Callable[[], object],
    ) -> None:
        """`done` gets the id of the account added."""
        super().__init__(
            _("Add your first account"),
            _("Work mail, Gmail, Outlook, 163, QQ and Aliyun are detected."),
        )
        self._store, self._tasks, self._name, self._done = store, tasks, display_name, done
        self.form = AccountForm(tasks, store)
        self.box.addWidget(self.form)
        self.form.certificate.shown.connect(lambda: self.reveal(self.form.certificate))
        self.anyway = secondary(_("Add it anyway"), self._add_untested, size="control_large")
        self.anyway.hide()
        self.go = primary(
            _("Continue"), self.submit, icon_name="arrow-right", size="control_large", key="Return"
        )
        self.skip = link(_("Work without an account"), skip)
        self.end_row(self.skip, self.anyway, self.go)
        self.form.password.returnPressed.connect(self.submit)
        self.email = self.form.email
        if email:
            self.form.email.setText(email)
            self.form.email.editingFinished.emit()

    def submit(self) -> None:
        """Test, then add."""
        settings = self._read()
        if settings is None:
            return
        self.banner.hide()
        self.go.setEnabled(False)
        self.go.setText(_("Testing"))
        self.form.test(settings, lambda good: self._tested(settings, good))

    def _read(self) -> AccountSettings | None:
        try:
            return self.form.settings(self._name)
        except TradepostError as error:
            if error.code not in ("bad_address", "no_password"):
                self.show_error(error)
            return None

    def _tested(self, settings: AccountSettings, good: bool) -> None:
        self.go.setEnabled(True)
        if good:
            self._add(settings)
            return
        self.go.setText(_("Try again"))
        self.anyway.show()
        self.form.edit()
        self.reveal(self.form.steps)
        self.banner.say(
            "amber",
            _("The connection test did not go through."),
            _("The step marked red says why. Nothing has been stored yet."),
        )

    def _add_untested(self) -> None:
        settings = self._read()
        if settings is not None:
            self._add(settings)

    def _add(self, settings: AccountSettings) -> None:
        self._tasks.submit(
            lambda: accounts.add(self._store, settings),
            ok=self._done,
            err=self._refused,
            owner=self,
            lane="write",
        )

    def _refused(self, error: BaseException) -> None:
        self.go.setEnabled(True)
        self.show_error(error)
