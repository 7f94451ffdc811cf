"""Delivery reports that are only words: qmail, Exim, Exchange, Lotus, QQ, NetEase, Aliyun, Coremail.

What they share: the failed address stands before the quoted mail, mostly alone on its line, at its start or behind a word
for "recipient"; the reason stands on its line or below it. Addresses of the report's own sender and receiver are none.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from desktop.mail.mime.headers import Headers, addresses, clean_address
from desktop.mail.mime.message import Bounce

STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_MAX = 200
_BARE = 12
"""Characters beside an address that explain nothing: brackets, a bullet, a label."""
_HEAD = 12_000
_ADDRESS = re.compile(
    r"(?<![A-Za-z0-9.!#$%&'*+/=?^_`{|}~-])[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?\.[A-Za-z]{2,}"
)
_QUOTED_MAIL = re.compile(
    r"\n[ \t>]*(?:[-*=_]{2,} ?(?:original|copy of|below|begin|header|the (?:body|header|following message)|this is a copy|message (?:header|text follows)"
    r"|原始?邮件|原郵件|以下|下面|信件原文|returned message|unsent message|undelivered message|included is)"
    r"|(?:original message follows|included is a copy|the (?:headers of the )?original message(?! was received)|a copy of your|received: from"
    r"|return-path:|mime-version:|message-id:|原邮件内容|原信内容|信件正文))",
    re.IGNORECASE,
)
_TO_WORDS = re.compile(
    r"recipient|addressee|deliver\w* to|sent to|message to|mail to|rcpt to|user|address\b|收件人|收信人|收件地址|收件者|收件邮箱"
    r"|发往|发给|发送到|发送给|投递到|投递至|投递给|destinataire|empf[äa]nger|destinatario|получател",
    re.IGNORECASE,
)
_MACHINES = re.compile(
    r"^(?:mailer-daemon|mail-daemon|postmaster|abuse|no-?reply|bounces?|support|help|admin)@",
    re.IGNORECASE,
)
_STILL_TRYING = re.compile(
    r"delayed|\(delay\)|still being (?:re)?tried|will (?:be|keep) (?:re)?try|will (?:be )?retr|warning only|warning: could not send"
    r"|not yet (?:been )?delivered|temporarily deferred|delivery incomplete|do not need to resend|has been postponed"
    r"|(?:delivery|attempts?|we) (?:will )?continue\w* (?:to|for|until)|attempts will continue|delivery warning"
    r"|延迟|延遲|延误|继续尝试|繼續嘗試|重新投递|稍后再试|重试投递|暂时无法|暫時無法|verzögert|retardé|en attente",
    re.IGNORECASE,
)
_GIVEN_UP = re.compile(
    r"\b(?:i've |have |has |is |been )given up|giving up on|\bpermanent(?:ly)? (?:error|fail|fatal|reject|deliver)|failed permanently|(?:is a|had) permanent"
    r"|not going to try again|too long|will not be retried|failed after|undeliverable|returned to sender"
    r"|最终|放弃|不再尝试|退回|退信|投递失败",
    re.IGNORECASE,
)
_SERVERS_WORDS = re.compile(
    r"\b(?:message|e-?mail|mail)\b(?:[^.]|\.\w){0,120}?\b(?:could not|couldn.t|was not|wasn.t|is not|has not|has been delayed|did not reach|not yet|cannot|can.t|unable"
    r"|failed|reject\w+|returned|bounced|blocked|delayed|undeliver\w+)\b"
    r"|(?:could not|unable to|wasn.t able to|failed to|trying to|attempt\w* to) (?:be )?(?:deliver|send)|undeliver\w+|\bsmtp\b|\bmta\b"
    r"|(?<!intended )recipients?\b|(?:all|any|some) of the intended recipients|addressee|mail (?:delivery )?(?:server|system|daemon|software|subsystem)|mailbox (?:is )?(?:full|un)"
    r"|delivery (?:status|attempt|notif|report|to the following|has failed|failed)|no such user|unknown user|user (?:is )?unknown|(?:generated|created) automatically"
    r"|automatic(?:ally)? (?:generated|message|notif)|退信|收件人|收信人|(?:邮件|郵件|信件|来信|來信).{0,30}?(?:退回|投递|投遞|发送|送达"
    r"|送達|无法|無法|失败|失敗|未能|拒收|拒绝|延迟)|系统自动|系統自動|配信|送信でき|届け|zugestellt|zustell|unzustellbar|pas (?:pu )?(?:été|être) (?:remis|livr|distribu)"
    r"|no (?:se )?(?:ha )?(?:podido|pudo) entreg|non recapit|não (?:pôde|pode|foi) (?:ser )?entreg|не (?:был[ао]? |может быть )?достав"
    r"|niet (?:worden )?(?:bezorgd|afgeleverd)|nie (?:można|udało|został)|iletilemedi|teslim edilemedi|전달|배달|전송|تسليم|không (?:thể )?gửi",
    re.IGNORECASE,
)
"""How servers speak of the mail that they could not deliver, and people of hardly anything."""
_RECIPIENT = re.compile(
    r"recipient|empfänger|destinat|mottagare|modtager|adresat|geadresseerde|получател|alıcı|받는 사람|수신|المستلم|người nhận|受信者|宛先|收件|收信"
    r"|παραλήπτ|příjemc|címzett|vastaanottaj",
    re.IGNORECASE,
)
_KIND = re.compile(r"^(?:smtp|rfc822|internet)[=:;]", re.IGNORECASE)
"""What Exchange sets before an address of the internet."""
_REPLY_CODE = re.compile(r"(?<![\d.#-])([45])\d\d(?=[ -])")


_SENDER = re.compile(
    r"(?:(?<!generated )(?<!expanded )\bfrom|\bvon|\bde la part de|来自|發自|发自)[:：]?\s*[<\"'(]?$",
    re.IGNORECASE,
)
"""What stands before the address of who sent the mail."""


def is_report(headers: Headers, text: str) -> bool:
    """Tell whether a text speaks as mail servers do: of the mail's way, with an address that failed or a status code."""
    head = _head(text)
    if not _SERVERS_WORDS.search(head):
        return False
    return bool(STATUS.search(head)) or bool(_failed(head.splitlines(), _own(headers)))


