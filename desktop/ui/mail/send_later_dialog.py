"""Asks for the moment to send at, on our clock, and shows what the buyer's clock says then."""

from datetime import datetime, timedelta

from PySide6.QtCore import QDateTime, Signal, Slot
from PySide6.QtWidgets import QDateTimeEdit, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.runtime.clock import zone_of
from desktop.runtime.i18n import _
from desktop.ui.mail.times import moment_text
from desktop.ui.widgets.buttons import primary, secondary
from desktop.ui.widgets.fields import Field
from desktop.ui.widgets.labels import label


class SendLaterDialog(QDialog):
    """`chosen(datetime)`: an aware moment in the future."""

    chosen = Signal(object)

    def __init__(self, now: datetime, zone: str, parent: QWidget) -> None:
        """`zone` is the customer's IANA zone, "" when unknown. Show it with `open()`."""
        super().__init__(parent)
        self._now, self._zone = now, zone_of(zone)
        self.setWindowTitle(_("Send at another time"))
        self.setMinimumWidth(380)
        self.setModal(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        column.addWidget(label(_("When shall it go out?"), "lead"))
        start = (now.astimezone() + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
        self.when = QDateTimeEdit(QDateTime.fromSecsSinceEpoch(int(start.timestamp())))
        self.when.setCalendarPopup(True)
        self.when.setDisplayFormat("yyyy-MM-dd HH:mm")
        self.when.setMinimumDateTime(QDateTime.fromSecsSinceEpoch(int(now.timestamp())))
        self.when.dateTimeChanged.connect(self._show_there)
        column.addWidget(Field(_("Your time"), self.when))
        self.there = label("", "body", "text2", wrap=True)
        column.addWidget(self.there)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(secondary(_("Cancel"), self.reject))
        self.go = primary(_("Send then"), self._accept)
        self.go.setDefault(True)
        row.addWidget(self.go)
        column.addLayout(row)
        self.finished.connect(self.deleteLater)
        self._show_there()

    def moment(self) -> datetime:
        """Return the moment chosen, aware."""
        seconds = self.when.dateTime().toSecsSinceEpoch()
        return datetime.fromtimestamp(seconds).astimezone()

    @Slot()
    def _show_there(self) -> None:
        self.there.setVisible(self._zone is not None)
        if self._zone is not None:
            there = moment_text(self.moment(), self._zone)
            self.there.setText(_("The buyer's clock: {time}").format(time=there))

    @Slot()
    def _accept(self) -> None:
        if self.moment() > self._now:
            self.accept()
            self.chosen.emit(self.moment())
