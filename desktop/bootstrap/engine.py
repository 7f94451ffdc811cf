"""The engine process wired together: key from stdin, store, hooks of the customer side, mail workers."""

import json
import sys
from pathlib import Path

from desktop.bootstrap.mail_hooks import after_batch, on_sent
from desktop.mail.engine import Engine
from desktop.mail.engine_lock import EngineLock
from desktop.runtime.clock import SystemClock
from desktop.runtime.errors import TradepostError, UserFacing
from desktop.runtime.i18n import _, set_language
from desktop.runtime.paths import Profile
from desktop.store.workspace import Store

DONE, ERROR, LATER = 0, 1, 75


def run() -> int:
    """Serve one workspace until stdin ends; return the exit code.

    The first line of stdin is `{"profile": DIR, "key": HEX, "language": "en"}`: the key never stands
    on a command line or in the environment.
    """
    source, output = sys.stdin.buffer, sys.stdout.buffer
    try:
        profile, key = _first_line(source.readline())
        with EngineLock(profile.root):
            store = Store.open(profile, key)
            store.actor = "engine"
            clock = SystemClock()
            try:
                engine = Engine(
                    store, clock, after_batch=after_batch(clock), on_sent=on_sent(), output=output
                )
                engine.run(iter(source.readline, b""))
            finally:
                store.close()
    except TradepostError as error:
        line = json.dumps({"event": "error", **error.as_dict()}, ensure_ascii=False)
        output.write(line.encode("utf-8") + b"\n")
        output.flush()
        return LATER if error.code == "engine_running" else ERROR
    return DONE


def _first_line(line: bytes) -> tuple[Profile, bytes]:
    try:
        data = json.loads(line)
        set_language(str(data.get("language", "en")))
        return Profile(Path(data["profile"])), bytes.fromhex(data["key"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserFacing(
            _("The engine is started by the window; it has no use by itself."), code="bad_start"
        ) from error
