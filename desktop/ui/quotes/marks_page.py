"""Shipping marks of a quote: the main mark, built or by hand, and the side mark of each carton."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.runtime.i18n import _
from desktop.trade.marks import clean_mark, side_mark
from desktop.trade.package_groups import groups_of
from desktop.trade.quote_draft import QuoteDraft
from desktop.trade.quote_marks import read_usual_mark
from desktop.trade.shipment import Shipment
from desktop.ui.services import Services
from desktop.ui.widgets.buttons import link
from desktop.ui.widgets.fields import Field, line_edit
from desktop.ui.widgets.labels import label

MOST_SIDE_MARKS = 200


class MarksPage(QWidget):
    """Edits destination and main mark; `edited` carries the changed draft."""

    edited = Signal(object)

    def __init__(self, services: Services | None, *, read_only: bool = False) -> None:
        """Build the page; `load` fills it."""
        super().__init__()
        self._services = services
        self._draft: QuoteDraft | None = None
        self._usual = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 14, 20, 12)
        row.setSpacing(24)
        left = QVBoxLayout()
        left.setSpacing(10)
        self.destination = line_edit()
        self.destination.setReadOnly(read_only)
        self.destination.editingFinished.connect(self._take)
        left.addWidget(Field(_("Destination"), self.destination))
        self.main = QPlainTextEdit()
        self.main.setTabChangesFocus(True)
        self.main.setReadOnly(read_only)
        self.main.textChanged.connect(self._take)
        self.main.setAccessibleName(_("Main mark"))
        left.addWidget(label(_("Main mark"), "caption", "text2"))
        left.addWidget(self.main, 1)
        self.usual = link(_("Use the usual mark"), self._use_usual)
        self.usual.setVisible(not read_only)
        under = QHBoxLayout()
        under.addWidget(self.usual)
        under.addStretch(1)
        left.addLayout(under)
        row.addLayout(left, 1)
        right = QVBoxLayout()
        right.setSpacing(4)
        right.addWidget(label(_("Side marks"), "caption", "text2"))
        self.side = QPlainTextEdit()
        self.side.setTabChangesFocus(True)
        self.side.setReadOnly(True)
        self.side.setAccessibleName(_("Side marks"))
        right.addWidget(self.side, 1)
        row.addLayout(right, 1)

    def load(self, draft: QuoteDraft, shipment: Shipment) -> None:
        """Show the marks of a draft."""
        first = self._draft is None or (
            (self._draft.customer_id, self._draft.destination)
            != (draft.customer_id, draft.destination)
        )
        self._draft = draft
        if self.destination.text() != draft.destination:
            self.destination.setText(draft.destination)
        self.destination.setPlaceholderText(replace(draft, destination="").final_place())
        if first:
            self._read_usual(shipment.packed.cartons)
        self._show_main()
        names = [line.title() for line in draft.lines]
        units = [line.unit for line in draft.lines]
        groups = groups_of(shipment)[:MOST_SIDE_MARKS]
        marks = [f"C/NO. {g.numbers}\n{side_mark(g, names, units)}" for g in groups]
        text = "\n\n".join(marks)
        if self.side.toPlainText() != text:
            self.side.setPlainText(text)

    def _read_usual(self, cartons: int) -> None:
        if self._services is None or self._draft is None:
            return
        store, draft = self._services.store, self._draft
        self._services.tasks.submit(
            lambda: read_usual_mark(store, draft, cartons),
            ok=self._show_usual,
            owner=self,
            key="mark",
        )

    def _show_usual(self, usual: str) -> None:
        self._usual = usual
        self._show_main()

    def _show_main(self) -> None:
        if self._draft is None:
            return
        by_hand = self._draft.shipping_marks
        self.usual.setEnabled(bool(by_hand))
        wanted = by_hand or self._usual
        if clean_mark(self.main.toPlainText()) != clean_mark(wanted):
            self.main.blockSignals(True)
            self.main.setPlainText(wanted)
            self.main.blockSignals(False)

    def _use_usual(self) -> None:
        if self._draft is not None:
            self.edited.emit(replace(self._draft, shipping_marks=""))

    def _take(self) -> None:
        if self._draft is None:
            return
        typed = clean_mark(self.main.toPlainText())
        by_hand = "" if typed == clean_mark(self._usual) else typed
        destination = self.destination.text().strip()
        new = replace(self._draft, shipping_marks=by_hand, destination=destination)
        if new != self._draft:
            self.edited.emit(new)
