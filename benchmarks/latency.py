"""A first sync over a line of 200 ms, headers and bodies apart, beside raw sockets that pipeline over the same line.

Two references: four commands in flight (500 headers or 50 bodies each, MAIL.md section 4), and everything asked for at
once, which is what the line and the server allow at all. They discard what they read; ours stores, indexes, threads.
"""

import socket
import ssl
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa

from benchmarks import mailbox
from benchmarks.far_line import far
from benchmarks.references import PASSWORD, USER
from benchmarks.report import Figure
from desktop.bootstrap.workspace import create_workspace
from desktop.mail import accounts
from desktop.mail.providers import Endpoint
from desktop.mail.sync import AccountSync
from desktop.mail.transport import ImapConnection
from desktop.runtime.paths import Profile
from desktop.store.schema.mail import Message

ROUND_TRIP = 0.2
FOLDERS = ("INBOX", "Sent")
_HEADERS = "UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER]"
_BODIES = "UID BODY.PEEK[]"


def figures(count: int = 20_000, round_trip: float = ROUND_TRIP) -> list[Figure]:
    """Measure; everyone talks TLS over the same line to the same warm server."""
    with mailbox.served(count) as server, far(server.tls_port, round_trip) as port:
        headers = {depth: _raw(server, port, _HEADERS, 500, depth) for depth in (4, 0)}
        bodies = {depth: _raw(server, port, _BODIES, 50, depth) for depth in (4, 0)}
        listed, whole = _ours(server, port)
    return [
        Figure("raw headers, four commands of 500 in flight", headers[4], "s"),
        Figure("raw headers, all in flight", headers[0], "s"),
        Figure("raw bodies, four commands of 50 in flight", bodies[4], "s"),
        Figure("raw bodies, all in flight", bodies[0], "s"),
        _beside("headers listed and threaded", listed, headers[4], "four in flight"),
        _beside("headers listed and threaded", listed, headers[0], "all in flight"),
        _beside("bodies stored and indexed", whole - listed, bodies[4], "four in flight"),
        _beside("bodies stored and indexed", whole - listed, bodies[0], "all in flight"),
        _beside("the whole sync", whole, headers[4] + bodies[4], "four in flight"),
        _beside("the whole sync", whole, headers[0] + bodies[0], "all in flight"),
        Figure("round trip", round_trip * 1000, "ms"),
        Figure("messages", count, "messages"),
    ]


def _beside(name: str, seconds: float, limit: float, reference: str) -> Figure:
    return Figure(
        f"{name} (beside {reference})", seconds, "s", f"raw, {reference}", seconds / limit
    )


def _ours(server, port: int) -> tuple[float, float]:
    """Seconds after login until all headers are in the store, and until all is."""
    with tempfile.TemporaryDirectory() as folder:
        profile = Profile(Path(folder) / "workspace")
        store = create_workspace(profile, lambda: "bench", name="Rep", email=USER)
        account = accounts.add(
            store,
            accounts.AccountSettings(
                email=USER,
                imap=Endpoint("localhost", port, "ssl"),
                smtp=Endpoint("localhost", 25, "plain"),
                username=USER,
                password=PASSWORD,
                ca_file=str(server.cert),
            ),
        )
        listed = 0.0
        with ImapConnection(accounts.load(store, account).imap_login()) as connection:
            connection.connect()
            connection.login()
            started = time.perf_counter()

            def note(progress) -> None:
                nonlocal listed
                if progress.phase == "headers":
                    listed = time.perf_counter() - started

            AccountSync(
                store, account, connection, after_batch=lambda _u, _t: None, on_progress=note
            ).run()
        whole = time.perf_counter() - started
        with store.read() as session:
            left = session.scalar(
                sa.select(sa.func.count()).select_from(Message).where(Message.body_state != "full")
            )
        store.close()
    assert not left, f"{left} bodies did not come"
    return listed, whole


def _raw(server, port: int, items: str, size: int, depth: int) -> float:
    """Seconds after login to read `items` of both folders in sets of `size`, `depth` in flight (0: all)."""
    context = ssl.create_default_context(cafile=str(server.cert))
    with context.wrap_socket(
        socket.create_connection(("127.0.0.1", port)), server_hostname="localhost"
    ) as sock:
        sock.recv(4096)
        _ask(sock, [f"LOGIN {USER} {PASSWORD}"], 1)
        started = time.perf_counter()
        for folder in FOLDERS:
            count = _exists(_ask(sock, [f"EXAMINE {folder}"], 1))
            sets = [
                f"FETCH {low}:{min(count, low + size - 1)} ({items})"
                for low in range(1, count + 1, size)
            ]
            _ask(sock, sets, depth or len(sets))
        return time.perf_counter() - started


def _exists(answer: bytes) -> int:
    (line,) = [part for part in answer.split(b"\r\n") if part.endswith(b" EXISTS")]
    return int(line.split()[1])


def _ask(sock: ssl.SSLSocket, commands: Sequence[str], depth: int) -> bytes:
    """Send commands with `depth` in flight; the end of what was answered. Bodies hold no line like a tagged answer."""
    sent = done = 0
    tail = b""
    while done < len(commands):
        while sent < len(commands) and sent - done < depth:
            sock.sendall(b"T%d %s\r\n" % (sent, commands[sent].encode()))
            sent += 1
        tail = tail[-8192:] + sock.recv(1 << 18)
        while (at := tail.find(b"T%d OK" % done)) >= 0 and tail.find(b"\r\n", at) >= 0:
            done += 1
    return tail
