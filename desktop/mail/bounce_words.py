"""Why a mail did not arrive, in words of a trader, with what to do: enhanced status codes (RFC 3463) and servers' sentences.

The code decides where it is exact; servers put the general codes (x.0.0, x.1.0, 5.7.1 ...) on everything, there their
sentence decides first.
"""

import re
from dataclasses import dataclass
from typing import Literal

from desktop.runtime.i18n import N_, _

Cause = Literal[
    "no_address", "no_domain", "disabled", "full", "too_large", "spam", "sender", "refused", "relay", "busy",
    "unreachable", "loop", "format", "tls", "list", "unknown",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, in one sentence, and what helps ("" when only waiting does). `address_is_bad`: do not write there again."""

    cause: Cause
    why: str
    hint: str
    address_is_bad: bool


_WORDS: dict[Cause, tuple[str, str]] = {
    "no_address": (
        N_("There is no such mailbox."),
        N_(
            "Look for a slip of the pen in the address; if it is right, ask for the new one by phone or WhatsApp."
        ),
    ),
    "no_domain": (
        N_("The part after the @ does not exist or takes no mail."),
        N_("Look for a slip of the pen in the company's domain."),
    ),
    "disabled": (
        N_("The mailbox is switched off."),
        N_("The person may have left: write to a colleague or call."),
    ),
    "full": (N_("The mailbox is full."), N_("Call or chat, and send it again later.")),
    "too_large": (
        N_("The mail is too large for their server."),
        N_("Send it with smaller attachments, or a link."),
    ),
    "spam": (
        N_("Their server took it for spam."),
        N_("Send a short text without links and attachments, or write from another address."),
    ),
    "sender": (
        N_("Their server does not believe that it is from you."),
        N_("Your domain's SPF, DKIM or DMARC records need a look by whoever runs them."),
    ),
    "refused": (
        N_("Their server does not take mail from you."),
        N_("Ask the customer to allow your address, or write from another one."),
    ),
    "relay": (
        N_("That server does not take mail for this address."),
        N_("Look for a slip of the pen in the address."),
    ),
    "busy": (N_("Their server takes no mail at the moment."), ""),
    "unreachable": (
        N_("Their server could not be reached."),
        N_("Send it again tomorrow; if it fails again, call."),
    ),
    "loop": (
        N_("The mail went round in circles at their side."),
        N_("Tell the customer by phone."),
    ),
    "format": (N_("Their server could not read the mail."), N_("Send it as plain text.")),
    "tls": (
        N_("No secure connection to their server was possible."),
        N_("Tell the customer by phone."),
    ),
    "list": (
        N_("The mailing list does not take mail from this address."),
        N_("Write to a person instead."),
    ),
    "unknown": (N_("Their server did not say why."), ""),
}
_BAD: frozenset[Cause] = frozenset({"no_address", "no_domain", "disabled", "relay"})

# RFC 3463 and the registry of RFC 5248: the class (first digit) left out
_EXACT: dict[str, Cause] = {
    "1.1": "no_address", "1.2": "no_domain", "1.3": "no_address", "1.4": "no_address", "1.6": "no_address",
    "1.7": "sender", "1.8": "sender", "1.9": "format", "1.10": "no_address",
    "2.1": "disabled", "2.2": "full", "2.3": "too_large", "2.4": "list",
    "3.1": "busy", "3.2": "busy", "3.3": "format", "3.4": "too_large", "3.5": "unreachable",
    "4.1": "unreachable", "4.2": "unreachable", "4.3": "no_domain", "4.4": "no_domain", "4.5": "busy",
    "4.6": "loop", "4.7": "unreachable", "4.14": "loop",
    "6.1": "format", "6.2": "format", "6.3": "format", "6.4": "format", "6.5": "format", "6.6": "format",
    "7.2": "list", "7.4": "tls", "7.5": "tls", "7.8": "sender", "7.10": "tls", "7.13": "disabled",
    "7.20": "sender", "7.21": "sender", "7.22": "sender", "7.23": "sender", "7.24": "sender", "7.25": "sender",
    "7.26": "sender", "7.27": "sender", "7.28": "spam",
}  # fmt: skip
_GENERAL: dict[str, Cause] = {
    "1": "no_address", "2": "refused", "3": "busy", "4": "unreachable", "5": "format", "6": "format", "7": "refused",
}  # fmt: skip
_SENTENCES: tuple[tuple[Cause, str], ...] = (
    ("busy", r"send(?:ing|er)?(?: \w+)? quota|(?:send|发信).{0,12}(?:limit|超限)"),
    ("full", r"quota\b|(?:mail)?(?:box|folder) (?:is |has been )?full|over ?(?:the )?(?:limit|quota|storage)|storage allocation|insufficient (?:disk|storage)"
             r"|exceed\w* (?:\w+ ){0,3}(?:space|storage|allowed size)|space limit|too many (?:messages|mails) (?:on|in)|quotaexceeded|zu ?viele mails|speichervolumen"
             r"|(?:邮箱|容量|空间|信箱)(?:容量)?(?:已)?满|超容|空间不足|容量不足|信箱已滿|容量を?超|空き容量|용량|(?:postfach|mailbox) (?:ist )?voll|volle? postfach"
             r"|bo[îi]te (?:aux lettres )?(?:est )?pleine|buz[oó]n (?:est[áa] )?lleno|caixa (?:postal )?(?:est[áa] )?cheia|casella (?:\w+ )?piena|переполнен"
             r"|kutusu dolu|skrzynka (?:\w+ )?(?:jest )?pełna|przepełnion|postvak (?:is )?vol|hộp thư (?:đã )?đầy"),
    ("too_large", r"too (?:large|big)|size (?:limit|exceeds?)|exceed\w* (?:\w+ ){0,3}(?:mail ?)?size|message size|邮件过大|邮件太大|超过.{0,8}大小"),
    ("sender", r"\bspf\b|\bdkim\b|\bdmarc\b|sender verif|unauthenticated|authentication (?:required|fail)|fake sender|spoof"),
    ("spam", r"spam|junk|unsolicited|bulk e?-?mail|mass mail|content (?:reject|denied)|blacklist|blocklist|block list|black list|dnsbl|rbl\b|spamhaus|bad reputation"
             r"|suspicious|virus|banned|policy|垃圾邮件|黑名单|信誉|违规|病毒"),
    ("unreachable", r"timed? ?out|timeout exceeded|connection (?:refused|reset|dropped|lost)|requests to connect|(?:exchanger|hosts) (?:have been )?fail"),
    ("disabled", r"deactivated|(?:account|mailbox|user|address)\W.{0,40}(?:disabled|inactive|suspend|locked|deactivated|hangup|frozen|expired)"
                 r"|no longer (?:works|with|employed|active|valid)|冻结|停用|禁用|已注销|已离职"),
    ("no_domain", r"domain (?:name )?not found|no mx|host (?:or domain )?(?:name )?(?:not found|unknown)|unknown (?:host|domain)"
                  r"|name service error|name or service not known|domain resolution|nxdomain|dns (?:error|query error|lookup fail)|unrouteable|no such domain|域名不存在|域名解析|домен не"),
    ("no_address", r"no mail ?box|bad_recipient|final delivery userid|(?:user|recipient|mailbox|address|account|addressee|alias)\W.{0,60}(?:unknown|not? (?:found|exist|known|valid|a known)"
                   r"|n[o']t (?:found|exist|known|valid)|does ?n[o']t exist|doesn't have|does not have|invalid|rejected|unavailable"
                   r"|not listed|not a valid|is wrong)"
                   r"|(?:unknown|invalid|no such|unrecognized|bad|unavailable|nonexist\w*|illegal) (?:[\w-]+ ){0,3}(?:user|recipient|mailbox"
                   r"|address|account|alias|rcpt|destination)|does not exist|doesn't exist|wasn't found|couldn't be found"
                   r"|no mailbox (?:here )?by that name|user doesn't|not a registered|recipientnotfound|suppression list"
                   r"|(?:用户|收件人|地址|邮箱|账号|帐号|信箱).{0,12}(?:不存在|未找到|找不到|无效|错误)|不存在的(?:用户|邮箱|地址)"
                   r"|existe pas|no existe|n[ãa]o existe|non esiste|inesistente|inconnu|introuvable|desconocid|unbekannt|nicht gefunden|не найден|не существует|неизвестн"
                   r"|bestaat niet|onbekend|nie istnieje|nieznany|bulunamad|mevcut değil|không tồn tại|存在し(?:ない|ません)|見つか(?:ら|り)|존재하지|찾을 수 없|غير موجود"
                   r"|không tìm thấy"),
    ("relay", r"relay(?:ing)? (?:not|denied|access)|unable to relay|not permitted to relay|local user only|relay access|as a relay|allowed rcpthosts"),
    ("tls", r"\btls\b|starttls|certificate"),
    ("loop", r"too many hops|loop|hop count"),
    ("busy", r"greylist|graylist|try again later|temporar|too many (?:connections|messages|recipients)|rate limit|throttl|deferred"
             r"|busy|稍后|频率|暂时"),
    ("unreachable", r"no route|unreachable|couldn't connect|could not connect"
                    r"|unable to connect|network|连接超时|无法连接|连接失败"),
    ("refused", r"reject|refused|denied|not allowed|forbidden|blocked|access den|拒绝|拒收|prohibited"),
)  # fmt: skip
_PATTERNS = tuple((cause, re.compile(text, re.IGNORECASE)) for cause, text in _SENTENCES)


def cause_of(status: str, diagnostic: str) -> Cause:
    """Why a server refused or keeps a mail: from its enhanced status code and its sentence, either may be ""."""
    _class, _dot, detail = status.partition(".")
    exact = _EXACT.get(detail)
    if exact is not None:
        return exact
    for cause, pattern in _PATTERNS:
        if pattern.search(diagnostic):
            return cause
    return _GENERAL.get(detail.split(".")[0], "unknown") if detail else "unknown"


def reason(status: str, diagnostic: str) -> Reason:
    """Return why a mail did not arrive, in the user's language."""
    cause = cause_of(status, diagnostic)
    why, hint = _WORDS[cause]
    return Reason(cause, _(why), _(hint) if hint else "", cause in _BAD)


def came_back(address: str, day: str, status: str, diagnostic: str) -> str:
    """Return one sentence for who is about to write there again: the address, the day of the report, why."""
    words = _("Mail to {address} came back on {day}: {why}")
    return words.format(address=address, day=day, why=reason(status, diagnostic).why)
