"""Document templates in the store: how each company prints each kind, in versions."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.documents import DocumentTemplate
from desktop.store.schema.workspace import CompanyProfile
from desktop.store.workspace import Store
from desktop.trade import company_rows
from desktop.trade.documents.document import Kind
from desktop.trade.documents.layout import USUAL, Layout, read_layout
from desktop.trade.documents.layout_rules import LayoutFinding, check


@dataclass(frozen=True, slots=True)
class Template:
    """A stored template; `seller_id` None: for every company without one of its own.

    `id` is "" and `version` 0 for one that was not saved yet. `findings` say what of the stored
    form does not fit (any more); the document is printed without it.
    """

    name: str
    kind: Kind
    layout: Layout = USUAL
    seller_id: str | None = None
    is_default: bool = True
    id: str = ""
    version: int = 0
    seller_name: str = ""
    findings: tuple[LayoutFinding, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the command line's form."""
        return {
            "id": self.id,
            "name": self.name,
            "kind": self.kind.value,
            "company": self.seller_name,
            "company_id": self.seller_id,
            "version": self.version,
            "is_default": self.is_default,
            "layout": self.layout.as_json(),
            "findings": [
                {"code": f.code, "entry": f.entry, "message": f.message} for f in self.findings
            ],
        }


def listing(store: Store) -> tuple[Template, ...]:
    """Return every template by kind, company and name, the default ones first."""
    with store.read() as session:
        rows = session.scalars(_living().order_by(DocumentTemplate.name)).all()
        found = [_template(session, row) for row in rows]
    order = list(Kind)
    return tuple(
        sorted(found, key=lambda t: (order.index(t.kind), t.seller_name, not t.is_default))
    )


def get(store: Store, key: str) -> Template:
    """Return a template by id or name. Raises UserFacing when there is none."""
    with store.read() as session:
        return _template(session, _find(session, key))


def save(store: Store, template: Template) -> Template:
    """Store a template as its next version, a new one as version 1; return it as stored.

    What was issued keeps the layout it was printed with. Saving the same again changes nothing.
    Raises UserFacing: no name, name taken, unknown company or template.
    """
    name = template.name.strip()
    if not name:
        raise UserFacing(_("A template needs a name."), code="template_without_name")
    stored = template.layout.as_json()
    with store.write(cause="user") as unit:
        session = unit.session
        if template.seller_id is not None:
            company_rows.known(session, template.seller_id)
        row = _find(session, template.id) if template.id else None
        taken = session.scalar(
            _living().where(
                DocumentTemplate.name == name,
                DocumentTemplate.kind == template.kind.value,
                DocumentTemplate.id != (row.id if row else ""),
            )
        )
        if taken is not None:
            raise UserFacing(
                _("There is a template “{name}” already.").format(name=name),
                code="template_name_taken",
            )
        if row is None:
            row = DocumentTemplate(name=name, kind=template.kind.value, version=0)
            row.seller_id, row.layout = template.seller_id, {}
            # The first template of a kind and company is what prints it.
            row.is_default = template.is_default or not _others(session, row)
            session.add(row)
        if (row.name, row.layout) != (name, stored) or not row.version:
            row.name, row.layout, row.version = name, stored, row.version + 1
        session.flush()
        if row.is_default:
            _only_default(session, row)
        session.flush()
        return _template(session, row)


def copy(store: Store, key: str, name: str = "") -> Template:
    """Store a copy of a template, not a default one, and return it."""
    source = get(store, key)
    named = name or _("Copy of {name}").format(name=source.name)
    return save(store, replace(source, id="", name=named, is_default=False, version=0))


def set_default(store: Store, key: str) -> Template:
    """Make a template the one that its kind and company print by. Raises UserFacing: unknown."""
    with store.write(cause="user") as unit:
        row = _find(unit.session, key)
        row.is_default = True
        _only_default(unit.session, row)
        unit.session.flush()
        return _template(unit.session, row)


def delete(store: Store, key: str) -> None:
    """Take a template out; documents printed by it stay as they are.

    Raises UserFacing: unknown; the default one while there are others (`template_is_default`).
    """
    with store.write(cause="user") as unit:
        row = _find(unit.session, key)
        if row.is_default and _others(unit.session, row):
            raise UserFacing(
                _("“{name}” is the default template.").format(name=row.name),
                hint=_("Make another one the default first."),
                code="template_is_default",
            )
        row.deleted_at = datetime.now(UTC)


