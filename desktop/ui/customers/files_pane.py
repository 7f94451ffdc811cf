"""All files of a customer: what came and went with its mails, what was issued for it; found, looked at, saved."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHBoxLayout,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.crm.customer_files import CustomerFile
from desktop.mail.attachments.danger import by_name
from desktop.mail.attachments.danger_words import short
from desktop.runtime.days import long_day
from desktop.runtime.i18n import _
from desktop.trade import issued_copies
from desktop.ui.mail.attachment_card import file_icon
from desktop.ui.mail.body_fetcher import BodyFetcher
from desktop.ui.mail.file_actions import FileActions
from desktop.ui.mail.file_kinds import groups, kind_text
from desktop.ui.mail.mail_file import MailFile
from desktop.ui.quotes.printing import open_file
from desktop.ui.records.table import DAY_WIDTH, ROW_ROLE, Column, Table
from desktop.ui.services import Services
from desktop.ui.theme import theme
from desktop.ui.widgets.buttons import say_less, secondary
from desktop.ui.widgets.byte_size import size_text
from desktop.ui.widgets.empty import EmptyState
from desktop.ui.widgets.fields import Combo, line_edit
from desktop.ui.widgets.labels import hline
from desktop.ui.widgets.segmented import Segmented

_WAY_TONES = {"received": "slate", "sent": "accent", "issued": "green"}


def way_text(way: str) -> str:
    """Return how a file came or went."""
    return {"received": _("Received"), "sent": _("Sent"), "issued": _("Issued")}[way]


def columns() -> tuple[Column, ...]:
    """Return the columns of the list in the user's language."""
    return (
        Column("", lambda f: file_icon(f.filename, f.content_type)[0], 48, sign="picture"),
        Column(_("File name"), lambda f: f.filename or _("(no name)"), strong=True),
        Column(_("Kind"), _kind, 128, tone=_kind_tone),
        Column(_("Size"), lambda f: size_text(f.size) if f.size else "–", 84, right=True,
               sort=lambda f: f.size, tone=lambda _f: "text2"),
        Column(_("Way"), lambda f: way_text(f.way), 96, sign="chip",
               tone=lambda f: _WAY_TONES[f.way]),
        Column(_("Mail or document"), lambda f: f.subject, 200, tone=lambda _f: "text2"),
        Column(_("Date"), lambda f: long_day(f.at.astimezone().date()), DAY_WIDTH, right=True,
               sort=lambda f: f.at, tone=lambda _f: "text2"),
    )  # fmt: skip


def _kind(file: CustomerFile) -> str:
    return short(by_name(file.filename)) or kind_text(_mail_file(file))


def _kind_tone(file: CustomerFile) -> str:
    return {"stop": "red", "ask": "amber"}.get(by_name(file.filename).severity, "text2")


def _mail_file(file: CustomerFile) -> MailFile:
    return MailFile(file.message_id, (file.part,), file.filename, file.content_type, file.size)


