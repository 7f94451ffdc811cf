"""The warning over a message: the worst fact, what was compared, what else speaks for it, what to do, one button."""

import html
from collections.abc import Sequence
from difflib import SequenceMatcher

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.crm.alarm_facts import AlarmKind
from desktop.crm.alarm_words import told
from desktop.runtime.i18n import _
from desktop.store.queries.mail_warnings import WarningRow
from desktop.ui.widgets.buttons import secondary
from desktop.ui.widgets.labels import IconLabel, label, retone

_COMPARED = (AlarmKind.LOOKALIKE, AlarmKind.ADDRESS)


class WarningBanner(QFrame):
    """One banner for all warnings of a message. `genuine(rows)`: the user says that it is no fraud."""

    genuine = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__(parent)
        self.rows: tuple[WarningRow, ...] = ()
        self._icon = IconLabel("shield-alert", 16, "red")
        self._fact = label("", "body_strong", wrap=True)
        self._compared = label("", "body", wrap=True)
        self._compared.setTextFormat(Qt.TextFormat.RichText)
        self._why = label("", "small", wrap=True)
        self._advice = label("", "small", wrap=True)
        self.action = secondary(_("It is genuine"), self._say_genuine, size="control_small")
        words = QVBoxLayout()
        words.setSpacing(4)
        for part in (self._fact, self._compared, self._why, self._advice):
            words.addWidget(part)
        words.addSpacing(4)
        words.addWidget(self.action, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 12, 12)
        row.setSpacing(10)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        self.hide()

    def show_warnings(self, rows: Sequence[WarningRow]) -> None:
        """Show these warnings, the worst first, instead of what was shown; none: nothing."""
        self.rows = tuple(rows)
        if not rows:
            self.hide()
            return
        worst, words = rows[0], [told(row) for row in rows]
        also = [_("Also: {fact}.").format(fact=other.fact) for other in words[1:]]
        self._icon.set("shield-alert", worst.severity)
        self._fact.setText(words[0].fact)
        retone(self._fact, worst.severity)
        self._compared.setText(_side_by_side(worst.seen, worst.expected))
        self._compared.setVisible(worst.kind in _COMPARED)
        self._why.setText("\n".join([words[0].why, *also]))
        self._advice.setText(words[0].advice)
        self.setProperty("banner", worst.severity)
        self.style().unpolish(self)
        self.style().polish(self)
        self.setAccessibleName(f"{words[0].fact}. {words[0].why} {words[0].advice}")
        self.show()

    def text(self) -> str:
        """Return the words shown, "" while hidden."""
        if self.isHidden():
            return ""
        return "\n".join(part.text() for part in (self._fact, self._why, self._advice))

    @Slot()
    def _say_genuine(self) -> None:
        self.genuine.emit(self.rows)


def _side_by_side(seen: str, expected: str) -> str:
    """Both names, one under the other, with what differs in bold and underlined."""
    first, second = "", ""
    for kind, a, b, c, d in SequenceMatcher(None, seen, expected, autojunk=False).get_opcodes():
        first += _piece(seen[a:b], marked=kind != "equal")
        second += _piece(expected[c:d], marked=kind != "equal")
    rows = ((_("This mail:"), first), (_("Known:"), second))
    cells = "".join(f"<tr><td>{name}&nbsp;&nbsp;</td><td>{text}</td></tr>" for name, text in rows)
    return f"<table cellspacing='0' cellpadding='1'>{cells}</table>"


def _piece(text: str, *, marked: bool) -> str:
    escaped = html.escape(text)
    return f"<b><u>{escaped}</u></b>" if marked and text else escaped
