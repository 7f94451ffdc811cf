"""Asks the name system where a domain's mail services are: SRV and MX records, which the system's own resolver hides."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

LOOKUP_SECONDS = 4.0


@dataclass(frozen=True, slots=True)
class Service:
    """Where a service is (RFC 2782): host without its last dot, and port."""

    host: str
    port: int


class Dns:
    """Looks records up at the system's name servers, or at `servers` on `port`."""

    def __init__(self, servers: Sequence[str] = (), port: int = 53) -> None:
        self._servers, self._port = list(servers), port

    def services(self, name: str) -> list[Service]:
        """The places of an SRV name, best first; empty when there is none or nobody answers.

        A target of "." says that the service is decidedly not available (RFC 2782): it is left out.
        """
        rows = [
            (
                record.priority,
                -record.weight,
                record.target.to_text(omit_final_dot=True),
                record.port,
            )
            for record in self._ask(name, "SRV")
        ]
        return [
            Service(host.casefold(), port) for _p, _w, host, port in sorted(rows) if host != "."
        ]

    def exchangers(self, domain: str) -> tuple[str, ...]:
        """The hosts that take a domain's mail, best first; empty when there are none or nobody answers."""
        rows = [
            (record.preference, record.exchange.to_text(omit_final_dot=True).casefold())
            for record in self._ask(domain, "MX")
        ]
        return tuple(host for _preference, host in sorted(rows) if host != ".")

    def _ask(self, name: str, kind: str) -> list[Any]:
        import dns.exception  # 0.2 s of a command's start; only who adds an account needs it
        import dns.resolver

        try:
            resolver = dns.resolver.Resolver(configure=not self._servers)
            if self._servers:
                resolver.nameservers, resolver.port = self._servers, self._port
            return list(resolver.resolve(name, kind, lifetime=LOOKUP_SECONDS, search=False))
        except (dns.exception.DNSException, OSError, ValueError):
            return []
