"""`mail dismiss ID KIND`, `mail dismissed list|restore`, and how warnings and the sender's check stand in the JSON of messages."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from typing import Any

from desktop.cli.context import DONE, Context, local, table
from desktop.crm.alarm_choices import dismiss, dismissed, restore
from desktop.crm.alarm_facts import AlarmKind
from desktop.crm.alarm_words import told
from desktop.mail.authentication import SenderCheck
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.queries.mail_warnings import WarningRow


def register(actions: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add the command."""
    parser = actions.add_parser(
        "dismiss",
        parents=[shared],
        help=_("take a warning away: the sender was asked and is genuine"),
    )
    parser.add_argument("id", type=int)
    parser.add_argument("kind", choices=[str(kind) for kind in AlarmKind])
    parser.set_defaults(handler=_dismiss)
    group = actions.add_parser("dismissed", help=_("warnings that were taken away"))
    deeds = group.add_subparsers(dest="deed", required=True)
    deeds.add_parser("list", parents=[shared]).set_defaults(handler=_list)
    back = deeds.add_parser("restore", parents=[shared], help=_("let these warnings come again"))
    back.add_argument("ids", nargs="+", metavar="ID")
    back.set_defaults(handler=_restore)


def _dismiss(context: Context, args: Namespace) -> int:
    choices = dismiss(context.store, args.id, [args.kind])
    context.emit({"id": choices[0]}, _("The warning does not come again for this sender."))
    return DONE


def _list(context: Context, _args: Namespace) -> int:
    rows = dismissed(context.store)
    text = table([(local(r.at), r.kind, r.party, r.seen, r.id) for r in rows])
    context.emit({"dismissed": rows}, text or _("No warning was taken away."))
    return DONE


def _restore(context: Context, args: Namespace) -> int:
    known = {row.id for row in dismissed(context.store)}
    unknown = next((number for number in args.ids if number not in known), None)
    if unknown is not None:
        raise UserFacing(
            _("No warning was taken away under this id: {id}").format(id=unknown),
            hint=_("`tradepost mail dismissed list` names them."),
            code="no_choice",
        )
    restore(context.store, args.ids)
    context.emit({"restored": args.ids}, _("The warnings come again."))
    return DONE


def warning_json(row: WarningRow) -> dict[str, str]:
    """Return a warning: its kind, what was compared, and the words."""
    words = told(row)
    return {
        "kind": row.kind,
        "severity": row.severity,
        "seen": row.seen,
        "expected": row.expected,
        "who": row.who,
        "sentence": row.sentence,
        "fact": words.fact,
        "why": words.why,
        "advice": words.advice,
    }


def sender_json(check: SenderCheck | None) -> dict[str, Any]:
    """Return what our mail server found out about the sender."""
    found = check or SenderCheck("unchecked")
    return {
        "state": found.state,
        "domain": found.domain,
        "checked_by": found.by,
        "text": found.text(),
        "results": [
            {"method": r.method, "result": r.result, "domain": r.domain} for r in found.results
        ],
    }


def warning_lines(rows: tuple[WarningRow, ...]) -> list[str]:
    """Return warnings as text for people."""
    found = []
    for row in rows:
        words = told(row)
        found.append(f"! {words.fact}. {words.why} {words.advice}")
    return found
