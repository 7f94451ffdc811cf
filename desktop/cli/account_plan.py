"""`account set E sync_months=... offline_months=... fetch_limit=...`: how much of a mailbox is kept here."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from desktop.cli.context import Context
from desktop.mail import folder_choice, free_space
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _

KEYS = ("sync_months", "offline_months", "fetch_limit")


def split_plan(pairs: Sequence[str]) -> tuple[dict[str, int], list[str]]:
    """Return (what these keys say, the other KEY=VALUE pairs). Raises UserFacing for a value that is no number."""
    kept: dict[str, int] = {}
    others = []
    for pair in pairs:
        key, _equals, value = pair.partition("=")
        if key not in KEYS:
            others.append(pair)
        elif not value.isdecimal():
            raise UserFacing(
                _("{key} is a number; 0 means no limit.").format(key=key), code="bad_choice"
            )
        else:
            kept[key] = int(value)
    return kept, others


def save_plan_values(context: Context, account: str, values: Mapping[str, int]) -> None:
    """Store what is kept of an account, and say what could be given back."""
    wanted = replace(folder_choice.plan(context.store, account), **values)  # type: ignore[arg-type]
    folder_choice.save_plan(context.store, account, wanted)
    would = free_space.freeable(context.store, account, wanted)
    if would.mails:
        words = _("{mb} MB can be freed: `tradepost folder storage --free`.")
        context.say(words.format(mb=round(would.size / 1e6)))
