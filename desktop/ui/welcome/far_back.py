"""How far back mail is brought in, chosen while the first of it arrives: what each choice means for all accounts."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.mail import folder_choice
from desktop.mail.storage import Choice, Storage, storage
from desktop.runtime.i18n import _
from desktop.store.queries.folder_tree import AccountFolders, folder_tree
from desktop.store.queries.threads import list_accounts
from desktop.store.workspace import Store
from desktop.ui.space_text import months_cards, space_text
from desktop.ui.tasks import TaskRunner
from desktop.ui.welcome.folders_dialog import FoldersDialog
from desktop.ui.widgets.buttons import link
from desktop.ui.widgets.choice_cards import ChoiceCards
from desktop.ui.widgets.labels import label, retone

_AGAIN_MS = 2_000


class FarBack(QWidget):
    """`changed()` when another span was stored: whoever syncs starts anew with it."""

    changed = Signal()

    def __init__(self, store: Store, tasks: TaskRunner) -> None:
        """Count at once, and again while mail comes in."""
        super().__init__()
        self._store, self._tasks = store, tasks
        self.cards = ChoiceCards(_("How far back"))
        self.room = label("", "small", "text2", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(label(_("How far back"), "caption", "text2"))
        column.addWidget(self.cards)
        self.pick = link(_("Choose folders…"), self.open_folders)
        self.pick.hide()
        foot = QHBoxLayout()
        foot.addWidget(self.room, 1)
        foot.addWidget(self.pick)
        column.addLayout(foot)
        self._accounts: list[AccountFolders] = []
        self.cards.chosen.connect(self.choose)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(_AGAIN_MS)
        self._again.timeout.connect(self.load)
        self.setVisible(False)
        self.load()

    def note_progress(self) -> None:
        """More is known: count again, soon and not too often."""
        if not self._again.isActive():
            self._again.start()

    @Slot()
    def load(self) -> None:
        """Count what each choice means."""
        store = self._store

        def work() -> tuple[list[tuple[int, Storage]], list[AccountFolders]]:
            accounts = [a for a in folder_tree(store) if a.id]
            found = []
            for account in accounts:
                plan = folder_choice.plan(store, account.id)
                found.append((plan.sync_months, storage(store, account.id, plan)))
            return found, accounts

        self._tasks.submit(
            work,
            ok=lambda found: self._show(*found),
            err=lambda _error: None,
            owner=self,
            key="far_back",
        )

    def open_folders(self) -> FoldersDialog:
        """Let the user choose which folders come in."""
        dialog = FoldersDialog(
            self.window(), self._store, self._tasks, self._accounts, self._stored
        )
        dialog.open()
        return dialog

    def _show(self, found: list[tuple[int, Storage]], accounts: list[AccountFolders]) -> None:
        if not found:
            return
        self._accounts = accounts
        self.pick.setVisible(any(account.folders for account in accounts))
        self.setVisible(True)
        spans = {months for months, _storage in found}
        value = spans.pop() if len(spans) == 1 else None
        choices = _together([storage.far_back for _months, storage in found])
        self.cards.show_cards(months_cards(choices), value)
        free = found[0][1].disk_free
        chosen = next((c for c in choices if c.value == value), None)
        tight = chosen is not None and chosen.size > free
        words = (
            _("{free} are free on this disk: that is not enough. Choose fewer months.")
            if tight
            else _("{free} are free on this disk. It can be changed later in the settings.")
        )
        self.room.setText(words.format(free=space_text(free)))
        retone(self.room, "amber" if tight else "text2")

    @Slot(int)
    def choose(self, months: int) -> None:
        """List mail of these months, and keep whole mails no farther back."""
        store = self._store

        def work() -> None:
            for account in list_accounts(store):
                plan = folder_choice.plan(store, account.id)
                offline = plan.offline_months
                beyond = bool(months) and (not offline or offline > months)
                if beyond or plan.offline_months == plan.sync_months:
                    offline = months
                wanted = replace(plan, sync_months=months, offline_months=offline)
                folder_choice.save_plan(store, account.id, wanted)

        self._tasks.submit(
            work,
            ok=lambda _none: self._stored(),
            err=lambda _error: self.load(),
            owner=self,
            lane="write",
        )

    def _stored(self) -> None:
        self.load()
        self.changed.emit()


def _together(each: Sequence[tuple[Choice, ...]]) -> tuple[Choice, ...]:
    """The sums over several accounts, for the spans that all of them have."""
    spans = [c.value for c in each[0] if all(any(o.value == c.value for o in e) for e in each)]
    found = []
    for value in spans:
        parts = [next(c for c in e if c.value == value) for e in each]
        found.append(
            Choice(
                value,
                sum(c.mails for c in parts),
                sum(c.size for c in parts),
                any(c.estimated for c in parts),
            )
        )
    return tuple(found)
