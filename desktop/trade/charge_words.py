"""Other charges of a quote as one line of text: "Documents 50; Tooling 1,200; Courier of samples 30"."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade.charges import Charge, ChargeKind
from desktop.trade.money import format_plain, minor_digits, parse_decimal

MOST = 12
_WORDS: Mapping[ChargeKind, tuple[str, ...]] = {
    ChargeKind.BANK: ("bank", "bank charges", "银行费用", "手续费"),
    ChargeKind.DOCUMENTS: ("documents", "document fee", "单证费"),
    ChargeKind.TOOLING: ("tooling", "mould", "模具费"),
}
_NAMES = {
    ChargeKind.BANK: "Bank charges",
    ChargeKind.DOCUMENTS: "Documents",
    ChargeKind.TOOLING: "Tooling",
}
_PART = re.compile(r"^(?P<label>.*\S)\s*[:：]?\s+(?P<amount>[\d.,]+)$")


def read_charges(text: str) -> tuple[Charge, ...]:
    """Return the charges written in `text`, parted by ";" or line ends. Raises UserFacing."""
    parts = [part.strip() for part in re.split(r"[;；\n]", text) if part.strip()]
    if len(parts) > MOST:
        raise UserFacing(_("Too many charges for a document."), code="too_many_charges")
    return tuple(_charge(part) for part in parts)


def _charge(part: str) -> Charge:
    found = _PART.match(part)
    if found is None:
        raise UserFacing(
            _("“{text}” is not a charge.").format(text=part),
            hint=_("Write it like “Documents 50; Tooling 1,200”."),
            code="bad_charge",
        )
    label = found["label"].rstrip(" :：")
    amount = parse_decimal(found["amount"], what=label)
    if amount <= Decimal(0):
        raise UserFacing(_("A charge must be above zero."), code="charge_negative")
    for kind, words in _WORDS.items():
        if label.casefold() in words:
            return Charge(kind, amount)
    return Charge(ChargeKind.OTHER, amount, label=label)


def charges_text(charges: Sequence[Charge], currency: str) -> str:
    """Return charges as `read_charges` takes them."""
    digits = minor_digits(currency)
    return "; ".join(
        f"{one.label or _NAMES.get(one.kind, 'Other charges')} {format_plain(one.amount, digits)}"
        for one in charges
    )
