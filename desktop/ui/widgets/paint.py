"""Painters of the small signs - grade, stage, SLA, chip, avatar, milestones - for rows and widgets alike."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen

from desktop.runtime.i18n import N_, _
from desktop.ui.icons import paint_icon
from desktop.ui.theme import theme

STAGES = {
    "new": ("accent_text", -1, N_("New inquiry")),
    "contacted": ("slate", 25, N_("Contacted")),
    "quoted": ("violet", 50, N_("Quoted")),
    "sample": ("violet", 65, N_("Sample")),
    "negotiation": ("accent_text", 82, N_("Negotiation")),
    "won": ("green", 100, N_("Won")),
    "lost": ("gray", 0, N_("Lost")),
}
"""Deal stages: colour role, share of the pie (-1 = dashed ring), name."""

GRADES = {"A": ("green", "green_tint"), "B": ("slate", "slate_tint"), "C": ("gray", "gray_tint")}

SLA = {
    "ok": ("text3", "", "clock"),
    "due": ("amber", "amber_tint", "clock"),
    "overdue": ("red", "red_tint", "clock-alert"),
    "replied": ("green", "", "check"),
    "none": ("text3", "", "clock"),
}
"""SLA kinds: text colour, fill ("" = none), icon."""

TONES = {
    "neutral": ("gray", "gray_tint"),
    "accent": ("accent_text", "accent_tint"),
    "green": ("green", "green_tint"),
    "amber": ("amber", "amber_tint"),
    "red": ("red", "red_tint"),
    "slate": ("slate", "slate_tint"),
    "violet": ("violet", "violet_tint"),
    "outline": ("text", ""),
}
"""Chip tones: text colour, fill ("" = outlined)."""


def stage_name(stage: str) -> str:
    """Return the stage's name in the user's language ("" for an unknown one)."""
    return _(STAGES[stage][2]) if stage in STAGES else ""


def smooth(painter: QPainter) -> None:
    """Ask for smooth edges and text."""
    painter.setRenderHints(
        QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing, True
    )


def hairline(painter: QPainter, x1: int, y1: int, x2: int, y2: int, role: str = "border") -> None:
    """Draw a line of one device pixel."""
    pen = QPen(theme().color(role))
    pen.setCosmetic(True)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(pen)
    painter.drawLine(x1, y1, x2, y2)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)


def text(
    painter: QPainter,
    rect: QRect,
    content: str,
    *,
    style: str = "body",
    color: str = "text",
    weight: int = 0,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> int:
    """Draw one elided line, vertically centred in `rect`; return the width it took.

    Figures get digits of one width.
    """
    font = theme().font(style, weight=weight, tabular=_is_figure(content))
    metrics = QFontMetrics(font)
    shown = metrics.elidedText(content, Qt.TextElideMode.ElideRight, max(0, rect.width()))
    painter.setFont(font)
    painter.setPen(theme().color(color))
    painter.drawText(rect, align | Qt.AlignmentFlag.AlignVCenter, shown)
    return metrics.horizontalAdvance(shown)


def text_width(content: str, style: str = "body", weight: int = 0) -> int:
    """Return how wide one line of text is in a type style."""
    font = theme().font(style, weight=weight, tabular=_is_figure(content))
    return QFontMetrics(font).horizontalAdvance(content)


def _is_figure(content: str) -> bool:
    return "-" not in content and any(c.isdigit() for c in content)


def grade(painter: QPainter, rect: QRect, letter: str) -> None:
    """Draw a grade's tile in `rect` (18 x 18): a letter, or a dashed "?" when unknown."""
    smooth(painter)
    box = QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5)
    known = GRADES.get(letter)
    if known is None:
        painter.setPen(QPen(theme().color("border_strong"), 1, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 4, 4)
        color = "text3"
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color(known[1]))
        painter.drawRoundedRect(QRectF(rect), 4, 4)
        color = known[0]
    painter.setPen(theme().color(color))
    painter.setFont(theme().font("caption", weight=600))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, letter if known else "?")


def stage_glyph(painter: QPainter, rect: QRect, stage: str) -> None:
    """Draw a stage's sign in `rect` (14 x 14): dashed ring, pie, tick or cross."""
    smooth(painter)
    role, share, _name = STAGES.get(stage, STAGES["new"])
    color = theme().color(role)
    box = QRectF(rect).adjusted(1, 1, -1, -1)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if stage in ("won", "lost"):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawEllipse(QRectF(rect))
        inner = rect.adjusted(3, 3, -3, -3)
        paint_icon(painter, inner, "check" if stage == "won" else "x", "surface")
        return
    pen = QPen(color, 1.6)
    if share < 0:
        pen.setDashPattern([1.6, 1.5])
    painter.setPen(pen)
    painter.drawEllipse(box)
    if share > 0:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawPie(box.adjusted(1.6, 1.6, -1.6, -1.6), 90 * 16, -round(share * 57.6))


