"""`account add|test|list|set|remove`: mailboxes; account_sign_in.py has sign-in, oauth-client and certificate."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from dataclasses import replace
from email.utils import parseaddr
from pathlib import Path

from desktop.cli import account_sign_in
from desktop.cli.account_plan import save_plan_values, split_plan
from desktop.cli.account_sign_in import registered, secret_of, tokens_of
from desktop.cli.assignments import assignments
from desktop.cli.context import DONE, ERROR, Context, table
from desktop.mail import accounts, oauth_tokens
from desktop.mail.account_test import Step, run_settings_test
from desktop.mail.accounts import AccountSettings, Identity
from desktop.mail.autoconfig import discover
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.queries import threads

_SECURITY = ("ssl", "starttls", "plain")
_OPTIONS = ("imap_host", "imap_port", "imap_security", "smtp_host", "smtp_port", "smtp_security")


def register(commands: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add the commands of this group."""
    group = commands.add_parser("account", help=_("mailboxes"))
    actions = group.add_subparsers(dest="action", required=True)
    add = actions.add_parser("add", parents=[shared])
    add.add_argument("--email", required=True)
    _settings(add)
    add.add_argument("--no-test", action="store_true")
    add.add_argument(
        "--oauth", metavar="google|microsoft|ISSUER", help=_("sign in by browser, without password")
    )
    account_sign_in.options(add)
    add.add_argument(
        "--yes", action="store_true", help=_("accept servers outside of the address's domain")
    )
    add.set_defaults(handler=_add)
    change = actions.add_parser("set", parents=[shared])
    change.add_argument("email")
    change.add_argument("values", nargs="*", metavar="KEY=VALUE")
    _settings(change)
    change.set_defaults(handler=_set)
    for name, handler in (("test", _test), ("remove", _remove)):
        one = actions.add_parser(name, parents=[shared])
        one.add_argument("email")
        one.set_defaults(handler=handler)
    actions.add_parser("list", parents=[shared]).set_defaults(handler=_list)
    account_sign_in.register(actions, shared)


def _settings(parser: ArgumentParser) -> None:
    parser.add_argument("--username", metavar="U")
    parser.add_argument("--password-file", metavar="F", type=Path)
    parser.add_argument("--smtp-password-file", metavar="F", type=Path)
    parser.add_argument("--name", dest="display_name")
    for side in ("imap", "smtp"):
        parser.add_argument(f"--{side}-host", metavar="H")
        parser.add_argument(f"--{side}-port", metavar="P")
        parser.add_argument(f"--{side}-security", choices=_SECURITY)
    parser.add_argument("--ca-file", metavar="F")
    parser.add_argument("--signature-file", metavar="F", type=Path)
    parser.add_argument(
        "--identity",
        metavar="'NAME <ADDRESS>'",
        action="append",
        help=_("another sender of this mailbox; all of them, an empty one for none"),
    )


def _values(args: Namespace) -> dict[str, str]:
    names = (*_OPTIONS, "username", "display_name", "ca_file")
    values = {name: getattr(args, name) for name in names if getattr(args, name) is not None}
    files = {
        "password": args.password_file,
        "smtp_password": args.smtp_password_file,
        "signature": args.signature_file,
    }
    values |= {name: secret_of(path) for name, path in files.items() if path is not None}
    return values | assignments(getattr(args, "values", ()), code="unknown_setting")


def _changed(args: Namespace, settings: AccountSettings) -> AccountSettings:
    settings = accounts.changed(settings, _values(args))
    if args.identity is None:
        return settings
    kept = {identity.email: identity for identity in settings.identities}
    wanted = [parseaddr(text) for text in args.identity if text.strip()]
    return replace(
        settings,
        identities=tuple(
            replace(kept.get(address, Identity(name, address)), name=name)
            for name, address in wanted
        ),
    )


def _add(context: Context, args: Namespace) -> int:
    settings = _changed(args, _found(context, args))
    if args.oauth:
        found = registered(context, args, args.oauth, settings.ca_file)
        tokens = tokens_of(found, settings.email, settings.ca_file, device=args.device)
        kept = oauth_tokens.as_kept(tokens, found.issuer.id)
        settings = replace(settings, auth="oauth2", oauth_issuer=found.issuer.id, tokens=kept)
    steps: list[Step] = []
    if not args.no_test:
        steps = _run(context, accounts.check(settings))
        if not all(step.ok for step in steps):
            context.emit({"added": False, "steps": steps}, _("The account was not added."))
            return ERROR
    account_id = accounts.add(context.store, settings)
    context.emit(
        {"added": True, "id": account_id, "email": settings.email, "steps": steps},
        _("{email} is ready to sync.").format(email=settings.email),
    )
    return DONE


def _found(context: Context, args: Namespace) -> AccountSettings:
    """Settings for the address: looked for in the network unless both servers are named or the table knows it.

    Raises UserFacing (`ask_servers`) when only the network vouches for servers outside of the address's domain.
    """
    settings = accounts.suggest(args.email)
    if settings.provider or (args.imap_host and args.smtp_host):
        return settings
    context.say(_("Looking for the servers of {email} …").format(email=settings.email))
    found = discover(settings.email)
    if found.ask and not args.yes:
        raise UserFacing(
            _("The servers {imap} and {smtp} lie outside of the address's own domain.").format(
                imap=found.imap.host, smtp=found.smtp.host
            ),
            safe=_("The password was not sent."),
            hint=_(
                "If they are right, add --yes; else name them with --imap-host and --smtp-host."
            ),
            code="ask_servers",
        )
    return replace(
        settings,
        imap=found.imap,
        smtp=found.smtp,
        username=found.username,
        provider=found.provider,
        saves_sent=found.saves_sent,
    )


def _set(context: Context, args: Namespace) -> int:
    kept, args.values = split_plan(args.values)
    if kept:
        save_plan_values(context, args.email, kept)
    settings = _changed(args, accounts.load(context.store, args.email))
    accounts.save(context.store, args.email, settings)
    context.emit({"email": settings.email}, _("Saved."))
    return DONE


def _test(context: Context, args: Namespace) -> int:
    steps = _run(context, accounts.load(context.store, args.email))
    context.emit({"steps": steps})
    return DONE if all(step.ok for step in steps) else ERROR


def _run(context: Context, settings: AccountSettings) -> list[Step]:
    def tell(step: Step) -> None:
        if not context.as_json:
            mark = "✓" if step.ok else "✗"
            print(f"{mark} {step.step:<10} {step.detail}")
            if step.hint:
                print(f"  {step.hint}")

    return run_settings_test(settings, on_step=tell)


def _remove(context: Context, args: Namespace) -> int:
    with context.store.read() as session:
        account_id = accounts.find(session, args.email).id
    kept = oauth_tokens.stored(context.store, account_id)
    accounts.remove(context.store, args.email)
    oauth_tokens.give_back(context.store, kept)
    context.emit({"removed": args.email}, _("Removed. Its mail stays readable here."))
    return DONE


def _list(context: Context, _args: Namespace) -> int:
    rows = threads.list_accounts(context.store)
    text = table(
        [
            (
                a.email,
                f"{a.imap_host}:{a.imap_port}",
                f"{a.smtp_host}:{a.smtp_port}",
                folder.name,
                folder.role,
                f"{folder.stored}/{folder.total}",
            )
            for a in rows
            for folder in a.folders
        ]
        or [(a.email, a.imap_host, a.smtp_host, "", "", "") for a in rows]
    )
    context.emit({"accounts": rows}, text)
    return DONE
