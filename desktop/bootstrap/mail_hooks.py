"""What mail tells the customer side: the engine and the imports get these as callables."""

from collections.abc import Mapping
from typing import Any

from desktop.bootstrap import quote_mail
from desktop.crm import waiting
from desktop.crm.alarm_facts import Sender
from desktop.crm.alarms import check_messages
from desktop.crm.linking import link_threads
from desktop.mail.authentication import judge, stamp_of
from desktop.mail.ingest import AfterBatch
from desktop.mail.outbox import Sent, SentHook
from desktop.runtime.clock import Clock
from desktop.store.schema.mail import OutboxMessage
from desktop.store.unit import Unit
from desktop.store.workspace import Store
from desktop.trade import quote_sending


class _AfterBatch:
    """What runs after each batch of new mail: links first, then the clocks; alarms for the messages themselves."""

    def __init__(self, clock: Clock, store: Store | None) -> None:
        self._clock, self._store = clock, store

    def __call__(self, unit: Unit, thread_ids: set[int], /) -> None:
        """Decide whose the threads are and let their clocks follow."""
        link_threads(unit, thread_ids)
        waiting.on_messages_arrived(unit, thread_ids, self._clock.now())

    def messages_arrived(self, unit: Unit, message_ids: set[int]) -> None:
        """Raise the alarms of messages that are new or got their body; link those that carry or answer quotes."""
        now = self._clock.now()
        check_messages(unit, message_ids, _sender_check, now=now)
        if self._store is not None:
            quote_mail.link_sent(self._store, unit, message_ids, now)
        quote_mail.hear_answers(unit, message_ids)


def _sender_check(
    found: Mapping[str, Any] | None, provider: str, imap_host: str, email: str, address: str
) -> Sender:
    return judge(found, stamp_of(provider, imap_host, email), address).state


def after_batch(clock: Clock, store: Store | None = None) -> AfterBatch:
    """Return what runs after each batch of new mail; without the store no file of a mail is looked into."""
    return _AfterBatch(clock, store)


def on_sent() -> SentHook:
    """Return what runs when a mail was accepted: its reminder starts, the quotes whose files it carried are sent."""

    def run(unit: Unit, sent: Sent) -> None:
        session = unit.session
        row = session.get_one(OutboxMessage, sent.outbox_id)
        mail = quote_mail.outbox_mail(unit, row, sent.sent_at)
        carried = quote_sending.new_for(session, mail)
        waiting.on_message_sent(
            unit,
            sent_at=sent.sent_at,
            thread_id=sent.thread_id,
            days=sent.follow_up_days,
            subject=sent.subject,
            customer_id=sent.customer_id,
            quote_id=sent.quote_id or next(iter(carried), None),
            outbox_id=sent.outbox_id,
        )
        quote_sending.link(session, mail)
        if sent.quote_id:
            quote_sending.mark_by_outbox(session, sent.quote_id, mail)

    return run
