"""The moments a mail can be sent at, offered over the button: the buyer's morning among them, and one of one's own."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from desktop.runtime.clock import Clock
from desktop.runtime.i18n import _
from desktop.ui.mail.send_later_dialog import SendLaterDialog
from desktop.ui.mail.times import later_choices


def offer_moments(
    clock: Clock,
    zone: str,
    country: str,
    send: Callable[[datetime, str], object],
    button: QWidget,
    parent: QWidget,
) -> None:
    """Call `send` with the moment chosen (aware) and the key of the choice, "own" for a moment typed.

    `zone` and `country` are the customer's, "" when unknown.
    """

    def ask() -> None:
        dialog = SendLaterDialog(clock.now(), zone, parent)
        dialog.chosen.connect(lambda at: send(at, "own"))
        dialog.open()

    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for choice in later_choices(clock.now(), zone, country):
        action = menu.addAction(choice.text)
        action.triggered.connect(lambda _on=False, c=choice: send(c.at, c.key))
    menu.addSeparator()
    menu.addAction(_("Another time…"), ask)
    if menu.actions():
        menu.setActiveAction(menu.actions()[0])
    menu.popup(button.mapToGlobal(QPoint(0, -menu.sizeHint().height())))
