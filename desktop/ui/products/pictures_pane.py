"""The pictures of an article: files dropped or chosen, moved by keys, the first one stands for it."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QIcon, QKeyEvent, QPixmap
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QListView,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _, ngettext
from desktop.trade import product_pictures
from desktop.trade.product_pictures import Picture, Prepared
from desktop.ui.products.deeds import Deeds
from desktop.ui.records.form_dialog import FormDialog
from desktop.ui.records.record_form import FieldSpec, Section
from desktop.ui.services import Services
from desktop.ui.theme import theme
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import icon_button, secondary
from desktop.ui.widgets.labels import ElidedLabel, label

_TILE = 168
_FRONT = -10_000
_KINDS = "*.png *.jpg *.jpeg *.webp *.gif *.bmp *.tif *.tiff"


class _Grid(QListWidget):
    """Pictures side by side; Delete removes, Alt+Left and Alt+Right move."""

    def __init__(self, pane: "PicturesPane") -> None:
        super().__init__()
        self._pane = pane
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        side = theme().scaled(_TILE)
        self.setIconSize(QSize(side - 24, side - 24))
        self.setGridSize(QSize(side, side + 24))
        self.setSpacing(8)
        self.setFrameShape(self.Shape.NoFrame)
        self.setAccessibleName(_("Pictures"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, remove, give words."""
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Home: _FRONT}
        if alt and event.key() in steps:
            self._pane.move_current(steps[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Delete:
            self._pane.remove()
        elif event.key() == Qt.Key.Key_Insert:
            self._pane.choose()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._pane.caption()
        else:
            super().keyPressEvent(event)


class PicturesPane(QWidget):
    """The pictures with their buttons; `open` shows an article's."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._services = services
        self._deeds = Deeds(services, self)
        self._product_id = ""
        self._pictures: Sequence[Picture] = ()
        self.setAcceptDrops(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 12, 24, 12)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(_("Pictures"), "section"))
        words = _("The first one stands on quotes. Drop files here.")
        head.addWidget(ElidedLabel(words, "small", "text2"), 1)
        for icon_name, name, steps, key in (
            ("chevrons-left", _("To the front"), _FRONT, "Alt+Home"),
            ("chevron-left", _("One to the front"), -1, "Alt+Left"),
            ("chevron-right", _("One to the back"), 1, "Alt+Right"),
        ):
            deed = partial(self.move_current, steps)
            head.addWidget(icon_button(icon_name, name, deed, shortcut=key))
        head.addWidget(secondary(_("Caption"), self.caption, icon_name="pencil"))
        head.addWidget(secondary(_("Remove"), self.remove, icon_name="trash-2"))
        self.add_button = secondary(_("Add pictures"), self.choose, icon_name="plus")
        head.addWidget(self.add_button)
        column.addLayout(head)
        self.problem = Banner()
        column.addWidget(self.problem)
        self.grid = _Grid(self)
        column.addWidget(self.grid, 1)

    def open(self, product_id: str, pictures: Sequence[Picture]) -> None:
        """Show these pictures; the one that was chosen stays chosen."""
        if product_id != self._product_id:
            self.problem.hide()
        chosen = self._current()
        self._product_id, self._pictures = product_id, tuple(pictures)
        self.grid.clear()
        for picture in self._pictures:
            pixmap = QPixmap()
            pixmap.loadFromData(picture.content)
            words = picture.caption or (_("Main picture") if picture.position == 0 else "")
            item = QListWidgetItem(QIcon(pixmap), words)
            item.setData(
                Qt.ItemDataRole.AccessibleTextRole,
                _("Picture {place}: {words}").format(place=picture.position + 1, words=words),
            )
            self.grid.addItem(item)
            if chosen is not None and picture.id == chosen.id:
                self.grid.setCurrentItem(item)
        if self.grid.currentRow() < 0 and self._pictures:
            self.grid.setCurrentRow(0)

    def _current(self) -> Picture | None:
        place = self.grid.currentRow()
        return self._pictures[place] if 0 <= place < len(self._pictures) else None

    def choose(self) -> None:
        """Ask for picture files."""
        paths, _kind = QFileDialog.getOpenFileNames(
            self, _("Add pictures"), "", _("Pictures") + f" ({_KINDS})"
        )
        self.add([Path(path) for path in paths])

    def add(self, paths: Sequence[Path]) -> None:
        """Take picture files; those that cannot be taken are named with their reasons."""
        if not paths or not self._product_id:
            return
        self.problem.hide()
        product_id = self._product_id
        self._services.tasks.submit(
            lambda: product_pictures.read_files(paths),
            ok=lambda found: self._add_read(product_id, *found),
            owner=self,
            lane="cpu",
        )

    def _add_read(
        self,
        product_id: str,
        found: Sequence[Prepared],
        refused: Sequence[tuple[Path, UserFacing]],
    ) -> None:
        if refused:
            words = [f"{path.name}: {problem.message}" for path, problem in refused]
            self.problem.say("red", "\n".join(words), refused[0][1].hint)
        if found:
            store = self._services.store
            said = ngettext("{count} picture added", "{count} pictures added", len(found))
            self._deeds.do(
                lambda: product_pictures.add(store, product_id, found),
                said.format(count=len(found)),
            )

    def move_current(self, steps: int) -> None:
        """Move the picture by places."""
        picture = self._current()
        if picture is not None:
            store = self._services.store
            self._deeds.do(lambda: product_pictures.move(store, picture.id, steps))

    def remove(self) -> None:
        """Take the picture out."""
        picture = self._current()
        if picture is not None:
            store = self._services.store
            self._deeds.do(lambda: product_pictures.remove(store, picture.id), _("Removed"))

    def caption(self) -> None:
        """Give the picture words."""
        picture = self._current()
        if picture is None:
            return
        store = self._services.store
        FormDialog(
            self._services,
            _("Caption"),
            (Section("", (FieldSpec("caption", _("Caption"), wide=True),)),),
            {"caption": picture.caption},
            lambda typed: product_pictures.set_caption(store, picture.id, str(typed["caption"])),
            parent=self,
        ).open()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Take files."""
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add the files that were dropped."""
        urls = event.mimeData().urls()
        self.add([Path(url.toLocalFile()) for url in urls if url.isLocalFile()])
        event.acceptProposedAction()
