"""When a clause is printed by itself: on which documents, price terms, ways of payment and countries, and on which not."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.crm.places import countries
from desktop.runtime.i18n import _, language
from desktop.trade.clauses import RULE_KEYS
from desktop.trade.documents.document import Kind
from desktop.trade.documents.matrix import shows
from desktop.trade.incoterms import RULES
from desktop.trade.order_chain import kind_text
from desktop.trade.payment import METHOD_NAMES
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.ticked_choice import TickedChoice


class ClauseRuleForm(QWidget):
    """`show_rule` fills it, `rule` reads it; nothing ticked means: chosen by hand only."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.addWidget(label(_("Printed by itself"), "section"), 0, 0)
        grid.addWidget(label(_("only on"), "caption", "text2"), 0, 1)
        grid.addWidget(label(_("not on"), "caption", "text2"), 0, 2)
        self.choices: dict[str, TickedChoice] = {}
        for row, (key, name, known) in enumerate(_parts(), 1):
            grid.addWidget(label(name, "body"), row, 0)
            for column, (part, nothing, called) in enumerate(
                (
                    (key, _("any"), _("{name}, only on").format(name=name)),
                    (f"not_{key}", _("none"), _("{name}, not on").format(name=name)),
                ),
                1,
            ):
                made = TickedChoice(known, nothing)
                made.setAccessibleName(called)
                made.edited.connect(self._say)
                grid.addWidget(made, row, column)
                self.choices[part] = made
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        self.says = label("", "small", "text2", wrap=True)
        grid.addWidget(self.says, len(RULE_KEYS) + 1, 0, 1, 3)
        self._say()

    def show_rule(self, rule: Mapping[str, Any]) -> None:
        """Show what a clause's rule says."""
        for part, choice in self.choices.items():
            choice.set_value(str(one) for one in rule.get(part) or ())
        self._say()

    def rule(self) -> dict[str, list[str]]:
        """Return the rule as `clauses.fits` reads it, {} when nothing is ticked."""
        found = {part: list(choice.value()) for part, choice in self.choices.items()}
        return {part: keys for part, keys in found.items() if keys}

    def _say(self) -> None:
        self.says.setText(
            _("All that is said has to be true of the document.")
            if self.rule()
            else _("Nothing is ticked: this clause is put into a document by hand.")
        )


def _parts() -> tuple[tuple[str, str, list[tuple[str, str]]], ...]:
    """Return (part of the rule, its name, what can be ticked), as RULE_KEYS has them."""
    chinese = language() == "zh_CN"
    kinds = [(kind.value, kind_text(kind.value)) for kind in Kind if shows(kind, "clauses")]
    terms = [(code, code if chinese else f"{code} · {one.name}") for code, one in RULES.items()]
    methods = [
        (method.value, name.zh if chinese else name.en) for method, name in METHOD_NAMES.items()
    ]
    return (
        ("kinds", _("Kinds of documents"), kinds),
        ("incoterms", _("Price terms"), terms),
        ("methods", _("Ways of payment"), methods),
        ("countries", _("Countries of customers"), list(countries())),
    )
