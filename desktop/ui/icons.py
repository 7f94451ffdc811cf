"""Lucide outlines, drawn in the theme's colours at any size and device ratio."""

from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop.runtime.errors import Bug
from desktop.runtime.paths import resource
from desktop.ui.theme import theme

_SMALL = 15
"""Below this size an outline of 1.75 looks thin: the design sets 2.2."""


@cache
def _source(name: str) -> str:
    path = resource("icons", "lucide", f"{name}.svg")
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise Bug(f"no such icon: {name}") from error


@lru_cache(maxsize=600)
def _render(name: str, size: int, color: str, ratio: float) -> QPixmap:
    stroke = "2.2" if size < _SMALL else "1.75"
    svg = (
        _source(name)
        .replace("currentColor", color)
        .replace('stroke-width="2"', f'stroke-width="{stroke}"')
    )
    side = max(1, round(size * ratio))
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, side, side))
    painter.end()
    pixmap = QPixmap.fromImage(image)
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def pixmap(name: str, size: int = 16, color: str = "text2", ratio: float = 1.0) -> QPixmap:
    """Return icon `name` at `size` in the theme's colour role `color` (or a #RRGGBB)."""
    value = color if color.startswith("#") else theme().hex(color)
    return _render(name, size, value, ratio)


def paint_icon(painter: QPainter, rect: QRect, name: str, color: str = "text2") -> None:
    """Draw icon `name` centred in `rect`, as large as its shorter side."""
    size = min(rect.width(), rect.height())
    ratio = painter.device().devicePixelRatioF()
    at = QPoint(rect.x() + (rect.width() - size) // 2, rect.y() + (rect.height() - size) // 2)
    painter.drawPixmap(at, pixmap(name, size, color, ratio))


class _LucideEngine(QIconEngine):
    """Renders on demand, so that a theme switch or another screen needs no new QIcon."""

    def __init__(self, name: str, color: str, on_color: str) -> None:
        super().__init__()
        self._name, self._color, self._on_color = name, color, on_color

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        if mode == QIcon.Mode.Disabled:
            painter.setOpacity(0.45)
        paint_icon(painter, rect, self._name, self._role(mode, state))

    def _role(self, mode: QIcon.Mode, state: QIcon.State) -> str:
        chosen = state == QIcon.State.On or mode == QIcon.Mode.Selected
        return self._on_color if chosen else self._color

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(  # noqa: N802 - Qt's name
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        # Qt hands over device pixels here: `scale` tells how many make one logical pixel.
        side = max(1, round(min(size.width(), size.height()) / scale))
        drawn = pixmap(self._name, side, self._role(mode, state), scale)
        if mode != QIcon.Mode.Disabled:
            return drawn
        faded = QPixmap(drawn.size())
        faded.setDevicePixelRatio(scale)
        faded.fill(Qt.GlobalColor.transparent)
        painter = QPainter(faded)
        painter.setOpacity(0.45)
        painter.drawPixmap(0, 0, drawn)
        painter.end()
        return faded

    def clone(self) -> QIconEngine:
        return _LucideEngine(self._name, self._color, self._on_color)


def icon(name: str, color: str = "text2", *, on: str = "") -> QIcon:
    """Return a QIcon of Lucide outline `name` in colour role `color`; `on` when checked."""
    _source(name)
    return QIcon(_LucideEngine(name, color, on or color))


@cache
def app_icon() -> QIcon:
    """Return the program's own mark."""
    return QIcon(str(resource("icons", "tradepost.svg")))


def paint_mark(painter: QPainter, rect: QRect) -> None:
    """Draw the program's own mark in `rect`."""
    _mark_renderer().render(painter, QRectF(rect))


@cache
def _mark_renderer() -> QSvgRenderer:
    return QSvgRenderer(str(resource("icons", "tradepost.svg")))