def reset(store: Store, key: str) -> Template:
    """Save the house's own look as the next version of a template. Raises UserFacing: unknown."""
    return save(store, replace(get(store, key), layout=Layout()))


_LOOK = (
    "accent", "paper", "margin_top", "margin_bottom", "logo", "logo_height", "title_style",
    "labels", "footer", "signature", "stamp", "stamp_size", "archive",
)  # fmt: skip
"""What is the same on every kind of document; blocks, columns, texts and clauses are each kind's own."""


def spread(store: Store, key: str) -> tuple[Template, ...]:
    """Give the default template of every other kind and the same company the look of this one.

    A kind without one gets one of the same name. Returns those that changed. Raises UserFacing: unknown.
    """
    with store.write(cause="user") as unit:
        session = unit.session
        source = _find(session, key)
        look = read_layout(source.layout).layout
        same = {name: getattr(look, name) for name in _LOOK}
        changed = []
        for kind in Kind:
            row = _default_of(session, kind.value, source.seller_id)
            if kind.value == source.kind:
                continue
            if row is None:
                row = DocumentTemplate(
                    name=source.name, kind=kind.value, version=0, is_default=True, layout={}
                )
                row.seller_id = source.seller_id
                session.add(row)
            layout = replace(read_layout(row.layout).layout, **same).as_json()
            if row.layout != layout:
                row.layout, row.version = layout, row.version + 1
                changed.append(row)
        session.flush()
        return tuple(_template(session, row) for row in changed)


def _default_of(session: Session, kind: str, seller_id: str | None) -> DocumentTemplate | None:
    rows = session.scalars(
        _living().where(DocumentTemplate.kind == kind, DocumentTemplate.is_default)
    )
    return next((row for row in rows if row.seller_id == seller_id), None)


def layout_for(session: Session, kind: Kind, seller_id: str | None) -> Layout:
    """Return the layout that a company prints a kind by: its own, everybody's, the house's."""
    company = session.scalar(
        sa.select(CompanyProfile.id)
        .where(CompanyProfile.deleted_at.is_(None))
        .order_by(CompanyProfile.is_default.desc(), CompanyProfile.created_at, CompanyProfile.id)
        .limit(1)
    )
    own = seller_id or company
    rows = session.scalars(
        _living().where(DocumentTemplate.kind == kind.value, DocumentTemplate.is_default)
    ).all()
    for wanted in (own, None):
        for row in rows:
            if row.seller_id == wanted:
                return read_layout(row.layout, template_id=row.id, version=row.version).layout
    return Layout()


def _living() -> sa.Select[DocumentTemplate]:
    return sa.select(DocumentTemplate).where(DocumentTemplate.deleted_at.is_(None))


def _find(session: Session, key: str) -> DocumentTemplate:
    row = session.get(DocumentTemplate, key)
    if row is None or row.deleted_at is not None:
        row = session.scalar(_living().where(DocumentTemplate.name == key).limit(1))
    if row is None:
        raise UserFacing(
            _("There is no document template “{name}”.").format(name=key), code="unknown_template"
        )
    return row


def _others(session: Session, row: DocumentTemplate) -> list[DocumentTemplate]:
    """Return the other templates of the same kind and company."""
    same = session.scalars(
        _living().where(
            DocumentTemplate.kind == row.kind, DocumentTemplate.seller_id.is_(row.seller_id)
            if row.seller_id is None
            else DocumentTemplate.seller_id == row.seller_id
        )
    )  # fmt: skip
    return [other for other in same if other is not row]


def _only_default(session: Session, row: DocumentTemplate) -> None:
    for other in _others(session, row):
        if other.is_default:
            other.is_default = False


def _template(session: Session, row: DocumentTemplate) -> Template:
    kind = Kind(row.kind)
    read = read_layout(row.layout, template_id=row.id, version=row.version)
    company = session.get(CompanyProfile, row.seller_id) if row.seller_id else None
    return Template(
        name=row.name,
        kind=kind,
        layout=read.layout,
        seller_id=row.seller_id,
        is_default=row.is_default,
        id=row.id,
        version=row.version,
        seller_name=(company.short_name or company.name or company.name_zh) if company else "",
        findings=check(read, kind),
    )
