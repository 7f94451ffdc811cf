"""The engine process: opens the store with the key handed over on stdin and serves until stdin ends."""

import contextlib
import gc
import json
import os
import sys
from pathlib import Path
from typing import Any

from desktop.bootstrap.mail_hooks import after_batch, on_sent
from desktop.mail.engine import Engine
from desktop.mail.engine_lock import EngineLock
from desktop.runtime import i18n
from desktop.runtime.clock import SystemClock
from desktop.runtime.errors import TradepostError
from desktop.runtime.logs import start_logging
from desktop.runtime.paths import Profile
from desktop.store.workspace import Store

_NICE = 5
_YOUNG = 50_000  # objects made between two looks for dead cycles: rows by the thousand are none


def run() -> int:
    """Serve one workspace over stdin and stdout; return the exit code.

    The first line is {"profile": folder, "key": hex, "language": code, "poll_seconds": n}: the key
    never stands on a command line or in the environment.
    """
    output = sys.stdout.buffer
    try:
        start: dict[str, Any] = json.loads(sys.stdin.buffer.readline() or b"{}")
        profile, key = Profile(Path(start["profile"])), bytes.fromhex(start["key"])
    except (ValueError, KeyError, TypeError):
        return 2
    i18n.set_language(str(start.get("language", "en")))
    _give_way()
    crash_file = start_logging(profile, "engine")
    clock = SystemClock()
    with crash_file, contextlib.ExitStack() as stack:
        try:
            stack.enter_context(EngineLock(profile.root))
            store = Store.open(profile, key)
        except TradepostError as error:
            line = {"event": "error", **error.as_dict()}
            output.write(json.dumps(line, ensure_ascii=False).encode("utf-8") + b"\n")
            output.flush()
            return 1
        stack.callback(store.close)
        gc.freeze()
        gc.set_threshold(_YOUNG, 20, 20)
        Engine(
            store,
            clock,
            after_batch=after_batch(clock, store),
            on_sent=on_sent(),
            output=output,
            poll_seconds=float(start.get("poll_seconds", 60.0)),
        ).run(sys.stdin.buffer)
    return 0


def _give_way() -> None:
    """Let the window have the processor first; its workers inherit this."""
    if hasattr(os, "nice"):
        os.nice(_NICE)
