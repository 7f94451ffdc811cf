"""What a trader's words for payment mean: "30% deposit, 70% against B/L copy", "前T/T 30%，见提单副本付70%".

What is not understood is refused, never guessed: it decides when money comes.
"""

import re
import unicodedata
from decimal import Decimal
from itertools import pairwise

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade.payment import HUNDRED, Event, Instalment, Method, PaymentTerms
from desktop.trade.payment_presets import PRESETS


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_METHOD_WORDS = (
    (_words(r"documents against payment|\bD\s*/?\s*P(?![A-Za-z])|付款交单"), Method.DP),
    (_words(r"documents against acceptance|\bD\s*/?\s*A(?![A-Za-z])|承兑交单"), Method.DA),
    (_words(r"(?<![A-Za-z])L\s*/?\s*C(?![A-Za-z])|letters? of credit|信用证"), Method.LC),
    (_words(r"(?<![A-Za-z])O\s*/?\s*A(?![A-Za-z])|open account|赊销|月结|\bnet\s*\d"), Method.OA),
    (_words(r"\bCAD\b|cash against documents|凭单付现"), Method.CAD),
    (_words(r"western union|西联"), Method.WU),
    (_words(r"paypal"), Method.PAYPAL),
    (
        _words(r"(?<![A-Za-z])T\s*/?\s*T(?![A-Za-z])|wire|telegraphic|bank transfer|电汇|汇款"),
        Method.TT,
    ),
)
_EVENT_WORDS = (
    (
        _words(r"(before|prior to|start of) (the )?production|生产前|投产前|开工前"),
        Event.PRODUCTION,
    ),
    (
        _words(
            r"(before|prior to) (the )?(shipment|shipping|delivery|loading|dispatch|ex-?factory)"
            r"|发货前|出货前|装运前|装船前|出运前|款到发货|提货前"
        ),
        Event.BEFORE_SHIPMENT,
    ),
    (
        _words(
            r"cop(y|ies)|scan|release|against (the )?(B\s*/?\s*L|bill of lading|(shipping )?docs?\b)"
            r"|提单副本|提单复印|提单传真|提单扫描|(见|凭)提单(?!日)|(?<!提)后\s*T\s*/?\s*T"
        ),
        Event.BL_COPY,
    ),
    (_words(r"\bB\s*/?\s*L\b|bill of lading|提单"), Event.BL_DATE),
    (_words(r"sight|即期|见票"), Event.SIGHT),
    (_words(r"accept|retention|warranty|验收|质保"), Event.ACCEPTANCE),
    (_words(r"arrival|arrive|货到|到货|到港|收货"), Event.ARRIVAL),
    (_words(r"pro\s?-?forma|\bPI\b|形式发票"), Event.INVOICE_PI),
    (_words(r"invoice|\bnet\s*\d|发票|月结"), Event.INVOICE),
    (
        _words(
            r"deposit|advance|order|prepa|up\s?front|down\s?payment|contract"
            r"|定金|订金|预付|前\s*T\s*/?\s*T|下单|签约|合同"
        ),
        Event.ORDER,
    ),
)
_USUAL_EVENT = {
    Method.TT: Event.ORDER,
    Method.LC: Event.SIGHT,
    Method.DP: Event.SIGHT,
    Method.DA: Event.SIGHT,
    Method.OA: Event.BL_DATE,
    Method.CAD: Event.SIGHT,
    Method.WU: Event.ORDER,
    Method.PAYPAL: Event.ORDER,
}
_SHARES = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d+)?(?:\s*[/:]\s*\d{1,3}(?:\.\d+)?)+(?![\d.])")
_PERCENT = _words(r"(\d{1,3}(?:\.\d+)?)\s*(?:%|percent\b|per cent\b|pct\b)")
_BALANCE = _words(r"balance|remaind|remaining|\brest\b|余款|尾款|其余|剩余")
_DAYS = _words(r"(\d{1,3})\s*(?:days?\b|d\b|天|日)|(?:O/?A|D/?A|L/?C|net)\s*(\d{1,3})\b(?!\s*%)")
_BREAKS = re.compile(r"[,;。+&、\n]|\band\b|以及|及")
# Words that pay everything before anything is sent, without naming a method.
_ALL_FIRST = _words(r"in advance|prepa|up\s?front|预付|款到发货|前\s*T\s*/?\s*T|全款")


