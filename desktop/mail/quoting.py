"""A reply's own words, what it quotes, and its signature: for previews, for the CRM, for folding.

Works on the text. The full text is always kept; a wrong cut is one click to undo. Mail programs announce a quote
in three ways, and each is recognised by its form more than by its language: a line that names sender and time and
ends in a colon (Gmail, Apple, 163, Thunderbird), a rule with words in it (QQ, Outlook's "Original Message"), and a
block of header fields (Outlook, Foxmail).
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Split:
    """The three parts of a text; each may be empty."""

    reply_text: str
    quoted_text: str
    signature: str


_WROTE = (
    r"wrote|writes|said|schrieb|schreibt|geschrieben|a écrit|écrit|escribió|escribio|escreveu|ha scritto|scrisse|schreef"
    r"|napisał(?:\(?a\)?)?|pisze|skrev|kirjoitti|написал[аи]?|пишет|писал[аи]?|yazdı|şunları yazdı|đã viết|menulis"
    r"|写道|寫道|書きました|さんは書きました|のメール|작성|كتب(?:ت)?|a scris|napsal[a]?|geskryf|írta|έγραψε"
)
_TIME = re.compile(
    r"\d{1,2}\s*[:.h時点]\s*\d{2}|\b(?:19|20)\d{2}\b|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}年"
)
_VERB = re.compile(rf"(?:{_WROTE})[^\n]{{0,60}}$", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_LEAD = re.compile(
    r"^\s*(?:[-*]{1,3}\s*)?(?:on|am|le|el|em|il|op|den|dnia|w dniu|at|на|в|在|于|el día|a|في|بتاريخ|tarihinde|vào|pada)\b",
    re.IGNORECASE,
)
_RULE = re.compile(
    r"^\s*[-_=—–*]{2,}\s*(?:&nbsp;)?\s*(?:original(?:e|nachricht)?\s*(?:message|mail|e-?mail)?|ursprüngliche (?:nachricht|e-mail)|urspr\. nachricht"
    r"|message d[’']origine|message original|message transféré|mensaje original|mensagem original|messaggio originale|oorspronkelijk bericht"
    r"|oprindelig (?:meddelelse|besked)|original ?besked|ursprungligt meddelande|opprinnelig melding|alkuperäinen viesti|wiadomość oryginalna|oryginalna wiadomość"
    r"|исходное сообщение|исходное письмо|пересылаемое сообщение|الرسالة الأصلية|رسالة أصلية|原始邮件|原始郵件|原邮件|转发邮件(?:信息)?|转发的邮件|回复的原邮件"
    r"|元のメッセージ|original appointment|forwarded message|forwarded by [^\n]*|weitergeleitete nachricht|reply message|回复邮件|원본 메[일시][^\n]*)\s*"
    r"(?:&nbsp;)?\s*[:：]?\s*[-_=—–*]*\s*$",
    re.IGNORECASE,
)
_BEGIN_FORWARD = re.compile(
    r"^\s*(?:begin forwarded message|anfang der weitergeleiteten nachricht|début du message (?:transféré|réexpédié)|inicio del mensaje reenviado"
    r"|início da mensagem (?:encaminhada|reencaminhada)|以下是转发的邮件|下面是被转发的邮件|転送されたメッセージ)\s*[:：]?\s*$",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"^\s*(?:>\s*)?\*{0,2}\s*(?P<label>from|sent|date|to|cc|subject|von|gesendet|datum|an|betreff|kopie|de|envoyé(?: le)?|enviado(?: el| em)?|date d[’']envoi|à|a|objet"
    r"|para|asunto|assunto|fecha|data|cópia|da|inviato|oggetto|от(?: кого)?|отправлено|дата|кому|копия|тема|من|تاريخ|تم الإرسال|إلى|الى|نسخة|الموضوع"
    r"|发件人|发送时间|发送日期|日期|时间|收件人|抄送(?:人)?|主题|寄件者|寄件日期|收件者|主旨|副本|差出人|送信日時|日時|宛先|件名|送信者|보낸 사람|보낸 날짜|받는 사람|제목"
    r"|van|verzonden|aan|onderwerp|fra|sendt|til|emne|från|skickat|till|ämne|lähettäjä|lähetetty|vastaanottaja|aihe|od|wysłano|do|temat|kimden|gönderme|kime|konu"
    r"|reply-to|importance|attachments)\s*\*{0,2}\s*[:：]\s*\*{0,2}",
    re.IGNORECASE,
)
_FROM_LABELS = frozenset(
    [
        "from",
        "von",
        "de",
        "da",
        "от",
        "от кого",
        "من",
        "发件人",
        "寄件者",
        "差出人",
        "送信者",
        "보낸 사람",
        "van",
        "fra",
        "från",
        "lähettäjä",
        "od",
        "kimden",
    ]
)
_LINE = re.compile(r"^\s*[_\-=—–]{8,}\s*$")
_MOBILE = re.compile(
    r"^\s*(?:sent (?:from|with|via|by) (?!me\b|us\b|you\b|the\b|our\b|china\b)\S.{0,60}|get outlook for \S.*|von mein(?:em|er) .{2,40} gesendet|gesendet (?:von|mit) .{2,60}"
    r"|envoyé (?:de(?:puis)?|avec|à partir) .{2,60}|enviado (?:desde|do|de|a partir de|com|via) (?:mi|meu|mon|my|o|el|iphone|ipad|android|samsung|yahoo|outlook|mail).{0,50}"
    r"|inviato da(?:l)? .{2,40}|отправлено (?:с|из|от) .{2,60}|发自我的.{1,40}|發自我的.{1,40}|发自.{0,20}(?:iPhone|iPad|邮箱|手机|大师|客户端).{0,20}|从我的.{1,30}发送|(?:来自|获取) .{2,30}"
    r"|iphoneから送信|(?:私の)?.{2,20}から送信|أرسلت من .{2,40}|مرسل من .{2,40}|lähetetty .{2,40}|sendt fra .{2,40}|skickat från .{2,40}|verzonden vanaf .{2,40}|wysłane z .{2,40}"
    r"|télécharger outlook.*|outlook für .*|cloud mail)\s*$",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"^\s*(?:best|kind|warm(?:est)?|with (?:best|kind|warm)|kindest|many)?\s*(?:regards|wishes)\s*[,.!]?\s*$"
    r"|^\s*(?:best regards|b\.?\s?r\.?gds?|brgds|rgds|cheers|sincerely(?: yours)?|yours (?:sincerely|faithfully|truly)|respectfully)\b[^\n]{0,20}$"
    r"|^\s*(?:mit (?:freundlichen|besten|herzlichen|freundlichem) gr(?:ü|ue)(?:ß|ss)(?:en)?|(?:viele|beste|liebe|schöne|freundliche) grüße|mfg)\b[^\n]{0,30}$"
    r"|^\s*(?:cordialement|bien cordialement|bien à vous|sincères salutations|salutations distinguées)\b[^\n]{0,20}$"
    r"|^\s*(?:saludos(?: cordiales)?|un (?:cordial )?saludo|atentamente|cordialmente|atenciosamente|cumprimentos|att)\b[^\n]{0,20}$"
    r"|^\s*(?:с уважением|с наилучшими пожеланиями)\b[^\n]{0,20}$"
    r"|^\s*(?:此致|敬礼|顺祝商祺|顺颂商祺|祝好|祝商祺|谢谢[！!。]?\s*祝好|敬上)\s*[,，。！!]?\s*$"
    r"|^\s*(?:以上、?よろしくお願い(?:いた|致)します。?|敬具)\s*$"
    r"|^\s*(?:مع (?:أطيب )?(?:التحيات|تحياتي)|تحياتي|وتفضلوا بقبول فائق الاحترام)\b[^\n]{0,20}$",
    re.IGNORECASE,
)
_DASHES = re.compile(r"^\s?(?:--|—|–|__|-- -)\s*$")
_MAX_ATTRIBUTION = 5
_RULE_BEGINS = frozenset("-_=—–*")
_FORWARD_BEGINS = frozenset("bBaAdDiIİı以下転")


def split_reply(text: str) -> Split:
    """Split a message's text. A forward without own words keeps all as quoted text."""
    text = text.replace("\r\n", "\n").replace("\xa0", " ").replace("\u200b", "")
    lines = text.split("\n")
    start = _quote_start(lines)
    own, quoted = lines[:start], lines[start:]
    answers = _answers_below(quoted)
    if answers is not None:
        own = own + answers[0]
        quoted = answers[1]
    own, signature = _signature(own)
    return Split(_joined(own), _joined(quoted), _joined(signature))


