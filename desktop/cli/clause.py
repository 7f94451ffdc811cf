"""`clause list|show|set|retire`: the library of clauses that contracts print."""

import json
from argparse import ArgumentParser, Namespace, _SubParsersAction
from typing import Any

from desktop.cli.assignments import assignments
from desktop.cli.context import DONE, Context, table
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade import clause_library
from desktop.trade.clauses import TOPICS, Clause


def register(commands: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add the commands of this group."""
    group = commands.add_parser("clause", help=_("clauses of contracts"))
    actions = group.add_subparsers(dest="action", required=True)
    listing = actions.add_parser("list", parents=[shared])
    listing.add_argument("--topic", choices=list(TOPICS), default="")
    listing.set_defaults(handler=_list)
    show = actions.add_parser("show", parents=[shared])
    show.add_argument("key")
    show.set_defaults(handler=_show)
    change = actions.add_parser("set", parents=[shared], help=_("a new version of a clause"))
    change.add_argument("key")
    change.add_argument("values", nargs="*", metavar="FIELD=VALUE")
    change.add_argument(
        "--rule", metavar="JSON", help=_("when it is chosen by itself; {} for never")
    )
    change.set_defaults(handler=_set)
    gone = actions.add_parser("retire", parents=[shared])
    gone.add_argument("key")
    gone.set_defaults(handler=_retire)


def _list(context: Context, args: Namespace) -> int:
    rows = [c for c in clause_library.listing(context.store) if args.topic in ("", c.topic)]
    text = table(
        [(c.key, str(c.version), _(TOPICS[c.topic]), c.title.en, c.title.zh) for c in rows]
    )
    context.emit({"clauses": [_json(one) for one in rows]}, text)
    return DONE


def _show(context: Context, args: Namespace) -> int:
    found = clause_library.versions(context.store, args.key)
    last = found[0]
    data = {**_json(last), "versions": [_json(one) for one in found]}
    context.emit(data, f"{last.title.en} · {last.title.zh}\n\n{last.text.en}\n\n{last.text.zh}")
    return DONE


def _set(context: Context, args: Namespace) -> int:
    values = assignments(args.values, code="bad_value")
    made = clause_library.save(context.store, args.key, values, rule=_rule(args.rule))
    context.emit(_json(made), f"{made.key} V{made.version}")
    return DONE


def _rule(text: str | None) -> dict[str, Any] | None:
    if text is None:
        return None
    try:
        found = json.loads(text)
    except json.JSONDecodeError:
        found = None
    if not isinstance(found, dict) or not all(isinstance(one, list) for one in found.values()):
        raise UserFacing(
            _("“{text}” is not a rule.").format(text=text),
            hint='{"kinds": ["contract"], "methods": ["lc"]}',
            code="bad_clause_rule",
        )
    return found


def _retire(context: Context, args: Namespace) -> int:
    gone = clause_library.retire(context.store, args.key)
    context.emit(_json(gone), _("{key} is not used any more.").format(key=gone.key))
    return DONE


def _json(clause: Clause) -> dict[str, Any]:
    return {
        "key": clause.key, "version": clause.version, "topic": clause.topic,
        "title_en": clause.title.en, "title_zh": clause.title.zh, "text_en": clause.text.en,
        "text_zh": clause.text.zh, "rule": dict(clause.rule), "retired": clause.is_retired,
    }  # fmt: skip
