"""The library of clauses: a list, both languages side by side, the rule that chooses one, its versions."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit

from desktop.runtime.errors import TradepostError
from desktop.runtime.i18n import _, language
from desktop.trade import clause_library
from desktop.trade.clauses import TOPICS, Clause, place
from desktop.ui.records.table import Column, Table
from desktop.ui.services import Services
from desktop.ui.settings.clause_rule_form import ClauseRuleForm
from desktop.ui.settings.section import Section
from desktop.ui.theme import theme
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import primary, secondary
from desktop.ui.widgets.cards import Card
from desktop.ui.widgets.fields import Combo, Field, line_edit

_TEXTS = ("text_en", "text_zh")


class ClausesSection(Section):
    """Saving a change makes the next version; what was issued keeps its words."""

    tables = frozenset({"clause"})

    def __init__(self, services: Services) -> None:
        """Build the list and the editor, empty until loaded."""
        super().__init__(
            services,
            _("Clauses"),
            _("Contracts print the clauses that fit them. A change makes a new version; what was "
              "issued keeps its words."),
        )  # fmt: skip
        self._chosen = ""
        self.banner = Banner()
        self.box.addWidget(self.banner)
        self.table = Table(
            (
                Column(_("Topic"), lambda c: _(TOPICS[c.topic]), 140, sort=place),
                Column(_("Clause"), _title, strong=True),
                Column(_("Version"), _version, 84, right=True, sort=lambda c: c.version),
                Column(_("Chosen"), _how, 120, tone=lambda _c: "text2"),
            )
        )
        self.table.setAccessibleName(_("Clauses"))
        self.table.setFixedHeight(theme().scaled(260))
        self.table.selectionModel().currentRowChanged.connect(lambda _now, _old: self._choose())
        self.box.addWidget(self.table)
        self._editor()

    def _editor(self) -> None:
        card = Card(_("Clause"))
        card.head.addWidget(secondary(_("New"), self.add, icon_name="plus"))
        self.retire_button = secondary(_("Retire"), self.retire, icon_name="archive")
        card.head.addWidget(self.retire_button)
        card.head.addWidget(primary(_("Save"), self.save))
        self.key = line_edit()
        self.topic = Combo([(key, _(name)) for key, name in TOPICS.items()], "other")
        self.edits = {"title_en": line_edit(), "title_zh": line_edit()}
        self.texts = {name: QPlainTextEdit() for name in _TEXTS}
        for area in self.texts.values():
            area.setTabChangesFocus(True)
        names = {"text_en": _("English"), "text_zh": _("Chinese")}
        for name, editor in self.texts.items():
            editor.setAccessibleName(names[name])
            editor.setFixedHeight(theme().scaled(150))
        rows = (
            (Field(_("Name"), self.key), Field(_("Topic"), self.topic)),
            (Field(_("Title, English"), self.edits["title_en"]),
             Field(_("Title, Chinese"), self.edits["title_zh"])),
            (Field(_("English"), self.texts["text_en"]), Field(_("Chinese"), self.texts["text_zh"])),
        )  # fmt: skip
        for pair in rows:
            row = QHBoxLayout()
            row.setSpacing(12)
            for field in pair:
                row.addWidget(field, 1)
            card.box.addLayout(row)
        self.rule = ClauseRuleForm()
        card.box.addWidget(self.rule)
        self.box.addWidget(card)

    def load(self) -> None:
        """Load the clauses in use."""
        store = self.services.store
        self.services.tasks.submit(
            lambda: clause_library.listing(store), ok=self._show, owner=self, key="clauses"
        )

    def _show(self, found: tuple[Clause, ...]) -> None:
        wanted = self._chosen  # loading chooses the first row
        self.table.load(found)
        keys = [one.key for one in found]
        if keys:
            self.table.selectRow(keys.index(wanted) if wanted in keys else 0)

    def _choose(self) -> None:
        clause = self.table.current()
        if clause is None:
            return
        self._chosen = clause.key
        self.banner.hide()
        self.key.setText(clause.key)
        self.key.setReadOnly(True)
        self.topic.set_value(clause.topic)
        self.edits["title_en"].setText(clause.title.en)
        self.edits["title_zh"].setText(clause.title.zh)
        self.texts["text_en"].setPlainText(clause.text.en)
        self.texts["text_zh"].setPlainText(clause.text.zh)
        self.rule.show_rule(clause.rule)

    def add(self) -> None:
        """Start a clause of one's own."""
        self._chosen = ""
        self.key.setReadOnly(False)
        for editor in (self.key, *self.edits.values()):
            editor.clear()
        for text in self.texts.values():
            text.clear()
        self.rule.show_rule({})
        self.key.setFocus()

    def save(self) -> None:
        """Keep what is typed as the next version."""
        store, key = self.services.store, self.key.text().strip()
        values = {name: editor.text() for name, editor in self.edits.items()}
        values |= {name: editor.toPlainText() for name, editor in self.texts.items()}
        values["topic"] = str(self.topic.value())
        rule = self.rule.rule()
        self._chosen = key
        self._write(lambda: clause_library.save(store, key, values, rule=rule))

    def retire(self) -> None:
        """Take the chosen clause out of use."""
        store, key = self.services.store, self._chosen
        if key:
            self._write(lambda: clause_library.retire(store, key))

    def _write(self, work: Callable[[], object]) -> None:
        self.services.tasks.submit(
            work, ok=lambda _result: self._saved(), err=self._refused, owner=self, lane="write"
        )

    def _saved(self) -> None:
        self.banner.hide()
        self.services.navigator.show_toast(_("Saved"))
        self.load()

    def _refused(self, error: BaseException) -> None:
        if isinstance(error, TradepostError):
            self.banner.say("red", error.message, error.hint)
        else:
            self.services.navigator.show_error(error)


def _title(clause: Clause) -> str:
    return clause.title.text("zh" if language() == "zh_CN" else "en") or clause.key


def _version(clause: Clause) -> str:
    return str(clause.version) if clause.version else _("built in")


def _how(clause: Clause) -> str:
    return _("by rule") if any(clause.rule.values()) else _("by hand")
