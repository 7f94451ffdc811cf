"""Small pictures of products for the lines table: read beside the window, kept small.

They are decoded on the GUI thread: Qt's decoders take locks of signals while PySide holds the interpreter, and a thread
of its own can meet the window there in an embrace that never ends. A thumbnail takes a fraction of a millisecond.
"""

from collections import OrderedDict
from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap

from desktop.store.workspace import Store
from desktop.trade import product_pictures
from desktop.ui.services import Services

# Twice the tile of the design: sharp on screens of double density.
PIXELS = 72
MOST_KEPT = 600
MOST_AT_ONCE = 40


class Thumbnails(QObject):
    """Gives pictures by product; those not read yet come with `arrived`."""

    arrived = Signal()

    def __init__(self, services: Services, parent: QObject) -> None:
        """Start empty."""
        super().__init__(parent)
        self._services = services
        self._kept: OrderedDict[str, QPixmap | None] = OrderedDict()
        self._wanted: list[str] = []
        self._under_way = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._read)

    def picture(self, product_id: str | None) -> QPixmap | None:
        """Return the picture of a product if it is at hand; else it is read for later."""
        if not product_id:
            return None
        if product_id in self._kept:
            self._kept.move_to_end(product_id)
            return self._kept[product_id]
        if product_id not in self._wanted:
            self._wanted.append(product_id)
            self._soon.start()
        return None

    def forget(self) -> None:
        """Read every picture again: products changed."""
        self._kept.clear()

    def _read(self) -> None:
        if self._under_way or not self._wanted:
            return
        # What was painted last is looked at now.
        ids, self._wanted = self._wanted[-MOST_AT_ONCE:], []
        self._under_way = True
        store = self._services.store
        self._services.tasks.submit(
            lambda: read_pictures(store, ids), ok=self._take, err=self._give_up, owner=self
        )

    def _take(self, found: dict[str, bytes | None]) -> None:
        self._under_way = False
        for product_id, content in found.items():
            self._kept[product_id] = _small(content)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        self.arrived.emit()
        self._read()

    def _give_up(self, error: BaseException) -> None:
        """A picture is no reason to disturb: the tile keeps its sign."""
        self._under_way = False
        self._services.tasks.failed.emit(error)


def read_pictures(store: Store, ids: Sequence[str]) -> dict[str, bytes | None]:
    """Return the small picture file of each product, None for one without."""
    found = product_pictures.thumbnails(store, ids)
    return {product_id: found.get(product_id) for product_id in ids}


def _small(content: bytes | None) -> QPixmap | None:
    """Return the picture at the size of a tile, None for none or a broken one."""
    image = QImage.fromData(content) if content else QImage()
    if image.isNull():
        return None
    return QPixmap.fromImage(
        image.scaled(
            PIXELS,
            PIXELS,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    )
