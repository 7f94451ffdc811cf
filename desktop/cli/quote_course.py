"""`quote revise|compare|history|approve|reject|send|accept|decline|proposals`: what becomes of an offer."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from desktop.bootstrap import quote_send
from desktop.cli.context import DONE, Context, local, moment, table
from desktop.cli.quote_output import emit, find, today
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.queries import delivery
from desktop.store.queries.delivery import Report
from desktop.trade import (
    approvals,
    price_history,
    quote_answers,
    quote_moves,
    quote_proposals,
    quote_revisions,
    quote_sending,
    quote_states,
)
from desktop.trade.money import Money, format_plain
from desktop.trade.quote_compare import Comparison, FieldChange, LineChange, LineSide, compare
from desktop.trade.quote_figures import QuoteFigures, number, price_json
from desktop.trade.quote_proposals import Proposal
from desktop.trade.quote_sending import Sending
from desktop.trade.quote_states import LABELS, QuoteState


def register(actions: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add these actions to the group `quote`."""
    deeds = (("revise", _revise), ("ask", _ask), ("approve", _approve), ("reject", _reject))
    for name, handler in deeds:
        one = actions.add_parser(name, parents=[shared])
        one.add_argument("id")
        one.add_argument("--note", default="", help=_("the reason, kept in the journal"))
        one.set_defaults(handler=handler)
    send = actions.add_parser("send", parents=[shared])
    send.add_argument("id")
    send.add_argument("--to", metavar="ADDRESS", default="")
    send.add_argument("--template", metavar="NAME", default="")
    send.add_argument("--account", metavar="E", default="")
    send.add_argument("--document-lang", metavar="L[+L]", default="")
    send.add_argument("--at", metavar="TIME")
    send.add_argument("--mark-only", action="store_true", help=_("sent by other means"))
    send.set_defaults(handler=_send)
    for name, handler in (("accept", _accept), ("decline", _decline)):
        one = actions.add_parser(name, parents=[shared])
        one.add_argument("id", help=_("quote or proposal"))
        one.add_argument("--note", default="")
        if name == "decline":
            one.add_argument("--reason", choices=list(quote_states.LOST_REASONS), default="")
        one.set_defaults(handler=handler)
    proposals = actions.add_parser("proposals", parents=[shared])
    proposals.add_argument("--dismiss", metavar="ID", action="append", default=[])
    proposals.set_defaults(handler=_proposals)
    versions = actions.add_parser("versions", parents=[shared])
    versions.add_argument("id")
    versions.set_defaults(handler=_versions)
    two = actions.add_parser("compare", parents=[shared])
    two.add_argument("id")
    two.add_argument("--with", dest="other", metavar="REVISION", type=int)
    two.set_defaults(handler=_compare)
    history = actions.add_parser("history", parents=[shared])
    history.add_argument("--sku", default="")
    history.add_argument("--customer", metavar="ID", default="")
    history.set_defaults(handler=_history)


def _revise(context: Context, args: Namespace) -> int:
    found = find(context, args)
    made = quote_revisions.revise(context.store, found.id, note=args.note, today=today(context))
    return emit(context, made)


def _ask(context: Context, args: Namespace) -> int:
    found, now = find(context, args), context.clock.now()
    return emit(context, approvals.ask(context.store, found.id, note=args.note, now=now))


def _approve(context: Context, args: Namespace) -> int:
    found, now = find(context, args), context.clock.now()
    return emit(context, approvals.approve(context.store, found.id, note=args.note, now=now))


def _reject(context: Context, args: Namespace) -> int:
    found, now = find(context, args), context.clock.now()
    return emit(context, approvals.reject(context.store, found.id, note=args.note, now=now))


