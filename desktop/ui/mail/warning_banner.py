"""The warning over a message: the worst fact, what else speaks for it, what to do, one button to take it away."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop.crm.alarm_words import told
from desktop.runtime.i18n import _
from desktop.store.queries.mail_warnings import WarningRow
from desktop.ui.widgets.banner import Banner


class WarningBanner(Banner):
    """One banner for all warnings of a message. `genuine(rows)`: the user says that it is no fraud."""

    genuine = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__(parent)
        self.rows: tuple[WarningRow, ...] = ()

    def show_warnings(self, rows: Sequence[WarningRow]) -> None:
        """Show these warnings, the worst first, instead of what was shown; none: nothing."""
        self.rows = tuple(rows)
        if not rows:
            self.hide()
            return
        words = [told(row) for row in rows]
        also = [_("Also: {fact}.").format(fact=other.fact) for other in words[1:]]
        self.say(
            rows[0].severity,
            words[0].fact,
            "\n".join([words[0].why, *also, words[0].advice]),
            action=_("It is genuine"),
            handler=self._say_genuine,
            icon_name="shield-alert",
        )

    @Slot()
    def _say_genuine(self) -> None:
        self.genuine.emit(self.rows)