def parse_terms(text: str) -> PaymentTerms:
    """Return the terms that `text` means: a preset's name, shares, or instalments in words.

    Raises UserFacing when it is not understood or does not sum to 100 %.
    """
    name = " ".join(text.split())
    plain = unicodedata.normalize("NFKC", name)
    for preset in PRESETS:
        if preset.name.casefold() == plain.casefold():
            return preset
    shares = _SHARES.search(plain)
    if shares and not _PERCENT.search(plain):
        found = [Decimal(share) for share in re.split(r"\s*[/:]\s*", shares.group())]
        return _from_shares(name, plain, found)
    parts = _parts(plain)
    if len(parts) > 1:
        return _from_parts(name, parts)
    if _find_method(plain) is None and not _pays_all(plain):
        raise UserFacing(
            _("The payment terms “{text}” were not understood.").format(text=name),
            hint=_("Write them like {examples}.").format(
                examples="“T/T 30/70”, “L/C at sight”, “30% T/T + 70% L/C at sight”, “O/A 60”"
            ),
            code="payment_terms_unknown",
        )
    percent = _PERCENT.search(plain)
    share = Decimal(percent.group(1)) if percent else HUNDRED
    return PaymentTerms(name, (_instalment(plain, share, last=False),))


def _pays_all(text: str) -> bool:
    return bool(_ALL_FIRST.search(text) or (_PERCENT.search(text) and _find_event(text)))


def _parts(text: str) -> list[str]:
    """Return the pieces of a text that name one instalment each: a share, or "the balance".

    A piece without a share belongs to the one before ("30% deposit, by T/T"), the first one to the
    next ("T/T: 30% ...").
    """
    pieces: list[str] = []
    for piece in _BREAKS.split(text):
        starts = [found.start() for found in _PERCENT.finditer(piece)]
        cuts = [0, *starts[1:], len(piece)]
        pieces += [piece[a:b] for a, b in pairwise(cuts) if piece[a:b].strip()]
    found: list[str] = []
    waiting = ""
    for piece in pieces:
        if _PERCENT.search(piece) or (
            _BALANCE.search(piece) and found and _shared(found) < HUNDRED
        ):
            found.append(f"{waiting} {piece}".strip())
            waiting = ""
        elif found:
            found[-1] += f" {piece}"
        else:
            waiting += f" {piece}"
    return found


def _shared(parts: list[str]) -> Decimal:
    shares = [_PERCENT.search(part) for part in parts]
    return sum((Decimal(share.group(1)) for share in shares if share), Decimal(0))


def _from_parts(name: str, parts: list[str]) -> PaymentTerms:
    shared = _shared(parts)
    made = []
    for index, part in enumerate(parts):
        share = _PERCENT.search(part)
        percent = Decimal(share.group(1)) if share else HUNDRED - shared
        made.append(_instalment(part, percent, last=index == len(parts) - 1))
    return PaymentTerms(name, tuple(made))


def _from_shares(name: str, text: str, shares: list[Decimal]) -> PaymentTerms:
    """Read "T/T 30/70 [before shipment]": deposit, balance, and a third part as retention."""
    method = _find_method(text) or Method.TT
    said = _find_event(re.sub(r"deposit|定金|订金|预付", "", text, flags=re.IGNORECASE))
    if len(shares) > 2:
        middle = [said or Event.BEFORE_SHIPMENT] * (len(shares) - 2)
        events = [Event.ORDER, *middle, Event.ACCEPTANCE]
    else:
        events = [Event.ORDER, said or Event.BL_COPY]
    days = _find_days(_SHARES.sub("", text))
    parts = [
        Instalment(share, method, event, days if index == 1 else 0)
        for index, (share, event) in enumerate(zip(shares, events, strict=True))
    ]
    return PaymentTerms(name, tuple(parts))


def _instalment(text: str, percent: Decimal, *, last: bool) -> Instalment:
    method = _find_method(text) or Method.TT
    bare = _PERCENT.sub("", text)
    days = _find_days(bare)
    usual = Event.BL_COPY if last and method is Method.TT else _USUAL_EVENT[method]
    if method is Method.LC and days:
        usual = Event.BL_DATE
    event = _find_event(bare) or usual
    if method is Method.DA and event is Event.ACCEPTANCE:
        event = Event.SIGHT  # "documents against acceptance" names the method, not the goods
    return Instalment(percent, method, event, days)


def _find_method(text: str) -> Method | None:
    return next((method for pattern, method in _METHOD_WORDS if pattern.search(text)), None)


def _find_event(text: str) -> Event | None:
    return next((event for pattern, event in _EVENT_WORDS if pattern.search(text)), None)


def _find_days(text: str) -> int:
    found = _DAYS.search(text)
    return int(found.group(1) or found.group(2)) if found else 0
