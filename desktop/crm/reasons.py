"""A reason that a rule gives: kept as message and values, put into words where it is shown."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from desktop.runtime.days import long_day
from desktop.runtime.i18n import _


class Word(str):
    """A value of a reason that is an English msgid itself and is translated with it."""

    __slots__ = ()


@dataclass(frozen=True)
class Why:
    """One reason. `message` is an English msgid marked with N_, `values` fill its placeholders."""

    message: str
    values: dict[str, Any] = field(default_factory=dict, hash=False)

    def text(self) -> str:
        """Return the reason in the user's language."""
        return _(self.message).format(**{k: _worded(v) for k, v in self.values.items()})


def _worded(value: object) -> object:
    if isinstance(value, Word):
        return _(value)
    if isinstance(value, date):
        return long_day(value)
    if isinstance(value, tuple):
        return ", ".join(str(_worded(part)) for part in value)
    return value
