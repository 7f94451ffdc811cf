"""Why a document is not issued: each contradiction with its places, and which of them the user takes upon him."""

from collections.abc import Callable, Sequence

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.runtime.i18n import _
from desktop.trade.check_facts import SetFinding, Spot
from desktop.trade.document_checks_before import NotReady, can_be_accepted
from desktop.trade.incoterms import Severity
from desktop.ui.orders.finding_rows import finding_row
from desktop.ui.widgets.buttons import primary, secondary
from desktop.ui.widgets.dialogs import fit
from desktop.ui.widgets.labels import hline, label
from desktop.ui.widgets.panes import ScrollPane


class RefusalDialog(QDialog):
    """`issue` gets the codes of the errors that were accepted; `jump` the place to be corrected."""

    def __init__(
        self,
        refusal: NotReady,
        issue: Callable[[Sequence[str]], object],
        jump: Callable[[Spot], object],
        parent: QWidget,
    ) -> None:
        """Show it with `open()`."""
        super().__init__(parent)
        self._issue, self._jump = issue, jump
        self.setWindowTitle(_("Not issued yet"))
        fit(self, 640, 420)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(20, 18, 20, 10)
        head.setSpacing(4)
        head.addWidget(label(refusal.message, "lead", wrap=True))
        head.addWidget(label(refusal.safe, "small", "text2", wrap=True))
        column.addLayout(head)
        scroll = ScrollPane(margins=(20, 4, 20, 12), spacing=8)
        errors = [f for f in refusal.findings if f.severity is Severity.ERROR]
        self.boxes: dict[str, QCheckBox] = {}
        self._stays = False
        for finding in errors:
            scroll.box.addWidget(finding_row(finding, self._go, indent=0))
            self._offer(scroll, finding)
        others = [f for f in refusal.findings if f.severity is Severity.WARNING]
        if others:
            scroll.box.addWidget(label(_("To look at, too"), "section"))
            for finding in others:
                scroll.box.addWidget(finding_row(finding, self._go, indent=0))
        scroll.box.addStretch(1)
        column.addWidget(scroll, 1)
        column.addWidget(hline())
        row = QHBoxLayout()
        row.setContentsMargins(20, 12, 20, 12)
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(secondary(_("Close"), self.reject))
        self.yes = primary(_("Issue all the same"), self.take, key="Ctrl+Return")
        self.yes.setVisible(not self._stays)
        row.addWidget(self.yes)
        column.addLayout(row)
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self.take)
        self._show_ready()

    def _offer(self, scroll: ScrollPane, finding: SetFinding) -> None:
        """Let an error be accepted; one that no reason excuses says so."""
        if not can_be_accepted(finding):
            self._stays = True
            words = _("This has to be put right first.")
            scroll.box.addWidget(label(words, "small", "text2", wrap=True))
            return
        if finding.code in self.boxes:
            return  # the same rule for another line: one answer for both
        box = QCheckBox(_("I know: the bank was asked, or it is presented on collection"))
        box.toggled.connect(lambda _on: self._show_ready())
        self.boxes[finding.code] = box
        scroll.box.addWidget(box)

    def _show_ready(self) -> None:
        ready = all(box.isChecked() for box in self.boxes.values())
        self.yes.setEnabled(ready and not self._stays)

    def _go(self, spot: Spot) -> None:
        self.reject()
        self._jump(spot)

    def take(self) -> None:
        """Issue in spite of what was ticked."""
        if self.yes.isEnabled():
            self.accept()
            self._issue(tuple(self.boxes))
