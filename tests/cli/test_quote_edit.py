"""Commands that make and change an offer do what the window does, and refuse the same."""

import pytest


@pytest.fixture
def customer(run):
    rows = run("customer", "list")["customers"]
    return next(row["id"] for row in rows if row["name"].startswith("Brenner"))


def kinds(quote):
    return [(line["kind"], line["sku"] or line["name_en"]) for line in quote["lines"]]


def test_lines_of_every_kind_in_their_order(run, customer):
    quote = run(
        "quote", "new", "--customer", customer, "--currency", "USD", "--incoterm", "CIF",
        "--place", "Hamburg", "--section", "Lamps", "--line", "PL-6060-40:2000:14.20",
        "--optional", "TL-30-3P:300:16.80", "--note", "Colours as agreed", "--free",
        "DR-40-EN:10:4.60", "--text", "Mould for the bracket:1:500", "--discount", "5%",
        "--rate", "7.05", "--tolerance", "5", "--partial-shipment", "yes",
        "--internal-notes", "floor 13.80", "--instalment", "30:tt:order_confirmation",
        "--instalment", "70:lc:bl_date:60",
    )  # fmt: skip
    assert kinds(quote) == [
        ("section", "Lamps"), ("item", "PL-6060-40"), ("item", "TL-30-3P"),
        ("note", "Colours as agreed"), ("item", "DR-40-EN"), ("item", "Mould for the bracket"),
    ]  # fmt: skip
    lines = quote["lines"]
    assert lines[0]["subtotal"]["amount"] == "28900.00"
    assert (lines[2]["is_optional"], lines[2]["amount"]["amount"]) == (True, "5040.00")
    assert (lines[4]["is_free"], lines[4]["amount"]["amount"]) == (True, "0.00")
    assert lines[4]["customs_value"]["amount"] == "46.00"
    assert quote["goods_total"]["amount"] == "28900.00"
    assert quote["optional_total"]["amount"] == "5040.00"
    assert quote["total"]["amount"] == "27455.00"
    assert [p["amount"]["amount"] for p in quote["payment_schedule"]] == ["8236.50", "19218.50"]
    assert (quote["rate"]["rate"], quote["tolerance_percent"]) == ("7.05", 5)
    assert (quote["partial_shipment"], quote["internal_notes"]) == (True, "floor 13.80")


def test_lines_are_added_set_moved_and_removed(run, customer):
    quote = run("quote", "new", "--customer", customer, "--line", "PL-6060-40:2000:14.20")
    key = quote["id"]
    quote = run("quote", "line", "add", key, "--line", "TL-30-3P:300:16.80", "--at", "1")
    assert [line["sku"] for line in quote["lines"]] == ["TL-30-3P", "PL-6060-40"]
    quote = run("quote", "line", "set", key, "TL-30-3P", "unit_price=17", "discount_percent=10")
    assert quote["lines"][0]["amount"]["amount"] == "4590.00"
    assert quote["lines"][0]["price_source"] == "hand"
    quote = run("quote", "line", "move", key, "1", "2")
    assert [line["sku"] for line in quote["lines"]] == ["PL-6060-40", "TL-30-3P"]
    quote = run("quote", "line", "remove", key, "2")
    assert [line["sku"] for line in quote["lines"]] == ["PL-6060-40"]
    edition = quote["edition"]
    quote = run("quote", "set", key, "place=Bremen", "--edition", str(edition))
    assert (quote["place"], quote["edition"]) == ("Bremen", edition + 1)
    refused = run("quote", "set", key, "place=Kiel", "--edition", str(edition), code=1)
    assert refused["error"]["code"] == "quote_changed"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        (["valid_until=2020-01-01"], "validity_past"),
        (["currency=RMB"], "unknown_currency"),
        (["tolerance_percent=101"], "out_of_range"),
        (["rate=0"], "out_of_range"),
        (["freight=-1"], "out_of_range"),
        (["other_charges=Courier"], "bad_charge"),
        (["other_charges=Courier -5"], "bad_charge"),
        (["colour=red"], "unknown_field"),
        (["partial_shipment=perhaps"], "not_yes_or_no"),
        (["--instalment", "30:tt:order_confirmation"], "payment_terms_sum"),
        (["--instalment", "30:tt:some_day"], "bad_instalment"),
    ],
)
def test_bad_values_are_refused_and_nothing_changes(run, customer, changes, code):
    quote = run("quote", "new", "--customer", customer, "--line", "PL-6060-40:10:14.20")
    assert run("quote", "set", quote["id"], *changes, code=1)["error"]["code"] == code
    assert run("quote", "show", quote["id"])["edition"] == quote["edition"]


