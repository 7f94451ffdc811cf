"""Finds the servers of a mail address, so that nobody has to type host names.

In this order: the provider table; SRV records (RFC 6186, RFC 8314); the document that the domain publishes over
HTTPS; the provider that its mail exchangers reveal; a guess that answered. No password is known here: what is found
is shown before one is sent anywhere.
"""

import contextlib
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Literal, ParamSpec, TypeVar
from urllib.parse import quote

from publicsuffixlist import PublicSuffixList

from desktop.mail.accounts import suggest
from desktop.mail.autoconfig_document import Documented, parse
from desktop.mail.dns_lookup import Dns, Service
from desktop.mail.https_document import Https
from desktop.mail.mime.build import ascii_domain
from desktop.mail.providers import Endpoint, Provider, provider_by_host, provider_for
from desktop.mail.server_answers import answers
from desktop.runtime.i18n import _

Source = Literal["provider", "srv", "autoconfig", "mx", "guess", ""]
Answers = Callable[[Endpoint, Literal["imap", "smtp"]], bool]


_SEARCH_SECONDS = 8.0
_GUESS_SECONDS = 6.0
_SERVICES: dict[str, Literal["ssl", "starttls"]] = {
    "_imaps": "ssl",
    "_imap": "starttls",
    "_submissions": "ssl",
    "_submission": "starttls",
}


@dataclass(frozen=True, slots=True)
class SearchStep:
    """One place that was looked at: `name` as in `Source`, what came of it in words."""

    name: str
    ok: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Found:
    """Settings for an address.

    `source` says where they come from, "" when nothing was found and they are only the usual names. `verified`:
    the provider table knows them, or servers answer there. `ask`: the hosts lie outside of the address's domain
    and only the network vouches for them: the user must see them before a password is sent (RFC 6186 section 6).
    """

    email: str
    imap: Endpoint
    smtp: Endpoint
    username: str
    smtp_username: str
    source: Source
    verified: bool
    ask: bool
    provider: str = ""
    name: str = ""
    hint: str = ""
    app_password: bool = False
    oauth_issuer: str = ""
    saves_sent: bool = False
    help_url: str = ""


@dataclass(frozen=True)
class Sources:
    """Where to look; tests bring their own name server and web server."""

    dns: Dns = field(default_factory=Dns)
    https: Https = field(default_factory=Https)
    answers: Answers = answers


def discover(
    email: str,
    on_step: Callable[[SearchStep], None] = lambda _step: None,
    *,
    stop: threading.Event | None = None,
    sources: Sources | None = None,
) -> Found:
    """Find the servers of an address; takes up to some twelve seconds, so not on the GUI thread.

    `on_step` hears of each place when its answer counts. A set `stop` ends the search early with the guess.
    Raises UserFacing (`bad_address`).
    """
    address = suggest(email).email
    return _Search(address, on_step, stop or threading.Event(), sources or Sources()).run()


Result = TypeVar("Result")
Asked = ParamSpec("Asked")


