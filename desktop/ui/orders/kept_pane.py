"""Papers of others kept with an order: dropped or chosen, opened, named, taken away."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.runtime.days import long_day
from desktop.runtime.i18n import N_, _, ngettext
from desktop.trade import order_files
from desktop.trade.kept_files import LABELS, FileKind, KeptFile
from desktop.ui.products.deeds import Deeds
from desktop.ui.quotes.printing import open_file
from desktop.ui.records.form_dialog import FormDialog
from desktop.ui.records.record_form import FieldSpec, Kind, Section
from desktop.ui.records.table import DAY_WIDTH, Column, Table
from desktop.ui.services import Services
from desktop.ui.theme import theme
from desktop.ui.widgets.buttons import secondary
from desktop.ui.widgets.byte_size import size_text
from desktop.ui.widgets.labels import label

MOST_SHOWN = 5


def kind_choices() -> list[tuple[str, str]]:
    """Return the kinds of papers as choices."""
    return [(kind.value, _(text)) for kind, text in LABELS.items()]


KIND_SECTIONS = (
    Section("", (FieldSpec("kind", N_("Kind of paper"), Kind.CHOICE, choices=kind_choices),)),
)


def columns() -> tuple[Column, ...]:
    """Return the columns of the list in the user's language."""
    return (
        Column(_("Kept"), lambda f: long_day(f.filed_on), DAY_WIDTH, sort=lambda f: f.filed_on),
        Column(_("Paper"), lambda f: f.text(), 170),
        Column(_("File name"), lambda f: f.name, strong=True),
        Column(_("Size"), lambda f: size_text(f.size), 90, right=True, sort=lambda f: f.size,
               tone=lambda _f: "text2"),
    )  # fmt: skip


class _Files(Table):
    """Gives Insert and Delete to its pane."""

    def __init__(self, pane: "KeptPane") -> None:
        super().__init__(columns(), sort=0, descending=True)
        self._pane = pane

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Remove by Delete, add by Insert, name by F2."""
        deed = {
            int(Qt.Key.Key_Delete): self._pane.remove,
            int(Qt.Key.Key_Insert): self._pane.choose,
            int(Qt.Key.Key_F2): self._pane.name,
        }.get(event.key())
        if deed is not None:
            deed()
        else:
            super().keyPressEvent(event)


class KeptPane(QWidget):
    """`show_files` fills it; files dropped on it are kept with the order."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._services = services
        self._deeds = Deeds(services, self)
        self.order_id = ""
        self.open_path = open_file
        self.setAcceptDrops(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(24, 12, 24, 8)
        head.setSpacing(8)
        head.addWidget(label(_("Papers of others"), "section"))
        head.addStretch(1)
        self.add_button = secondary(_("Keep a file"), self.choose, icon_name="paperclip")
        self._others = (
            secondary(_("Open"), self.open, icon_name="external-link"),
            secondary(_("Kind"), self.name, icon_name="pencil"),
            secondary(_("Remove"), self.remove, icon_name="trash-2"),
        )
        for button in (*self._others, self.add_button):
            head.addWidget(button)
        column.addLayout(head)
        self.table = _Files(self)
        self.table.setAccessibleName(_("Papers of others"))
        self.table.opened.connect(lambda _row: self.open())
        column.addWidget(self.table)
        self._empty = label(
            _("Drop the B/L copy, certificates or the customer's order here."), "body", "text2",
            wrap=True,
        )  # fmt: skip
        self._empty.setContentsMargins(24, 4, 24, 12)
        column.addWidget(self._empty)

    def show_files(self, order_id: str, files: Sequence[KeptFile]) -> None:
        """Show the papers of an order."""
        self.order_id = order_id
        self.table.load(files)
        row = self.table.verticalHeader().defaultSectionSize()
        shown = min(max(len(files), 1), MOST_SHOWN)
        self.table.setFixedHeight(theme().scaled(34) + row * shown)
        self.table.setVisible(bool(files))
        self._empty.setVisible(not files)
        for button in self._others:
            button.setVisible(bool(files))

    def _current(self) -> KeptFile | None:
        row = self.table.current()
        return row if isinstance(row, KeptFile) else None

    # ---- deeds

    def choose(self) -> None:
        """Ask for files and keep them."""
        endings = " ".join(f"*.{one}" for one in order_files.ENDINGS)
        chosen, _kind = QFileDialog.getOpenFileNames(
            self, _("Keep with the order"), "", f"{_('Papers')} ({endings})"
        )
        self.keep([Path(one) for one in chosen])

    def keep(self, paths: Sequence[Path]) -> None:
        """Keep copies of these files with the order; their names say what they are."""
        if not paths or not self.order_id:
            return
        store, key = self._services.store, self.order_id
        today = self._services.clock.now().astimezone().date()

        def work() -> list[KeptFile]:
            return [order_files.add(store, key, path, today=today) for path in paths]

        words = ngettext("{count} file kept", "{count} files kept", len(paths))
        self._deeds.do(work, words.format(count=len(paths)))

    def open(self) -> None:
        """Show the file of the row."""
        row = self._current()
        if row is not None:
            self.open_id(row.id)

    def open_id(self, file_id: str) -> None:
        """Show a kept file, its bytes checked."""
        store = self._services.store
        self._services.tasks.submit(
            lambda: order_files.path_of(store, file_id),
            ok=self.open_path,
            err=self._services.navigator.show_error,
            owner=self,
        )

    def name(self) -> FormDialog | None:
        """Ask what the paper of the row is."""
        row, store = self._current(), self._services.store
        if row is None:
            return None
        dialog = FormDialog(
            self._services,
            row.name,
            KIND_SECTIONS,
            {"kind": row.kind.value},
            lambda typed: order_files.set_kind(store, row.id, FileKind(str(typed["kind"]))),
            parent=self,
        )
        dialog.open()
        return dialog

    def remove(self) -> None:
        """Take the paper of the row away; the toast brings it back."""
        row, store = self._current(), self._services.store
        if row is not None:
            self._deeds.do(lambda: order_files.remove(store, row.id), _("Removed"))

    # ---- dropping

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files of this computer are welcome."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Keep what is dropped."""
        self.keep([Path(u.toLocalFile()) for u in event.mimeData().urls() if u.isLocalFile()])
        event.acceptProposedAction()
