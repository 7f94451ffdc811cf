"""The typed values in a letter of credit's fields: amounts, dates, percentages, days, yes or no.

What can be read in two ways is refused with a sentence, never guessed.
"""

import re
from datetime import date
from decimal import Decimal

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade.money import CURRENCIES, minor_digits

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_AMOUNT = re.compile(r"\d[\d.,' ]*\d[.,]?|\d[.,]?")
_ABOUT = re.compile(r"\b(?:ABOUT|APPROX(?:\.|IMATELY)?|CIRCA)\b", re.IGNORECASE)
_YES = re.compile(
    r"\bNOT\s+(?:PROHIBITED|FORBIDDEN)\b|(?<!NOT )\b(?:ALLOWED|PERMITTED)\b|^YES\b", re.IGNORECASE
)
_NOT = re.compile(
    r"\bNOT\s+(?:BE\s+)?(?:ALLOWED|PERMITTED|ACCEPTABLE)\b|\b(?:UN|DIS)ALLOWED\b|\bUNPERMITTED\b"
    r"|(?<!NOT )\b(?:PROHIBITED|FORBIDDEN)\b|^(?:NO|NOT)\b(?!\s+(?:PROHIBITED|FORBIDDEN))",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\b(?:ONLY|IF|UNLESS|EXCEPT\w*|PROVIDED|SUBJECT|CONDITIONAL)\b", re.IGNORECASE
)
_FROM_ANOTHER_DAY = re.compile(
    r"\b(?:BEFORE|PRIOR|EXPIRY|EXPIRATION|INVOICE|RECEIPT|ARRIVAL|ISSUE|ISSUANCE|INSPECTION)\b",
    re.IGNORECASE,
)
_SHIPMENT = re.compile(
    r"\b(?:SHIPMENT|SHIPPED|SHIPPING|B/?L|BILLS?\s+OF\s+LADING|LADING|TRANSPORT|ON\s*BOARD|AWB|AIR\s*WAYBILL"
    r"|CMR|DISPATCH)\b",
    re.IGNORECASE,
)
_MORE = r"\+|\bPLUS\b|\bMORE\b|\bABOVE\b|\bPOS"
_LESS = r"-\s*\d|/\s*-|\+-|\bMINUS\b|\bLESS\b|\bBELOW\b|\bNEG"
_DATE_FORMS = (
    re.compile(r"(?<!\d)(?P<y>\d{4})[-/.年]\s*(?P<m>\d{1,2})[-/.月]\s*(?P<d>\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<y>20\d{2})(?P<m>\d{2})(?P<d>\d{2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<d>\d{1,2})(?:ST|ND|RD|TH)?[-. ]*(?P<b>[A-Z]{3,9})[-., ]*(?P<y>\d{4})(?!\d)"),
    re.compile(r"(?<![A-Z])(?P<b>[A-Z]{3,9})[-. ]*(?P<d>\d{1,2})(?:ST|ND|RD|TH)?[-, ]+(?P<y>\d{4})(?!\d)"),
    re.compile(r"(?<!\d)(?P<y>\d{4})[-. ]*(?P<b>[A-Z]{3,9})[-. ]*(?P<d>\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<y>\d{2})(?P<m>\d{2})(?P<d>\d{2})(?!\d)"),
)  # fmt: skip


def read_money(text: str) -> tuple[str, Decimal]:
    """Return currency and amount of "USD43520,00", "USD 43,520.00" or "Amount: #43.520,00#".

    Raises UserFacing without a currency or amount, or when a separator can mean either.
    """
    codes = re.findall(r"(?<![A-Z])([A-Z]{3})(?![A-Z])", text.upper())
    currency = next((code for code in codes if code in CURRENCIES), "")
    if not currency:
        raise UserFacing(
            _("“{text}” names no currency.").format(text=_short(text)), code="credit_currency"
        )
    rest = text.upper()[text.upper().index(currency) :]
    number = _AMOUNT.search(rest)
    if number is None:
        raise UserFacing(
            _("“{text}” names no amount.").format(text=_short(text)), code="credit_amount"
        )
    return currency, read_amount(number.group(0), currency)


def read_amount(text: str, currency: str) -> Decimal:
    """Return an amount written in SWIFT's way (comma before the decimals) or in print."""
    digits = re.sub(r"[ ']", "", text)
    marks = [c for c in digits if c in ".,"]
    if not marks:
        return Decimal(digits)
    last = marks[-1]
    head, _mark, tail = digits.rpartition(last)
    if len(set(marks)) == 2:
        other = "." if last == "," else ","
        if last in head or not _is_grouped(head, other):
            raise _ambiguous(text)
        return Decimal(head.replace(other, "") + "." + (tail or "0"))
    if len(marks) > 1:
        if not _is_grouped(digits, last):
            raise _ambiguous(text)
        return Decimal(digits.replace(last, ""))
    if len(tail) == 3 and len(head) <= 3 and int(head or "0"):
        # SWIFT would read 43.520 (dinars too), a printed form 43520.
        raise _ambiguous(text)
    if len(tail) > max(minor_digits(currency), 2) and len(tail) != 3:
        raise _ambiguous(text)
    if len(tail) == 3 and minor_digits(currency) < 3:
        raise _ambiguous(text)
    return Decimal(head + "." + (tail or "0"))


