"""Amounts in words, English trade form and Chinese capital figures, for invoices and contracts.

Rules: DOMAIN.md A7. Libraries were measured and refused (LIBRARIES.md B2): num2words has neither
Chinese nor most currencies, cn2an drops the zero after an empty group.
"""

from dataclasses import dataclass
from decimal import Decimal

from desktop.trade.money import minor_digits, round_money


@dataclass(frozen=True, slots=True)
class CurrencyWords:
    """How a currency is spoken: English plural, English minor unit, Chinese name."""

    major: str
    minor: str
    chinese: str


_TABLE = """
AED UAE DIRHAMS|FILS|阿联酋迪拉姆
ARS ARGENTINE PESOS|CENTAVOS|阿根廷比索
AUD AUSTRALIAN DOLLARS|CENTS|澳大利亚元
BDT BANGLADESHI TAKA|POISHA|孟加拉塔卡
BHD BAHRAINI DINARS|FILS|巴林第纳尔
BRL BRAZILIAN REAIS|CENTAVOS|巴西雷亚尔
CAD CANADIAN DOLLARS|CENTS|加拿大元
CHF SWISS FRANCS|RAPPEN|瑞士法郎
CLP CHILEAN PESOS||智利比索
CNY CHINESE YUAN|FEN|人民币
COP COLOMBIAN PESOS|CENTAVOS|哥伦比亚比索
CZK CZECH KORUNAS|HALERU|捷克克朗
DKK DANISH KRONER|ORE|丹麦克朗
DZD ALGERIAN DINARS|CENTIMES|阿尔及利亚第纳尔
EGP EGYPTIAN POUNDS|PIASTRES|埃及镑
EUR EUROS|CENTS|欧元
GBP POUNDS STERLING|PENCE|英镑
GHS GHANAIAN CEDIS|PESEWAS|加纳塞地
HKD HONG KONG DOLLARS|CENTS|港元
HUF HUNGARIAN FORINTS|FILLER|匈牙利福林
IDR INDONESIAN RUPIAH|SEN|印尼卢比
ILS ISRAELI SHEKELS|AGOROT|以色列谢克尔
INR INDIAN RUPEES|PAISE|印度卢比
IQD IRAQI DINARS|FILS|伊拉克第纳尔
IRR IRANIAN RIALS|DINARS|伊朗里亚尔
JOD JORDANIAN DINARS|FILS|约旦第纳尔
JPY JAPANESE YEN||日元
KES KENYAN SHILLINGS|CENTS|肯尼亚先令
KRW KOREAN WON||韩元
KWD KUWAITI DINARS|FILS|科威特第纳尔
KZT KAZAKHSTANI TENGE|TIYN|哈萨克斯坦坚戈
LKR SRI LANKAN RUPEES|CENTS|斯里兰卡卢比
LYD LIBYAN DINARS|DIRHAMS|利比亚第纳尔
MAD MOROCCAN DIRHAMS|CENTIMES|摩洛哥迪拉姆
MOP MACANESE PATACAS|AVOS|澳门元
MXN MEXICAN PESOS|CENTAVOS|墨西哥比索
MYR MALAYSIAN RINGGIT|SEN|马来西亚林吉特
NGN NIGERIAN NAIRA|KOBO|尼日利亚奈拉
NOK NORWEGIAN KRONER|ORE|挪威克朗
NZD NEW ZEALAND DOLLARS|CENTS|新西兰元
OMR OMANI RIALS|BAISA|阿曼里亚尔
PEN PERUVIAN SOLES|CENTIMOS|秘鲁索尔
PHP PHILIPPINE PESOS|CENTAVOS|菲律宾比索
PKR PAKISTANI RUPEES|PAISA|巴基斯坦卢比
PLN POLISH ZLOTYS|GROSZY|波兰兹罗提
QAR QATARI RIYALS|DIRHAMS|卡塔尔里亚尔
RON ROMANIAN LEI|BANI|罗马尼亚列伊
RUB RUSSIAN ROUBLES|KOPECKS|俄罗斯卢布
SAR SAUDI RIYALS|HALALAS|沙特里亚尔
SEK SWEDISH KRONOR|ORE|瑞典克朗
SGD SINGAPORE DOLLARS|CENTS|新加坡元
THB THAI BAHT|SATANG|泰铢
TND TUNISIAN DINARS|MILLIMES|突尼斯第纳尔
TRY TURKISH LIRAS|KURUS|土耳其里拉
TWD NEW TAIWAN DOLLARS|CENTS|新台币
TZS TANZANIAN SHILLINGS|CENTS|坦桑尼亚先令
UAH UKRAINIAN HRYVNIAS|KOPIYKAS|乌克兰格里夫纳
UGX UGANDAN SHILLINGS||乌干达先令
USD US DOLLARS|CENTS|美元
UZS UZBEKISTANI SUM|TIYIN|乌兹别克斯坦苏姆
VND VIETNAMESE DONG||越南盾
XAF CENTRAL AFRICAN CFA FRANCS||中非法郎
XOF WEST AFRICAN CFA FRANCS||西非法郎
ZAR SOUTH AFRICAN RAND|CENTS|南非兰特
"""


def _read_table(text: str) -> dict[str, CurrencyWords]:
    rows = (line.split(" ", 1) for line in text.strip().splitlines())
    return {code: CurrencyWords(*names.split("|")) for code, names in rows}


