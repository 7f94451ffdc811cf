"""One IMAP connection: IMAPClient for the conversation, our own pipelined reader for everything in bulk.

IMAPClient 3.1.0 opens the connection, logs in, lists, appends, moves and idles; FETCH, SEARCH and their answers go
through `imap_reader` over the same socket (MAIL.md section 0). A connection belongs to one thread.
"""

import contextlib
import imaplib
import io
import re
import socket
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from imapclient import IMAPClient, SocketTimeout, imap_utf7
from imapclient.exceptions import LoginError

from desktop.mail.imap_reader import (
    FetchedMessage,
    Response,
    ResponseReader,
    compress,
    fetched,
    vanished,
)
from desktop.mail.net_errors import (
    busy_or_closed,
    closed,
    explain,
    refuse_plain,
    refused,
    tls_context,
    wrong_password,
)
from desktop.mail.providers import Endpoint, assign_roles
from desktop.runtime.errors import TradepostError

CONNECT_SECONDS = 15.0
READ_SECONDS = 90.0
_IDENTITY = {
    "name": "Tradepost",
    "version": "0.1.0",
    "vendor": "Tradepost",
    "support-email": "support@tradepost.example",
}


@dataclass(frozen=True, slots=True)
class Login:
    """Where and as whom to log in."""

    endpoint: Endpoint
    username: str
    password: str
    ca_file: str = ""


@dataclass(frozen=True, slots=True)
class RemoteFolder:
    """A folder as the server lists it: `wire_name` as spelled there, `name` as people read it."""

    wire_name: str
    name: str
    role: str
    selectable: bool


@dataclass(frozen=True, slots=True)
class Selected:
    """The state of a folder when it was opened."""

    uidvalidity: int
    uidnext: int
    exists: int
    highestmodseq: int


