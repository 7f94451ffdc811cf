"""What a mail tells about its writer: company, country, phone, title; a proposal, never a fact."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.crm import domains, places

if TYPE_CHECKING:
    from phonenumbers import PhoneNumberMatch

_CLOSING = re.compile(
    r"^\W{0,3}(?:(?:with |many )?(?:best|kind|kindest|warm|warmest)?\s*regards?|best wishes|"
    r"sincerely(?: yours)?|yours (?:sincerely|faithfully|truly)|thanks(?: and (?:best )?regards)?|"
    r"thank you|cheers|best|rgds|br|mit freundlichen gr[üu](?:ß|ss)en|(?:viele|beste) gr[üu](?:ß|ss)e|"
    r"mfg|saludos(?: cordiales)?|atentamente|un saludo|cordiali saluti|distinti saluti|"
    r"cordialement|bien cordialement|atenciosamente|abraços|att|met vriendelijke groet(?:en)?|"
    r"z poważaniem|pozdrawiam|с уважением|saygılarımla|trân trọng|此致|敬礼|祝好|谢谢|よろしくお願い.*|敬具|"
    r"감사합니다|مع (?:أطيب )?التحيات|--)\W*$",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d(?:\D{0,4}\d){4}")  # fewer are no telephone number anywhere
_LEGAL = re.compile(
    r"(?:\b(?:gmbh(?: & co\.? kg)?|ag|kg|ltd|limited|llc|l\.l\.c|inc|corp(?:oration)?|co|company|plc|"
    r"s\.?r\.?l|s\.?p\.?a|s\.?a|s\.?l|s\.?a\.?s|sarl|ltda|eireli|b\.?v|n\.?v|oy|ab|a/s|aps|kft|zrt|"
    r"d\.?o\.?o|sp\. z o\.?o|s\.?r\.?o|jsc|pte|pty|pvt|sdn bhd|fze|fzco|fzc|w\.?l\.?l|a\.?ş|tic|spa|"
    r"group|trading|imports?|importadora|distribui?dora?|industries|enterprises?|supply|lighting)\b\.?"
    r"|ооо|有限公司|股份|集团|株式会社|（株）|\(株\)|주식회사|công ty)",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"\b(?:manager|director|buyer|purchas\w*|procurement|sourcing|ceo|cfo|coo|cto|owner|founder|"
    r"president|engineer|head of|sales|export|import|assistant|coordinator|executive|partner|"
    r"officer|logistics|quality|lab|supervisor|specialist|consultant|architect|secretary|"
    r"einkauf\w*|leiter\w*|geschäftsführer\w*|gerente|director[ae]?|comprad?or[ae]?|compras|jefe|"
    r"responsable|acheteu(?:r|se)|directeur|responsabile|acquisti|titolare|inkoper|kierownik|"
    r"закуп\w*|директор|müdürü?|satın ?alma)\b|经理|总监|采购|总裁|主管|部長|課長|担当|부장|과장|مدير",
    re.IGNORECASE,
)
_WEB = re.compile(r"\b(?:https?://|www\.)[\w.-]+\.[a-z]{2,}[^\s<>\")]*", re.IGNORECASE)
_QUOTE_BEGINS = re.compile(
    r"^(?:>|-{2,} ?(?:original message|ursprüngliche nachricht|mensaje original|原始邮件|forwarded)|"
    r"_{10,}$|on .{6,120} wrote:$|am .{6,120} schrieb.{0,60}:$|el .{6,120} escribió:$|"
    r"le .{6,120} a écrit\s?:$|(?:发件人|寄件者|差出人|from|von|de)\s?[:：].{3,}$|在.{4,80}写道[:：]$)",
    re.IGNORECASE,
)
_PHONE_LINE = re.compile(r"\+?\d[\d\s().\-/]{6,}\d")

# ccTLDs that are sold to everybody say nothing about a country.
_GLOBAL_TLDS = frozenset(
    ["ai", "cc", "co", "fm", "gg", "io", "la", "me", "sh", "so", "to", "tv", "ws", "eu"]
)

_WORDS = {
    "en": ["the", "and", "you", "we", "our", "please", "with", "for", "are", "price"],
    "de": ["der", "die", "das", "und", "wir", "sie", "bitte", "mit", "für", "ist", "nicht"],
    "es": ["el", "la", "los", "que", "para", "con", "por", "favor", "nosotros", "una", "precio"],
    "pt": ["o", "a", "os", "que", "para", "com", "por", "favor", "uma", "não", "preço"],
    "fr": ["le", "la", "les", "et", "nous", "vous", "pour", "avec", "une", "prix", "merci"],
    "it": ["il", "la", "gli", "che", "per", "con", "una", "prezzo", "grazie", "siamo"],
    "nl": ["de", "het", "een", "en", "wij", "voor", "met", "prijs", "graag", "zijn"],
    "pl": ["i", "w", "na", "do", "z", "prosimy", "cena", "dla", "oraz", "jest"],
    "tr": ["ve", "bir", "için", "ile", "fiyat", "lütfen", "bu", "teşekkür"],
    "vi": ["và", "của", "cho", "chúng", "tôi", "với", "giá", "xin", "các"],
}
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
)


@dataclass(frozen=True)
class MailFacts:
    """What the guess is made from. `text` is the mail's own words, with its signature, unquoted."""

    name: str
    address: str
    text: str
    subject: str = ""


