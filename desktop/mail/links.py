"""Where a link of a mail really leads, and what about it is made to deceive: the reader is told before he goes there."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from desktop.runtime.hostnames import (
    KnownNames,
    has_known_ending,
    is_mixed,
    is_number,
    registrable,
    shown,
)
from desktop.runtime.i18n import N_, _

Finding = Literal[
    "other_host", "like_known", "mixed_letters", "number_host", "credentials", "shortener", "script"
]
Level = Literal["plain", "careful", "danger"]

_DANGER = frozenset({"other_host", "like_known", "mixed_letters", "credentials", "script"})
_SHORTENER_HOSTS = """
bit.ly bitly.com buff.ly cutt.ly dwz.cn dwz.date goo.gl is.gd lnkd.in mrw.so ow.ly qr.ae rb.gy rebrand.ly reurl.cc
rebrandly.com s.id short.gy shorturl.at suo.im suo.nz t.cn t.co t.ly tiny.cc tinyurl.com u.nu url.cn v.gd vk.cc
w.url.cn
"""
_SHORTENERS = frozenset(_SHORTENER_HOSTS.split())
# Services that put their own host in front of every link: what they lead to stands in the address.
_WRAPPED = {
    "safelinks.protection.outlook.com": "url",
    "www.google.com": "q",
    "urldefense.proofpoint.com": "u",
    "l.facebook.com": "u",
    "mail.qq.com": "url",
}
_SAFE_SCHEMES = frozenset({"http", "https", "mailto", "tel", "cid", "ftp"})
_HOST_IN_TEXT = re.compile(
    r"(?<![\w@.-])(https?://)?((?:[\w](?:[\w-]{0,61}[\w])?\.)+[a-zA-Z一-鿿]{2,24})(?![\w@.-])",
    re.IGNORECASE,
)
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_ADDRESS_IN_TEXT = re.compile(r"[\w.+-]+@((?:[\w-]+\.)+[\w-]{2,24})")
_FILES = """
ai csv doc docx dwg eps exe gif htm html jpeg jpg mp4 pdf png ppt pptx psd rar step svg tif txt xls xlsx xml zip
"""
_FILE_ENDINGS = frozenset(_FILES.split())

_WORDS: dict[str, str] = {
    "other_host": N_("The text shows {shown}, the link leads to {host}."),
    "like_known": N_("{host} looks like {known}, which you know, but is another domain."),
    "mixed_letters": N_("{host} mixes letters of two alphabets, so that it looks like another."),
    "number_host": N_("The link leads to a bare number ({host}) instead of a name."),
    "credentials": N_("The part before @ is no address: the link leads to {host}."),
    "shortener": N_("{host} hides where the link leads."),
    "script": N_("This is no web address but a command ({scheme})."),
}


@dataclass(frozen=True, slots=True)
class LinkVerdict:
    """What is known about a link before anybody follows it.

    `host`: where it leads, as people read it ("" for mailto: and the like); `address`: the whole target, without a
    mail filter's wrapping. `findings`: from the worst to the mildest; `shown`: the host that the text names, if it
    names another; `known`: the known domain that `host` resembles. `counted`: a newsletter's link, which names one
    host and leads to the one that counts clicks: that alone is no danger.
    """

    host: str
    address: str
    findings: tuple[Finding, ...] = ()
    shown: str = ""
    known: str = ""
    counted: bool = False

    @property
    def level(self) -> Level:
        """danger: made to deceive. careful: says nothing about where it leads. plain: neither."""
        mild = {"other_host"} if self.counted else set()
        if _DANGER.difference(mild).intersection(self.findings):
            return "danger"
        return "careful" if self.findings else "plain"

    def reasons(self) -> list[str]:
        """The findings in words, in the user's language, the worst first."""
        scheme = self.address.partition(":")[0]
        values = {"host": self.host, "shown": self.shown, "known": self.known, "scheme": scheme}
        return [_(_WORDS[finding]).format(**values) for finding in self.findings]


