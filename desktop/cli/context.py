"""What every command is given: the profile, the opened store, and where output goes."""

import json
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from getpass import getpass
from pathlib import Path
from typing import Any

from desktop.bootstrap import workspace
from desktop.runtime.clock import Clock, SystemClock
from desktop.runtime.days import iso_day
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.runtime.paths import Profile, default_profile
from desktop.store.workspace import Store

DONE, ERROR, USAGE, PARTLY, LATER = 0, 1, 2, 3, 75


@dataclass
class Context:
    """The surroundings of one command."""

    profile: Profile
    as_json: bool
    passphrase_file: Path | None = None
    clock: Clock = field(default_factory=SystemClock)
    _store: Store | None = None

    @classmethod
    def of(cls, args: Namespace) -> "Context":
        """Build it from the global options."""
        root = args.profile or default_profile()
        return cls(Profile(Path(root).absolute()), args.json, args.passphrase_file)

    @property
    def store(self) -> Store:
        """The workspace's store, opened on first use."""
        if self._store is None:
            self._store = workspace.open_store(self.profile, self.passphrase())
        return self._store

    def adopt(self, store: Store) -> None:
        """Use a store that a command has just created."""
        self._store = store

    def close(self) -> None:
        """Close the store if it was opened."""
        if self._store is not None:
            self._store.close()
            self._store = None

    def passphrase(self) -> Callable[[], str] | None:
        """Return where the passphrase comes from, in the order of CLI.md; None for nowhere."""
        if self.passphrase_file is not None:
            return self._from_file
        if os.environ.get("TRADEPOST_PASSPHRASE"):
            return lambda: os.environ["TRADEPOST_PASSPHRASE"]
        if sys.stdin is not None and sys.stdin.isatty():
            return lambda: getpass(_("Passphrase: "))
        return None

    def _from_file(self) -> str:
        assert self.passphrase_file is not None
        try:
            return self.passphrase_file.read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise UserFacing(
                _("The passphrase file cannot be read: {path}").format(path=self.passphrase_file),
                code="passphrase_file",
            ) from error

    def emit(self, data: Any, text: str = "") -> None:  # noqa: ANN401 - anything JSON can say
        """Print `data` as one JSON document with --json, else `text`."""
        if self.as_json:
            print(json.dumps(plain(data), ensure_ascii=False, indent=2))
        elif text:
            print(text)

    def say(self, text: str) -> None:
        """Tell progress on stderr, for people."""
        if not self.as_json:
            print(text, file=sys.stderr)


def plain(value: Any) -> Any:  # noqa: ANN401 - any value in, a JSON value out
    """Return `value` as JSON: dataclasses as objects, ISO 8601 times, exact decimals as text."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(v) for v in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Path):
        return str(value)
    return value


def money(amount: Decimal | None, currency: str) -> dict[str, str] | None:
    """Return the contract's form of an amount of money."""
    return None if amount is None else {"amount": format(amount, "f"), "currency": currency}


def table(rows: Sequence[tuple[str, ...]], head: tuple[str, ...] = ()) -> str:
    """Return rows as aligned text columns; wide characters count as two."""
    every = [head, *rows] if head else list(rows)
    if not every:
        return ""
    widths = [max(_width(row[i]) for row in every) for i in range(len(every[0]))]
    return "\n".join(
        "  ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in every
    )


def _width(text: str) -> int:
    return sum(2 if ord(c) >= 0x1100 and not 0x2000 <= ord(c) <= 0x206F else 1 for c in text)


def moment(text: str) -> datetime:
    """Read a TIME argument: ISO 8601; without a zone it is local time. Raises UserFacing."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise UserFacing(
            _("“{value}” is not a time.").format(value=text),
            hint=_("Write it as 2026-11-22 or 2026-11-22T09:00+08:00."),
            code="bad_time",
        ) from error
    return found.astimezone(UTC)


def day(text: str) -> date:
    """Read a DATE argument. Raises UserFacing."""
    return iso_day(text)


def local(at: datetime | None) -> str:
    """Return a moment as local text for people."""
    return at.astimezone().strftime("%Y-%m-%d %H:%M") if at else ""