@dataclass(frozen=True)
class Guess:
    """A proposal of a customer with one contact; a field nobody could tell is "".

    `country_from` says what told the country: phone, text or domain. `domain` is the registrable
    company domain, "" for free mail. `is_person`: somebody who seems to buy alone.
    """

    company: str
    is_person: bool
    domain: str
    website: str
    country: str
    country_from: str
    time_zone: str
    language: str
    contact_name: str
    contact_title: str
    contact_phone: str
    contact_address: str
    source: str


def guess(mail: MailFacts, own: frozenset[str] = frozenset()) -> Guess:
    """Return a customer proposal from one mail; `own` are our own registrable domains."""
    address = domains.normalise_address(mail.address)
    domain = domains.company_domain(address, own)
    signature = signature_lines(mail.text)
    name = _person(mail.name, address, signature)
    company = _company(signature, name) or _spelled_out(signature, domain) or _from_domain(domain)
    phone, phone_country = _phone("\n".join(signature), _tld_country(domain))
    country, told_by = _country(phone_country, signature, domain)
    return Guess(
        company=company or name or address,
        is_person=not company,
        domain=domain,
        website=_website(signature, domain),
        country=country,
        country_from=told_by,
        time_zone=places.time_zone(country),
        language=language_of(f"{mail.subject}\n{mail.text}"),
        contact_name=name,
        contact_title=_title(signature, name, company),
        contact_phone=phone,
        contact_address=address,
        source="platform" if domains.is_platform(mail.address) else "email",
    )


def own_words(text: str) -> str:
    """Return a mail's text up to where it begins to quote; all of it when that is the first line.

    Coarser than the reader's own rule: only the signature matters here.
    """
    lines = text.splitlines()
    for index, line in enumerate(lines):
        if index and _QUOTE_BEGINS.match(line.strip()) and "".join(lines[:index]).strip():
            return "\n".join(lines[:index])
    return text


def signature_lines(text: str) -> list[str]:
    """Return the lines below the closing words, else the last eight lines that are not empty."""
    lines = [line.strip(" \t>*_|") for line in text.splitlines()]
    for index in range(len(lines) - 1, -1, -1):
        if lines[index] and _CLOSING.match(lines[index]):
            below = [line for line in lines[index + 1 :] if line]
            if below:
                return below[:14]
    return [line for line in lines if line][-8:]


def _person(name: str, address: str, signature: list[str]) -> str:
    """The display name if it is a person's, else the first signature line that looks like one."""
    shown = re.sub(r"\s*[(\[（].*?[)\]）]\s*", " ", name).strip(" \"',")
    if shown and "@" not in shown and not _LEGAL.search(shown) and not _is_function(shown):
        return shown
    for line in signature[:2]:
        words = line.split()
        looks = 1 <= len(words) <= 4 and not any(c.isdigit() or c in "@:/" for c in line)
        looks = looks and "," not in line and not any(w[0].islower() for w in words if len(w) > 3)
        if looks and not _LEGAL.search(line) and not _TITLE.search(line):
            return line.strip(" ,")
    local = address.partition("@")[0]
    if domains.is_role(address) or domains.is_automated(address) or not local.isascii():
        return ""
    parts = [p for p in re.split(r"[._-]+", local) if p.isalpha()]
    return " ".join(p.capitalize() for p in parts) if len(parts) > 1 else ""


def _is_function(shown: str) -> bool:
    return domains.is_role(f"{shown.casefold().replace(' ', '')}@x.example")


def _company(signature: list[str], name: str) -> str:
    for line in signature:
        if line == name or "@" in line or _PHONE_LINE.search(line) or _WEB.search(line):
            continue
        pieces = re.split(r"\s*[|·•]\s*", line)
        for piece in pieces:
            if _LEGAL.search(piece) and len(piece) <= 80 and not _reads_like_a_sentence(piece):
                if _TITLE.search(piece) and not _strongly_legal(piece):
                    continue
                return piece.strip(" ,;-")
    return ""


