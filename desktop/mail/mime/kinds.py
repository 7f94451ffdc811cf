"""What kind of message it is, by its own marks: so that a newsletter never becomes a customer."""

import re
from functools import lru_cache
from typing import Literal

from desktop.mail.mime import bounce_texts
from desktop.mail.mime.headers import Address, Headers
from desktop.mail.mime.message import Bounce, Kind

_DAEMON = re.compile(
    r"(mailer-?daemon|mail-daemon|mdaemon)\b|microsoftexchange[0-9a-f]{32}@", re.IGNORECASE
)
"""Local parts that no person writes from."""
_POST_OFFICE = re.compile(
    r"\"?(postmaster|bounce[sd]?\b.*|ndr|mail[._-]?(delivery|system|admin)[\w.-]*|system.administrator\"?)@",
    re.IGNORECASE,
)
"""Local parts of servers that a person may have as well."""
_NO_REPLY = re.compile(r"[\w.+-]*?(no[._-]?reply|do[._-]?not[._-]?reply)[\w.+-]*@", re.IGNORECASE)
_SYSTEM_NAME = re.compile(
    r"\W*(mail(er)?[ -]?(delivery|daemon|system)|internet mail delivery|system administrator|postmaster)\b"
    r"|\W*(邮件系统|系统退信|退信)",
    re.IGNORECASE,
)
"""Names under which servers write; people who deceive use them too."""
_BOUNCE_SUBJECT = re.compile(
    r"undeliver|delivery (status notification|failure|has failed|incomplete|delayed|problem|warning)|mail delivery (failed|system|subsystem)"
    r"|returned mail|failure notice|failure delivery|delivery.{0,12}fail|mail (system error|fail)|could not be delivered"
    r"|\bdelayed\b|could not send|not (?:yet )?(?:been )?delivered|non-delivery|error during delivery|message you sent blocked"
    r"|延迟|延遲|投递|退信|系统退信|投递失败|投遞|无法送达|無法送達|未送达|未送達|无法传递|無法傳遞|未能送达|传送状态|傳送狀態|传递失败|傳遞失敗"
    r"|unzustellbar|zustellung|non remis|échec de (la )?remise|(no se puede|error de) entreg|no entregado|non? recapit|impossibile recapitare"
    r"|(não (foi )?|falha na )entreg|onbestelbaar|niet bezorgd|niedostarcz|nie można dostarczyć|zwrot"
    r"|не(возможно|\s?(удается|удалось))? ?достав|не доставлено|недоставлен|teslim edileme|iletilemedi|gönderilemedi|配信不能|配信でき|不達|送信できません"
    r"|배달되지|배달할 수 없|전송되지|발송 ?실패|전송 ?실패|تعذر (ال)?(تسليم|توصيل)|فشل (ال)?تسليم|không (thể )?gửi|olevererbar|kan(de)? (ikke|inte) lever|nedoruč"
    r"|kézbesíthetetlen|ei voitu? toimittaa",
    re.IGNORECASE,
)
_ANSWER_SUBJECT = re.compile(
    r"\s*(re|aw|wg|sv|vs|fwd?|tr|ref?|rv|rif|odp|ynt|antw|回复|回覆|答复|转发|轉寄|答覆)\s*(\[\d+\])?\s*[:：]",
    re.IGNORECASE,
)
"""Somebody answers or passes on: reports begin with their own words."""
_TRADERS_WORDS = re.compile(
    r"delayed|delivery delayed|延迟|延遲|投递|could not send", re.IGNORECASE
)
"""What is said of goods and parcels as well."""
_BEGINNING = 12
"""Characters that may stand before the word in a report's subject, such as "Warning: "."""
_AUTO_SUBJECT = re.compile(
    r"^[\s\[【(]*(?:auto\s*:.{0,80}\(return|auto-?(?:reply|response|matic|mated)?[ -]?(?:reply|response|respuesta)\b|autoreply"
    r"|(?:i am |i'm |we are |on )?out[ -]of[ -](?:the )?office\b|(?:on )?vacation(?:\s*:|\s+(?:re|reply|message|notice)\b)|abwesenheits|automatische antwort"
    r"|(?:abwesenheit|abwesend|absence|ausente|ausência|assente|assenza|nieobecność|afwezig|niet aanwezig|nicht im büro|poza biurem"
    r"|отсутствую|нет на месте|вне офиса|vắng mặt|不在办公室|不在辦公室)\s*[:：]"
    r"|réponse automatique|réponse d['’]absence|message d['’]absence|abs(?:ence|ent)e? du bureau|je suis (?:absent|en congé)"
    r"|respuesta automática|fuera de (?:la )?oficina|resposta autom[áà]tica|ausência do escritório|fora do escritório"
    r"|risposta automatica|fuori (?:sede|ufficio)|assen(?:za|te) dall['’]ufficio"
    r"|автоответ|автоматический ответ|автоматична відповідь|автоматичен отговор|automatisch antwoord|afwezigheids"
    r"|automatyczna odpowiedź|autoodpowiedź|odpowiedź automatyczna|trả lời tự động|phản hồi tự động"
    r"|자동 ?(?:회신|응답)|부재 ?중|automatisk svar|autosvar|automatická odpověď|automatická odpoveď|automatikus válasz|răspuns automat|automaattinen vastaus"
    r"|automatski odgovor|samodejni odgovor|automaatvastus|automatinis atsakymas|automātiska atbilde"
    r"|balasan otomatis|jawapan automatik|ตอบกลับอัตโนมัติ|αυτόματη απάντηση|ofis dışında|otomatik (?:yanıt|cevap)"
    r"|自动(?:回复|答复|回覆)|自動(?:回覆|回復|応答|返信|答覆)|不在(?:通知|のお知らせ|連絡)|رد تلقائي|الرد التلقائي|پاسخ خودکار|מענה אוטומטי|תשובה אוטומטית|स्वतः प्रत्युत्तर)",
)
_RECEIPT_SUBJECT = re.compile(
    r"^\s*(?:read receipt|return receipt|not read:|read:|disposition notification|gelesen:|ungelesen:|lesebestätigung|lu ?:|non lu ?:|accusé de (?:réception|lecture)"
    r"|(?:no )?leído:|confirmación de lectura|(?:não )?lida:|confirmação de leitura|(?:non )?letto:|ricevuta di (?:ritorno|lettura)|conferma di lettura"
    r"|прочтено:|прочитано:|уведомление о прочтении|okundu:|okundu bilgisi|(?:nie )?(?:przeczytano|odczytano):|potwierdzenie (?:przeczytania|odczytania)"
    r"|gelezen:|leesbevestiging|ontvangstbevestiging|læst:|lest:|läst:|luettu:|přečteno:|prečítané:|olvasva:|citit:|开封|開封済み|開封確認|읽음:|수신 ?확인"
    r"|(?:邮件)?[已未]读(?:回执)?[:：]|(?:郵件)?[已未]讀(?:回執|回條)?[:：]|读信回执|已读回执|已讀回條|تمت القراءة|đã đọc:)",
)
"""Both for subjects in lower case: without folding the engine sees at a letter which of the many do not begin there."""
_READ = re.compile(
    r"\bread\b|displayed|opened|gelesen|angezeigt|\blu\b|affiché|leíd|lid[ao]|lett[ao]|visualizz|прочит|прочт|okun|przeczyt|odczyt|gelezen|læst|läst"
    r"|přečten|開封|읽|已读|已讀|阅读|閱讀|未读|قراء|đã đọc|deleted|receipt",
    re.IGNORECASE,
)
"""How a receipt in words says what was done with the mail."""
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
_QQ_FEEDBACK = re.compile(r"\s*(?:(?:biz)?z?esmtp|\w*webmail\b)", re.IGNORECASE)
_REPORT_TYPES = ("delivery-status", "feedback-report")
_REPORT_PARTS = frozenset(
    ("message/delivery-status", "message/global-delivery-status", "message/feedback-report")
)
_RETURNED = frozenset(("message/rfc822", "text/rfc822-headers", "multipart/report"))
"""Parts in which a mail comes back."""
_AUTO_MARKS = frozenset(
    ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply-from", "x-auto-reply", "x-autoreply-from",
     "x-autoreply-to", "x-mail-autoreply")
)  # fmt: skip
_LIST_MARKS = frozenset(("list-id", "list-post", "list-unsubscribe", "x-beenthere", "mailing-list"))
_BULK_MARKS = frozenset(("x-campaign", "x-campaignid", "x-mc-user", "x-csa-complaints"))
_LISTS = frozenset(("x-mailman-version", "x-beenthere", "x-mailing-list", "x-ml-name"))
_MARKS = _AUTO_MARKS | _BULK_MARKS | {
    "auto-submitted", "precedence", "x-qq-auto-reply", "x-autogenerated", "list-post", "mailing-list",
    "x-mailman-version", "list-unsubscribe", "feedback-id", "list-id", "x-beenthere", "x-mailing-list", "x-ml-name",
}  # fmt: skip
"""Every field by which a program or a list tells itself: most mail has none of them."""


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
    if _is_bounce(headers, sender, subject, text, content_types, report_type, bounces):
        return "bounce"
    if (
        report_type == "disposition-notification"
        or "message/disposition-notification" in content_types
    ):
        return "receipt"
    if calendar_method in ("request", "cancel", "counter", "reply", "add", "publish"):
        return "invitation"
    names = headers.names
    marked = not _MARKS.isdisjoint(names)
    said = _machine_subject(subject)
    if said == "auto_reply" or (marked and _says_auto_reply(headers)):
        return "auto_reply"
    if said == "receipt" and len(text) < 1500 and (not text or _READ.search(text)):
        return "receipt"
    answers = "in-reply-to" in names
    if answers and "return-path" in names and headers.raw("return-path").strip() == "<>":
        return "auto_reply"  # nobody may answer it (RFC 3834 section 3.3)
    if _is_platform(sender, subject, text):
        return "platform_inquiry"
    if marked:
        return _list_or_personal(headers)
    if answers or sender is None or "reply-to" in names:
        return "personal"
    return "bulk" if _is_nobodys(sender) else "personal"


