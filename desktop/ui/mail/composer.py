"""The composer at the foot of a conversation: written in peace, saved while typing, sent with a way back."""

from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop.crm.lint import lint
from desktop.crm.template_rule import Filled
from desktop.crm.templates import TemplateRow
from desktop.mail import drafts
from desktop.mail.draft import Draft
from desktop.mail.drafts import OutboxRow
from desktop.mail.identities import Sender
from desktop.runtime.errors import TradepostError
from desktop.runtime.i18n import _, ngettext
from desktop.store.queries.people import find_people
from desktop.ui.mail import composition
from desktop.ui.mail.address_field import AddressField
from desktop.ui.mail.composer_layout import ComposerLayout
from desktop.ui.mail.composition import Start
from desktop.ui.mail.draft_keeping import DraftKeeping
from desktop.ui.mail.enclosures import Enclosures
from desktop.ui.mail.failing_recipients import FailingRecipients
from desktop.ui.mail.reply_guard import ReplyGuard
from desktop.ui.mail.send_later_menu import offer_moments
from desktop.ui.mail.template_popup import TemplatePopup
from desktop.ui.mail.times import both_times
from desktop.ui.services import Services

LINT_MS = 500


class Composer(ComposerLayout):
    """One mail being written. `closed()`: it was sent or put away. `sent(OutboxRow)`."""

    closed = Signal()
    sent = Signal(object)
    left = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        """Start closed; `open` shows a mail."""
        super().__init__(services.clock.now(), parent)
        self._services = services
        self._start: Start | None = None
        self._sender = Sender("", "")
        self._accounts: list[Sender] = []
        self._template = ""
        self._zone = self._country = self._contact_name = ""
        self._language = "en"
        self._advise_soon = QTimer(self)
        self._advise_soon.setSingleShot(True)
        self._advise_soon.setInterval(LINT_MS)
        self._advise_soon.timeout.connect(self._advise)
        self.enclosures = Enclosures(services, self)
        self._keeping = DraftKeeping(services, self.draft, self._is_empty, self)
        self._replies = ReplyGuard(services, self)
        self._failing = FailingRecipients(services, self._advise_again, self)
        self._connect()
        self.hide()

    def _connect(self) -> None:
        self.text.textChanged.connect(self._touched)
        self.text.files_dropped.connect(self.enclosures.attach)
        self.text.left.connect(self.left)
        self.subject.textEdited.connect(self._touched)
        for field in (self.to, self.cc, self.bcc):
            field.textEdited.connect(self._touched)
            field.suggestions_wanted.connect(lambda typed, field=field: self._suggest(field, typed))
        self.account.activated.connect(self._change_sender)
        self.report.toggled.connect(self._touched)
        self.remind.changed.connect(self._touched)
        self.history.toggled.connect(self._touched)
        self.who.clicked.connect(lambda: self.show_fields(True))
        self.template.clicked.connect(self.pick_template)
        self.insert_quote.clicked.connect(self.enclosures.pick_quote)
        self.attach_button.clicked.connect(self.enclosures.pick_files)
        self.discard_button.clicked.connect(self.discard)
        self.send_button.clicked.connect(lambda _checked=False: self.send())
        self.send_menu.clicked.connect(self.pick_time)
        self.later.clicked.connect(self.pick_time)
        self.enclosures.changed.connect(self._touched)
        self.enclosures.attached.connect(self._advise)
        self._keeping.saved.connect(lambda: self.state.setText(_("Draft saved")))

    # ---- what it holds

    @property
    def is_open(self) -> bool:
        """Tell whether a mail is being written here."""
        return self._start is not None

    @property
    def draft_id(self) -> str | None:
        """Return the id of the draft once it has been saved."""
        return self._keeping.key if self._keeping.is_kept else None

    def is_blank(self) -> bool:
        """Tell whether nothing but the signature stands in the mail."""
        words = self.text.toPlainText().replace(self._sender.signature.strip(), "")
        return not words.replace("--", "").strip()

    def thread_id(self) -> int | None:
        """Return the conversation that this mail belongs to, also when it forwards from it."""
        if self._start is None:
            return None
        return self._start.draft.thread_id

    def open(self, start: Start, accounts: list[Sender]) -> None:
        """Show a mail: a new one, an answer, or a draft as it was left."""
        self.put_away()
        draft = start.draft
        self._accounts = accounts
        self._sender = composition.sender_for(accounts, draft.account_id, draft.from_address)
        self._start, self._template = start, draft.template_name
        self._keeping.begin(start.draft_id)
        self._loading = True
        self.fill(start, accounts)
        self.remind.set_value(draft.follow_up_days)
        self.enclosures.begin(start)
        self._loading = False
        self.set_busy(False)
        self.show()
        self._failing.forget()
        self._advise()

    def know(self, *, zone: str, contact_name: str, language: str, country: str = "") -> None:
        """Learn about the customer: his clock for sending later, his name for the advice."""
        self._zone, self._country, self._contact_name = zone, country, contact_name
        self._language = language or "en"

    def draft(self) -> Draft:
        """Return the mail as it stands."""
        start = self._start
        if start is None:
            raise RuntimeError("the composer is closed")
        quote = self.enclosures.quote
        return replace(
            start.draft,
            account_id=self._sender.account_id or start.draft.account_id,
            from_address=self._sender.address,
            dsn=self.report.isChecked(),
            to=composition.pairs(self.to.people()),
            cc=composition.pairs(self.cc.people()),
            bcc=composition.pairs(self.bcc.people()),
            subject=self.subject.text(),
            text=self.text.toPlainText(),
            files=self.enclosures.files,
            quote_id=quote.id if quote else None,
            template_name=self._template,
            follow_up_days=self.remind.value(),
            not_before=None,
            scheduled="",
            extra={
                **start.draft.extra,
                "with_history": self.history.isChecked(),
                "quote_language": quote.language if quote else "en",
            },
        )

    @Slot()
    def _change_sender(self) -> None:
        """Write as somebody else: his signature takes the place of the other's."""
        account_id, address = self.account.currentData() or ("", "")
        before = self._sender
        self._sender = composition.sender_for(self._accounts, account_id, address)
        text = self.text.toPlainText()
        signed = composition.swap_signature(text, before.signature, self._sender.signature)
        if signed != text:
            cursor = self.text.textCursor()
            at = min(cursor.position(), len(signed))
            self.text.setPlainText(signed)
            cursor.setPosition(at)
            self.text.setTextCursor(cursor)
        self._touched()

    # ---- saving

    def _is_empty(self, draft: Draft) -> bool:
        return composition.is_empty(draft, self._sender.signature)

    @Slot()
    def _touched(self) -> None:
        if self._loading or self._start is None:
            return
        self._keeping.touch()
        self._advise_soon.start()

    @Slot()
    def save(self) -> None:
        """Keep the draft, in the background; typing goes on meanwhile."""
        self._keeping.save()

    def put_away(self) -> None:
        """Close; what was written stays as a draft."""
        if self._start is not None:
            self._keeping.save_last()
            self._close()

    def _close(self) -> None:
        self._start = None
        self._keeping.end()
        self.enclosures.end()
        self.hide()
        self.closed.emit()

    @Slot()
    def discard(self) -> None:
        """Throw the draft away, with a way back."""
        start = self._start
        if start is None:
            return
        draft, accounts, draft_id = self.draft(), self._accounts, self._keeping.key
        again = replace(start, draft=draft, quote=self.enclosures.quote, draft_id=None)
        stored = self._keeping.is_stored
        lost = stored or not self._is_empty(draft)
        self._close()
        navigator, store = self._services.navigator, self._services.store

        def back() -> None:
            self.open(again, accounts)
            if stored:
                self._touched()

        def tell(_done: object = None) -> None:
            navigator.show_toast(_("Draft discarded"), back, icon="trash-2")

        if stored:
            self._services.tasks.submit(
                lambda: drafts.discard(store, draft_id), ok=tell, owner=self, lane="write"
            )
        elif lost:
            tell()

    # ---- sending

    def send(self, at: datetime | None = None, scheduled: str = "") -> None:
        """Queue the mail: it goes when the time for undo is over, or at `at` (aware). Offline it waits.

        `scheduled` says which choice `at` comes from.
        """
        if self._start is not None and not self._keeping.is_sending and self._may_send():
            generation = self._keeping.generation
            self._replies.ask(self.draft(), lambda: self._send(generation, at, scheduled))

    def _send(self, generation: int, at: datetime | None, scheduled: str) -> None:
        start = self._start
        if start is None or self._keeping.is_sending or generation != self._keeping.generation:
            return
        draft = replace(self.draft(), not_before=at, scheduled=scheduled)
        quote, draft_id = self.enclosures.quote, self._keeping.key
        before = replace(start, draft=self.draft(), quote=quote, draft_id=draft_id)
        going = replace(before, draft=draft)
        self._keeping.hold()
        self.set_busy(True)
        store, now = self._services.store, self._services.clock.now()
        wait = composition.undo_seconds(self._services.settings)
        self._services.tasks.submit(
            lambda: composition.send(store, going, now, undo_seconds=wait),
            ok=lambda row: self._queued(generation, row, before, at),
            err=lambda error: self._not_queued(generation, before, error),
            owner=self,
            lane="write",
        )

    def _may_send(self) -> bool:
        draft = self.draft()
        wrong = next((field for field in (self.to, self.cc, self.bcc) if field.wrong()), None)
        if wrong is not None:
            self.show_fields(True)
            self.say("red", _("“{value}” is not a mail address.").format(value=wrong.wrong()[0]))
            wrong.setFocus(Qt.FocusReason.OtherFocusReason)
            return False
        if not (draft.to or draft.cc or draft.bcc):
            self.show_fields(True)
            self.say("red", _("The mail has no recipient."))
            self.to.setFocus(Qt.FocusReason.OtherFocusReason)
            return False
        missing = composition.open_slots(draft)
        if missing:
            self.say(
                "red",
                _("Not sent: these slots are empty: {slots}").format(slots=", ".join(missing)),
            )
            self.text.select_slot()
            return False
        return True

    def _queued(self, generation: int, row: OutboxRow, before: Start, at: datetime | None) -> None:
        accounts, store = self._accounts, self._services.store
        names = ", ".join(name or address for name, address in before.draft.to) or _("nobody")
        if generation == self._keeping.generation:
            self._close()
        self.sent.emit(row)

        def undo() -> None:
            self._services.tasks.submit(
                lambda: composition.take_back(store, row, before),
                ok=lambda start: self.open(start, accounts),
                owner=self,
                lane="write",
            )

        seconds = composition.undo_seconds(self._services.settings)
        if at is None:
            said = _("Sending to {names} in {count} s").format(names=names, count=seconds)
        else:
            when = both_times(at, self._zone)
            said = _("To {names} at {when}").format(names=names, when=when)
        self._services.navigator.show_toast(
            said, undo, icon="send-horizontal", seconds=float(seconds)
        )

    def _not_queued(self, generation: int, before: Start, error: BaseException) -> None:
        if generation != self._keeping.generation:  # closed meanwhile: it stays a draft
            self._keeping.save_behind(before.draft, str(before.draft_id))
            self._services.navigator.show_error(error)
            return
        self.set_busy(False)
        self._keeping.go_on()
        if isinstance(error, TradepostError):
            self.say("red", " ".join(part for part in (error.message, error.hint) if part))
        else:
            self._services.navigator.show_error(error)

    @Slot()
    def pick_time(self) -> None:
        """Offer moments to send at; the buyer's morning among them."""
        clock = self._services.clock
        offer_moments(clock, self._zone, self._country, self.send, self.later, self)

    # ---- advice

    @Slot()
    def _advise(self) -> None:
        if self._start is None or self._keeping.is_sending:
            return
        if (
            self._start.error and not self._keeping.is_dirty
        ):  # until it is mended, why it was not sent
            self.say("red", self._start.error)
            return
        draft = self.draft()
        missing = composition.open_slots(draft)
        if missing:
            words = ngettext("{count} slot is empty", "{count} slots are empty", len(missing))
            self.say("amber", f"{words.format(count=len(missing))}: {', '.join(missing)}")
            return
        people = (*draft.to, *draft.cc, *draft.bcc)
        failing = self._failing.words(address for _name, address in people)
        if failing:
            self.say("amber", failing)
            return
        attached = len(self.enclosures.files) + (1 if self.enclosures.quote else 0)
        found = lint(draft.text, contact_name=self._contact_name, attachments=attached)
        self.say("amber" if found else "", found[0].text() if found else "")

    def _advise_again(self) -> None:
        if not self.guard_stops():
            self._advise()

    def _suggest(self, field: AddressField, typed: str) -> None:
        store = self._services.store
        self._services.tasks.submit(
            lambda: find_people(store, typed),
            ok=lambda people: field.suggest(typed, people),
            owner=self,
            key="people",
        )

    # ---- templates

    @Slot()
    def pick_template(self) -> None:
        """Show the templates, filled for the recipient."""
        if self._start is None:
            return
        people = self.to.people()
        contact = people[0].address if people else ""
        quote_id = self.enclosures.quote.id if self.enclosures.quote else None
        popup = TemplatePopup(self._services, contact, quote_id, self._language, self)
        popup.chosen.connect(self.use_template)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popup.pop_up(self.template)

    def use_template(self, row: TemplateRow, filled: Filled) -> None:
        """Put a filled template at the cursor; in a new mail its subject too."""
        self._template = row.key
        self.template.setText(_("Template: {name}").format(name=row.name))
        cursor = self.text.textCursor()
        cursor.insertText(filled.text.rstrip("\n") + "\n")
        if filled.subject and not self.subject.text().strip():
            self.subject.setText(filled.subject)
        self._touched()
        self._advise()
        if not self.text.select_slot():
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)
