"""What mail tells the customer side: the engine and the imports get these as callables."""

from collections.abc import Mapping
from typing import Any

from desktop.crm import waiting
from desktop.crm.alarm_rule import Sender
from desktop.crm.alarms import check_messages
from desktop.crm.linking import link_threads
from desktop.mail.authentication import judge, stamp_of
from desktop.mail.ingest import AfterBatch
from desktop.mail.outbox import Sent, SentHook
from desktop.runtime.clock import Clock
from desktop.store.schema.quotes import Quote
from desktop.store.unit import Unit


class _AfterBatch:
    """What runs after each batch of new mail: links first, then the clocks; alarms for the messages themselves."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def __call__(self, unit: Unit, thread_ids: set[int], /) -> None:
        """Decide whose the threads are and let their clocks follow."""
        link_threads(unit, thread_ids)
        waiting.on_messages_arrived(unit, thread_ids, self._clock.now())

    def messages_arrived(self, unit: Unit, message_ids: set[int]) -> None:
        """Raise the alarms of messages that are new or got their body."""
        check_messages(unit, message_ids, _sender_check, now=self._clock.now())


def _sender_check(
    found: Mapping[str, Any] | None, provider: str, imap_host: str, email: str, address: str
) -> Sender:
    return judge(found, stamp_of(provider, imap_host, email), address).state


def after_batch(clock: Clock) -> AfterBatch:
    """Return what runs after each batch of new mail."""
    return _AfterBatch(clock)


def on_sent() -> SentHook:
    """Return what runs when a mail was accepted: its reminder starts, its quote counts as sent."""

    def run(unit: Unit, sent: Sent) -> None:
        waiting.on_message_sent(
            unit,
            sent_at=sent.sent_at,
            thread_id=sent.thread_id,
            days=sent.follow_up_days,
            subject=sent.subject,
            customer_id=sent.customer_id,
            quote_id=sent.quote_id,
            outbox_id=sent.outbox_id,
        )
        quote = unit.session.get(Quote, sent.quote_id) if sent.quote_id else None
        if quote is not None and quote.state in ("draft", "approved"):
            quote.state, quote.sent_at = "sent", sent.sent_at

    return run
