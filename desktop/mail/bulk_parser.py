"""The process that reads what mails say while another one fetches them: on two cores both go on at once.

It has no connection, no key and no store: mails come through a pipe from the fetching process, rows go back.
"""

import contextlib
import gc
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing.connection import Connection

from desktop.mail.body_rows import Body, read_body
from desktop.mail.preparing import end_with_parent

_LARGE = 8 * 1024 * 1024  # a mail that is dearer to hand over than to read where it is


def main(pipe: Connection) -> None:
    """The process's whole life: groups of mails come in, rows go out, until the other end is closed."""
    end_with_parent()
    gc.freeze()
    gc.disable()  # nothing here makes cycles that matter
    with contextlib.suppress(EOFError, OSError):
        while True:
            sizes = pipe.recv()
            mails = memoryview(pipe.recv_bytes())
            rows: list[Body] = []
            at = 0
            for size in sizes:
                rows.append(read_body(bytes(mails[at : at + size])))
                at += size
            del mails
            pipe.send(rows)


class Parser:
    """The near end of that process: one group is there at a time, the next ones wait in a thread of its own."""

    def __init__(self, pipe: Connection) -> None:
        """Talk through `pipe`, which is closed by `close`."""
        self._pipe = pipe
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="bulk-parser")

    def submit(self, raws: Sequence[bytes]) -> "Future[list[Body]] | None":
        """Read mails there; None: better read here.

        The future raises EOFError or OSError when the process is lost.
        """
        if any(len(raw) > _LARGE for raw in raws):
            return None
        return self._thread.submit(self._exchange, raws)

    def _exchange(self, raws: Sequence[bytes]) -> list[Body]:
        self._pipe.send([len(raw) for raw in raws])
        self._pipe.send_bytes(b"".join(raws))
        rows: list[Body] = self._pipe.recv()
        return rows

    def close(self) -> None:
        """Let the process end."""
        self._thread.shutdown(cancel_futures=True)
        self._pipe.close()
