"""`quote pack`: containers, cartons, mixed cartons and marks of an offer."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from dataclasses import replace

from desktop.cli.context import Context
from desktop.cli.quote_output import emit, find, today
from desktop.runtime.i18n import _
from desktop.trade import packing_edits, quote_marks, quotes
from desktop.trade.marks import clean_mark
from desktop.trade.quote_draft import QuoteDraft


def register(actions: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add this action to the group `quote`."""
    pack = actions.add_parser("pack", parents=[shared], help=_("cartons, containers and marks"))
    pack.add_argument("id")
    pack.add_argument("--mix", metavar="2x40HQ+1x20GP", help=_("containers by hand, or auto"))
    pack.add_argument("--box", metavar="SKU=PCS:LxWxH:NET/GROSS", action="append", default=[])
    pack.add_argument(
        "--mixed", metavar="COUNT:LxWxH:NET/GROSS:SKU=PCS,...", action="append", default=[]
    )
    pack.add_argument("--no-mixed", action="store_true", help=_("take every mixed carton out"))
    pack.add_argument("--destination", metavar="PLACE")
    pack.add_argument("--marks", metavar="TEXT", help=_("lines by \\n; empty for the usual mark"))
    pack.set_defaults(handler=_pack)


def _pack(context: Context, args: Namespace) -> int:
    """Change what is named, then print the packing with the mark as it stands."""
    found = find(context, args)
    draft = _edited(found.draft, args)
    if draft != found.draft:
        found = quotes.update(context.store, found.id, draft, today=today(context))
    mark = quote_marks.read_mark(context.store, found.draft, found.totals.packed.cartons)
    return emit(context, found, {"main_mark": mark.splitlines()})


def _edited(draft: QuoteDraft, args: Namespace) -> QuoteDraft:
    if args.mix is not None:
        draft = replace(draft, container_mix=packing_edits.read_mix(args.mix))
    for text in args.box:
        draft = packing_edits.with_box(draft, *packing_edits.read_box(text))
    if args.no_mixed:
        draft = replace(draft, mixed_cartons=())
    if args.mixed:
        draft = packing_edits.with_keys(draft)
        made = tuple(packing_edits.read_mixed(draft, text) for text in args.mixed)
        draft = replace(draft, mixed_cartons=draft.mixed_cartons + made)
    if args.destination is not None:
        draft = replace(draft, destination=args.destination.strip())
    if args.marks is not None:
        draft = replace(draft, shipping_marks=clean_mark(args.marks.replace("\\n", "\n")))
    return draft
