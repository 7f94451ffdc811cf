"""Base of a section of the settings: heading, one column of cards."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.services import Services
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.panes import PaneHeader, ScrollPane

_WIDTH = 720


class Section(QWidget):
    """Subclasses fill `box` and load their values in `load`."""

    tables: frozenset[str] = frozenset()
    """Tables whose changes make the section load again."""

    def __init__(self, services: Services, title: str, sentence: str) -> None:
        """Show heading and sentence."""
        super().__init__()
        self.services = services
        self.header = PaneHeader(title)
        pane = ScrollPane(margins=(24, 20, 24, 24))
        pane.setAccessibleName(title)
        holder = QWidget()
        holder.setMaximumWidth(_WIDTH)
        self.box = QVBoxLayout(holder)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(14)
        if sentence:
            self.box.addWidget(label(sentence, "body", "text2", wrap=True))
        row = QHBoxLayout()
        row.addWidget(holder, 1)
        row.addStretch(0)
        pane.box.addLayout(row)
        pane.box.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(pane, 1)

    def load(self) -> None:
        """Load the values shown; nothing here."""

    def show_args(self, **args: object) -> None:
        """Show what was asked for; nothing here."""
