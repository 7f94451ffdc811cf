"""Files dragged out of a mail: as files for folders and mail programs, a single picture as a picture too."""

from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDrag, QGuiApplication, QImage
from PySide6.QtWidgets import QWidget

from desktop.ui.icons import pixmap
from desktop.ui.mail.pictures import decoded

_WIDEST = 20_000
_MOST_PIXELS = 40_000_000


@dataclass(frozen=True, slots=True)
class Dragged:
    """The copies to drag, how many files were kept back because they are programs, the pixels of a single picture."""

    paths: tuple[Path, ...]
    kept_back: int
    picture: QImage = field(default_factory=QImage)


def picture_of(path: Path) -> QImage:
    """Return the picture in a file, a null one for other files and for huge ones. Runs in a task."""
    return decoded(path.read_bytes(), widest=_WIDEST, most_pixels=_MOST_PIXELS).image


def drag_data(dragged: Dragged) -> QMimeData:
    """Return what is dragged: addresses of the files; a single picture also as its pixels."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in dragged.paths])
    if not dragged.picture.isNull():
        data.setImageData(dragged.picture)
    return data


def begin_drag(source: QWidget, dragged: Dragged) -> None:
    """Begin dragging, when the mouse button is still down."""
    if not QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton:
        return
    drag = QDrag(source)
    drag.setMimeData(drag_data(dragged))
    drag.setPixmap(pixmap("files" if len(dragged.paths) > 1 else "file", 32, "accent"))
    drag.exec(Qt.DropAction.CopyAction)
