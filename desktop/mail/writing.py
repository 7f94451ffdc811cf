"""Writes a batch, and finds the one message that cannot be written: a batch that fails is cut in halves."""

import logging
from collections.abc import Callable, Sequence

import sqlalchemy as sa

from desktop.mail.ingest import AfterBatch, Item, Taken, take_in
from desktop.mail.prepare import PreparedHeader, Unreadable
from desktop.runtime.errors import TradepostError
from desktop.store.workspace import Store

log = logging.getLogger(__name__)


def write_in_halves(
    store: Store,
    batch: Sequence[Item],
    after_batch: AfterBatch,
    on_taken: Callable[[Taken, int], None],
    *,
    cause: str = "sync",
) -> None:
    """Write `batch` in one unit, or in as many as it takes to put a bad message aside. Raises UserFacing: disk full."""
    if not batch:
        return
    try:
        taken = take_in(store, batch, after_batch, cause=cause)
    except TradepostError:
        raise
    except (sa.exc.SQLAlchemyError, ValueError, TypeError, KeyError, OverflowError) as error:
        if len(batch) > 1:
            middle = len(batch) // 2
            for half in (batch[:middle], batch[middle:]):
                write_in_halves(store, half, after_batch, on_taken, cause=cause)
            return
        (item,) = batch
        if isinstance(item, Unreadable):
            raise
        log.warning("a message is put aside: %s", type(error).__name__)
        incoming = item.incoming if isinstance(item, PreparedHeader) else item.prepared.incoming
        aside = Unreadable(incoming, f"{type(error).__name__}: {error}"[:500])
        taken = take_in(store, [aside], after_batch, cause=cause)
    on_taken(taken, len(batch))
