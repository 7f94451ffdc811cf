"""A finding of the checks as a row: what is wrong, and the two places with what they say."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.runtime.i18n import _
from desktop.trade.check_facts import SetFinding, Spot
from desktop.trade.incoterms import Severity
from desktop.ui.widgets.buttons import link
from desktop.ui.widgets.labels import IconLabel, label

_VALUE_WIDTH = 90


def finding_row(
    finding: SetFinding, jump: Callable[[Spot], object], *, indent: int = 28
) -> QWidget:
    """Return the row; `jump` gets the place that is pressed."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(indent, 0, 0, 4)
    column.setSpacing(2)
    tone = "red" if finding.severity is Severity.ERROR else "amber"
    column.addWidget(label(finding.message, "body", tone, wrap=True))
    for spot in finding.places:
        row = QHBoxLayout()
        row.setSpacing(8)
        where = f"{spot.document} · {spot.field_name()}"
        row.addWidget(link(where, partial(jump, spot)))
        value = " ".join(spot.value.split()) or _("nothing")
        shown = value if len(value) <= _VALUE_WIDTH else value[: _VALUE_WIDTH - 1] + "…"
        row.addWidget(label(shown, "small", "text2"), 1)
        column.addLayout(row)
    return made


def sign_line(sign: str, tone: str, text: str, text_tone: str = "text") -> QWidget:
    """Return words behind a sign."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(10)
    row.addWidget(IconLabel(sign, 16, tone))
    row.addWidget(label(text, "body", text_tone, wrap=True), 1)
    return made
