"""A draft's copies on the server, owed to be removed: queued here by the window, done by the engine (`server_drafts`)."""

from time import time

from desktop.store.schema.mail import MailAction, OutboxMessage
from desktop.store.unit import Unit

REMOVE = "remove_draft"
"""Kind of the row in the queue of mail actions that takes a draft off the server."""


def owe_removal(unit: Unit, row: OutboxMessage) -> None:
    """Queue that the copies of a draft go from the server: it was sent, or thrown away."""
    known = dict(row.server_draft or {})
    row.server_draft = {}
    if known.get("message_id"):
        unit.session.add(
            MailAction(
                account_id=row.account_id,
                message_id=None,
                kind=REMOVE,
                args=known,
                created_at=int(time()),
            )
        )
        unit.touch("mail_action", [row.id])
