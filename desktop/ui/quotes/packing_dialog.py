"""The packing of a quote in full: carton list with each line's carton, mixed cartons, marks."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.runtime.i18n import _, language
from desktop.trade import words
from desktop.trade.packing_edits import with_keys
from desktop.trade.quote_draft import DraftLine, QuoteDraft
from desktop.ui.quotes.carton_page import CartonPage
from desktop.ui.quotes.marks_page import MarksPage
from desktop.ui.quotes.mixed_page import MixedPage
from desktop.ui.services import Services
from desktop.ui.widgets.buttons import primary, secondary
from desktop.ui.widgets.dialogs import fit
from desktop.ui.widgets.labels import hline, label, retone
from desktop.ui.widgets.segmented import Segmented


class PackingDialog(QDialog):
    """Shows and edits the packing; `kept` carries the draft with what was changed here."""

    kept = Signal(object)

    def __init__(
        self,
        draft: QuoteDraft,
        services: Services | None,
        page: str = "lines",
        row: int = -1,
        *,
        read_only: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Show it with `open()`, at `page` ("lines", "mixed", "marks") and a line."""
        super().__init__(parent)
        self._draft = with_keys(draft)
        self.setWindowTitle(_("Packing"))
        fit(self, 860, 620)
        self.cartons = CartonPage(services, row, read_only=read_only)
        self.mixed = MixedPage(read_only=read_only)
        self.marks = MarksPage(services, read_only=read_only)
        self._pages: dict[str, CartonPage | MixedPage | MarksPage] = {
            "lines": self.cartons,
            "mixed": self.mixed,
            "marks": self.marks,
        }
        self._stack = QStackedWidget()
        for one in self._pages.values():
            self._stack.addWidget(one)
        self.cartons.edited.connect(self._take)
        self.mixed.edited.connect(self._take)
        self.marks.edited.connect(self._take)
        self.cartons.left.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head(page))
        column.addWidget(hline())
        column.addWidget(self._stack, 1)
        column.addWidget(hline())
        column.addLayout(self._foot(read_only))
        self._show(page)
        self._load()

    def _head(self, page: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(20, 12, 20, 12)
        self._tabs = Segmented(
            (("lines", _("Carton list")), ("mixed", _("Mixed cartons")), ("marks", _("Marks"))),
            page,
        )
        self._tabs.chosen.connect(self._show)
        row.addWidget(self._tabs)
        row.addStretch(1)
        self._words = label("", "small", "text2")
        row.addWidget(self._words)
        return row

    def _foot(self, read_only: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(20, 12, 20, 12)
        row.setSpacing(8)
        self._problem = label("", "small", "amber", wrap=True)
        row.addWidget(self._problem, 1)
        if read_only:
            row.addWidget(primary(_("Close"), self.accept))
            return row
        row.addWidget(secondary(_("Cancel"), self.reject))
        self.keep = primary(_("Use for the quote"), self._keep, key="Ctrl+Return")
        row.addWidget(self.keep)
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self._keep)
        return row

    def _show(self, page: str) -> None:
        self._stack.setCurrentWidget(self._pages[page])
        self._tabs.set_value(page)

    def _take(self, draft: QuoteDraft) -> None:
        self._draft = draft
        self._load()

    def _load(self) -> None:
        shipment = self._draft.totals().shipment
        for page in self._pages.values():
            page.load(self._draft, shipment)
        count = shipment.packed.cartons
        say = words.packages_chinese if language() == "zh_CN" else words.packages_english
        self._words.setText(say(count) if count else "")
        self._problem.setText("\n".join(finding.message for finding in shipment.findings()))
        retone(self._problem, "amber")

    def _keep(self) -> None:
        problem = self.cartons.problem() or self.mixed.problem()
        if problem:
            self._problem.setText(problem)
            retone(self._problem, "red")
            return
        self.accept()
        self.kept.emit(self._draft)


def with_packing_of(draft: QuoteDraft, other: QuoteDraft) -> QuoteDraft:
    """Return `draft` with the packing that was edited in `other`, everything else as it is."""
    lines = draft.lines
    if len(lines) == len(other.lines):
        pairs = zip(lines, other.lines, strict=True)
        lines = tuple(_packed_as(line, edited) for line, edited in pairs)
    return replace(
        draft,
        lines=lines,
        container_mix=other.container_mix,
        mixed_cartons=other.mixed_cartons,
        destination=other.destination,
        shipping_marks=other.shipping_marks,
    )


_LINE_FIELDS = (
    "key",
    "inner_pieces",
    "pcs_per_carton",
    "carton_length_cm",
    "carton_width_cm",
    "carton_height_cm",
    "net_weight_kg",
    "gross_weight_kg",
    "more_boxes",
)


def _packed_as(line: DraftLine, edited: DraftLine) -> DraftLine:
    changed = {name: getattr(edited, name) for name in _LINE_FIELDS}
    if all(getattr(line, name) == value for name, value in changed.items()):
        return line
    return replace(line, **changed)
