"""How people write about bank details and about a change of them, in fifteen languages: data for `bank_details`."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """Regular expressions of one language, matched within a sentence in lower case.

    `hints`: plain words of which a text about bank details holds one (the quick look before the careful one).
    `bank`: what speaks of where money goes; `change`: that it is another now; `ours` and `yours`: whose it is;
    `not_so`: the sentence says that nothing changes; `account`: what stands before an account number.
    """

    hints: tuple[str, ...]
    bank: str
    change: str
    ours: str
    yours: str
    not_so: str
    account: str
    pay: str


LANGUAGES: dict[str, Words] = {
    "en": Words(
        hints=("bank", "iban", "swift", "beneficiar", "account", "remit", "wire", "payment", "transfer"),
        bank=r"bank(?:ing)? (?:account|detail|info|coordinat|data|particular)|\bour bank\b|\byour bank\b|beneficiary|\biban\b"
        r"|remittance (?:account|detail)|payment (?:account|detail|instruction)|wire (?:instruction|detail)|receiving account"
        r"|(?:(?:pay|remit|transfer|wire)\b.{0,40}|send\b.{0,30}\bto\b.{0,20}|\bour (?:\w+ ){0,2})\baccount\b"
        r"(?! (?:manager|team|statement|portal|department))|\bbanks\b",
        change=r"\bchang(?:e[ds]?|ing)\b|\bnew\b|\bupdated?\b|\bdifferent\b|\balternative\b|\banother\b|no longer|\breplac"
        r"|\bswitch|moved to|instead of|\bold account|\bclosed\b|\bfrozen\b|under audit|\bsuspended\b|\brevised\b"
        r"|\baudit(?:s|ed|ing)?\b|under review|disregard|from now on|(?:do not|don't|stop) (?:pay|us(?:e|ing)|remit|transfer)",
        ours=r"\bour\b|\bwe\b|\bmy\b|\bus\b|\bbelow\b|\bfollowing\b|\battached\b|\bkindly\b|\bonly\b",
        yours=r"\byours?\b",
        not_so=r"(?:\bnever|\bnot|n't|\bwithout|\bno)(?: (?!longer)\w+){0,3} chang|unchanged|(?:remain|are|is) the same"
        r"|\bamend\w*\b.{0,20}\b(?:l/?c|letter of credit)\b",
        account=r"(?:bank )?(?:account|acct?|a/c)\.?\s*(?:no|num(?:ber)?|nr|#)?",
        pay=r"(?:please|kindly|urgent\w*|asap|immediate\w*|(?:can|could) you|you (?:should|must|need to)).{0,40}"
        r"\b(?:make|process|arrange|release|effect|settle|complete|pay|remit|wire|transfer)\b"
        r".{0,30}(?:payment|transfer|remittance|funds|balance|deposit|invoice|amount|account)"
        r"|(?:wire transfer|transfer|remit|pay)\b.{0,30}\b(?:today|urgent\w*|immediately|asap)"
        r"|(?:pay|remit|transfer|wire).{0,40}(?:to (?:the|our|this) (?:bank )?account|below account)",
    ),
    "zh": Words(
        hints=("银行", "銀行", "开户行", "收款", "汇款", "匯款", "账", "帐", "帳", "付款", "转账", "打款"),
        bank=r"银行|開戶行|开户行|收款|汇款账|匯款帳|付款账|银账",
        change=r"变更|變更|更改|更换|更換|更新|改为|改成|改用|换了|换成|換成|新的?(?:银行|銀行|账|帐|帳|收款)|停用|冻结|凍結|作废|不再使用|不能(?:再)?(?:收款|使用)",
        ours=r"我|本公司|敝|请(?:付|汇|打|转|按|将)|請|以下|如下|附件|下面",
        yours=r"你|您|贵|貴",
        not_so=r"(?:不会|不會|没有|沒有|未|从不|不)(?:再|曾|有|作|做|任何)*(?:变|變|更|改)|不变|不變|仍然是|信用[证狀状]",
        account=r"(?:银行|銀行)?(?:账|帐|帳)(?:号|號|户|戶)(?:号码|號碼)?",
        pay=r"(?:尽快|盡快|马上|立即|今天|紧急|加急|麻烦|请(?!问)|請(?!問)).{0,12}(?:付款|汇款|匯款|转账|轉帳|打款|支付)",
    ),
    "de": Words(
        hints=("bank", "konto", "iban", "zahlung", "überweis"),
        bank=r"bankverbindung|bankdaten|kontodaten|kontoverbindung|\bkonto\b|kontonummer|\biban\b|bankkonto|zahlungsempfänger",
        change=r"geändert|ändert|änderung|\bneue[nrms]?\b|aktualisiert|gewechselt|wechsel|umgestellt|nicht mehr|stattdessen|ab sofort"
        r"|gesperrt|eingefroren|alte[ns]? konto",
        ours=r"unser|\bwir\b|\buns\b|mein|folgend|unten|anbei|bitte",
        yours=r"\bihre?[nmrs]?\b|\beure?[nmrs]?\b|\bdeine?[nmrs]?\b",
        not_so=r"(?:nicht|nie|niemals|keine)(?:\s\S+){0,2}?\s?änder|unverändert|bleib\w*.{0,20}gleich|nicht geändert",
        account=r"(?:konto(?:nummer|-nr|nr)?|kto)\.?\s*(?:nr)?",
        pay=r"(?:bitte|dringend|sofort|umgehend|heute).{0,40}(?:überweis|bezahl|zahlung|anweis)|überweis\w+.{0,30}(?:heute|sofort|umgehend)",
    ),
    "fr": Words(
        hints=("bancaire", "banque", "compte", "iban", "virement", " rib"),
        bank=r"coordonnées bancaires|compte bancaire|\brib\b|\biban\b|domiciliation|notre banque|votre banque|bénéficiaire",
        change=r"chang|\bnouve(?:au|l|lle|lles|aux)\b|modifi|mis(?:es)? à jour|remplac|n['’]est plus|désormais|bloqué|ancien compte|clôtur",
        ours=r"\bnos?\b|notre|\bnous\b|\bmon\b|ci-dessous|ci-joint|veuillez|suivant",
        yours=r"\bvos\b|votre",
        not_so=r"(?:ne|n['’]|jamais|pas|aucun)(?:\s\S+){0,2}?\s?(?:chang|modif)|inchang|restent les mêmes",
        account=r"(?:n°|numéro|num\.?)?\s*(?:de )?compte(?: bancaire)?\s*(?:n°|no)?",
        pay=r"(?:merci de|veuillez|urgent|immédiat|aujourd).{0,40}(?:virement|paiement|payer|régler|virer)|virement.{0,30}(?:urgent|immédiat)",
    ),
    "es": Words(
        hints=("banc", "cuenta", "iban", "transfer"),
        bank=r"cuenta bancaria|datos bancarios|cuenta de banco|nuestro banco|su banco|\biban\b|beneficiario|\bcuenta\b.{0,20}(?:banco|pago)",
        change=r"cambi|\bnuev[oa]s?\b|actualiz|modific|ya no|en lugar de|bloquead|cuenta anterior|reemplaz",
        ours=r"nuestr|\bnos\b|\bmi\b|siguiente|adjunt|abajo|por favor|favor de",
        yours=r"\bsus?\b|vuestr|\btus?\b",
        not_so=r"(?:\bno|nunca|jamás|ningún)(?:\s\S+){0,2}?\s?(?:cambi|modific)|sin cambios|siguen siendo|los mismos",
        account=r"(?:n[úu]mero de |n[°º]\s*(?:de )?)?cuenta(?: bancaria| corriente)?\s*(?:n[°ºo])?",
        pay=r"(?:por favor|urgente|inmediat|hoy|favor de).{0,40}(?:transfer|pagar|pago|deposit)|transferencia.{0,30}(?:urgente|inmediata|hoy)",
    ),
    "pt": Words(
        hints=("banc", "conta", "iban", "pix", "transfer"),
        bank=r"conta bancária|dados bancários|nosso banco|seu banco|\biban\b|beneficiári|conta corrente|\bpix\b",
        change=r"mud|alter|\bnov[oa]s?\b|atualiz|já não|não é mais|em vez de|bloquead|conta antiga|substitu",
        ours=r"noss|\bminha\b|seguinte|abaixo|anex|por favor|favor",
        yours=r"\bseus?\b|\bsuas?\b|voss",
        not_so=r"(?:não|nunca|jamais|nenhum)(?:\s\S+){0,2}?\s?(?:mud|alter)|inalterad|continuam os mesmos",
        account=r"(?:n[úu]mero da |n[°º]\s*(?:da )?)?conta(?: bancária| corrente)?\s*(?:n[°ºo])?",
        pay=r"(?:por favor|urgente|imediat|hoje|favor).{0,40}(?:transfer|pagar|pagamento|deposit)",
    ),
    "it": Words(
        hints=("banc", "conto", "iban", "bonific"),
        bank=r"coordinate bancarie|conto (?:corrente|bancario)|dati bancari|nostra banca|vostra banca|\biban\b|beneficiario",
        change=r"cambi|\bnuov[oaie]\b|modific|aggiorn|variat|variazione|non è più|anziché|bloccat|vecchio conto",
        ours=r"nostr|\bmio\b|seguent|allegat|sotto|vi preghiamo|si prega|cortesemente",
        yours=r"vostr|\bsu[oai]\b|\btu[oa]\b",
        not_so=r"(?:\bnon|mai|nessun)(?:\s\S+){0,2}?\s?(?:cambi|modific|variat)|invariat|restano gli stess",
        account=r"(?:numero (?:di )?|n[°.]\s*)?conto(?: corrente| bancario)?\s*(?:n[°.])?",
        pay=r"(?:prego|urgente|subito|oggi|si prega|cortesemente).{0,40}(?:bonific|pagare|pagamento|versare)|bonifico.{0,30}(?:urgente|oggi)",
    ),
    "ru": Words(
        hints=("банк", "реквизит", "счет", "счёт", "оплат"),
        bank=r"банковск\w+ (?:реквизит|сч[её]т|данн)|реквизит|расч[её]тн\w+ сч[её]т|наш\w* банк|ваш\w* банк|\biban\b|бенефициар",
        change=r"измен|смен|\bнов(?:ый|ые|ая|ого|ому|ых|ым)\b|обновл|больше не|вместо|заблокирован|старый сч[её]т|замен",
        ours=r"\bнаш|\bмы\b|\bнам|\bмой|ниже|следующ|прилага|просим|пожалуйста",
        yours=r"\bваш|\bвас|\bвы\b|\bтво",
        not_so=r"(?:\bне|никогда|без)(?:\s\S+){0,2}?\s?(?:измен|меня)|остаются (?:прежними|без)|неизменн",
        account=r"(?:номер )?(?:р/с|р/сч|сч[её]т(?:а|у)?|расч[её]тный сч[её]т)\s*(?:№|n)?",
        pay=r"(?:срочно|просим|немедленно|сегодня|пожалуйста).{0,40}(?:оплат|перевод|перевести|перечисл)",
    ),
    "ar": Words(
        hints=("حساب", "بنك", "بنكي", "مصرف", "آيبان", "تحويل"),
        bank=r"الحساب البنكي|حساب(?:نا|كم)? (?:ال)?(?:بنكي|مصرفي)|البيانات (?:البنكية|المصرفية)|التفاصيل (?:البنكية|المصرفية)|معلومات (?:البنك|الحساب)|آيبان|المستفيد",
        change=r"تغيير|تغير|غيرنا|تم تحديث|تحديث|(?:ال)?جديد|تعديل|استبدال|بدلا من|بدلاً من|مجمد|مغلق|القديم",
        ours=r"نا\b|لدينا|أدناه|التالي|المرفق|يرجى|الرجاء",
        yours=r"كم\b|لديكم|حسابك",
        not_so=r"(?:لم|لن|لا|بدون|دون)(?:\s\S+){0,2}?\s?(?:تغي|يتغير|نغير)|كما هي|بدون تغيير",
        account=r"(?:رقم )?(?:ال)?حساب(?: البنكي| المصرفي)?",
        pay=r"(?:يرجى|الرجاء|عاجل|فورا|اليوم).{0,40}(?:تحويل|دفع|سداد)",
    ),
    "tr": Words(
        hints=("banka", "hesap", "hesab", "iban", "havale"),
        bank=r"banka (?:hesab|bilgi|hesap)|hesap (?:bilgi|numara)|bankamız|bankanız|\biban\b|alıcı hesab",
        change=r"değiş|\byeni\b|güncel|artık|yerine|bloke|donduruldu|kapatıld|eski hesap",
        ours=r"\w+(?:ımız|imiz|umuz|ümüz)|\bbiz\b|aşağıda|ekte|lütfen|rica",
        yours=r"\w+(?:ınız|iniz|unuz|ünüz)\b",
        not_so=r"değişme(?:di|yecek|miştir|z)|değişiklik yok|aynıdır|aynı kal",
        account=r"hesap (?:no|numaras[ıi]|nr)?",
        pay=r"(?:lütfen|acil\w*|hemen|bugün).{0,40}(?:ödeme|havale|transfer|öde)",
    ),
    "pl": Words(
        hints=("bank", "rachun", "kont", "iban", "przelew"),
        bank=r"rachun\w+ bankow|kont\w+ bankow|numer\w* (?:konta|rachunku)|dane (?:bankowe|do przelewu)|nasz\w* bank|wasz\w* bank|\biban\b",
        change=r"zmian|zmieni|\bnow(?:y|e|ego|ym|a|ych)\b|zaktualiz|aktualizac|już nie|zamiast|zablokowan|star(?:y|e|ego) (?:rachun|kont)",
        ours=r"\bnasz|\bmój|poniżej|następuj|załącz|prosimy|proszę",
        yours=r"\bwasz|państwa|\btwój|\btwoj",
        not_so=r"(?:\bnie|nigdy|bez)(?:\s\S+){0,2}?\s?(?:zmian|zmieni)|bez zmian|pozostaj\w+ bez",
        account=r"(?:nr|numer)?\s*(?:rachunk\w*|kont\w*)(?: bankow\w*)?\s*(?:nr)?",
        pay=r"(?:prosimy|proszę|pilne|pilnie|natychmiast|dzisiaj).{0,40}(?:przelew|zapłat|płatnoś)",
    ),
    "nl": Words(
        hints=("bank", "rekening", "iban", "overmak"),
        bank=r"bankgegevens|bankrekening|rekeningnummer|rekeninggegevens|onze bank|uw bank|\biban\b|begunstigde",
        change=r"gewijzigd|wijzig|veranderd|\bnieuwe?\b|bijgewerkt|niet meer|in plaats van|geblokkeerd|oude rekening|vervang",
        ours=r"\bonze?\b|\bwij\b|\bmijn\b|hieronder|volgende|bijgevoegd|gelieve|graag",
        yours=r"\buw\b|\bjullie\b|\bjouw\b",
        not_so=r"(?:niet|nooit|geen)(?:\s\S+){0,2}?\s?(?:wijzig|verander)|ongewijzigd|blijven hetzelfde",
        account=r"(?:bank)?rekening(?:nummer|nr)?\.?\s*(?:nr)?",
        pay=r"(?:gelieve|graag|dringend|direct|vandaag|spoed).{0,40}(?:overmak|betal|overboek)",
    ),
    "ja": Words(
        hints=("口座", "振込", "銀行"),
        bank=r"銀行口座|振込先|振込口座|口座情報|口座番号|取引銀行|受取口座|お振込",
        change=r"変更|新しい|新口座|新規口座|更新|切り替え|切替|使用でき(?:ません|なく)|凍結|旧口座",
        ours=r"弊社|当社|私ども|下記|以下|添付|お願い|ください",
        yours=r"貴社|御社|そちら",
        not_so=r"変更(?:は|が)?(?:ございません|ありません|しません|することは)|変更なし|変わり(?:は)?ありません",
        account=r"(?:口座番号|口座|普通預金|当座)",
        pay=r"(?:至急|本日|早急|すぐ).{0,30}(?:振込|お支払|送金|支払)",
    ),
    "ko": Words(
        hints=("계좌", "은행", "송금", "수취인"),
        bank=r"은행 ?계좌|계좌 ?(?:번호|정보)|입금 ?계좌|거래 ?은행|수취인|송금 ?계좌|계좌로",
        change=r"변경|바뀌|바뀐|새로운|새 ?계좌|신규 ?계좌|갱신|업데이트|더 ?이상|동결|기존 ?계좌 ?대신",
        ours=r"저희|당사|우리|아래|다음|첨부|부탁|바랍니다|주세요",
        yours=r"귀사|귀하",
        not_so=r"변경(?:되지|하지|은|이)?\s?(?:않|없)|변동 ?없",
        account=r"계좌(?: ?번호)?",
        pay=r"(?:긴급|즉시|오늘|급히).{0,30}(?:송금|입금|결제|이체)",
    ),
    "vi": Words(
        hints=("tài khoản", "ngân hàng", "thanh toán"),
        bank=r"tài khoản ngân hàng|thông tin (?:ngân hàng|tài khoản|chuyển khoản)|số tài khoản|ngân hàng của (?:chúng tôi|quý)|người thụ hưởng",
        change=r"thay đổi|\bmới\b|cập nhật|không còn|thay vì|thay thế|bị khóa|phong tỏa|tài khoản cũ",
        ours=r"chúng tôi|của tôi|dưới đây|sau đây|đính kèm|vui lòng|xin",
        yours=r"quý (?:công ty|khách|vị)|của bạn|các bạn",
        not_so=r"(?:không|chưa|sẽ không|không bao giờ) (?:hề |có |được )?thay đổi|giữ nguyên",
        account=r"(?:số )?tài khoản(?: ngân hàng)?(?: số)?|\bstk\b",
        pay=r"(?:vui lòng|gấp|khẩn|ngay|hôm nay).{0,40}(?:chuyển khoản|thanh toán|chuyển tiền)",
    ),
}  # fmt: skip

FRESH = (
    r"new|updated?|different|another|alternative|revised|新的?(?:银行|銀行|账|帐|帳|收款)?|新しい|新口座|新規口座|새로운|새 ?계좌|신규 ?계좌"
    r"|neue\w*|nouve\w*|nuev\w*|nov[oa]s?|nuov\w*|нов\w*|(?:ال)?جديد|yeni|now\w*|nieuwe?|mới|更新|cập nhật|güncel|aktuali\w*"
)
"""Words of `change` that may belong to something else in the sentence: they count only beside the bank's word."""

TERMS = (
    r"terms|condition|condicion|condiç|condizion|bedingung|услови|شروط|طريقة|koşul|şart|yöntem|warunk|voorwaarden|条件|條件|方式"
    r"|条款|方法|조건|방법|điều kiện|phương thức|method|option|modalit|forma de pago|formas de"
)
"""A sentence with one of these asks how payment is done, not for money."""