def names_recipient(headers: Headers, text: str) -> bool:
    """Whether a text names an address as servers do: alone on its line, or behind a word for a recipient."""
    return bool(_failed(_head(text).splitlines(), _own(headers), surely=True))


def is_coded_report(headers: Headers, text: str) -> bool:
    """Tell whether a text is a report in whatever language: an address, a status code, and a word for a recipient."""
    head = _head(text)
    if not STATUS.search(head) or not (_SERVERS_WORDS.search(head) or _RECIPIENT.search(head)):
        return False
    return names_recipient(headers, text)


def _head(text: str) -> str:
    """What stands before the mail that a report quotes."""
    text = text[: 2 * _HEAD]
    quoted = _QUOTED_MAIL.search(text)
    return text[: quoted.start() if quoted else _HEAD][:_HEAD]


def from_text(headers: Headers, subject: str, text: str) -> tuple[Bounce, ...]:
    """The recipients that a report in words names: X-Failed-Recipients, else the addresses before the quoted mail."""
    head = _head(text)
    named = [a.address for a in addresses(headers.all("x-failed-recipients"))]
    lines = head.splitlines()
    own = _own(headers)
    found = named or list(_failed(lines, own)) or list(_failed([subject], own))
    soft = _is_soft(subject, head)
    result = []
    for address in found[:_MAX]:
        about = _about(address, lines, set(found))
        status = STATUS.search(about) or (STATUS.search(head) if len(found) == 1 else None)
        code = status[1] if status else ""
        result.append(Bounce(address, code, "delayed" if soft else "failed", about))
    return tuple(result)


def explained(reported: Sequence[Bounce], text: str) -> tuple[Bounce, ...]:
    """Bounces of a report part, with what the words beside it say where the part itself gives no reason."""
    lines = _head(text).splitlines()
    every = {b.address for b in reported}
    result = []
    for bounce in reported:
        named = not bounce.diagnostic and any(bounce.address in line for line in lines)
        about = _about(bounce.address, lines, every) if named else ""
        told = len(about) > len(bounce.address) + _BARE
        result.append(replace(bounce, diagnostic=about) if told else bounce)
    return tuple(result)


def _is_soft(subject: str, head: str) -> bool:
    """Whether the server goes on trying. A temporary code alone says nothing: servers give up on those too."""
    trying = bool(_STILL_TRYING.search(subject) or _STILL_TRYING.search(head))
    return trying and not _GIVEN_UP.search(subject) and not _GIVEN_UP.search(head)


def _own(headers: Headers) -> set[str]:
    """Who the report is from and to, as it says in its head."""
    fields = ("from", "sender", "reply-to", "to", "delivered-to", "x-original-to", "return-path")
    people = addresses([value for name in fields for value in headers.all(name)])
    return {a.address.casefold() for a in people}


def _failed(lines: Iterable[str], own: set[str], *, surely: bool = False) -> dict[str, None]:
    alone: dict[str, None] = {}
    worded: dict[str, None] = {}
    others: dict[str, None] = {}
    before = ""
    for line in lines:
        plain = line.strip().strip("*|> \t")
        for match in _ADDRESS.finditer(line):
            if _SENDER.search(line, 0, match.start()):
                continue
            address = clean_address(_KIND.sub("", match[0].strip("'`")))
            if not address or address.casefold() in own or _MACHINES.match(address):
                continue
            rest = plain.replace(match[0], "").strip("<>()[]\"' \t")
            if not rest or rest[0] in ":,;(" or plain.startswith((f"<{match[0]}>", match[0])):
                alone[address] = None
            elif _TO_WORDS.search(line) or _TO_WORDS.search(before):
                worded[address] = None
            else:
                others[address] = None
        before = plain or before
    return alone or worded or ({} if surely else others)


def _about(address: str, lines: list[str], all_failed: set[str]) -> str:
    """The line of an address and what stands below it, up to the next address."""
    at = next((i for i, line in enumerate(lines) if address in line), None)
    if at is None:
        near = [line for line in lines if _REPLY_CODE.search(line) or STATUS.search(line)]
    else:
        near = [lines[at]]
        for line in lines[at + 1 : at + 12]:
            if any(other in line for other in all_failed if other != address):
                break
            near.append(line)
    return " ".join(" ".join(near).split())[:500]
