"""Log files of the profile: rotated, and free of secrets, message contents and customer data."""

import faulthandler
import logging
import logging.handlers
import re
import traceback
from typing import TextIO

from desktop.runtime.paths import Profile

_ADDRESS = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")


class Scrubber(logging.Filter):
    """Takes out what may be a customer's: mail addresses, and the texts of errors."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record's text; every record passes."""
        record.msg = scrub(record.getMessage())
        record.args = None
        if record.exc_info and record.exc_info[1] is not None:
            record.exc_text = places_of(record.exc_info[1])
        return True


def places_of(error: BaseException) -> str:
    """Return the kind of an error and the places in the code it came through, and the same of what caused it.

    The error's own text is left out: it may quote a mail or a name.
    """
    lines: list[str] = []
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        lines.append(f"because of {type(cause).__name__}" if lines else type(cause).__name__)
        lines += [
            f"  {_short(frame.filename)}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(cause.__traceback__)
        ]
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return scrub("\n".join(lines))


def _short(filename: str) -> str:
    """Return the path from the package on, without the user's folders."""
    parts = filename.replace("\\", "/").split("/")
    for root in ("desktop", "site-packages"):
        if root in parts:
            return "/".join(parts[parts.index(root) :])
    return parts[-1]


def scrub(text: str) -> str:
    """Return `text` with every mail address replaced by `<address>`."""
    return _ADDRESS.sub("<address>", text)


def start_logging(profile: Profile, process: str) -> TextIO:
    """Log to `logs/<process>.log`, and hard crashes to `logs/<process>-crash.log` (returned)."""
    profile.logs.mkdir(parents=True, exist_ok=True, mode=0o700)
    handler = logging.handlers.RotatingFileHandler(
        profile.logs / f"{process}.log", maxBytes=1_000_000, backupCount=3, encoding="utf-8"
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.addFilter(Scrubber())
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    root.addHandler(handler)
    crash = (profile.logs / f"{process}-crash.log").open("a", encoding="utf-8")
    faulthandler.enable(crash)
    return crash
