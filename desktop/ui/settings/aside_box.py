"""Mails that could not be taken in, with the reason in words and a way to try them again."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.mail.quarantine import NO_CONTENT, retry_quarantined
from desktop.runtime.days import long_day
from desktop.runtime.i18n import _, ngettext
from desktop.store.queries.aside import AsideRow
from desktop.ui.services import Services
from desktop.ui.widgets.buttons import secondary
from desktop.ui.widgets.cards import Card
from desktop.ui.widgets.labels import ElidedLabel, label
from desktop.ui.widgets.panes import clear_layout

_SHOWN = 20


def reason_text(reason: str) -> str:
    """Return why a mail was put aside, in words."""
    if reason == NO_CONTENT:
        return _("The server lists this mail but does not give its content.")
    return _("It could not be read: {reason}").format(reason=reason)


class AsideBox(QWidget):
    """Hidden while there is nothing; a line each, and all of them at once."""

    def __init__(self, services: Services) -> None:
        """Start empty and hidden."""
        super().__init__()
        self._services = services
        self.rows: list[AsideRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 8, 0, 0)
        self._column.setSpacing(6)
        self.hide()

    def show_rows(self, rows: Sequence[AsideRow]) -> None:
        """Show what was put aside."""
        self.rows = list(rows)
        clear_layout(self._column)
        self.setVisible(bool(rows))
        if not rows:
            return
        head = QHBoxLayout()
        words = ngettext("{n} mail was put aside", "{n} mails were put aside", len(rows))
        head.addWidget(label(words.format(n=f"{len(rows):,}"), "section"), 1)
        head.addWidget(
            secondary(
                _("Try all again"), lambda: self.retry(self.rows), icon_name="refresh-cw",
                size="control_small",
            )
        )  # fmt: skip
        self._column.addLayout(head)
        sentence = _("The others came in. These stay on the server as they are.")
        self._column.addWidget(label(sentence, "small", "text2", wrap=True))
        card = Card()
        for row in rows[:_SHOWN]:
            card.box.addLayout(self._line(row))
        if len(rows) > _SHOWN:
            more = _("and {n} more").format(n=f"{len(rows) - _SHOWN:,}")
            card.box.addWidget(label(more, "small", "text2"))
        self._column.addWidget(card)

    def _line(self, row: AsideRow) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(0)
        when = long_day(row.at.astimezone().date())
        place = _("{folder}, mail number {uid}, {date}").format(
            folder=row.folder, uid=row.uid, date=when
        )
        words.addWidget(label(place))
        words.addWidget(ElidedLabel(reason_text(row.reason), "small", "text2"))
        line.addLayout(words, 1)
        line.addWidget(secondary(_("Try again"), lambda: self.retry([row]), size="control_small"))
        return line

    def retry(self, rows: Sequence[AsideRow]) -> None:
        """Ask the server for these mails again, with the next sync."""
        store, keys, accounts = (
            self._services.store,
            [r.key for r in rows],
            {r.account_id for r in rows},
        )
        left = [row for row in self.rows if row.key not in set(keys)]

        def done(_count: object) -> None:
            self.show_rows(left)
            for account_id in accounts:
                self._services.engine.send("sync", account_id=account_id)
            words = ngettext(
                "{n} mail is asked for again", "{n} mails are asked for again", len(keys)
            )
            self._services.navigator.show_toast(words.format(n=len(keys)), icon="refresh-cw")

        self._services.tasks.submit(
            lambda: retry_quarantined(store, keys=keys), ok=done, owner=self, lane="write"
        )
