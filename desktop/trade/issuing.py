"""Issuing documents: number, PDF and snapshot, frozen for good (FEATURES.md decision 8).

The PDF is rendered outside the write unit; inside it the number is taken, the file put in place
and the row written. When another process took the number meanwhile, the step is repeated. A file
without a row (a crash between the two) belongs to no number and is overwritten by the next issue.
"""

import hashlib
import os
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import Retryable, UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.documents import IssuedDocument
from desktop.store.schema.quotes import Quote
from desktop.store.workspace import Store
from desktop.trade import approvals, company, numbering, quote_checks, quotes
from desktop.trade.documents.document import LANGUAGES, Kind, TradeDocument
from desktop.trade.documents.line_items import shortened
from desktop.trade.offers import Place, document_of
from desktop.trade.quote_figures import QuoteFigures
from desktop.trade.quote_states import ISSUABLE, LABELS, QuoteState

if TYPE_CHECKING:
    from desktop.trade.documents.render import Rendered

_TRIES = 5


@dataclass(frozen=True, slots=True)
class Issued:
    """An issued document: where its file is and what its bytes hash to.

    `missing` lists characters that no typeface could print (empty for listings).
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

    def as_json(self) -> dict[str, Any]:
        """Return the command line's form."""
        return {
            "id": self.id,
            "kind": self.kind,
            "number": self.number,
            "revision": self.revision,
            "lang": self.language,
            "quote_id": self.quote_id,
            "customer_id": self.customer_id,
            "issued_at": self.issued_at.isoformat(),
            "sha256": self.sha256,
            "path": str(self.path),
            "missing_characters": list(self.missing),
        }


def issue(store: Store, quote_id: str, kind: Kind, languages: str, *, now: datetime) -> Issued:
    """Issue a quotation or proforma invoice from a quote; return the kept document.

    The same content in the same languages is issued once: asking again returns what there is.
    Another language of the same content shares number and revision; changed content becomes the
    next revision of the number. `now` is aware UTC; the date on paper is the computer's local one.
    Raises UserFacing: quote incomplete or not the current revision, company without a name,
    proforma invoice without a bank account; Retryable when the number stays contended.
    """
    if languages not in LANGUAGES:
        raise UserFacing(
            _("Documents are printed in {choices}.").format(choices=", ".join(LANGUAGES)),
            code="unknown_language",
        )
    from desktop.trade.documents.render import render  # most runs print nothing

    today = now.astimezone().date()
    for _try in range(_TRIES):
        with store.read() as session:
            figures = quotes.show_in(session, quote_id, today=today)
            approvals.require_approved(session, figures)
            _require_issuable(figures, today)
            place, existing = _place(session, store, figures, kind, languages, today)
            if existing is not None:
                return existing
            document = document_of(session, figures, kind, languages, place)
        rendered = render(document)
        issued = _keep(store, figures, document, rendered, place, languages, now)
        if issued is not None:
            return issued
    raise Retryable(_("Another Tradepost process is issuing documents."), code="store_busy")


def preview(
    store: Store, quote_id: str, kind: Kind, languages: str, *, now: datetime, most_lines: int = 0
) -> "Rendered":
    """Return the PDF as it would be issued, marked as a draft; nothing is numbered or kept.

    With `most_lines`, a longer quote shows that many and says how many follow: thousands of lines
    are not set again after each typed figure.
    """
    from desktop.trade.documents.render import render

    today = now.astimezone().date()
    with store.read() as session:
        figures = quotes.show_in(session, quote_id, today=today)
        place = Place(figures.number, figures.revision, True, today)
        document = document_of(session, figures, kind, languages, place)
    if 0 < most_lines < len(document.items):
        document = shortened(document, most_lines)
    return render(document, draft=True)


