"""`account add|test|list|set|remove`: mailboxes."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from pathlib import Path

from desktop.cli.context import DONE, ERROR, Context, table
from desktop.mail import accounts
from desktop.mail.account_test import Step, run_account_test
from desktop.mail.accounts import AccountSettings
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
    add.set_defaults(handler=_add)
    change = actions.add_parser("set", parents=[shared])
    change.add_argument("email")
    _settings(change)
    change.set_defaults(handler=_set)
    for name, handler in (("test", _test), ("remove", _remove)):
        one = actions.add_parser(name, parents=[shared])
        one.add_argument("email")
        one.set_defaults(handler=handler)
    actions.add_parser("list", parents=[shared]).set_defaults(handler=_list)


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


def _values(args: Namespace) -> dict[str, str]:
    names = (*_OPTIONS, "username", "display_name", "ca_file")
    values = {name: getattr(args, name) for name in names if getattr(args, name) is not None}
    if args.password_file is not None:
        values["password"] = _secret(args.password_file)
    if args.smtp_password_file is not None:
        values["smtp_password"] = _secret(args.smtp_password_file)
    return values


def _secret(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UserFacing(
            _("The password file cannot be read: {path}").format(path=path), code="password_file"
        ) from error


def _add(context: Context, args: Namespace) -> int:
    settings = accounts.changed(accounts.suggest(args.email), _values(args))
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


def _set(context: Context, args: Namespace) -> int:
    settings = accounts.changed(accounts.load(context.store, args.email), _values(args))
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

    return run_account_test(settings.imap_login(), settings.smtp_login(), on_step=tell)


def _remove(context: Context, args: Namespace) -> int:
    accounts.remove(context.store, args.email)
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
