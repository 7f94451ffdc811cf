"""A form gives back exactly what was shown, and says below the field what cannot be kept."""

from datetime import date
from decimal import Decimal

import pytest

from desktop.runtime.errors import UserFacing
from desktop.ui.customers.fields import CUSTOMER_SECTIONS
from desktop.ui.records.currency_field import currency_field
from desktop.ui.records.record_form import FieldSpec, Kind, RecordForm, Section, read_date

CUSTOMER = {
    "name": "Brenner Lichttechnik GmbH",
    "name_zh": "布伦纳照明技术有限公司",
    "is_person": False,
    "country": "DE",
    "founded_on": date(1981, 3, 2),
    "employees": 120,
    "annual_turnover": Decimal("18500000.50"),
    "tags": ["Wholesaler", "Panels"],
    "incoterm": "CIF",
    "payment_terms": "T/T 40/60 against B/L",
    "deposit_percent": Decimal(30),
    "preferences": "Prefers “Herr Brenner”",
}


def test_every_customer_field_comes_back_as_it_was(qtbot):
    form = RecordForm(CUSTOMER_SECTIONS)
    qtbot.addWidget(form)
    form.load(CUSTOMER)
    values = form.values()
    assert values is not None
    assert {key: values[key] for key in CUSTOMER} == CUSTOMER
    assert values["website"] == ""
    assert values["satisfaction"] is None


def test_wrong_values_are_named_below_their_fields(qtbot):
    form = RecordForm([Section("", (FieldSpec("name", "Company name", required=True),
                                    FieldSpec("employees", "Employees", Kind.INTEGER),
                                    FieldSpec("born", "Founded on", Kind.DATE),
                                    FieldSpec("mail", "E-mail", Kind.EMAIL)))])  # fmt: skip
    qtbot.addWidget(form)
    form.show()
    for key, text in (("employees", "2.5"), ("born", "2026-13-01"), ("mail", "nobody")):
        form.editor(key).setText(text)
    assert form.values() is None
    assert [bool(form._fields[k].error()) for k in ("name", "employees", "born", "mail")] == [
        True,
        True,
        True,
        True,
    ]
    form.load({"name": "A", "employees": 2, "born": None, "mail": "a@b.example"})
    assert form.values() == {"name": "A", "employees": 2, "born": None, "mail": "a@b.example"}


def test_a_rate_is_typed_in_per_cent_and_kept_as_a_share(qtbot):
    form = RecordForm([Section("", (FieldSpec("vat", "VAT, %", Kind.SHARE),))])
    qtbot.addWidget(form)
    form.load({"vat": Decimal("0.13")})
    assert form.editor("vat").text() == "13"
    form.editor("vat").setText("9,5")
    assert form.values() == {"vat": Decimal("0.095")}


@pytest.mark.parametrize(
    ("typed", "code"), [("港", "HKD"), ("euro", "EUR"), ("usd", "USD"), ("", ""), ("QQQ", "QQQ")]
)
def test_a_currency_is_found_by_its_name(qtbot, typed, code):
    form = RecordForm([Section("", (currency_field("currency", "Currency"),))])
    qtbot.addWidget(form)
    form.load({"currency": "CNY"})
    assert form.values() == {"currency": "CNY"}
    assert "人民币" in form.editor("currency").currentText()
    form.editor("currency").setEditText(typed)
    assert form.values() == {"currency": code}
    form.load({"currency": "XXQ"})
    assert form.values() == {"currency": "XXQ"}


@pytest.mark.parametrize("text", ["2026-12-04", "2026/12/4", "2026年12月4日"])
def test_dates_in_three_hands(text):
    assert read_date(text, what="x") == date(2026, 12, 4)


def test_a_day_that_does_not_exist(qtbot):
    with pytest.raises(UserFacing):
        read_date("2026-02-30", what="Valid until")
