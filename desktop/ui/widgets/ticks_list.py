"""A list of names that is put in order by dragging or Alt+Up/Down, each shown or hidden by its tick."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QListWidgetItem

from desktop.runtime.i18n import _
from desktop.ui.theme import theme
from desktop.ui.widgets.movable_list import MovableList

_KEY = Qt.ItemDataRole.UserRole


class TicksList(MovableList):
    """Names in `fixed` are always shown, the others by their tick."""

    def __init__(self, name: str, *, movable: bool = True) -> None:
        """Start empty; `name` is the accessible name."""
        super().__init__(name, movable=movable)
        self.itemChanged.connect(lambda _item: self.edited.emit())
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_names(
        self, names: Sequence[tuple[str, str]], hidden: Collection[str], fixed: Collection[str] = ()
    ) -> None:
        """Show (key, words) in order; those in `fixed` cannot be unticked."""
        self.blockSignals(True)
        place = self.currentRow()
        self.clear()
        height = theme().scaled(26)
        for key, words in names:
            item = QListWidgetItem(words)
            item.setData(_KEY, key)
            item.setSizeHint(QSize(100, height))
            off = key in hidden and key not in fixed
            flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            if self._movable:
                flags |= Qt.ItemFlag.ItemIsDragEnabled
            if key in fixed:
                item.setText(_("{name} · always").format(name=words))
            else:
                flags |= Qt.ItemFlag.ItemIsUserCheckable
                item.setCheckState(Qt.CheckState.Unchecked if off else Qt.CheckState.Checked)
            item.setFlags(flags)
            self.addItem(item)
        self.setCurrentRow(min(max(place, 0), self.count() - 1))
        self.setFixedHeight(height * max(self.count(), 1) + 6)
        self.blockSignals(False)

    def order(self) -> tuple[str, ...]:
        """Return the keys from top to bottom."""
        return tuple(str(self.item(row).data(_KEY)) for row in range(self.count()))

    def current_key(self) -> str:
        """Return the key of the chosen name, "" for none."""
        row = self.currentRow()
        return str(self.item(row).data(_KEY)) if 0 <= row < self.count() else ""

    def hidden_names(self) -> tuple[str, ...]:
        """Return the keys without a tick."""
        return tuple(
            str(self.item(row).data(_KEY))
            for row in range(self.count())
            if self.item(row).flags() & Qt.ItemFlag.ItemIsUserCheckable
            and self.item(row).checkState() is Qt.CheckState.Unchecked
        )
