"""`profile create|info|check`: the workspace itself."""

from argparse import ArgumentParser, Namespace, _SubParsersAction

from desktop.bootstrap import workspace
from desktop.cli.context import DONE, ERROR, Context
from desktop.mail.spoken import apart
from desktop.runtime import secrets
from desktop.runtime.i18n import _
from desktop.store.queries import health


def register(commands: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add the commands of this group."""
    group = commands.add_parser("profile", help=_("the workspace"))
    actions = group.add_subparsers(dest="action", required=True)
    create = actions.add_parser("create", parents=[shared])
    create.add_argument("--name", default="")
    create.add_argument("--email", default="")
    create.add_argument("--company", default="")
    create.set_defaults(handler=_create)
    actions.add_parser("info", parents=[shared]).set_defaults(handler=_info)
    check = actions.add_parser("check", parents=[shared])
    check.add_argument("--repair", action="store_true")
    check.set_defaults(handler=_check)


def _create(context: Context, args: Namespace) -> int:
    passphrase = context.passphrase()
    if context.passphrase_file is None and secrets.keyring_works():
        passphrase = None
    store = workspace.create_workspace(
        context.profile, passphrase, name=args.name, email=args.email, company=args.company
    )
    context.adopt(store)
    context.emit(
        {"profile": context.profile.root, "name": args.company or args.name},
        _("The workspace is ready: {path}").format(path=context.profile.root),
    )
    return DONE


def _info(context: Context, _args: Namespace) -> int:
    figures = health.figures(context.store)
    lines = [f"{name.replace('_', ' ')}: {value}" for name, value in vars(figures).items()]
    context.emit({"profile": context.profile.root, "figures": figures}, "\n".join(lines))
    return DONE


def _check(context: Context, args: Namespace) -> int:
    problems = health.check(context.store, repair=args.repair, apart=apart)
    text = "\n".join(problems) or _("All files, the index and the links agree.")
    context.emit({"ok": not problems, "problems": problems}, text)
    return ERROR if problems else DONE