def listing(
    store: Store, *, quote_id: str = "", customer_id: str = "", limit: int = 500
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
    if customer_id:
        query = query.where(IssuedDocument.customer_id == customer_id)
    with store.read() as session:
        return tuple(_issued(store, row) for row in session.scalars(query))


def path_of(store: Store, document_id: str) -> Path:
    """Return the file of an issued document by id or number, its bytes checked.

    Raises UserFacing when there is no such document, the file is gone, or it is not what was
    issued any more.
    """
    with store.read() as session:
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
        issued = _issued(store, row)
    if not issued.path.is_file():
        raise UserFacing(
            _("The file of {number} is missing.").format(number=issued.number),
            hint=_("Restore it from a backup of the profile folder."),
            code="document_missing",
        )
    if hashlib.sha256(issued.path.read_bytes()).hexdigest() != issued.sha256:
        raise UserFacing(
            _("The file of {number} was changed after it was issued.").format(number=issued.number),
            hint=_("Restore it from a backup of the profile folder."),
            code="document_changed",
        )
    return issued.path


def _require_issuable(figures: QuoteFigures, today: date) -> None:
    if not figures.is_current or figures.state is QuoteState.SUPERSEDED:
        raise UserFacing(
            _("Quote {number} rev. {revision} is not the current revision.").format(
                number=figures.number, revision=figures.revision
            ),
            hint=_("Documents are issued from the current one only."),
            code="not_current",
        )
    quote_checks.require_issuable(figures.draft, today)
    if figures.state not in ISSUABLE:
        raise UserFacing(
            _("Nothing can be issued from a quote that is “{state}”.").format(
                state=_(LABELS[figures.state])
            ),
            code="quote_state",
        )


def _place(
    session: Session,
    store: Store,
    figures: QuoteFigures,
    kind: Kind,
    languages: str,
    today: date,
) -> tuple[Place, Issued | None]:
    """Return number and revision to use, or the document that already says exactly this."""
    earlier = list(
        session.scalars(
            sa.select(IssuedDocument)
            .join(Quote, Quote.id == IssuedDocument.quote_id)
            .where(IssuedDocument.kind == kind.value, Quote.number == figures.number)
            .order_by(IssuedDocument.revision.desc(), IssuedDocument.issued_at.desc())
        )
    )
    if not earlier:
        series = company.seller_row(session, figures.draft.seller_id).number_prefix
        number = numbering.peek(session, kind.value, today.year, series)
        return Place(number, 1, True, today, series), None
    newest = [row for row in earlier if row.revision == earlier[0].revision]
    place = Place(newest[0].number, newest[0].revision + 1, False, today)
    for row in newest:
        if row.deleted_at is not None:
            break
        issued_on = row.issued_at.astimezone().date()
        place = Place(row.number, row.revision, False, issued_on)
        again = document_of(session, figures, kind, row.language, place).snapshot()
        if again != row.snapshot:
            return Place(row.number, row.revision + 1, False, today), None
        if row.language == languages:
            return place, _issued(store, row)
    return place, None


def _keep(
    store: Store,
    figures: QuoteFigures,
    document: TradeDocument,
    rendered: "Rendered",
    place: Place,
    languages: str,
    now: datetime,
) -> Issued | None:
    """Write file and row under the number; None when somebody else took it meanwhile."""
    kind = document.kind.value
    file_name = _file_name(place, languages)
    folder = store.profile.documents
    waiting = folder / f".{os.getpid()}-{file_name}"
    _write_durably(waiting, rendered.pdf)
    try:
        # Not "user": what has left the house is not offered for undo.
        with store.write(cause="issue") as unit:
            session = unit.session
            if not _still_free(session, kind, place, languages):
                return None
            if place.first:
                numbering.take(session, kind, place.issued_on.year, place.series)
            row = IssuedDocument(
                kind=kind,
                number=place.number,
                revision=place.revision,
                language=languages,
                quote_id=figures.id,
                customer_id=figures.draft.customer_id,
                issued_at=now,
                sha256=rendered.sha256,
                file_name=file_name,
                snapshot=document.snapshot(),
            )
            session.add(row)
            session.flush()
            waiting.replace(folder / file_name)
            issued = _issued(store, row, rendered)
    finally:
        waiting.unlink(missing_ok=True)
    return issued


def _still_free(session: Session, kind: str, place: Place, languages: str) -> bool:
    if place.first:
        next_one = numbering.peek(session, kind, place.issued_on.year, place.series)
        if next_one != place.number:
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


def _write_durably(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with path.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)
        raise UserFacing(
            _("The document could not be written to {folder}.").format(folder=path.parent),
            hint=_("Free some space or check the folder, then issue it again."),
            safe=_("No number was used."),
            code="document_not_written",
        ) from error


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
    )
