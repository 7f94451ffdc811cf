"""What becomes of the quote in the editor: versions, comparison, approval, decision, prices given before."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from desktop.runtime.days import long_day, short_day
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import N_, _
from desktop.store.queries import delivery
from desktop.store.workspace import Store
from desktop.trade import (
    approvals,
    listed_prices,
    price_history,
    quote_moves,
    quote_revisions,
    quote_sending,
)
from desktop.trade.approvals import Policy
from desktop.trade.incoterms import Finding, Severity
from desktop.trade.list_prices import ListInfo
from desktop.trade.quote_figures import QuoteFigures
from desktop.trade.quote_sending import Sending
from desktop.trade.quote_states import LABELS, LOST_REASONS, QuoteState, check_move
from desktop.ui.actions import Action
from desktop.ui.quotes.compare_dialog import CompareDialog
from desktop.ui.quotes.error_words import words_of
from desktop.ui.quotes.history_dialog import HistoryDialog
from desktop.ui.quotes.opened import Opened
from desktop.ui.quotes.order_deed import OrderDeed, is_orderable
from desktop.ui.quotes.session import QuoteSession
from desktop.ui.quotes.versions import VersionsBar, VersionsList, version_rows
from desktop.ui.records.dialogs import ReasonDialog
from desktop.ui.services import Services
from desktop.ui.widgets.banner import Banner


@dataclass(frozen=True, slots=True)
class Course:
    """What the editor shows beside the figures: mails, approval, other offers."""

    mails: Mapping[str, tuple[Sending, ...]] = field(default_factory=dict)
    policy: Policy = field(default_factory=Policy)
    may_approve: bool = True
    asked_by: str = ""
    voices: tuple[Finding, ...] = ()
    told: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """What was reported about the mails, by their ids: read (RFC 8098), not delivered."""


def read_course(store: Store, found: Opened, figures: QuoteFigures, today: date) -> Course:
    """Read it; runs in a task."""
    with store.read() as session:
        offers = price_history.other_offers(
            session,
            figures.draft.customer_id,
            figures.draft.lines,
            figures.draft.currency,
            number=figures.number,
            today=figures.updated_at.astimezone().date(),
        )
        mails = quote_sending.sendings_in(session, [one.id for one in found.revisions])
        asked = listed_prices.asked_list(session, figures.draft.price_list_id)
    return Course(
        mails,
        found.policy,
        found.may_approve,
        approvals.asked_by(store, figures.id),
        (*_ended(asked, today), *(offer.finding() for offer in offers)),
        _told(store, mails),
    )


def _told(store: Store, mails: Mapping[str, tuple[Sending, ...]]) -> dict[int, tuple[str, ...]]:
    """Return what recipients and servers said about the mails, in words, by the mails' ids."""
    sent = [mail.message_id for carried in mails.values() for mail in carried]
    reports = delivery.reports_about(store, [number for number in sent if number is not None])
    said = {number: tuple(map(_report_words, found)) for number, found in reports.items()}
    return {number: tuple(filter(None, words)) for number, words in said.items()}


def _report_words(report: delivery.Report) -> str:
    """Return "Read by a@b.example on 20 Nov 2026 (read receipt)"; "" for what says nothing about reading or loss."""
    words = {
        "displayed": _("Read by {address} on {day} (read receipt)"),
        "deleted": _("Deleted unread by {address} on {day}"),
        "failed": _("Not delivered to {address} on {day}"),
    }.get(report.action, "")
    day = long_day(report.at.astimezone().date())
    return words.format(address=report.address, day=day)


def _ended(asked: ListInfo | None, today: date) -> tuple[Finding, ...]:
    """Return the warning that the quote's price list is over; its prices stand, new lines get none."""
    if asked is None or asked.valid_until is None or not asked.has_ended(today):
        return ()
    words = _("The price list “{name}” ended on {day}: choose another one, or check the prices.")
    day = short_day(asked.valid_until, today)
    message = words.format(name=asked.name, day=day)
    return (Finding("price_list_ended", Severity.WARNING, message),)


