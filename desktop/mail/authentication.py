"""Whether a mail comes from whom it says, as our own mail server found: Authentication-Results (RFC 8601), read with care.

Anybody can write such a field into his mail. Only the one that our own server added counts: `trace` keeps what may be
it together with where it stood, `judge` believes it when its authserv-id and its place say that it is ours.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from desktop.mail.mime.headers import split_message
from desktop.runtime.hostnames import registrable, shown
from desktop.runtime.i18n import N_, _

State = Literal["confirmed", "unconfirmed", "forged", "unchecked"]

_MOST_FIELDS = (
    4  # of each kind, from the top; a server that stamps at the end is caught by the last one
)
_MOST_LENGTH = 4_000
_RECEIVED_BY = re.compile(rb"\bby\s+([A-Za-z0-9._-]+)")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"?')
_COMMENT = re.compile(r"\((?:p=(\w+))?[^()]*\)", re.IGNORECASE)
_CUT_VALUE = re.compile(r"(smtp\.mail=[^\s;@]*)\s+(?=[^\s;=]*@)")  # NetEase folds inside of a word
_INSTANCE = re.compile(r"\s*i\s*=")
_METHOD = re.compile(r"^\s*([a-z][\w-]*)\s*(?:/\s*\d+)?\s*=\s*([a-z_]+)", re.IGNORECASE)
_PROPERTY = re.compile(r"\b((?:header|smtp|policy)\.\w+|action)\s*=\s*([^\s;]*)", re.IGNORECASE)
_SPF_FROM = re.compile(r"\b(?:envelope-from|domain of)[ =]+\"?<?([^\s;\"<>()]+)", re.IGNORECASE)
_KEYS: Mapping[str, tuple[str, ...]] = {
    "spf": ("smtp.mailfrom", "smtp.mail", "smtp.from"),
    "dkim": ("header.d", "header.i"),
    "dmarc": ("header.from",),
    "compauth": (),
    "arc": (),
}
_FIELDS = (
    ("", b"\nauthentication-results:"),
    ("arc", b"\narc-authentication-results:"),
    ("spf", b"\nreceived-spf:"),
)
_MOST_HOPS = 6
_SAME_RESULT = {"success": "pass", "dkim_pass": "pass", "dkim_fail": "fail", "hardfail": "fail"}


@dataclass(frozen=True, slots=True)
class Result:
    """One finding of a server: method (spf, dkim, dmarc, compauth, arc), result, the domain it speaks of, "" for none.

    `policy`: what the domain's owner wants done with mail that fails (reject, quarantine, none, "" unknown).
    """

    method: str
    result: str
    domain: str = ""
    policy: str = ""


@dataclass(frozen=True, slots=True)
class Stamp:
    """How our own server's field is told from a forged one.

    `ids`: registrable domains of its authserv-id; `always`: it stamps every mail, so that the topmost field is its;
    `nameless`: it writes no authserv-id; `at_end`: it adds its field below all others.
    """

    ids: frozenset[str] = frozenset()
    always: bool = False
    nameless: bool = False
    at_end: bool = False


@dataclass(frozen=True, slots=True)
class SenderCheck:
    """What our server found out about the sender. `domain`: who confirmed him or denies the mail; `by`: our server."""

    state: State
    domain: str = ""
    by: str = ""
    results: tuple[Result, ...] = ()

    def text(self) -> str:
        """The verdict in one sentence, in the user's language."""
        return _(_WORDS[self.state]).format(domain=shown(self.domain))

    def details(self) -> list[str]:
        """What was checked, a line each, for those who ask."""
        if not self.results:
            return []
        lines = [_("Checked by {server}:").format(server=self.by or _("your mail server"))]
        for found in self.results:
            about = f" ({shown(found.domain)})" if found.domain else ""
            lines.append(f"{found.method.upper()}: {found.result}{about}")
        return lines


_WORDS: dict[str, str] = {
    "confirmed": N_("Sender confirmed by {domain}"),
    "unconfirmed": N_("The sender could not be confirmed"),
    "forged": N_("Forged: this mail does not come from {domain}"),
    "unchecked": N_("Your mail server did not check the sender"),
}


# ---- what a message holds


def trace(raw: bytes) -> dict[str, Any] | None:
    """What a message's header tells of checks by servers, small enough to be kept with every one; None for nothing.

    {"fields": [[kind, authserv-id, Received fields above it, packed results], ...], "by": [hosts of the topmost
    Received fields]}. `kind` is "" for Authentication-Results, else "arc" or "spf": these only where that is missing.
    """
    block, _start = split_message(raw)
    low = b"\n" + block.lower()
    if b"authentication-results:" not in low and b"\nreceived-spf:" not in low:
        return None
    received = _places(low, b"\nreceived:")
    found: list[list[Any]] = []
    for kind, name in _FIELDS:
        places = _places(low, name)
        for at in places[:_MOST_FIELDS] + places[_MOST_FIELDS:][-1:]:
            text = _field(block, at + len(name) - 1)
            server, results = _read_spf(text) if kind == "spf" else _read(text)
            if results:
                found.append([kind, server, bisect_left(received, at), results])
        if found:  # the others say the same with less weight
            break
    if not found:
        return None
    hosts = [_RECEIVED_BY.search(block, at + 9, at + 600) for at in received[:_MOST_HOPS]]
    by = [host[1].decode("ascii").casefold().rstrip(".") if host else "" for host in hosts]
    return {"fields": found, "by": by}


