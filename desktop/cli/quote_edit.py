"""`quote new|set|line`: an offer made and changed; everything the editor's window does."""

from argparse import Action, ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from desktop.cli.assignments import assignments
from desktop.cli.context import Context, day
from desktop.cli.pasted_lines import aside_json, read_lines, tell
from desktop.cli.quote_output import emit, find, today
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade import line_setting, line_wishes, quote_habits, quote_values, quotes
from desktop.trade.line_wishes import LineWish, WishKind
from desktop.trade.money import check_currency
from desktop.trade.quote_draft import DraftLine, QuoteDraft
from desktop.trade.quote_figures import QuoteFigures

_WISHES = {
    WishKind.LINE: "SKU:QTY[:PRICE]",
    WishKind.OPTIONAL: "SKU:QTY[:PRICE]",
    WishKind.FREE: "SKU:QTY[:PRICE]",
    WishKind.TEXT: "WORDS:QTY[:PRICE]",
    WishKind.SECTION: "TITLE",
    WishKind.NOTE: "WORDS",
}
# Options of `new` that set a field of the same meaning by `quote_values`.
_FIELDS = {
    "port": "port_of_loading",
    "mode": "transport_mode",
    "freight": "freight",
    "insurance": "insurance",
    "discount": "discount",
    "charges": "other_charges",
    "rate": "rate",
    "reference": "buyer_reference",
    "remarks": "remarks",
    "internal_notes": "internal_notes",
    "tolerance": "tolerance_percent",
    "partial_shipment": "partial_shipment",
    "transhipment": "transhipment",
    "seller": "seller_id",
    "price_list": "price_list_id",
}