@pytest.mark.parametrize(
    "change", ["quantity=0", "quantity=-5", "unit_price=-1", "discount_percent=101", "quantity="]
)
def test_bad_lines_are_refused(run, customer, change):
    quote = run("quote", "new", "--customer", customer, "--line", "PL-6060-40:10:14.20")
    run("quote", "line", "set", quote["id"], "1", change, code=1)
    assert run("quote", "show", quote["id"])["lines"] == quote["lines"]


def test_other_charges_add_to_the_total(run, customer):
    quote = run(
        "quote", "new", "--customer", customer, "--line", "PL-6060-40:10:10",
        "--charges", "Documents 50; Courier of samples 30.5",
    )  # fmt: skip
    assert [(c["kind"], c["label"], c["amount"]["amount"]) for c in quote["charges"]] == [
        ("documents", "", "50.00"),
        ("other", "Courier of samples", "30.50"),
    ]
    assert quote["total"]["amount"] == "180.50"


def test_a_spreadsheet_s_rows_come_in_and_bad_ones_are_named(run, customer, tmp_path):
    quote = run("quote", "new", "--customer", customer, "--line", "PL-6060-40:10:14.20")
    file = tmp_path / "order.tsv"
    file.write_text(
        "数量\t型号\t单价\n1.200\tTL-30-3P\tUS$ 16,80\n=A1*2\tDR-40-EN\t4.60\n5\tNO-SUCH\t1\n\t合计\t\n",
        encoding="utf-8",
    )
    done = run("quote", "line", "paste", quote["id"], str(file), code=3)
    added = done["lines"][-1]
    assert (added["sku"], added["quantity"]) == ("TL-30-3P", 1200)
    assert added["unit_price"]["amount"] == "16.80"
    assert [one["row"] for one in done["put_aside"]] == [3, 4, 5]
    assert "=A1*2" in done["put_aside"][0]["reason"]


def test_the_next_quote_begins_like_the_last(run, customer):
    first = run(
        "quote", "new", "--customer", customer, "--currency", "EUR", "--incoterm", "FOB",
        "--place", "Ningbo", "--line", "PL-6060-40:10:13.50", "--tolerance", "3",
    )  # fmt: skip
    second = run("quote", "new", "--customer", customer, "--like-last", "--section", "Again")
    assert (second["currency"], second["incoterm"], second["tolerance_percent"]) == (
        "EUR",
        "FOB",
        3,
    )
    copied = run("quote", "line", "last", second["id"])
    assert kinds(copied) == [("section", "Again"), ("item", "PL-6060-40")]
    assert copied["lines"][1]["unit_price"] == first["lines"][0]["unit_price"]


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        (("--line", "PL-6060-40:-5:3"), "quantity_not_positive"),
        (("--line", "PL-6060-40:0:3"), "quantity_not_positive"),
        (("--line", "PL-6060-40:5:-3"), "price_negative"),
        (("--line", "PL-6060-40:5:3", "--valid-until", "2020-01-01"), "validity_past"),
        (("--line", "PL-6060-40:5:3", "--currency", "XXX"), "unknown_currency"),
    ],
)
def test_a_new_offer_refuses_what_the_window_refuses(run, customer, extra, code):
    count = len(run("quote", "list")["quotes"])
    assert run("quote", "new", "--customer", customer, *extra, code=1)["error"]["code"] == code
    assert len(run("quote", "list")["quotes"]) == count
