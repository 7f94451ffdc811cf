"""`template list|show|set|delete|slots|render`: mail texts with slots."""

import sys
from argparse import ArgumentParser, Namespace, _SubParsersAction
from pathlib import Path

from desktop.cli.context import DONE, ERROR, Context, table
from desktop.crm import slot_values, templates
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _


def register(commands: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add the commands of this group."""
    group = commands.add_parser("template", help=_("mail texts with slots"))
    actions = group.add_subparsers(dest="action", required=True)
    listing = actions.add_parser("list", parents=[shared])
    listing.add_argument("text", nargs="?", default="")
    listing.add_argument("--language", default="")
    listing.add_argument("--kind", default="")
    listing.set_defaults(handler=_list)
    for name, handler in (("show", _show), ("delete", _delete)):
        one = actions.add_parser(name, parents=[shared])
        one.add_argument("name", metavar="NAME")
        one.set_defaults(handler=handler)
    slots = actions.add_parser("slots", parents=[shared], help=_("what a text can name"))
    slots.set_defaults(handler=_slots)
    change = actions.add_parser("set", parents=[shared])
    change.add_argument("name", metavar="NAME")
    change.add_argument("--title", help=_("the name people see"))
    change.add_argument("--subject")
    change.add_argument("--body-file", metavar="F", type=Path, help=_("- for standard input"))
    change.add_argument("--kind")
    change.add_argument("--language")
    change.set_defaults(handler=_set)
    render = actions.add_parser("render", parents=[shared])
    render.add_argument("name", metavar="NAME")
    render.add_argument("--to", dest="contact", metavar="CONTACT", required=True)
    render.add_argument("--quote", metavar="ID")
    render.set_defaults(handler=_render)


def _list(context: Context, args: Namespace) -> int:
    rows = templates.list_templates(
        context.store, text=args.text, language=args.language, kind=args.kind
    )
    text = table([(r.key, r.language, r.kind_text(), r.name) for r in rows])
    context.emit({"templates": rows}, text)
    return DONE


def _show(context: Context, args: Namespace) -> int:
    row = templates.show(context.store, args.name)
    context.emit(row, f"{row.name} ({row.language})\n{row.subject}\n\n{row.body}")
    return DONE


def _set(context: Context, args: Namespace) -> int:
    row = templates.set_template(
        context.store,
        args.name,
        body=_text(args.body_file) if args.body_file else None,
        subject=args.subject,
        name=args.title,
        kind=args.kind,
        language=args.language,
    )
    context.emit(row, _("Saved."))
    return DONE


def _text(path: Path) -> str:
    try:
        if str(path) == "-":
            return sys.stdin.read()
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserFacing(
            _("The file cannot be read: {path}").format(path=path), code="unreadable_file"
        ) from error


def _slots(context: Context, _args: Namespace) -> int:
    found = {name: _(meaning) for name, meaning in slot_values.SLOTS.items()}
    text = table([(f"{{{{ {name} }}}}", meaning) for name, meaning in found.items()])
    context.emit({"slots": found}, text)
    return DONE


def _delete(context: Context, args: Namespace) -> int:
    templates.delete(context.store, args.name)
    context.emit({"deleted": args.name}, _("Deleted. `tradepost undo` brings it back."))
    return DONE


def _render(context: Context, args: Namespace) -> int:
    filled = templates.render(context.store, args.name, args.contact, quote_id=args.quote)
    lines = [filled.subject, "", filled.text]
    lines += [_("Not filled: {slot}").format(slot=slot) for slot in filled.unresolved]
    context.emit(filled, "\n".join(lines))
    return ERROR if filled.unresolved else DONE
