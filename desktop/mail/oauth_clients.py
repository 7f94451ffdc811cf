"""How this program is registered with those who sign users in: client ids from the settings, never from the code."""

from dataclasses import dataclass, field, replace

import sqlalchemy as sa

from desktop.mail import oauth_issuers
from desktop.mail.oauth_issuers import KNOWN, Issuer
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.mail import OAuthClient
from desktop.store.workspace import Store


@dataclass(frozen=True, slots=True)
class Registration:
    """An issuer and the client id it gave us; `client_secret` "" for a public client."""

    issuer: Issuer
    client_id: str
    client_secret: str = field(default="", repr=False)


def registration(store: Store, issuer: str) -> Registration:
    """Return how we are registered with an issuer (short name or URL). Raises UserFacing (`oauth_client`)."""
    with store.read() as session:
        row = session.get(OAuthClient, _key(issuer))
        if row is not None and row.client_id:
            return _registration(row)
    known = KNOWN.get(issuer)
    raise UserFacing(
        _("Tradepost has no client id yet to sign in with {name}.").format(
            name=known.name if known else issuer
        ),
        hint=_(
            "Enter one in the account's form, or with `tradepost account oauth-client`; docs/sign-in.md says how to get it."
        ),
        code="oauth_client",
    )


def registrations(store: Store) -> list[Registration]:
    """Return all of them, by issuer."""
    with store.read() as session:
        rows = session.scalars(sa.select(OAuthClient).order_by(OAuthClient.issuer)).all()
        return [_registration(row) for row in rows if row.client_id]


def register(
    store: Store,
    issuer: str,
    client_id: str,
    client_secret: str = "",
    scopes: str = "",
    *,
    ca_file: str = "",
) -> Registration:
    """Keep a client id. An issuer that is not a known one is asked for its endpoints first (network).

    `scopes`: by blanks; "" means the known issuer's own. Raises UserFacing (`bad_issuer`, `no_scopes`, `oauth_client`),
    Retryable.
    """
    if not client_id.strip():
        raise UserFacing(_("The client id is missing."), code="oauth_client")
    found = KNOWN.get(issuer)
    if found is None:
        found = oauth_issuers.discover(issuer, ca_file)
        if not scopes.split():
            raise UserFacing(
                _(
                    "Which rights to ask {name} for is missing: its scopes for IMAP and SMTP."
                ).format(name=found.name),
                hint=_("Ask your provider or administrator for them."),
                code="no_scopes",
            )
    with store.write("user") as unit:
        row = unit.session.get(OAuthClient, found.id) or OAuthClient(issuer=found.id)
        unit.session.add(row)
        row.client_id, row.client_secret = client_id.strip(), client_secret.strip()
        row.scopes = " ".join(scopes.split())
        row.endpoints = {} if found.id in KNOWN else oauth_issuers.metadata(found)
        return _registration(row)


def _registration(row: OAuthClient) -> Registration:
    issuer = KNOWN.get(row.issuer) or oauth_issuers.from_metadata(row.issuer, row.endpoints)
    if row.scopes:
        issuer = replace(issuer, scopes=tuple(row.scopes.split()))
    return Registration(issuer, row.client_id, row.client_secret or "")


def _key(issuer: str) -> str:
    return issuer.strip().rstrip("/")
