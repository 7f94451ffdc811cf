"""A mail that came inside a mail, as it is read: who, when, its words, its own files."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.runtime.i18n import _
from desktop.ui.mail.attachment_strip import AttachmentStrip
from desktop.ui.mail.body_browser import BodyBrowser
from desktop.ui.mail.preview_load import Letter
from desktop.ui.theme import theme
from desktop.ui.widgets.labels import hline, label
from desktop.ui.widgets.panes import ScrollPane


class LetterPane(ScrollPane):
    """`wanted(verb, files, index)`: as in AttachmentStrip; `link_clicked(url)`."""

    wanted = Signal(str, object, int)
    link_clicked = Signal(str)

    def __init__(self, letter: Letter, parent: QWidget | None = None) -> None:
        """Show `letter`."""
        super().__init__(margins=(32, 20, 32, 24), spacing=8, parent=parent)
        if letter.sender or letter.date:
            self.box.addWidget(label(letter.subject or _("(no subject)"), "title", wrap=True))
            when = letter.date.astimezone().strftime("%Y-%m-%d %H:%M") if letter.date else ""
            for name, value in (
                (_("From: {people}"), letter.sender),
                (_("To: {people}"), letter.to),
                (_("Date: {people}"), when),
            ):
                if value:
                    self.box.addWidget(
                        label(name.format(people=value), "small", "text2", wrap=True)
                    )
            self.box.addWidget(hline())
        self.browser = BodyBrowser(self)
        self.browser.setFont(theme().font("body"))
        self.browser.link_clicked.connect(self.link_clicked)
        self.browser.show_body(
            letter.markup,
            letter.pictures,
            rtl=letter.rtl,
            link_colour=theme().hex("accent_text"),
            faint_colour=theme().hex("text2"),
            paper=letter.paper and theme().dark,
        )
        self.box.addWidget(self.browser)
        if letter.files:
            self.strip = AttachmentStrip(letter.files)
            self.strip.wanted.connect(self.wanted)
            self.box.addWidget(self.strip)
        self.box.addStretch(1)
