"""Document templates: a list by kind and company; each opens in a form with its page beside it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QHBoxLayout

from desktop.runtime.errors import TradepostError
from desktop.runtime.i18n import _
from desktop.trade import company, document_templates
from desktop.trade.company import SellerRow
from desktop.trade.document_templates import Template
from desktop.trade.documents.document import Kind
from desktop.trade.order_chain import kind_text
from desktop.ui.records.table import Column, Table
from desktop.ui.services import Services
from desktop.ui.settings.section import Section
from desktop.ui.settings.template_dialog import TemplateDialog
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import primary, secondary
from desktop.ui.widgets.cards import Card
from desktop.ui.widgets.labels import label

_MOST_ROWS = 14


class TemplatesSection(Section):
    """A table of templates; double click or Enter opens one."""

    tables = frozenset({"document_template", "company_profile"})

    def __init__(self, services: Services) -> None:
        """Build the card, empty until loaded."""
        super().__init__(
            services,
            _("Document templates"),
            _("What your documents look like. What was issued keeps the version it was printed with."),
        )  # fmt: skip
        self.sellers: list[SellerRow] = []
        self.banner = Banner()
        self.box.addWidget(self.banner)
        card = Card(_("Templates"))
        card.head.addWidget(primary(_("New template"), self.add, icon_name="plus"))
        self.table = Table(self._columns())
        self.table.setAccessibleName(_("Document templates"))
        self.table.activated.connect(lambda _index: self.edit())
        card.box.addWidget(self.table)
        words = _("No template yet: every document is printed in Tradepost's own look.")
        self.empty = label(words, "body", "text2", wrap=True)
        card.box.addWidget(self.empty)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.deeds = (
            secondary(_("Edit"), self.edit, icon_name="pencil"),
            secondary(_("Copy"), self.copy, icon_name="copy"),
            secondary(_("Make default"), self.make_default, icon_name="check"),
            secondary(_("Delete"), self.delete, icon_name="trash-2"),
        )
        for button in self.deeds:
            row.addWidget(button)
        row.addStretch(1)
        card.box.addLayout(row)
        self.box.addWidget(card)

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column(_("Template"), lambda t: t.name, strong=True),
            Column(_("Document"), lambda t: kind_text(t.kind.value), 150),
            Column(_("Company"), lambda t: t.seller_name or _("Every company"), 130),
            Column(_("Version"), lambda t: str(t.version), 64),
            Column(
                _("State"),
                _state,
                120,
                tone=lambda t: "amber" if t.findings else "text2",
            ),
        )

    def load(self) -> None:
        """Load the templates and companies."""
        store = self.services.store
        self.services.tasks.submit(
            lambda: (document_templates.listing(store), company.sellers(store)),
            ok=self._show,
            owner=self,
            key="templates",
        )

    def _show(self, found: tuple[tuple[Template, ...], list[SellerRow]]) -> None:
        templates, self.sellers = found
        self.table.load(templates)
        self.table.setVisible(bool(templates))
        self.empty.setVisible(not templates)
        for button in self.deeds:
            button.setEnabled(bool(templates))
        rows = min(len(templates), _MOST_ROWS)
        height = self.table.verticalHeader().defaultSectionSize()
        self.table.setFixedHeight(self.table.horizontalHeader().height() + rows * height + 4)

    def add(self) -> None:
        """Make a new template."""
        self._open(Template(_("Own look"), Kind.PROFORMA))

    def edit(self) -> None:
        """Open the chosen template."""
        template = self.table.current()
        if template is not None:
            self._open(template)

    def _open(self, template: Template) -> None:
        TemplateDialog(self, self.services, template, self.sellers, self.save).open()

    def save(
        self,
        template: Template,
        done: Callable[[object], object],
        refused: Callable[[BaseException], object],
    ) -> None:
        """Save a template, then `done`; `refused(error)` is called when it cannot be."""

        def saved(result: object) -> None:
            done(result)
            self.load()
            self.services.navigator.show_toast(_("Saved"))

        store = self.services.store
        self.services.tasks.submit(
            lambda: document_templates.save(store, template),
            ok=saved,
            err=refused,
            owner=self,
            lane="write",
        )

    def copy(self) -> None:
        """Make a copy of the chosen template."""
        self._do(document_templates.copy)

    def make_default(self) -> None:
        """Print by the chosen template from now on."""
        self._do(document_templates.set_default)

    def delete(self) -> None:
        """Take the chosen template out; a toast brings it back."""
        template = self.table.current()
        if template is None:
            return
        again = Template(template.name, template.kind, template.layout, template.seller_id)
        undo = partial(self.save, again, lambda _done: None, self._refused)
        words = _("{name} was taken out.").format(name=template.name)
        self._do(
            document_templates.delete,
            lambda: self.services.navigator.show_toast(words, undo=undo, icon="undo-2"),
        )

    def _do(self, deed: Callable[..., object], then: Callable[[], object] | None = None) -> None:
        template = self.table.current()
        if template is None:
            return

        def done(_result: object) -> None:
            self.banner.hide()
            self.load()
            if then is not None:
                then()

        store = self.services.store
        self.services.tasks.submit(
            lambda: deed(store, template.id), ok=done, err=self._refused, owner=self, lane="write"
        )

    def _refused(self, error: BaseException) -> None:
        if not isinstance(error, TradepostError):
            raise error
        self.banner.say("red", error.message, error.hint)


def _state(template: Template) -> str:
    if template.findings:
        return _("does not fit")
    return _("default") if template.is_default else ""
