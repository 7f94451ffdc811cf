"""`customer ...`: the master record, its links to mail, its history."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from typing import Any

from desktop.cli.assignments import assignments
from desktop.cli.context import DONE, Context, local, money, table
from desktop.crm import customer_files, customer_list, customers, intake, linking, timeline
from desktop.crm.customers import CustomerCard
from desktop.crm.figures import Sum
from desktop.crm.linking import Link
from desktop.runtime.i18n import _, ngettext


def register(commands: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add the commands of this group."""
    group = commands.add_parser("customer", help=_("customers"))
    actions = group.add_subparsers(dest="action", required=True)
    _register_records(actions, shared)
    _register_links(actions, shared)


def _register_records(actions: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    listing = actions.add_parser("list", parents=[shared])
    listing.add_argument("text", nargs="?", default="")
    for name in ("country", "grade", "stage", "tag", "source"):
        listing.add_argument(f"--{name}", default="")
    listing.add_argument("--limit", type=int, default=200)
    listing.set_defaults(handler=_list)
    for name, handler in (("show", _show), ("delete", _delete), ("history", _history)):
        one = actions.add_parser(name, parents=[shared])
        one.add_argument("id")
        one.set_defaults(handler=handler)
    files = actions.add_parser("files", parents=[shared])
    files.add_argument("id")
    files.add_argument("--kind", choices=customer_files.KINDS, default="")
    files.add_argument("--way", choices=customer_files.WAYS, default="")
    files.add_argument("--name", metavar="TEXT", default="")
    files.add_argument("--limit", type=int, default=customer_files.MOST)
    files.set_defaults(handler=_files)
    add = actions.add_parser("add", parents=[shared])
    add.add_argument("--name")
    add.add_argument("--country", default="")
    add.add_argument("--domain", action="append", default=[])
    add.add_argument("--contact", metavar="NAME", default="")
    add.add_argument("--email", action="append", default=[])
    add.add_argument("--phone", default="")
    add.add_argument("--from-mail", metavar="ID", type=int)
    add.add_argument("values", nargs="*", metavar="key=value")
    add.set_defaults(handler=_add)
    change = actions.add_parser("set", parents=[shared])
    change.add_argument("id")
    change.add_argument("values", nargs="+", metavar="key=value")
    change.set_defaults(handler=_set)


def _register_links(actions: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    link = actions.add_parser("link", parents=[shared])
    link.add_argument("thread", type=int)
    link.add_argument("customer")
    link.set_defaults(handler=_link)
    unlink = actions.add_parser("unlink", parents=[shared])
    unlink.add_argument("thread", type=int)
    unlink.set_defaults(handler=_unlink)
    relink = actions.add_parser("relink", parents=[shared])
    relink.set_defaults(handler=_relink)


def _list(context: Context, args: Namespace) -> int:
    where = customer_list.Filter(
        args.text, args.country.upper(), args.grade.upper(), args.stage, args.tag, args.source
    )
    rows = customer_list.list_customers(context.store, where=where, limit=args.limit)
    text = table(
        [(r.id, r.grade or "?", r.country, r.name, r.contact_name, r.relationship) for r in rows]
    )
    context.emit({"customers": rows}, text)
    return DONE


def _show(context: Context, args: Namespace) -> int:
    return _emit(context, args.id)


def _emit(context: Context, customer_id: str) -> int:
    card = customers.show(context.store, customer_id, context.clock.now())
    context.emit(card_json(card), _text(card))
    return DONE


def _add(context: Context, args: Namespace) -> int:
    now = context.clock.now()
    values: dict[str, object] = dict(_pairs(args.values))
    person: dict[str, object] = {}
    if args.from_mail is not None:
        proposal = intake.from_message(context.store, args.from_mail)
        values = {**proposal.values, **values}
        person = dict(proposal.person)
    if args.name:
        values["name"] = args.name
    if args.country:
        values["country"] = args.country
    if args.domain:
        values["domains"] = ",".join(args.domain)
    typed = {"name": args.contact, "email": ",".join(args.email), "phone": args.phone}
    person |= {key: value for key, value in typed.items() if value}
    key = customers.add(context.store, values, now, people=[person] if person else [])
    return _emit(context, key)


def _set(context: Context, args: Namespace) -> int:
    customers.change(context.store, args.id, _pairs(args.values), context.clock.now())
    return _emit(context, args.id)


def _pairs(texts: list[str]) -> dict[str, str]:
    hint = _("For example: grade=A grade_reason='pays early'")
    return assignments(texts, code="bad_pair", hint=hint)


def _delete(context: Context, args: Namespace) -> int:
    customers.delete(context.store, args.id, context.clock.now())
    context.emit({"deleted": args.id}, _("Deleted. `tradepost undo` brings it back."))
    return DONE


def _history(context: Context, args: Namespace) -> int:
    items = timeline.history(context.store, args.id)
    text = table([(local(i.at), i.kind, i.title, i.detail[:80]) for i in items])
    context.emit({"history": items}, text)
    return DONE


def _files(context: Context, args: Namespace) -> int:
    found = customer_files.listing(
        context.store, args.id, kind=args.kind, way=args.way, text=args.name, limit=args.limit
    )
    text = table(
        [(local(f.at), f.way, f.kind, str(f.size or "–"), f.filename, f.subject) for f in found]
    )
    context.emit({"files": found}, text)
    return DONE


def _link(context: Context, args: Namespace) -> int:
    return _emit_link(context, linking.link_by_hand(context.store, args.thread, args.customer))


def _unlink(context: Context, args: Namespace) -> int:
    return _emit_link(context, linking.unlink_by_hand(context.store, args.thread))


def _emit_link(context: Context, link: Link) -> int:
    context.emit(link, link.why)
    return DONE


def _relink(context: Context, _args: Namespace) -> int:
    changed = linking.relink(context.store)
    words = ngettext("{count} link changed", "{count} links changed", changed)
    context.emit({"changed": changed}, words.format(count=changed))
    return DONE


def card_json(card: CustomerCard) -> dict[str, Any]:
    """Return a customer with every field of the master record at the top level."""
    return {
        **dict(card.fields),
        "id": card.id,
        "name": card.name,
        "domains": card.domains,
        "custom": card.custom,
        "facts": card.facts,
        "contacts": [
            {
                "id": c.id,
                "name": c.name,
                "title": c.title,
                "email": c.email,
                "phone": c.phone,
                "is_key": c.is_key,
                "language": c.language,
                "addresses": c.points,
            }
            for c in card.contacts
        ],
        "figures": card.figures,
        "grade": card.grade,
        "relationship": card.relationship,
        "next_follow_up": card.next_follow_up,
        "open_quotes": [
            {
                "id": q.id,
                "number": q.number,
                "revision": q.revision,
                "state": q.state,
                "total": _sum(q.total),
            }
            for q in card.open_quotes
        ],
        "open_orders": [
            {"id": o.id, "number": o.number, "milestone": o.milestone, "total": _sum(o.total)}
            for o in card.open_orders
        ],
        "first_contact_at": card.first_contact_at,
        "created_at": card.created_at,
        "updated_at": card.updated_at,
    }


def _sum(value: Sum) -> dict[str, str] | None:
    return money(value.amount, value.currency)


def _text(card: CustomerCard) -> str:
    rows = [
        (key, str(value)) for key, value in card.fields.items() if value not in (None, "", [], ())
    ]
    rows += [(_("contact"), f"{c.name} <{c.email}> {c.title}") for c in card.contacts]
    rows += [
        (_("quote"), f"{q.label} {q.total.currency} {q.total.amount:,f}") for q in card.open_quotes
    ]
    rows += [(_("order"), f"{o.number} {o.milestone_text()}") for o in card.open_orders]
    if card.next_follow_up:
        rows.append((_("next"), f"{local(card.next_follow_up.due)} {card.next_follow_up.text}"))
    return table([("id", card.id), *rows])
