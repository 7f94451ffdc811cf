"""A row of small facts in which the least important ones go where not all have room."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop.ui.widgets.panes import clear_layout


class FactsRow(QWidget):
    """`add` gives each fact its rank: those of rank 0 stay, the highest go first; no fact is cut."""

    def __init__(self, gap: int = 8, parent: QWidget | None = None) -> None:
        """`gap` is the space between two widgets, in pixels."""
        super().__init__(parent)
        self._facts: list[tuple[int, tuple[QWidget, ...]]] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(gap)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def clear(self) -> None:
        """Take all facts out."""
        self._facts.clear()
        clear_layout(self._row)

    def add(self, *widgets: QWidget, rank: int = 0) -> None:
        """Append a fact, which may be a sign with its words: they go together."""
        self._facts.append((rank, widgets))
        for widget in widgets:
            self._row.addWidget(widget)

    def done(self) -> None:
        """Show what there is room for."""
        self._row.addStretch(1)
        self._fit()

    def sizeHint(self) -> QSize:
        """Return the room that all of it takes."""
        tallest = max(
            (one.sizeHint().height() for _, fact in self._facts for one in fact), default=0
        )
        return QSize(self._width(), tallest)

    def minimumSizeHint(self) -> QSize:
        """Ask for no width: facts go where there is none."""
        return QSize(0, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def _width(self) -> int:
        gap = self._row.spacing()
        return sum(one.sizeHint().width() + gap for _, fact in self._facts for one in fact)

    def _fit(self) -> None:
        missing = self._width() - self.width()
        going = sorted(enumerate(self._facts), key=lambda pair: (-pair[1][0], -pair[0]))
        for _place, (rank, fact) in going:
            goes = missing > 0 and rank > 0
            for widget in fact:
                widget.setVisible(not goes)
                missing -= (widget.sizeHint().width() + self._row.spacing()) if goes else 0