def _is_grouped(text: str, separator: str) -> bool:
    parts = text.split(separator)
    return 1 <= len(parts[0]) <= 3 and all(len(part) == 3 for part in parts[1:])


def _ambiguous(text: str) -> UserFacing:
    return UserFacing(
        _("“{text}” can be read as more than one amount.").format(text=text.strip()),
        hint=_("Write it as 43520,00."),
        code="credit_amount",
    )


def read_date(text: str) -> tuple[date, str]:
    """Return the day in a field and the words after it (the place of expiry).

    SWIFT's YYMMDD, ISO, "30 DEC 2026" and "2026 Dec 30" are read. Raises UserFacing for no date,
    one that does not exist, or one such as 03/04/2026 that can be two days.
    """
    upper = text.upper()
    for form in _DATE_FORMS:
        hit = form.search(upper)
        if hit is None:
            continue
        parts = hit.groupdict()
        month = int(parts["m"]) if parts.get("m") else _month(parts.get("b") or "")
        year = int(parts["y"])
        try:
            day = date(year if year > 99 else 2000 + year, month, int(parts["d"]))
        except ValueError:
            if parts.get("b"):
                continue
            break
        after = re.sub(r"\s+", " ", text[hit.end() :]).strip(" ,:;-")
        return day, re.sub(
            r"^(?:DATE AND )?PLACE(?: OF EXPIRY)?\s*:\s*", "", after, flags=re.IGNORECASE
        )
    raise UserFacing(
        _("“{text}” is not a date.").format(text=_short(text)),
        hint=_("Write it as 261230 (year, month, day) or 2026-12-30."),
        code="credit_date",
    )


def _month(name: str) -> int:
    return _MONTHS.index(name[:3]) + 1 if name[:3] in _MONTHS else 0


def read_tolerance(text: str) -> tuple[Decimal, Decimal]:
    """Return plus and minus per cent of "5/5", "05/05", "+/- 10%", "-5/+10", "5% MORE".

    Raises UserFacing for other words.
    """
    found = re.findall(r"\d+(?:[.,]\d+)?", text)
    values = [Decimal(one.replace(",", ".")) for one in found]
    if not 1 <= len(values) <= 2 or max(values) > 100:
        raise UserFacing(
            _("“{text}” is not a tolerance.").format(text=_short(text)),
            hint=_("Write it as 5/5: per cent above and below."),
            code="credit_tolerance",
        )
    up, down = (re.search(form, text, re.IGNORECASE) for form in (_MORE, _LESS))
    if len(values) == 1 and (up is None) != (down is None):
        nothing = Decimal(0)
        return (values[0], nothing) if up else (nothing, values[0])
    if len(values) == 2 and up and down and down.start() < up.start():
        return values[1], values[0]
    return values[0], values[-1]


def says_about(text: str) -> bool:
    """Tell whether an amount is "about" or "approximately": 10 % either way (UCP 600 art. 30a)."""
    return bool(_ABOUT.search(text))


def read_permission(text: str) -> bool | None:
    """Return whether something is allowed; None when it depends ("CONDITIONAL", "ALLOWED ONLY ...")."""
    words = " ".join(text.split())
    no, yes = _NOT.search(words), _YES.search(words)
    if _CONDITION.search(words) or (no and yes):
        return None
    if no:
        return False
    return True if yes else None


def read_days(text: str) -> int:
    """Return the days after shipment of "21", "021/DATE OF SHIPMENT", "WITHIN 15 DAYS AFTER B/L DATE".

    Raises UserFacing for no number, several, one below zero, and days that count from another day
    than that of shipment: nothing is guessed.
    """
    numbers = set(re.findall(r"(?<![\d.,])\d+(?![.,]?\d)", text))
    refused = UserFacing(
        _("“{text}” does not say one number of days after shipment.").format(text=_short(text)),
        hint=_("Write the days after shipment, such as 21."),
        code="credit_days",
    )
    if len(numbers) != 1 or re.search(r"[-−–]\s*\d", text):
        raise refused
    if _FROM_ANOTHER_DAY.search(text) and not _SHIPMENT.search(text):
        raise refused
    if re.search(r"\b(?:BEFORE|PRIOR)\b", text, re.IGNORECASE):
        raise refused
    days = int(numbers.pop())
    if days > 999:
        raise refused
    return days


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59] + "…"
