"""Whose mail a message forwards, over its text: the one to answer is often not the one who sent it on."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtWidgets import QWidget

from desktop.runtime.i18n import _
from desktop.store.queries.messages import ForwardedRow
from desktop.ui.mail.times import day
from desktop.ui.widgets.cards import Card

_MOST = 3


class ForwardCard(Card):
    """One line a forwarded mail, the outermost first, at most three."""

    def __init__(
        self, forwarded: Sequence[ForwardedRow], now: datetime, parent: QWidget | None = None
    ) -> None:
        """Name the writers of these mails."""
        super().__init__(quiet=True, parent=parent)
        said = []
        for mail in forwarded[:_MOST]:
            title = _("Forwarded mail of {person}").format(person=_person(mail))
            detail = " · ".join(part for part in (mail.subject, _when(mail, now)) if part)
            said.append(self.add_fact("forward", "text2", title, detail))
        self.setAccessibleName(" ".join(said))


def _person(mail: ForwardedRow) -> str:
    if mail.name and mail.address:
        return f"{mail.name} <{mail.address}>"
    return mail.name or mail.address


def _when(mail: ForwardedRow, now: datetime) -> str:
    return day(mail.date, now) if mail.date is not None else mail.date_text
