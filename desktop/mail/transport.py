"""One IMAP connection: IMAPClient for the conversation, our own pipelined reader for everything in bulk.

IMAPClient 3.1.0 opens the connection, logs in, appends and makes folders; LIST, FETCH, SEARCH, IDLE and their answers
go through `imap_reader` over the same socket (MAIL.md section 0). A connection belongs to one thread.
"""

import contextlib
import imaplib
import logging
import re
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime

from imapclient import IMAPClient, SocketTimeout

from desktop.mail.imap_auth import authenticate
from desktop.mail.imap_bulk import ImapBulk
from desktop.mail.imap_folders import (
    RemoteFolder,
    Selected,
    listed,
    readable,
    status_of,
)
from desktop.mail.imap_reader import (
    Response,
    compress,
)
from desktop.mail.imap_wire import quoted
from desktop.mail.login import Login
from desktop.mail.net_errors import refuse_plain, refused
from desktop.mail.providers import assign_roles, provider_by_host
from desktop.mail.tls import no_starttls, open_checked

log = logging.getLogger(__name__)

CONNECT_SECONDS = 15.0
READ_SECONDS = 90.0
_IDENTITY = {
    "name": "Tradepost",
    "version": "0.1.0",
    "vendor": "Tradepost",
    "support-email": "support@tradepost.example",
}