def _places(low: bytes, name: bytes) -> list[int]:
    places = []
    at = low.find(name)
    while at >= 0:
        places.append(at)
        at = low.find(name, at + 1)
    return places


def _field_bytes(block: bytes, start: int) -> bytes:
    end = start
    while True:
        end = block.find(b"\n", end)
        if end < 0:
            return block[start : start + _MOST_LENGTH]
        if block[end + 1 : end + 2] not in (b" ", b"\t"):
            return block[start : min(end, start + _MOST_LENGTH)]
        end += 1


def _field(block: bytes, start: int) -> str:
    text = _field_bytes(block, start).decode("latin-1")
    if "\n" not in text:
        return text.strip()
    return _CUT_VALUE.sub(r"\1", " ".join(text.split()))


def _read(text: str) -> tuple[str, str]:
    """The authserv-id ("" when there is none) and the packed results of an Authentication-Results field.

    What stands in quotes or comments is taken out first: the sender can write there what he likes.
    """
    if '"' in text:
        text = _QUOTED.sub("", text)
    text = _COMMENT.sub(_note, text)
    while "(" in text:  # one inside another, or one that never ends
        inner = _COMMENT.sub("", text)
        text = inner if inner != text else text.partition("(")[0]
    parts = text.split(";")
    if _INSTANCE.match(parts[0]):  # of an ARC set
        del parts[0]
    server = ""
    if parts and "=" not in parts[0]:
        server = parts.pop(0).strip().partition(" ")[0].casefold().rstrip(".")
    return server, " ".join(packed for part in parts if (packed := _packed(part)))


def _note(comment: re.Match[str]) -> str:
    return f" policy.p={comment[1]} " if comment[1] else ""


def _packed(words: str) -> str:
    """One result as "method=result@domain/policy", "" for a method that tells nothing of the sender."""
    found = _METHOD.match(words)
    if found is None or found[1].casefold() not in _KEYS:
        return ""
    method, result = found[1].casefold(), found[2].casefold()
    told = {name.casefold(): value for name, value in _PROPERTY.findall(words)}
    domain = next((d for key in _KEYS[method] if (d := _domain(told.get(key, "")))), "")
    policy = ""
    if method == "dmarc":
        policy = (told.get("policy.p") or told.get("action", "")).casefold().removeprefix("o")
    return f"{method}={_SAME_RESULT.get(result, result)}@{domain}/{policy}"


def _read_spf(text: str) -> tuple[str, str]:
    """A Received-SPF field (RFC 7208 section 9.1) as the one result it holds."""
    result = text.split(None, 1)[0].casefold() if text else ""
    told = re.search(r"\breceiver=([\w.-]+)", text)
    host = re.search(r"\(([\w.-]+):", text)
    server = told[1] if told else host[1] if host else ""
    sender = _SPF_FROM.search(text)
    domain = _domain(sender[1]) if sender else ""
    return server.casefold(), f"spf={result}@{domain}/" if result.isalpha() else ""


def _domain(value: str) -> str:
    host = value.strip("<>\"'").rpartition("@")[2].casefold().rstrip(".")
    return host if re.fullmatch(r"[\w.-]+", host) and "." in host else ""


def _unpacked(text: str) -> list[Result]:
    results = []
    for word in text.split():
        method, _eq, rest = word.partition("=")
        result, _at, rest = rest.partition("@")
        domain, _slash, policy = rest.partition("/")
        results.append(Result(method, result, domain, policy))
    return results


# ---- which field is ours

_NETEASE = Stamp(at_end=True)
_MICROSOFT = Stamp(frozenset({"outlook.com", "microsoft.com", "outlook.cn"}), True, nameless=True)


def _named(*ids: str) -> Stamp:
    return Stamp(frozenset(ids), always=True)


