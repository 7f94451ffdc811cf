"""`account sign-in|oauth-client|certificate`: signing in by browser or code, client ids, a server's certificate."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from desktop.cli.context import DONE, Context, local
from desktop.mail import accounts, certificates, oauth_clients, oauth_flow, oauth_tokens
from desktop.mail.oauth_clients import Registration
from desktop.mail.oauth_flow import DeviceCode, Tokens
from desktop.mail.providers import Endpoint
from desktop.runtime.errors import TradepostError, UserFacing
from desktop.runtime.i18n import _

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def register(actions: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add the actions to the group `account`."""
    sign_in = actions.add_parser("sign-in", parents=[shared])
    sign_in.add_argument("email")
    sign_in.add_argument("--oauth", metavar="google|microsoft|ISSUER")
    options(sign_in)
    sign_in.set_defaults(handler=_sign_in)
    client = actions.add_parser("oauth-client", parents=[shared])
    client.add_argument("issuer", nargs="?")
    client_options(client)
    client.set_defaults(handler=_client)
    certificate = actions.add_parser("certificate", parents=[shared])
    certificate.add_argument("email")
    certificate.set_defaults(handler=_certificate)


def options(parser: ArgumentParser) -> None:
    """The options of whatever signs in."""
    client_options(parser)
    parser.add_argument(
        "--device", action="store_true", help=_("sign in with a code, on any device")
    )


def client_options(parser: ArgumentParser) -> None:
    """The options that say how this program is registered."""
    parser.add_argument("--client-id", metavar="ID")
    parser.add_argument("--client-secret-file", metavar="F", type=Path)
    parser.add_argument("--scopes", metavar="'A B'", default="")


def registered(context: Context, args: Namespace, issuer: str, ca_file: str = "") -> Registration:
    """Return the registration with an issuer, kept first when --client-id gives one."""
    if not args.client_id:
        return oauth_clients.registration(context.store, issuer)
    secret = secret_of(args.client_secret_file) if args.client_secret_file else ""
    return oauth_clients.register(
        context.store, issuer, args.client_id, secret, args.scopes, ca_file=ca_file
    )


def secret_of(path: Path) -> str:
    """Return the secret in a file. Raises UserFacing (`password_file`)."""
    try:
        return path.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UserFacing(
            _("The password file cannot be read: {path}").format(path=path), code="password_file"
        ) from error


def tokens_of(
    registration: Registration,
    email: str,
    ca_file: str,
    *,
    device: bool,
    open_browser: Callable[[str], bool] = oauth_flow.system_browser,
) -> Tokens:
    """Sign in and return what the issuer gave: by the browser, or by a code where there is none or it is asked for."""
    if not device:
        try:
            return oauth_flow.by_browser(
                registration,
                login_hint=email,
                open_browser=open_browser,
                on_url=lambda url: _tell(_("Sign in in your browser: {url}").format(url=url)),
                ca_file=ca_file,
            )
        except UserFacing as error:
            if error.code != "no_browser" or not registration.issuer.device:
                raise
    return oauth_flow.by_device(registration, show=_show_code, ca_file=ca_file)


def _show_code(code: DeviceCode) -> None:
    _tell(_("Open {url} on any device and enter {code}").format(url=code.url, code=code.code))


def _tell(text: str) -> None:
    """On stderr, also with --json: without it nobody could sign in."""
    print(text, file=sys.stderr, flush=True)


def _sign_in(context: Context, args: Namespace) -> int:
    settings = accounts.load(context.store, args.email)
    issuer = args.oauth or settings.oauth_issuer
    if not issuer:
        raise UserFacing(
            _("{email} has not been signed in to by browser before.").format(email=settings.email),
            hint=_("Say with whom: --oauth google, --oauth microsoft or an issuer's address."),
            code="no_issuer",
        )
    found = registered(context, args, issuer, settings.ca_file)
    tokens = tokens_of(found, settings.email, settings.ca_file, device=args.device)
    with context.store.read() as session:
        account_id = accounts.find(session, args.email).id
    oauth_tokens.keep(context.store, account_id, oauth_tokens.as_kept(tokens, found.issuer.id))
    context.emit(
        {"email": settings.email, "signed_in": True, "issuer": found.issuer.id},
        _("Signed in to {email}.").format(email=settings.email),
    )
    return DONE


def _client(context: Context, args: Namespace) -> int:
    if args.issuer and args.client_id:
        registered(context, args, args.issuer)
    elif args.issuer:
        oauth_clients.registration(context.store, args.issuer)
    rows = [
        {
            "issuer": r.issuer.id,
            "client_id": r.client_id,
            "has_secret": bool(r.client_secret),
            "scopes": list(r.issuer.scopes),
        }
        for r in oauth_clients.registrations(context.store)
    ]
    context.emit({"clients": rows}, "\n".join(f"{r['issuer']}  {r['client_id']}" for r in rows))
    return DONE


def _certificate(context: Context, args: Namespace) -> int:
    settings = accounts.load(context.store, args.email)
    shown: list[dict[str, object]] = []
    servers: dict[Literal["imap", "smtp"], Endpoint] = {
        "imap": settings.imap,
        "smtp": settings.smtp,
    }
    for protocol, endpoint in servers.items():
        try:
            found = certificates.look(
                endpoint, protocol, ca_file=settings.ca_file, trusted=settings.trusted_certificate
            )
        except TradepostError as error:
            shown.append({"protocol": protocol, "host": endpoint.host, "error": error.as_dict()})
            continue
        shown.append(
            {
                "protocol": protocol,
                "host": found.host,
                "subject": found.subject,
                "issuer": found.issuer,
                "names": list(found.names),
                "valid_from": found.valid_from,
                "valid_until": found.valid_until,
                "sha256": found.sha256,
                "trusted": not found.problem,
                "accepted": found.accepted,
                "problem": found.problem,
            }
        )
        if not context.as_json:
            _print_certificate(found)
    context.emit({"certificates": shown})
    return DONE


def _print_certificate(found: certificates.Certificate) -> None:
    lines = [
        (_("Server"), found.host),
        (_("Made out to"), found.subject),
        (_("Issued by"), found.issuer),
        (_("Valid"), f"{local(found.valid_from)} – {local(found.valid_until)}"),
        ("SHA-256", found.fingerprint),
        (_("Trusted"), found.problem or _("yes")),
    ]
    for name, value in lines:
        print(f"{name}: {value}")
    if found.problem and not found.accepted:
        print(
            _("To accept it: tradepost account set EMAIL trusted_certificate={sha256}").format(
                sha256=found.sha256
            )
        )
    print()
