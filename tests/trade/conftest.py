"""A workspace with the seller, a bank account, a customer and two products."""

from datetime import date
from decimal import Decimal

import pytest

from desktop.store.schema.customers import Contact, Customer
from desktop.store.workspace import Store
from desktop.trade import bank_accounts, company, exchange_rates, products
from desktop.trade.documents.offer import Bank
from desktop.trade.quote_draft import QuoteDraft
from desktop.trade.rate_rule import Rate, RateKind
from tests.fixtures.stores import copy_of, filled

TODAY = date(2026, 11, 20)


def _fill(store: Store) -> None:
    company.save_company(
        store,
        {
            "name": "Ningbo Bowei Lighting Co., Ltd.",
            "name_zh": "宁波博维照明有限公司",
            "address": "88 Guanghua Road, Ningbo",
            "phone": "+86 574 5550 0188",
        },
        settings={"rate_margin_percent": "0"},
    )
    exchange_rates.set_rate(
        store,
        Rate("USD", "CNY", date(2026, 11, 17), RateKind.BUYING, Decimal("7.11"), "Bank of China"),
        today=TODAY,
    )
    bank_accounts.save_bank(
        store,
        Bank("USD", "Ningbo Bowei Lighting", "Example Bank", "0000 1234", swift="EXMPCN2NXXX"),
    )
    with store.write() as unit:
        unit.session.add(
            Customer(
                id="c1", name="Brenner Lichttechnik GmbH", country="DE", address="Billstrasse 180",
                incoterm="CIF", incoterm_place="Hamburg", payment_terms="T/T 30/70",
            )
        )  # fmt: skip
        unit.session.flush()
        unit.session.add(Contact(id="p1", customer_id="c1", name="Klaus Brenner"))
    panel = {
        "sku": "PL-6060-40", "name_en": "LED panel", "name_zh": "LED 平板灯", "price": "14.60",
        "cost": "70", "vat_rate": "13%", "rebate_rate": "13%", "hs_code": "9405110000",
        "pcs_per_carton": "4", "carton_length_cm": "64", "carton_width_cm": "64",
        "carton_height_cm": "8.6", "net_weight_kg": "9.13", "gross_weight_kg": "10.18",
    }  # fmt: skip
    products.save(store, panel)
    products.save(store, {"sku": "A:B", "name_en": "Hinge", "price": "0.4636", "cost": "2"})


@pytest.fixture
def shop(profile):
    """A store with everything that a quote needs; customer id "c1", contact "p1"."""
    store = copy_of(filled(_fill), profile.root)
    yield store
    store.close()


@pytest.fixture
def draft():
    return QuoteDraft(
        customer_id="c1", contact_id="p1", valid_until=date(2026, 12, 4), port_of_loading="Ningbo",
        freight=Decimal(1700), insurance=Decimal(140), charges_included=True, lead_time="45",
    )  # fmt: skip
