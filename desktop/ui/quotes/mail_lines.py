"""Lines from the buyer's mail: what the newest one asks for, proposed with how sure that is; the user ticks."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.mail.quoting.split import split_reply
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _, ngettext
from desktop.store.queries import messages
from desktop.store.queries.messages import MessageRow
from desktop.store.workspace import Store
from desktop.trade import line_finding
from desktop.trade.inquiry_lines import Proposal, Sureness, propose
from desktop.trade.line_finding import Wanted
from desktop.trade.money import format_plain
from desktop.trade.quote_draft import QuoteDraft
from desktop.trade.selling_units import split_unit
from desktop.ui.quotes.line_typing import read_quantity
from desktop.ui.theme import theme
from desktop.ui.widgets.buttons import primary, secondary
from desktop.ui.widgets.labels import ElidedLabel, label
from desktop.ui.widgets.tips import plain_tip

MOST_LOOKED_AT = 30


@dataclass(frozen=True, slots=True)
class FromMail:
    """The mail that was read, "" for none, and what it asks for."""

    subject: str
    sender: str
    proposals: tuple[Proposal, ...]


def read_mail(store: Store, draft: QuoteDraft) -> FromMail:
    """Return what the newest mail of the quote's conversation, else of its buyer, asks for."""
    mail = _newest(store, draft)
    if mail is None:
        return FromMail("", "", ())
    parts = split_reply(mail.text, sender=mail.sender.name, subject=mail.subject)
    text = mail.text if parts.forwarded else parts.reply_text or mail.text
    catalogue = line_finding.catalogue(store, draft.customer_id)
    return FromMail(mail.subject, mail.sender.name or mail.sender.address, propose(text, catalogue))


def _newest(store: Store, draft: QuoteDraft) -> MessageRow | None:
    if draft.thread_id is not None:
        found = [m for m in messages.conversation(store, draft.thread_id) if not m.outbound]
        if found:
            return found[-1]
    if not draft.customer_id:
        return None
    rows = messages.list_messages(store, customer_id=draft.customer_id, limit=MOST_LOOKED_AT)
    newest = next((m for m in rows if not m.outbound and m.kind == "personal"), None)
    return messages.show(store, newest.id) if newest else None


class MailLinesDialog(QDialog):
    """Proposals to tick; quantities can be put right before they are taken."""

    chosen = Signal(object)

    def __init__(self, found: FromMail, parent: QWidget) -> None:
        """Show it with `open()`; `chosen` gives the wishes of the ticked rows."""
        super().__init__(parent)
        self.setWindowTitle(_("Lines from the mail"))
        self.setMinimumSize(760, 420)
        self._proposals = found.proposals
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        count = len(found.proposals)
        fact = ngettext("{count} line found", "{count} lines found", count).format(count=count)
        column.addWidget(label(fact, "lead"))
        column.addWidget(ElidedLabel(f"{found.sender} · {found.subject}", "small", "text2"))
        self.table = QTableWidget(count, 4)
        self._fill_table()
        column.addWidget(self.table, 1)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(secondary(_("Cancel"), self.reject))
        self.yes = primary(_("Add ticked lines"), self._take, key="Ctrl+Return")
        buttons.addWidget(self.yes)
        column.addLayout(buttons)
        self.yes.setFocus()

    def _fill_table(self) -> None:
        table = self.table
        table.setHorizontalHeaderLabels([_("Article"), _("Qty"), _("How sure"), _("In the mail")])
        table.verticalHeader().hide()
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.verticalHeader().setDefaultSectionSize(theme().scaled(32))
        head = table.horizontalHeader()
        head.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        for column, width in ((0, 190), (1, 90), (2, 130)):
            table.setColumnWidth(column, theme().scaled(width))
        for row, one in enumerate(self._proposals):
            self._fill_row(row, one)

    def _fill_row(self, row: int, one: Proposal) -> None:
        article = QTableWidgetItem(one.sku or _("free text"))
        article.setFlags(
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemIsUserCheckable
        )
        ticked = one.sureness is not Sureness.UNSURE
        article.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        quantity = "" if one.quantity is None else format_plain(one.quantity)
        figure = QTableWidgetItem(f"{quantity} {one.unit}".strip())
        figure.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.table.setItem(row, 0, article)
        self.table.setItem(row, 1, figure)
        for column, text in ((2, sure_words(one)), (3, one.text)):
            item = QTableWidgetItem(text)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            item.setToolTip(plain_tip(text))
            self.table.setItem(row, column, item)

    def wishes(self) -> list[Wanted]:
        """Return the ticked rows; a quantity that cannot be read is left to the catalogue."""
        found = []
        for row, one in enumerate(self._proposals):
            item, figure = self.table.item(row, 0), self.table.item(row, 1)
            if item is None or item.checkState() is not Qt.CheckState.Checked:
                continue
            number, unit = split_unit(figure.text() if figure else "")
            try:
                quantity = read_quantity(number) if number else None
            except UserFacing:
                quantity, unit = one.quantity, one.unit
            name = "" if one.sku else one.text
            found.append(Wanted(one.sku or one.text, quantity, name=name, unit=unit))
        return found

    def _take(self) -> None:
        found: Sequence[Wanted] = self.wishes()
        self.accept()
        if found:
            self.chosen.emit(found)


def sure_words(one: Proposal) -> str:
    """Return how sure a proposal is, and why."""
    level = {
        Sureness.SURE: _("sure"),
        Sureness.LIKELY: _("likely"),
        Sureness.UNSURE: _("unsure"),
    }[one.sureness]
    reason = {
        "number": _("by SKU"),
        "code": _("buyer's code"),
        "spelling": _("other spelling"),
        "name": _("by name"),
        "text": _("no article"),
        "unit": _("not sold by that unit"),
        "container": _("fills the container"),
    }[one.reason]
    return f"{level}, {reason}"