@dataclass(frozen=True, slots=True)
class SetDone:
    """All that the server has of one set of UIDs has been given."""

    uids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed in a folder since a MODSEQ: flags of messages, and UIDs that are gone."""

    messages: tuple[FetchedMessage, ...]
    vanished: tuple[int, ...]


class ImapConnection:
    """Opened by `connect`, then `login`; closed by `close` or on leaving a `with` block."""

    def __init__(self, login: Login) -> None:
        self._login = login
        self._client: IMAPClient | None = None
        self._tag = 0
        self._reader: ResponseReader | None = None
        self.condstore = False
        self.qresync = False
        self.throttled = False

    def __enter__(self) -> "ImapConnection":
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    # ---- life

    def connect(self) -> None:
        """Open the connection with its TLS. Raises UserFacing or Retryable in plain words."""
        host, port, security = (
            self._login.endpoint.host,
            self._login.endpoint.port,
            self._login.endpoint.security,
        )
        if security == "plain":
            refuse_plain(host)
        context = tls_context(self._login.ca_file) if security != "plain" else None
        with self._talking():
            self._client = IMAPClient(
                host,
                port,
                ssl=security == "ssl",
                ssl_context=context,
                timeout=SocketTimeout(CONNECT_SECONDS, READ_SECONDS),
            )
            self._client.folder_encode = False
            if security == "starttls":
                self._client.starttls(context)

    def login(self) -> None:
        """Log in and say who we are (before and after: NetEase refuses every command until it knows)."""
        client = self._connected()
        with self._talking():
            self._introduce()
            try:
                if self._login.password.isascii() and self._login.username.isascii():
                    client.login(self._login.username, self._login.password)
                else:
                    client.plain_login(self._login.username, self._login.password)
            except LoginError as error:
                if isinstance(
                    error.__context__, imaplib.IMAP4.abort
                ):  # hung up in the middle of it
                    raise closed(self._login.endpoint.host) from error
                raise wrong_password(self._login.endpoint.host, str(error)) from error
            client.capabilities()
            self._introduce()
            self._enable()

    def _introduce(self) -> None:
        client = self._connected()
        if client.has_capability("ID"):
            with contextlib.suppress(imaplib.IMAP4.error):
                client.id_(_IDENTITY)

    def _enable(self) -> None:
        client = self._connected()
        if not client.has_capability("ENABLE"):
            self.condstore = client.has_capability("CONDSTORE")
            return
        wanted = [name for name in ("CONDSTORE", "QRESYNC") if client.has_capability(name)]
        if (
            "mail.me.com" in self._login.endpoint.host
        ):  # its QRESYNC reports living mail as gone (MAIL.md 2.13)
            wanted = [name for name in wanted if name != "QRESYNC"]
        if wanted:
            with contextlib.suppress(imaplib.IMAP4.error):
                client.enable(*wanted)
            self.condstore = True
            self.qresync = "QRESYNC" in wanted

    def close(self) -> None:
        """Hang up, politely when the server still listens. Never raises."""
        client, self._client, self._reader = self._client, None, None
        if client is not None:
            with contextlib.suppress(OSError, EOFError, imaplib.IMAP4.error, ValueError):
                client.socket().settimeout(2)
                client.shutdown()

    def interrupt(self) -> None:
        """Break whatever call is waiting on this connection (from another thread)."""
        client = self._client
        if client is not None:
            with contextlib.suppress(OSError, AttributeError):
                client.socket().shutdown(socket.SHUT_RDWR)

    def can(self, capability: str) -> bool:
        """Whether the server says it has a capability."""
        return bool(self._connected().has_capability(capability))

    # ---- folders

    def folders(self) -> list[RemoteFolder]:
        """All folders, with what they are for."""
        with self._talking():
            listed = self._connected().list_folders()
        rows = []
        for flags, delimiter, wire in listed:
            wire_bytes = wire if isinstance(wire, bytes) else str(wire).encode()
            name = _readable(wire_bytes)
            texts = tuple(
                f.decode("ascii", "replace") if isinstance(f, bytes) else str(f) for f in flags
            )
            rows.append((wire_bytes, name, texts, (delimiter or b"").decode("ascii", "replace")))
        roles = assign_roles([(name, flags, delimiter) for _w, name, flags, delimiter in rows])
        return [
            RemoteFolder(
                wire.decode("latin-1"),
                name,
                role,
                "\\noselect" not in [f.casefold() for f in flags],
            )
            for (wire, name, flags, _delimiter), role in zip(rows, roles, strict=True)
        ]

    def select(self, wire_name: str, *, readonly: bool = True) -> Selected:
        """Open a folder."""
        with self._talking():
            found = self._connected().select_folder(wire_name.encode("latin-1"), readonly=readonly)
        return Selected(
            uidvalidity=int(found.get(b"UIDVALIDITY", 0)),
            uidnext=int(found.get(b"UIDNEXT", 0)),
            exists=int(found.get(b"EXISTS", 0)),
            highestmodseq=int(found.get(b"HIGHESTMODSEQ", 0)),
        )

    def status(self, wire_name: str) -> Selected:
        """The same figures without opening the folder (RFC 3501 STATUS)."""
        wanted = ["MESSAGES", "UIDNEXT", "UIDVALIDITY"] + (
            ["HIGHESTMODSEQ"] if self.condstore else []
        )
        with self._talking():
            found = self._connected().folder_status(wire_name.encode("latin-1"), wanted)
        return Selected(
            int(found.get(b"UIDVALIDITY", 0)),
            int(found.get(b"UIDNEXT", 0)),
            int(found.get(b"MESSAGES", 0)),
            int(found.get(b"HIGHESTMODSEQ", 0)),
        )

    def create(self, wire_name: str) -> None:
        """Make a folder."""
        with self._talking():
            self._connected().create_folder(wire_name.encode("latin-1"))

    def rename_folder(self, wire_name: str, new_wire_name: str) -> None:
        """Give a folder, and all below it, another name (RFC 3501 RENAME)."""
        with self._talking():
            self._connected().rename_folder(
                wire_name.encode("latin-1"), new_wire_name.encode("latin-1")
            )

    def delete_folder(self, wire_name: str) -> None:
        """Delete a folder with whatever is in it; it must not be the open one."""
        with self._talking():
            self._connected().delete_folder(wire_name.encode("latin-1"))

    def subscribe(self, wire_name: str, *, on: bool) -> None:
        """Have other mail programs show a folder, or no longer."""
        client, name = self._connected(), wire_name.encode("latin-1")
        with self._talking():
            if on:
                client.subscribe_folder(name)
            else:
                client.unsubscribe_folder(name)

    # ---- reading in bulk

    def uids(self, criteria: str = "ALL") -> list[int]:
        """The UIDs of the open folder that match an IMAP search in ASCII, ascending."""
        found: list[int] = []
        for response in self._run(f"UID SEARCH {criteria}"):
            if response.text.upper().startswith(b"* SEARCH"):
                found.extend(int(n) for n in response.text[8:].split(b"(")[0].split())
        return sorted(found)

    def find_message_id(self, message_id: str) -> list[int]:
        """The UIDs of the open folder's messages with this Message-ID (no brackets)."""
        quoted = re.sub(r'(["\\])', r"\\\1", message_id)
        return self.uids(f'HEADER Message-ID "{quoted}"') if message_id.isascii() else []

    def flags(self, uids: str = "1:*") -> list[FetchedMessage]:
        """UID and flags of a set of messages of the open folder."""
        return [
            m
            for r in self._run(f"UID FETCH {uids} (UID FLAGS)")
            if (m := fetched(r)) and m.flags is not None
        ]

    def changed_since(self, modseq: int) -> Changes:
        """What changed since `modseq`; gone UIDs only where QRESYNC is spoken (RFC 7162)."""
        gone: list[int] = []
        messages: list[FetchedMessage] = []
        # not 1:*, which on Cyrus leaves out a deletion of the highest message (MAIL.md 2.11)
        extra = " VANISHED" if self.qresync else ""
        command = f"UID FETCH 1:4294967295 (UID FLAGS) (CHANGEDSINCE {modseq}{extra})"
        for response in self._run(command):
            message = fetched(response)
            if message is not None:
                messages.append(message)
            else:
                gone.extend(vanished(response) or ())
        return Changes(tuple(messages), tuple(gone))

    def fetch_pipelined(
        self,
        sets: Sequence[Sequence[int]],
        items: str = "UID FLAGS INTERNALDATE BODY.PEEK[]",
        *,
        depth: int = 3,
    ) -> Iterator[FetchedMessage | SetDone]:
        """Fetch sets of UIDs with `depth` commands in flight; after each set's messages comes a SetDone.

        Raises Retryable when the connection breaks (what was given is whole), UserFacing when the server refuses.
        """
        waiting: deque[tuple[bytes, tuple[int, ...]]] = deque()
        todo = deque(tuple(s) for s in sets)
        with self._talking():
            reader = self._responses()
            while todo or waiting:
                while todo and len(waiting) < depth:
                    uids = todo.popleft()
                    waiting.append((self._send(f"UID FETCH {compress(uids)} ({items})"), uids))
                response = reader.response()
                if response.text.startswith(waiting[0][0] + b" "):
                    tag, uids = waiting.popleft()
                    self._check(response.text[len(tag) + 1 :])
                    yield SetDone(uids)
                    continue
                self._untagged(response)
                message = fetched(response)
                if message is not None:
                    yield message

    # ---- changing

    def store_flags(self, uids: Sequence[int], flags: Sequence[str], *, add: bool) -> None:
        """Set or clear flags of messages of the open folder."""
        sign = "+" if add else "-"
        for _response in self._run(
            f"UID STORE {compress(uids)} {sign}FLAGS.SILENT ({' '.join(flags)})"
        ):
            pass

    def move(self, uids: Sequence[int], wire_name: str) -> None:
        """Move messages of the open folder, by MOVE or else by COPY, STORE and EXPUNGE of just these."""
        client = self._connected()
        target = wire_name.encode("latin-1")
        with self._talking():
            if client.has_capability("MOVE"):
                client.move(list(uids), target)
                return
            client.copy(list(uids), target)
        self.delete(uids)

    def delete(self, uids: Sequence[int]) -> None:
        """Delete messages of the open folder for good. Without UIDPLUS they are only marked as deleted."""
        self.store_flags(uids, ["\\Deleted"], add=True)
        client = self._connected()
        if client.has_capability("UIDPLUS"):
            with self._talking():
                client.uid_expunge(list(uids))

    def append(self, wire_name: str, raw: bytes, *, seen: bool = True) -> int | None:
        """Put a message into a folder; its UID when the server tells (a UIDVALIDITY of 0 is no answer)."""
        with self._talking():
            answer = self._connected().append(
                wire_name.encode("latin-1"),
                raw,
                flags=["\\Seen"] if seen else [],
                msg_time=datetime.now(UTC),
            )
        text = answer if isinstance(answer, bytes) else str(answer).encode()
        found = re.search(rb"APPENDUID (\d+) (\d+)", text)
        return int(found[2]) if found and int(found[1]) else None

    def command(self, text: str) -> tuple[list[Response], str]:
        """Run one command; returns its untagged responses and the status after the tag ("OK ...", "NO [CODE] ...").

        For commands whose refusal is an answer and not an error. Raises Retryable when the connection breaks.
        """
        found: list[Response] = []
        with self._talking():
            reader = self._responses()
            tag = self._send(text)
            while True:
                response = reader.response()
                if response.text.startswith(tag + b" "):
                    return found, response.text[len(tag) + 1 :].decode("utf-8", "replace")
                self._untagged(response)
                found.append(response)

    # ---- waiting

    def idle_start(self) -> None:
        """Ask the server to tell of new mail by itself."""
        with self._talking():
            self._connected().idle()

    def idle_wait(self, seconds: float) -> bool:
        """Wait up to `seconds` in IDLE; whether anything was told."""
        with self._talking():
            told = self._connected().idle_check(timeout=seconds)
        for line in told:
            if line and isinstance(line[0], bytes) and line[0].upper() == b"BYE":
                raise closed(self._login.endpoint.host)
        return any(_tells_of_change(line) for line in told)

    def idle_stop(self) -> None:
        """Leave IDLE."""
        with self._talking():
            self._connected().idle_done()

    def noop(self) -> None:
        """Ask whether the server is still there."""
        with self._talking():
            self._connected().noop()

    # ---- inside

    def _connected(self) -> IMAPClient:
        if self._client is None:
            raise closed(self._login.endpoint.host)
        return self._client

    def _plain(self) -> imaplib.IMAP4:
        connection: imaplib.IMAP4 = self._connected()._imap  # noqa: SLF001 - the socket under the conversation
        return connection

    def _responses(self) -> ResponseReader:
        if self._reader is None:
            file = cast("io.BufferedReader", self._plain().file)
            self._reader = ResponseReader(file.read1)  # gives what has come, past the small buffer
        return self._reader

    def _send(self, command: str) -> bytes:
        self._tag += 1
        tag = b"TP%d" % self._tag
        self._plain().send(tag + b" " + command.encode("latin-1") + b"\r\n")
        return tag

    def _run(self, command: str) -> Iterator[Response]:
        with self._talking():
            reader = self._responses()
            tag = self._send(command)
            while True:
                response = reader.response()
                if response.text.startswith(tag + b" "):
                    self._check(response.text[len(tag) + 1 :])
                    return
                self._untagged(response)
                yield response

    def _untagged(self, response: Response) -> None:
        if response.text[:5].upper() == b"* BYE":
            raise busy_or_closed(
                self._login.endpoint.host, response.text[5:].decode("utf-8", "replace")
            )

    def _check(self, status: bytes) -> None:
        text = status.decode("utf-8", "replace")
        if "[THROTTLED]" in text.upper():
            self.throttled = True
        if not status.upper().startswith(b"OK"):
            raise refused(self._login.endpoint.host, text)

    @contextlib.contextmanager
    def _talking(self) -> Iterator[None]:
        host, port = self._login.endpoint.host, self._login.endpoint.port
        try:
            yield
        except TradepostError:
            raise
        except imaplib.IMAP4.abort as error:
            raise busy_or_closed(host, str(error)) from error
        except imaplib.IMAP4.error as error:
            if self._client is None:  # the greeting was not one: "* BYE", or no mail server at all
                raise closed(host) from error
            raise refused(host, str(error)) from error
        except (OSError, EOFError) as error:
            raise explain(error, host, port) from error


def _tells_of_change(line: tuple[object, ...]) -> bool:
    words = {word for word in line[:2] if isinstance(word, bytes)}
    return bool(words & {b"EXISTS", b"EXPUNGE", b"FETCH", b"RECENT", b"VANISHED"})


def _readable(wire: bytes) -> str:
    try:
        return str(imap_utf7.decode(wire))
    except (ValueError, UnicodeError):
        return wire.decode("utf-8", "replace")  # servers that send raw UTF-8 (MAIL.md 2.20)
