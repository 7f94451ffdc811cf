"""The composer at the foot of a conversation: written in peace, saved while typing, sent with a way back."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QFileDialog,
    QMenu,
    QWidget,
)

from desktop.crm.lint import lint
from desktop.crm.template_rule import Filled
from desktop.crm.templates import TemplateRow
from desktop.mail import drafts
from desktop.mail.draft import Draft, File
from desktop.mail.drafts import OutboxRow
from desktop.mail.identities import Sender
from desktop.runtime.errors import TradepostError
from desktop.runtime.i18n import _, ngettext
from desktop.runtime.ids import new_id
from desktop.store.queries.people import find_people
from desktop.ui.icons import icon
from desktop.ui.mail import composition
from desktop.ui.mail.address_field import AddressField
from desktop.ui.mail.composer_layout import ComposerLayout
from desktop.ui.mail.composer_parts import FileChip, QuoteCard
from desktop.ui.mail.composition import QuoteRef, Start
from desktop.ui.mail.failing_recipients import FailingRecipients
from desktop.ui.mail.reply_guard import ReplyGuard
from desktop.ui.mail.send_later_dialog import SendLaterDialog
from desktop.ui.mail.template_popup import TemplatePopup
from desktop.ui.mail.times import both_times, later_choices
from desktop.ui.services import Services

SAVE_MS = 700
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
        self._files: tuple[File, ...] = ()
        self._quote: QuoteRef | None = None
        self._template = ""
        self._dirty = self._saving = self._sending = False
        self._key = ""
        self._kept = False
        self._generation = 0
        self._zone = self._country = self._contact_name = ""
        self._language = "en"
        self._save_timer = self._timer(SAVE_MS, self.save)
        self._lint_timer = self._timer(LINT_MS, self._advise)
        self._replies = ReplyGuard(services, self)
        self._failing = FailingRecipients(services, self._advise_again, self)
        self._connect()
        self.hide()

    def _timer(self, pause: int, handler: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(pause)
        timer.timeout.connect(handler)
        return timer

    def _connect(self) -> None:
        self.text.textChanged.connect(self._touched)
        self.text.files_dropped.connect(self.attach)
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
        self.insert_quote.clicked.connect(self.pick_quote)
        self.attach_button.clicked.connect(self.pick_files)
        self.discard_button.clicked.connect(self.discard)
        self.send_button.clicked.connect(lambda _checked=False: self.send())
        self.send_menu.clicked.connect(self.pick_time)
        self.later.clicked.connect(self.pick_time)

    # ---- what it holds

    @property
    def is_open(self) -> bool:
        """Tell whether a mail is being written here."""
        return self._start is not None

    @property
    def draft_id(self) -> str | None:
        """Return the id of the draft once it has been saved."""
        return self._key if self._kept else None

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
        self._generation += 1
        draft = start.draft
        self._accounts = accounts
        self._sender = composition.sender_for(accounts, draft.account_id, draft.from_address)
        self._start, self._kept = start, start.draft_id is not None
        self._key = start.draft_id or new_id()
        self._files, self._quote, self._template = draft.files, start.quote, draft.template_name
        self._loading = True
        self.fill(start, accounts)
        self.remind.set_value(draft.follow_up_days)
        self._show_files()
        self._loading = False
        self._dirty = False
        self._sending = False
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
        language = self._quote.language if self._quote else "en"
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
            files=self._files,
            quote_id=self._quote.id if self._quote else None,
            template_name=self._template,
            follow_up_days=self.remind.value(),
            not_before=None,
            scheduled="",
            extra={
                **start.draft.extra,
                "with_history": self.history.isChecked(),
                "quote_language": language,
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

    @Slot()
    def _touched(self) -> None:
        if self._loading or self._start is None:
            return
        self._dirty = True
        self._save_timer.start()
        self._lint_timer.start()

    @Slot()
    def save(self, *, closed: bool = False) -> None:
        """Keep the draft, in the background; typing goes on meanwhile.

        `closed`: it is put away, and goes into the server's folder of drafts too.
        """
        if closed and self._start is not None and self._kept:
            self._dirty = True
        if self._start is None or not self._dirty or self._sending:
            return
        if self._saving:
            self._save_timer.start()
            return
        draft = self.draft()
        self._dirty = False
        if not self._kept and composition.is_empty(draft, self._sender.signature):
            return
        self._saving = True
        store, key, generation = self._services.store, self._key, self._generation
        self._services.tasks.submit(
            lambda: drafts.save(store, draft, key, closed=closed),
            ok=lambda _kept: self._saved(generation),
            err=lambda error: self._save_failed(generation, error),
            owner=self,
            lane="write",
        )

    def _saved(self, generation: int) -> None:
        if generation == self._generation:
            self._saving, self._kept = False, True
            self.state.setText(_("Draft saved"))

    def _save_failed(self, generation: int, error: BaseException) -> None:
        if generation == self._generation:
            self._saving, self._dirty = False, True
        self._services.navigator.show_error(error)

    def put_away(self) -> None:
        """Close; what was written stays as a draft."""
        if self._start is None:
            return
        self._save_timer.stop()
        if self._saving:  # the save under way has no answer yet: this one comes behind it
            self._save_behind(self.draft(), self._key)
        else:
            self.save(closed=True)
        self._close()

    def _save_behind(self, draft: Draft, key: str) -> None:
        store = self._services.store
        self._services.tasks.submit(
            lambda: drafts.save(store, draft, key, closed=True), lane="write"
        )

    def _close(self) -> None:
        self._start = None
        self._dirty = self._saving = self._kept = False
        self._generation += 1
        self._save_timer.stop()
        self.hide()
        self.closed.emit()

    @Slot()
    def discard(self) -> None:
        """Throw the draft away, with a way back."""
        start, draft_id, store = self._start, self._key, self._services.store
        if start is None:
            return
        if not self._kept and not self._saving:
            draft = self.draft()
            lost = not composition.is_empty(draft, self._sender.signature)
            self._dirty = False
            kept = replace(start, draft=draft, quote=self._quote)
            self._close()
            if lost:
                self._services.navigator.show_toast(
                    _("Draft discarded"), lambda: self.open(kept, self._accounts), icon="trash-2"
                )
            return
        draft, quote, accounts = self.draft(), self._quote, self._accounts
        self._dirty = False
        self._close()

        def back() -> None:
            again = replace(start, draft=draft, quote=quote, draft_id=None)
            self.open(again, accounts)
            self._touched()

        self._services.tasks.submit(
            lambda: drafts.discard(store, draft_id),
            ok=lambda _done: self._services.navigator.show_toast(
                _("Draft discarded"), back, icon="trash-2"
            ),
            owner=self,
            lane="write",
        )

    # ---- sending

    def send(self, at: datetime | None = None, scheduled: str = "") -> None:
        """Queue the mail: it goes when the time for undo is over, or at `at` (aware). Offline it waits.

        `scheduled` says which choice `at` comes from.
        """
        if self._start is not None and not self._sending and self._may_send():
            generation = self._generation
            self._replies.ask(self.draft(), lambda: self._send(generation, at, scheduled))

    def _send(self, generation: int, at: datetime | None, scheduled: str) -> None:
        start = self._start
        if start is None or self._sending or generation != self._generation:
            return
        draft = replace(self.draft(), not_before=at, scheduled=scheduled)
        before = replace(start, draft=self.draft(), quote=self._quote, draft_id=self._key)
        going = replace(before, draft=draft)
        self._sending = True
        self._save_timer.stop()
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
        if generation == self._generation:
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
        if generation != self._generation:  # closed meanwhile: what was written stays as a draft
            self._save_behind(before.draft, str(before.draft_id))
            self._services.navigator.show_error(error)
            return
        self._sending = False
        self.set_busy(False)
        self._dirty = True
        self.save()
        if isinstance(error, TradepostError):
            self.say("red", " ".join(part for part in (error.message, error.hint) if part))
        else:
            self._services.navigator.show_error(error)

    @Slot()
    def pick_time(self) -> None:
        """Offer moments to send at; the buyer's morning among them."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        now = self._services.clock.now()
        for choice in later_choices(now, self._zone, self._country):
            action = menu.addAction(choice.text)
            action.triggered.connect(lambda _on=False, c=choice: self.send(c.at, c.key))
        menu.addSeparator()
        menu.addAction(_("Another time…"), self._ask_time)
        if menu.actions():
            menu.setActiveAction(menu.actions()[0])
        height = menu.sizeHint().height()
        menu.popup(self.later.mapToGlobal(QPoint(0, -height)))

    def _ask_time(self) -> None:
        dialog = SendLaterDialog(self._services.clock.now(), self._zone, self)
        dialog.chosen.connect(lambda at: self.send(at, "own"))
        dialog.open()

    # ---- advice

    @Slot()
    def _advise(self) -> None:
        if self._start is None or self._sending:
            return
        if self._start.error and not self._dirty:  # until it is mended, why it was not sent
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
        attached = len(self._files) + (1 if self._quote else 0)
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

    # ---- templates, quotes, files

    @Slot()
    def pick_template(self) -> None:
        """Show the templates, filled for the recipient."""
        if self._start is None:
            return
        people = self.to.people()
        contact = people[0].address if people else ""
        popup = TemplatePopup(
            self._services,
            contact,
            self._quote.id if self._quote else None,
            self._language,
            self,
        )
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

    @Slot()
    def pick_quote(self) -> None:
        """Offer the quotes of this customer."""
        start = self._start
        if start is None or not start.draft.customer_id:
            self.say("amber", _("Link the conversation to a customer to insert a quote."))
            return
        store, customer_id = self._services.store, start.draft.customer_id
        today = self._services.clock.now().astimezone().date()
        self._services.tasks.submit(
            lambda: composition.quotes_of(store, customer_id, today),
            ok=self._offer_quotes,
            owner=self,
        )

    def _offer_quotes(self, found: list[QuoteRef]) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for quote in found:
            action = menu.addAction(
                icon("receipt-text"), f"{quote.label} · {quote.currency} {quote.total:,.2f}"
            )
            action.triggered.connect(lambda _on=False, quote=quote: self.add_quote(quote))
        if not found:
            menu.addAction(_("No quote for this customer yet")).setEnabled(False)
        menu.popup(self.insert_quote.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def add_quote(self, quote: QuoteRef | None) -> None:
        """Let a quote go along, or none; the reminder waits longer with one."""
        self._quote = quote
        days = composition.REMIND_QUOTE_DAYS if quote else composition.REMIND_DAYS
        self.remind.suggest(days)
        self._show_files()
        self._touched()

    @Slot()
    def pick_files(self) -> None:
        """Let the user choose files."""
        dialog = QFileDialog(self, _("Attach files"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self.attach)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(list)
    def attach(self, paths: list[str]) -> None:
        """Copy files into the store and show them."""
        store, generation = self._services.store, self._generation
        chosen = [Path(path) for path in paths if Path(path).is_file()]
        self._services.tasks.submit(
            lambda: composition.attach_paths(store, chosen),
            ok=lambda found: self._attached(generation, found),
            owner=self,
            lane="write",
        )

    def _attached(self, generation: int, found: list[File]) -> None:
        if generation != self._generation:
            return
        known = {file.sha256 for file in self._files}
        self._files = (*self._files, *(f for f in found if f.sha256 not in known))
        self._show_files()
        self._touched()
        self._advise()

    def _remove_file(self, file: File) -> None:
        self._files = tuple(f for f in self._files if f != file)
        self._show_files()
        self._touched()

    def _show_files(self) -> None:
        self.clear_cards()
        if self._quote is not None:
            card = QuoteCard(self._quote, self._services.clock.now())
            card.removed.connect(lambda: self.add_quote(None))
            card.language_chosen.connect(self._quote_language)
            self.add_card(card)
        for file in self._files:
            chip = FileChip(file)
            chip.removed.connect(lambda file=file: self._remove_file(file))
            self.add_file(chip)

    def _quote_language(self, code: str) -> None:
        if self._quote is not None:
            self._quote = replace(self._quote, language=code)
            self._touched()
