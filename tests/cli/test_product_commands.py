"""`product ...` and `price ...`: a day's work with the catalogue, its keys and exit codes."""

import openpyxl


def write(path, rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return str(path)


def test_a_list_is_looked_at_imported_and_exported(run, tmp_path):
    path = write(
        tmp_path / "list.xlsx",
        [["货号", "英文名称", "单价", "price 500+", "币种"], ["Z-1", "Lamp", 3.2, 3, "USD"], ["Z-2", "x", "?"]],
    )  # fmt: skip
    dry = run("product", "import", path, "--dry-run", code=3)
    assert (dry["created"], dry["rows"][0]["sku"]) == (1, "Z-1")
    assert dry["put_aside"][0]["cell"] == "C3"
    run("product", "show", "Z-1", code=1)
    done = run("product", "import", path, code=3)
    assert (done["created"], done["unchanged"]) == (1, 0)
    shown = run("product", "show", "Z-1")
    assert shown["price_steps"][0]["unit_price"] == {"amount": "3.00", "currency": "USD"}
    out = str(tmp_path / "all.xlsx")
    assert run("product", "export", out)["products"] >= 41
    again = run("product", "import", out)
    assert (again["created"], again["updated"], again["put_aside"]) == (0, 0, [])


def test_an_article_is_added_changed_and_removed(run):
    made = run("product", "add", "Z-9", "name_en=Hinge", "price=1.25", "cost=4", "vat_rate=13%")
    assert made["cost"] == {"amount": "4.00", "currency": "CNY"}
    assert made["costs"][0]["valid_from"]
    assert run("product", "set", "Z-9", "price=1.30")["price"]["amount"] == "1.30"
    run("product", "set", "Z-9", "price", code=1)
    run("product", "certificate", "Z-9", "CE", "--until", "2000-01-01")
    ending = run("product", "certificate")["certificates"]
    assert [(c["sku"], c["state"]) for c in ending if c["sku"] == "Z-9"] == [("Z-9", "ended")]
    rates = run("product", "tax", "7318", "--vat", "13%", "--rebate", "9%", "--from", "2024-01-01")
    assert "7318" in [r["hs_code"] for r in rates["tax_rates"]]
    run("product", "tax", "7318", "--vat", "9", "--rebate", "13", code=1)
    run("product", "delete", "Z-9")
    run("product", "show", "Z-9", code=1)
    run("undo")
    assert run("product", "show", "Z-9")["name_en"] == "Hinge"


def test_price_lists_come_from_files_and_end(run, tmp_path):
    path = write(
        tmp_path / "Autumn.xlsx", [["sku", "price", "500+"], ["PL-6060-40", 14, 13.5], ["NO", 1, 1]]
    )
    found = run("price", path, "--valid-until", "2026-12-31", code=3)["price_lists"][0]
    assert (found["price_list"], found["created"], found["currency"]) == ("Autumn", 2, "USD")
    assert found["put_aside"][0]["sku"] == "NO"
    again = run("price", path, code=3)["price_lists"][0]
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 2)
    price = run(
        "price", "for", "PL-6060-40", "--quantity", "800", "--on", "2026-11-20", "--list", "Autumn"
    )
    assert (price["unit_price"]["amount"], price["price_list"]) == ("13.5", "Autumn")
    ended = run("price", "for", "PL-6060-40", "--list", "Autumn", "--on", "2027-02-01", code=1)
    assert ended["error"]["code"] == "price_list_ended"
    assert "Autumn" in ended["error"]["message"]
    copy = run("price", "copy", "Autumn", "Spring", "--percent", "3")
    assert {p["unit_price"]["amount"] for p in copy["prices"]} == {"14.42", "13.91"}
    assert {"Autumn", "Spring"} <= {row["name"] for row in run("price", "list")["price_lists"]}
    run("price", "delete", "Spring")
    run("price", "show", "Spring", code=1)


def test_a_catalogue(run, tmp_path):
    out = tmp_path / "c.pdf"
    made = run(
        "product", "catalogue", "--out", str(out), "--lang", "en+zh", "--price-list", "standard"
    )
    assert made["pages"] > 1
    assert made["missing_characters"] == []
    assert out.read_bytes().startswith(b"%PDF")
    refused = run("product", "catalogue", "--out", str(out), "--price-list", "?", code=1)
    assert refused["error"]["code"] == "unknown_price_list"
