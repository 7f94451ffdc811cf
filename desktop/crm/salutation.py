"""How to address a person: which part of the name is the family's, and which title it takes."""

import re
import unicodedata
from dataclasses import dataclass

# Name orders where the family name comes first (FEATURES.md T; UI copy of names as written).
FAMILY_FIRST = frozenset({"zh", "ja", "ko", "vi", "hu"})

_COMPOUND_NAMES = (
    "欧阳 司马 诸葛 上官 司徒 东方 独孤 南宫 夏侯 尉迟 皇甫 公孙 慕容 令狐 端木 轩辕 歐陽 諸葛 "
    "남궁 황보 제갈 사공 선우 서문 독고"
)
_COMPOUND = frozenset(_COMPOUND_NAMES.split())
_HAN = re.compile(r"^[\u3400-\u9fff]{2,4}$")
_HANGUL = re.compile(r"^[\uac00-\ud7af]{2,4}$")
_KANA = re.compile(r"[\u3040-\u30ff]")
_WESTERN_TITLE = re.compile(
    r"^(?:dr|prof|mr|mrs|ms|miss|herr|frau|ing|dipl\.?-ing|mag|sr|sra|señora?|signora?|"
    r"monsieur|madame|m|mme|dhr|mevr|pan|pani|bay|bayan|eng)\.?\s+",
    re.IGNORECASE,
)

# Every spelling of a title that people write -> what it says: m, f, or an academic title.
_TITLES = {
    "mr": "m", "herr": "m", "señor": "m", "sr": "m", "signor": "m", "sig": "m", "monsieur": "m",
    "m": "m", "dhr": "m", "pan": "m", "senhor": "m", "bay": "m", "先生": "m", "男": "m",
    "ms": "f", "mrs": "f", "miss": "f", "frau": "f", "señora": "f", "sra": "f", "signora": "f",
    "madame": "f", "mme": "f", "mevr": "f", "pani": "f", "senhora": "f", "bayan": "f",
    "女士": "f", "小姐": "f", "太太": "f", "f": "f", "dr": "dr", "博士": "dr", "prof": "prof",
    "教授": "prof",
}  # fmt: skip

_BEFORE = {
    "en": {"m": "Mr", "f": "Ms", "dr": "Dr", "prof": "Prof."},
    "de": {"m": "Herr", "f": "Frau", "dr": "Dr.", "prof": "Prof."},
    "es": {"m": "Sr.", "f": "Sra.", "dr": "Dr.", "prof": "Prof."},
    "fr": {"m": "Monsieur", "f": "Madame", "dr": "Dr", "prof": "Professeur"},
    "it": {"m": "Sig.", "f": "Sig.ra", "dr": "Dott.", "prof": "Prof."},
    "pt": {"m": "Sr.", "f": "Sra.", "dr": "Dr.", "prof": "Prof."},
    "nl": {"m": "heer", "f": "mevrouw", "dr": "dr.", "prof": "prof."},
    "pl": {"m": "Panie", "f": "Pani", "dr": "Dr", "prof": "Prof."},
}
_AFTER = {
    "zh": {"m": "先生", "f": "女士", "dr": "博士", "prof": "教授", "": ""},
    "ja": {"m": "様", "f": "様", "dr": "様", "prof": "先生", "": "様"},
    "ko": {"m": "님", "f": "님", "dr": "박사님", "prof": "교수님", "": "님"},
    "tr": {"m": "Bey", "f": "Hanım", "": ""},
}
_GREETING = {
    "en": "Dear {name}", "es": "Estimado/a {name}", "fr": "Bonjour {name}", "it": "Gentile {name}",
    "pt": "Prezado(a) {name}", "nl": "Beste {name}", "zh": "尊敬的{name}", "ja": "{name}",
    "ko": "{name}께", "tr": "Sayın {name}", "pl": "Szanowni Państwo {name}", "de": "Guten Tag {name}",
    "vi": "Kính gửi {name}", "ru": "Здравствуйте, {name}", "ar": "السيد/ة {name}", "hu": "Tisztelt {name}",
}  # fmt: skip
_GREETING_BY_SEX = {
    ("de", "m"): "Sehr geehrter {name}", ("de", "f"): "Sehr geehrte {name}",
    ("es", "m"): "Estimado {name}", ("es", "f"): "Estimada {name}",
    ("pt", "m"): "Prezado {name}", ("pt", "f"): "Prezada {name}",
    ("nl", "m"): "Geachte {name}", ("nl", "f"): "Geachte {name}",
    ("pl", "m"): "Szanowny {name}", ("pl", "f"): "Szanowna {name}",
}  # fmt: skip


@dataclass(frozen=True)
class Name:
    """A person's name in its parts; `family` or `given` is "" when it cannot be told."""

    full: str
    given: str
    family: str