def _is_bounce(
    headers: Headers,
    sender: Address | None,
    subject: str,
    text: str,
    content_types: frozenset[str],
    report_type: str,
    bounces: tuple[Bounce, ...],
) -> bool:
    if report_type in _REPORT_TYPES or not _REPORT_PARTS.isdisjoint(content_types):
        return True
    names = headers.names
    if "x-failed-recipients" in names or ("auto-submitted" in names and _rejected(headers)):
        return True
    who = _writer(sender.address, sender.name) if sender else ""
    if who == "daemon":
        return bool(
            bounces or _BOUNCE_SUBJECT.search(subject) or bounce_texts.is_report(headers, text)
        )
    path = headers.raw("return-path").strip().lower() if "return-path" in names else ""
    unanswerable = path == "<>" or path.startswith("<mailer-daemon")
    server = unanswerable or who == "server"
    if not server and _RETURNED.isdisjoint(content_types):
        return False
    if bounces and server:
        return True
    if _ANSWER_SUBJECT.match(subject) or _machine_subject(subject) == "auto_reply":
        return False
    said = _BOUNCE_SUBJECT.search(subject)
    if said is None:
        return server and bounce_texts.is_coded_report(headers, text)
    # A shipment is delayed too: the subject alone decides only where it begins with its word and no answer is wanted.
    plain = said.start() < _BEGINNING and not _TRADERS_WORDS.fullmatch(said[0])
    back = unanswerable or not _RETURNED.isdisjoint(content_types)
    if plain and server and (back or bounce_texts.names_recipient(headers, text)):
        return True
    return bounce_texts.is_report(headers, text)


