"""Cards: hairline border, radius 8, no shadow."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.widgets.labels import IconLabel, label


class Card(QFrame):
    """A framed box with a vertical `box` to fill; `quiet` lies on surface2."""

    def __init__(
        self, title: str = "", *, quiet: bool = False, parent: QWidget | None = None
    ) -> None:
        """Make a card, with a title line when there is one."""
        super().__init__(parent)
        self.setProperty("card", "quiet" if quiet else "true")
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(16, 12, 16, 12)
        self.box.setSpacing(8)
        self.head = QHBoxLayout()
        self.head.setSpacing(8)
        if title:
            self.title = label(title, "section")
            self.head.addWidget(self.title)
            self.head.addStretch(1)
            self.box.addLayout(self.head)

    def add_fact(self, icon: str, tone: str, title: str, detail: str = "") -> str:
        """Add a sign with a title and what is to be said about it; return both for the accessible name."""
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(IconLabel(icon, 16, tone), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(label(title, "body_strong", wrap=True))
        if detail:
            column.addWidget(label(detail, "small", "text2", wrap=True))
        row.addLayout(column, 1)
        self.box.addLayout(row)
        return f"{title} {detail}".strip()

    def add_row(self, name: str, value: QWidget | str, end: QWidget | None = None) -> None:
        """Add a line: name at the left, value, something at the right end."""
        row = QHBoxLayout()
        row.setSpacing(12)
        caption = label(name, "small", "text2")
        caption.setFixedWidth(148)
        row.addWidget(caption)
        row.addWidget(label(value) if isinstance(value, str) else value, 1)
        if end is not None:
            row.addWidget(end, 0, Qt.AlignmentFlag.AlignRight)
        self.box.addLayout(row)