def _send(context: Context, args: Namespace) -> int:
    found = find(context, args)
    if args.mark_only:
        now = context.clock.now()
        moved = quote_moves.set_state(context.store, found.id, QuoteState.SENT, now=now)
        return emit(context, moved)
    wish = quote_send.QuoteWish(
        found.id,
        account=args.account,
        to=args.to,
        template=args.template,
        document_language=args.document_lang,
        not_before=moment(args.at) if args.at else None,
    )
    queued = quote_send.queue(context.store, wish, context.clock)
    context.say(
        _("Queued: {subject}. `tradepost outbox flush` sends it.").format(subject=queued.subject)
    )
    return emit(context, find(context, args), {"outbox": asdict(queued)})


def _accept(context: Context, args: Namespace) -> int:
    answer, now = _proposal(context, args.id), context.clock.now()
    if answer is not None:
        return emit(context, quote_answers.decide(context.store, answer.id, "accepted", now=now))
    found = find(context, args)
    return emit(context, quote_moves.accept(context.store, found.id, now=now, note=args.note))


def _decline(context: Context, args: Namespace) -> int:
    answer, now = _proposal(context, args.id), context.clock.now()
    if answer is not None:
        decided = quote_answers.decide(
            context.store, answer.id, "declined", now=now, reason=args.reason
        )
        return emit(context, decided)
    found = find(context, args)
    declined = quote_moves.decline(
        context.store, found.id, now=now, reason=args.reason, note=args.note
    )
    return emit(context, declined)


def _proposal(context: Context, proposal_id: str) -> Proposal | None:
    found = quote_proposals.proposals(context.store)
    return next((one for one in found if one.id == proposal_id), None)


def _proposals(context: Context, args: Namespace) -> int:
    for proposal_id in args.dismiss:
        quote_answers.dismiss(context.store, proposal_id)
    rows = quote_proposals.proposals(context.store)
    text = table(
        [(row.id, row.label, row.customer_name, row.says.value, row.sentence) for row in rows]
    )
    context.emit({"proposals": [row.as_json() for row in rows]}, text)
    return DONE


def _versions(context: Context, args: Namespace) -> int:
    found = find(context, args)
    rows = quote_revisions.revisions(context.store, found.number, today=today(context))
    mails = quote_sending.sendings(context.store, [row.id for row in rows])
    sent = [mail.message_id for carried in mails.values() for mail in carried]
    told = delivery.reports_about(context.store, [number for number in sent if number is not None])
    data = [
        {
            "id": row.id,
            "revision": row.revision,
            "is_current": row.is_current,
            "state": row.state.value,
            "reason": row.revision_note,
            "total": row.total.as_json(),
            "margin_percent": number(row.totals.margin_percent),
            "sent_at": row.sent_at.isoformat() if row.sent_at else None,
            "sendings": [
                _sending_json(mail, told.get(mail.message_id or 0, ()))
                for mail in mails.get(row.id, ())
            ],
        }
        for row in rows
    ]
    text = table(
        [
            (
                f"V{row.revision}",
                _(LABELS[row.state]),
                row.total.format(),
                local(row.sent_at) if row.sent_at else "",
                row.revision_note,
            )
            for row in rows
        ]
    )
    context.emit({"number": found.number, "revisions": data}, text)
    return DONE


def _sending_json(mail: Sending, reports: Iterable[Report]) -> dict[str, Any]:
    return {
        "message_id": mail.message_id,
        "thread_id": mail.thread_id,
        "to": mail.sent_to,
        "sent_at": mail.sent_at.isoformat(),
        "document_id": mail.document_id,
        "reports": [
            {"address": one.address, "action": one.action, "at": one.at.isoformat()}
            for one in reports
        ],
    }


def _compare(context: Context, args: Namespace) -> int:
    newer = find(context, args)
    rows = quote_revisions.revisions(context.store, newer.number, today=today(context))
    wanted = args.other if args.other is not None else newer.revision - 1
    older = next((row for row in rows if row.revision == wanted), None)
    if older is None:
        raise UserFacing(
            _("{number} has no V{revision}.").format(number=newer.number, revision=wanted),
            code="unknown_quote",
        )
    found = compare(older.draft, newer.draft)
    context.emit(_comparison(older, newer, found), _comparison_text(older, newer, found))
    return DONE


