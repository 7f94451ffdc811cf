"""The folders of an account with a tick for those that are synced, and what is kept of each."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QWidget

from desktop.runtime.i18n import _, ngettext
from desktop.store.queries.folder_tree import FolderItem
from desktop.ui.folder_names import folder_icon, folder_name
from desktop.ui.space_text import space_text
from desktop.ui.theme import theme
from desktop.ui.widgets.labels import IconLabel, label
from desktop.ui.widgets.tips import plain_tip

_KEEP = ("mail", "headers")
_STEP = 16


class FolderChoices(QWidget):
    """`changed()` when a tick or a choice was changed by the user."""

    changed = Signal()

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(2, 1)
        self.ticks: dict[int, QCheckBox] = {}
        self.keeps: dict[int, QComboBox] = {}
        self._figures: dict[int, QLabel] = {}
        self._totals: dict[int, int] = {}

    def show_folders(self, folders: Sequence[FolderItem]) -> None:
        """List these folders."""
        depths: dict[int, int] = {}
        for row, folder in enumerate(folders):
            depth = depths[folder.id] = depths.get(folder.parent or 0, -1) + 1
            self._add(row, folder, depth)

    def _add(self, row: int, folder: FolderItem, depth: int) -> None:
        name = folder_name(folder)
        tick = QCheckBox()
        tick.setAccessibleName(_("Sync {name}").format(name=name))
        tick.setChecked(folder.synced)
        tick.setEnabled(folder.selectable)
        holder = label(name)
        holder.setToolTip(plain_tip(folder.name))
        holder.setIndent(depth * _STEP)
        keep = QComboBox()
        keep.setAccessibleName(_("What is kept of {name}").format(name=name))
        for words in (_("Whole mails"), _("Headers only")):
            keep.addItem(words)
        keep.setCurrentIndex(_KEEP.index(folder.keep) if folder.keep in _KEEP else 0)
        keep.setEnabled(folder.synced)
        keep.setVisible(folder.selectable)
        figure = label("", "small", "text2")
        figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._grid.setRowMinimumHeight(row, theme().scaled(30))
        for column, widget in enumerate(
            (tick, IconLabel(folder_icon(folder), 16, "text2"), holder, figure, keep)
        ):
            self._grid.addWidget(widget, row, column)
        if folder.selectable:
            self.ticks[folder.id], self.keeps[folder.id] = tick, keep
            self._figures[folder.id], self._totals[folder.id] = figure, folder.total
            tick.toggled.connect(keep.setEnabled)
            tick.toggled.connect(lambda _on: self.changed.emit())
            keep.activated.connect(lambda _at: self.changed.emit())

    def show_figures(self, figures: Mapping[int, tuple[int, int]]) -> None:
        """Show (mails listed, bytes of them) of each folder; of others how many the server has."""
        for folder_id, widget in self._figures.items():
            mails, size = figures.get(folder_id, (0, 0))
            total = max(mails, self._totals[folder_id])
            words = ngettext("{n} mail", "{n} mails", total).format(n=f"{total:,}")
            widget.setText(f"{words} · {space_text(size)}" if mails else words)

    def choice(self) -> dict[int, tuple[bool, str]]:
        """Return folder id -> (synced, what is kept) as it is ticked."""
        return {
            folder_id: (tick.isChecked(), _KEEP[self.keeps[folder_id].currentIndex()])
            for folder_id, tick in self.ticks.items()
        }
