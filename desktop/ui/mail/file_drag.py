"""Files dragged out of a mail: as files for folders and mail programs, a single picture as a picture too."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData, QSize, Qt, QUrl
from PySide6.QtGui import QDrag, QGuiApplication, QImageReader
from PySide6.QtWidgets import QWidget

from desktop.ui.icons import pixmap

_MOST_PIXELS = 40_000_000


@dataclass(frozen=True, slots=True)
class Dragged:
    """The copies to drag, and how many files were kept back because they are programs."""

    paths: tuple[Path, ...]
    kept_back: int


def drag_data(paths: Sequence[Path]) -> QMimeData:
    """Return what is dragged: addresses of the files; a single picture also as its pixels."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    if len(paths) == 1:
        reader = QImageReader(str(paths[0]))
        size: QSize = reader.size()
        if reader.canRead() and size.width() * size.height() <= _MOST_PIXELS:
            picture = reader.read()
            if not picture.isNull():
                data.setImageData(picture)
    return data


def begin_drag(source: QWidget, paths: Sequence[Path]) -> None:
    """Begin dragging, when the mouse button is still down."""
    if not QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton:
        return
    drag = QDrag(source)
    drag.setMimeData(drag_data(paths))
    drag.setPixmap(pixmap("files" if len(paths) > 1 else "file", 32, "accent"))
    drag.exec(Qt.DropAction.CopyAction)
