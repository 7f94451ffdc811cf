"""A mail of which only the header is here is fetched when a command asks for it."""

from desktop.bootstrap.mail_hooks import after_batch
from desktop.cli.context import Context
from desktop.mail import accounts
from desktop.mail.fetch_one import fetch_message
from desktop.mail.transport import ImapConnection
from desktop.runtime.errors import UserFacing
from desktop.store.queries import messages


def whole_mail(context: Context, message_id: int, *, offline: bool = False) -> bytes:
    """Return a mail's bytes, fetched from its server when they are not here and `offline` was not said.

    Raises UserFacing (`no_message`; `not_here` with `offline`, or of an account that is gone; `mail_gone`) and what
    the network says.
    """
    try:
        return messages.raw_bytes(context.store, message_id)
    except UserFacing as error:
        account_id = messages.show(context.store, message_id).account_id
        if error.code not in ("not_here", "raw_damaged") or offline or account_id is None:
            raise
    login = accounts.load(context.store, account_id).imap_login()
    with ImapConnection(login) as connection:
        connection.connect()
        connection.login()
        fetch_message(
            context.store,
            account_id,
            connection,
            message_id,
            after_batch(context.clock, context.store),
        )
    return messages.raw_bytes(context.store, message_id)
