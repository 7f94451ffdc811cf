"""Whether an issued document still says what would be printed today: its snapshot beside a new one."""

from collections.abc import Mapping
from typing import Any

_PAYMENTS = frozenset({"settled"})
_LOOKS = frozenset({"layout", "title", "fonts", "template"})


def differs(now: Mapping[str, Any], before: Mapping[str, Any], *, with_payments: bool) -> bool:
    """Tell whether two snapshots of one language say different things.

    A payment after the invoice does not make the invoice another one; only beside a copy in
    another language (`with_payments`), both must name the same balance. Nor does another colour,
    order of blocks or font. What an older version of the program did not keep is not compared.
    """
    ignored = _LOOKS if with_payments else _LOOKS | _PAYMENTS
    return any(_differ(now[key], before[key]) for key in (now.keys() & before.keys()) - ignored)


def _differ(now: object, before: object) -> bool:
    if isinstance(now, Mapping) and isinstance(before, Mapping):
        return any(_differ(now[key], before[key]) for key in now.keys() & before.keys())
    if isinstance(now, list) and isinstance(before, list):
        return len(now) != len(before) or any(map(_differ, now, before))
    return now != before