def _begun(
    ask: Callable[Asked, Result], *args: Asked.args, **kwargs: Asked.kwargs
) -> Future[Result]:
    """Ask in a thread of its own that nobody waits for in the end: a name server may keep it for minutes."""
    future: Future[Result] = Future()

    def run() -> None:
        try:
            future.set_result(ask(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - the top of a thread; who waits is told
            future.set_exception(error)

    threading.Thread(target=run, name="autoconfig", daemon=True).start()
    return future


class _Search:
    def __init__(
        self,
        email: str,
        on_step: Callable[[SearchStep], None],
        stop: threading.Event,
        sources: Sources,
    ) -> None:
        self._email, self._tell, self._stop, self._sources = email, on_step, stop, sources
        self._domain = ascii_domain(email.rpartition("@")[2])

    def run(self) -> Found:
        known = provider_for(self._email)
        if known.known:
            detail = _("{domain} is a mailbox of {name}").format(
                domain=self._domain, name=known.name
            )
            self._tell(SearchStep("provider", ok=True, detail=detail))
            return self._of_provider(known, "provider")
        detail = _("{domain} is in no list of providers").format(domain=self._domain)
        self._tell(SearchStep("provider", ok=False, detail=detail))
        end = time.monotonic() + _SEARCH_SECONDS
        records = [
            _begun(self._sources.dns.services, f"{n}._tcp.{self._domain}") for n in _SERVICES
        ]
        documents = [_begun(self._document, url) for url in self._urls()]
        mx = _begun(self._sources.dns.exchangers, self._domain)
        found = (
            self._told_srv(self._by_srv([self._answer(r, end) or [] for r in records]))
            or self._told_documents([self._answer(d, end) for d in documents])
            or self._told_mx(self._answer(mx, end) or ())
        )
        return found or self._guessed()

    # ---- SRV records

    @staticmethod
    def _by_srv(records: list[list[Service]]) -> tuple[Endpoint, Endpoint] | None:
        """The best IMAP and the best submission server of the records, in the order of `_SERVICES`."""
        places = [
            Endpoint(found[0].host, found[0].port, security) if found else None
            for found, security in zip(records, _SERVICES.values(), strict=True)
        ]
        imap, smtp = places[0] or places[1], places[2] or places[3]
        return (imap, smtp) if imap and smtp else None

    def _told_srv(self, pair: tuple[Endpoint, Endpoint] | None) -> Found | None:
        if pair is None:
            detail = _("{domain} names no mail servers in its records").format(domain=self._domain)
            self._tell(SearchStep("srv", ok=False, detail=detail))
            return None
        detail = _("{domain} names {imap} and {smtp} in its records").format(
            domain=self._domain, imap=pair[0].host, smtp=pair[1].host
        )
        self._tell(SearchStep("srv", ok=True, detail=detail))
        habits = provider_by_host(pair[0].host)
        username = habits.login_for(self._email) if habits else self._email
        return self._found(pair[0], pair[1], username, username, "srv", habits)

    # ---- the published document

    def _urls(self) -> tuple[str, str]:
        address = quote(self._email, safe="")
        return (
            f"https://autoconfig.{self._domain}/mail/config-v1.1.xml?emailaddress={address}",
            f"https://{self._domain}/.well-known/autoconfig/mail/config-v1.1.xml",
        )

    def _document(self, url: str) -> Documented | None:
        data = None if self._stop.is_set() else self._sources.https.get(url)
        return parse(data, self._email) if data else None

    def _told_documents(self, documents: list[Documented | None]) -> Found | None:
        found = next((d for d in documents if d is not None), None)
        if found is None:
            detail = _("{domain} publishes no settings").format(domain=self._domain)
            self._tell(SearchStep("autoconfig", ok=False, detail=detail))
            return None
        detail = _("{domain} publishes its settings: {imap} and {smtp}").format(
            domain=self._domain, imap=found.imap.host, smtp=found.smtp.host
        )
        self._tell(SearchStep("autoconfig", ok=True, detail=detail))
        habits = provider_by_host(found.imap.host)
        return self._found(
            found.imap,
            found.smtp,
            found.username,
            found.smtp_username,
            "autoconfig",
            habits,
            found.name,
        )

    # ---- mail exchangers

    def _told_mx(self, exchangers: tuple[str, ...]) -> Found | None:
        provider = self._provider_of(exchangers)
        if provider is None:
            detail = _("Nothing is known of who receives mail for {domain}").format(
                domain=self._domain
            )
            self._tell(SearchStep("mx", ok=False, detail=detail))
            return None
        detail = _("Mail for {domain} is received by {name}").format(
            domain=self._domain, name=provider.name
        )
        self._tell(SearchStep("mx", ok=True, detail=detail))
        return self._of_provider(provider, "mx")

    def _provider_of(self, exchangers: tuple[str, ...]) -> Provider | None:
        """The provider by the table's exchangers, else by the exchanger's own domain: mx.web.de is web.de's."""
        provider = provider_for(self._email, mx=exchangers)
        if provider.known:
            return provider
        suffixes = PublicSuffixList()
        for host in exchangers:
            provider = provider_for(f"x@{suffixes.privatesuffix(host) or host}")
            if provider.known:
                return provider
        return None

    # ---- the guess

    def _guessed(self) -> Found:
        imap = [
            *(Endpoint(f"{name}.{self._domain}", 993, "ssl") for name in ("imap", "mail")),
            *(Endpoint(f"{name}.{self._domain}", 143, "starttls") for name in ("imap", "mail")),
        ]
        smtp = [
            *(Endpoint(f"{name}.{self._domain}", 465, "ssl") for name in ("smtp", "mail")),
            *(Endpoint(f"{name}.{self._domain}", 587, "starttls") for name in ("smtp", "mail")),
        ]
        end = time.monotonic() + _GUESS_SECONDS
        asked_imap = [_begun(self._answers, place, "imap") for place in imap]
        asked_smtp = [_begun(self._answers, place, "smtp") for place in smtp]
        good_imap = [
            p for p, asked in zip(imap, asked_imap, strict=True) if self._answer(asked, end)
        ]
        good_smtp = [
            p for p, asked in zip(smtp, asked_smtp, strict=True) if self._answer(asked, end)
        ]
        verified = bool(good_imap and good_smtp)
        chosen = (*good_imap, imap[0])[0], (*good_smtp, smtp[0])[0]
        if verified:
            detail = _("{imap} and {smtp} answer").format(imap=chosen[0].host, smtp=chosen[1].host)
        else:
            detail = _("No server answers under the usual names; please enter them by hand")
        self._tell(SearchStep("guess", ok=verified, detail=detail))
        return self._found(
            *chosen, self._email, self._email, "guess" if verified else "", None, verified=verified
        )

    def _answer(self, future: Future[Result], end: float) -> Result | None:
        """The answer, None when it does not come until `end` (of the monotonic clock) or the search was stopped."""
        while not self._stop.is_set() and (left := end - time.monotonic()) > 0:
            with contextlib.suppress(TimeoutError):
                return future.result(min(left, 0.1))
        return None

    def _answers(self, place: Endpoint, kind: Literal["imap", "smtp"]) -> bool:
        return not self._stop.is_set() and self._sources.answers(place, kind)

    # ---- results

    def _of_provider(self, provider: Provider, source: Source) -> Found:
        username = provider.login_for(self._email)
        return self._found(provider.imap, provider.smtp, username, username, source, provider)

    def _found(
        self,
        imap: Endpoint,
        smtp: Endpoint,
        username: str,
        smtp_username: str,
        source: Source,
        habits: Provider | None,
        name: str = "",
        *,
        verified: bool = True,
    ) -> Found:
        own = all(
            host == self._domain or host.endswith("." + self._domain)
            for host in (imap.host, smtp.host)
        )
        trusted = own or (
            habits is not None and (imap.host, smtp.host) == (habits.imap.host, habits.smtp.host)
        )
        return Found(
            email=self._email,
            imap=imap,
            smtp=smtp,
            username=username,
            smtp_username=smtp_username,
            source=source,
            verified=verified,
            ask=source not in ("provider", "") and not trusted,
            provider=habits.id if habits else "",
            name=name or (habits.name if habits else self._domain),
            hint=habits.hint if habits else "",
            app_password=bool(habits and habits.app_password),
            oauth_issuer=habits.oauth_issuer if habits else "",
            saves_sent=bool(habits and habits.saves_sent),
            help_url=habits.help_url if habits else "",
        )
