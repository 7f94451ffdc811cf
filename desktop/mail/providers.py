"""Where mail lives: hosts by address domain, the habits of providers, and what each folder is for."""

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from desktop.mail.mime.build import ascii_domain
from desktop.runtime.i18n import language
from desktop.runtime.paths import resource

Security = Literal["ssl", "starttls", "plain"]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server: host, port, and how the connection is protected."""

    host: str
    port: int
    security: Security


@dataclass(frozen=True, slots=True)
class Provider:
    """A mail provider's settings and habits.

    `username`: what it wants as login, the whole address or its local part. `oauth_issuer`: who signs its users
    in, "" for passwords only. `connections`: how many it allows an account at a time, 0 unknown. `daily_bytes`:
    how much it lets an account fetch in a day, 0 unlimited. `fetch_depth`: commands it takes in flight, 0
    unknown. `quirks`: words of resources/reference/SOURCE.md.
    """

    id: str
    name: str
    imap: Endpoint
    smtp: Endpoint
    username: Literal["email", "local"]
    app_password: bool
    hint: str
    saves_sent: bool
    known: bool
    help_url: str = ""
    oauth_issuer: str = ""
    connections: int = 0
    daily_bytes: int = 0
    fetch_depth: int = 0
    quirks: frozenset[str] = frozenset()

    @property
    def careful(self) -> bool:
        """Whether it wants one command at a time: no pipelining."""
        return self.fetch_depth == 1

    @property
    def no_qresync(self) -> bool:
        """Whether its QRESYNC must not be believed (MAIL.md 2.13)."""
        return "no_qresync" in self.quirks

    def login_for(self, email: str) -> str:
        """The login name for an address."""
        return email.partition("@")[0] if self.username == "local" else email


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, Any], ...]:
    data = json.loads(resource("reference", "providers.json").read_text("utf-8"))
    return tuple(data["providers"])


def provider_for(email: str, *, mx: tuple[str, ...] = ()) -> Provider:
    """Settings for an address: by its domain, by the domain's mail exchangers `mx` if known, else guessed.

    A guess (`known` False) is imap.<domain> and smtp.<domain> with TLS.
    """
    domain = ascii_domain(email.rpartition("@")[2]).casefold()
    for row in _table():
        if domain in row["domains"]:
            return _provider(row)
    by_mx = _by_exchanger(mx)
    if by_mx is not None:
        return by_mx
    return Provider(
        id="",
        name=domain,
        imap=Endpoint(f"imap.{domain}", 993, "ssl"),
        smtp=Endpoint(f"smtp.{domain}", 465, "ssl"),
        username="email",
        app_password=False,
        hint="",
        saves_sent=False,
        known=False,
    )


def provider_by_host(imap_host: str) -> Provider | None:
    """The provider whose IMAP server this is: its habits count also for a company's own domain."""
    host = imap_host.casefold().rstrip(".")
    if host == "127.0.0.1":  # a bridge on this computer, whichever it is
        return None
    return next(
        (_provider(row) for row in _table() if row["imap"]["host"].casefold() == host), None
    )


def habits_of(provider_id: str, imap_host: str) -> Provider | None:
    """The provider an account belongs to, by the id stored with it or else by its server."""
    stored = next((_provider(row) for row in _table() if row["id"] == provider_id), None)
    return stored or provider_by_host(imap_host)


def _by_exchanger(mx: tuple[str, ...]) -> Provider | None:
    """The provider that the mail exchangers belong to: the longest suffix counts, the first exchanger first."""
    for host in mx:
        found = [
            (len(suffix), row)
            for row in _table()
            for suffix in row["mx"]
            if _below(host.casefold().rstrip("."), suffix.casefold())
        ]
        if found:
            return _provider(max(found, key=lambda pair: pair[0])[1])
    return None


def _below(host: str, suffix: str) -> bool:
    return host == suffix or host.endswith("." + suffix)


def _provider(row: dict[str, Any]) -> Provider:
    hint = row.get("hint_zh") if language() == "zh_CN" else ""
    return Provider(
        id=row["id"],
        name=row["name"],
        imap=_endpoint(row["imap"]),
        smtp=_endpoint(row["smtp"]),
        username="local" if row.get("username") == "local" else "email",
        app_password=bool(row.get("app_password")),
        hint=hint or row.get("hint", ""),
        saves_sent=bool(row.get("saves_sent")),
        known=True,
        help_url=row.get("help_url", ""),
        oauth_issuer=row.get("oauth", ""),
        connections=int(row.get("connections", 0)),
        daily_bytes=int(row.get("daily_bytes", 0)),
        fetch_depth=int(row.get("depth", 0)),
        quirks=frozenset(row.get("quirks", ())),
    )


