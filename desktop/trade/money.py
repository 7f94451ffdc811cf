"""Money as an exact decimal with its currency, so that no price ever passes through a float.

Minor digits follow ISO 4217 (DOMAIN.md A4), not CLDR: CLDR rounds the Iraqi dinar to 0 digits,
ISO says 3.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from enum import StrEnum
from typing import Self

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _

# ISO 4217 list one (active codes) as of 2026: BGN left with Bulgaria's euro, XCG followed ANG. Funds
# codes (CLF, UYI, ...), metals and testing codes are no money that an invoice is paid in.
_CODES = """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD
    CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP
    GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD
    KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN
    NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP
    SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES
    VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
"""
CURRENCIES = frozenset(_CODES.split())
_NO_DIGITS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_THREE_DIGITS = "BHD IQD JOD KWD LYD OMR TND"
_MINOR_DIGITS = dict.fromkeys(_NO_DIGITS.split(), 0) | dict.fromkeys(_THREE_DIGITS.split(), 3)

# Wide enough that no amount a document can hold is ever rounded by the context itself.
_CONTEXT = Context(prec=60, rounding=ROUND_HALF_UP)
# More digits than this on either side of the point is a slip of the hand, not a price.
_MOST_DIGITS = 15


class NumberFormat(StrEnum):
    """How amounts are written, shown by the number 1234.56 itself.

    The space is a no-break one on paper, so that an amount is never broken in two.
    """

    COMMA = "1,234.56"
    POINT = "1.234,56"
    SPACE = "1 234,56"
    APOSTROPHE = "1'234.56"

    @property
    def signs(self) -> tuple[str, str]:
        """The sign between thousands and the decimal sign."""
        return {"1,": (",", "."), "1.": (".", ","), "1 ": ("\u00a0", ","), "1'": ("'", ".")}[
            self.value[:2]
        ]


def check_currency(code: str) -> str:
    """Return the ISO 4217 code in capitals.

    Raises UserFacing for a code that is not an active currency.
    """
    upper = code.strip().upper()
    if upper not in CURRENCIES:
        raise UserFacing(
            _("{code} is not a currency code.").format(code=code.strip() or "?"),
            hint=_("Use a three-letter code such as USD, EUR or CNY."),
            code="unknown_currency",
        )
    return upper


def minor_digits(currency: str) -> int:
    """Return how many digits follow the point in `currency` (ISO 4217): 0, 2 or 3."""
    return _MINOR_DIGITS.get(currency, 2)


def round_to(value: Decimal, digits: int) -> Decimal:
    """Return `value` rounded half away from zero to `digits` places (DOMAIN.md A4)."""
    return value.quantize(Decimal(1).scaleb(-digits), context=_CONTEXT)


def round_money(value: Decimal, currency: str) -> Decimal:
    """Return `value` rounded half up to the minor digits of `currency`."""
    return round_to(value, minor_digits(currency))


def parse_decimal(text: str, *, what: str) -> Decimal:
    """Return the exact number written in `text` ("1,234.50", "0.4636"); `what` names the field.

    Raises UserFacing when it is no finite number.
    """
    try:
        value = Decimal(text.strip().replace(",", ""))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or value.adjusted() > _MOST_DIGITS or _decimals(value) > _MOST_DIGITS:
        raise UserFacing(
            _("{field}: “{text}” is not a number.").format(field=what, text=text.strip()),
            code="not_a_number",
        )
    return value


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def parse_number(text: str, style: NumberFormat = NumberFormat.COMMA) -> Decimal:
    """Return the exact number that `format_number` wrote in `style`; errors as `parse_decimal`."""
    group, point = style.signs
    bare = text.strip().replace("\u202f", group).replace(" ", "").replace(group, "")
    return parse_decimal(bare.replace(point, "."), what=_("Value"))


def format_number(
    value: Decimal, digits: int, style: NumberFormat | str = NumberFormat.COMMA
) -> str:
    """Return `value` with `digits` decimals in the signs of `style` ("1,234.50", "1.234,50")."""
    text = f"{round_to(value, digits):,.{digits}f}"
    if style == NumberFormat.COMMA:
        return text
    return text.translate(_SIGNS[NumberFormat(style)])


_SIGNS = {
    style: str.maketrans({",": style.signs[0], ".": style.signs[1]}) for style in NumberFormat
}


def format_plain(
    value: Decimal, min_digits: int = 0, style: NumberFormat | str = NumberFormat.COMMA
) -> str:
    """Return `value` grouped, without trailing zeros but at least `min_digits` decimals.

    Unit prices keep the precision they were quoted with: 14.2 -> "14.20", 0.4636 -> "0.4636".
    """
    digits = max(min_digits, _decimals(value.normalize(_CONTEXT)))
    return format_number(value, digits, style)


def format_price(price: Decimal, currency: str) -> str:
    """Return a unit price for a list: all its digits, at least its currency's ("JPY 38", "KWD 75.250")."""
    return f"{currency} {format_plain(price, minor_digits(currency))}"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency. `amount` is exact; it is rounded only by `rounded()`."""

    amount: Decimal
    currency: str

    @classmethod
    def of(cls, amount: Decimal | int | str, currency: str) -> Self:
        """Return money of a checked currency; `amount` is taken exactly (never a float)."""
        return cls(Decimal(amount), check_currency(currency))

    def rounded(self) -> Self:
        """Return this amount rounded half up to the currency's minor digits."""
        return type(self)(round_money(self.amount, self.currency), self.currency)

    def __add__(self, other: Self) -> Self:
        self._same_currency(other)
        return type(self)(_CONTEXT.add(self.amount, other.amount), self.currency)

    def __sub__(self, other: Self) -> Self:
        self._same_currency(other)
        return type(self)(_CONTEXT.subtract(self.amount, other.amount), self.currency)

    def _same_currency(self, other: Self) -> None:
        if self.currency != other.currency:
            message = f"cannot add {other.currency} to {self.currency}"
            raise ValueError(message)

    def format(self, style: NumberFormat | str = NumberFormat.COMMA) -> str:
        """Return "USD 42,600.00", in the signs of `style`; the code stands before the amount."""
        return f"{self.currency} {format_number(self.amount, minor_digits(self.currency), style)}"

    def as_json(self) -> dict[str, str]:
        """Return the command line's form: {"amount": "123.45", "currency": "USD"}."""
        amount = round_money(self.amount, self.currency)
        return {"amount": f"{amount:f}", "currency": self.currency}