def _joined(lines: list[str]) -> str:
    return "\n".join(line.rstrip() for line in lines).strip("\n").strip()


def _quote_start(lines: list[str]) -> int:
    for at, line in enumerate(lines):
        if not line.strip():
            continue
        if line.lstrip().startswith(">"):
            if _only_quoted_from(lines, at):
                return at
            continue
        first = line.lstrip()[0]  # the patterns cost more than all else: only where they can begin
        if first in _RULE_BEGINS and _RULE.match(line):
            return at
        if first in _FORWARD_BEGINS and _BEGIN_FORWARD.match(line):
            return at
        if _header_block(lines, at):
            return at - 1 if at and _LINE.match(lines[at - 1]) else at
        if (
            first in _RULE_BEGINS
            and _LINE.match(line)
            and _header_block(lines, _next_full(lines, at + 1))
        ):
            return at
        end = _attribution_end(lines, at)
        if end is not None:  # no empty line above it: the last line that can start it does
            later = [i for i in range(at + 1, end) if _TIME.search(lines[i])]
            return next((i for i in reversed(later) if _attribution_end(lines, i) == end), at)
    return len(lines)


def _next_full(lines: list[str], at: int) -> int:
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at


def _only_quoted_from(lines: list[str], at: int) -> bool:
    return all(not line.strip() or line.lstrip().startswith(">") for line in lines[at:])