class CourseDeeds:
    """Fills the editor's bars with a quote's course and acts on it."""

    def __init__(
        self, services: Services, session: QuoteSession, parent: QWidget, banner: Banner
    ) -> None:
        """`banner` tells what approval says, and which other quotes offer the same."""
        self._services, self._session, self._parent = services, session, parent
        self._banner = banner
        self.course = Course()
        self.order = OrderDeed(services, session, parent)
        self.bar = VersionsBar()
        self.bar.compare_wanted.connect(self.compare)
        self._found: Opened | None = None

    def show(self, found: Opened, versions: VersionsList, told: Callable[[], object]) -> None:
        """Show the versions of what was opened, then read what else is known of it and call `told`."""
        self._found = found
        self.order.number = found.order_number
        figures = found.figures
        today = self._services.clock.now().astimezone().date()
        current = figures.id if figures else ""
        self.bar.load(found.revisions, current)
        versions.load(version_rows(found.revisions, {}, today), current)
        self._banner.hide()
        self.course = Course(policy=found.policy, may_approve=found.may_approve)
        if figures is None:
            return
        store = self._services.store

        def ready(course: Course) -> None:
            if self._session.quote_id != figures.id:
                return
            self.course = course
            versions.load(version_rows(found.revisions, course.mails, today, course.told), current)
            self.tell()
            told()

        self._services.tasks.submit(
            lambda: read_course(store, found, figures, today),
            ok=ready,
            owner=self._parent,
            key="course",
        )

    # ---- approval

    def why(self) -> tuple[Finding, ...]:
        """Return why the quote as it stands needs a yes."""
        draft = self._session.draft
        return approvals.reasons(draft, draft.totals().margin_percent, self.course.policy)

    def tell(self) -> None:
        """Say what approval says, else which other quote offers the same."""
        figures, course = self._session.figures, self.course
        if figures is None:
            self._banner.hide()
        elif figures.state is QuoteState.WAITING:
            fact = _("{name} asks for approval") if course.asked_by else _("Waits for approval")
            words = " ".join((*(f.message for f in self.why()), figures.state_note))
            verb, deed = (_("Approve"), self.approve) if course.may_approve else ("", None)
            self._banner.say(
                "amber", fact.format(name=course.asked_by), words, action=verb, handler=deed,
                icon_name="shield-alert",
            )  # fmt: skip
        elif figures.state is QuoteState.APPROVED and figures.state_note:
            self._banner.say("green", _("Approved"), figures.state_note, icon_name="shield-check")
        elif figures.state is QuoteState.DRAFT and figures.state_note and course.policy.team:
            self._banner.say("red", _("Not approved"), figures.state_note)
        elif course.voices and figures.state in (QuoteState.DRAFT, QuoteState.APPROVED):
            more = " ".join(finding.message for finding in course.voices[1:3])
            self._banner.say("amber", course.voices[0].message, more, icon_name="users")
        else:
            self._banner.hide()

    def guard(self, issue: Callable[[str], object]) -> None:
        """Call `issue` with the reason that approval needs ("" for none), or ask a manager first."""
        figures = self._session.figures
        why = self.why() if figures is not None else ()
        open_state = figures is not None and figures.state is QuoteState.DRAFT
        if not why or not open_state:
            issue("")
            return
        words = " ".join(finding.message for finding in why)
        if self.course.policy.team and not self.course.may_approve:
            ReasonDialog(
                _("Ask for approval?"), words, _("Ask for approval"), self.ask, self._parent
            ).open()
            return
        ReasonDialog(_("Issue all the same?"), words, _("Issue"), issue, self._parent).open()

    def needs_asking(self) -> bool:
        """Tell whether the next step is to ask somebody else."""
        figures = self._session.figures
        is_draft = figures is not None and figures.state is QuoteState.DRAFT
        policy = self.course.policy
        return is_draft and policy.team and not self.course.may_approve and bool(self.why())

    def ask(self, note: str) -> None:
        """Let the quote wait for a manager."""
        self._do(
            lambda store, key, now: approvals.ask(store, key, note=note, now=now), self._refused
        )

    def approve(self) -> None:
        """Say yes, with a reason."""
        words = " ".join(finding.message for finding in self.why())
        ReasonDialog(
            _("Approve this quote?"),
            words,
            _("Approve"),
            lambda note: self._do(
                lambda store, key, now: approvals.approve(store, key, note=note, now=now),
                self._refused,
            ),
            self._parent,
        ).open()

    def reject(self) -> None:
        """Say no, with a reason."""
        ReasonDialog(
            _("Not approve this quote?"),
            _("It becomes a draft again; your reason stands over it."),
            _("Reject"),
            lambda note: self._do(
                lambda store, key, now: approvals.reject(store, key, note=note, now=now),
                self._refused,
            ),
            self._parent,
        ).open()

    def _do(
        self,
        deed: Callable[..., QuoteFigures],
        err: Callable[[BaseException], object] | None = None,
    ) -> None:
        """Do something with the quote as it was typed, then show what came of it.

        Without `err` the window shows what went wrong.
        """
        session, services = self._session, self._services

        def act() -> None:
            quote_id, now = session.quote_id, services.clock.now()
            services.tasks.submit(
                lambda: deed(services.store, quote_id, now),
                ok=lambda figures: session.open(figures.id),
                err=err,
                owner=self._parent,
                lane="write",
            )

        session.once_kept(act)

    def _refused(self, error: BaseException) -> None:
        self._services.navigator.show_toast(words_of(error), icon="circle-alert")

    def set_state(self, state: QuoteState) -> None:
        """Move the quote to another state."""
        self._do(lambda store, key, now: quote_moves.set_state(store, key, state, now=now))

    # ---- versions

    def revise(self) -> None:
        """Ask why, then make the next revision."""
        if self._session.figures is None:
            return
        ReasonDialog(
            _("New revision of {number}").format(number=self._session.figures.number),
            _("The one before stays as it was sent and is compared with the new one."),
            _("Make the revision"),
            self._revise,
            self._parent,
        ).open()

    def _revise(self, note: str) -> None:
        def work(store: Store, quote_id: str, now: datetime) -> QuoteFigures:
            today = now.astimezone().date()
            return quote_revisions.revise(store, quote_id, note=note, today=today)

        self._do(work)

    def compare(self, older_id: str, newer_id: str) -> CompareDialog | None:
        """Show two revisions side by side."""
        rows = {one.id: one for one in self._found.revisions} if self._found else {}
        if older_id not in rows or newer_id not in rows:
            return None
        dialog = CompareDialog(rows[older_id], rows[newer_id], self._parent)
        dialog.open()
        return dialog

    def compare_with_before(self) -> None:
        """Compare the revision shown with the one before it."""
        rows = self._found.revisions if self._found else ()
        place = next((i for i, o in enumerate(rows) if o.id == self._session.quote_id), -1)
        if 0 <= place < len(rows) - 1:
            self.compare(rows[place + 1].id, rows[place].id)

    def prices(self, sku: str) -> None:
        """Show what an article was offered for before."""
        draft = self._session.draft
        if sku:
            HistoryDialog(
                self._services, sku, draft.customer_id, draft.currency, self._parent
            ).open()

    def actions(self, sku: Callable[[], str], is_here: Callable[[], bool]) -> Sequence[Action]:
        """Return the deeds for the registry; `sku` is the article the keyboard is on."""

        def make(name: str, text: str, deed: Callable[[], object], key: str, icon: str) -> Action:
            return Action(f"quotes.{name}", text, deed, key, icon, N_("Quotes"), "quotes", is_here)

        return (
            make("prices", N_("Prices given before"), lambda: self.prices(sku()), "F4", "history"),
            make("compare", N_("Compare with the revision before"), self.compare_with_before,
                 "Ctrl+Shift+K", "git-compare"),
            make("revise", N_("New revision"), self.revise, "", "history"),
            make("order", N_("Make the order"), self.order.make, "Ctrl+Shift+Y", "package"),
        )  # fmt: skip

    # ---- the menu

    def fill(self, menu: QMenu) -> None:
        """Add what can be done with the quote."""
        figures = self._session.figures
        if figures is None:
            return
        if figures.state is QuoteState.WAITING and self.course.may_approve:
            menu.addAction(_("Approve"), self.approve)
            menu.addAction(_("Reject"), self.reject)
            menu.addSeparator()
        elif self.needs_asking():
            menu.addAction(_("Ask for approval"), lambda: self.guard(lambda _reason: None))
        for state in (QuoteState.SENT, QuoteState.ACCEPTED, QuoteState.DRAFT):
            if _can_move(figures.state, state) and figures.is_current:
                text = _("Mark as “{state}”").format(state=_(LABELS[state]))
                menu.addAction(text, partial(self.set_state, state))
        if _can_move(figures.state, QuoteState.DECLINED) and figures.is_current:
            lost = menu.addMenu(_("Mark as “{state}”").format(state=_(LABELS[QuoteState.DECLINED])))
            for key, words in LOST_REASONS.items():
                lost.addAction(_(words), partial(self._decline, key))
        if is_orderable(figures) or self.order.number:
            menu.addAction(self.order.words(), self.order.make)
        menu.addSeparator()
        menu.addAction(_("New revision"), self.revise)
        before: QAction = menu.addAction(
            _("Compare with the revision before"), self.compare_with_before
        )
        before.setEnabled(self._found is not None and len(self._found.revisions) > 1)

    def _decline(self, reason: str) -> None:
        self._do(
            lambda store, key, now: quote_moves.decline(store, key, reason=reason, now=now),
            self._refused,
        )


def _can_move(present: QuoteState, wanted: QuoteState) -> bool:
    try:
        check_move(present, wanted)
    except UserFacing:
        return False
    return True
