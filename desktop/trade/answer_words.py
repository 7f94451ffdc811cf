"""What a customer's reply says to an offer: accepted, declined, or neither. Pure; own words only, in many languages.

It proposes and the user decides, so a word too few is better than one too many: a condition, a question about the price
or a "but" keeps a mail from being an acceptance.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from desktop.trade.quote_states import Says

MOST_TEXT = 20_000
_WRAPPED = 55  # a line of this length that goes on in the next one was broken by a mail program


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reply says, the words that say so, and for a no the reason (a key of `LOST_REASONS`, "" if it names none)."""

    says: Says
    sentence: str
    reason: str = ""


_INVOICE = r"(?:\bP\.?\s?I\b\.?|pro[\s-]?forma|проформ\w*|инвойс\w*|形式发票|形式發票|プロフォーマ\w*|견적송장|بروفورما|فاتورة (?:مبدئية|أولية)|الفاتورة (?:المبدئية|الأولية))"
_ORDER = r"(?:\bPO\b|purchase order|bestellung|auftrag|bon de commande|orden de compra|ordem de compra|pedido|采购订单|采购单|订单|採購單|訂單|заказ|ordine|siparişimiz|sipariş formu|zamówienie|発注書|注文書|발주서|أمر (?:ال)?شراء)"
_OFFER = (
    r"(?:offers?|quotations?|quotes?|prices?|pricing|terms|proposal|order|"
    r"angebot\w*|preis\w*|auftrag\w*|bestellung\w*|konditionen|"
    r"offre\w*|devis|cotation\w*|prix|commande\w*|conditions|"
    r"ofertas?|cotizaci[oó]n\w*|precios?|pedido|orden|propuesta|"
    r"cota[cç][aã]o|cota[cç][oõ]es|pre[cç]os?|proposta|encomenda|"
    r"offert[ae]|preventivo|quotazion[ei]|prezz[io]|ordine|"
    r"предложени\w*|цен\w*|заказ\w*|услови\w*|КП|"
    r"teklif\w*|fiyat\w*|sipariş\w*|aanbieding|offerte|prijs|prijzen|ofert\w*|cen[yęa]|zamówieni\w*)"
)
_FEW = r"[^.!?\n]{0,40}?"