_YAHOO = _named("yahoo.com", "aol.com")
_GMX = _named("gmx.net", "gmx.com", "web.de", "mail.com", "kundenserver.de")
_ZOHO = _named("zohomail.com", "zoho.com", "zohomail.eu", "zoho.eu", "zoho.in", "zoho.com.cn")
_YANDEX = _named("yandex.net", "yandex.ru", "yandex.com")
_STAMPS: Mapping[str, Stamp] = {
    "gmail": _named("google.com"),
    "microsoft365": _MICROSOFT,
    "outlook": _MICROSOFT,
    "partner-21vianet": _MICROSOFT,
    "qq.com": _named("qq.com"),
    "exmail": _named("qq.com"),
    "163.com": _NETEASE,
    "126.com": _NETEASE,
    "yeah.net": _NETEASE,
    "188.com": _NETEASE,
    "vip.163.com": _NETEASE,
    "vip.126.com": _NETEASE,
    "163-qiye": _NETEASE,
    "163-qiye-hz": _NETEASE,
    "163-ym": _NETEASE,
    "coremail": _NETEASE,
    "icloud": _named("icloud.com", "apple.com"),
    "yahoo.com": _YAHOO,
    "aol.com": _YAHOO,
    "att.net": _YAHOO,
    "verizon.net": _YAHOO,
    "gmx.net": _GMX,
    "gmx.com": _GMX,
    "web.de": _GMX,
    "mail.com": _GMX,
    "1und1.de": _GMX,
    "fastmail": _named("messagingengine.com", "fastmail.com"),
    "zoho.com": _ZOHO,
    "zoho.eu": _ZOHO,
    "zoho.in": _ZOHO,
    "zoho.com.cn": _ZOHO,
    "zohopro": _ZOHO,
    "yandex.ru": _YANDEX,
    "yandex360": _YANDEX,
    "mail.ru": _named("mail.ru"),
    "vkworkspace": _named("mail.ru"),
    "protonmail": _named("protonmail.ch", "proton.me"),
}


def stamp_of(provider: str, imap_host: str, email: str) -> Stamp:
    """How the server of an account stamps its mail: by the provider's habit, else by the account's own domains."""
    own = {registrable(imap_host.casefold()), registrable(email.rpartition("@")[2].casefold())}
    known = _STAMPS.get(provider, Stamp())
    return replace(known, ids=known.ids | frozenset(own - {""}))


def judge(found: Mapping[str, Any] | None, stamp: Stamp, from_address: str) -> SenderCheck:
    """The verdict about a mail: `found` is what `trace` kept of it, `from_address` the address of its From."""
    if not found:
        return SenderCheck("unchecked")
    by = [str(host) for host in found.get("by", ())]
    fields = [(str(k), str(s), int(a), str(r)) for k, s, a, r in found.get("fields", ())]
    for kind in ("", "arc", "spf"):
        ours = _ours([field for field in fields if field[0] == kind], by, stamp)
        if ours:
            results = tuple(r for field in ours for r in _unpacked(field[3]))
            return _verdict(results, ours[0][1], from_address)
    return SenderCheck("unchecked")


_Field = tuple[str, str, int, str]


def _ours(fields: Sequence[_Field], by: Sequence[str], stamp: Stamp) -> list[_Field]:
    """The fields that our own server wrote: a run from the topmost one that can be its."""
    own_hops = _own_hops(by, stamp)
    if stamp.at_end:  # its authserv-id is the name of the machine that took the mail in
        named = [field for field in fields if field[1] and field[1] in by[:own_hops]]
        return named[-1:]
    for place, field in enumerate(fields):
        _kind, server, above, _results = field
        named_ours = registrable(server) in stamp.ids or bool(server and server in by[:own_hops])
        if not named_ours and not (stamp.nameless and not server):
            continue
        # a server that does not stamp every mail: the field must stand above the last hop that is ours
        if not stamp.always and above >= own_hops:
            continue
        same = [f for f in fields[place:] if f[2] == above and f[1] == server]
        return [field] if stamp.always else same
    return []


def _own_hops(by: Sequence[str], stamp: Stamp) -> int:
    """How many Received fields, from the top, our own servers wrote: the first one surely is theirs."""
    if not by:
        return 0
    ours = stamp.ids | {registrable(by[0])}
    hops = 1
    for host in by[1:]:
        if registrable(host) not in ours or not registrable(host):
            break
        hops += 1
    return hops


# ---- what it says


def _verdict(results: tuple[Result, ...], server: str, from_address: str) -> SenderCheck:
    sender = from_address.rpartition("@")[2].casefold()
    owner = registrable(sender) or sender

    def aligned(found: Result) -> bool:
        return bool(owner) and (registrable(found.domain) or found.domain) == owner

    dmarc = [r for r in results if r.method == "dmarc" and (aligned(r) or not r.domain)]
    passed = [r for r in results if r.result == "pass" and r.method in ("spf", "dkim")]
    denied = [r for r in dmarc if r.result == "fail"]
    if denied:
        forged = _is_forged(denied, results, aligned)
        return SenderCheck("forged" if forged else "unconfirmed", owner, server, results)
    confirmed = any(r.result == "pass" for r in dmarc) or any(aligned(r) for r in passed)
    return SenderCheck("confirmed" if confirmed else "unconfirmed", owner, server, results)


def _is_forged(
    denied: Sequence[Result], results: Sequence[Result], aligned: Callable[[Result], bool]
) -> bool:
    """DMARC failed: forged when the owner of the domain wants such mail refused and nobody passed it on.

    A mail that a list or a forwarder passed on fails too; then a signature of the chain (ARC) holds.
    """
    if any(r.method in ("arc", "compauth") and r.result == "pass" for r in results):
        return False
    if any(r.method == "dkim" and r.result == "pass" and aligned(r) for r in results):
        return False
    if any(r.policy in ("reject", "quarantine") for r in denied):
        return True
    told = any(r.policy for r in denied)
    return not told and any(
        r.method == "spf" and r.result == "fail" and aligned(r) for r in results
    )
