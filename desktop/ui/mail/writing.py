"""Begins what is written on the Inbox: answers, new mails, drafts gone on with; each waits for its conversation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtCore import QObject, Qt, Signal

from desktop.crm import contacts, quotation_template
from desktop.crm.template_rule import Filled
from desktop.crm.templates import TemplateRow
from desktop.mail.identities import Sender, senders
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.queries.messages import MessageRow
from desktop.ui.mail import composition
from desktop.ui.mail.composer import Composer
from desktop.ui.mail.composition import Start
from desktop.ui.mail.conversation_load import Conversation
from desktop.ui.mail.conversation_pane import ConversationPane
from desktop.ui.mail.enclosed_quotes import QuoteRef, quote_ref
from desktop.ui.mail.template_popup import render_for
from desktop.ui.mail.thread_pane import ThreadPane
from desktop.ui.services import Services


@dataclass(frozen=True)
class _Answer:
    """An answer that waits until its conversation is on the screen."""

    thread_id: int | None
    mode: str
    then: Callable[[], object] | None


class Writing(QObject):
    """Opens the composer with what it needs. `opened()`: it has been opened."""

    opened = Signal()

    def __init__(
        self,
        services: Services,
        threads: ThreadPane,
        conversation: ConversationPane,
        composer: Composer,
    ) -> None:
        """Work for one screen."""
        super().__init__(composer)
        self._services = services
        self._threads, self._conversation, self._composer = threads, conversation, composer
        self._new = False
        self._answer: _Answer | None = None
        self._draft: tuple[Start, list[Sender]] | None = None

    # ---- as the conversation on the screen changes

    def conversation_chosen(self, thread_id: int | None) -> None:
        """Forget an answer to another conversation, and put away what was written there."""
        self._new = False
        if self._answer is not None and self._answer.thread_id != thread_id:
            self._answer = None
        if self._composer.is_open and self._composer.thread_id() != thread_id:
            self._composer.put_away()

    def conversation_loaded(self, found: Conversation) -> None:
        """Begin what waited for this conversation, else go on with its unfinished draft."""
        wanted = self._answer
        if self._begin_draft(found.row.id):
            return
        if wanted is not None and wanted.thread_id in (None, found.row.id):
            self._answer = None
            self.answer(wanted.mode, wanted.then)
        elif not self._composer.is_open:
            self._look_for_draft(found)

    def ended(self) -> None:
        """The composer was closed."""
        self._new = False

    # ---- answers

    def answer(
        self,
        mode: str,
        then: Callable[[], object] | None = None,
        *,
        message: MessageRow | None = None,
    ) -> None:
        """Reply, reply to all (`reply_all`) or `forward`: their last mail in the conversation chosen, or `message`.

        While that is still loading the one before is on the screen: the answer waits for the right
        one. `then` is called when the composer is open.
        """
        if self._conversation.is_loading:
            self._answer = _Answer(self._conversation.wanted, mode, then)
            return
        current = self._conversation.current
        chosen = message is not None
        if message is None and current is not None:
            message = current.newest_inbound()
        if current is None or message is None:
            return
        if self._composer.is_open and not self._new and not chosen:
            self._composer.text.setFocus(Qt.FocusReason.OtherFocusReason)
            if mode == "reply":
                return
        customer_id = current.row.customer_id

        def ready(accounts: list[Sender]) -> None:
            self._open(composition.start_reply(message, mode, accounts, customer_id), accounts)
            if then is not None:
                then()

        self._with_accounts(ready)

    def answer_thread(self, thread_id: int, args: Mapping[str, object]) -> None:
        """Reply to a conversation that may not be on the screen yet; what `args` name goes along (`_enclose`)."""

        def enclose() -> None:
            self._enclose(args)

        self._answer = _Answer(thread_id, "reply", enclose)
        self._threads.want(thread_id)
        if self._is_shown(thread_id) and not self._conversation.is_loading:
            self._answer = None
            self.answer("reply", enclose)

    def _is_shown(self, thread_id: int) -> bool:
        current = self._conversation.current
        return current is not None and current.row.id == thread_id

    # ---- drafts

    def open_draft(self, draft_id: str) -> None:
        """Go on with a draft, in its conversation if it has one."""
        store, today = self._services.store, self._today()

        def work() -> tuple[Start, list[Sender]]:
            return composition.resume(store, draft_id, today), senders(store)

        def ready(found: tuple[Start, list[Sender]]) -> None:
            thread_id = found[0].draft.thread_id
            if thread_id is None:
                self._open(*found)
                return
            self._draft = found
            self._threads.want(thread_id)
            if self._is_shown(thread_id):
                self._begin_draft(thread_id)

        self._services.tasks.submit(work, ok=ready, owner=self, key="open_draft")

    def _begin_draft(self, thread_id: int) -> bool:
        """Open the draft that waited for its conversation."""
        found, self._draft = self._draft, None
        if found is None or found[0].draft.thread_id != thread_id:
            return False
        self._open(*found)
        return True

    def _look_for_draft(self, found: Conversation) -> None:
        store, thread_id, today = self._services.store, found.row.id, self._today()

        def work() -> tuple[Start, list[Sender]] | None:
            row = composition.newest_draft(store, thread_id=thread_id)
            if row is None:
                return None
            error = row.error if row.state == "failed" else ""
            return composition.resume(store, row.id, today, error), senders(store)

        self._services.tasks.submit(work, ok=self._resume, owner=self, key="draft")

    def _resume(self, found: tuple[Start, list[Sender]] | None) -> None:
        current = self._conversation.current
        if found is None or self._composer.is_open or current is None:
            return
        start, accounts = found
        if start.draft.thread_id == current.row.id:
            self._open(start, accounts, focus=False)

    # ---- new mails

    def compose(self, **args: object) -> None:
        """Write a new mail: `to=`, `subject=`, `letter=`, `customer_id=`, `quote_id=`, `attach=[paths]`."""
        store, today = self._services.store, self._today()

        def work() -> tuple[list[Sender], Start | None, QuoteRef | None]:
            row = composition.newest_draft(store, thread_id=None) if not args else None
            kept = composition.resume(store, row.id, today, row.error) if row else None
            quote_id = args.get("quote_id")
            quote = quote_ref(store, str(quote_id), today) if quote_id else None
            return senders(store), kept, quote

        self._services.tasks.submit(
            work, ok=lambda found: self._compose(args, *found), owner=self, key="compose"
        )

    def _compose(
        self,
        args: Mapping[str, object],
        accounts: list[Sender],
        kept: Start | None,
        quote: QuoteRef | None,
    ) -> None:
        start = kept or self._start_new(args, accounts)
        if start is None:
            return
        self._new = True
        self._open(start, accounts)
        if kept is not None and not kept.error:
            self._composer.say("amber", _("Your unfinished mail is here again."))
        if quote is not None:
            self._add_quote(quote, args)
        self._attach(args)

    def _start_new(self, args: Mapping[str, object], accounts: list[Sender]) -> Start | None:
        customer_id = args.get("customer_id")
        try:
            return composition.start_new(
                accounts,
                to=str(args.get("to") or ""),
                customer_id=str(customer_id) if customer_id else None,
                subject=str(args.get("subject") or ""),
            )
        except UserFacing as error:
            self._services.navigator.show_error(error)
            return None

    # ---- what goes along

    def _enclose(self, args: Mapping[str, object]) -> None:
        """Let a quote (`quote_id=`, `quote_language=`) and files (`attach=[paths]`) go along."""
        self._attach(args)
        quote_id = args.get("quote_id")
        if not quote_id:
            return
        store, today = self._services.store, self._today()
        self._services.tasks.submit(
            lambda: quote_ref(store, str(quote_id), today),
            ok=lambda quote: self._add_quote(quote, args),
            owner=self,
        )

    def _attach(self, args: Mapping[str, object]) -> None:
        paths = args.get("attach")
        if isinstance(paths, list):
            self._composer.enclosures.attach([str(path) for path in paths])
        letter = args.get("letter")
        if isinstance(letter, str) and self._composer.is_blank():
            self._composer.text.textCursor().insertText(letter)

    def _add_quote(self, quote: QuoteRef | None, args: Mapping[str, object]) -> None:
        language = args.get("quote_language")
        if quote is not None and language:
            quote = replace(quote, language=str(language))
        self._composer.enclosures.add_quote(quote)
        if quote is not None and args.get("quotation"):
            self._word(quote, args)

    def _word(self, quote: QuoteRef, args: Mapping[str, object]) -> None:
        """Write the letter of a quotation: the template for this customer, filled; what is empty is marked."""
        store, customer_id = self._services.store, str(args.get("customer_id") or "")
        people = self._composer.to.people()
        address = people[0].address if people else str(args.get("to") or "")

        def work() -> tuple[TemplateRow, Filled] | None:
            person = contacts.known(store, address)
            row = quotation_template.for_customer(store, person, customer_id)
            return (row, render_for(store, row, address, quote.id)) if row else None

        def ready(found: tuple[TemplateRow, Filled] | None) -> None:
            if found is not None and self._composer.is_open and self._composer.is_blank():
                if self._new:
                    self._composer.subject.clear()
                self._composer.use_template(*found)

        self._services.tasks.submit(work, ok=ready, owner=self, key="word")

    # ---- inside

    def _today(self) -> date:
        return self._services.clock.now().astimezone().date()

    def _with_accounts(self, then: Callable[[list[Sender]], None]) -> None:
        store = self._services.store

        def ready(accounts: list[Sender]) -> None:
            try:
                then(accounts)
            except UserFacing as error:
                self._services.navigator.show_error(error)

        self._services.tasks.submit(lambda: senders(store), ok=ready, owner=self, key="accounts")

    def _open(self, start: Start, accounts: list[Sender], *, focus: bool = True) -> None:
        self._new = start.draft.thread_id is None and start.mode == "new"
        self._composer.open(start, accounts)
        self.opened.emit()
        if focus:
            field = self._composer.text if start.draft.to else self._composer.to
            field.setFocus(Qt.FocusReason.OtherFocusReason)
