"""Currencies by code and by name, English and Chinese, as lists show them and tables write them."""

import unicodedata
from collections.abc import Mapping
from functools import cache

from desktop.trade.bilingual import Bilingual
from desktop.trade.money import CURRENCIES

# What foreign trade meets most; lists show these first.
COMMON = ("USD", "EUR", "CNY", "GBP", "HKD", "JPY", "AUD", "CAD", "CHF", "SGD", "AED", "RUB")
# Names that banks and traders use beside those of CLDR. The first group is the Bank of China's own.
_ALIASES = """
    港币 HKD|韩国元 KRW|韩元 KRW|林吉特 MYR|泰国铢 THB|泰铢 THB|卢布 RUB|新台币 TWD|台币 TWD|澳门元 MOP
    巴西里亚尔 BRL|印尼卢比 IDR|印尼盾 IDR|印度尼西亚卢比 IDR|阿联酋迪拉姆 AED|土耳其里拉 TRY|新西兰元 NZD
    沙特里亚尔 SAR|菲律宾比索 PHP|南非兰特 ZAR|印度卢比 INR|加拿大元 CAD|澳大利亚元 AUD|新加坡元 SGD|瑞典克朗 SEK
    丹麦克朗 DKK|挪威克朗 NOK|瑞士法郎 CHF|英镑 GBP|欧元 EUR|日元 JPY|美元 USD|文莱元 BND|越南盾 VND
    蒙古图格里克 MNT|尼泊尔卢比 NPR|巴基斯坦卢比 PKR|塞尔维亚第纳尔 RSD|柬埔寨瑞尔 KHR|科威特第纳尔 KWD
    马来西亚林吉特 MYR|俄罗斯卢布 RUB|匈牙利福林 HUF|波兰兹罗提 PLN|墨西哥比索 MXN|捷克克朗 CZK|以色列谢克尔 ILS
    人民币 CNY|元 CNY|美金 USD|加元 CAD|澳元 AUD|纽元 NZD|瑞郎 CHF|新币 SGD|RMB CNY|CNH CNY|STG GBP|RENMINBI CNY
    US DOLLAR USD|EURO EUR|POUND STERLING GBP|YEN JPY|YUAN CNY|HK DOLLAR HKD
"""


def _fold(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


@cache
def names() -> Mapping[str, Bilingual]:
    """Return the name of every active currency in both languages (CLDR)."""
    # Babel's locale data costs 40 ms to load: only when names are asked for.
    from babel import Locale

    english, chinese = Locale("en").currencies, Locale("zh").currencies
    return {
        code: Bilingual(str(english.get(code, code)), str(chinese.get(code, code)))
        for code in sorted(CURRENCIES)
    }


def name(code: str) -> Bilingual:
    """Return a currency's name; an unknown code stands for itself."""
    return names().get(code, Bilingual(code, code))


def choices() -> tuple[tuple[str, str], ...]:
    """Return (code, "USD · US Dollar · 美元") of every currency, the common ones first."""
    rest = sorted(CURRENCIES - set(COMMON))
    return tuple(
        (code, " · ".join(dict.fromkeys((code, name(code).en, name(code).zh))))
        for code in (*COMMON, *rest)
    )


def find(text: str) -> tuple[str, ...]:
    """Return the codes whose code or name contains `text`; codes that begin with it come first."""
    wanted = _fold(text)
    found = [
        code
        for code, label in choices()
        if wanted in _fold(label) or any(wanted in alias for alias in _aliases_of(code))
    ]
    return tuple(sorted(found, key=lambda code: not code.casefold().startswith(wanted)))


def code_of(text: str) -> str:
    """Return the code that a table's cell means ("美元", "USD", "US Dollar", "美元(USD)"); "" if none."""
    folded = _fold(text).strip("()*：:")
    known = _by_name()
    if folded in known:
        return known[folded]
    codes = [word for word in folded.replace("(", " ").replace(")", " ").split() if word in known]
    return known[codes[0]] if codes else ""


@cache
def _by_name() -> dict[str, str]:
    found = {_fold(word): code for code, both in names().items() for word in (both.en, both.zh)}
    for line in _ALIASES.strip().splitlines():
        for entry in line.strip().split("|"):
            alias, code = entry.rsplit(" ", 1)
            found[_fold(alias)] = code
    found.update({code.casefold(): code for code in CURRENCIES})
    return found


@cache
def _aliases_of(code: str) -> tuple[str, ...]:
    return tuple(alias for alias, owner in _by_name().items() if owner == code)
