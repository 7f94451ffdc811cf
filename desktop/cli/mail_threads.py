"""`mail thread-test|split-thread|merge-threads`: conversations tried on a file, split and merged by hand."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from pathlib import Path

from desktop.bootstrap.mail_hooks import after_batch
from desktop.cli.context import DONE, Context
from desktop.mail import hand_threads, mail_files
from desktop.mail.hand_threads import Decided
from desktop.mail.mail_files import FileMessage
from desktop.mail.mime.parse import parse_head
from desktop.mail.threading import Ids, group
from desktop.runtime.clock import SystemClock
from desktop.runtime.i18n import _


def register(parsers: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add the commands to `mail`."""
    test = parsers.add_parser("thread-test", parents=[shared])
    test.add_argument("mbox", type=Path)
    test.set_defaults(handler=_thread_test)
    split = parsers.add_parser(
        "split-thread", parents=[shared], help=_("a message and what came after it: a new one")
    )
    split.add_argument("id", type=int, help=_("the message from which on"))
    split.add_argument("--single", action="store_true", help=_("only this message"))
    split.set_defaults(handler=_split)
    merge = parsers.add_parser(
        "merge-threads", parents=[shared], help=_("one conversation of several")
    )
    merge.add_argument("ids", nargs="+", type=int, metavar="THREAD")
    merge.set_defaults(handler=_merge)


def _thread_test(context: Context, args: Namespace) -> int:
    found = group(file_ids(args.mbox))
    context.emit({"threads": found}, "\n\n".join("\n".join(thread) for thread in found))
    return DONE


def file_ids(path: Path) -> list[Ids]:
    """Return the ids of a file's messages, in its order; mail without a Message-ID gets a name by its place."""
    found = []
    messages = (m for m in mail_files.read(path) if isinstance(m, FileMessage))
    for number, message in enumerate(messages):
        m = parse_head(message.raw)
        key = m.message_id or f"no-message-id-{number}"
        found.append(Ids(key, m.message_id, (*m.references, *m.in_reply_to)))
    return found


def _split(context: Context, args: Namespace) -> int:
    kind: hand_threads.SplitKind = "single" if args.single else "split"
    after = after_batch(SystemClock(), context.store)
    return _tell(context, hand_threads.split(context.store, args.id, kind, after))


def _merge(context: Context, args: Namespace) -> int:
    return _tell(
        context,
        hand_threads.merge(context.store, args.ids, after_batch(SystemClock(), context.store)),
    )


def _tell(context: Context, done: Decided) -> int:
    context.emit(
        {"id": done.choice_id, "thread_ids": done.threads},
        " ".join(str(number) for number in done.threads),
    )
    return DONE
