"""The cards over a message's text, and what their buttons do: invitations are answered, reports explained, forwards named."""

from datetime import timedelta

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.crm import followups
from desktop.mail import invitation_answers
from desktop.mail.drafts import OutboxRow
from desktop.mail.invitation_answers import InvitationView
from desktop.mail.invitations import Answer
from desktop.runtime.i18n import N_, _
from desktop.store.queries.messages import MessageRow
from desktop.ui.mail.conversation_load import Conversation
from desktop.ui.mail.forward_card import ForwardCard
from desktop.ui.mail.invitation_card import InvitationCard
from desktop.ui.mail.report_card import ReportCard
from desktop.ui.mail.times import moment_text
from desktop.ui.services import Services

_BEFORE = timedelta(hours=1)
_ANSWERS: dict[str, Answer] = {
    "accepted": "accepted",
    "tentative": "tentative",
    "declined": "declined",
}
_SENT = {
    "accepted": N_("Invitation accepted"),
    "tentative": N_("Invitation accepted tentatively"),
    "declined": N_("Invitation declined"),
}


class MessageCards(QObject):
    """Makes the cards of one conversation pane, its parent."""

    def __init__(self, services: Services, parent: QObject) -> None:
        """Use the window's lanes, toasts and engine."""
        super().__init__(parent)
        self._services = services

    def of(self, message: MessageRow, conversation: Conversation | None) -> list[QWidget]:
        """Return the cards of a message, none for most."""
        if conversation is None:
            return []
        reports = conversation.reports.get(message.id, ())
        cards: list[QWidget] = [ReportCard(reports)] if reports else []
        if message.forwarded:
            cards.append(ForwardCard(message.forwarded, self._services.clock.now()))
        invitation = conversation.invitations.get(message.id)
        if invitation is not None:
            cards.append(self._invitation(message, invitation))
        return cards

    def _invitation(self, message: MessageRow, view: InvitationView) -> InvitationCard:
        card = InvitationCard(view, self._services.clock.now())
        card.answered.connect(lambda said: self._answer(card, message, _ANSWERS[said]))
        card.remind_wanted.connect(lambda: self._remind(message, view))
        return card

    def _answer(self, card: InvitationCard, message: MessageRow, said: Answer) -> None:
        services, store = self._services, self._services.store
        card.wait()

        def sent(row: OutboxRow) -> None:
            services.engine.send("flush_outbox")
            services.navigator.show_toast(
                _(_SENT[said]), lambda: self._take_back(message, row), icon="calendar-check"
            )

        services.tasks.submit(
            lambda: invitation_answers.answer(store, message.id, said, services.clock.now()),
            ok=sent,
            err=services.navigator.show_error,
            owner=self,
            lane="write",
        )

    def _take_back(self, message: MessageRow, row: OutboxRow) -> None:
        store = self._services.store
        self._services.tasks.submit(
            lambda: invitation_answers.forget(store, message.id, row.id),
            err=self._services.navigator.show_error,
            owner=self,
            lane="write",
        )

    def _remind(self, message: MessageRow, view: InvitationView) -> None:
        services, store, now = self._services, self._services.store, self._services.clock.now()
        start = view.invitation.start
        if start is None:
            return
        due = max(start - _BEFORE, now)
        title = _("Meeting: {title}").format(title=view.invitation.title)

        def back(made: followups.FollowUpRow) -> None:
            services.tasks.submit(lambda: followups.remove(store, made.id, now), lane="write")

        services.tasks.submit(
            lambda: followups.add(
                store,
                title=title,
                due=due,
                now=now,
                thread_id=message.thread_id,
                customer_id=message.customer_id,
            ),
            ok=lambda made: services.navigator.show_toast(
                _("You will be reminded {when}").format(when=moment_text(due)),
                lambda: back(made),
                icon="alarm-clock",
            ),
            err=services.navigator.show_error,
            owner=self,
            lane="write",
        )