def ring(painter: QPainter, rect: QRect, share: float, color: str = "text2") -> None:
    """Draw an account's sign: a ring when `share` is 1 (synced), else a filled pie."""
    smooth(painter)
    box = QRectF(rect).adjusted(1, 1, -1, -1)
    if share >= 1:
        painter.setPen(QPen(theme().color(color), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(box)
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().color("track"))
    painter.drawEllipse(QRectF(rect))
    painter.setBrush(theme().color("accent"))
    painter.drawPie(QRectF(rect), 90 * 16, -round(max(0.0, share) * 5760))


def chip_size(label: str, icon_name: str = "") -> QSize:
    """Return the size of a chip with this label."""
    width = text_width(label, "caption") + 14 + (16 if icon_name else 0)
    return QSize(width, max(theme().size.chip, theme().line("caption") + 2))


def chip(
    painter: QPainter,
    rect: QRect,
    label: str,
    tone: str = "neutral",
    *,
    icon_name: str = "",
    stage: str = "",
) -> None:
    """Draw a chip that fills `rect`: tint, optional icon or stage sign, label."""
    smooth(painter)
    color, fill = TONES.get(tone, TONES["neutral"])
    if fill:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color(fill))
        painter.drawRoundedRect(QRectF(rect), 4, 4)
    else:
        painter.setPen(QPen(theme().color("border_strong"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    inner = rect.adjusted(7, 0, -7, 0)
    if icon_name or stage:
        sign = QRect(inner.x() - 1, rect.center().y() - 5, 12, 12)
        if stage:
            stage_glyph(painter, sign, stage)
        else:
            paint_icon(painter, sign, icon_name, color)
        inner.setLeft(inner.left() + 15)
    text(painter, inner.adjusted(0, 0, 4, 0), label, style="caption", color=color)


def sla_size(label: str) -> QSize:
    """Return the size of an SLA badge with this label."""
    return QSize(
        text_width(label, "caption") + 26,
        max(theme().size.sla_badge, theme().line("caption") + 2),
    )


def sla_badge(painter: QPainter, right: int, centre_y: int, kind: str, label: str) -> int:
    """Draw an SLA badge that ends at `right`; return its left edge.

    `kind` is "ok", "due", "overdue", "replied" or "none"; `label` are its words ("reply in 3 h").
    """
    smooth(painter)
    color, fill, icon_name = SLA.get(kind, SLA["none"])
    size = sla_size(label)
    pad = 6 if fill else 0
    rect = QRect(
        right - size.width() + (6 - pad), centre_y - size.height() // 2, size.width(), size.height()
    )
    if fill:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color(fill))
        painter.drawRoundedRect(QRectF(rect), 4, 4)
    sign = QRect(rect.x() + 5, rect.center().y() - 5, 12, 12)
    paint_icon(painter, sign, icon_name, color)
    words = QRect(rect.x() + 20, rect.y(), rect.width() - 20, rect.height())
    text(painter, words, label, style="caption", color=color)
    return rect.x()


def initials(name: str) -> str:
    """Return the letters of an avatar: two initials, or the last two characters of a CJK name."""
    words = [w for w in name.replace("@", " ").split() if w[0].isalnum()]
    if not words:
        return "?"
    if any(ord(c) > 0x2E7F for c in words[0][:1]):
        return "".join(words)[-2:]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else words[0][1:2])).upper()


def avatar_color(name: str) -> QColor:
    """Return the colour that always belongs to this name."""
    colors = theme().avatars
    return QColor(colors[sum(name.encode("utf-8")) % len(colors)])


def avatar(painter: QPainter, rect: QRect, name: str) -> None:
    """Draw the round sign of a person or company."""
    smooth(painter)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(avatar_color(name))
    painter.drawEllipse(QRectF(rect))
    font = theme().font("caption", weight=600)
    font.setPixelSize(max(9, round(rect.height() * 0.36)))
    painter.setFont(font)
    painter.setPen(QColor("#FFFFFF"))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, initials(name))


def milestones(painter: QPainter, rect: QRect, done: Sequence[float], color: str = "green") -> None:
    """Draw one 4-px segment a milestone over the width of `rect`; each is filled by its share 0-1."""
    smooth(painter)
    painter.setPen(Qt.PenStyle.NoPen)
    count, gap = max(1, len(done)), 4
    width = (rect.width() - gap * (count - 1)) / count
    for index, share in enumerate(done):
        segment = QRectF(rect.x() + index * (width + gap), rect.y(), width, 4)
        painter.setBrush(theme().color("track"))
        painter.drawRoundedRect(segment, 2, 2)
        if share > 0:
            segment.setWidth(max(4.0, width * min(1.0, share)))
            painter.setBrush(theme().color(color))
            painter.drawRoundedRect(segment, 2, 2)


def key_cap(painter: QPainter, right: int, centre_y: int, label: str, color: str = "text3") -> int:
    """Draw a key ("Ctrl K") in a small frame that ends at `right`; return its left edge."""
    smooth(painter)
    width = max(16, text_width(label, "caption") + 8)
    rect = QRect(right - width, centre_y - 8, width, 17)
    line = theme().color(color)
    line.setAlphaF(0.45)
    painter.setPen(QPen(line, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    text(painter, rect, label, style="caption", color=color, align=Qt.AlignmentFlag.AlignHCenter)
    return rect.x()


def selection(painter: QPainter, rect: QRect, *, active: bool, bar: bool = True) -> None:
    """Fill a selected row: tint and the 3-px accent bar, or the grey of a pane without focus."""
    painter.fillRect(rect, theme().color("sel" if active else "sel_inactive"))
    if bar and active:
        painter.fillRect(
            QRect(rect.x(), rect.y(), theme().size.selection_bar, rect.height()),
            theme().color("accent"),
        )


def unread_dot(painter: QPainter, centre: QPointF) -> None:
    """Draw the 8-px dot of an unread row."""
    smooth(painter)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().color("accent"))
    painter.drawEllipse(centre, 4, 4)


def skeleton(painter: QPainter, rect: QRect) -> None:
    """Draw the grey bars of a row that is still loading, in the row's real height."""
    smooth(painter)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().color("gray_tint"))
    left, width = rect.x() + 24, rect.width() - 40
    lines = 3 if rect.height() > 60 else 1
    top = rect.y() + (rect.height() - lines * 10 - (lines - 1) * 10) // 2
    for index, share in enumerate((0.45, 0.8, 0.9)[:lines]):
        painter.drawRoundedRect(QRectF(left, top + index * 20, width * share, 10), 3, 3)
