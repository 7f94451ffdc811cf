"""`document issue|copy|list|check`: numbered PDFs that never change, and copies in other forms."""

import hashlib
from argparse import ArgumentParser, Namespace, _SubParsersAction
from copy import deepcopy
from pathlib import Path

from desktop.cli import document_template
from desktop.cli.context import DONE, ERROR, Context, local, table
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade import document_check_rows, document_copies, issuing, orders
from desktop.trade.customer_languages import customers_languages
from desktop.trade.document_copies import Form
from desktop.trade.documents.document import Kind
from desktop.trade.documents.languages import CUSTOMERS
from desktop.trade.issued_files import DAMAGE_NAMES, Damage, damage_of


def register(commands: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add the commands of this group."""
    group = commands.add_parser("document", help=_("issued documents"))
    actions = group.add_subparsers(dest="action", required=True)
    _register_issue(actions, shared)
    copy = actions.add_parser(
        "copy", parents=[shared], help=_("a copy of an issued document in another form")
    )
    copy.add_argument("id", metavar="ID", help=_("document or its number"))
    copy.add_argument("--format", dest="form", choices=[f.value for f in Form], required=True)
    copy.add_argument("--out", metavar="F", type=Path)
    copy.set_defaults(handler=_copy)
    listing = actions.add_parser("list", parents=[shared])
    listing.add_argument("--customer", metavar="ID", default="")
    listing.add_argument("--quote", metavar="ID", default="")
    listing.add_argument("--order", metavar="ID", default="")
    listing.set_defaults(handler=_list)
    check = actions.add_parser(
        "check", parents=[shared], help=_("compare the documents of one order, and its L/C")
    )
    check.add_argument("ids", nargs="+", metavar="ID", help=_("order or documents"))
    check.set_defaults(handler=_check)
    document_template.register(actions, shared)


def _register_issue(actions: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    # parents share their option objects: here --lang means the document's, so it gets copies
    issue = actions.add_parser("issue", parents=[deepcopy(shared)], conflict_handler="resolve")
    issue.add_argument("--from", dest="source", metavar="QUOTE|ORDER", required=True)
    issue.add_argument("--kind", choices=[kind.value for kind in Kind], required=True)
    issue.add_argument(
        "--lang",
        dest="language",
        metavar="L[+L]",
        default="en",
        help=_("en, zh, es, fr, de, pt, ru, ar, it, tr, vi, th, ja or ko, two with en or zh")
        + " (en+zh, ar+en, zh+es); "
        + _("“customer” takes the customer's language"),
    )
    issue.add_argument("--out", metavar="F", type=Path)
    issue.add_argument(
        "--format",
        dest="form",
        choices=[form.value for form in Form],
        default=Form.PDF.value,
        help=_("of the copy in --out; pdfa is issued as PDF/A-2b itself"),
    )
    issue.add_argument("--reason", default="", help=_("why there is a new revision"))
    issue.add_argument(
        "--accept",
        metavar="CODE",
        action="append",
        default=[],
        help=_("issue in spite of this finding of the L/C checks"),
    )
    issue.set_defaults(handler=_issue)


def _issue(context: Context, args: Namespace) -> int:
    now = context.clock.now()
    form = Form(args.form)
    if args.out is None and form in (Form.XLSX, Form.DOCX):
        raise UserFacing(
            _("What is issued is a PDF; a copy in another form needs a file: --out."),
            code="no_file_named",
        )
    kind, languages = Kind(args.kind), args.language
    if languages == CUSTOMERS:
        today = now.astimezone().date()
        languages = customers_languages(context.store, args.source, kind, today=today)
    issued = issuing.issue(
        context.store,
        args.source,
        kind,
        languages,
        now=now,
        reason=args.reason,
        accepted=args.accept,
        archive=form is Form.PDFA,
    )
    if args.out is not None:
        document_copies.save(context.store, issued.id, form, args.out)
    if issued.skipped:
        context.say(issued.notice())
    if issued.missing:
        context.say(
            _("No typeface has these characters, boxes are printed instead: {characters}").format(
                characters=" ".join(issued.missing)
            )
        )
    context.emit(issued.as_json(), f"{issued.number}  {args.out or issued.path}")
    return DONE


def _copy(context: Context, args: Namespace) -> int:
    """Write a copy to --out, or under the name it is proposed to have into the current folder."""
    form = Form(args.form)
    made = document_copies.copy_of(context.store, args.id, form)
    path = document_copies.write(made, args.out or Path.cwd() / made.name)
    digest = hashlib.sha256(made.content).hexdigest()
    context.emit({"path": str(path), "format": form.value, "sha256": digest}, str(path))
    return DONE


def _list(context: Context, args: Namespace) -> int:
    order_id = ""
    if args.order:
        today = context.clock.now().astimezone().date()
        order_id = orders.show(context.store, args.order, today=today).id
    rows = issuing.listing(
        context.store, quote_id=args.quote, customer_id=args.customer, order_id=order_id
    )
    found = [(d, damage_of(d.path, d.sha256)) for d in rows]
    text = table(
        [
            (d.id, d.kind, d.label(), d.language, local(d.issued_at), str(d.path), _state(d, bad))
            for d, bad in found
        ]
    )
    context.emit({"documents": [{**d.as_json(), "damage": bad} for d, bad in found]}, text)
    return ERROR if any(bad for _d, bad in found) else DONE


def _state(issued: issuing.Issued, damage: Damage | None) -> str:
    words = (_("superseded"),) if issued.superseded else ()
    return ", ".join((*words, _(DAMAGE_NAMES[damage])) if damage else words)


def _check(context: Context, args: Namespace) -> int:
    today = context.clock.now().astimezone().date()
    report = document_check_rows.check(context.store, args.ids, today=today)
    signs = {"passed": "✓", "warning": "!", "failed": "✗", "not_checked": "–"}
    lines = [
        f"{signs[one.state.value]} {one.rule:>2}  {one.title}"
        + (f" ({one.reason})" if one.reason else "")
        for one in report.results
    ]
    for finding in report.findings:
        lines.append(f"\n{finding.severity.value.upper()} ({finding.rule})  {finding.message}")
        lines += [
            f"    {place.document}, {place.field_name()}: {' '.join(place.value.split())}"
            for place in finding.places
        ]
    context.emit(report.as_json(), "\n".join(lines))
    return DONE if report.is_ok else ERROR