def split_name(full: str, *, language: str = "", country: str = "") -> Name:
    """Return the parts of a name as its owner writes it.

    Chinese, Japanese, Korean, Vietnamese and Hungarian names in their own writing put the family
    first; "DUPONT Jean" and "Dupont, Jean" are understood in any language.
    """
    full = " ".join(unicodedata.normalize("NFC", full).split())
    bare = _WESTERN_TITLE.sub("", full)
    if "," in bare:
        family, given = (part.strip() for part in bare.split(",", 1))
        return Name(full, given, family)
    words = bare.split(" ")
    if len(words) == 1:
        return _one_word(full, words[0])
    capitals = [w for w in words if len(w) > 2 and w.isupper()]
    if capitals and len(capitals) < len(words):
        rest = [w for w in words if w not in capitals]
        return Name(full, " ".join(rest), " ".join(capitals))
    tongue = _name_tongue(bare, language.casefold()[:2], country.upper())
    if tongue == "vi":
        return Name(full, words[-1], words[0])
    if tongue in FAMILY_FIRST:
        return Name(full, " ".join(words[1:]), words[0])
    return Name(full, words[0], " ".join(words[1:]))


def _one_word(full: str, word: str) -> Name:
    """A name without a space: Chinese and Korean ones can be cut, Japanese ones cannot."""
    if _HAN.match(word) or _HANGUL.match(word):
        cut = 2 if word[:2] in _COMPOUND and len(word) > 2 else 1
        return Name(full, word[cut:], word[:cut])
    return Name(full, word, "")


_VIETNAMESE = re.compile(r"[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)


def _name_tongue(name: str, language: str, country: str) -> str:
    """Return the language whose order the name follows.

    Written in Latin letters, Chinese, Japanese and Korean names come in both orders, so only the
    own script says family first; Vietnamese and Hungarian are always written in Latin letters.
    """
    if any("\u3400" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7af" for c in name):
        return "ja" if language == "ja" or country == "JP" or _KANA.search(name) else "zh"
    if _VIETNAMESE.search(name) and (language == "vi" or country == "VN" or not language):
        return "vi"
    if language == "hu" or country == "HU":
        return "hu"
    return (
        "vi" if country == "VN" and language in {"", "vi"} else language if language == "vi" else ""
    )


def title_of(salutation: str) -> str:
    """Return what a written salutation ("Herr Brenner", "Ms", "王先生") says: m, f, dr, prof or ""."""
    text = salutation.strip().casefold()
    if not text:
        return ""
    first = text.split()[0].rstrip(".")
    if first in _TITLES:
        return _TITLES[first]
    last = text.split()[-1]
    return next((said for word, said in _TITLES.items() if len(word) > 1 and not word.isascii()
                 and last.endswith(word)), "")  # fmt: skip


@dataclass(frozen=True)
class Addressee:
    """What is known of the person to be addressed."""

    name: str
    first_name: str = ""
    last_name: str = ""
    salutation: str = ""
    language: str = ""
    country: str = ""

    def parts(self) -> Name:
        """Return the name's parts; those typed by hand win."""
        guess = split_name(self.name, language=self.language, country=self.country)
        if self.first_name or self.last_name:
            return Name(guess.full, self.first_name or guess.given, self.last_name or guess.family)
        return guess


def salutation_name(person: Addressee, language: str = "en") -> str:
    """Return how the person is called in a mail of `language`: "Mr Brenner", "Frau Vogt", "王女士".

    Without a known title the whole name is used; never a guess at the sex. "" without a name.
    """
    tongue = language.casefold()[:2] or "en"
    name, said = person.parts(), title_of(person.salutation)
    if not name.full:
        return person.salutation.strip()
    vietnamese = _name_tongue(name.full, person.language[:2], person.country) == "vi"
    called = name.given if vietnamese and name.given else name.family or name.full
    if tongue in _AFTER:
        if tongue == "tr" and said in {"m", "f"}:
            return f"{name.given or name.full} {_AFTER['tr'][said]}"
        native = not called.isascii() or tongue == "ja"
        words = _AFTER[tongue]
        base = called if said and native else name.full
        joint = "" if not base.isascii() or tongue != "tr" else " "
        return f"{base}{joint}{words.get(said, words[''])}"
    title = _BEFORE.get(tongue, _BEFORE["en"] if tongue not in _GREETING else {}).get(said, "")
    if title and called != name.full:
        return f"{title} {called}"
    return f"{title} {name.full}".strip() if title else name.full


def greeting(person: Addressee, language: str = "en") -> str:
    """Return the opening line without punctuation: "Dear Mr Brenner", "Sehr geehrte Frau Vogt"."""
    tongue = language.casefold()[:2] or "en"
    name = salutation_name(person, tongue)
    if not name:
        return ""
    said = title_of(person.salutation)
    form = _GREETING_BY_SEX.get((tongue, said)) or _GREETING.get(tongue, _GREETING["en"])
    return form.format(name=name)