CURRENCY_WORDS = _read_table(_TABLE)

# Beyond this the Chinese groups run out (万亿); no invoice comes near.
LIMIT = Decimal(10) ** 16

_BELOW_TWENTY = (
    "ZERO ONE TWO THREE FOUR FIVE SIX SEVEN EIGHT NINE TEN ELEVEN TWELVE THIRTEEN FOURTEEN "
    "FIFTEEN SIXTEEN SEVENTEEN EIGHTEEN NINETEEN"
)
_ONES = _BELOW_TWENTY.split()
_TENS_NAMES = "- - TWENTY THIRTY FORTY FIFTY SIXTY SEVENTY EIGHTY NINETY"
_TENS = _TENS_NAMES.split()
_SCALES = ((10**12, "TRILLION"), (10**9, "BILLION"), (10**6, "MILLION"), (10**3, "THOUSAND"))


def english_integer(number: int) -> str:
    """Return a whole number from 0 up in English capitals, British "AND" before the last part."""
    if number < 20:
        return _ONES[number]
    if number < 100:
        tail = "-" + _ONES[number % 10] if number % 10 else ""
        return _TENS[number // 10] + tail
    if number < 1000:
        tail = " AND " + english_integer(number % 100) if number % 100 else ""
        return _ONES[number // 100] + " HUNDRED" + tail
    scale, name = next(row for row in _SCALES if number >= row[0])
    head = f"{english_integer(number // scale)} {name}"
    rest = number % scale
    if not rest:
        return head
    return head + (" AND " if rest < 100 else " ") + english_integer(rest)


_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ((10**8, "亿"), (10**4, "万"))


def chinese_integer(number: int) -> str:
    """Return a whole number from 0 up in Chinese capital figures (大写), 零 kept after 万 and 亿."""
    for scale, name in _GROUPS:
        if number >= scale:
            head = chinese_integer(number // scale) + name
            rest = number % scale
            if not rest:
                return head
            gap = _DIGITS[0] if rest < scale // 10 else ""
            return head + gap + chinese_integer(rest)
    return _chinese_below_ten_thousand(number)


def _chinese_below_ten_thousand(number: int) -> str:
    if not number:
        return _DIGITS[0]
    written, zero_pending = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            if zero_pending and written:
                written += _DIGITS[0]
            written += _DIGITS[digit] + _PLACES[place]
            zero_pending = False
        else:
            zero_pending = True
    return written


def _split(amount: Decimal, currency: str) -> tuple[int, int]:
    """Return whole units and minor units of the rounded amount; refuse what has no wording."""
    rounded = round_money(amount, currency)
    if rounded < 0 or rounded >= LIMIT:
        message = f"no wording for {rounded}: amounts from 0 to below {LIMIT} only"
        raise ValueError(message)
    whole = int(rounded)
    return whole, int((rounded - whole).scaleb(minor_digits(currency)))


def in_words_english(amount: Decimal, currency: str) -> str:
    """Return "SAY US DOLLARS ... AND CENTS SIXTY-SEVEN ONLY" for the rounded amount.

    A currency without a wording of its own is called by its ISO code, its minor unit written as a
    fraction ("AND 67/100"). Raises ValueError for a negative amount or one of 10**16 and more.
    """
    whole, minor = _split(amount, currency)
    words = CURRENCY_WORDS.get(currency)
    text = f"SAY {words.major if words else currency} {english_integer(whole)}"
    if minor and words:
        text += f" AND {words.minor} {english_integer(minor)}"
    elif minor:
        digits = minor_digits(currency)
        text += f" AND {minor:0{digits}d}/{10**digits}"
    return text + " ONLY"


def in_words_chinese(amount: Decimal, currency: str) -> str:
    """Return the Chinese capital form, such as "美元壹拾壹万元整", for the rounded amount.

    Three-digit currencies are read as a decimal (点), two-digit ones in 角 and 分. Raises
    ValueError for a negative amount or one of 10**16 and more.
    """
    whole, minor = _split(amount, currency)
    words = CURRENCY_WORDS.get(currency)
    name = words.chinese if words else currency
    unit = "元" if name.endswith("元") or currency == "CNY" else ""
    head = name + chinese_integer(whole)
    if not minor:
        return head + unit + "整"
    digits = minor_digits(currency)
    if digits == 3 or not words:
        decimals = f"{minor:0{digits}d}".rstrip("0")
        return head + "点" + "".join(_DIGITS[int(d)] for d in decimals)
    tenths, hundredths = divmod(minor, 10)
    text = head + (unit or "圆") if whole else name
    if tenths:
        text += _DIGITS[tenths] + "角"
    elif whole:
        text += "零"
    return text + (_DIGITS[hundredths] + "分" if hundredths else "整")


def packages_english(count: int) -> str:
    """Return "SAY SIX HUNDRED AND SEVENTY-TWO CARTONS ONLY"; ValueError below zero."""
    if count < 0:
        message = f"no wording for {count} packages"
        raise ValueError(message)
    return f"SAY {english_integer(count)} {'CARTON' if count == 1 else 'CARTONS'} ONLY"


def packages_chinese(count: int) -> str:
    """Return "合计陆佰柒拾贰箱"; ValueError below zero."""
    if count < 0:
        message = f"no wording for {count} packages"
        raise ValueError(message)
    return f"合计{chinese_integer(count)}箱"
