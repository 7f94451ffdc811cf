"""Our own mail in the folder of sent mail: looked for, and put there, once."""

import contextlib

import sqlalchemy as sa

from desktop.mail.imap_reader import FetchedMessage, newest_first
from desktop.mail.mime.headers import message_ids, parse_headers
from desktop.mail.outgoing import OWN_ID, own_id
from desktop.mail.transport import ImapConnection
from desktop.runtime.errors import UserFacing
from desktop.store.schema.mail import Folder
from desktop.store.workspace import Store

_NEWEST = 30  # looked through by hand where SEARCH finds nothing: some servers search headers badly or not at all
_HEAD = f"UID BODY.PEEK[HEADER.FIELDS (MESSAGE-ID {OWN_ID.upper()})]"


class SentFolder:
    """The folder of sent mail of one account."""

    def __init__(self, store: Store, account_id: str) -> None:
        self._store, self._account_id = store, account_id

    def name(self, imap: ImapConnection) -> str:
        """Return its wire name, "" when the account has none; asked for before the first sync has listed it."""
        query = sa.select(Folder.wire_name).where(
            Folder.account_id == self._account_id, Folder.role == "sent"
        )
        with self._store.read() as session:
            known = session.scalar(query)
        if known:
            return known
        return next((f.wire_name for f in imap.folders() if f.role == "sent"), "")

    def holds(self, imap: ImapConnection, message_id: str) -> bool:
        """Tell whether a mail of ours stands in it, by its Message-ID or its own header (MAIL.md 5.9)."""
        name = self.name(imap)
        if not name:
            return False
        imap.select(name)
        with contextlib.suppress(UserFacing):
            if imap.find_message_id(message_id):
                return True
        return self._among_newest(imap, message_id)

    @staticmethod
    def _among_newest(imap: ImapConnection, message_id: str) -> bool:
        uids = imap.uids()[-_NEWEST:]
        for item in imap.fetch_pipelined(newest_first(uids, _NEWEST), _HEAD) if uids else ():
            if isinstance(item, FetchedMessage):
                head = parse_headers(item.body or b"")
                named = message_ids(head.raw("message-id"))
                if message_id in named or head.text(OWN_ID.lower()) == own_id(message_id):
                    return True
        return False

    def put(self, imap: ImapConnection, raw: bytes) -> None:
        """Append a mail, into a folder "Sent" that is made when the account has none. Raises UserFacing, Retryable."""
        name = self.name(imap)
        if not name:
            name = "Sent"
            with contextlib.suppress(UserFacing):  # it may be there without its role
                imap.create(name)
        imap.append(name, raw)
