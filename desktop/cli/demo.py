"""`demo`: the sample company, by the same import path as real data."""

from argparse import ArgumentParser, Namespace, _SubParsersAction

from desktop.bootstrap import sample_company
from desktop.cli.context import DONE, Context
from desktop.runtime.i18n import _
from desktop.trade import issuing
from desktop.trade.documents.document import Kind


def register(commands: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add the command."""
    demo = commands.add_parser("demo", parents=[shared], help=_("explore with the sample company"))
    demo.add_argument("--headless", action="store_true")
    demo.set_defaults(handler=_demo)


def _demo(context: Context, args: Namespace) -> int:
    now = context.clock.now()
    made = sample_company.build(context.store, now, progress=context.say)
    if not args.headless:
        from desktop.bootstrap import window as window_start  # Qt is loaded only where it is used

        context.close()
        return window_start.run(context.profile)
    issued = [
        issuing.issue(context.store, made.quote_for_proforma, kind, "en+zh", now=now)
        for kind in (Kind.QUOTATION, Kind.PROFORMA)
    ]
    lines = [
        _(
            "{messages} messages in {threads} conversations, {linked} of them linked to customers"
        ).format(messages=made.messages, threads=made.threads, linked=made.linked_threads),
        _("{customers} customers, {products} products, {quotes} quotes, {orders} orders").format(
            customers=made.customers, products=made.products, quotes=made.quotes, orders=made.orders
        ),
        _("{count} follow-ups are running").format(count=made.open_follow_ups),
        *(f"{document.number}  {document.path}" for document in issued),
    ]
    context.emit({"made": made, "documents": [d.as_json() for d in issued]}, "\n".join(lines))
    return DONE
