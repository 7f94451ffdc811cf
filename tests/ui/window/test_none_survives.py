"""Qt calls must not use up None: Python 3.11 with PySide6 6.12 aborted after minutes of work."""

import sys

from PySide6.QtGui import QColor, QPainter, QPixmap


def test_none_outlasts_any_number_of_qt_calls(qapp):
    pixmap = QPixmap(4, 4)
    painter = QPainter(pixmap)
    before = sys.getrefcount(None)
    for _ in range(20_000):
        painter.setPen(QColor("red"))
    painter.end()
    after = sys.getrefcount(None)
    assert abs(after - before) < 1_000
