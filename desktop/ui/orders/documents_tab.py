"""What was issued from an order, what can be issued next, and the papers of others kept with it."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.runtime.days import long_day
from desktop.runtime.i18n import _
from desktop.trade.documents.languages import offered
from desktop.trade.order_chain import FROM_ORDER, OrderDocument, kind_text, newest
from desktop.trade.order_figures import OrderFigures
from desktop.ui.orders.kept_pane import KeptPane
from desktop.ui.orders.papers import PaperDeeds, can_make
from desktop.ui.quotes.copy_deed import CopyDeed
from desktop.ui.quotes.issued_dialog import IssuedDialog
from desktop.ui.records.table import DAY_WIDTH, Column, Table
from desktop.ui.services import Services
from desktop.ui.theme import theme
from desktop.ui.widgets.buttons import link, say_less, secondary
from desktop.ui.widgets.fields import Combo
from desktop.ui.widgets.flow_layout import FlowLayout
from desktop.ui.widgets.labels import hline, label


class DocumentsTab(QWidget):
    """What was issued, and what can be issued next."""

    clauses_wanted = Signal()

    def __init__(self, services: Services, papers: PaperDeeds) -> None:
        """Start empty."""
        super().__init__()
        self._services, self._papers = services, papers
        self.copies = CopyDeed(services, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head())
        self.table = Table(_columns(), sort=0, descending=True)
        self.table.setAccessibleName(_("Issued documents"))
        self.table.opened.connect(lambda row: papers.open(row.id))
        column.addWidget(self.table, 1)
        self._empty = label("", "body", "text2", wrap=True)
        self._empty.setContentsMargins(24, 4, 24, 12)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        column.addWidget(self._empty, 1)
        column.addLayout(self._makers())
        column.addWidget(hline())
        self.kept = KeptPane(services)
        column.addWidget(self.kept)

    def _head(self) -> QHBoxLayout:
        """What is done with the document chosen, and the language of the next one."""
        head = QHBoxLayout()
        head.setContentsMargins(24, 12, 24, 8)
        head.setSpacing(8)
        self._title = label(_("Issued documents"), "section")
        head.addWidget(self._title)
        head.addStretch(1)
        self.language = Combo(
            [(key, key.upper().replace("+", " + ")) for key in offered()], self._papers.language()
        )
        self.language.setAccessibleName(_("Language of documents"))
        self.language.chosen.connect(self._papers.set_language)
        head.addWidget(self.language)
        self.copy_button = secondary(_("Save a copy"), self.copy, icon_name="download")
        self._deeds = (
            secondary(_("Preview"), self.preview, icon_name="eye"),
            secondary(_("Open"), self.open, icon_name="external-link"),
            secondary(_("Show in folder"), self.folder, icon_name="folder-open"),
            self.copy_button,
            secondary(_("Send by mail"), self.mail, icon_name="mail"),
        )
        for button in self._deeds:
            head.addWidget(button)
        return head

    def _makers(self) -> QHBoxLayout:
        """What can be issued next."""
        self.makers = {
            kind: secondary(
                _("Issue {kind}").format(kind=_lower(kind_text(kind))),
                partial(self._papers.make, kind),
                icon_name="file-plus",
            )
            for kind in FROM_ORDER
        }
        below = QHBoxLayout()
        below.setContentsMargins(24, 12, 24, 16)
        makers = FlowLayout()
        below.addLayout(makers)
        for made in self.makers.values():
            makers.addWidget(made)
        self.clauses_button = link(
            _("Clauses of the contract"), self.clauses_wanted.emit, icon_name="book-open"
        )
        self.clauses_button.setFixedHeight(theme().scaled(theme().size.control))
        makers.addWidget(self.clauses_button)
        return below

    def show_order(self, order: OrderFigures) -> None:
        """Show the documents of an order."""
        self.language.set_value(self._papers.language())
        self.table.load(order.documents)
        self.table.setVisible(bool(order.documents))
        self._empty.setVisible(not order.documents)
        self._empty.setText(
            _("Nothing was issued.") if order.is_cancelled else
            _("Nothing is issued yet: choose the language above and issue a document below.")
        )  # fmt: skip
        self.kept.show_files(order.id, order.files)
        for button in self._deeds:
            button.setVisible(bool(order.documents))
        self._fit()
        was_there = any(made.hasFocus() for made in self.makers.values())
        for kind, button in self.makers.items():
            found = newest(order.documents, kind)
            is_open = found is None or bool(found.changes)
            button.setVisible(can_make(kind) and is_open and not order.is_cancelled)
        if was_there and order.documents:  # what was pressed is gone: on to what it made
            self.table.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say as much as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where not all words have room, the deeds on a document are signs, the last one first."""
        shown = [made for made in self._deeds if not made.isHidden()]
        words = self._title.sizeHint().width() + self.language.sizeHint().width()
        missing = words + sum(made.full_width() + 8 for made in shown) + 64 - self.width()
        say_less(reversed(shown), missing)

    def first_widget(self) -> QWidget:
        """Return where the keyboard begins: the list, or what issues its first document."""
        if self.table.rows.rowCount():
            return self.table
        return next((b for b in self.makers.values() if not b.isHidden()), self.table)

    def _current(self) -> OrderDocument | None:
        row = self.table.current()
        return row if isinstance(row, OrderDocument) else None

    def open(self) -> None:
        """Show the file of the row."""
        row = self._current()
        if row is not None:
            self._papers.open(row.id)

    def preview(self) -> IssuedDialog | None:
        """Show the pages of the row's document in a window of their own."""
        row = self._current()
        if row is None:
            return None
        dialog = IssuedDialog(self._services, row.id, row.label(), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def copy(self) -> None:
        """Save a copy of the row's document in a form to choose."""
        row = self._current()
        if row is not None:
            name = f"SUPERSEDED_{row.file_name}" if row.is_superseded else row.file_name
            self.copies.choose(self.copy_button, row.id, name)

    def folder(self) -> None:
        """Show where the file lies."""
        row = self._current()
        if row is not None:
            self._papers.folder(row.id)

    def mail(self) -> None:
        """Begin a mail with the file."""
        row = self._current()
        if row is not None:
            self._papers.mail(row)


def _lower(words: str) -> str:
    """Return words as they stand inside a sentence."""
    return words[:1].lower() + words[1:]


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("Issued"), lambda d: long_day(d.issued_on), DAY_WIDTH, sort=lambda d: d.issued_on,
               tone=_quiet),
        Column(_("Document"), lambda d: d.text(), 170, tone=_quiet),
        Column(_("Document no."), lambda d: d.label(), 180, strong=True, tone=_quiet),
        Column(_("Language"), lambda d: d.language.upper(), 90, tone=_quieter),
        Column(_("State"), _state, 140, sign="chip", tone=_tone),
        Column(_("Changed since"), _said, tone=lambda d: "amber" if d.changes else "text2"),
    )  # fmt: skip


def _quiet(document: OrderDocument) -> str:
    """An older revision steps back behind what holds."""
    return "text3" if document.is_superseded else "text"


def _quieter(document: OrderDocument) -> str:
    return "text3" if document.is_superseded else "text2"


def _said(document: OrderDocument) -> str:
    """Return what the order says differently since, else why this revision was made."""
    return "; ".join(document.changes) or document.change_reason


def _state(document: OrderDocument) -> str:
    if document.is_superseded:
        return _("Superseded")
    return _("Order changed") if document.changes else _("In force")


def _tone(document: OrderDocument) -> str:
    if document.is_superseded:
        return "neutral"
    return "amber" if document.changes else "green"
