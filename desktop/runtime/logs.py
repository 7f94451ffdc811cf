"""Log files of the profile: rotated, and free of secrets, message contents and customer data."""

import faulthandler
import logging
import logging.handlers
import re
from typing import TextIO

from desktop.runtime.paths import Profile

_ADDRESS = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")


class Scrubber(logging.Filter):
    """Replaces anything that looks like a mail address before a record is written."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record's text; every record passes."""
        record.msg = scrub(record.getMessage())
        record.args = None
        if record.exc_info:
            record.exc_text = scrub(logging.Formatter().formatException(record.exc_info))
        return True


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
