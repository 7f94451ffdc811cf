"""The selling companies: letterhead, numbers, bank accounts and payment terms; and who writes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from desktop.crm import company as people
from desktop.crm.company import UserRow
from desktop.runtime.errors import TradepostError
from desktop.runtime.i18n import _
from desktop.store.workspace import Store
from desktop.trade import bank_accounts, bank_lock, company, payment_terms
from desktop.trade.bank_accounts import BankRow
from desktop.trade.company import Profile, SellerRow
from desktop.trade.documents.offer import Bank
from desktop.trade.payment import Instalment, PaymentTerms
from desktop.ui.records.dialogs import ReasonDialog
from desktop.ui.services import Services
from desktop.ui.settings.bank_dialog import BankDialog
from desktop.ui.settings.banks_card import BanksCard
from desktop.ui.settings.company_form import CompanyForm
from desktop.ui.settings.pictures_card import PicturesCard
from desktop.ui.settings.section import Section
from desktop.ui.settings.terms_card import TermsCard, TermsDialog
from desktop.ui.settings.user_card import UserCard
from desktop.ui.theme import theme
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import ghost, secondary
from desktop.ui.widgets.fields import Combo
from desktop.ui.widgets.flow_layout import FlowLayout
from desktop.ui.widgets.labels import label


@dataclass(frozen=True)
class _Shown:
    """What the section loads at once: the companies, and the chosen one with its accounts."""

    sellers: list[SellerRow]
    profile: Profile | None
    accounts: tuple[BankRow, ...]
    own_terms: tuple[PaymentTerms, ...]
    terms: tuple[str, ...]


class CompanySection(Section):
    """A choice of companies on top, then the cards of the chosen one."""

    tables = frozenset({"company_profile", "bank_account", "user", "own_payment_terms"})

    def __init__(self, services: Services) -> None:
        """Build the cards, empty until loaded."""
        super().__init__(
            services, _("Company"), _("This is what quotations and invoices print as the seller.")
        )
        self._chosen: str | None = None
        self._adding = False
        self._user: UserRow | None = None
        self._choice_row()
        self.banner = Banner()
        self.box.addWidget(self.banner)
        self.form = CompanyForm()
        self.edits = self.form.edits
        self.form.save_asked.connect(self.save)
        self.box.addWidget(self.form)
        self.pictures = PicturesCard(services)
        self.form.put_below_letterhead(self.pictures)
        self.banks = BanksCard()
        self.banks.edit_asked.connect(self._edit_bank)
        self.banks.delete_asked.connect(self.delete_bank)
        self.banks.lock_asked.connect(self.lock_bank)
        self.box.addWidget(self.banks)
        self.terms = TermsCard()
        self.terms.edit_asked.connect(self._edit_terms)
        self.terms.delete_asked.connect(self.delete_terms)
        self.box.addWidget(self.terms)
        self.user = UserCard(self.save_user)
        self.user_name, self.user_title = self.user.user_name, self.user.user_title
        self.user_email, self.signature = self.user.user_email, self.user.signature
        self.box.addWidget(self.user)

    def _choice_row(self) -> None:
        row = FlowLayout()
        self._several = label(_("Selling company"), "body", "text2")
        self._several.setMinimumHeight(theme().scaled(theme().size.field))
        self.chooser = Combo([])
        self.chooser.setAccessibleName(_("Selling company"))
        self.chooser.chosen.connect(self.choose)
        self.default_button = secondary(_("Make it the default"), self.make_default)
        self.delete_button = ghost(_("Delete"), self.delete_company)
        self.add_button = secondary(_("Add a company"), self.add_company, icon_name="plus")
        row.addWidget(self._several)
        row.addWidget(self.chooser)
        row.addWidget(self.default_button)
        row.addWidget(self.delete_button)
        row.addWidget(self.add_button)
        self.box.addLayout(row)

    def load(self) -> None:
        """Load the companies, the chosen one and the user."""
        store, chosen = self.services.store, self._chosen
        submit = self.services.tasks.submit
        submit(lambda: _read(store, chosen), ok=self._show, owner=self, key="company")
        submit(lambda: people.users(store), ok=self._show_user, owner=self, key="user")

    def _show(self, found: _Shown) -> None:
        if self._adding:
            return
        self._chosen = found.profile.row.id if found.profile else None
        self._show_choice(found)
        self.form.set_terms(found.terms)
        if not self.form.dirty:
            self.form.show_profile(found.profile)
        self.pictures.show_company(self._chosen or "")
        self.banks.show_accounts(found.accounts)
        self.terms.show_terms(found.own_terms)

    def _show_choice(self, found: _Shown) -> None:
        rows = [(row.id, _seller_label(row)) for row in found.sellers]
        self.chooser.set_choices(rows, self._chosen)
        several = len(rows) > 1
        other = several and found.profile is not None and not found.profile.row.is_default
        self._several.setVisible(several)
        self.chooser.setVisible(several)
        self.default_button.setVisible(other)
        self.delete_button.setVisible(other)
        self.form.prefix_field.setVisible(several)
        self.add_button.setVisible(bool(rows))
        self.banks.show()

    def _show_user(self, users: list[UserRow]) -> None:
        if users:
            self._user = users[0]
            self.user.show_user(users[0])

    def choose(self, seller_id: object) -> None:
        """Show another company; what was typed and not saved is left."""
        self._adding, self.form.dirty = False, False
        self._chosen = str(seller_id)
        self.banner.hide()
        self.load()

    def add_company(self) -> None:
        """Show an empty form; saving it makes a further company."""
        self._adding = True
        self.form.show_profile(None)
        self.form.prefix_field.show()
        self.pictures.show_company("")
        self.banks.hide()
        self.banner.say(
            "accent", _("A further company: fill in its letterhead and save."), action=_("Cancel"),
            handler=lambda: self.choose(self._chosen or ""),
        )  # fmt: skip
        self.edits["name"].setFocus()

    def make_default(self) -> None:
        """Let new quotes be written by the chosen company."""
        store, chosen = self.services.store, self._chosen or ""
        self._write(lambda: company.set_default(store, chosen))

    def delete_company(self) -> None:
        """Take the chosen company out; one in use stays and says so."""
        store, chosen = self.services.store, self._chosen or ""

        def gone() -> None:
            company.delete_company(store, chosen)
            self._chosen = None

        self._write(gone)

    def save(self) -> None:
        """Save the letterhead and the defaults."""
        store, seller_id = self.services.store, "" if self._adding else self._chosen
        texts, settings = self.form.texts(), self.form.settings()
        self._write(
            lambda: company.save_company(store, texts, seller_id=seller_id, settings=settings),
            self._saved_company,
        )

    def _saved_company(self, seller_id: object) -> None:
        self._adding, self._chosen = False, str(seller_id)
        self._saved(None)

    def _saved(self, _result: object) -> None:
        self.form.dirty = False
        self.banner.hide()
        self.services.navigator.show_toast(_("Saved"))
        self.load()

    def _write(
        self, work: Callable[[], object], done: Callable[[object], object] | None = None
    ) -> None:
        self.services.tasks.submit(
            work, ok=done or self._saved, err=self._refused, owner=self, lane="write"
        )

    def _refused(self, error: BaseException) -> None:
        if not isinstance(error, TradepostError):
            self.services.navigator.show_error(error)
            return
        hint = " ".join(part for part in (error.safe, error.hint) if part)
        self.banner.say("red", error.message, hint)

    def save_user(self) -> None:
        """Save name, title and signature of the user."""
        store, user = self.services.store, self._user
        values = dict(self.user.values())
        self._write(
            lambda: people.save_user(store, user.id if user else None, **values),
            lambda _id: self.services.navigator.show_toast(_("Saved")),
        )

    def _edit_bank(self, row: BankRow | None) -> None:
        bank = replace(row.bank) if row else Bank("USD", self.edits["name"].text(), "")
        account_id = row.id if row else ""
        dialog = BankDialog(
            self,
            bank,
            lambda typed, done, refused: self.save_bank(
                typed, done, refused, account_id=account_id, is_default=dialog.is_default()
            ),
            is_default=row is None or row.is_default,
        )
        dialog.open()

    def save_bank(
        self,
        bank: Bank,
        done: Callable[[object], object],
        refused: Callable[[BaseException], object],
        *,
        account_id: str | None = None,
        is_default: bool | None = None,
    ) -> None:
        """Save a bank account, then `done`; `refused(error)` is called when it is malformed."""

        def saved(result: object) -> None:
            done(result)
            self.services.navigator.show_toast(_("Saved"))
            self.load()

        store, chosen = self.services.store, self._chosen
        self.services.tasks.submit(
            lambda: bank_accounts.save_bank(
                store, bank, seller_id=chosen, account_id=account_id, is_default=is_default or None
            ),
            ok=saved,
            err=refused,
            owner=self,
            lane="write",
        )

    def lock_bank(self, row: BankRow) -> None:
        """Lock an account's details, or ask why they are to be opened."""
        store = self.services.store
        if row.locked_at is None:
            self._write(lambda: bank_lock.lock(store, row.id))
            return
        ReasonDialog(
            _("Unlock the bank details of {bank}?").format(bank=row.bank.bank),
            _("Open for one change. The reason stands in the journal with your name."),
            _("Unlock"),
            lambda reason: self._write(lambda: bank_lock.unlock(store, row.id, reason)),
            self,
        ).open()

    def delete_bank(self, row: BankRow) -> None:
        """Take an account out; a toast brings it back."""
        store = self.services.store

        def undo() -> None:
            self.save_bank(
                row.bank, lambda _id: None, self._refused, account_id="", is_default=row.is_default
            )

        def gone(_result: object) -> None:
            self.load()
            said = _("Account {number} deleted").format(number=row.bank.iban or row.bank.account)
            self.services.navigator.show_toast(said, undo, icon="undo-2")

        self._write(lambda: bank_accounts.delete_bank(store, row.id), gone)

    def _edit_terms(self, terms: PaymentTerms | None) -> None:
        TermsDialog(self, terms, self.save_terms).open()

    def save_terms(
        self,
        name: str,
        parts: Sequence[Instalment],
        instead_of: str,
        done: Callable[[object], object],
        refused: Callable[[BaseException], object],
    ) -> None:
        """Keep own payment terms, then `done`; `refused(error)` when the name is taken."""

        def saved(result: object) -> None:
            done(result)
            self.load()

        store = self.services.store
        self.services.tasks.submit(
            lambda: payment_terms.save(store, name, parts, instead_of=instead_of),
            ok=saved,
            err=refused,
            owner=self,
            lane="write",
        )

    def delete_terms(self, name: str) -> None:
        """Take own payment terms out."""
        store = self.services.store
        self._write(lambda: payment_terms.delete(store, name), lambda _none: self.load())


def _read(store: Store, chosen: str | None) -> _Shown:
    sellers = company.sellers(store)
    key = chosen if chosen in {row.id for row in sellers} else None
    return _Shown(
        sellers,
        company.get_profile(store, key),
        bank_accounts.accounts(store, key),
        payment_terms.own_terms(store),
        tuple(terms.name for terms in payment_terms.choices(store)),
    )


def _seller_label(row: SellerRow) -> str:
    return _("{company} (default)").format(company=row.label) if row.is_default else row.label
