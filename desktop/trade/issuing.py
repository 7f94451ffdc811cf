"""Issuing documents: number, PDF and snapshot, frozen for good (FEATURES.md decision 8).

The PDF is rendered outside the write unit; inside it the number is taken, the file put in place
and the row written. When another process took the number meanwhile, the step is repeated. A file
that a crash left between the two belongs to no number and is put aside by the next issue; one that
was issued before an older store was restored keeps its number, which is skipped.
"""

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import Retryable, UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.documents import IssuedDocument, PrintedPicture
from desktop.store.workspace import Store
from desktop.trade import company, issued_files, numbering
from desktop.trade.documents.document import Kind
from desktop.trade.documents.languages import require_known
from desktop.trade.documents.line_items import shortened
from desktop.trade.documents.restored import printed_pictures
from desktop.trade.issue_source import Source, earlier_documents, read_source, require_ready
from desktop.trade.issued_files import Damage
from desktop.trade.offers import Place
from desktop.trade.order_source import PRINTED_CLAUSES
from desktop.trade.snapshot_compare import differs

if TYPE_CHECKING:
    from desktop.trade.documents.pdf_file import Rendered

_TRIES = 5


@dataclass(frozen=True, slots=True)
class Issued:
    """An issued document: where its file is and what its bytes hash to.

    `missing` lists characters that no typeface could print, `skipped` the numbers left out because
    their files lie here without an entry (both empty for listings).
    """

    id: str
    kind: str
    number: str
    revision: int
    language: str
    quote_id: str | None
    customer_id: str | None
    issued_at: datetime
    sha256: str
    path: Path
    pages: int = 0
    missing: tuple[str, ...] = ()
    order_id: str | None = None
    superseded: bool = False
    change_reason: str = ""
    is_archive: bool = False
    skipped: tuple[str, ...] = ()

    def label(self) -> str:
        """Return its number with revision: "CI-2026-0007 Rev.2"."""
        return self.number if self.revision == 1 else f"{self.number} Rev.{self.revision}"

    def notice(self) -> str:
        """Return what the user should know about the number, "" when it is the usual next one."""
        if not self.skipped:
            return ""
        return _("{numbers} skipped: issued once, but not in this store.").format(
            numbers=", ".join(self.skipped)
        )

    def as_json(self) -> dict[str, Any]:
        """Return the command line's form."""
        return {
            "id": self.id,
            "kind": self.kind,
            "number": self.number,
            "revision": self.revision,
            "lang": self.language,
            "quote_id": self.quote_id,
            "order_id": self.order_id,
            "customer_id": self.customer_id,
            "superseded": self.superseded,
            "change_reason": self.change_reason,
            "format": "pdfa" if self.is_archive else "pdf",
            "issued_at": self.issued_at.isoformat(),
            "sha256": self.sha256,
            "path": str(self.path),
            "missing_characters": list(self.missing),
            "skipped_numbers": list(self.skipped),
        }


def issue(
    store: Store,
    source_id: str,
    kind: Kind,
    languages: str,
    *,
    now: datetime,
    reason: str = "",
    accepted: Collection[str] = (),
    archive: bool = False,
) -> Issued:
    """Issue a document from a quote, an order or (statement) a customer; return the kept one.

    The same content in the same languages is issued once: asking again returns what there is.
    Another language of the same content shares number and revision; changed content becomes the
    next revision of the number and marks the former ones as superseded; of an order it needs a
    `reason`. `accepted` are errors of the L/C checks to issue in spite of, or
    `missing_characters`. With `archive` the file is a PDF/A-2b also where the template does not
    ask for it. `now` is aware UTC; the date on paper is the computer's local one.
    Raises UserFacing: source incomplete or not the current revision, no reason
    (`reason_needed`), company without a name, no bank account where one must be named, a character
    that no typeface has; Retryable when the number stays contended.
    """
    require_known(languages)
    from desktop.trade.documents.printable import require_printable
    from desktop.trade.documents.render import render  # most runs print nothing

    today = now.astimezone().date()
    for _try in range(_TRIES):
        with store.read() as session:
            source = read_source(session, source_id, kind, today)
            place, existing = _place(session, store, source, kind, languages, today)
            if existing is not None:
                return existing
            require_ready(session, source, kind, today, accepted)
            _require_reason(source, place, reason)
            document = source.document(session, kind, languages, place)
        if archive:
            document = replace(document, layout=replace(document.layout, archive=True))
        printable = require_printable(document, accepted)
        rendered = render(document)
        row = _new_row(source, kind, place, languages)
        row.issued_at, row.sha256 = now, rendered.sha256
        row.snapshot = {**document.snapshot(), **printable.as_json()}
        row.template_id = document.layout.template_id
        if row.source:
            keys = [clause.key for clause in document.clauses if clause.key]
            row.source = {**row.source, PRINTED_CLAUSES: keys}
        row.change_reason = reason.strip() if place.revision > 1 else ""
        issued = _keep(store, row, rendered, place, printed_pictures(document))
        if issued is not None:
            return issued
    raise Retryable(_("Another Tradepost process is issuing documents."), code="store_busy")


