"""Checks of bank details before they are printed: SWIFT/BIC and IBAN (DOMAIN.md A3)."""

import re

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _

_BIC = re.compile(r"^[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$")
_IBAN = re.compile(r"^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$")

# Lengths of the IBAN registry (SWIFT, ISO 13616), by country.
_LENGTHS = """
    NO15 BE16 DK18 FI18 FK18 FO18 GL18 NL18 SD18 MK19 SI19 AT20 BA20 EE20 KZ20 LT20 LU20 MN20 XK20
    CH21 HR21 LI21 LV21 BG22 BH22 CR22 DE22 GB22 GE22 IE22 ME22 RS22 VA22 AE23 GI23 IL23 IQ23 OM23
    SO23 TL23 AD24 CZ24 ES24 MD24 PK24 RO24 SA24 SE24 SK24 TN24 VG24 LY25 PT25 IS26 TR26 BI27 DJ27
    FR27 GR27 IT27 MC27 MR27 SM27 AL28 AZ28 BY28 CY28 DO28 GT28 HU28 LB28 NI28 PL28 SV28 BR29 EG29
    PS29 QA29 UA29 JO30 KW30 MU30 YE30 MT31 SC31 LC32 RU33
"""
_COUNTRY_LENGTHS = {entry[:2]: int(entry[2:]) for entry in _LENGTHS.split()}


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
    """Return the IBAN (ISO 13616) without spaces.

    Raises UserFacing when it has no IBAN's shape, its country none, another length than its
    country's, or when mod 97 fails; the hint says which.
    """
    iban = re.sub(r"\s", "", text).upper()
    hint = _iban_problem(iban)
    if hint:
        raise UserFacing(
            _("“{text}” is not a valid IBAN.").format(text=text.strip()), hint=hint, code="bad_iban"
        )
    return iban


def _iban_problem(iban: str) -> str:
    if not _IBAN.match(iban):
        return _("It begins with two letters of the country and two digits, such as DE89.")
    length = _COUNTRY_LENGTHS.get(iban[:2])
    if length is None:
        return _("Banks in {country} have no IBAN: enter it as the account number.").format(
            country=iban[:2]
        )
    if len(iban) != length:
        return _("One of {country} has {length} characters, this one has {count}.").format(
            country=iban[:2], length=length, count=len(iban)
        )
    if int("".join(str(int(c, 36)) for c in iban[4:] + iban[:4])) % 97 != 1:
        return _("Compare it with the bank's own letter: a digit is wrong or missing.")
    return ""


def check_account(text: str) -> str:
    """Return an account number; one in the shape of an IBAN of an IBAN country must be sound."""
    bare = re.sub(r"\s", "", text).upper()
    if looks_like_iban(text) and bare[:2] in _COUNTRY_LENGTHS:
        return check_iban(text)
    return " ".join(text.split())
