"""The panes of a preview: a picture, pages, words, rows; each zooms where that makes sense."""

from collections.abc import Sequence

import shiboken6
from PySide6.QtCore import (
    QAbstractTableModel,
    QBuffer,
    QByteArray,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QImage, QPalette, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QGraphicsPixmapItem,
    QGraphicsScene,
    QGraphicsView,
    QHBoxLayout,
    QPlainTextEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop.runtime.i18n import _
from desktop.ui.mail.preview_load import Sheet
from desktop.ui.theme import theme
from desktop.ui.widgets.buttons import primary
from desktop.ui.widgets.fields import PasswordEdit
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.segmented import Segmented
from desktop.ui.widgets.tips import plain_tip

_STEP = 1.25
_LEAST, _MOST = 0.1, 8.0
_READ_WITH_EASE = 1.25  # of the size on paper
_ROOT = QModelIndex()
_WIDEST_COLUMN = 360


class PicturePane(QGraphicsView):
    """A picture, fitted until it is zoomed; the mouse moves it about."""

    zoomed = Signal()

    def __init__(self, picture: QImage, parent: QWidget | None = None) -> None:
        """Show `picture`."""
        super().__init__(parent)
        self._scene = QGraphicsScene(self)
        self._item = QGraphicsPixmapItem(QPixmap.fromImage(picture))
        self._item.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        self._scene.addItem(self._item)
        self.setScene(self._scene)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setBackgroundBrush(theme().color("desk"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._fitted = True

    def factor(self) -> float:
        """Return how large it is shown, 1.0 for its own pixels."""
        return self.transform().m11()

    def zoom(self, step: int) -> None:
        """Larger (1), smaller (-1), or as large as the window (0)."""
        self._fitted = step == 0
        if step == 0:
            self._fit()
        else:
            wanted = self.factor() * (_STEP if step > 0 else 1 / _STEP)
            wanted = min(max(wanted, _LEAST), _MOST)
            self.scale(wanted / self.factor(), wanted / self.factor())
        self.zoomed.emit()

    def _fit(self) -> None:
        self.resetTransform()
        bounds = self._item.boundingRect()
        room = self.viewport().size()
        if bounds.width() > room.width() or bounds.height() > room.height():
            self.fitInView(self._item, Qt.AspectRatioMode.KeepAspectRatio)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit again until somebody zoomed."""
        super().resizeEvent(event)
        if self._fitted:
            self._fit()
            self.zoomed.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel zoom."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1 if event.angleDelta().y() > 0 else -1)
        else:
            super().wheelEvent(event)


class PdfPane(QWidget):
    """The pages of a PDF below each other; a locked one asks for its password. `zoomed`: size or page changed."""

    zoomed = Signal()

    def __init__(self, data: bytes, parent: QWidget | None = None) -> None:
        """Show the PDF `data`."""
        super().__init__(parent)
        self._bytes = QByteArray(data)
        self._follows = True
        self._buffer = QBuffer(self)
        self._buffer.setData(self._bytes)
        self.document = QPdfDocument(self)
        self.view = QPdfView(self)
        self.view.setPageMode(QPdfView.PageMode.MultiPage)
        self.view.setPageSpacing(12)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        palette = QPalette(self.view.palette())
        for role in (QPalette.ColorRole.Dark, QPalette.ColorRole.Base, QPalette.ColorRole.Window):
            palette.setColor(role, theme().color("desk"))
        self.view.setPalette(palette)
        self.view.setDocument(self.document)
        self.view.viewport().installEventFilter(self)
        self.view.pageNavigator().currentPageChanged.connect(self._turned)
        self._lock = self._password_row()
        self.problem = label("", "body", "text2", wrap=True)
        self.problem.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view, 1)
        column.addWidget(self._lock, 1)
        column.addWidget(self.problem, 1)
        self._load()

    @Slot(int)
    def _turned(self, _page: int) -> None:
        if shiboken6.isValid(self):  # the view speaks once more when it is taken down
            self.zoomed.emit()

    def _password_row(self) -> QWidget:
        holder = QWidget()
        self.password = PasswordEdit()
        self.password.setFixedWidth(260)
        self._said = label("", "body", "text2")
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.password)
        row.addWidget(primary(_("Show"), self.unlock))
        row.addStretch(1)
        column = QVBoxLayout(holder)
        column.addStretch(1)
        column.addWidget(self._said, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addLayout(row)
        column.addStretch(1)
        self.password.returnPressed.connect(self.unlock)
        return holder

    def unlock(self) -> None:
        """Try the password that was typed; it is kept nowhere."""
        self.document.setPassword(self.password.text())
        self._load(_("This password does not open it."))

    def _load(self, wrong: str = "") -> None:
        self._buffer.close()
        self._buffer.open(QBuffer.OpenModeFlag.ReadOnly)
        self.document.load(self._buffer)
        error = self.document.error()
        locked = error == QPdfDocument.Error.IncorrectPassword
        broken = error != QPdfDocument.Error.None_ and not locked
        self._said.setText(wrong or _("A password locks this PDF. The sender knows it."))
        self.problem.setText(
            _("This PDF is damaged and cannot be shown here. Another program may still open it.")
        )
        self.view.setVisible(not locked and not broken)
        self._lock.setVisible(locked)
        self.problem.setVisible(broken)
        if not locked and not broken:
            self._follow()
        if locked:
            self.password.setFocus()
        self.zoomed.emit()

    def page(self) -> int:
        """Return the page shown, from 0."""
        return self.view.pageNavigator().currentPage()

    def pages(self) -> int:
        """Return the number of pages, 0 for a PDF that cannot be shown."""
        return self.document.pageCount()

    def turn(self, step: int) -> None:
        """Go some pages on or back."""
        to = min(max(self.page() + step, 0), self.pages() - 1)
        if self.pages():
            self.view.pageNavigator().jump(to, QPointF(), 0)

    def factor(self) -> float:
        """Return the zoom, 1.0 for the size on paper; 0 while it follows the window."""
        return 0.0 if self._follows else self.view.zoomFactor()

    def zoom(self, step: int) -> None:
        """Larger (1), smaller (-1), or as the window has room (0)."""
        self._follows = step == 0
        if step == 0:
            self._follow()
        else:
            wanted = self.view.zoomFactor() * (_STEP if step > 0 else 1 / _STEP)
            self.view.setZoomFactor(min(max(wanted, _LEAST), _MOST))
        self.zoomed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the room for the pages until somebody zoomed."""
        if event.type() == QEvent.Type.Resize and self._follows:
            self._follow()
        return super().eventFilter(watched, event)

    def _follow(self) -> None:
        """As wide as the window, but no larger than is read with ease."""
        self.view.setZoomMode(QPdfView.ZoomMode.Custom)
        self.view.setZoomFactor(min(max(self._fitting(), _LEAST), _READ_WITH_EASE))

    def _fitting(self) -> float:
        """The zoom that fills the width now."""
        points = self.document.pagePointSize(self.page()).width()
        inch = self.view.logicalDpiX() / 72
        return (self.view.viewport().width() - 12) / (points * inch) if points else 1.0


class TextPane(QPlainTextEdit):
    """Plain words, read-only."""

    zoomed = Signal()

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        """Show `text`."""
        super().__init__(text, parent)
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFont(theme().font("body"))
        self.document().setDocumentMargin(20)
        self._size = 1.0

    def factor(self) -> float:
        """Return the size of the letters, 1.0 as everywhere."""
        return self._size

    def zoom(self, step: int) -> None:
        """Larger (1), smaller (-1), or as it was (0)."""
        wanted = self._size * (_STEP if step > 0 else 1 / _STEP) if step else 1.0
        self._size = min(max(wanted, 0.5), 4.0)
        font = theme().font("body")
        font.setPixelSize(round(theme().px("body") * self._size))
        self.setFont(font)
        self.zoomed.emit()


class TablePane(QWidget):
    """Rows of a sheet; several sheets are chosen above."""

    def __init__(self, sheets: Sequence[Sheet], parent: QWidget | None = None) -> None:
        """Show the first of `sheets`."""
        super().__init__(parent)
        self._sheets = {str(place): sheet for place, sheet in enumerate(sheets)}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if len(sheets) > 1:
            choice = Segmented([(key, s.title) for key, s in self._sheets.items()], plain=True)
            choice.chosen.connect(self._show)
            row = QHBoxLayout()
            row.setContentsMargins(16, 6, 16, 6)
            row.addWidget(choice)
            row.addStretch(1)
            column.addLayout(row)
        self.table = QTableView()
        self.table.setFrameShape(QFrame.Shape.NoFrame)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setWordWrap(False)
        self.table.setAlternatingRowColors(True)
        self.table.horizontalHeader().setDefaultSectionSize(140)
        self.table.verticalHeader().setDefaultSectionSize(theme().scaled(26))
        self.table.setFont(theme().font("small"))
        column.addWidget(self.table, 1)
        self._show("0")

    def _show(self, key: str) -> None:
        sheet = self._sheets.get(key)
        if sheet is None:
            return
        self.table.setModel(_Rows(sheet, self))
        for column in range(min(len(sheet.rows[0]) if sheet.rows else 0, 30)):
            width = max((len(row[column]) for row in sheet.rows[:60]), default=0)
            wide = 24 + round(width * self.table.fontMetrics().averageCharWidth() * 1.15)
            self.table.setColumnWidth(column, min(max(wide, 60), _WIDEST_COLUMN))


class _Rows(QAbstractTableModel):
    def __init__(self, sheet: Sheet, parent: QWidget) -> None:
        super().__init__(parent)
        self._sheet = sheet

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._sheet.rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() or not self._sheet.rows else len(self._sheet.rows[0])

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        text = self._sheet.rows[index.row()][index.column()][:2000]
        return plain_tip(text) if role == Qt.ItemDataRole.ToolTipRole else text
