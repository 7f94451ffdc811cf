"""What follows the lines of a quote: freight by tariff, insurance by rate, margins on FOB; and what another currency takes along."""

from dataclasses import replace
from decimal import Decimal

import pytest

from desktop.trade import freight_tariffs, quote_values, quotes
from desktop.trade.freight import Basis, Tariff, TariffRate
from desktop.trade.payment import Event, Instalment, Method
from desktop.ui.quotes.terms_deeds import converted
from tests.trade.test_quotes import TODAY, new

D = Decimal


@pytest.fixture
def followed(shop, draft):
    """A CIF quote of 2,000 panels, 17.613 m³, with freight at 100 a m³ and insurance at 0.3 %."""
    rates = (TariffRate(D(100), "Hamburg"),)
    tariff = freight_tariffs.save(shop, Tariff("Sea", basis=Basis.CBM, rates=rates))
    head = replace(
        draft,
        freight=None,
        insurance=None,
        freight_by_hand=False,
        freight_template_id=tariff.id,
        premium_rate=D("0.003"),
    )
    return new(shop, head, "PL-6060-40:2000:14.60")


def insurance_of(cif):
    return (cif * D("1.1") * D("0.003")).quantize(D("0.01"))


def test_a_new_quote_has_freight_and_insurance_of_its_lines(followed):
    assert followed.draft.freight == D("1761.30")
    assert followed.draft.insurance == insurance_of(D("29200.00")) == D("96.36")


def test_another_quantity_changes_both_whoever_writes_it(shop, followed):
    line = quote_values.with_line_values(followed.draft.lines[0], {"quantity": "4000"})
    written = quotes.update(shop, followed.id, replace(followed.draft, lines=(line,)), today=TODAY)
    assert written.draft.freight == D("3522.60")
    assert written.draft.insurance == insurance_of(D("58400.00"))
    assert quotes.show(shop, followed.id, today=TODAY).draft == written.draft


def test_amounts_typed_by_hand_follow_nothing_any_more(shop, followed):
    typed = {"freight": "1500", "insurance": "80"}
    by_hand = quote_values.with_values(followed.draft, typed, today=TODAY)
    line = replace(by_hand.lines[0], quantity=D(4000))
    written = quotes.update(shop, followed.id, replace(by_hand, lines=(line,)), today=TODAY).draft
    assert (written.freight, written.insurance) == (D(1500), D(80))


def test_the_margin_of_lines_is_on_fob_as_that_of_the_quote(shop, draft):
    """FOB inside = 29,200 - 5,000 - 140; 2,000 x 70 at home, refund of 13 / 113 of it."""
    found = new(shop, replace(draft, freight=D(5000)), "PL-6060-40:2000:14.60").totals
    fob, cost = D(24060), 2000 * D(70) - 2000 * D(70) / D("1.13") * D("0.13")
    margin = ((fob * D("7.11") - cost) / (fob * D("7.11")) * 100).quantize(D("0.1"))
    assert found.margin_percent == margin
    assert [line.margin_percent for line in found.lines] == [margin]


def test_a_discount_of_the_quote_lowers_the_margin_of_its_lines(shop, draft):
    head = replace(draft, freight=None, insurance=None, discount_percent=D(10))
    found = new(shop, head, "PL-6060-40:2000:14.60").totals
    assert [line.margin_percent for line in found.lines] == [found.margin_percent]


def test_another_currency_takes_every_amount_along(draft):
    parts = (
        Instalment(D(0), Method.TT, Event.ORDER, amount=D(5000)),
        Instalment(D(100), Method.TT, Event.BL_COPY),
    )
    head = replace(
        draft,
        incoterm="FOB",
        known_freight=D(1700),
        known_insurance=D(140),
        container_rates=(("20GP", D(1500)),),
        instalments=parts,
    )
    changed = converted(head, D("7.1"))
    assert (changed.known_freight, changed.known_insurance) == (D("12070.00"), D("994.00"))
    assert changed.container_rates == (("20GP", D("10650.00")),)
    assert changed.instalments[0].amount == D("35500.00")
    assert "35500" in changed.payment_terms.replace(",", "")