class FileTable(Table):
    """Several rows can be chosen; Space looks at one, dragging takes them away."""

    preview_wanted = Signal()
    drag_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty, the newest first."""
        super().__init__(columns(), sort=6, descending=True, parent=parent)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._pressed: QPoint | None = None

    def chosen(self) -> list[CustomerFile]:
        """Return the chosen files in the order of the list."""
        rows = sorted(self.selectionModel().selectedRows(), key=lambda index: index.row())
        return [index.data(ROW_ROLE) for index in rows]

    def shown(self) -> list[CustomerFile]:
        """Return all files in the order of the list."""
        model = self.model()
        return [model.index(row, 0).data(ROW_ROLE) for row in range(model.rowCount())]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space looks at the file."""
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            self.preview_wanted.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a drag may begin: on what is chosen already, the choice stays."""
        self._pressed = (
            event.position().toPoint() if event.button() == Qt.MouseButton.LeftButton else None
        )
        if self._pressed is None or not self._on_chosen(event):
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Far enough with the button down: the chosen files are dragged."""
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            super().mouseMoveEvent(event)
            return
        far = (event.position().toPoint() - self._pressed).manhattanLength()
        if far >= QApplication.startDragDistance() and self.chosen():
            self._pressed = None
            self.drag_wanted.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click without a drag on one of several chosen rows chooses it alone."""
        index = self.indexAt(event.position().toPoint())
        if self._pressed is not None and self._on_chosen(event) and index.isValid():
            self.setCurrentIndex(index)
        self._pressed = None
        super().mouseReleaseEvent(event)

    def _on_chosen(self, event: QMouseEvent) -> bool:
        index = self.indexAt(event.position().toPoint())
        return (
            not event.modifiers()
            and index.isValid()
            and self.selectionModel().isRowSelected(index.row(), index.parent())
        )


class FilesPane(QWidget):
    """The list with its filters and what can be done. `thread_wanted(thread id)`."""

    thread_wanted = Signal(int)

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._services = services
        self._files: Sequence[CustomerFile] = ()
        self.fetcher = BodyFetcher(services, self)
        self.actions_of_files = FileActions(services, self, self.fetcher)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._filters())
        self.table = FileTable()
        self.table.opened.connect(self._open)
        self.table.preview_wanted.connect(self.preview)
        self.table.drag_wanted.connect(self._drag)
        self.table.customContextMenuRequested.connect(self._menu)
        self.table.selectionModel().selectionChanged.connect(lambda _on, _off: self._enable())
        self._empty = EmptyState(
            "files",
            _("No files yet"),
            _("What comes and goes with mails to this customer is here."),
        )
        self._none = EmptyState("search", _("No file fits"), _("Choose other filters above."))
        self._stack = QStackedWidget()
        for page in (self.table, self._empty, self._none):
            self._stack.addWidget(page)
        column.addWidget(self._stack, 1)
        column.addWidget(hline())
        column.addLayout(self._deeds())
        self._enable()

    def _filters(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(18, 10, 24, 8)
        row.setSpacing(8)
        self.way = Segmented(
            [("all", _("All")), *((way, way_text(way)) for way in ("received", "sent", "issued"))],
            plain=True,
        )
        self.way.chosen.connect(lambda _key: self._show())
        self.kind = Combo([("", _("All kinds")), *groups()])
        self.kind.setFixedWidth(theme().scaled(130))
        self.kind.currentIndexChanged.connect(lambda _place: self._show())
        self.words = line_edit(placeholder=_("File name or subject"))
        self.words.setMaximumWidth(theme().scaled(220))
        self.words.setMinimumWidth(80)
        self.words.setClearButtonEnabled(True)
        self.words.textChanged.connect(lambda _text: self._show())
        row.addWidget(self.way)
        row.addStretch(1)
        row.addWidget(self.kind)
        row.addWidget(self.words, 2)
        return row

    def _deeds(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(18, 8, 24, 8)
        row.setSpacing(8)
        self._buttons = {
            "preview": secondary(_("Preview"), self.preview, icon_name="eye"),
            "open": secondary(_("Open"), self.open, icon_name="external-link"),
            "save": secondary(_("Save as…"), self.save, icon_name="download"),
            "keep": secondary(_("Keep with an order"), self.keep, icon_name="package"),
            "mail": secondary(_("Go to the mail"), self.go_to_mail, icon_name="mail"),
        }
        for button in self._buttons.values():
            row.addWidget(button)
        row.addStretch(1)
        return row

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where not all words have room, the deeds on a file are signs, the last one first."""
        super().resizeEvent(event)
        buttons = tuple(self._buttons.values())
        room = sum(made.full_width() + 8 for made in buttons) + 40
        say_less(reversed(buttons), room - self.width())

    # ---- what is shown

    def load(self, files: Sequence[CustomerFile]) -> None:
        """Show these files."""
        self._files = files
        for way in ("received", "sent", "issued"):
            self.way.set_count(way, sum(file.way == way for file in files))
        self._show()

    def _show(self) -> None:
        way, kind = self.way.value(), str(self.kind.currentData() or "")
        low = self.words.text().casefold()
        rows = [
            file
            for file in self._files
            if way in ("all", file.way)
            and kind in ("", file.kind)
            and (low in file.filename.casefold() or low in file.subject.casefold())
        ]
        self.table.load(rows)
        page = self.table if rows else self._none if self._files else self._empty
        self._stack.setCurrentWidget(page)
        self._enable()

    def _enable(self) -> None:
        chosen = self.table.chosen() if self._stack.currentWidget() is self.table else []
        one = len(chosen) == 1
        mailed = [file for file in chosen if file.way != "issued"]
        self._buttons["preview"].setEnabled(one and bool(mailed))
        self._buttons["open"].setEnabled(one)
        self._buttons["save"].setEnabled(bool(mailed))
        for key in ("keep", "mail"):
            self._buttons[key].setEnabled(one and bool(mailed))

    # ---- what is done

    def _mailed(self) -> list[CustomerFile]:
        return [file for file in self.table.chosen() if file.way != "issued"]

    def preview(self) -> None:
        """Look at the chosen file; the arrows go on through the list."""
        chosen = self.table.chosen()
        if not chosen:
            return
        if chosen[0].way == "issued":
            self._open(chosen[0])
            return
        shown = [file for file in self.table.shown() if file.way != "issued"]
        self.actions_of_files.preview([_mail_file(f) for f in shown], shown.index(chosen[0]))

    def open(self) -> None:
        """Open the chosen file by its program."""
        for file in self.table.chosen()[:1]:
            self._open(file)

    def _open(self, file: CustomerFile) -> None:
        if file.way != "issued":
            self.actions_of_files.open(_mail_file(file))
            return
        services = self._services
        services.tasks.submit(
            lambda: issued_copies.readable(services.store, file.document_id).path,
            ok=open_file,
            err=services.navigator.show_error,
            owner=self,
        )

    def save(self) -> None:
        """Save the chosen file under a name, several into a folder."""
        files = [_mail_file(file) for file in self._mailed()]
        if len(files) == 1:
            self.actions_of_files.save(files[0])
        elif files:
            self.actions_of_files.save_all(files)

    def keep(self) -> None:
        """Keep the chosen file with an order."""
        for file in self._mailed()[:1]:
            self.actions_of_files.keep(_mail_file(file))

    def go_to_mail(self) -> None:
        """Show the conversation that holds the chosen file."""
        for file in self._mailed()[:1]:
            self.thread_wanted.emit(file.thread_id)

    def _drag(self) -> None:
        files = [_mail_file(file) for file in self._mailed()]
        if files:
            self.actions_of_files.drag(files)

    def _menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        deeds: list[tuple[str, Callable[[], object]]] = [
            ("preview", self.preview),
            ("open", self.open),
            ("save", self.save),
            ("keep", self.keep),
            ("mail", self.go_to_mail),
        ]
        for key, handler in deeds:
            action = menu.addAction(self._buttons[key].text(), partial(_call, handler))
            action.setEnabled(self._buttons[key].isEnabled())
        menu.popup(self.table.viewport().mapToGlobal(place))


def _call(handler: Callable[[], object]) -> None:
    handler()
