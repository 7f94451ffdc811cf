"""A table of what belongs to an article (costs, steps, papers ...): add, edit and remove by keyboard."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.runtime.i18n import _
from desktop.ui.products.deeds import Deeds
from desktop.ui.records.form_dialog import FormDialog
from desktop.ui.records.record_form import Section
from desktop.ui.records.table import Column, Table
from desktop.ui.services import Services
from desktop.ui.theme import theme
from desktop.ui.widgets.buttons import say_less, secondary
from desktop.ui.widgets.labels import ElidedLabel, label

Values = Mapping[str, object]


@dataclass(frozen=True)
class Part:
    """What a pane shows and how its rows are edited.

    `values` gives a form's values for a row (None: a new one); `save` writes them, `remove` takes
    a row out. `sections` are asked for when a form opens. `note` stands beside the title.
    """

    title: str
    add: str
    columns: tuple[Column, ...]
    sections: Callable[[], Sequence[Section]]
    values: Callable[[Any], Values]
    save: Callable[[Any, dict[str, Any]], object]
    remove: Callable[[Any], object]
    empty: str
    note: str = ""


_LEAST_NOTE = 80


class _Rows(Table):
    """Gives Delete and Insert to its pane."""

    def __init__(self, pane: "RowsPane", columns: Sequence[Column]) -> None:
        super().__init__(columns)
        self._pane = pane

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Remove by Delete, add by Insert."""
        if event.key() == Qt.Key.Key_Delete:
            self._pane.remove()
        elif event.key() == Qt.Key.Key_Insert:
            self._pane.add()
        else:
            super().keyPressEvent(event)


class RowsPane(QWidget):
    """Title, buttons, table; `load` fills it."""

    def __init__(self, services: Services, part: Part, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._services, self.part = services, part
        self._deeds = Deeds(services, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(16, 12, 16, 8)
        head.setSpacing(8)
        self._title = label(part.title, "section")
        head.addWidget(self._title)
        self.note = ElidedLabel(part.note, "small", "text2")
        head.addWidget(self.note, 1)
        self._edit_button = secondary(_("Edit"), self.edit, icon_name="pencil")
        self._remove_button = secondary(_("Remove"), self.remove, icon_name="trash-2")
        self.add_button = secondary(part.add, self.add, icon_name="plus")
        self._buttons = (self._edit_button, self._remove_button, self.add_button)
        for button in self._buttons:
            head.addWidget(button)
        column.addLayout(head)
        self.table = _Rows(self, part.columns)
        self.table.setAccessibleName(part.title)
        self.table.opened.connect(lambda _row: self.edit())
        self._empty = label(part.empty, "body", "text2", wrap=True)
        self._empty.setContentsMargins(16, 8, 16, 16)
        column.addWidget(self.table, 1)
        column.addWidget(self._empty)
        column.addStretch(0)
        self.load([])

    def load(self, rows: Sequence[Any]) -> None:
        """Show these rows."""
        self.table.load(rows)
        self.table.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        self._edit_button.setEnabled(bool(rows))
        self._remove_button.setEnabled(bool(rows))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where not all words have room, buttons are signs, Edit and Remove first."""
        super().resizeEvent(event)
        words = self._title.sizeHint().width() + min(self.note.sizeHint().width(), _LEAST_NOTE)
        shown = [made for made in self._buttons if not made.isHidden()]
        room = words + sum(made.full_width() + 8 for made in shown) + 48
        say_less(shown, room - self.width())

    def fit(self) -> None:
        """Take as much height as the rows need: for panes one below the other."""
        rows = self.table.rows.rowCount()
        height = self.table.verticalHeader().defaultSectionSize()
        self.table.setFixedHeight(theme().scaled(34) + height * max(rows, 1))

    def add(self) -> FormDialog:
        """Ask for a new row."""
        return self._open(None)

    def edit(self) -> FormDialog | None:
        """Edit the row that the keyboard is on."""
        row = self.table.current()
        return self._open(row) if row is not None else None

    def _open(self, row: Any) -> FormDialog:  # noqa: ANN401 - any row dataclass, None for a new one
        part = self.part
        dialog = FormDialog(
            self._services,
            part.add if row is None else part.title,
            part.sections(),
            part.values(row),
            lambda typed: part.save(row, typed),
            parent=self,
        )
        dialog.open()
        return dialog

    def remove(self) -> None:
        """Take the row out that the keyboard is on; the toast brings it back."""
        row = self.table.current()
        if row is not None:
            self._deeds.do(lambda: self.part.remove(row), _("Removed"))
