"""Folders and storage of an account: which folders are synced, how far back, how large, what is kept whole, and what
each choice takes on this computer."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.mail import folder_choice, free_space
from desktop.mail.folder_choice import Plan
from desktop.mail.free_space import Freed
from desktop.mail.storage import Storage, folder_figures, storage
from desktop.runtime.errors import TradepostError
from desktop.runtime.i18n import _, ngettext
from desktop.store.queries.aside import AsideRow, list_aside
from desktop.store.queries.folder_tree import FolderItem, folder_tree
from desktop.ui.folder_choices import FolderChoices
from desktop.ui.services import Services
from desktop.ui.settings.aside_box import AsideBox
from desktop.ui.settings.section import Section
from desktop.ui.space_text import limit_cards, months_cards, space_text
from desktop.ui.theme import theme
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import ghost, primary
from desktop.ui.widgets.choice_cards import ChoiceCards
from desktop.ui.widgets.dialogs import room
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.panes import ScrollPane

_WIDTH = 720


def open_mailbox(section: Section, account_id: str) -> "MailboxDialog":
    """Open the dialog of an account over the settings."""
    dialog = MailboxDialog(section.services, account_id, section)
    dialog.open()
    return dialog


class MailboxDialog(QDialog):
    """Every change is shown with what it would take; nothing counts before Save."""

    def __init__(self, services: Services, account_id: str, parent: QWidget | None = None) -> None:
        """Load the account's choice and its figures."""
        super().__init__(parent)
        self._services, self._account_id = services, account_id
        self._plan: Plan | None = None
        self._first: Plan | None = None
        self.setWindowTitle(_("Folders and storage"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(room(self, _WIDTH, 0).width())
        self.banner = Banner()
        self.far_back = ChoiceCards(_("How far back mail is listed"))
        self.offline = ChoiceCards(_("How far back whole mails are kept here"))
        self.limits = ChoiceCards(_("The largest mail that is fetched by itself"))
        self.folders = FolderChoices()
        self.aside = AsideBox(services)
        self._lay_out()
        self.far_back.chosen.connect(self._far_back_chosen)
        self.offline.chosen.connect(lambda value: self._take(offline_months=value))
        self.limits.chosen.connect(lambda value: self._take(fetch_limit=value))
        self.folders.changed.connect(lambda: self._take(folders=self.folders.choice()))
        self._load()

    # ---- building

    def _lay_out(self) -> None:
        pane = ScrollPane(margins=(24, 20, 24, 12), spacing=8)
        pane.setMinimumHeight(room(self, 0, 700).height() - theme().scaled(80))
        self.heading = label(_("Folders and storage"), "lead")
        self.figures = label("", "small", "text2", wrap=True)
        for part in (self.heading, self.figures, self.banner):
            pane.box.addWidget(part)
        for title, sentence, widget in (
            (
                _("How far back"),
                _("Older mail stays on the server and is not listed here."),
                self.far_back,
            ),
            (
                _("Keep whole mails of the last"),
                _("Of older mail the list is here; a mail is fetched when you open it."),
                self.offline,
            ),
            (
                _("Fetch by itself mails of up to"),
                _("A larger mail is fetched when you open it."),
                self.limits,
            ),
            (_("Folders"), "", self.folders),
        ):
            pane.box.addSpacing(8)
            pane.box.addWidget(label(title, "section"))
            if sentence:
                pane.box.addWidget(label(sentence, "small", "text2", wrap=True))
            pane.box.addWidget(widget)
        pane.box.addWidget(self.aside)
        pane.box.addStretch(1)
        self.planned = label("", "small", "text2")
        self.go = primary(_("Save"), self.save)
        row = QHBoxLayout()
        row.setContentsMargins(24, 8, 24, 16)
        row.setSpacing(8)
        row.addWidget(ghost(_("Cancel"), self.reject))
        row.addStretch(1)
        row.addWidget(self.planned)
        row.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(pane, 1)
        column.addLayout(row)

    # ---- loading

    def _load(self) -> None:
        store, account_id = self._services.store, self._account_id

        def work() -> tuple[Plan, str, tuple[FolderItem, ...], list[AsideRow]]:
            found = next(a for a in folder_tree(store) if a.id == account_id)
            plan = folder_choice.plan(store, account_id)
            return plan, found.email, found.folders, list_aside(store, account_id)

        tasks = self._services.tasks
        tasks.submit(work, ok=lambda found: self._loaded(*found), err=self._refused, owner=self)

    def _loaded(
        self, plan: Plan, email: str, folders: tuple[FolderItem, ...], aside: list[AsideRow]
    ) -> None:
        self._plan = self._first = plan
        self.heading.setText(_("Folders and storage of {email}").format(email=email))
        self.folders.show_folders(folders)
        self.aside.show_rows(aside)
        self._measure()
        store, account_id = self._services.store, self._account_id
        self._services.tasks.submit(
            lambda: folder_figures(store, account_id),
            ok=self.folders.show_figures,
            err=self._refused,
            owner=self,
        )

    def _measure(self) -> None:
        store, account_id, plan = self._services.store, self._account_id, self._plan
        if plan is None:
            return
        self._services.tasks.submit(
            lambda: storage(store, account_id, plan),
            ok=lambda found: self._show(plan, found),
            err=self._refused,
            owner=self,
            key="storage",
        )

    def _show(self, plan: Plan, found: Storage) -> None:
        if plan != self._plan:
            return
        self.figures.setText(
            _("This account takes {here} here. {free} are free on this disk.").format(
                here=space_text(found.here), free=space_text(found.disk_free)
            )
        )
        self.far_back.show_cards(months_cards(found.far_back), plan.sync_months)
        self.offline.show_cards(months_cards(found.offline, mails=False), plan.offline_months)
        self.limits.show_cards(limit_cards(found.limits), plan.fetch_limit)
        words = _("In all about {size}") if found.planned.estimated else _("In all {size}")
        self.planned.setText(words.format(size=space_text(found.planned.size)))
        if found.planned.size - found.here > found.disk_free:
            self.banner.say(
                "amber",
                _("There is not enough room on this disk for that."),
                _("Choose fewer months, or keep whole mails of fewer."),
            )
        else:
            self.banner.hide()

    # ---- choosing

    def _far_back_chosen(self, months: int) -> None:
        plan = self._plan
        if plan is None:
            return
        offline = plan.offline_months
        if months and (not offline or offline > months):
            offline = months
        self._take(sync_months=months, offline_months=offline)

    def _take(self, **changes: object) -> None:
        if self._plan is not None:
            self._plan = replace(self._plan, **changes)  # type: ignore[arg-type]
            self._measure()

    # ---- saving

    def save(self) -> None:
        """Store the choice; what it no longer keeps is given back after a question."""
        store, account_id, plan = self._services.store, self._account_id, self._plan
        if plan is None:
            return
        self.go.setEnabled(False)
        self._services.tasks.submit(
            lambda: free_space.freeable(store, account_id, plan),
            ok=self._ask,
            err=self._refused,
            owner=self,
        )

    def _ask(self, would: Freed) -> None:
        self.go.setEnabled(True)
        if not would.mails or self._plan == self._first:
            self._store(give_back=False)
            return
        mails = ngettext("{n} mail", "{n} mails", would.mails).format(n=f"{would.mails:,}")
        self._services.navigator.confirm(
            _("Free {size} on this computer?").format(size=space_text(would.size)),
            _(
                "{mails} stay on the server, and their text stays here and can be searched. "
                "Formatting and files are fetched again when you open one."
            ).format(mails=mails),
            _("Save and free"),
            lambda: self._store(give_back=True),
        )

    def _store(self, *, give_back: bool) -> None:
        store, account_id, plan = self._services.store, self._account_id, self._plan
        assert plan is not None
        self.go.setEnabled(False)
        if give_back:
            self.banner.say("neutral", _("Freeing space…"), icon_name="hard-drive")

        def work() -> Freed:
            folder_choice.save_plan(store, account_id, plan)
            return free_space.free(store, account_id, plan) if give_back else Freed(0, 0)

        self._services.tasks.submit(
            work,
            ok=self._saved,
            err=self._refused,
            owner=self,
            lane="cpu" if give_back else "write",  # many short writes: others go in between
        )

    def _saved(self, freed: Freed) -> None:
        services = self._services
        services.engine.send("sync", account_id=self._account_id)
        if freed.mails:
            words = _("{size} freed").format(size=space_text(freed.size))
            services.navigator.show_toast(words, icon="hard-drive")
        self.accept()

    def _refused(self, error: BaseException) -> None:
        self.go.setEnabled(True)
        if isinstance(error, TradepostError):
            parts = (error.safe, error.hint)
            self.banner.say("red", error.message, " ".join(part for part in parts if part))
        else:
            self._services.navigator.show_error(error)
