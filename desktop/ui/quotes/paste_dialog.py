"""What became of pasted rows: those in, those without a price, those that only words can stand for."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.runtime.i18n import _, ngettext
from desktop.trade.line_finding import FoundLine, Wanted
from desktop.trade.money import format_plain
from desktop.ui.quotes.paste import PutAside
from desktop.ui.widgets.buttons import primary, secondary
from desktop.ui.widgets.labels import label


@dataclass(frozen=True, slots=True)
class Unknown:
    """A row whose article the catalogue does not have."""

    row: int
    wanted: Wanted


class PasteDialog(QDialog):
    """Lists what needs a look; rows without an article can be taken as free text."""

    wanted_as_text = Signal(object)

    def __init__(
        self,
        title: str,
        added: int,
        unknown: Sequence[Unknown],
        priceless: Sequence[tuple[int, FoundLine]],
        aside: Sequence[PutAside],
        parent: QWidget,
    ) -> None:
        """Show it with `open()`."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumSize(560, 360)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        count = ngettext("{count} line added", "{count} lines added", added).format(count=added)
        column.addWidget(label(count, "lead", wrap=True))
        hint = _("Ticked rows are added as free text, without an article of the catalogue.")
        if unknown:
            column.addWidget(label(hint, "body", "text2", wrap=True))
        self.list = QListWidget()
        self.list.setWordWrap(True)
        for one in unknown:
            self._offer(one)
        for row, found in priceless:
            self._tell(row, found.wanted.text, found.problem)
        for put in aside:
            self._tell(put.row, put.text, put.reason)
        column.addWidget(self.list, 1)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        if unknown:
            buttons.addWidget(secondary(_("Leave out"), self.reject))
            self.yes = primary(_("Add as free text"), self._take, key="Ctrl+Return")
        else:
            self.yes = primary(_("Close"), self.accept)
        buttons.addWidget(self.yes)
        column.addLayout(buttons)
        self.list.setCurrentRow(0)
        self.yes.setFocus()

    def _offer(self, one: Unknown) -> None:
        quantity = format_plain(one.wanted.quantity) if one.wanted.quantity is not None else "–"
        words = _("Row {row}: {quantity} × {text} is not in the catalogue").format(
            row=one.row, quantity=quantity, text=one.wanted.text
        )
        item = QListWidgetItem(words)
        item.setData(Qt.ItemDataRole.UserRole, one.wanted)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Checked)
        self.list.addItem(item)

    def _tell(self, row: int, text: str, reason: str) -> None:
        words = _("Row {row} ({text}): {reason}").format(row=row, text=text, reason=reason)
        self.list.addItem(QListWidgetItem(words))

    def texts(self) -> str:
        """Return what the list says, a row a line."""
        return "\n".join(self.list.item(row).text() for row in range(self.list.count()))

    def _take(self) -> None:
        items = [self.list.item(row) for row in range(self.list.count())]
        chosen = [
            item.data(Qt.ItemDataRole.UserRole)
            for item in items
            if item.checkState() == Qt.CheckState.Checked
            and item.data(Qt.ItemDataRole.UserRole) is not None
        ]
        self.accept()
        if chosen:
            self.wanted_as_text.emit(chosen)
