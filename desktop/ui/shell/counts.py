"""The figures beside the screens, read from the store in one go."""

from datetime import UTC, datetime

from desktop.crm.followups import list_followups
from desktop.crm.today import today
from desktop.mail import drafts
from desktop.store.queries import threads
from desktop.store.workspace import Store
from desktop.trade import quote_counts


def read_counts(store: Store, now: datetime) -> dict[str, int]:
    """Return {screen id: figure} as of `now` (aware UTC): what waits for the user on each screen."""
    local = now.astimezone()
    zone = local.tzinfo or UTC
    return {
        "today": today(store, now, zone=zone).to_do,
        "inbox": threads.counts(store).get("reply_due", 0),
        "outbox": drafts.needs_a_look(store),
        "followups": len(list_followups(store, now, due="week", zone=zone)),
        "quotes": quote_counts.sent(store, today=local.date()),
    }