def _reads_like_a_sentence(line: str) -> bool:
    return line.rstrip().endswith(("?", "!", ":")) or len(line.split()) > 9


def _strongly_legal(line: str) -> bool:
    return bool(
        re.search(
            r"gmbh|ltd|llc|inc\b|s\.?r\.?l|s\.?a\b|ltda|b\.?v|公司|株式会社", line, re.IGNORECASE
        )
    )


def _from_domain(domain: str) -> str:
    label = domain.partition(".")[0]
    if label.startswith("xn--"):
        try:
            label = label.encode("ascii").decode("idna")
        except UnicodeError:
            return ""
    return " ".join(word.capitalize() for word in re.split(r"[-_]+", label) if word)


def _spelled_out(signature: list[str], domain: str) -> str:
    """Return the signature line that the domain is made of ("Nile Trade House", niletradehouse)."""
    label = re.sub(r"[^a-z0-9]", "", domain.partition(".")[0])
    for line in signature:
        letters = re.sub(r"[^a-z0-9]", "", line.casefold())
        if len(label) >= 4 and letters == label and "@" not in line and not _WEB.search(line):
            return line.strip(" ,")
    return ""


def _title(signature: list[str], name: str, company: str) -> str:
    for line in signature[:6]:
        if line in {name, company} or "@" in line or _PHONE_LINE.search(line):
            continue
        for piece in re.split(r"\s*[|·•]\s*|,\s+(?=[A-ZÄÖÜ])", line):
            short = len(piece) <= 60 and len(piece.split()) <= 7
            if short and piece not in {name, company} and _TITLE.search(piece):
                if _strongly_legal(piece):
                    continue
                return line.strip(" ,") if piece != line and "," in line else piece.strip(" ,")
    return ""


def _phone(text: str, region: str) -> tuple[str, str]:
    """Return the first valid number (international form) and its country."""
    if not _DIGITS.search(text):
        return "", ""
    import phonenumbers  # the world's numbering plans: 2 MB, for a signature that has a number

    for match in _numbers(text, region):
        country = phonenumbers.region_code_for_number(match.number) or ""
        form = phonenumbers.PhoneNumberFormat.INTERNATIONAL
        return str(phonenumbers.format_number(match.number, form)), country
    plus = re.search(r"\+\d[\d\s().\-/]{6,}\d", text)
    if plus is None:
        return "", ""
    return plus[0].strip(), _prefix_country(plus[0])


def _numbers(text: str, region: str) -> Iterator["PhoneNumberMatch"]:
    import phonenumbers

    leniency = phonenumbers.Leniency.VALID
    yield from phonenumbers.PhoneNumberMatcher(text, region or None, leniency)


def _prefix_country(number: str) -> str:
    """Return the main country of a prefix, for numbers that the numbering plan does not know."""
    import phonenumbers

    digits = re.sub(r"\D", "", number)
    for length in (3, 2, 1):
        region = phonenumbers.region_code_for_country_code(int(digits[:length]))
        if region not in {"ZZ", "001"}:
            return str(region)
    return ""


def _tld_country(domain: str) -> str:
    tld = domain.rpartition(".")[2]
    if len(tld) != 2 or tld in _GLOBAL_TLDS:
        return ""
    return places.country_code(tld)


def _country(phone: str, signature: list[str], domain: str) -> tuple[str, str]:
    if phone:
        return phone, "phone"
    for line in reversed(signature):
        for piece in re.split(r"[,;|·•/()\-]|\s{2,}", line):
            code = places.country_code(piece) if len(piece.strip()) > 2 else ""
            if code:
                return code, "text"
    tld = _tld_country(domain)
    return (tld, "domain") if tld else ("", "")


def _website(signature: list[str], domain: str) -> str:
    for line in signature:
        match = _WEB.search(line)
        if match:
            found = match[0].rstrip(".,;")
            return found if "://" in found else f"https://{found}"
    return f"https://www.{domain}" if domain else ""


def language_of(text: str) -> str:
    """Return the ISO 639 language of a mail by its script and commonest words; "" if unclear."""
    letters = sum(c.isalpha() for c in text) or 1
    for code, script in _SCRIPTS:
        share = len(script.findall(text)) / letters
        if share > (0.05 if code == "ja" else 0.3):
            return code
    words = re.findall(r"[^\W\d_]+", text.casefold())
    scores = {code: sum(words.count(w) for w in common) for code, common in _WORDS.items()}
    best = max(scores, key=lambda code: scores[code])
    return best if scores[best] >= 2 else ""