class _Collect(Action):
    """Keeps the lines of a command in the order in which they were written, whatever their kind."""

    def __call__(
        self,
        _parser: ArgumentParser,
        namespace: Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        kind = WishKind((option_string or "").lstrip("-"))
        wishes = [*(namespace.wishes or ()), LineWish(kind, str(values))]
        namespace.wishes = wishes


def register(actions: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add these actions to the group `quote`."""
    _register_new(actions, shared)
    change = actions.add_parser("set", parents=[shared], help=_("fields of an offer"))
    change.add_argument("id")
    change.add_argument("values", nargs="*", metavar="FIELD=VALUE")
    change.add_argument("--instalment", action="append", metavar="PERCENT:METHOD:EVENT[:DAYS]")
    change.add_argument("--edition", type=int, metavar="N", help=_("refuse when it is another"))
    change.set_defaults(handler=_set)
    lines = actions.add_parser("line", help=_("lines of an offer"))
    deeds = lines.add_subparsers(dest="deed", required=True)
    add = deeds.add_parser("add", parents=[shared])
    add.add_argument("id")
    offer_wishes(add)
    add.add_argument("--at", type=int, metavar="N", help=_("before this line"))
    add.set_defaults(handler=_add)
    one = deeds.add_parser("set", parents=[shared])
    one.add_argument("id")
    one.add_argument("line", metavar="N|KEY")
    one.add_argument("values", nargs="+", metavar="FIELD=VALUE")
    one.set_defaults(handler=_set_line)
    gone = deeds.add_parser("remove", parents=[shared])
    gone.add_argument("id")
    gone.add_argument("lines", nargs="+", metavar="N|KEY")
    gone.set_defaults(handler=_remove)
    move = deeds.add_parser("move", parents=[shared])
    move.add_argument("id")
    move.add_argument("line", metavar="N|KEY")
    move.add_argument("to", type=int, metavar="TO")
    move.set_defaults(handler=_move)
    paste = deeds.add_parser("paste", parents=[shared], help=_("rows of a spreadsheet"))
    paste.add_argument("id")
    paste.add_argument("file", metavar="FILE", help=_("tab, semicolon or comma separated"))
    paste.add_argument("--free-text", action="store_true", help=_("keep unknown articles as text"))
    paste.set_defaults(handler=_paste)
    last = deeds.add_parser("last", parents=[shared], help=_("those of the last offer"))
    last.add_argument("id")
    last.set_defaults(handler=_last)


def _register_new(actions: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    new = actions.add_parser("new", parents=[shared])
    new.add_argument("--customer", metavar="ID", required=True)
    new.add_argument("--contact", metavar="ID")
    new.add_argument("--currency", default="")
    new.add_argument("--incoterm", default="")
    new.add_argument("--place", default="")
    offer_wishes(new)
    new.add_argument("--valid-until", metavar="D")
    new.add_argument("--payment-terms", default="")
    new.add_argument("--instalment", action="append", metavar="PERCENT:METHOD:EVENT[:DAYS]")
    new.add_argument("--lead-time", default="")
    new.add_argument("--like-last", action="store_true", help=_("terms of the last offer"))
    new.add_argument("--included", action="store_true", help=_("prices contain the freight"))
    for name in _FIELDS:
        new.add_argument(f"--{name.replace('_', '-')}", default=None, metavar="X")
    new.set_defaults(handler=_new)


def offer_wishes(parser: ArgumentParser, *, without: WishKind | None = None) -> None:
    """Let a command take lines in the order in which they are written."""
    parser.set_defaults(wishes=None)
    for kind, form in _WISHES.items():
        if kind is without:
            continue
        parser.add_argument(f"--{kind.value}", metavar=form, action=_Collect, dest="wishes")


def _new(context: Context, args: Namespace) -> int:
    if not args.wishes:
        raise UserFacing(
            _("A quote needs at least one line."),
            hint=_("Add --line SKU:QUANTITY."),
            code="no_lines",
        )
    on = today(context)
    draft = QuoteDraft(customer_id=args.customer)
    if args.like_last:
        draft = quote_habits.begin(context.store, args.customer, today=on)
    said = {
        "contact_id": args.contact,
        "currency": check_currency(args.currency) if args.currency else "",
        "incoterm": args.incoterm.upper(),
        "place": args.place,
        "payment_terms": args.payment_terms,
        "lead_time": args.lead_time,
        "charges_included": args.included or None,
    }
    draft = replace(draft, **{name: value for name, value in said.items() if value})
    if args.payment_terms:
        draft = replace(draft, instalments=())
    values = {field: getattr(args, name) for name, field in _FIELDS.items()}
    given = {field: text for field, text in values.items() if text is not None}
    if args.valid_until:
        given["valid_until"] = day(args.valid_until).isoformat()
    draft = quote_values.with_values(draft, given, today=on)
    if args.instalment:
        draft = quote_values.with_instalments(draft, args.instalment)
    lines = line_wishes.made_lines(context.store, args.wishes, draft, today=on)
    return emit(context, quotes.create(context.store, replace(draft, lines=lines), today=on))


def pairs(texts: Sequence[str]) -> dict[str, str]:
    """Return "FIELD=VALUE" words as fields with their values. Raises UserFacing for another form."""
    return assignments(texts, code="bad_assignment")


def _set(context: Context, args: Namespace) -> int:
    found = find(context, args)
    draft = quote_values.with_values(found.draft, pairs(args.values), today=today(context))
    if args.instalment:
        draft = quote_values.with_instalments(draft, args.instalment)
    return _write(context, found, draft, edition=args.edition)


def _write(
    context: Context, found: QuoteFigures, draft: QuoteDraft, *, edition: int | None = None
) -> int:
    written = quotes.update(
        context.store,
        found.id,
        draft,
        today=today(context),
        edition=edition,
        seen=found.draft if edition is None else None,
    )
    return emit(context, written)


def line_place(draft: QuoteDraft, name: str) -> int:
    """Return the row of "3" (from 1), of a line's key, or of an article that stands there once."""
    if name.isdigit() and 1 <= int(name) <= len(draft.lines):
        return int(name) - 1
    rows = [row for row, line in enumerate(draft.lines) if name in (line.key, line.sku)]
    if len(rows) != 1:
        raise UserFacing(
            _("There is no line {name}.").format(name=name),
            hint=_("Name it by its number from 1, by its key or by an article that is there once."),
            code="unknown_line",
        )
    return rows[0]


def _add(context: Context, args: Namespace) -> int:
    found = find(context, args)
    made = line_wishes.made_lines(
        context.store, args.wishes or (), found.draft, today=today(context)
    )
    at = len(found.draft.lines) if args.at is None else max(args.at - 1, 0)
    return _write(context, found, _with(found.draft, at, made))


def _with(draft: QuoteDraft, at: int, lines: Sequence[DraftLine]) -> QuoteDraft:
    return replace(draft, lines=(*draft.lines[:at], *lines, *draft.lines[at:]))


def _set_line(context: Context, args: Namespace) -> int:
    found = find(context, args)
    lines = list(found.draft.lines)
    row = line_place(found.draft, args.line)
    lines[row] = line_setting.set_values(
        context.store, found.draft, lines[row], pairs(args.values), today=today(context)
    )
    return _write(context, found, replace(found.draft, lines=tuple(lines)))


def _remove(context: Context, args: Namespace) -> int:
    found = find(context, args)
    gone = {line_place(found.draft, name) for name in args.lines}
    kept = tuple(line for row, line in enumerate(found.draft.lines) if row not in gone)
    return _write(context, found, replace(found.draft, lines=kept))


def _move(context: Context, args: Namespace) -> int:
    found = find(context, args)
    lines = list(found.draft.lines)
    line = lines.pop(line_place(found.draft, args.line))
    lines.insert(max(args.to - 1, 0), line)
    return _write(context, found, replace(found.draft, lines=tuple(lines)))


def _paste(context: Context, args: Namespace) -> int:
    found = find(context, args)
    lines, aside = read_lines(context, args.file, found.draft, free_text=args.free_text)
    written = quotes.update(
        context.store,
        found.id,
        _with(found.draft, len(found.draft.lines), lines),
        today=today(context),
        seen=found.draft,
    )
    emit(context, written, {"put_aside": aside_json(aside)})
    return tell(context, aside)


def _last(context: Context, args: Namespace) -> int:
    found = find(context, args)
    _number, lines = quote_habits.last_lines(
        context.store, found.draft.customer_id, found.draft, today=today(context), but=found.id
    )
    return _write(context, found, _with(found.draft, len(found.draft.lines), lines))
