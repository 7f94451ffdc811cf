"""`folder ...`: the folders of the mailboxes, which of them are synced, what they take, and changes of them."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from typing import Any

from desktop.cli.context import DONE, Context, table
from desktop.mail import folder_changes, folder_choice, free_space
from desktop.mail.folder_choice import no_folder
from desktop.mail.storage import Choice, storage
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _, ngettext
from desktop.store.queries.folder_tree import AccountFolders, FolderItem, folder_tree


def register(commands: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add the commands of this group."""
    group = commands.add_parser("folder", help=_("folders of the mailboxes"))
    actions = group.add_subparsers(dest="action", required=True)

    def add(name: str, handler: object, *words: str) -> ArgumentParser:
        parser: ArgumentParser = actions.add_parser(name, parents=[shared])
        for word in words:
            parser.add_argument(word)
        parser.add_argument("--account", metavar="E", default="")
        parser.set_defaults(handler=handler)
        return parser

    add("list", _list)
    choose = add("choose", _choose, "name")
    which = choose.add_mutually_exclusive_group()
    which.add_argument("--on", dest="on", action="store_true", default=None)
    which.add_argument("--off", dest="on", action="store_false")
    choose.add_argument("--keep", choices=("mail", "headers"))
    create = add("create", _create, "name")
    create.add_argument("--in", dest="parent", metavar="FOLDER")
    add("rename", _rename, "name", "new_name")
    delete = add("delete", _delete, "name")
    delete.add_argument("--with-mail", action="store_true", help=_("its mail goes to the trash"))
    subscribe = add("subscribe", _subscribe, "name")
    subscribe.add_argument("--off", action="store_true")
    room = add("storage", _storage)
    room.add_argument("--free", action="store_true", help=_("free what is no longer kept"))


def _list(context: Context, args: Namespace) -> int:
    found = _accounts(context, args, figures=True)
    rows = [(a, f) for a in found for f in a.folders]
    text = table(
        [
            (
                a.email,
                f.name,
                f.role,
                _("synced") if f.synced else "-",
                f.keep,
                str(f.unread),
                f"{f.stored}/{f.total}",
            )
            for a, f in rows
        ],
        (_("account"), _("folder"), _("role"), "", _("keeps"), _("unread"), _("here")),
    )
    context.emit({"folders": [_as_json(a, f) for a, f in rows]}, text)
    return DONE


def _choose(context: Context, args: Namespace) -> int:
    account, folder = _find(context, args, args.name)
    synced = folder.synced if args.on is None else args.on
    folder_choice.choose(context.store, folder.id, synced=synced, keep=args.keep)
    words = _("“{name}” is synced.") if synced else _("“{name}” is not synced any more.")
    context.emit(
        {"id": folder.id, "account": account.email, "name": folder.name, "synced": synced},
        words.format(name=folder.name),
    )
    return DONE


def _create(context: Context, args: Namespace) -> int:
    if args.parent:
        account, above = _find(context, args, args.parent)
        parent_id: int | None = above.id
    else:
        account, parent_id = _one(_accounts(context, args)), None
    made = folder_changes.create(context.store, account.id, args.name, parent_id=parent_id)
    context.emit({"id": made, "account": account.email, "name": args.name}, _told_later())
    return DONE


def _rename(context: Context, args: Namespace) -> int:
    account, folder = _find(context, args, args.name)
    folder_changes.rename(context.store, folder.id, args.new_name)
    context.emit({"id": folder.id, "account": account.email, "name": args.new_name}, _told_later())
    return DONE


def _delete(context: Context, args: Namespace) -> int:
    account, folder = _find(context, args, args.name)
    folder_changes.delete(context.store, folder.id, with_mail=args.with_mail)
    context.emit({"deleted": folder.name, "account": account.email}, _told_later())
    return DONE


