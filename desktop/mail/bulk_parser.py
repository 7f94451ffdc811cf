"""The process that reads what mails say while another one fetches them: on two cores both go on at once.

It has no connection, no key and no store: mails come through a pipe from the fetching process, rows go back.
"""

import contextlib
import gc
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing.connection import Connection

from desktop.mail.prepare import Incoming, Prepared, Unreadable, prepare
from desktop.mail.preparing import end_with_parent
from desktop.store.raw import Piece

_NOTHING = Incoming(b"")
_LARGE = 8 * 1024 * 1024  # a mail that is dearer to hand over than to read where it is

Bare = Prepared | Unreadable
"""What was made of a mail, without its bytes."""


def bare(raw: bytes, sha256: str) -> Bare:
    """Read a mail; what comes out does not hold its bytes."""
    return prepare(Incoming(raw), sha256=sha256)._replace(incoming=_NOTHING)


def main(pipe: Connection) -> None:
    """The process's whole life: groups of mails come in, rows go out, until the other end is closed."""
    end_with_parent()
    gc.freeze()
    gc.disable()  # nothing here makes cycles that matter
    with contextlib.suppress(EOFError, OSError):
        while True:
            digests, sizes = pipe.recv()
            mails = memoryview(pipe.recv_bytes())
            rows: list[Bare] = []
            at = 0
            for digest, size in zip(digests, sizes, strict=True):
                rows.append(bare(bytes(mails[at : at + size]), digest))
                at += size
            del mails
            pipe.send(rows)


class Parser:
    """The near end of that process: one group is there at a time, the next ones wait in a thread of its own."""

    def __init__(self, pipe: Connection) -> None:
        """Talk through `pipe`, which is closed by `close`."""
        self._pipe = pipe
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="bulk-parser")

    def submit(
        self, raws: Sequence[bytes], sealed: "Future[list[tuple[str, Piece]]]"
    ) -> "Future[list[Bare]] | None":
        """Read mails there as soon as their digests are known; None: better read here.

        The future raises EOFError or OSError when the process is lost.
        """
        if any(len(raw) > _LARGE for raw in raws):
            return None
        return self._thread.submit(self._exchange, raws, sealed)

    def _exchange(
        self, raws: Sequence[bytes], sealed: "Future[list[tuple[str, Piece]]]"
    ) -> list[Bare]:
        digests = [digest for digest, _piece in sealed.result()]
        self._pipe.send((digests, [len(raw) for raw in raws]))
        self._pipe.send_bytes(b"".join(raws))
        rows: list[Bare] = self._pipe.recv()
        return rows

    def close(self) -> None:
        """Let the process end."""
        self._thread.shutdown(cancel_futures=True)
        self._pipe.close()