@lru_cache(maxsize=4096)
def _writer(address: str, name: str) -> Literal["daemon", "server", "nobody", ""]:
    """What writes under this address and name: a program for sure, an address that takes no answers, a server or somebody
    who is called like one, or none of these."""
    if _DAEMON.match(address):
        return "daemon"
    if _NO_REPLY.match(address):
        return "nobody"
    return "server" if _POST_OFFICE.match(address) or _SYSTEM_NAME.match(name) else ""


@lru_cache(maxsize=2048)
def _machine_subject(subject: str) -> Literal["auto_reply", "receipt", ""]:
    """What a subject says of itself. Subjects come again: a conversation has one."""
    low = subject.lower()
    if subject.startswith("AUTO:") or _AUTO_SUBJECT.match(low):
        return "auto_reply"
    return "receipt" if _RECEIPT_SUBJECT.match(low) else ""


def _rejected(headers: Headers) -> bool:
    """Whether a mailbox's own rules or its quota sent a mail back (RFC 5429): in the form of a receipt, but nobody read it."""
    return "(rejected)" in headers.raw("auto-submitted").lower()


def is_complaint(content_types: frozenset[str]) -> bool:
    """Whether somebody called a mail of ours spam (RFC 5965): a report like a bounce, which names nobody who failed."""
    return "message/feedback-report" in content_types


def _says_auto_reply(headers: Headers) -> bool:
    submitted = headers.raw("auto-submitted").lower()
    if submitted.startswith("auto-replied"):
        return True
    if not _AUTO_MARKS.isdisjoint(headers.names):
        return True
    precedence = headers.raw("precedence").strip().lower()
    if precedence in ("auto_reply", "auto-reply"):
        return True
    if bool(headers.raw("x-qq-auto-reply")) or headers.raw("x-autogenerated").lower().startswith(
        "reply"
    ):
        return True
    if not _LIST_MARKS.isdisjoint(headers.names):
        return False
    # Exchange calls its out-of-office answers generated; vacation programs leave no way back
    answers = submitted.startswith("auto-generated") and "in-reply-to" in headers
    back = headers.raw("return-path").strip() == "<>"
    return answers or (back and precedence in ("bulk", "junk"))


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


def _is_nobodys(sender: Address) -> bool:
    """Whether nobody wrote it: an address that takes no answers. Where another one is named for them a person asks, by a site's form."""
    return _writer(sender.address, sender.name) == "nobody"


def _list_or_personal(headers: Headers) -> Kind:
    precedence = headers.raw("precedence").strip().lower()
    if (
        "list-post" in headers
        or precedence == "list"
        or "mailing-list" in headers
        or not _LISTS.isdisjoint(headers.names)
    ):
        return "list"
    if "list-unsubscribe" in headers or precedence in ("bulk", "junk"):
        return "bulk"
    if "feedback-id" in headers and not _QQ_FEEDBACK.match(headers.raw("feedback-id")):
        return "personal" if "in-reply-to" in headers else "bulk"  # WorkMail marks its people's too
    if "list-id" in headers:
        return "list"
    if not _BULK_MARKS.isdisjoint(headers.names):
        return "bulk"
    if headers.raw("auto-submitted").lower().startswith("auto-generated"):
        return "bulk"
    return "personal"
