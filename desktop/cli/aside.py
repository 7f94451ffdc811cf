"""`mail aside list|retry`: mails that could not be taken in, with the reason, and another try."""

from argparse import ArgumentParser, Namespace, _SubParsersAction

from desktop.cli.context import DONE, Context, local, table
from desktop.mail.quarantine import retry_quarantined
from desktop.runtime.i18n import _, ngettext
from desktop.store.queries.aside import list_aside


def register(actions: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add `aside` to the commands of `mail`."""
    group = actions.add_parser("aside", help=_("mails that could not be taken in"))
    deeds = group.add_subparsers(dest="deed", required=True)
    for name, handler in (("list", _list), ("retry", _retry)):
        one = deeds.add_parser(name, parents=[shared])
        one.add_argument("--account", metavar="E", default="")
        one.set_defaults(handler=handler)


def _list(context: Context, args: Namespace) -> int:
    wanted = args.account.strip().casefold()
    rows = [r for r in list_aside(context.store) if wanted in ("", r.email, r.account_id)]
    text = table(
        [(r.email, r.folder, str(r.uid), local(r.at), str(r.tries), r.reason) for r in rows]
    )
    context.emit({"aside": rows}, text or _("Nothing was put aside."))
    return DONE


def _retry(context: Context, args: Namespace) -> int:
    wanted = args.account.strip().casefold()
    keys = [r.key for r in list_aside(context.store) if wanted in ("", r.email, r.account_id)]
    count = retry_quarantined(context.store, keys=keys)
    words = ngettext(
        "{n} mail is asked for again with the next sync",
        "{n} mails are asked for again with the next sync",
        count,
    )
    context.emit({"retried": count}, words.format(n=count))
    return DONE
