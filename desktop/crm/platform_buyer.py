"""Who stands behind a platform's inquiry: name, company, country and address of the buyer, read from the notification.

Platforms (Alibaba, Made-in-China, Global Sources, HKTDC, IndiaMART, web forms) change their letters, so there is one rule
for all: lines "label: value" (or the label on one line and the value on the next, as tables come out as text), in English
and Chinese; else the sentence that introduces the buyer ("Maria Lopez from Mexico has sent you an inquiry").
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from desktop.crm import domains, places

_LABELS: tuple[tuple[str, str], ...] = (
    ("name", r"buyer(?:'?s)? name|contact (?:name|person)|customer(?:'?s)? name|sender(?:'?s)? name|full name|your name|first name"
             r"|name|buyer|contact|customer|sender|inquirer|from|联系人(?:姓名)?|买家(?:姓名|名称)?|客户(?:姓名|名称)|姓名|发件人|詢盤人|聯絡人"),
    ("company", r"(?:buyer(?:'?s)? |customer(?:'?s)? )?(?:company|organi[sz]ation|firm|business)(?:(?:'s)? name)?|公司(?:名称|名)?|企业名称|公司名稱"),
    ("country", r"(?:buyer(?:'?s)? )?(?:country(?: ?(?:/|or|and) ?(?:region|territory|area))?|nation|location|region|ship(?:ping)? to)"
                r"|国家(?:/地区|地区|或地区)?|所在(?:国家|地区|地)|國家(?:/地區)?|地区"),
    ("email", r"(?:buyer(?:'?s)? |contact |customer(?:'?s)? |your )?e-?mail(?: address| id)?|(?:电子)?邮箱(?:地址)?|电子邮件|電郵"),
    ("phone", r"(?:buyer(?:'?s)? |contact )?(?:tel(?:ephone)?|phone|mobile|cell(?:phone)?|whats ?app)(?: ?(?:number|no\.?|phone))?|电话|手机(?:号)?|電話"),
    ("title", r"job title|position|designation|职位|职务"),
    ("website", r"(?:company )?web ?site|homepage|url|网址|网站|公司网站"),
)  # fmt: skip
_LABEL = re.compile(
    r"^[\W_]*(?:"
    + "|".join(f"(?P<{key}>{text})" for key, text in _LABELS)
    + r")\s*(?:[:：|]\s*|\t+\s*)(?P<value>.*)$",
    re.IGNORECASE,
)
_ALONE = re.compile(
    r"^[\W_]*(?:" + "|".join(f"(?P<{key}>{text})" for key, text in _LABELS) + r")\s*[:：]?\s*$",
    re.IGNORECASE,
)
_PERSON = r"(?P<name>(?:(?:Mr|Mrs|Ms|Miss|Dr)\.? )?[A-ZÀ-Ý\u0400-\u04ff\u4e00-\u9fff][\w.'’\-]*(?: [A-ZÀ-Ý\u0400-\u04ff][\w.'’\-]*){0,3})"
_PLACE = r"(?P<country>[A-Z][A-Za-zÀ-ÿ.' ]{2,40}?)"
_INTRODUCED = tuple(
    re.compile(text)
    for text in (
        _PERSON
        + r" ?\("
        + _PLACE
        + r"\) (?:has |just |have )*(?:sent|submitted|left|made|replied)",
        _PERSON
        + r" (?:from|of|in) (?P<company>[^,\n.]{2,60}?), "
        + _PLACE
        + r",? (?:has |just )*(?:sent|submitted|left|is interested)",
        _PERSON
        + r" (?:from|in) "
        + _PLACE
        + r",? (?:has |just )*(?:sent|submitted|left|is interested|wants)",
        _PERSON + r" (?:has |just )+(?:sent|submitted|left|made) you",
        _PERSON + r" (?:sent|left) you",
        r"(?:[Ii]nquiry|[Ee]nquiry|[Mm]essage|RFQ|[Qq]uotation request) from "
        + _PERSON
        + r"(?: ?(?:\(|from |in |, )"
        + _PLACE
        + r"\)?)?(?:\s*[:：,\-–|.]|$)",
        r"(?:来自|收到)(?:(?P<country>[\u4e00-\u9fff]{2,8}?)的)?(?:买家|客户|采购商)[“\"「 ]*"
        + _PERSON,
    )
)
_ADDRESS = re.compile(
    r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]+@[A-Za-z0-9][A-Za-z0-9.\-]*\.[A-Za-z]{2,}"
)
_NOTHING = re.compile(
    r"^(?:n/?a|none|unknown|not (?:provided|available|given)|hidden|private|-+|–|无|未填写|保密|暂无)$",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"\b(?:buyer|customer|client|someone|you|inquir\w*|platform|trade|alibaba|made-in-china)\b",
    re.IGNORECASE,
)
_LONGEST = 120
_READ = 20_000


@dataclass(frozen=True)
class Buyer:
    """What a notification tells about the buyer; what it does not tell is "". `country` is an ISO code."""

    name: str = ""
    company: str = ""
    country: str = ""
    address: str = ""
    phone: str = ""
    title: str = ""
    website: str = ""


def buyer_of(text: str, subject: str, platform: str, own: Iterable[str] = ()) -> Buyer:
    """Read a platform's notification. `platform`: the address it came from; `own`: our own registrable domains."""
    text = text[:_READ]
    told = _labelled(text)
    for source in (text, subject):
        for key, value in _introduced(source).items():
            told.setdefault(key, value)
    country = places.country_code(told.get("country", "").split("/")[0].strip(" .,"))
    return Buyer(
        name=told.get("name", ""),
        company=told.get("company", ""),
        country=country or _last_country(told.get("country", "")),
        address=_address(told.get("email", ""), text, platform, frozenset(own)),
        phone=told.get("phone", ""),
        title=told.get("title", ""),
        website=told.get("website", ""),
    )


