"""What mail tells the customer side: the engine and the imports get these as callables."""

from desktop.crm import waiting
from desktop.crm.linking import link_threads
from desktop.mail.ingest import AfterBatch
from desktop.mail.outbox import Sent, SentHook
from desktop.runtime.clock import Clock
from desktop.store.schema.trade import Quote
from desktop.store.unit import Unit


def after_batch(clock: Clock) -> AfterBatch:
    """Return what runs after each batch of new mail: links first, then the clocks."""

    def run(unit: Unit, thread_ids: set[int]) -> None:
        link_threads(unit, thread_ids)
        waiting.on_messages_arrived(unit, thread_ids, clock.now())

    return run


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
