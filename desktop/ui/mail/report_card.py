"""A delivery report told in plain words over the server's own: whom it did not reach, why, what to do."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop.mail.bounce_words import reason
from desktop.runtime.i18n import _
from desktop.store.queries.delivery import Report
from desktop.ui.widgets.cards import Card
from desktop.ui.widgets.labels import label

_MOST = 8
_LOOKS = {
    "failed": ("mail-x", "red"),
    "complained": ("shield-alert", "red"),
    "delayed": ("clock", "amber"),
}


class ReportCard(Card):
    """One line a recipient; nothing of the report's own text is hidden, it stands below."""

    def __init__(self, reports: Sequence[Report], parent: QWidget | None = None) -> None:
        """Show these reports, at most eight."""
        super().__init__(quiet=True, parent=parent)
        said = []
        for report in reports[:_MOST]:
            title, why = _words(report)
            icon, tone = _LOOKS.get(report.action, ("mail-check", "green"))
            said.append(self.add_fact(icon, tone, title, why))
        if len(reports) > _MOST:
            more = _("and {count} more").format(count=len(reports) - _MOST)
            self.box.addWidget(label(more, "small", "text2"))
        self.setAccessibleName(" ".join(said))


def _words(report: Report) -> tuple[str, str]:
    told = reason(report.status, report.diagnostic)
    why = f"{told.why} {told.hint}".strip()
    if report.action == "failed":
        return _("Not delivered to {address}").format(address=report.address), why
    if report.action == "delayed":
        title = _("Delayed for {address}").format(address=report.address)
        return title, f"{told.why} {_('The server goes on trying.')}"
    if report.action == "complained":
        title = _("{address} marked a mail of yours as spam").format(address=report.address)
        return title, _("Do not send offers to this address any more.")
    return _("Delivered to {address}").format(address=report.address), ""
