"""The pictures that `screens` draws: what is opened in each, with the sample company's best-filled records."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desktop.store.queries.folder_tree import folder_tree
from desktop.store.queries.search import search
from desktop.store.queries.threads import list_accounts
from desktop.store.workspace import Store
from desktop.trade import orders, quotes
from desktop.ui import house_states, order_states, product_states
from desktop.ui.account_states import show_certificate, show_client, show_code
from desktop.ui.file_states import show_customer_files, show_picture, show_preview
from desktop.ui.ladder_states import show_ladder
from desktop.ui.mail.view import InboxView
from desktop.ui.outbox.view import OutboxView
from desktop.ui.outbox_states import show_outbox
from desktop.ui.reading_states import show_source, show_text_layout, wait_for_layout
from desktop.ui.shell.window import MainWindow

SIZE = (1440, 900)


@dataclass(frozen=True)
class Shot:
    """One picture: name, screen, what to open in it, the window's width, a step before the picture."""

    name: str
    screen: str
    args: Mapping[str, Any]
    width: int = SIZE[0]
    before: Callable[[MainWindow], object] | None = None


def shots(store: Store, now: datetime) -> Iterator[Shot]:
    """Give the pictures to draw, in the order of their names."""
    yield from _mail(store)
    yield from _previews(store)
    yield from _people(store)
    yield from _quotes(store, now)
    yield from _orders(store, now)
    yield from _products(store)
    yield Shot("07-command-palette", "inbox", {}, before=_open_palette)
    yield from _house()
    yield from _accounts(store)


def _mail(store: Store) -> Iterator[Shot]:
    thread = _first(store, "Q-2417", "mail")
    yield Shot("01-inbox", "inbox", {"only": "all", "thread_id": thread} if thread else {})
    yield Shot("01-inbox-narrow", "inbox", {}, width=1200)
    warned = _first(store, "from:drlver", "mail")
    yield Shot("01-mail-warning", "inbox", {"only": "all", "thread_id": warned} if warned else {})
    news = _first(store, "Canton Fair News halls", "mail")
    letter = {"only": "all", "thread_id": news} if news else {}
    yield Shot("01-mail-original-layout", "inbox", letter, before=wait_for_layout)
    yield Shot("01-mail-blocked-images", "inbox", letter, before=show_text_layout)
    yield Shot("01-mail-source", "inbox", letter, before=show_source)
    folders = [f for a in folder_tree(store) for f in a.folders]
    sent = next((f.id for f in folders if f.role == "sent"), 0)
    yield Shot("01-mail-folder", "inbox", {"folder_id": sent})
    yield Shot("01-mail-header-only", "inbox", {"folder_id": 0}, before=_show_header_only)
    yield Shot("01-outbox", "outbox", {}, before=_show_outbox)


def _previews(store: Store) -> Iterator[Shot]:
    thread = _first(store, "Q-2417", "mail")
    if thread:
        opened = {"only": "all", "thread_id": thread}
        yield Shot("01-mail-preview-pdf", "inbox", opened, before=show_preview)
    photo = _first(store, "has:image", "mail")
    if photo:
        opened = {"only": "all", "thread_id": photo}
        yield Shot("01-mail-preview-picture", "inbox", opened, before=show_picture)


def _people(store: Store) -> Iterator[Shot]:
    customer = _first(store, "Brenner", "customer")
    yield Shot("02-today", "today", {})
    yield Shot("03-customers", "customers", {})
    yield Shot("03-customer-360", "customers", {"customer_id": customer})
    files = {"customer_id": customer}
    yield Shot("03-customer-files", "customers", files, before=show_customer_files)
    yield Shot("04-follow-ups", "followups", {})


def _quotes(store: Store, now: datetime) -> Iterator[Shot]:
    rows = quotes.listing(store, today=now.date())
    quote = next((r.id for r in rows if r.number.startswith("Q-2417")), rows[0].id if rows else "")
    yield Shot("05-quotes", "quotes", {})
    yield Shot("05-quote-editor", "quotes", {"quote_id": quote})
    yield Shot("05-quote-ladder", "quotes", {"quote_id": quote}, before=show_ladder)
    accepted = next((r.id for r in rows if r.number == "Q-2389"), quote)
    yield Shot("05-quote-accepted", "quotes", {"quote_id": accepted})