class ImapConnection(ImapBulk):
    """Opened by `connect`, then `login`; closed by `close` or on leaving a `with` block."""

    def __init__(self, login: Login) -> None:
        super().__init__(login.endpoint.host, login.endpoint.port)
        self._login = login
        self._habits = provider_by_host(login.endpoint.host)
        if self._habits is not None:
            self.careful = self._habits.careful

    def __enter__(self) -> "ImapConnection":
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    # ---- life

    def connect(self) -> None:
        """Open the connection with its TLS. Raises UserFacing or Retryable in plain words."""
        host = self._login.endpoint.host
        with self._talking():
            if self._login.endpoint.security == "plain":
                refuse_plain(host)
                self._begin(None)
            else:
                open_checked(self._begin, host, self._login.ca_file, self._login.trusted)
            self._share_stream()

    def _begin(self, context: ssl.SSLContext | None) -> None:
        endpoint = self._login.endpoint
        client = IMAPClient(
            endpoint.host,
            endpoint.port,
            ssl=endpoint.security == "ssl",
            ssl_context=context,
            timeout=SocketTimeout(CONNECT_SECONDS, READ_SECONDS),
        )
        self._client = client
        client.folder_encode = False
        if endpoint.security == "starttls":
            try:
                if not client.has_capability("STARTTLS"):
                    raise no_starttls(endpoint.host, endpoint.port, 993)
                client.starttls(context)
            except BaseException:
                self.close()
                raise

    def login(self) -> None:
        """Log in and say who we are (before and after: NetEase refuses every command until it knows)."""
        client = self._connected()
        with self._talking():
            self._introduce()
            authenticate(client, self._login)
            client.capabilities()
        self._settle()

    def _introduce(self) -> None:
        client = self._connected()
        if client.has_capability("ID"):
            with contextlib.suppress(imaplib.IMAP4.error):
                client.id_(_IDENTITY)

    def _settle(self) -> None:
        """Say again who we are and enable what is offered, in one round trip where the server stands that."""
        wanted = []
        if self.can("ENABLE"):
            wanted = [name for name in ("CONDSTORE", "QRESYNC") if self.can(name)]
            if self._habits is not None and self._habits.no_qresync:
                wanted = [name for name in wanted if name != "QRESYNC"]
        commands = [f"ENABLE {' '.join(wanted)}".encode()] if wanted else []
        if self.can("ID"):
            words = " ".join(f'"{key}" "{value}"' for key, value in _IDENTITY.items())
            commands.append(f"ID ({words})".encode())
        self.run_all(commands)  # refusals are no harm: SELECT shows what is really spoken
        self.condstore = bool(wanted) or self.can("CONDSTORE")
        self.qresync = "QRESYNC" in wanted

    # ---- folders

    def folders(self, *, with_status: bool = False) -> list[RemoteFolder]:
        """All folders, with what they are for; `with_status`: with their figures where one answer brings both."""
        self.unselect()
        listing = self._list_command(with_status=with_status)
        answers = self.run_all([listing])
        if not answers[0].ok and b"RETURN" in listing:  # promised, not kept
            answers = self.run_all([b'LIST "" "*"'])
        if not answers[0].ok:
            raise refused(self._host, answers[0].status)
        rows = [row for r in answers[0].responses if (row := listed(r))]
        rows = list({row.wire: row for row in rows}.values())
        figures = dict(found for r in answers[0].responses if (found := status_of(r)))
        names = [readable(row.wire) for row in rows]
        roles = assign_roles(
            [(name, row.flags, row.delimiter) for name, row in zip(names, rows, strict=True)]
        )
        return [
            RemoteFolder(
                row.wire.decode("latin-1"),
                name,
                role,
                row.selectable,
                row.delimiter,
                figures.get(row.wire),
            )
            for row, name, role in zip(rows, names, roles, strict=True)
        ]

    def _list_command(self, *, with_status: bool) -> bytes:
        special = "SPECIAL-USE" if self.can("SPECIAL-USE") else ""
        if with_status and self.can("LIST-STATUS"):
            wanted = f"{special} STATUS ({self._status_items()})".strip()
            return f'LIST "" "*" RETURN ({wanted})'.encode()
        if special and self.can("LIST-EXTENDED"):
            return b'LIST "" "*" RETURN (SPECIAL-USE)'
        if self.can("XLIST") and not special:  # Aliyun and old Gmail tell roles only there
            return b'XLIST "" "*"'
        return b'LIST "" "*"'

    def _status_items(self) -> str:
        return "MESSAGES UIDNEXT UIDVALIDITY UNSEEN" + (" HIGHESTMODSEQ" if self.condstore else "")

    def status(self, wire_name: str) -> Selected:
        """The same figures without opening the folder (RFC 3501 STATUS)."""
        found = self.statuses([wire_name])
        if wire_name not in found:
            raise refused(self._host, "STATUS")
        return found[wire_name]

    def statuses(self, wire_names: Sequence[str]) -> dict[str, Selected]:
        """The figures of many folders, asked for together; those the server refuses are left out."""
        items = self._status_items().encode()
        answers = self.run_all(
            [b"STATUS " + quoted(name) + b" (" + items + b")" for name in wire_names]
        )
        found: dict[str, Selected] = {}
        for name, answer in zip(wire_names, answers, strict=True):
            if not answer.ok:
                log.info("a STATUS was refused")  # the answer names the folder
            for response in answer.responses:
                told = status_of(response)
                if told is not None:
                    whose = told[0].decode("latin-1")
                    found[whose if whose in wire_names else name] = told[1]
        return found

    def create(self, wire_name: str) -> None:
        """Make a folder."""
        with self._talking():
            self._connected().create_folder(wire_name.encode("latin-1"))

    # ---- changing

    def store_flags(self, uids: Sequence[int], flags: Sequence[str], *, add: bool) -> None:
        """Set or clear flags of messages of the open folder."""
        sign = "+" if add else "-"
        for _response in self.run(
            f"UID STORE {compress(uids)} {sign}FLAGS.SILENT ({' '.join(flags)})"
        ):
            pass

    def delete(self, uids: Sequence[int]) -> None:
        """Delete messages of the open folder for good. Without UIDPLUS they are only marked as deleted."""
        self.store_flags(uids, ["\\Deleted"], add=True)
        client = self._connected()
        if client.has_capability("UIDPLUS"):
            with self._talking():
                client.uid_expunge(list(uids))

    def append(
        self,
        wire_name: str,
        raw: bytes,
        *,
        flags: Sequence[str] = ("\\Seen",),
        received_at: int | None = None,
    ) -> int | None:
        """Put a message into a folder; its UID when the server tells (a UIDVALIDITY of 0 is no answer).

        `received_at`: the time of arrival that it keeps (seconds since 1970), else now.
        """
        at = datetime.now(UTC) if received_at is None else datetime.fromtimestamp(received_at, UTC)
        with self._talking():
            answer = self._connected().append(
                wire_name.encode("latin-1"),
                raw,
                flags=list(flags),
                msg_time=at,
            )
        text = answer if isinstance(answer, bytes) else str(answer).encode()
        found = re.search(rb"APPENDUID (\d+) (\d+)", text)
        return int(found[2]) if found and int(found[1]) else None

    def command(self, text: str) -> tuple[list[Response], str]:
        """Run one command; returns its untagged responses and the status after the tag ("OK ...", "NO [CODE] ...").

        For commands whose refusal is an answer and not an error. Raises Retryable when the connection breaks.
        """
        (answer,) = self.run_all([text.encode("latin-1")], patient=True)
        return list(answer.responses), answer.status
