"""What kind of message it is, by its own marks: so that a newsletter never becomes a customer."""

import re
from functools import lru_cache

from desktop.mail.mime.headers import Address, Headers
from desktop.mail.mime.message import Bounce, Kind

_BOUNCE_SENDER = re.compile(
    r"^(mailer-daemon|mail-daemon|mailerdaemon|postmaster|mdaemon|bounce[sd]?\b.*)@?", re.IGNORECASE
)
_BOUNCE_SUBJECT = re.compile(
    r"undeliver|delivery (status notification|failure|has failed|incomplete|delayed)|mail delivery (failed|system|subsystem)"
    r"|returned mail|failure notice|delivery.{0,12}fail|mail system error|unzustellbar|non remis|no se puede entregar"
    r"|\bdelayed\b|could not send|not (?:yet )?delivered|延迟|延遲|投递|退信|系统退信|投递失败|无法送达|未送達|配信不能|не доставлено|недоставленное",
    re.IGNORECASE,
)
_AUTO_SUBJECT = re.compile(
    r"^\s*(auto(matic|mated)?[ -]?(reply|response)\b|auto\s*:|out of (the )?office|autoreply|abwesenheits|automatische antwort"
    r"|réponse automatique|absence du bureau|respuesta automática|fuera de (la )?oficina|resposta automática"
    r"|risposta automatica|автоответ|автоматический ответ|自动回复|自動回覆|自動応答|自動返信|不在通知|رد تلقائي|الرد التلقائي|otomatik yanıt)",
    re.IGNORECASE,
)
_RECEIPT_SUBJECT = re.compile(
    r"^\s*(read receipt|read:|gelesen:|lu ?:|leído:|lida:|已读[:：]|已讀[:：]|開封済み|прочтено:|disposition notification)",
    re.IGNORECASE,
)
_PLATFORM_DOMAINS = (
    "alibaba.com",
    "service.alibaba.com",
    "made-in-china.com",
    "globalsources.com",
    "dhgate.com",
    "ec21.com",
    "tradekey.com",
    "indiamart.com",
    "tradeindia.com",
    "europages.com",
    "kompass.com",
    "thomasnet.com",
    "ecplaza.net",
    "hktdc.com",
    "tradewheel.com",
    "go4worldbusiness.com",
    "exportersindia.com",
    "1688.com",
)
_PLATFORM_SUBJECT = re.compile(
    r"\b(new |an? |product |buyer )?(inquir(y|ies)|enquir(y|ies)|rfq|request for quotation|quotation request)\b"
    r"|(message|inquiry|enquiry) from (a )?buyer|buying (lead|request)|询盘|詢盤|询价|采购需求|报价请求",
    re.IGNORECASE,
)
_MACHINE_LOCAL = re.compile(
    r"^(no-?reply|do-?not-?reply|donotreply|notif|notice|service|alert|inquiry|enquiry|message|system|feedback|rfq|buyer)",
    re.IGNORECASE,
)
_MACHINE_TEXT = re.compile(
    r"sent you (an? )?(inquiry|enquiry|message)|you (have )?(received|got) (an? )?(new )?(inquiry|enquiry|message|rfq)"
    r"|(contact|website|web) form|(buyer|customer) (name|information|details)|您收到(了)?(一[封条个])?(新的?)?(询盘|客户询价)|网站留言",
    re.IGNORECASE,
)


# QQ and its company mail mark every mail that is sent by SMTP, written by hand or not
_QQ_FEEDBACK = re.compile(r"\s*(?:biz)?z?esmtp", re.IGNORECASE)
_REPORT_TYPES = ("delivery-status", "feedback-report")
_REPORT_PARTS = frozenset(
    ("message/delivery-status", "message/global-delivery-status", "message/feedback-report")
)
_AUTO_MARKS = frozenset(("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply-from"))
_BULK_MARKS = frozenset(("x-campaign", "x-campaignid", "x-mc-user", "x-csa-complaints"))


def classify(
    headers: Headers,
    *,
    sender: Address | None,
    subject: str,
    text: str,
    content_types: frozenset[str],
    report_type: str,
    bounces: tuple[Bounce, ...],
    calendar_method: str,
) -> Kind:
    """Name the kind, from the surest mark to the weakest: reports, calendars, machines, lists, people."""
    if _is_bounce(headers, sender, subject, content_types, report_type, bounces):
        return "bounce"
    if (
        report_type == "disposition-notification"
        or "message/disposition-notification" in content_types
    ):
        return "receipt"
    if calendar_method in ("request", "cancel", "counter", "reply", "add", "publish"):
        return "invitation"
    if _is_auto_reply(headers, subject):
        return "auto_reply"
    if _RECEIPT_SUBJECT.match(subject) and len(text) < 1500:
        return "receipt"
    if _is_platform(sender, subject, text):
        return "platform_inquiry"
    return _list_or_personal(headers)


def _is_bounce(
    headers: Headers,
    sender: Address | None,
    subject: str,
    content_types: frozenset[str],
    report_type: str,
    bounces: tuple[Bounce, ...],
) -> bool:
    if report_type in _REPORT_TYPES or not _REPORT_PARTS.isdisjoint(content_types):
        return True
    if "x-failed-recipients" in headers:
        return True
    address = sender.address if sender else ""
    daemon = bool(_BOUNCE_SENDER.match(address)) or headers.raw("return-path").strip() == "<>"
    return daemon and (bool(bounces) or bool(_BOUNCE_SUBJECT.search(subject)))


def is_complaint(content_types: frozenset[str]) -> bool:
    """Whether somebody called a mail of ours spam (RFC 5965): a report like a bounce, which names nobody who failed."""
    return "message/feedback-report" in content_types


def _is_auto_reply(headers: Headers, subject: str) -> bool:
    submitted = headers.raw("auto-submitted").lower()
    if submitted.startswith("auto-replied"):
        return True
    if not _AUTO_MARKS.isdisjoint(headers.names):
        return True
    if headers.raw("precedence").strip().lower() in ("auto_reply", "auto-reply"):
        return True
    if headers.raw("x-qq-auto-reply") or headers.raw("x-autogenerated").lower().startswith("reply"):
        return True
    return bool(_AUTO_SUBJECT.match(subject))


def _is_platform(sender: Address | None, subject: str, text: str) -> bool:
    if sender is None or "@" not in sender.address:
        return False
    local, _at, domain = sender.address.casefold().rpartition("@")
    if _platform_domain(domain):
        return bool(_PLATFORM_SUBJECT.search(subject)) or bool(_MACHINE_TEXT.search(text[:4000]))
    return bool(_MACHINE_LOCAL.match(local)) and bool(_MACHINE_TEXT.search(text[:4000]))


@lru_cache(maxsize=4096)
def _platform_domain(domain: str) -> bool:
    return any(domain == d or domain.endswith("." + d) for d in _PLATFORM_DOMAINS)


def _list_or_personal(headers: Headers) -> Kind:
    precedence = headers.raw("precedence").strip().lower()
    if (
        "list-post" in headers
        or precedence == "list"
        or "mailing-list" in headers
        or "x-mailman-version" in headers
    ):
        return "list"
    if "list-unsubscribe" in headers or precedence in ("bulk", "junk"):
        return "bulk"
    if "feedback-id" in headers and not _QQ_FEEDBACK.match(headers.raw("feedback-id")):
        return "bulk"
    if "list-id" in headers:
        return "list"
    if not _BULK_MARKS.isdisjoint(headers.names):
        return "bulk"
    if headers.raw("auto-submitted").lower().startswith("auto-generated"):
        return "bulk"
    return "personal"
