"""Small signs as widgets: chip, grade, stage, SLA badge, avatar, milestones."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.runtime.i18n import _
from desktop.ui.theme import theme
from desktop.ui.widgets import paint


class _Sign(QWidget):
    """A widget of fixed size that paints one sign."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _changed(self, name: str) -> None:
        self.setAccessibleName(name)
        self.updateGeometry()
        self.update()


class Chip(_Sign):
    """A tinted label of 20 px; tones: neutral accent green amber red slate violet outline."""

    def __init__(
        self,
        label: str,
        tone: str = "neutral",
        *,
        icon_name: str = "",
        stage: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """Make a chip; `stage` puts the stage's sign before the label."""
        super().__init__(parent)
        self._icon, self._stage = icon_name, stage
        self.set(label, tone)

    def set(self, label: str, tone: str = "neutral") -> None:
        """Show another label and tone."""
        self._label, self._tone = label, tone
        self._changed(label)

    def text(self) -> str:
        """Return the label."""
        return self._label

    def sizeHint(self) -> QSize:
        return paint.chip_size(self._label, self._icon or self._stage)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.chip(
            painter, self.rect(), self._label, self._tone, icon_name=self._icon, stage=self._stage
        )


class StageChip(Chip):
    """An outlined chip with the sign and name of a deal's stage."""

    def __init__(self, stage: str, parent: QWidget | None = None) -> None:
        """Show `stage`, a key of `paint.STAGES`."""
        super().__init__(paint.stage_name(stage), "outline", stage=stage, parent=parent)


class GradeBadge(_Sign):
    """The letter tile of a grade; anything but A, B, C is a dashed "?"."""

    def __init__(self, letter: str = "", parent: QWidget | None = None) -> None:
        """Show `letter`."""
        super().__init__(parent)
        self.set(letter)

    def set(self, letter: str) -> None:
        """Show another grade."""
        self._letter = letter
        known = letter in paint.GRADES
        self._changed(_("Grade {letter}").format(letter=letter) if known else _("Grade unknown"))

    def sizeHint(self) -> QSize:
        side = theme().size.grade
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint.grade(QPainter(self), self.rect(), self._letter)


class StageGlyph(_Sign):
    """The 14-px sign of a deal's stage."""

    def __init__(self, stage: str, parent: QWidget | None = None) -> None:
        """Show `stage`."""
        super().__init__(parent)
        self.set(stage)

    def set(self, stage: str) -> None:
        """Show another stage."""
        self._stage = stage
        self._changed(paint.stage_name(stage))

    def sizeHint(self) -> QSize:
        side = theme().size.stage_glyph
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint.stage_glyph(QPainter(self), self.rect(), self._stage)


class SlaBadge(_Sign):
    """How long the other side has waited: words on grey, amber, red, or green "replied"."""

    def __init__(self, kind: str = "none", label: str = "", parent: QWidget | None = None) -> None:
        """Show `label` in the colours of `kind` (a key of `paint.SLA`)."""
        super().__init__(parent)
        self.set(kind, label)

    def set(self, kind: str, label: str) -> None:
        """Show another state; an empty label hides the badge."""
        self._kind, self._label = kind, label
        self.setVisible(bool(label))
        self._changed(label)

    def sizeHint(self) -> QSize:
        return paint.sla_size(self._label)

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint.sla_badge(QPainter(self), self.width(), self.height() // 2, self._kind, self._label)


class Avatar(_Sign):
    """A round sign with initials; its colour always belongs to the name."""

    def __init__(self, name: str, side: int = 32, parent: QWidget | None = None) -> None:
        """Show `name` in a circle of `side` pixels."""
        super().__init__(parent)
        self._side = side
        self.set(name)

    def set(self, name: str) -> None:
        """Show another name."""
        self._name = name
        self._changed(name)

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint.avatar(QPainter(self), self.rect(), self._name)


class MilestoneStrip(QWidget):
    """One 4-px segment a milestone, each filled by its share."""

    def __init__(self, done: Sequence[float] = (), parent: QWidget | None = None) -> None:
        """Show shares from 0 to 1."""
        super().__init__(parent)
        self._done = tuple(done)
        self.setFixedHeight(8)

    def set(self, done: Sequence[float], name: str = "") -> None:
        """Show other shares; `name` tells them to screen readers."""
        self._done = tuple(done)
        self.setAccessibleName(name)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint.milestones(QPainter(self), QRect(0, 2, self.width(), 4), self._done)
