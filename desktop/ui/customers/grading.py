"""Why a customer has its grade: three scores as a radar, their facts as bars, the reasons in words."""

import math

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.crm.grading import Grade, Part, Score
from desktop.runtime.i18n import _, ngettext
from desktop.ui.theme import theme
from desktop.ui.widgets import paint
from desktop.ui.widgets.chips import GradeBadge
from desktop.ui.widgets.labels import ElidedLabel, label
from desktop.ui.widgets.panes import clear_layout
from desktop.ui.widgets.progress import ProgressLine

RINGS = (1 / 3, 2 / 3, 1.0)
UP = -math.pi / 2


class Radar(QWidget):
    """Three scores on a triangle; an unknown one lies in the middle, written as "?"."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._scores: list[tuple[str, int | None]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def load(self, scores: list[tuple[str, int | None]]) -> None:
        """Show (name, 0 to 100 or None) of the three scores."""
        self._scores = scores
        self.setAccessibleName(", ".join(_named(name, value) for name, value in scores))
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as it may be."""
        return QSize(200, 156)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the rings, the scores and their names."""
        painter = QPainter(self)
        paint.smooth(painter)
        middle = QPointF(self.width() / 2, 86.0)
        radius = 62.0
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme().color("border"), 1))
        for share in RINGS:
            painter.drawPolygon(self._corners(middle, [radius * share] * 3))
        lengths = [radius * (value or 0) / 100 for _name, value in self._scores]
        if len(lengths) == 3:
            shape = self._corners(middle, lengths)
            fill = theme().color("accent", 0.14)
            painter.setBrush(fill)
            painter.setPen(QPen(theme().color("accent"), 1.5))
            painter.drawPolygon(shape)
            painter.setBrush(theme().color("accent"))
            painter.setPen(Qt.PenStyle.NoPen)
            for corner in range(3):
                painter.drawEllipse(shape.at(corner), 3, 3)
            self._names(painter)

    @staticmethod
    def _corners(middle: QPointF, lengths: list[float]) -> QPolygonF:
        points = [
            QPointF(
                middle.x() + length * math.cos(UP + corner * 2 * math.pi / 3),
                middle.y() + length * math.sin(UP + corner * 2 * math.pi / 3),
            )
            for corner, length in enumerate(lengths)
        ]
        return QPolygonF(points)

    def _names(self, painter: QPainter) -> None:
        width = self.width()
        line = theme().line("caption")
        boxes = (
            (QRect(width // 2 + 14, 8, width // 2 - 14, line), Qt.AlignmentFlag.AlignLeft),
            (QRect(width // 2 + 4, 128, width // 2 - 4, line), Qt.AlignmentFlag.AlignRight),
            (QRect(0, 128, width // 2 - 4, line), Qt.AlignmentFlag.AlignLeft),
        )
        for (name, value), (box, side) in zip(self._scores, boxes, strict=True):
            paint.text(painter, box, _named(name, value), style="caption", color="text", align=side)


def _named(name: str, value: int | None) -> str:
    return f"{name} {'?' if value is None else value}"


class GradingPane(QWidget):
    """The grade with everything that led to it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build it; `load` fills it."""
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.addWidget(label(_("Grading"), "section"))
        head.addStretch(1)
        self._how = label("", "small", "text2")
        head.addWidget(self._how)
        self._letter = GradeBadge("")
        head.addWidget(self._letter)
        column.addLayout(head)
        self.radar = Radar()
        column.addWidget(self.radar)
        self._reasons = label("", "small", "text2", wrap=True)
        column.addWidget(self._reasons)
        self._facts = QVBoxLayout()
        self._facts.setSpacing(3)
        column.addLayout(self._facts)

    def load(self, grade: Grade) -> None:
        """Show a grade."""
        self._letter.set(grade.grade or "")
        how = _("set by hand") if grade.by_hand else _("rising") if grade.rising else ""
        self._how.setText(how)
        named = (
            (_("Potential"), grade.potential),
            (_("Fit"), grade.fit),
            (_("Relationship"), grade.relationship),
        )
        self.radar.load([(name, score.value) for name, score in named])
        self._reasons.setText("\n".join(why.text() for why in grade.reasons))
        clear_layout(self._facts)
        for name, score in named:
            self._facts.addWidget(label(name, "caption", "text2"))
            for part in _known(score):
                self._facts.addWidget(_bar(part))
            missing = len(score.parts) - len(_known(score))
            if missing:
                text = ngettext("{count} fact not known", "{count} facts not known", missing)
                text = text.format(count=missing)
                self._facts.addWidget(label(text, "caption", "text3"))


def _known(score: Score) -> list[Part]:
    return [part for part in score.parts if part.points is not None]


def _bar(part: Part) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(10)
    name = ElidedLabel(part.title(), "small", "text2")
    name.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
    name.setFixedWidth(theme().scaled(150))
    row.addWidget(name)
    line = ProgressLine()
    line.set((part.points or 0) / 100)
    row.addWidget(line, 1)
    points = label(str(part.points), "small")
    points.setFixedWidth(theme().scaled(26))
    points.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    row.addWidget(points)
    return holder