def _require_reason(source: Source, place: Place, reason: str) -> None:
    """Raise UserFacing (`reason_needed`) for a new revision of an order's document without one."""
    if place.revision > 1 and source.order_id and not place.again and not reason.strip():
        raise UserFacing(
            _("{number} was issued already: a new revision needs a reason.").format(
                number=place.number
            ),
            safe=_("Nothing was issued and no number was used."),
            code="reason_needed",
        )


def _new_row(source: Source, kind: Kind, place: Place, languages: str) -> IssuedDocument:
    return IssuedDocument(
        kind=kind.value,
        number=place.number,
        revision=place.revision,
        language=languages,
        quote_id=source.quote_id,
        order_id=source.order_id,
        customer_id=source.customer_id,
        seller_id=source.seller_id,
        file_name=_file_name(place, languages),
        source=dict(source.data),
    )


def preview(
    store: Store, source_id: str, kind: Kind, languages: str, *, now: datetime, most_lines: int = 0
) -> "Rendered":
    """Return the PDF as it would be issued, marked as a draft; nothing is numbered or kept.

    With `most_lines`, a longer document shows that many and says how many follow: thousands of
    lines are not set again after each typed figure.
    """
    from desktop.trade.documents.render import render

    today = now.astimezone().date()
    with store.read() as session:
        source = read_source(session, source_id, kind, today)
        place = Place(source.usual_number, source.usual_revision, True, today)
        document = source.document(session, kind, languages, place)
    if 0 < most_lines < len(document.items):
        document = shortened(document, most_lines)
    return render(document, draft=True)


def listing(
    store: Store,
    *,
    quote_id: str = "",
    customer_id: str = "",
    order_id: str = "",
    limit: int = 500,
) -> tuple[Issued, ...]:
    """Return issued documents, newest first."""
    query = (
        sa.select(IssuedDocument)
        .where(IssuedDocument.deleted_at.is_(None))
        .order_by(IssuedDocument.issued_at.desc(), IssuedDocument.id.desc())
        .limit(limit)
    )
    if quote_id:
        query = query.where(IssuedDocument.quote_id == quote_id)
    if order_id:
        query = query.where(IssuedDocument.order_id == order_id)
    if customer_id:
        query = query.where(IssuedDocument.customer_id == customer_id)
    with store.read() as session:
        return tuple(_issued(store, row) for row in session.scalars(query))


def find(session: Session, document_id: str) -> IssuedDocument:
    """Return a document by id or number (its newest revision). Raises UserFacing for none."""
    row = session.get(IssuedDocument, document_id) or session.scalar(
        sa.select(IssuedDocument)
        .where(IssuedDocument.number == document_id, IssuedDocument.deleted_at.is_(None))
        .order_by(IssuedDocument.revision.desc())
        .limit(1)
    )
    if row is None:
        raise UserFacing(
            _("There is no document {id}.").format(id=document_id), code="unknown_document"
        )
    return row


def path_of(store: Store, document_id: str) -> Path:
    """Return the file of an issued document by id or number, its bytes checked.

    Raises UserFacing when there is no such document, the file is gone, or it is not what was
    issued any more.
    """
    with store.read() as session:
        row = find(session, document_id)
        issued = _issued(store, row)
    damage = issued_files.damage_of(issued.path, issued.sha256)
    if damage is Damage.MISSING:
        raise UserFacing(
            _("The file of {number} is missing.").format(number=issued.number),
            hint=_("Restore it from a backup of the profile folder."),
            code="document_missing",
        )
    if damage is Damage.CHANGED:
        raise UserFacing(
            _("The file of {number} was changed after it was issued.").format(number=issued.number),
            hint=_("Restore it from a backup of the profile folder."),
            code="document_changed",
        )
    return issued.path


