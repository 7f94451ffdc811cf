"""`order file add|list|save|remove`: papers that others made, kept with an order."""

import shutil
from argparse import ArgumentParser, Namespace, _SubParsersAction
from pathlib import Path

from desktop.cli.context import DONE, Context, day, table
from desktop.cli.quote_output import today
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade import order_files, orders
from desktop.trade.kept_files import FileKind


def register(actions: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add the action to the group `order`."""
    group = actions.add_parser("file", help=_("papers of others, kept with an order"))
    deeds = group.add_subparsers(dest="deed", required=True)
    add = deeds.add_parser("add", parents=[shared])
    add.add_argument("id", help=_("order, by id or number"))
    add.add_argument("files", nargs="+", metavar="FILE", type=Path)
    add.add_argument("--kind", choices=[kind.value for kind in FileKind],
                     help=_("without it the name says what it is"))  # fmt: skip
    add.add_argument("--on", metavar="D", help=_("day it came"))
    add.set_defaults(handler=_add)
    listing = deeds.add_parser("list", parents=[shared])
    listing.add_argument("id")
    listing.set_defaults(handler=_list)
    save = deeds.add_parser("save", parents=[shared], help=_("a copy of a kept paper"))
    save.add_argument("file")
    save.add_argument("--out", metavar="F", type=Path, required=True)
    save.set_defaults(handler=_save)
    gone = deeds.add_parser("remove", parents=[shared])
    gone.add_argument("file")
    gone.set_defaults(handler=_remove)


def _add(context: Context, args: Namespace) -> int:
    kind = FileKind(args.kind) if args.kind else None
    on = day(args.on) if args.on else today(context)
    for path in args.files:
        order_files.add(context.store, args.id, path, today=on, kind=kind)
    return _list(context, args)


def _list(context: Context, args: Namespace) -> int:
    files = orders.show(context.store, args.id, today=today(context)).files
    text = table([(f.id, f.text(), f.name, f.filed_on.isoformat(), f"{f.size:,}") for f in files])
    context.emit({"files": [one.as_json() for one in files]}, text)
    return DONE


def _save(context: Context, args: Namespace) -> int:
    path = order_files.path_of(context.store, args.file)
    try:
        shutil.copyfile(path, args.out)
    except OSError as error:
        raise UserFacing(
            _("The copy cannot be written to {path}.").format(path=args.out), code="unwritable_file"
        ) from error
    context.emit({"path": str(args.out)}, str(args.out))
    return DONE


def _remove(context: Context, args: Namespace) -> int:
    order_files.remove(context.store, args.file)
    context.emit({"removed": args.file}, _("Removed"))
    return DONE