def _orders(store: Store, now: datetime) -> Iterator[Shot]:
    yield Shot("05-orders", "orders", {})
    yield Shot("05-orders-narrow", "orders", {}, width=1120)
    yield Shot("05-order-new", "orders", {}, before=order_states.enter_order)
    by_number = {one.number: one.id for one in orders.listing(store, today=now.date())}
    made, credit = by_number.get("SO-1149", ""), by_number.get("SO-1173", "")
    for tab in ("goods", "shipment", "payments", "milestones", "documents", "checks"):
        yield Shot(f"05-order-{tab}", "orders", {"order_id": made, "tab": tab})
    papers = {"order_id": made, "tab": "documents"}
    yield Shot("05-order-issued", "orders", papers, before=order_states.issue_papers)
    yield Shot("05-order-clauses", "orders", papers, before=order_states.show_clauses)
    yield Shot("05-order-statement", "orders", {"order_id": made}, before=order_states.show_account)
    for tab in ("documents", "checks"):
        yield Shot(f"05-order-credit-{tab}", "orders", {"order_id": credit, "tab": tab})
    lading = {"order_id": credit, "tab": "shipment"}
    yield Shot("05-order-refused", "orders", lading, before=order_states.refuse_invoice)
    changed = {"order_id": credit, "tab": "goods"}
    yield Shot("05-order-changed", "orders", changed, before=order_states.change_order)


def _products(store: Store) -> Iterator[Shot]:
    yield Shot("06-products", "products", {})
    article = product_states.article_id(store)
    for tab in ("article", "pictures", "prices", "costs", "packing", "papers", "quoted"):
        opened = {"product_id": article, "tab": tab}
        yield Shot(f"06-product-{tab}", "products", opened)
    yield Shot("06-products-lists", "products", {"section": "lists"})
    yield Shot("06-products-rates", "products", {"section": "rates"})
    yield Shot("06-products-import", "products", {}, before=product_states.show_import)


def _house() -> Iterator[Shot]:
    yield Shot("11-settings-company", "settings", {"section": "company"})
    house = {"section": "company"}
    yield Shot("11-settings-company-below", "settings", house, before=house_states.show_below)
    yield Shot(
        "11-settings-company-two", "settings", house, before=house_states.show_second_company
    )
    yield Shot("11-settings-bank", "settings", house, before=house_states.show_bank)
    yield Shot("11-settings-rates", "settings", {"section": "rates"})
    yield Shot("11-settings-clauses", "settings", {"section": "clauses"})
    papers = {"section": "templates"}
    yield Shot("11-settings-templates", "settings", papers)
    yield Shot("11-settings-template", "settings", papers, before=house_states.show_template)
    rates = {"section": "rates"}
    yield Shot("11-settings-rate", "settings", rates, before=house_states.show_rate)
    yield Shot("11-settings-freight", "settings", {"section": "freight"})
    yield Shot("11-settings-reading", "settings", {"section": "reading"})
    yield Shot("11-settings-appearance", "settings", {"section": "appearance"})


def _accounts(store: Store) -> Iterator[Shot]:
    yield Shot("11-settings-accounts", "settings", {"section": "accounts"})
    account = next(iter(list_accounts(store)), None)
    if account is not None:
        storage = {"section": "accounts", "page": "storage", "account_id": account.id}
        yield Shot("11-settings-storage", "settings", storage)
        form = {"section": "accounts", "page": "account", "account_id": account.id}
        yield Shot("11-settings-account", "settings", form)
        yield Shot("11-settings-account-code", "settings", form, before=show_code)
        yield Shot("11-settings-account-client", "settings", form, before=show_client)
        yield Shot("11-settings-account-certificate", "settings", form, before=show_certificate)


def _first(store: Store, words: str, kind: str) -> Any:  # noqa: ANN401 - id of either kind
    hits = [h for h in search(store, words, limit=100).hits if h.kind == kind]
    if not hits:
        return None
    return hits[0].thread_id if kind == "mail" else hits[0].id


def _show_header_only(window: MainWindow) -> None:
    """The look of a mail whose header only is here, while there is no connection."""
    view = window.current()
    if not isinstance(view, InboxView) or view.conversation.current is None:
        return
    newest = view.conversation.current.messages[-1]
    view.conversation.fetcher.fetch(newest.id)


def _show_outbox(window: MainWindow) -> None:
    view = window.current()
    if isinstance(view, OutboxView):
        show_outbox(view)


def _open_palette(window: MainWindow) -> None:
    window.palette_box.open("bren")
