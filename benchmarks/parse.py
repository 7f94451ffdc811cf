"""How many messages a second one core reads, and reads and indexes, beside other parsers of the same messages.

CPU time of this process, so that a busy machine does not count; one thread. References: the standard library with
compat32 (headers and texts decoded, as far as it can), and a Rust parser's bare lazy tree.
"""

import contextlib
import email
import email.header
import email.policy
import gc
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import fast_mail_parser

from benchmarks import mailbox
from benchmarks.report import Figure
from desktop.bootstrap.mail_hooks import after_batch
from desktop.bootstrap.workspace import create_workspace
from desktop.mail.ingest import BATCH_MESSAGES, seal, take_in
from desktop.mail.mime.parse import parse
from desktop.mail.prepare import Incoming, prepare, prepare_many
from desktop.runtime.clock import SystemClock
from desktop.runtime.paths import Profile

_STANDARD = "stdlib email, compat32"
_SAMPLE = 2_000  # messages that the slow reference reads


def figures(count: int = 20_000) -> list[Figure]:
    """Messages per CPU second of each way."""
    raws = mailbox.messages(count)
    standard = _rate(_standard, raws[:: max(1, len(raws) // _SAMPLE)])
    ours = _rate(parse, raws)
    rows = _rate(lambda raw: prepare(Incoming(raw)), raws)
    fast = _rate(lambda raw: fast_mail_parser.parse_email_tree(raw, mode="lazy"), raws)
    indexed = _indexed(raws)
    return [
        Figure(_STANDARD, standard, "messages/s"),
        *(
            Figure(name, rate, "messages/s", _STANDARD, rate / standard)
            for name, rate in (
                ("fast-mail-parser, lazy tree only", fast),
                ("parsed whole by us", ours),
                ("parsed and made into rows", rows),
                ("parsed, sealed, written and indexed", indexed),
            )
        ),
    ]


def _rate(read: Callable[[bytes], object], raws: list[bytes]) -> float:
    gc.collect()
    started = time.process_time()
    for raw in raws:
        with contextlib.suppress(fast_mail_parser.ParseError):
            read(raw)
    return len(raws) / (time.process_time() - started)


def _standard(raw: bytes) -> list[str]:
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    found = [
        str(email.header.make_header(email.header.decode_header(str(value))))
        for name in ("from", "to", "cc", "subject")
        if (value := message.get(name)) is not None
    ]
    for part in message.walk():
        payload = part.get_payload(decode=True)
        if part.get_content_maintype() == "text" and isinstance(payload, bytes):
            found.append(payload.decode(part.get_content_charset() or "utf-8", "replace"))
    return found


def _indexed(raws: list[bytes]) -> float:
    """The whole way into the store: rows, threads, links to customers, sealed bytes, search index."""
    with tempfile.TemporaryDirectory() as folder:
        store = create_workspace(Profile(Path(folder) / "w"), lambda: "bench", name="Rep")
        hooks = after_batch(SystemClock())
        started = time.process_time()
        for start in range(0, len(raws), BATCH_MESSAGES):
            batch = prepare_many([Incoming(raw) for raw in raws[start : start + BATCH_MESSAGES]])
            take_in(store, seal(store, batch), hooks, cause="import")
        taken = time.process_time() - started
        store.close()
    return len(raws) / taken
