"""What goes over the socket of an IMAP connection: commands in flight, their answers, compression, round-trip time.

IMAPClient and our own bulk reader share one stream of bytes (`ResponseReader`), so that neither loses what the other
read ahead.
"""

import contextlib
import imaplib
import io
import re
import select
import socket
import ssl
import zlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import cast

from imapclient import IMAPClient

from desktop.mail.imap_reader import Response, ResponseReader
from desktop.mail.net_errors import busy_or_closed, closed, explain, refused
from desktop.runtime.errors import TradepostError, UserFacing

IN_FLIGHT = 50  # outlook.com's parser breaks above that (MAIL.md section 1, Geary)
_NEAR = 0.02  # seconds of round trip below which neither compression nor depth pays
_PER_COMMAND = 0.005  # one more command in flight for each so many seconds of the way
_MAX_DEPTH = 40
# by name, for servers that the table of providers does not list: these lose or mix answers when several commands
# are under way (MAIL.md 2.2, 2.10)
_CAREFUL = re.compile(
    r"(outlook|office365|exchange|hotmail|(^|\.)qq\.com|exmail|163\.com|126\.com|yeah\.net)"
)
_CORRELATOR = re.compile(rb'\(TAG "([^"]+)"\)', re.IGNORECASE)
_no_compression: set[str] = set()  # hosts that promised it and broke it


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said to one command: `status` is the tagged line without its tag."""

    status: str
    responses: tuple[Response, ...]

    @property
    def ok(self) -> bool:
        """Whether it was done."""
        return self.status[:2].upper() == "OK"


class ImapWire:
    """The socket of a connection that IMAPClient opened. Belongs to one thread, except `interrupt`."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._client: IMAPClient | None = None
        self._stream: ResponseReader | None = None
        self._tag = 0
        self._rtt = 0.0
        self._deflated = False
        self.throttled = False
        self.careful = bool(_CAREFUL.search(host.casefold()))

    # ---- life

    def close(self) -> None:
        """Hang up, politely when the server still listens. Never raises."""
        client, self._client, self._stream = self._client, None, None
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

    @property
    def depth(self) -> int:
        """How many commands to keep in flight: more the longer the way is, one where the server cannot cope."""
        if self.careful or self.throttled:
            return 1
        return 3 if self._rtt < _NEAR else min(_MAX_DEPTH, 3 + int(self._rtt / _PER_COMMAND))

    def compress(self) -> bool:
        """Let both sides speak DEFLATE (RFC 4978) where the way is long; whether they do."""
        wanted = (
            not self._deflated
            and self.can("COMPRESS=DEFLATE")
            and self._rtt > _NEAR
            and self._host not in _no_compression
            and not self.careful
        )
        return wanted and self.compress_now()

    def compress_now(self) -> bool:
        """The same without asking whether it pays. A host that answers with garbage is not asked again."""
        try:
            (answer,) = self.run_all([b"COMPRESS DEFLATE"])
        except TradepostError:
            _no_compression.add(self._host)
            raise
        if not answer.ok:
            _no_compression.add(self._host)
            return False
        unpack, pack = zlib.decompressobj(-15), zlib.compressobj(level=1, wbits=-15)
        plain = self._plain()
        write = plain.send

        def send(data: bytes) -> None:
            write(pack.compress(data) + pack.flush(zlib.Z_SYNC_FLUSH))

        def inflate(data: bytes) -> bytes:
            try:
                return unpack.decompress(data)
            except zlib.error as error:
                _no_compression.add(self._host)
                raise EOFError("not a compressed stream") from error

        self._responses().through(inflate)
        self._deflated = True
        plain.send = send  # type: ignore[method-assign, assignment]
        return True

    # ---- talking

    def run(self, command: str) -> Iterator[Response]:
        """Send one command; gives its untagged responses as they come. Raises what the server or the network says."""
        with self._talking():
            reader = self._responses()
            tag = self._send(command, alone=True)
            while True:
                response = reader.response()
                if response.text.startswith(tag + b" "):
                    self._check(response.text[len(tag) + 1 :])
                    return
                self._untagged(response)
                yield response

    def run_all(self, commands: Sequence[bytes], *, patient: bool = False) -> list[Answer]:
        """Send commands together, as many in flight as the server stands; an answer for each, refusals too.

        Servers work on several at a time: what is told between two tagged lines is given to the oldest command
        that is not done, unless it names its tag (RFC 4466). Raises Retryable when the connection breaks or the
        server asks to wait; `patient`: that is an answer too (OVERQUOTA means a limit of traffic in a FETCH, and a
        full mailbox in a COPY).
        """
        todo = deque(enumerate(commands))
        waiting: dict[bytes, int] = {}
        statuses: dict[int, str] = {}
        told: dict[int, list[Response]] = {at: [] for at in range(len(commands))}
        limit = 1 if self.careful or self.throttled else IN_FLIGHT
        with self._talking():
            reader = self._responses()
            while todo or waiting:
                while todo and len(waiting) < limit:
                    at, command = todo.popleft()
                    waiting[self._send(command, alone=not statuses and not waiting)] = at
                response = reader.response()
                tag, _space, status = response.text.partition(b" ")
                if tag in waiting:
                    statuses[waiting.pop(tag)] = self._noted(status, patient=patient)
                    continue
                self._untagged(response)
                told[_whose(response, waiting)].append(response)
        return [Answer(statuses[at], tuple(told[at])) for at in range(len(commands))]

    # ---- a conversation in which the server speaks first (push.py)

    def begin_command(self, command: str) -> bytes:
        """Send a command without waiting for its answer; returns its tag. Raises Retryable when the line is cut."""
        with self._talking():
            return self._send(command)

    def send_raw(self, data: bytes) -> None:
        """Send bytes that are no command of their own. Raises Retryable when the line is cut."""
        with self._talking():
            self._plain().send(data)

    def has_answer(self, seconds: float) -> bool:
        """Wait so long for the server to say something; whether it did (or hung up, which reading then tells)."""
        with self._talking():
            if not self._responses().drained:
                return True
            line = self._connected().socket()
            pending = getattr(line, "pending", None)  # what TLS has decrypted already
            if pending is not None and pending():
                return True
            return bool(select.select([line], [], [], seconds)[0])

    def next_answer(self) -> Response:
        """The next response, tagged or not. Raises Retryable when the server hangs up or says goodbye."""
        with self._talking():
            response = self._responses().response()
            self._untagged(response)
            return response

    @contextlib.contextmanager
    def answer_within(self, seconds: float) -> Iterator[None]:
        """While inside, a server that says nothing for so long counts as gone."""
        line = self._connected().socket()
        usual = line.gettimeout()
        line.settimeout(seconds)
        try:
            yield
        finally:
            if self._client is not None:
                line.settimeout(usual)

    @property
    def local_address(self) -> str:
        """The address of this computer that the connection was made from; "" when it is cut."""
        client = self._client
        try:
            return str(client.socket().getsockname()[0]) if client is not None else ""
        except (OSError, AttributeError):
            return ""

    def _send(self, command: bytes | str, *, alone: bool = False) -> bytes:
        """Send a command; `alone`: nothing else is in flight, so the answer tells how long the way is."""
        if isinstance(command, str):
            command = command.encode("latin-1")
        self._tag += 1
        tag = b"TP%d" % self._tag
        if alone:
            self._responses().asked_at = monotonic()
        self._plain().send(tag + b" " + command + b"\r\n")
        return tag

    def _connected(self) -> IMAPClient:
        if self._client is None:
            raise closed(self._host)
        return self._client

    def _plain(self) -> imaplib.IMAP4:
        connection: imaplib.IMAP4 = self._connected()._imap  # noqa: SLF001 - the socket under the conversation
        return connection

    def _share_stream(self) -> None:
        """Let IMAPClient read through our reader; after the connection and its TLS are made."""
        plain = self._plain()
        file = cast("io.BufferedReader", plain.file)
        self._stream = ResponseReader(file.read1, close=file.close, answered=self._answered)
        plain.file = self._stream  # type: ignore[assignment]

    def read_straight(self) -> None:
        """Read past the small buffer of the conversation, literals at once into their place: for a line that fetches
        in bulk. Changes nothing when the stream is compressed."""
        self._responses().read_into(_straight(self._connected().socket()))

    def _answered(self, seconds: float) -> None:
        self._rtt = min(self._rtt or seconds, seconds)

    def _responses(self) -> ResponseReader:
        if self._stream is None:
            raise closed(self._host)
        return self._stream

    def _untagged(self, response: Response) -> None:
        if response.text[:5].upper() == b"* BYE":
            raise busy_or_closed(self._host, response.text[5:].decode("utf-8", "replace"))

    def _noted(self, status: bytes, *, patient: bool = False) -> str:
        """A tagged status as text; a wish to go slower is noted. Raises Retryable for "come back later"."""
        text = status.decode("utf-8", "replace")
        if "[THROTTLED]" in text.upper():
            self.throttled = True
        if not patient and not status[:2].upper().startswith(b"OK"):
            error = refused(self._host, text)
            if not isinstance(error, UserFacing) and error.code != "busy":
                raise error  # it asks to wait; trouble with one folder is an answer like others
        return text

    def _check(self, status: bytes) -> None:
        text = self._noted(status)
        if not status.upper().startswith(b"OK"):
            raise refused(self._host, text)

    @contextlib.contextmanager
    def _talking(self) -> Iterator[None]:
        host, port = self._host, self._port
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


def _straight(line: socket.socket) -> Callable[[memoryview], int]:
    """What reads from a socket into a place; for TLS without the two layers of checks above it, 235,000 times a GB."""
    if not isinstance(line, ssl.SSLSocket):
        return line.recv_into
    read = line.read

    def into(room: memoryview) -> int:
        return cast("int", read(len(room), room))

    return into


def _whose(response: Response, waiting: dict[bytes, int]) -> int:
    """Which of the commands in flight a response belongs to."""
    named = _CORRELATOR.search(response.text) if response.text[:9].upper() == b"* ESEARCH" else None
    if named is not None and named[1] in waiting:
        return waiting[named[1]]
    return next(iter(waiting.values()))


def quoted(wire_name: str) -> bytes:
    """A folder's name as an IMAP string, its bytes as the server spelled them."""
    return b'"' + re.sub(rb'(["\\])', rb"\\\1", wire_name.encode("latin-1")) + b'"'