def is_relay(address: str, platform: str) -> bool:
    """Tell whether an address is the platform's own: what is sent there reaches the buyer, or nobody."""
    return domains.is_platform(address) or (
        domains.registrable_domain(address) == domains.registrable_domain(platform)
        and not domains.is_free_mail(address)
    )


def _labelled(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    lines = [line.strip(" \t*>") for line in text.splitlines()]
    lines = [line for line in lines if line]
    for at, line in enumerate(lines):
        match = _LABEL.match(line)
        value = match["value"] if match else ""
        if match is None or not value:
            match = _ALONE.match(line)
            follows = lines[at + 1] if match and at + 1 < len(lines) else ""
            value = "" if _LABEL.match(follows) or _ALONE.match(follows) else follows
        if match is None:
            continue
        key = next(k for k, _text in _LABELS if match[k])
        value = value.strip(" \t|*·")
        if value and len(value) <= _LONGEST and not _NOTHING.match(value) and _fits(key, value):
            found.setdefault(key, value)
    if "name" in found:
        found["name"], company = _split_name(found["name"])
        if company:
            found.setdefault("company", company)
    return {key: value for key, value in found.items() if value}


def _fits(key: str, value: str) -> bool:
    """Whether a value may be what its label says: a sentence is no name, words are no address."""
    if key == "email":
        return _ADDRESS.search(value) is not None
    if key == "phone":
        return sum(c.isdigit() for c in value) >= 6
    if key in ("name", "country"):
        return len(value.split()) <= 8 and not value.endswith(("?", "!"))
    return True


def _split_name(value: str) -> tuple[str, str]:
    """ "Ana Ruiz (Valves SL)" and "Ana Ruiz <a@b.example>" are a person and more."""
    value = re.sub(r"<[^>]*>|[\w.+-]+@[\w.-]+", " ", value)
    match = re.match(r"^(.*?)\s*[(（]([^)）]+)[)）]\s*$", " ".join(value.split()))
    if match is None:
        return " ".join(value.split()), ""
    inside = match[2].strip()
    return match[1].strip(), "" if places.country_code(inside) else inside


def _introduced(text: str) -> dict[str, str]:
    for pattern in _INTRODUCED:
        for match in pattern.finditer(text[:4000]):
            told = {k: v.strip(" .") for k, v in match.groupdict().items() if v}
            if _NO_NAME.search(told.get("name", "")):
                continue
            if "country" in told and not places.country_code(told["country"]):
                told["company"] = told.pop("country")
            return told
    return {}


def _last_country(text: str) -> str:
    """ "Guadalajara, Mexico": the last piece that is a country."""
    pieces = [piece.strip() for piece in re.split(r"[,;/|()（）]", text)]
    return next((code for p in reversed(pieces) if p and (code := places.country_code(p))), "")


def _address(labelled: str, text: str, platform: str, own: frozenset[str]) -> str:
    """The labelled address, else the only other one in the text that is neither ours nor a machine's nor the platform's."""
    for source in (labelled, text):
        others = []
        for raw in _ADDRESS.findall(source):
            address = domains.normalise_address(raw.rstrip("."))
            mine = domains.registrable_domain(address) in own
            if (
                address
                and not mine
                and not is_relay(address, platform)
                and not domains.is_automated(address)
            ):
                others.append(address)
        if len(set(others)) == 1 or (source is labelled and others):
            return others[0]
    return ""