_SENDS_FOR_INVOICE = re.compile(
    rf"(?:send|issue|prepare|make|forward|provide|share|email|need|waiting for|await\w*){_FEW}{_INVOICE}"
    rf"|{_INVOICE}{_FEW}(?:please|pls|bitte|s'il vous pla[iî]t|por favor|gönder\w*|hazırla\w*|düzenle\w*|送|お願い|보내)"
    rf"|(?:send\w*|schick\w*|erstell\w*|stellen){_FEW}{_INVOICE}"
    rf"|{_INVOICE}{_FEW}(?:senden|schicken|erstellen|zusenden|zukommen)"
    rf"|(?:envoyer|envoyez|établir|adresser|transmettre|faire parvenir){_FEW}{_INVOICE}"
    rf"|(?:env[ií]\w+|mand\w+|emit\w+|remit\w+){_FEW}{_INVOICE}"
    rf"|(?:inviar\w*|inviate\w*|mandar\w*|mandate\w*|emett\w+){_FEW}{_INVOICE}"
    rf"|(?:пришлите|вышлите|выставьте|выставить|отправьте|подготовьте|прислать|жд[её]м){_FEW}(?:{_INVOICE}|сч[её]т|контракт)"
    rf"|(?:请|麻烦|可以|能否|可否|帮)[^。！？\n]{{0,8}}(?:开|做|发|寄|准备|安排|出)[^。！？\n]{{0,6}}(?:PI|{_INVOICE}|合同)"
    rf"|(?:يرجى|الرجاء|أرسلوا|ارسلوا){_FEW}(?:إرسال|ارسال)?{_FEW}{_INVOICE}"
    rf"|(?:prosimy|proszę) o {_FEW}{_INVOICE}|(?:stuur|sturen){_FEW}{_INVOICE}",
    re.IGNORECASE,
)
_ACCEPTS = re.compile(
    rf"\b(?:we|i)\s+(?:\w+\s+){{0,2}}(?:accept|confirm|approve|agree (?:to|with)){_FEW}{_OFFER}"
    rf"|{_OFFER}\s+(?:is|are|has been|have been)\s+(?:now\s+|hereby\s+|fully\s+)?(?:accepted|approved|confirmed|agreed|fine|ok(?:ay)?|acceptable)\b"
    r"|\b(?:please|pls|kindly|you (?:can|may))\s+(?:go ahead|proceed|start|begin)\b"
    r"|\b(?:go ahead|proceed) with (?:the |this |our |your )?(?:order|production|quotation|offer)"
    r"|\bwe\s+(?:would like to|want to|will|wish to|are ready to|hereby|are happy to|are pleased to)?\s*(?:place|placed|release)\s+(?:the|an|our|this)\s+(?:\w+\s+)?order\b"
    rf"|\b(?:attached|enclosed|here is|please find){_FEW}\b(?:our|the|my)?\s*(?:\w+\s+)?{_ORDER}"
    rf"|\bour {_ORDER}{_FEW}(?:attached|enclosed)|\border (?:is )?confirmed\b|\bwe have a deal\b|^\s*(?:agreed|deal|confirmed|accepted)\s*[.!,]?\s*$"
    rf"|\b(?:nehmen|akzeptieren|bestätigen|nehme|akzeptiere|bestätige)\b{_FEW}{_OFFER}|{_OFFER}{_FEW}\b(?:angenommen|akzeptiert|freigegeben)"
    rf"|\b(?:anbei|im anhang|beigefügt){_FEW}(?:bestellung|auftrag)|\bhiermit bestell\w*|\bwir bestellen\b|\bmit dem angebot einverstanden|\bsind einverstanden"
    rf"|\b(?:acceptons|confirmons|validons|accepte|confirme|valide)\b{_FEW}{_OFFER}|{_OFFER}{_FEW}\b(?:accepté|validé|confirmé)e?s?\b"
    rf"|\b(?:ci-joint|en pièce jointe){_FEW}commande|\bpassons (?:la )?commande|\bd'accord (?:avec|pour|sur){_FEW}{_OFFER}"
    rf"|\b(?:aceptamos|confirmamos|aprobamos|acepto|confirmo|apruebo|aceitamos|aprovamos|aceito|aprovo)\b{_FEW}{_OFFER}"
    rf"|{_OFFER}{_FEW}\b(?:aceptad|aprobad|confirmad|aceit|aprovad)[oa]s?\b|\b(?:adjunt\w+|em anexo|segue em anexo){_FEW}{_ORDER}"
    rf"|\bde acuerdo con{_FEW}{_OFFER}|\bprocedan con|\bpodem? prosseguir"
    rf"|\b(?:accettiamo|confermiamo|approviamo|accetto|confermo)\b{_FEW}{_OFFER}|\b(?:in allegato|allegato){_FEW}ordine|\bprocedete"
    rf"|\b(?:принимаем|подтверждаем|согласны|согласовали|утвердили|утверждаем){_FEW}{_OFFER}|(?:во вложении|прилагаем|прикрепл\w+){_FEW}заказ"
    rf"|{_OFFER}{_FEW}(?:kabul ediyoruz|onaylıyoruz|onayladık|kabul ettik|onaylandı|uygundur)|\bekte{_FEW}sipariş|\bsipariş(?:i|imizi)? veriyoruz"
    r"|(?:نقبل|نوافق على|نؤكد|موافقون على)[^.!؟\n]{0,40}(?:عرض|السعر|الأسعار|الطلب|الأمر)|مرفق[^.!؟\n]{0,20}أمر"
    r"|(?:接受|同意|确认|確認)[^。！？\n]{0,10}(?:报价|報價|价格|價格|订单|訂單|报盘|条件|條件)|(?:报价|價格|价格)[^。！？\n]{0,6}(?:可以|没问题|沒問題|OK|确认|接受)"
    r"|(?:就|请|我们|可以)[^。！？\n]{0,8}(?:下单|下單|安排生产|安排生產)|就按[^。！？\n]{0,8}(?:价|價|报)|附件[^。！？\n]{0,6}(?:采购|订单|PO|採購|訂單)"
    r"|\b(?:accepteren|bevestigen)\b[^.!?\n]{0,40}(?:aanbieding|offerte|prijs|bestelling)|\bgaan akkoord\b"
    r"|\b(?:akceptujemy|potwierdzamy|przyjmujemy)\b[^.!?\n]{0,40}(?:ofert|cen|zamówien)"
    r"|(?:発注|注文)(?:します|いたします|させて|致します)|(?:見積|お見積)[^。\n]{0,10}(?:承認|承諾|了承)"
    r"|(?:발주|주문)(?:하겠|합니다|드립니다|진행)|견적[^.\n]{0,10}(?:수락|승인|확정)",
    re.IGNORECASE | re.MULTILINE,
)
# What makes a sentence no acceptance: a condition, a denial, an objection.
_CONDITION = re.compile(
    r"\b(?:if|unless|provided|providing|subject to|as long as|on condition|but|however|except|cannot|can't|can not|won't|"
    r"don't|didn't|not|never|only when|only after|before we|until|would be able|might|may accept|could accept|could|receipt|received|customs|hs code|samples?|erhalt|muster|échantillons?|muestras?|amostras?|campion\w+|réception|recepción|recebimento|ricevimento|получени\w*|alındı|"
    r"wenn|falls|sofern|aber|jedoch|nicht|kein\w*|allerdings|vorausgesetzt|könnten wir|würden|"
    r"si|sous réserve|à condition|mais|cependant|toutefois|pas|pourrions|"
    r"siempre que|pero|sin embargo|no|podríamos|aunque|"
    r"se|desde que|mas|porém|não|poderíamos|contanto|"
    r"a condizione|ma|però|tuttavia|non|purché|potremmo|"
    r"eğer|ama|ancak|fakat|değil|olursa|yaparsanız|ederseniz|"
    r"als|indien|maar|niet|geen|jeśli|ale|jednak|nie)\b"
    r"|\b(?:если|при условии|но|однако|не|только если)\b|(?:mez|maz|emiyoruz|amıyoruz|emeyiz|amayız)\b"
    r"|如果|若|但|不过|不過|除非|前提|不(?:能|行|可|接受|同意|太)|无法|無法|暂|暫|还没|尚未|未能|样品|样板|海关"
    r"|\bإذا|لكن|بشرط|لا |لن |لم |\bليس|もし|ただし|ない|ません|たら|만약|하지만|않|못",
    re.IGNORECASE,
)
# What makes a whole mail a negotiation.
_BARGAINS = re.compile(
    r"\btoo (?:high|expensive|much|long)|target price|(?:better|best|lower|special|good|cheaper) price|\bdiscount|\b(?:can|could|would) you (?:do|offer|accept|give|make it|match|reduce|lower)"
    r"|\breduce|\bcheaper|counter[- ]?offer|negotiat|revis(?:e|ed) (?:the |your )?(?:quot|offer|price)|\bre-?quote|new (?:quotation|quote|offer)|competitor"
    r"|zu (?:teuer|hoch|lang)|zielpreis|rabatt|nachlass|günstiger|bess(?:er|ere[rn]?) preis|preislich entgegen"
    r"|trop (?:cher|élevé|long)|remise|rabais|meilleur prix|prix cible|baisser|moins cher"
    r"|demasiado (?:caro|alto)|muy (?:caro|alto)|\bcaro\b|descuento|rebaja|mejor precio|precio objetivo"
    r"|muito (?:caro|alto)|desconto|melhor preço|preço alvo|troppo (?:caro|alto)|\bsconto|miglior(?:e)? prezzo|prezzo migliore"
    r"|слишком|дорого|скидк|дешевле|снизить|снизьте|лучш\w+ цен|целев\w+ цен"
    r"|çok (?:pahalı|yüksek)|indirim|daha (?:ucuz|düşük|iyi)|hedef fiyat|غالي|مرتفع|خصم|تخفيض"
    r"|太贵|太高|太貴|便宜|优惠|優惠|降价|降一|再低|再降|目标价|目標價|折扣|砍|高い|値下|割引|비싸|할인|korting|te duur|rabat|za drogo",
    re.IGNORECASE,
)
_TURNS = re.compile(
    r"^\s*(?:but|however|only|aber|allerdings|jedoch|mais|cependant|pero|sin embargo|mas|porém|ma|però|но|однако|ama|ancak|但|不过|只是|لكن)\b",
    re.IGNORECASE,
)
_DECLINES = re.compile(
    r"\b(?:decided|chosen|chose|selected|opted|gone|went|go)\b[^.!?\n]{0,30}\b(?:another|other|different|local|competing)\s+(?:supplier|vendor|offer|source|company|factory)"
    r"|\b(?:placed|given|awarded)\s+(?:the|this|our)\s+order\s+(?:elsewhere|(?:with|to)\s+(?:another|a different|other))|\b(?:bought|ordered|purchased)\s+(?:it\s+|them\s+)?(?:elsewhere|from (?:another|a different))"
    r"|\b(?:must|have to|will|regret(?:fully)? to|need to|we)\s+decline\b|\b(?:cannot|can't|can not|unable to|not able to|do not|don't|will not|won't)\s+(?:accept|proceed|place|move forward|go ahead)"
    r"|\bnot interested\b|\bno longer\s+(?:need|interested|required|necessary)|\b(?:project|order|plan|inquiry|tender)\b[^.!?\n]{0,20}\b(?:cancel\w*|postponed|on hold|stopped|lost)\b"
    r"|(?:für|bei) ein\w* ander\w* (?:lieferant|anbieter|hersteller)|anderweitig (?:vergeben|bestellt|gekauft)|müssen (?:wir )?(?:ihr angebot )?(?:leider )?ablehnen|kein interesse|nehmen wir ihr angebot nicht an"
    r"|un autre fournisseur|ne (?:pouvons|donnons|donnerons) pas (?:accepter|suite)|refusons|plus intéressés|projet (?:est )?(?:annulé|reporté)"
    r"|otro proveedor|no (?:podemos|vamos a) (?:aceptar|comprar|continuar)|rechazamos|proyecto (?:fue |ha sido |está )?(?:cancelado|pospuesto)"
    r"|outro fornecedor|não (?:podemos|vamos) (?:aceitar|comprar|prosseguir)|recusamos|projeto (?:foi )?(?:cancelado|adiado)"
    r"|altro fornitore|non (?:possiamo|intendiamo) (?:accettare|procedere)|rifiutiamo|progetto (?:è stato )?(?:annullato|rinviato)"
    r"|друго\w+ поставщик\w*|не (?:можем|готовы|будем) (?:принять|приобр\w+|заказыв\w+|покупать)|вынуждены отказ\w+|отказываемся|проект (?:отмен\w+|отлож\w+|приостанов\w+)"
    r"|başka (?:bir )?(?:tedarikçi|firma)|kabul edemiyoruz|kabul edemeyiz|reddediyoruz|proje (?:iptal|ertelen)\w*"
    r"|مورد آخر|لا (?:نستطيع|يمكننا) (?:قبول|الموافقة)|نرفض|(?:إلغاء|تأجيل) المشروع"
    r"|(?:其他|别的|另一家|另外一家|别家)[^。\n]{0,4}(?:供应商|供應商|工厂|公司|厂家)|(?:不|无法|不能)(?:接受|同意)[^。\n]{0,8}(?:报价|價格|价格|条件)|项目[^。\n]{0,4}(?:取消|推迟|暂停|搁置)|不需要了|不考虑"
    r"|他社(?:に|から)|見送(?:り|ら|る)|お断り|다른 (?:업체|공급)|거절|보류",
    re.IGNORECASE,
)
_PUTS_OFF = re.compile(
    r"\b(?:before|until|unless|yet|bevor|bis|avant|jusqu|antes|hasta|até|prima|fino|пока|прежде)\b|[?？؟]\s*$|之前|önce",
    re.IGNORECASE,
)
_REASONS = (
    ("competitor", r"another|other supplier|elsewhere|different supplier|local supplier|ander\w* (?:lieferant|anbieter|hersteller)|anderweitig|autre fournisseur|otro proveedor|outro fornecedor|altro fornitore|друго\w+ поставщ|başka|مورد آخر|其他|别的|另一家|别家|他社|다른"),
    ("price", r"price|expensive|cheaper|preis|teuer|prix|cher\b|precio|caro|preço|prezzo|цен|дорог|fiyat|pahalı|سعر|价|價|贵|高い|가격"),
    ("lead_time", r"delivery time|lead time|deliver|lieferzeit|delai|délai|plazo|prazo|consegna|срок|teslim|交期|货期|納期|납기"),
    ("terms", r"payment|deposit|zahlung|paiement|pago|pagamento|оплат|ödeme|付款|定金|支払|결제"),
    ("product", r"quality|certificat|specification|sample|qualität|zertifikat|qualité|calidad|qualidade|qualità|качеств|сертификат|kalite|质量|认证|规格|品質|품질"),
)  # fmt: skip
_REASON_WORDS = tuple((key, re.compile(words, re.IGNORECASE)) for key, words in _REASONS)
_ORDER_FILE = re.compile(
    r"(?<![a-z])p\.?o\.?(?![a-z])|purchase[\s_-]*order|bestellung|auftrag(?!sbest)|bon[\s_-]*de[\s_-]*commande|"
    r"orden[\s_-]*de[\s_-]*compra|ordem[\s_-]*de[\s_-]*compra|pedido|采购|订单|採購|訂單|заказ|ordine|sipari[sş]|zam[oó]wieni|発注|注文|발주",
    re.IGNORECASE,
)
_PAPER = (".pdf", ".xls", ".xlsx", ".doc", ".docx", ".jpg", ".jpeg", ".png", ".tif", ".tiff")
_SENTENCES = re.compile(r"(?<=[.!?؟])\s+|[。！？；\n]+")


