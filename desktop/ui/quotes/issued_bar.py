"""The strip above the footer that holds the issued file: look at, copy, open, folder, print, attach to the reply."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.runtime.days import long_day
from desktop.runtime.i18n import _
from desktop.trade.issuing import Issued
from desktop.ui.theme import theme
from desktop.ui.widgets.buttons import icon_button, secondary
from desktop.ui.widgets.chips import Chip
from desktop.ui.widgets.labels import ElidedLabel, IconLabel
from desktop.ui.widgets.panes import plane


class IssuedBar(QWidget):
    """Shows one issued document; hidden while there is none."""

    attach_wanted = Signal(object)
    open_wanted = Signal()
    folder_wanted = Signal()
    print_wanted = Signal()
    preview_wanted = Signal()
    copy_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__(parent)
        self.issued: Issued | None = None
        plane(self, "surface2")
        self.setFixedHeight(theme().scaled(48))
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 0, 20, 0)
        row.setSpacing(8)
        row.addWidget(IconLabel("file-check", 16, "green"))
        self.name = ElidedLabel("", "body_strong")
        row.addWidget(self.name, 1)
        self.superseded = Chip(_("Superseded"), "amber")
        row.addWidget(self.superseded)
        row.addWidget(icon_button("eye", _("Preview"), self.preview_wanted.emit))
        self.copy_button = icon_button("download", _("Save a copy"), self.copy_wanted.emit)
        row.addWidget(self.copy_button)
        row.addWidget(icon_button("external-link", _("Open the PDF"), self.open_wanted.emit))
        row.addWidget(icon_button("folder-open", _("Show in folder"), self.folder_wanted.emit))
        row.addWidget(icon_button("printer", _("Print"), self.print_wanted.emit))
        row.addWidget(secondary(_("Attach to reply"), self._attach, icon_name="paperclip"))
        self.hide()

    def show_issued(self, issued: Issued | None) -> None:
        """Show a document, or hide for None."""
        self.issued = issued
        self.setVisible(issued is not None)
        if issued is not None:
            day = long_day(issued.issued_at.astimezone().date())
            text = _("{file} · issued {date}").format(file=issued.path.name, date=day)
            self.name.setText(text)
            self.superseded.setVisible(issued.superseded)

    def clear(self) -> None:
        """Hide."""
        self.show_issued(None)

    def _attach(self) -> None:
        if self.issued is not None:
            self.attach_wanted.emit(self.issued)
