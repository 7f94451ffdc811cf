"""What became of a mail of ours, in one line a recipient: delivered, read, on its way, or lost and why."""

from collections.abc import Iterable
from datetime import datetime

from desktop.mail.bounce_words import reason
from desktop.runtime.i18n import _
from desktop.store.queries.delivery import Report
from desktop.ui.mail.times import list_time

_RED = {"failed", "complained"}


def report_text(report: Report, now: datetime) -> str:
    """Return "Delivered to a@b.example, 10:31", or why not and what to do."""
    when = list_time(report.at, now)
    words = {
        "delivered": _("Delivered to {address}, {time}"),
        "relayed": _("Passed on for {address} to a server that does not report, {time}"),
        "expanded": _("Delivered to the mailing list {address}, {time}"),
        "delayed": _("Delayed for {address}, {time}"),
        "displayed": _("Read by {address}, {time}"),
        "deleted": _("Deleted unread by {address}, {time}"),
        "complained": _("{address} marked it as spam, {time}"),
    }.get(report.action, _("Not delivered to {address}, {time}"))
    text = words.format(address=report.address, time=when)
    if report.action not in ("failed", "delayed"):
        return text
    told = reason(report.status, report.diagnostic)
    if told.cause == "unknown":
        why = " ".join(part for part in (report.status, report.diagnostic) if part)
        return f"{text}: {why}" if why else text
    if report.action == "delayed":
        return f"{text}: {told.why} {_('The server goes on trying.')}"
    return f"{text}: {told.why} {told.hint}".rstrip()


def report_tone(reports: Iterable[Report]) -> str:
    """Return the colour of these lines: the worst outcome decides."""
    actions = {r.action for r in reports}
    return "red" if actions & _RED else "amber" if "delayed" in actions else "green"
