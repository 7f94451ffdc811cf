"""The strip over a conversation or a quote: the customer's reply seems to decide it."""

from datetime import datetime

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from desktop.runtime.i18n import _
from desktop.store.workspace import Store
from desktop.trade.quote_proposals import Proposal, proposals
from desktop.trade.quote_states import LOST_REASONS, Says
from desktop.ui.services import Services
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import secondary
from desktop.ui.widgets.fields import Combo


class AnswerBar(QWidget):
    """Shows one proposal with Confirm and Not yet; hidden while there is none."""

    def __init__(
        self,
        services: Services,
        *,
        margins: tuple[int, int, int, int] = (20, 12, 20, 0),
        parent: QWidget | None = None,
    ) -> None:
        """`show_quote` or `show_found` says whose proposals are shown."""
        super().__init__(parent)
        self._services = services
        self._quote_id = ""
        self.proposal: Proposal | None = None
        self._thread_id: int | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(*margins)
        column.setSpacing(6)
        self.banner = Banner()
        column.addWidget(self.banner)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        self.reason: QComboBox = Combo()
        self.reason.setAccessibleName(_("Why it is lost"))
        self.reason.addItem(_("Why it is lost"), "")
        for key, text in LOST_REASONS.items():
            self.reason.addItem(_(text), key)
        self.confirm_button = secondary(_("Confirm"), self.confirm, size="control_small")
        self.dismiss_button = secondary(_("Not yet"), self.dismiss, size="control_small")
        for part in (self.reason, self.confirm_button, self.dismiss_button):
            row.addWidget(part)
        column.addLayout(row)
        self.hide()

    def show_quote(self, quote_id: str) -> None:
        """Show what is proposed about a quote; "" for none."""
        self._quote_id, self._thread_id = quote_id, None
        self.look()

    def show_found(self, thread_id: int, found: tuple[Proposal, ...]) -> None:
        """Show what a conversation proposes, read together with it."""
        self._quote_id, self._thread_id = "", thread_id
        self._load(found)

    def look(self) -> None:
        """Read the proposals again."""
        quote_id, thread_id = self._quote_id, self._thread_id
        if not quote_id and thread_id is None:
            self._load(())
            return
        store = self._services.store
        self._services.tasks.submit(
            lambda: proposals(store, quote_id=quote_id, thread_id=thread_id),
            ok=self._load,
            owner=self,
            key="proposals",
        )

    def _load(self, found: tuple[Proposal, ...]) -> None:
        self.proposal = found[0] if found else None
        self.setVisible(self.proposal is not None)
        if self.proposal is None:
            return
        accepts = self.proposal.says is Says.ACCEPTED
        self.reason.setVisible(not accepts)
        self.reason.setCurrentIndex(max(self.reason.findData(self.proposal.reason), 0))
        self.banner.say(
            "green" if accepts else "amber",
            self.proposal.text(),
            f"“{self.proposal.sentence}”",
            icon_name="circle-check" if accepts else "circle-x",
        )

    def confirm(self) -> None:
        """The reply means it; the toast takes it back."""
        proposal = self.proposal
        if proposal is None:
            return
        services, reason = self._services, str(self.reason.currentData() or "")
        now = services.clock.now()
        won = proposal.says is Says.ACCEPTED
        text = _("{label} is accepted") if won else _("{label} is declined")
        services.tasks.submit(
            lambda: _confirm(services.store, proposal, now, reason),
            ok=lambda _none: self._done(text.format(label=proposal.label)),
            owner=self,
            lane="write",
        )

    def dismiss(self) -> None:
        """The reply decides nothing yet."""
        proposal = self.proposal
        if proposal is None:
            return
        store = self._services.store
        self._services.tasks.submit(
            lambda: _dismiss(store, proposal),
            ok=lambda _none: self._done(_("{label} stays open").format(label=proposal.label)),
            owner=self,
            lane="write",
        )

    def _done(self, text: str) -> None:
        self._services.navigator.show_toast(text, icon="circle-check")
        self.look()


# Deciding computes the quote; the inbox has a bar over every conversation and need not load that for the sake of it.


def _confirm(store: Store, proposal: Proposal, now: datetime, reason: str) -> None:
    from desktop.trade import quote_answers

    quote_answers.confirm(store, proposal.id, now=now, reason=reason)


def _dismiss(store: Store, proposal: Proposal) -> None:
    from desktop.trade import quote_answers

    quote_answers.dismiss(store, proposal.id)