def _place(
    session: Session, store: Store, source: Source, kind: Kind, languages: str, today: date
) -> tuple[Place, Issued | None]:
    """Return number and revision to use, or the document that already says exactly this."""
    earlier = earlier_documents(session, source, kind)
    newest = [row for row in earlier if row.revision == earlier[0].revision]
    place = _next_place(session, store, source, kind, newest, today)
    for row in newest:
        if row.deleted_at is not None:
            break
        issued_on = row.issued_at.astimezone().date()
        same = Place(row.number, row.revision, False, issued_on, again=True)
        again = source.document(session, kind, row.language, same).snapshot()
        if differs(again, row.snapshot, with_payments=row.language != languages):
            return _next_place(session, store, source, kind, newest, today), None
        if row.language == languages:
            return same, _issued(store, row)
        place = same
    return place, None


def _next_place(
    session: Session,
    store: Store,
    source: Source,
    kind: Kind,
    newest: Sequence[IssuedDocument],
    today: date,
) -> Place:
    """Return the next revision of what was issued, or a new number. Statements are never revised."""
    folder = store.profile.documents
    if newest and kind is not Kind.STATEMENT:
        number, revision, skipped = newest[0].number, newest[0].revision + 1, []
        while issued_files.was_issued(folder, f"{number}_Rev{revision}"):
            skipped.append(f"{number} Rev.{revision}")
            revision += 1
        return Place(number, revision, False, today, skipped=tuple(skipped))
    series = company.seller_row(session, source.seller_id).number_prefix
    free, passed = numbering.next_free(
        session, kind.value, today.year, series, partial(issued_files.was_issued, folder)
    )
    return Place(free, 1, True, today, series, skipped=passed)


def _keep(
    store: Store,
    row: IssuedDocument,
    rendered: "Rendered",
    place: Place,
    pictures: Mapping[str, bytes],
) -> Issued | None:
    """Write file, row and pictures under the number; None when somebody else took it meanwhile."""
    folder = store.profile.documents
    waiting = folder / f".{os.getpid()}-{row.file_name}"
    issued_files.write_durably(waiting, rendered.pdf)
    try:
        # Not "user": what has left the house is not offered for undo.
        with store.write(cause="issue") as unit:
            session = unit.session
            if not _still_free(session, folder, row.kind, place, row.language):
                return None
            for _number in (place.number, *place.skipped) if place.first else ():
                numbering.take(session, row.kind, place.issued_on.year, place.series)
            _supersede(session, row)
            session.add(row)
            session.flush()
            kept = [{"sha256": key, "content": content} for key, content in pictures.items()]
            unit.insert_many(PrintedPicture, kept, or_ignore=True)
            mark = issued_files.begin(folder, row.file_name)
            issued_files.put_in_place(waiting, folder / row.file_name, row.sha256)
            issued = replace(_issued(store, row, rendered), skipped=place.skipped)
    finally:
        waiting.unlink(missing_ok=True)
    mark.unlink(missing_ok=True)
    return issued


def _supersede(session: Session, row: IssuedDocument) -> None:
    """Mark the older revisions of the number, in every language."""
    older = sa.select(IssuedDocument).where(
        IssuedDocument.kind == row.kind,
        IssuedDocument.number == row.number,
        IssuedDocument.revision < row.revision,
        IssuedDocument.superseded_at.is_(None),
    )
    for one in session.scalars(older):
        one.superseded_at = row.issued_at


def _still_free(session: Session, folder: Path, kind: str, place: Place, languages: str) -> bool:
    if place.first:
        is_used = partial(issued_files.was_issued, folder)
        year, series = place.issued_on.year, place.series
        if numbering.next_free(session, kind, year, series, is_used) != (
            place.number,
            place.skipped,
        ):
            return False
    taken = session.scalar(
        sa.select(IssuedDocument.id).where(
            IssuedDocument.kind == kind,
            IssuedDocument.number == place.number,
            IssuedDocument.revision == place.revision,
            IssuedDocument.language == languages,
        )
    )
    return taken is None


def _file_name(place: Place, languages: str) -> str:
    revision = f"_Rev{place.revision}" if place.revision > 1 else ""
    return f"{place.number}{revision}_{languages.replace('+', '-')}.pdf"


def _issued(store: Store, row: IssuedDocument, rendered: "Rendered | None" = None) -> Issued:
    return Issued(
        id=row.id,
        kind=row.kind,
        number=row.number,
        revision=row.revision,
        language=row.language,
        quote_id=row.quote_id,
        customer_id=row.customer_id,
        issued_at=row.issued_at,
        sha256=row.sha256,
        path=store.profile.documents / row.file_name,
        pages=rendered.pages if rendered else 0,
        missing=rendered.missing if rendered else (),
        order_id=row.order_id,
        superseded=row.superseded_at is not None,
        change_reason=row.change_reason or "",
        is_archive=bool(row.snapshot.get("layout", {}).get("archive")),
    )
