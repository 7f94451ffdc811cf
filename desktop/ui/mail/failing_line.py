"""A contact's address that mail comes back from: one line with why, below his name."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.crm.failing import Failure
from desktop.mail.bounce_words import reason
from desktop.runtime.i18n import _
from desktop.ui.widgets.labels import IconLabel, label
from desktop.ui.widgets.tips import plain_tip


def failing_line(failure: Failure) -> QWidget:
    """Return "Mail to x@y comes back: There is no such mailbox."; the hint and the server's words are its tip."""
    told = reason(failure.status, failure.diagnostic)
    words = _("Mail to {address} comes back: {why}").format(address=failure.address, why=told.why)
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 2)
    row.setSpacing(6)
    row.addWidget(IconLabel("triangle-alert", 14, "red"))
    text = label(words, "small", "red", wrap=True)
    row.addWidget(text, 1)
    tip = "\n".join(part for part in (told.hint, failure.diagnostic) if part)
    line.setToolTip(plain_tip(tip))
    line.setAccessibleName(f"{words} {told.hint}".strip())
    return line
