"""Checks of bank details before they are printed: SWIFT/BIC and IBAN (DOMAIN.md A3)."""

import re

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _

_BIC = re.compile(r"^[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$")
_IBAN = re.compile(r"^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$")


def check_swift(text: str) -> str:
    """Return the BIC (ISO 9362) in capitals without spaces; raise UserFacing when malformed."""
    bic = re.sub(r"\s", "", text).upper()
    if not _BIC.match(bic):
        raise UserFacing(
            _("“{text}” is not a SWIFT code.").format(text=text.strip()),
            hint=_("It has 8 or 11 letters and digits, such as BKCHCNBJ92A."),
            code="bad_swift",
        )
    return bic


def looks_like_iban(text: str) -> bool:
    """Tell whether an account number has the shape of an IBAN (Chinese accounts have none)."""
    return bool(_IBAN.match(re.sub(r"\s", "", text).upper()))


def check_iban(text: str) -> str:
    """Return the IBAN (ISO 13616) without spaces; raise UserFacing when mod 97 fails."""
    iban = re.sub(r"\s", "", text).upper()
    rearranged = iban[4:] + iban[:4]
    if not _IBAN.match(iban) or int("".join(str(int(c, 36)) for c in rearranged)) % 97 != 1:
        raise UserFacing(
            _("“{text}” is not a valid IBAN.").format(text=text.strip()),
            hint=_("Compare it with the bank's own letter: a digit is wrong or missing."),
            code="bad_iban",
        )
    return iban


def check_account(text: str) -> str:
    """Return an account number; one in the shape of an IBAN must pass mod 97."""
    return check_iban(text) if looks_like_iban(text) else " ".join(text.split())