def check_link(
    text: str,
    href: str,
    known_domains: Iterable[str] | KnownNames = (),
    *,
    newsletter: bool = False,
) -> LinkVerdict:
    """Judge a link by its words and its target; nothing is fetched, nothing raises.

    `known_domains`: registrable domains of customers and of ourselves; give a KnownNames when there are many
    links or many names. `newsletter`: the message is of kind bulk or list.
    """
    address = unwrap(href.strip())
    scheme, host, has_credentials = _target(address)
    if scheme and scheme not in _SAFE_SCHEMES:
        return LinkVerdict(host, address, ("script",))
    if scheme in ("tel", "cid"):
        return LinkVerdict("", address)
    if scheme == "mailto":
        return _check_mailto(text, address, host)
    known = known_domains if isinstance(known_domains, KnownNames) else KnownNames(known_domains)
    named = _named_host(text, host)
    like = known.like(registrable(host))
    findings: list[Finding] = []
    if has_credentials:
        findings.append("credentials")
    if like:
        findings.append("like_known")
    if is_mixed(host):
        findings.append("mixed_letters")
    if named:
        findings.append("other_host")
    if is_number(host):
        findings.append("number_host")
    if registrable(host) in _SHORTENERS or host in _SHORTENERS:
        findings.append("shortener")
    known_name = like[0].known if like else ""
    told = _told(host, spelled="like_known" in findings or "mixed_letters" in findings)
    return LinkVerdict(told, address, tuple(findings), shown(named), known_name, newsletter)


def _told(host: str, *, spelled: bool) -> str:
    """The host as people read it; `spelled` adds how the network spells it, where the eye cannot tell."""
    read = shown(host)
    return f"{read} ({host})" if spelled and not read.isascii() else read


@lru_cache(maxsize=4096)
def unwrap(href: str) -> str:
    """The address behind the wrapping of a mail filter (Outlook safe links and the like), else the address itself."""
    address = href
    for _step in range(3):
        parts = _split(address)
        if parts is None:
            return address
        host = (parts.hostname or "").casefold()
        key = next((k for h, k in _WRAPPED.items() if host == h or host.endswith(f".{h}")), "")
        if not key or (host == "www.google.com" and parts.path != "/url"):
            return address
        inner = parse_qs(parts.query).get(key, [""])[0]
        if host.endswith("proofpoint.com"):
            inner = unquote(inner.replace("-", "%").replace("_", "/"))
        if not inner.casefold().startswith(("http://", "https://")):
            return address
        address = inner
    return address


def _split(address: str) -> SplitResult | None:
    try:
        return urlsplit(address)
    except ValueError:
        return None


def _target(address: str) -> tuple[str, str, bool]:
    """Scheme, host in A-labels and whether something stands before an @, as a browser would read the address."""
    cleaned = re.sub(r"[\x00-\x20]+", "", address).replace("\\", "/")
    if cleaned.startswith("//"):
        cleaned = f"https:{cleaned}"
    scheme, colon, rest = cleaned.partition(":")
    if not colon or not re.fullmatch(r"[a-zA-Z][a-zA-Z0-9+.-]*", scheme):
        return "", "", False
    scheme = scheme.casefold()
    if scheme == "mailto":
        return scheme, _a_labels(unquote(rest.partition("?")[0]).rpartition("@")[2]), False
    if scheme not in ("http", "https", "ftp"):
        return scheme, "", False
    authority = re.split(r"[/?#]", rest.lstrip("/"), maxsplit=1)[0]
    before, at, host = authority.rpartition("@")
    host = host if host.startswith("[") else host.partition(":")[0]
    return scheme, _a_labels(unquote(host)), bool(at and before)


@lru_cache(maxsize=8192)
def _a_labels(host: str) -> str:
    bare = host.strip().rstrip(".").casefold()
    if bare.isascii():
        return bare
    try:
        return bare.encode("idna").decode("ascii")
    except UnicodeError:
        return bare


def _named_host(text: str, host: str) -> str:
    """The host that the words of a link name, "" when they name none, or the one it leads to, or one of the same owner."""
    if len(text) > 500:
        return ""
    first = True
    for found in _HOST_IN_TEXT.finditer(_as_read(text)):
        name = _a_labels(found[2])
        told = bool(found[1]) or name.startswith("www.")
        if (told or first) and _is_name(name, told=told):
            if registrable(name) != (registrable(host) or host):
                return name
            first = False  # "acme.com, www.bank.com": the one it leads to stands there for show
    return ""


def _as_read(text: str) -> str:
    """Words as the eye reads them: wide letters and dots as plain ones, nothing that is not seen."""
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).replace("。", ".")


def _is_name(name: str, *, told: bool) -> bool:
    """Words with a dot are a host when their ending is one ("catalogue.pdf" and "e.g." are not), or `told` so."""
    if told:
        return bool(registrable(name))
    return name.rpartition(".")[2] not in _FILE_ENDINGS and has_known_ending(name)


def _check_mailto(text: str, address: str, host: str) -> LinkVerdict:
    named = _ADDRESS_IN_TEXT.search(_as_read(text))
    if named is None or not registrable(_a_labels(named[1])) or not registrable(host):
        return LinkVerdict("", address)
    wanted = _a_labels(named[1])
    if registrable(wanted) == registrable(host):
        return LinkVerdict("", address)
    return LinkVerdict(shown(host), address, ("other_host",), shown(wanted))