def _endpoint(row: dict[str, Any]) -> Endpoint:
    security: Security = (
        row["security"] if row["security"] in ("ssl", "starttls", "plain") else "ssl"
    )
    return Endpoint(row["host"], int(row["port"]), security)


# ---- what a folder is for

_BY_FLAG = {
    "\\inbox": "inbox",
    "\\sent": "sent",
    "\\drafts": "drafts",
    "\\trash": "trash",
    "\\junk": "junk",
    "\\spam": "junk",
    "\\archive": "archive",
    "\\all": "all",
    "\\allmail": "all",
    "\\flagged": "flagged",
    "\\starred": "flagged",
}
_BY_NAME = {
    "sent": "sent|sent items|sent messages|sent mail|sent-mail|已发送|已发送邮件|已发邮件|已发送的邮件|寄件備份|已傳送郵件|gesendet|gesendete objekte|gesendete elemente"
    "|enviados|elementos enviados|mensajes enviados|itens enviados|mensagens enviadas|envoyés|éléments envoyés|messages envoyés|отправленные|исходящие отправленные"
    "|送信済み|送信済みアイテム|送信済みメール|المرسلة|البريد المرسل|العناصر المرسلة|posta inviata|inviati",
    "drafts": "drafts|draft|草稿|草稿箱|草稿夹|entwürfe|borradores|rascunhos|brouillons|черновики|下書き|المسودات|bozze",
    "trash": "trash|deleted|deleted items|deleted messages|bin|已删除|已删除邮件|垃圾箱|废件箱|已刪除的郵件|papierkorb|gelöscht|gelöschte objekte|gelöschte elemente"
    "|papelera|elementos eliminados|lixeira|itens excluídos|corbeille|éléments supprimés|корзина|удаленные|удалённые|ごみ箱|削除済みアイテム|المهملات|العناصر المحذوفة|cestino",
    "junk": "junk|spam|junk e-mail|junk email|bulk mail|垃圾邮件|垃圾郵件|广告邮件|spamverdacht|junk-e-mail|correo no deseado|no deseado|lixo eletrônico"
    "|courrier indésirable|indésirables|спам|нежелательная почта|迷惑メール|البريد غير الهام|البريد المزعج|posta indesiderata",
    "archive": "archive|archives|归档|存档|封存|archiv|archivo|arquivo|arquivo morto|архив|アーカイブ|الأرشيف|archivio",
}
_NAMES = {name: role for role, names in _BY_NAME.items() for name in names.split("|")}


def folder_role(name: str, flags: tuple[str, ...], delimiter: str = "/") -> str:
    """What a folder is for: inbox, sent, drafts, trash, junk, archive, all, flagged, or "" for the user's own.

    SPECIAL-USE flags (RFC 6154) count first, then the name as providers write it in eight languages.
    """
    for flag in flags:
        role = _BY_FLAG.get(flag.casefold())
        if role:
            return role
    if name.casefold() == "inbox":
        return "inbox"
    parts = [p for p in re.split(re.escape(delimiter) if delimiter else r"[/.]", name) if p]
    if len(parts) > 2 or not parts:
        return ""
    if len(parts) == 2 and parts[0].casefold() not in (
        "inbox",
        "[gmail]",
        "[google mail]",
        "其他文件夹",
    ):
        return ""
    return _NAMES.get(parts[-1].casefold(), "")


def assign_roles(found: list[tuple[str, tuple[str, ...], str]]) -> list[str]:
    """Roles for a whole listing of (name, flags, delimiter): each role once, a flag beats a name."""
    by_flag = [
        next((r for f in flags if (r := _BY_FLAG.get(f.casefold()))), "") for _n, flags, _d in found
    ]
    taken = {role for role in by_flag if role}
    roles = []
    for (name, _flags, delimiter), flagged in zip(found, by_flag, strict=True):
        role = flagged or folder_role(name, (), delimiter)
        if not flagged and role in taken:
            role = ""
        taken.add(role)
        roles.append(role)
    return roles