def _comparison(older: QuoteFigures, newer: QuoteFigures, found: Comparison) -> dict[str, Any]:
    delta = found.total_delta
    return {
        "number": newer.number,
        "from_revision": older.revision,
        "to_revision": newer.revision,
        "reason": newer.revision_note,
        "header": [
            {
                "field": one.name,
                "label": one.label(),
                "old": _plain(one.old),
                "new": _plain(one.new),
            }
            for one in found.header
        ],
        "lines": [_line(one, older.draft.currency, newer.draft.currency) for one in found.lines],
        "old_total": older.total.as_json(),
        "new_total": newer.total.as_json(),
        "total_delta": Money(delta, newer.draft.currency).as_json() if delta is not None else None,
        "old_margin_percent": number(found.old_margin),
        "new_margin_percent": number(found.new_margin),
        "margin_delta": number(found.margin_delta),
    }


def _plain(value: object) -> object:
    if isinstance(value, bool | int | str) or value is None:
        return value
    return str(value)


def _line(change: LineChange, old_currency: str, new_currency: str) -> dict[str, Any]:
    return {
        "kind": change.kind.value,
        "sku": change.shown.sku,
        "name_en": change.shown.name_en,
        "fields": list(change.fields),
        "old": _side(change.old, old_currency),
        "new": _side(change.new, new_currency),
    }


def _side(side: LineSide | None, currency: str) -> dict[str, Any] | None:
    if side is None:
        return None
    return {
        "position": side.position,
        "quantity": number(side.line.quantity),
        "unit_price": price_json(side.line.unit_price, currency),
        "discount_percent": number(side.line.discount_percent),
        "amount": Money(side.amount, currency).as_json(),
        "margin_percent": number(side.margin_percent),
    }


def _comparison_text(older: QuoteFigures, newer: QuoteFigures, found: Comparison) -> str:
    head = f"{newer.number}  V{older.revision} → V{newer.revision}  {newer.revision_note}".rstrip()
    fields = [(_header_words(one)) for one in found.header]
    lines = table(
        [
            (one.kind.value, one.shown.sku, _side_words(one.old), "→", _side_words(one.new))
            for one in found.lines
        ]
    )
    total = f"{_('Total')} {older.total.format()} → {newer.total.format()}"
    return "\n".join(part for part in (head, *fields, lines, total) if part)


def _header_words(change: FieldChange) -> str:
    return f"{change.label()}: {_plain(change.old) or '–'} → {_plain(change.new) or '–'}"


def _side_words(side: LineSide | None) -> str:
    if side is None:
        return "–"
    return f"{format_plain(side.line.quantity)} × {format_plain(side.net_price, 2)}"


def _history(context: Context, args: Namespace) -> int:
    found = price_history.history(
        context.store, today=today(context), sku=args.sku, customer_id=args.customer
    )
    skus = dict.fromkeys((one.sku, one.currency) for one in found.entries)
    lowest = [found.lowest(sku, currency) for sku, currency in skus]
    data = {
        "entries": [one.as_json() for one in found.entries],
        "lowest": [one.as_json() for one in lowest if one is not None],
        "floors": [
            {"sku": sku, "floor_price": price_json(floor, currency)}
            for (sku, currency), floor in found.floors.items()
        ],
    }
    text = table(
        [
            (
                one.on.isoformat(),
                one.label,
                _(LABELS[one.state]),
                one.customer_name,
                one.sku,
                f"{format_plain(one.quantity)} {one.unit}",
                f"{one.currency} {format_plain(one.net_price, 2)}",
                f"{one.incoterm} {one.place}".strip(),
                one.order_number or one.reason,
            )
            for one in found.entries
        ]
    )
    context.emit(data, text)
    return DONE
