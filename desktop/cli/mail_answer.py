"""`mail answer ID accepted|tentative|declined`: an invitation answered, as its card's buttons do."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from typing import cast

from desktop.cli.context import DONE, Context
from desktop.mail.invitation_answers import answer
from desktop.mail.invitations import Answer
from desktop.runtime.clock import SystemClock
from desktop.runtime.i18n import _


def register(parsers: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add the command to `mail`."""
    parser = parsers.add_parser("answer", parents=[shared], help=_("answer an invitation"))
    parser.add_argument("id", type=int)
    parser.add_argument("answer", choices=("accepted", "tentative", "declined"))
    parser.set_defaults(handler=_answer)


def _answer(context: Context, args: Namespace) -> int:
    row = answer(context.store, args.id, cast(Answer, args.answer), SystemClock().now())
    found = {"id": row.id, "subject": row.subject, "recipients": row.recipients}
    context.emit(found, _("The answer is in the outbox."))
    return DONE
