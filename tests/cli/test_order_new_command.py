"""`order new`: an order without an offer, by articles, free text and rows of a file."""

import pytest


@pytest.fixture
def customer(run):
    found = run("customer", "list")["customers"]
    return next(row["id"] for row in found if row["name"].startswith("Brenner"))


def test_an_order_as_the_customer_wrote_it(run, customer):
    made = run(
        "order", "new", "--customer", customer, "--po", "PO 4711", "--line", "PL-6060-40:200:14.20",
        "--text", "Spare drivers:10:2.5", "--on", "2026-11-18", "incoterm=FOB", "place=Ningbo",
        "vessel=EVER GIVEN", "payment_terms=T/T 100% in advance",
    )  # fmt: skip
    assert (made["buyer_reference"], made["incoterm"], made["place"]) == (
        "PO 4711",
        "FOB",
        "Ningbo",
    )
    assert made["quote_id"] is None
    assert [line["amount"]["amount"] for line in made["lines"]] == ["2840.00", "25.00"]
    assert made["ordered_at"].startswith("2026-11-18")
    assert made["shipment"]["vessel"] == "EVER GIVEN"
    assert len(made["payment_schedule"]) == 1
    issued = run("document", "issue", "--from", made["number"], "--kind", "order_confirmation")
    assert issued["order_id"] == made["id"]
    assert run("order", "list", "--customer", customer)["orders"][0]["number"] == made["number"]


def test_rows_of_a_file_and_what_is_put_aside(run, customer, tmp_path):
    rows = tmp_path / "po.csv"
    rows.write_text("Item;Qty;Price\nPL-6060-40;100;14\nUNKNOWN-9;3;1\n", encoding="utf-8")
    made = run("order", "new", "--customer", customer, "--paste", str(rows), code=3)
    assert [line["sku"] for line in made["lines"]] == ["PL-6060-40"]
    assert [one["row"] for one in made["put_aside"]] == [3]
    kept = run("order", "new", "--customer", customer, "--paste", str(rows), "--free-text")
    assert len(kept["lines"]) == 2


def test_nothing_ordered_is_refused(run, customer):
    refused = run("order", "new", "--customer", customer, code=1)["error"]
    assert refused["code"] == "no_lines"
    # An order has no optional lines: it would silently be in the total.
    optional = ("--line", "PL-6060-40:1", "--optional", "PL-6060-40:10")
    with pytest.raises(SystemExit) as wrong_usage:
        run("order", "new", "--customer", customer, *optional)
    assert wrong_usage.value.code == 2
    assert (
        run("order", "new", "--customer", "nobody", "--line", "PL-6060-40:1", code=1)["error"][
            "code"
        ]
        == "unknown_customer"
    )


def test_papers_of_others_are_kept_with_an_order(run, customer, tmp_path):
    made = run("order", "new", "--customer", customer, "--line", "PL-6060-40:10:14")
    paper = tmp_path / "PO 4711.pdf"
    paper.write_bytes(b"%PDF-1.4 order")
    kept = run("order", "file", "add", made["number"], str(paper), "--on", "2026-11-17")["files"]
    assert [(one["kind"], one["name"], one["filed_on"]) for one in kept] == [
        ("purchase_order", "PO 4711.pdf", "2026-11-17")
    ]
    out = tmp_path / "copy.pdf"
    run("order", "file", "save", kept[0]["id"], "--out", str(out))
    assert out.read_bytes() == paper.read_bytes()
    run("order", "file", "remove", kept[0]["id"])
    assert run("order", "file", "list", made["id"])["files"] == []
    assert run("order", "file", "remove", kept[0]["id"], code=1)["error"]["code"] == "unknown_file"
