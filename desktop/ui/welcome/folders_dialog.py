"""Which folders come in, chosen while the first mail arrives."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.mail import folder_choice
from desktop.runtime.i18n import _
from desktop.store.queries.folder_tree import AccountFolders
from desktop.store.workspace import Store
from desktop.ui.folder_choices import FolderChoices
from desktop.ui.tasks import TaskRunner
from desktop.ui.widgets.buttons import ghost, primary
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.panes import ScrollPane


class FoldersDialog(QDialog):
    """The folders of every account with a tick; `done` is called when the choice is stored."""

    def __init__(
        self,
        parent: QWidget,
        store: Store,
        tasks: TaskRunner,
        accounts: list[AccountFolders],
        done: Callable[[], object],
    ) -> None:
        """Show `accounts` as they are listed so far."""
        super().__init__(parent)
        self._store, self._tasks, self._done = store, tasks, done
        self.setWindowTitle(_("Choose folders"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(560)
        self.choices: dict[str, FolderChoices] = {}
        pane = ScrollPane(margins=(24, 20, 24, 12), spacing=8)
        pane.setMinimumHeight(420)
        pane.box.addWidget(label(_("Choose folders"), "lead"))
        words = _("What is not ticked stays on the server. You can change it later.")
        pane.box.addWidget(label(words, "small", "text2", wrap=True))
        for account in accounts:
            pane.box.addSpacing(4)
            pane.box.addWidget(label(account.email, "section"))
            made = self.choices[account.id] = FolderChoices()
            made.show_folders(account.folders)
            pane.box.addWidget(made)
        pane.box.addStretch(1)
        self.go = primary(_("Save"), self.save)
        row = QHBoxLayout()
        row.setContentsMargins(24, 8, 24, 16)
        row.addWidget(ghost(_("Cancel"), self.reject))
        row.addStretch(1)
        row.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(pane, 1)
        column.addLayout(row)

    def save(self) -> None:
        """Store the ticks of every account."""
        store = self._store
        wanted = {account_id: made.choice() for account_id, made in self.choices.items()}
        self.go.setEnabled(False)

        def work() -> None:
            for account_id, folders in wanted.items():
                plan = folder_choice.plan(store, account_id)
                kept = {**plan.folders, **folders}
                folder_choice.save_plan(store, account_id, replace(plan, folders=kept))

        self._tasks.submit(
            work,
            ok=lambda _none: self._saved(),
            err=lambda _error: self.go.setEnabled(True),
            owner=self,
            lane="write",
        )

    def _saved(self) -> None:
        self._done()
        self.accept()