def _field(line: str) -> re.Match[str] | None:
    return _FIELD.match(line) if ":" in line or "：" in line else None


def _header_block(lines: list[str], at: int) -> bool:
    """Whether header fields of a quoted message start here: a sender's field and two more within the next lines."""
    if at >= len(lines):
        return False
    first = _field(lines[at])
    if first is None:
        return False
    labels = set()
    for line in lines[at : at + 9]:
        found = _field(line)
        if found:
            labels.add(found["label"].lower())
    senders = labels & _FROM_LABELS
    return bool(senders) and len(labels) >= 3


def _attribution_end(lines: list[str], at: int) -> int | None:
    """The index behind a line (wrapped over up to five) that names who wrote when, None when there is none here."""
    first = lines[at]
    if not ("@" in first or _DIGIT.search(first) or _LEAD.match(first)):
        return None
    joined = ""
    for count in range(_MAX_ATTRIBUTION):
        if at + count >= len(lines):
            return None
        line = lines[at + count].strip()
        if not line or line.startswith(">"):
            return None
        joined = f"{joined} {line}".strip()
        if len(joined) > 400:
            return None
        if _is_attribution(joined, lines, at + count + 1):
            return at + count + 1
        if count and _ends_in_colon(line) and not _TIME.search(joined):
            return None
    return None


def _ends_in_colon(line: str) -> bool:
    """Whether a line without spaces around it ends in a colon, perhaps inside bold marks."""
    return line.rstrip("*").rstrip()[-1:] in (":", "：")


def _is_attribution(line: str, lines: list[str], after: int) -> bool:
    ends = _ends_in_colon(line)
    who = "@" in line
    follows = next((text for text in lines[after : after + 2] if text.strip()), "")
    if not ends and not who and not follows.lstrip().startswith(">"):
        return False
    has_digit = _DIGIT.search(line)
    when = _TIME.search(line) if has_digit else None
    if not when and not (
        ends and who
    ):  # the cheap marks first: this runs for every line of every message
        return False
    verb = _VERB.search(line[-75:].rstrip(" :：*-—"))
    if (
        ends
        and who
        and when
        and (
            verb or _LEAD.match(line) or line[:1].isdigit() or line.startswith(("<", "[", "«", '"'))
        )
    ):
        return True
    if verb and ((ends and (when or who)) or (when and who)):
        return True
    if ends and when and re.search(r"<[^<>\s]+@[^<>\s]+>\s*[:：]$", line) and len(line) < 200:
        return True
    if verb and when and follows.lstrip().startswith(">"):
        return True
    return bool(ends and who and when and follows.lstrip().startswith(">"))


def _answers_below(quoted: list[str]) -> tuple[list[str], list[str]] | None:
    """Own words under or between quoted lines, when the quote is marked by ">" throughout; else None."""
    marked = [line.lstrip().startswith(">") for line in quoted]
    if not any(marked):
        return None
    first = marked.index(True)
    end = _attribution_end(quoted, _next_full(quoted, 0))
    if end is None or _next_full(quoted, end) != first:
        return None
    last = len(marked) - 1 - marked[::-1].index(True)
    rest = [
        line
        for line, is_marked in zip(quoted[first:], marked[first:], strict=True)
        if not is_marked
    ]
    if not any(line.strip() for line in rest) or not any(
        line.strip() for line in quoted[last + 1 :]
    ):
        return None
    own = [
        line
        for line, is_marked in zip(quoted[first:], marked[first:], strict=True)
        if not is_marked
    ]
    kept = quoted[:first] + [
        line for line, is_marked in zip(quoted, marked, strict=True) if is_marked
    ]
    return own, kept


def _signature(lines: list[str]) -> tuple[list[str], list[str]]:
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    for at, line in enumerate(lines):
        if at and _DASHES.match(line) and len(lines) - at <= 25:
            return lines[:at], lines[at:]
    for at in range(max(0, len(lines) - 16), len(lines)):
        line = lines[at]
        short = all(len(after) <= 120 for after in lines[at:])
        if (
            at
            and short
            and (_CLOSING.match(line) or (_MOBILE.match(line) and len(lines) - at <= 4))
        ):
            return lines[:at], lines[at:]
    if lines and _MOBILE.match(lines[-1]):
        return lines[:-1], lines[-1:]
    return lines, []
