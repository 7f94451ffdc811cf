"""`search`: mail and records by words and operators."""

from argparse import ArgumentParser, Namespace, _SubParsersAction

from desktop.cli.context import DONE, Context, local, table
from desktop.runtime.i18n import _
from desktop.store.queries import search


def register(commands: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add the command."""
    find = commands.add_parser("search", parents=[shared], help=_("find mail and customers"))
    find.add_argument("query", nargs="+", metavar="QUERY")
    find.add_argument("--limit", type=int, default=50)
    find.add_argument("--in", dest="place", choices=search.PLACES, default="all")
    find.set_defaults(handler=_search)


def _search(context: Context, args: Namespace) -> int:
    found = search.search(context.store, " ".join(args.query), place=args.place, limit=args.limit)
    rows = [(hit.kind, hit.id, local(hit.date), hit.title, hit.snippet[:80]) for hit in found.hits]
    summary = _("{total} found in {seconds} s").format(
        total=found.total, seconds=f"{found.seconds:.3f}"
    )
    context.emit(found, "\n".join(part for part in (table(rows), summary) if part))
    return DONE
