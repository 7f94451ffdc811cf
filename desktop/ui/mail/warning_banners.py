"""Warnings over a message: the fact, why it is one and what to do, with one button to take it away."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.crm.alarm_words import told
from desktop.runtime.i18n import _
from desktop.store.queries.mail_warnings import WarningRow
from desktop.ui.widgets.banner import Banner

MOST = 3


class WarningBanners(QWidget):
    """One banner a warning, the worst first. `genuine(WarningRow)`: the user says that it is no fraud."""

    genuine = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty and hidden."""
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self.banners: list[Banner] = []
        self.hide()

    def show_warnings(self, rows: Sequence[WarningRow]) -> None:
        """Show these warnings instead of what was shown; none: nothing."""
        for banner in self.banners:
            self._column.removeWidget(banner)
            banner.deleteLater()
        self.banners = []
        for row in rows[:MOST]:
            words = told(row)
            banner = Banner(self)
            banner.say(
                row.severity,
                words.fact,
                f"{words.why}\n{words.advice}",
                action=_("It is genuine"),
                handler=partial(self.genuine.emit, row),
                icon_name="shield-alert" if row.severity == "red" else "",
            )
            self._column.addWidget(banner)
            self.banners.append(banner)
        self.setVisible(bool(rows))