def judge(text: str, files: Iterable[str] = ()) -> Verdict | None:
    """Return what a reply says to an offer; None when it says neither.

    `text`: the customer's own words without what he quotes; `files`: names of the files he attached (an order in them
    accepts, unless the text bargains).
    """
    sentences = _split(text[:MOST_TEXT])
    for sentence in sentences:
        if _DECLINES.search(sentence) and not _PUTS_OFF.search(sentence):
            return Verdict(Says.DECLINED, sentence, _reason(sentence, sentences))
    if any(_BARGAINS.search(one) or _TURNS.search(one) for one in sentences):
        return None
    for sentence in sentences:
        if _is_acceptance(sentence):
            return Verdict(Says.ACCEPTED, sentence)
    order = next((name for name in files if _is_order(name)), "")
    conditional = any(_CONDITION.search(one) and _ACCEPTS.search(one) for one in sentences)
    return Verdict(Says.ACCEPTED, order) if order and not conditional else None


def _is_acceptance(sentence: str) -> bool:
    asks_invoice = _SENDS_FOR_INVOICE.search(sentence) is not None
    if not asks_invoice and not _ACCEPTS.search(sentence):
        return False
    if asks_invoice:  # "could you send the PI?" is a polite yes, "if" and "not" are none
        sentence = re.sub(r"\bcould\b|能否|可否|不好意思", " ", sentence, flags=re.IGNORECASE)
    elif sentence.rstrip().endswith(("?", "？", "؟")):
        return False
    return _CONDITION.search(sentence) is None


def _is_order(name: str) -> bool:
    return name.casefold().endswith(_PAPER) and _ORDER_FILE.search(name) is not None


def _reason(sentence: str, sentences: Sequence[str]) -> str:
    for text in (sentence, " ".join(sentences)):
        for key, words in _REASON_WORDS:
            if words.search(text):
                return key
    return ""


def _split(text: str) -> list[str]:
    """Return the sentences of a text; lines that a mail program broke are joined again."""
    whole = text.replace("\r\n", "\n").replace("’", "'")
    whole = re.sub(rf"(?m)^(.{{{_WRAPPED},}})\n(?=\S)", r"\1 ", whole)
    return [part.strip() for part in _SENTENCES.split(whole) if part.strip()]
