"""Bank details and announcements of new ones in a text: pure functions, the same for mail, files and notes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from desktop.crm.bank_words import FRESH, LANGUAGES, TERMS, Words

Kind = Literal["iban", "account", "swift"]

MOST_TEXT = 30_000
"""Characters of a text that are looked at: bank details stand at its beginning or in its signature."""

# Length of an IBAN by country (SWIFT, IBAN Registry).
_LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BI": 27, "BR": 29, "BY": 28,
    "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DJ": 27, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18,
    "FK": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HN": 28, "HR": 21, "HU": 28,
    "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20,
    "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MN": 20, "MR": 27, "MT": 31, "MU": 30, "NI": 28,
    "NL": 18, "NO": 15, "OM": 23, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "RU": 33, "SA": 24,
    "SC": 31, "SD": 18, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "SO": 23, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26,
    "UA": 29, "VA": 22, "VG": 24, "XK": 20, "YE": 30,
}  # fmt: skip
_IBAN = re.compile(r"(?<![A-Za-z0-9])([A-Z]{2}\d{2})((?:[ \u00a0.-]?[A-Za-z0-9]){11,29})")
_SWIFT = re.compile(
    r"(?:swift|bic)\b[^A-Za-z0-9\n]{0,10}(?:(?:code|no|number|address|代码|コード)[^A-Za-z0-9\n]{0,6})?"
    r"(?:bic\b[^A-Za-z0-9\n]{0,6})?([A-Za-z]{4}[A-Za-z]{2}[A-Za-z0-9]{2}(?:[A-Za-z0-9]{3})?)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_NUMBER = (
    r"[^\w\n]{0,12}(?:\([^()\n]{0,20}\)[^\w\n]{0,6})?([0-9][0-9 \u00a0.-]{4,30}[0-9])(?![\w@])"
)
_DIGITS = re.compile(r"\d[\d .\u00a0-]{4,}\d")
_SENTENCE = re.compile(r"(?<=[.!?;؟])\s+|(?<=[。！？；])|\n\s*\n|\n(?=\s*[-*•\d])")
_SPACES = re.compile(r"\s+")
_MOST_SENTENCE = 320
_COURIER = re.compile(
    r"\b(?:courier|freight|fedex|dhl|ups|tnt|sf express|aramex|ems|express|collect|customs|shipping|samples?|muster"
    r"|muestra|envío|kurier|versand)\b|到付|快递|快遞|运费|運費|样品|顺丰|курьер|доставк|شحن"
)
_BANKISH = re.compile(
    r"\bbank|\biban\b|swift|\bbic\b|beneficiar|remit|wire|银行|銀行|开户|開戶|收款|汇款|匯款|банк|реквизит|сч[её]т|بنك|مصرف"
    r"|banka|hesap|口座|계좌|은행|ngân hàng|rachun|konto|rekening|banc|\brib\b|überweis|bonific"
)
_FRESH = re.compile(FRESH)
_NOUNS = ("银行", "銀行", "账", "帐", "帳", "收款", "口座", "계좌")
"""What stands in a word for "new account" itself."""
_PAUSE = re.compile(r"[,，;；、،]")
_TERMS = re.compile(TERMS)
_BESIDE = 12  # characters between "new" and the bank's word
_NEAR = 60  # between "has changed" and the bank's word
_BEFORE, _AFTER = 30, 14  # around the bank's word: whose bank it is


@dataclass(frozen=True, slots=True)
class Detail:
    """A number that says where money goes: `value` without spaces, in capitals."""

    kind: Kind
    value: str

    def shown(self) -> str:
        """The number as people write it."""
        if self.kind != "iban":
            return self.value
        return " ".join(self.value[i : i + 4] for i in range(0, len(self.value), 4))


@dataclass(frozen=True, slots=True)
class BankTalk:
    """What a text says about bank details.

    `details`: the numbers in it. `announces`: the sentence that says they are new or another ("" for none).
    `asks`: the sentence that asks about a change of ours. `requests`: the sentence that asks for money.
    """

    details: tuple[Detail, ...] = ()
    announces: str = ""
    asks: str = ""
    requests: str = ""

    def __bool__(self) -> bool:
        return bool(self.details or self.announces or self.asks or self.requests)


def may_talk(text: str) -> bool:
    """The quick look: False means that `bank_talk` would find nothing. Some microseconds for a usual mail."""
    low = text[:MOST_TEXT].lower()
    return any(hint in low for hint in _hints())


def bank_talk(text: str) -> BankTalk:
    """Read what a text says about bank details and payments. In: the sender's own words, any language."""
    text = text[:MOST_TEXT]
    languages = _spoken(text.lower())
    if not languages:
        return BankTalk()
    announces = asks = requests = ""
    for sentence in _sentences(text):
        low = sentence.lower()
        for words in languages:
            if not any(hint in low for hint in words.hints):
                continue
            if not requests and words.pay.search(low) and not _TERMS.search(low):
                requests = sentence
            said = _said(low, words)
            if said == "announces":
                announces = announces or sentence
            elif said == "asks":
                asks = asks or sentence
    return BankTalk(details(text), announces, asks, requests)


