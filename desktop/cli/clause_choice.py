"""`order clauses ID`, `quote clauses ID`: which clauses this one prints and why, chosen and worded for it alone."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from desktop.cli.context import DONE, Context, table
from desktop.cli.quote_output import today
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade import chosen_clauses, clause_choices, orders, quotes
from desktop.trade.bilingual import Bilingual
from desktop.trade.clause_choices import Choices, OfferedClause
from desktop.trade.documents.document import Kind
from desktop.trade.order_figures import OrderFigures
from desktop.trade.quote_draft import QuoteDraft
from desktop.trade.quote_figures import QuoteFigures

_NEW = "new"
_WORDS = ("title_en", "title_zh", "text_en", "text_zh")


def register(
    actions: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser, *, of_orders: bool
) -> None:
    """Add `clauses` to the group of orders or of quotes."""
    command = actions.add_parser(
        "clauses", parents=[shared], help=_("clauses of its contract: which, why, other ones")
    )
    command.add_argument("id")
    kinds = [kind.value for kind in chosen_clauses.KINDS]
    command.add_argument("--kind", choices=kinds, default=Kind.CONTRACT.value)
    command.add_argument("--add", action="append", default=[], metavar="KEY")
    command.add_argument("--leave-out", action="append", default=[], metavar="KEY")
    command.add_argument("--usual", action="append", default=[], metavar="KEY",
                         help=_("as rules and template choose it, in the library's words"))  # fmt: skip
    command.add_argument("--words", metavar="KEY|new", default="",
                         help=_("word it anew for this one alone; new: one more clause"))  # fmt: skip
    for name in _WORDS:
        command.add_argument(f"--{name.replace('_', '-')}", metavar="TEXT")
    command.add_argument("--reset", action="store_true", help=_("everything as usual again"))
    command.set_defaults(handler=_of_order if of_orders else _of_quote)


def _of_order(context: Context, args: Namespace) -> int:
    found = orders.show(context.store, args.id, today=today(context))

    def write(draft: QuoteDraft) -> OrderFigures:
        return orders.update(
            context.store, found.id, today=today(context), draft=draft, edition=found.edition
        )

    has_credit = bool(found.letter_of_credit)
    return _run(context, args, found, write, has_credit=has_credit)


def _of_quote(context: Context, args: Namespace) -> int:
    found = quotes.show(context.store, args.id, today=today(context))

    def write(draft: QuoteDraft) -> QuoteFigures:
        return quotes.update(
            context.store, found.id, draft, today=today(context), seen=found.draft
        )  # fmt: skip

    return _run(context, args, found, write)


def _run(
    context: Context,
    args: Namespace,
    found: OrderFigures | QuoteFigures,
    write: Callable[[QuoteDraft], OrderFigures | QuoteFigures],
    *,
    has_credit: bool = False,
) -> int:
    kind = Kind(args.kind)
    if _words(args) and not args.words:
        raise UserFacing(
            _("Words belong to a clause: name it with --words."), code="clause_not_named"
        )
    offered = chosen_clauses.listing(context.store, found.draft, kind, has_credit=has_credit)
    choices = clause_choices.checked(_changed(args, offered, found.draft.clauses))
    if choices != found.draft.clauses:
        found = write(replace(found.draft, clauses=choices))
        offered = chosen_clauses.listing(context.store, found.draft, kind, has_credit=has_credit)
    rows = [
        ("x" if one.is_printed else "-", one.clause.key, one.clause.title.en,
         clause_choices.reason(one), _("own words") if one.is_reworded else "")
        for one in offered
    ]  # fmt: skip
    data = {
        "number": found.number,
        "kind": kind.value,
        "clauses": [_json(one) for one in offered],
        "choices": [choice.as_json() for choice in found.draft.clauses],
    }
    context.emit(data, table(rows))
    return DONE


def _changed(args: Namespace, offered: tuple[OfferedClause, ...], choices: Choices) -> Choices:
    if args.reset:
        choices = ()
    for key in args.usual:
        chosen_clauses.find(offered, key)
        choices = clause_choices.without(choices, key)
    for keys, on in ((args.add, True), (args.leave_out, False)):
        for key in keys:
            one = chosen_clauses.find(offered, key)
            choices = clause_choices.with_printed(choices, one, args.kind, on=on)
    if not args.words:
        return choices
    words = _words(args)
    if args.words == _NEW:
        title, text = _as_said(words, Bilingual(""), Bilingual(""))
        return clause_choices.with_own(choices, (args.kind,), title, text)
    one = chosen_clauses.find(offered, args.words)
    return clause_choices.with_words(
        choices, one, *_as_said(words, one.clause.title, one.clause.text)
    )


def _words(args: Namespace) -> dict[str, str]:
    given = {name: getattr(args, name) for name in _WORDS}
    return {name: text for name, text in given.items() if text is not None}


def _as_said(
    words: dict[str, str], title: Bilingual, text: Bilingual
) -> tuple[Bilingual, Bilingual]:
    return (
        Bilingual(words.get("title_en", title.en), words.get("title_zh", title.zh)),
        Bilingual(words.get("text_en", text.en), words.get("text_zh", text.zh)),
    )


def _json(one: OfferedClause) -> dict[str, Any]:
    clause = one.clause
    return {
        "key": clause.key,
        "version": clause.version,
        "topic": clause.topic,
        "title_en": clause.title.en,
        "title_zh": clause.title.zh,
        "text_en": clause.text.en,
        "text_zh": clause.text.zh,
        "printed": one.is_printed,
        "why": one.why.value,
        "reason": clause_choices.reason(one),
        "reworded": one.is_reworded,
    }
