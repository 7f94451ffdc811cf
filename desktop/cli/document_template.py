"""`document template list|show|set|reset|delete|default|same-look`: how documents are laid out, as JSON."""

import json
from argparse import ArgumentParser, Namespace, _SubParsersAction
from dataclasses import replace
from pathlib import Path

from desktop.cli.context import DONE, PARTLY, Context, table
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade import document_templates
from desktop.trade.document_templates import Template
from desktop.trade.documents.document import Kind
from desktop.trade.documents.layout import read_layout
from desktop.trade.documents.layout_rules import check
from desktop.trade.order_chain import kind_text

_MOST_BYTES = 1_000_000


def register(actions: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add `template` to the commands of documents."""
    group = actions.add_parser("template", help=_("how documents are laid out"))
    deeds = group.add_subparsers(dest="deed", required=True)
    deeds.add_parser("list", parents=[shared]).set_defaults(handler=_list)
    for name, handler in (
        ("show", _show),
        ("reset", _reset),
        ("default", _default),
        ("delete", _delete),
        ("same-look", _spread),
    ):
        one = deeds.add_parser(name, parents=[shared])
        one.add_argument("template", metavar="ID|NAME")
        one.set_defaults(handler=handler)
    setting = deeds.add_parser("set", parents=[shared], help=_("save a layout from a JSON file"))
    setting.add_argument("template", metavar="ID|NAME")
    setting.add_argument("file", type=Path, metavar="FILE")
    setting.add_argument("--kind", choices=[kind.value for kind in Kind])
    setting.add_argument("--company", metavar="ID", default=None)
    setting.set_defaults(handler=_set)


def _list(context: Context, _args: Namespace) -> int:
    found = document_templates.listing(context.store)
    rows = [
        (
            t.id,
            t.name,
            kind_text(t.kind.value),
            t.seller_name or _("every company"),
            str(t.version),
            _("default") if t.is_default else "",
        )
        for t in found
    ]
    context.emit({"templates": [t.as_json() for t in found]}, table(rows))
    return DONE


def _show(context: Context, args: Namespace) -> int:
    return _emit(context, document_templates.get(context.store, args.template))


def _reset(context: Context, args: Namespace) -> int:
    return _emit(context, document_templates.reset(context.store, args.template))


def _default(context: Context, args: Namespace) -> int:
    return _emit(context, document_templates.set_default(context.store, args.template))


def _spread(context: Context, args: Namespace) -> int:
    template = document_templates.get(context.store, args.template)
    changed = document_templates.spread(context.store, template.id)
    rows = [(t.name, kind_text(t.kind.value), f"v{t.version}") for t in changed]
    context.emit({"templates": [t.as_json() for t in changed]}, table(rows))
    return DONE


def _delete(context: Context, args: Namespace) -> int:
    template = document_templates.get(context.store, args.template)
    document_templates.delete(context.store, template.id)
    context.emit(template.as_json(), template.name)
    return DONE


def _set(context: Context, args: Namespace) -> int:
    """Save a file's layout under a name; exit code 3 when some of it does not fit."""
    template = _named(context, args)
    read = read_layout(_json_of(args.file))
    saved = document_templates.save(context.store, replace(template, layout=read.layout))
    # What was put aside is not stored: it is said now.
    findings = check(read, saved.kind)
    _emit(context, replace(saved, findings=findings))
    return PARTLY if findings else DONE


def _named(context: Context, args: Namespace) -> Template:
    try:
        return document_templates.get(context.store, args.template)
    except UserFacing:
        if args.kind is None:
            raise
    return Template(args.template, Kind(args.kind), seller_id=args.company)


def _json_of(path: Path) -> object:
    try:
        content = path.read_bytes() if path.stat().st_size <= _MOST_BYTES else b""
        stored = json.loads(content.decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise UserFacing(
            _("{file} holds no layout.").format(file=path.name),
            hint=_("“document template show NAME --json” prints one to start from."),
            code="bad_layout_file",
        ) from error
    # What `show --json` printed may be given back whole.
    if isinstance(stored, dict) and isinstance(stored.get("layout"), dict):
        return stored["layout"]
    return stored


def _emit(context: Context, template: Template) -> int:
    lines = [f"{template.name}  {kind_text(template.kind.value)}  v{template.version}"]
    lines += [f"  ! {finding.message}" for finding in template.findings]
    lines.append(json.dumps(template.layout.as_json(), ensure_ascii=False, indent=2))
    context.emit(template.as_json(), "\n".join(lines))
    return DONE
