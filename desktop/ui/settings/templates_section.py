"""Document templates: a list by kind and company; each opens in a form with its page beside it."""

from collections.abc import Callable
from functools import partial

from desktop.runtime.i18n import _
from desktop.store.workspace import Store
from desktop.trade import company, document_templates
from desktop.trade.company import SellerRow
from desktop.trade.document_templates import Template
from desktop.trade.documents.document import Kind
from desktop.trade.order_chain import kind_text
from desktop.ui.products.deeds import Deeds
from desktop.ui.records.table import Column
from desktop.ui.services import Services
from desktop.ui.settings.list_section import Done, ListSection, Refused
from desktop.ui.settings.template_dialog import TemplateDialog
from desktop.ui.widgets.buttons import primary


class TemplatesSection(ListSection):
    """The templates of all kinds and companies."""

    tables = frozenset({"document_template", "company_profile"})

    def __init__(self, services: Services) -> None:
        """Build the card, empty until loaded."""
        super().__init__(
            services,
            _("Document templates"),
            _("What your documents look like. What was issued keeps the version it was printed with."),
            _("Templates"),
            self._columns(),
            _("No template yet: every document is printed in Tradepost's own look."),
        )  # fmt: skip
        self.sellers: list[SellerRow] = []
        self._deeds = Deeds(services, self)
        self.card.head.addWidget(primary(_("New template"), self.add, icon_name="plus"))
        self.add_deed(_("Edit"), self.edit, "pencil")
        self.add_deed(_("Copy"), self.copy, "copy")
        self.add_deed(_("Make default"), self.make_default, "check")
        self.add_deed(_("Same look everywhere"), self.spread, "layout-template")
        self.add_deed(_("Delete"), self.delete, "trash-2")

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
        self.show_rows(templates)

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

    def save(self, template: Template, done: Done, refused: Refused) -> None:
        """Save a template, then `done`; `refused(error)` is called when it cannot be."""
        store = self.services.store
        self.save_with(lambda: document_templates.save(store, template), done, refused)

    def copy(self) -> None:
        """Make a copy of the chosen template."""
        self._do(document_templates.copy)

    def make_default(self) -> None:
        """Print by the chosen template from now on."""
        self._do(document_templates.set_default)

    def _do(self, deed: Callable[[Store, str], object]) -> None:
        template, store = self.table.current(), self.services.store
        if template is not None:
            self.write(lambda: deed(store, template.id), lambda _result: None)

    def spread(self) -> None:
        """Give the templates of the other kinds the look of the chosen one; a toast takes it back."""
        template, store = self.table.current(), self.services.store
        if template is not None:
            said = _("Every document has the look of “{name}” now.").format(name=template.name)
            self._deeds.do(
                lambda: document_templates.spread(store, template.id),
                said,
                ok=lambda _result: self.load(),
                err=self.refuse,
            )

    def delete(self) -> None:
        """Take the chosen template out; a toast brings it back."""
        template, store = self.table.current(), self.services.store
        if template is not None:
            again = Template(template.name, template.kind, template.layout, template.seller_id)
            undo = partial(self.save, again, lambda _done: None, self.refuse)
            self.take_out(
                template.name, lambda: document_templates.delete(store, template.id), undo
            )


def _state(template: Template) -> str:
    if template.findings:
        return _("does not fit")
    return _("default") if template.is_default else ""