def _said(low: str, words: "_Compiled") -> Literal["announces", "asks", ""]:
    """What a sentence says of a change of bank details: the word of the bank and that of the change stand together."""
    banks = list(words.bank.finditer(low))
    if not banks or words.not_so.search(low):
        return ""
    asks = False
    for change in words.change.finditer(low):
        fresh = _FRESH.fullmatch(change[0]) is not None
        for bank in banks:
            gap = max(bank.start() - change.end(), change.start() - bank.end())
            if gap > (_BESIDE if fresh else _NEAR):
                continue
            alone = fresh and not change[0].endswith(_NOUNS)
            if alone and _PAUSE.search(low, *_between(change, bank)):
                continue
            around = low[max(bank.start() - _BEFORE, 0) : bank.end() + _AFTER]
            theirs = words.yours.search(around) is not None and not words.ours.search(around)
            if not theirs and not _is_question(low):
                return "announces"
            asks = asks or (words.yours.search(low) is not None and not fresh)
    return "asks" if asks else ""


def _between(one: re.Match[str], other: re.Match[str]) -> tuple[int, int]:
    return min(one.end(), other.end()), max(one.start(), other.start())


def details(text: str) -> tuple[Detail, ...]:
    """The bank details in a text: IBANs with a right checksum, SWIFT codes and account numbers named as such."""
    found: dict[Detail, None] = {}
    rest = text
    for match in _IBAN.finditer(text):
        value = _iban(match[1], match[2])
        if value:
            found[Detail("iban", value)] = None
            rest = rest.replace(_head_of(match[0], len(value)), " ", 1)
    for match in _SWIFT.finditer(rest):
        value = match[1].upper()
        if value[4:6] in _COUNTRIES and (match[1].isupper() or any(c.isdigit() for c in value)):
            found[Detail("swift", value[:8] + value[8:].replace("XXX", ""))] = None
    low = rest.lower()
    for words in _spoken(low) if _DIGITS.search(rest) else ():
        for match in words.account.finditer(low):
            digits = re.sub(r"\D", "", match[1])
            if 6 <= len(digits) <= 24 and len(set(digits)) > 1 and _is_banks(low, match):
                found[Detail("account", digits)] = None
    return tuple(found)


def _is_banks(low: str, number: re.Match[str]) -> bool:
    """The account is one at a bank: couriers, forwarders and shops have account numbers too."""
    start, end = number.span()
    if _COURIER.search(low[max(start - 60, 0) : end + 40]):
        return False
    return _BANKISH.search(low[max(start - 250, 0) : end + 250]) is not None


def _iban(start: str, rest: str) -> str:
    wanted = _LENGTHS.get(start[:2], 0)
    value = (start + re.sub(r"[^A-Za-z0-9]", "", rest)).upper()[:wanted]
    return value if wanted and len(value) == wanted and is_iban(value) else ""


