"""The tabs of a record's page: flat, as wide as their words, with the page's margin."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QTabBar, QWidget

from desktop.runtime.i18n import _


class PartTabs(QTabBar):
    """A tab for each of `keys`; `show_names` gives them their words."""

    def __init__(self, keys: Sequence[str], parent: QWidget | None = None) -> None:
        """Start without words: they may count what is in each part."""
        super().__init__(parent)
        self.keys = tuple(keys)
        self.setDocumentMode(True)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setAccessibleName(_("Parts of the page"))
        for _key in keys:
            self.addTab("")

    @property
    def key(self) -> str:
        """The part that is shown."""
        return self.keys[self.currentIndex()]

    def show_part(self, key: str) -> None:
        """Show a part; an unknown one changes nothing."""
        if key in self.keys:
            self.setCurrentIndex(self.keys.index(key))

    def show_names(self, names: Sequence[str]) -> None:
        """Give each tab its words."""
        for place, name in enumerate(names):
            self.setTabText(place, name)

    def step(self, steps: int) -> None:
        """Go on by `steps` tabs, around the ends."""
        self.setCurrentIndex((self.currentIndex() + steps) % len(self.keys))

    def row(self) -> QHBoxLayout:
        """Return the tabs in the margins of a page."""
        held = QHBoxLayout()
        held.setContentsMargins(24, 0, 24, 0)
        held.addWidget(self)
        held.addStretch(1)
        return held
