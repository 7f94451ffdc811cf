"""The connection test of an account on screen: run in the background, each step shown as it becomes known."""

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.mail.account_test import Step, run_settings_test
from desktop.mail.accounts import AccountSettings
from desktop.runtime.i18n import N_, _
from desktop.ui.tasks import TaskRunner
from desktop.ui.welcome.account_certificate import FAULTS
from desktop.ui.welcome.help_link import HelpLink, HelpPage
from desktop.ui.widgets.buttons import link
from desktop.ui.widgets.labels import IconLabel, label
from desktop.ui.widgets.panes import clear_layout

STEPS = {
    "dns": N_("Find the server"),
    "connect": N_("Connect"),
    "tls": N_("Encryption"),
    "login": N_("Log in to read"),
    "list": N_("List the folders"),
    "append": N_("Save sent mail"),
    "smtp_login": N_("Log in to send"),
}
LAST_STEP = "smtp_login"
_LOGINS = ("login", "smtp_login")


class AccountTester(QObject):
    """Runs the connection test off the GUI thread and tells each step on it."""

    step = Signal(object)
    done = Signal(object)

    def __init__(self, tasks: TaskRunner, parent: QObject) -> None:
        """Use the lanes of `tasks`."""
        super().__init__(parent)
        self._tasks = tasks

    def run(self, settings: AccountSettings) -> None:
        """Test `settings`; `step` follows for each, `done` with all."""
        self._tasks.submit(
            lambda: run_settings_test(settings, on_step=self.step.emit),
            ok=self.done.emit,
            owner=self,
            lane="net",
            key="test",
        )


class StepList(QWidget):
    """The test's steps as they become known: tick or cross, what was found, what to do."""

    look_wanted = Signal(str)
    """The user wants to see the certificate of "imap" or "smtp"."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(6)
        self.steps: list[Step] = []
        self.help = HelpPage()
        """Where the provider explains how to sign in; shown below a login that failed."""
        self.hide()

    def clear(self) -> None:
        """Forget the steps shown."""
        self.steps = []
        clear_layout(self.box)
        self.hide()

    @Slot(object)
    def add(self, step: Step) -> None:
        """Show one step more."""
        self.show()
        self.steps.append(step)
        row = QHBoxLayout()
        row.setSpacing(8)
        sign = ("circle-check", "green") if step.ok else ("circle-x", "red")
        row.addWidget(IconLabel(sign[0], 16, sign[1]), 0, Qt.AlignmentFlag.AlignTop)
        name = label(_(STEPS.get(step.step, step.step)), "small", "text2")
        name.setFixedWidth(124)
        row.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(step.detail, "small", "text" if step.ok else "red", wrap=True))
        if step.hint:
            words.addWidget(label(step.hint, "small", "text2", wrap=True))
        if step.code in FAULTS:
            server = "smtp" if step.step == "smtp_login" else "imap"
            words.addWidget(
                link(_("Look at the certificate"), lambda: self.look_wanted.emit(server))
            )
        elif not step.ok and step.step in _LOGINS:
            helped = HelpLink(self)
            helped.show_page(self.help)
            words.addWidget(helped, 0, Qt.AlignmentFlag.AlignLeft)
        row.addLayout(words, 1)
        self.box.addLayout(row)