def _head_of(text: str, count: int) -> str:
    """The beginning of `text` that holds so many letters and digits: a word may stand behind an IBAN ("... 00 BIC: ...")."""
    for at, char in enumerate(text):
        count -= char.isalnum()
        if not count:
            return text[: at + 1]
    return text


def is_iban(value: str) -> bool:
    """Tell whether an IBAN without spaces has a right checksum (ISO 13616, modulo 97)."""
    if not value.isascii() or not value.isalnum() or len(value) < 5:
        return False
    return int("".join(str(int(c, 36)) for c in value[4:] + value[:4])) % 97 == 1


def normalised(kind: Kind, value: str) -> Detail | None:
    """One of our own bank details in the form in which `details` gives them, None for an empty one."""
    plain = re.sub(r"[^A-Za-z0-9]", "", value).upper()
    if kind == "swift":
        plain = plain[:8] + plain[8:].replace("XXX", "")
    elif kind == "account" and not plain.isdigit():
        plain = re.sub(r"\D", "", plain)
    return Detail(kind, plain) if plain else None


def is_new(found: Iterable[Detail], known: Iterable[Detail]) -> list[Detail]:
    """The account numbers and IBANs in `found` that `known` does not hold; a SWIFT code alone is a bank, not an account.

    An account number that is part of a known IBAN, or holds one's number, is the same account.
    """
    numbers = [detail.value for detail in known if detail.kind != "swift"]

    def same(value: str) -> bool:
        return any(value in number or number in value for number in numbers)

    return [d for d in found if d.kind != "swift" and not same(d.value.lstrip("0"))]


# ---- sentences and languages


@dataclass(frozen=True)
class _Compiled:
    hints: tuple[str, ...]
    bank: re.Pattern[str]
    change: re.Pattern[str]
    ours: re.Pattern[str]
    yours: re.Pattern[str]
    not_so: re.Pattern[str]
    pay: re.Pattern[str]
    account: re.Pattern[str]


@lru_cache(maxsize=1)
def _languages() -> tuple[_Compiled, ...]:
    return tuple(_compiled(words) for words in LANGUAGES.values())


@lru_cache(maxsize=1)
def _hints() -> tuple[str, ...]:
    found = {hint for words in LANGUAGES.values() for hint in words.hints}
    return tuple(h for h in sorted(found) if not any(o != h and o in h for o in found))


def _spoken(low: str) -> list[_Compiled]:
    """The languages in which a text (lower case) may speak of bank details."""
    return [words for words in _languages() if any(hint in low for hint in words.hints)]


def _compiled(words: Words) -> _Compiled:
    return _Compiled(
        hints=words.hints,
        bank=re.compile(words.bank),
        change=re.compile(words.change),
        ours=re.compile(words.ours),
        yours=re.compile(words.yours),
        not_so=re.compile(words.not_so),
        pay=re.compile(words.pay),
        account=re.compile(rf"(?<![^\W_])(?:{words.account}){_NUMBER}"),
    )


def _sentences(text: str) -> list[str]:
    found = [_SPACES.sub(" ", piece).strip() for piece in _SENTENCE.split(text)]
    return [piece[:_MOST_SENTENCE] for piece in found if len(piece) > 3]


def _is_question(sentence: str) -> bool:
    return sentence.rstrip().endswith(("?", "？", "؟"))


_COUNTRIES = frozenset(
    """AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BM BN BO BQ BR BS BT BW BY BZ CA CD CF CG
    CH CI CK CL CM CN CO CR CU CV CW CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FK FM FO FR GA GB GD GE GG GH GI GL
    GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA
    LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MH MK ML MM MN MO MR MT MU MV MW MX MY MZ NA NC NE NG NI NL NO NP NR NZ
    OM PA PE PF PG PH PK PL PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SI SK SL SM SN SO SR SS ST SV SX SY SZ TC
    TD TG TH TJ TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VI VN VU WS XK YE YT ZA ZM ZW""".split()  # noqa: SIM905
)