def _subscribe(context: Context, args: Namespace) -> int:
    account, folder = _find(context, args, args.name)
    folder_changes.subscribe(context.store, folder.id, on=not args.off)
    context.emit(
        {"id": folder.id, "account": account.email, "subscribed": not args.off}, _told_later()
    )
    return DONE


def _storage(context: Context, args: Namespace) -> int:
    answers, lines = [], []
    for account in _accounts(context, args):
        plan = folder_choice.plan(context.store, account.id)
        would = free_space.freeable(context.store, account.id, plan)
        freed = free_space.free(context.store, account.id, plan) if args.free else None
        found = storage(context.store, account.id, plan)
        answers.append(
            {
                "email": account.email,
                "sync_months": plan.sync_months,
                "offline_months": plan.offline_months,
                "fetch_limit": plan.fetch_limit,
                "listed": found.listed,
                "whole": found.whole,
                "bytes_here": found.here,
                "disk_free": found.disk_free,
                "planned": _choice(found.planned),
                "far_back": [_choice(c) for c in found.far_back],
                "offline": [_choice(c) for c in found.offline],
                "limits": [_choice(c) for c in found.limits],
                "freeable": would,
                "freed": freed,
            }
        )
        lines.append(_storage_text(account.email, found.here, found.disk_free))
        if freed is not None:
            lines.append(_("{mb} MB freed").format(mb=round(freed.size / 1e6)))
        elif would.mails:
            words = _("{mb} MB can be freed: `tradepost folder storage --free`.")
            lines.append(words.format(mb=round(would.size / 1e6)))
    context.emit({"accounts": answers}, "\n".join(lines))
    return DONE


def _storage_text(email: str, here: int, free: int) -> str:
    return _("{email}: {here} MB here, {free} MB free on this disk").format(
        email=email, here=round(here / 1e6), free=round(free / 1e6)
    )


def _choice(choice: Choice) -> dict[str, Any]:
    return {
        "value": choice.value,
        "mails": choice.mails,
        "bytes": choice.size,
        "estimated": choice.estimated,
    }


def _told_later() -> str:
    return _("Done here; the mail server is told with the next `tradepost sync`.")


def _accounts(context: Context, args: Namespace, *, figures: bool = False) -> list[AccountFolders]:
    wanted = args.account.strip().casefold()
    found = [
        a
        for a in folder_tree(context.store, figures=figures)
        if a.id and wanted in ("", a.email, a.id)
    ]
    if not found:
        raise UserFacing(
            _("There is no account {account}.").format(account=args.account),
            hint=_("`tradepost account list` shows them."),
            code="no_account",
        )
    return found


def _one(accounts: list[AccountFolders]) -> AccountFolders:
    if len(accounts) > 1:
        raise UserFacing(
            _("There are several accounts: say which one with --account."), code="which_account"
        )
    return accounts[0]


def _find(context: Context, args: Namespace, name: str) -> tuple[AccountFolders, FolderItem]:
    low = name.casefold()
    fits = [
        (account, folder)
        for account in _accounts(context, args)
        for folder in account.folders
        if low in (folder.name.casefold(), folder.role)
    ]
    if not fits:
        raise no_folder()
    if len(fits) > 1:
        raise UserFacing(
            ngettext(
                "{n} folder is called “{name}”.", "{n} folders are called “{name}”.", len(fits)
            ).format(n=len(fits), name=name),
            hint=_("Say which account with --account."),
            code="which_folder",
        )
    return fits[0]


def _as_json(account: AccountFolders, folder: FolderItem) -> dict[str, Any]:
    return {
        "id": folder.id,
        "account": account.email,
        "name": folder.name,
        "role": folder.role,
        "parent": folder.parent,
        "selectable": folder.selectable,
        "synced": folder.synced,
        "chosen": folder.chosen,
        "keep": folder.keep,
        "unread": folder.unread,
        "listed": folder.stored,
        "total": folder.total,
        "state": folder.state,
        "error": folder.error,
    }
