"""`rate`, `company`, `bank` and `terms`: the house's data without a window."""

from pathlib import Path

from PIL import Image, ImageDraw

from desktop.cli.main import main

FILES = Path(__file__).resolve().parents[1] / "data" / "rates"


def test_rates_are_listed_shown_and_set(run, workspace, capsys):
    found = run("rate", "show", "USD")
    assert (found["home_currency"], found["source"], found["kind"]) == (
        "CNY",
        "Bank of China",
        "buying",
    )
    assert (found["rate"], found["applied"], found["margin_percent"]) == ("7.112", "7.04088", "1")
    assert {"id", "currency", "rate", "on", "time", "kind", "source", "age_days"} <= set(
        run("rate", "list")["rates"][0]
    )
    kept = run("rate", "set", "usd", "7.1055", "--source", "ICBC")
    assert (kept["currency"], kept["rate"], kept["source"]) == ("USD", "7.1055", "ICBC")
    assert run("rate", "show", "USD")["rate"] == "7.1055"
    assert main([*workspace, "rate", "show", "GBP"]) == 0
    assert "for safety" in capsys.readouterr().out
    cross = run("rate", "show", "GBP", "--home", "USD")
    assert cross["way"].count("=") == 2
    assert run("rate", "delete", kept["id"])["deleted"] == 1


def test_rates_that_cannot_be_have_words(run):
    assert run("rate", "set", "USD", "711.2", code=1)["error"]["code"] == "rate_jump"
    assert run("rate", "set", "USX", "7", code=1)["error"]["code"] == "unknown_currency"
    assert run("rate", "show", "KES", code=1)["error"]["code"] == "no_rate"
    wrong = run("rate", "import", str(FILES / "SOURCE.md"), code=1)["error"]
    assert wrong["code"] == "rate_file_unknown"
    assert "eurofxref" in wrong["hint"]


def test_a_published_file_is_imported_once(run):
    first = run("rate", "import", str(FILES / "eurofxref.csv"))
    assert (first["created"], first["source"]) == (29, "European Central Bank")
    assert run("rate", "import", str(FILES / "eurofxref.csv"))["unchanged"] == 29
    assert run("rate", "show", "EUR", "--home", "SEK", "--on", "2024-11-26")["rate"] == "11.5030"


def test_two_companies_number_their_quotes_apart(run):
    own, other = run("company", "list")["companies"]
    assert (own["is_default"], own["number_prefix"]) == (True, "")
    assert (other["number_prefix"], other["currencies"]) == ("HK", ["EUR", "HKD", "USD"])
    shown = run("company", "show", other["id"])
    assert {"name", "address", "clauses", "home_currency", "number_format", "languages"} <= set(
        shown
    )
    changed = run("company", "set", "--id", other["id"], "number_format=1.234,56", "phone=1")
    assert (changed["number_format"], changed["phone"]) == ("1.234,56", "1")
    made = run("company", "add", "name=Bowei Trading FZE", "country=ae", "home_currency=AED")
    assert (made["number_prefix"], made["country"]) == ("BTF", "AE")
    taken = run("company", "add", "name=Third", "number_prefix=hk", code=1)
    assert taken["error"]["code"] == "prefix_taken"
    assert run("company", "delete", own["id"], code=1)["error"]["code"] == "company_is_default"
    assert run("company", "delete", made["id"]) == {"deleted": made["id"]}


def test_bank_accounts(run):
    other = run("company", "list")["companies"][1]["id"]
    (dollars,) = (
        a for a in run("bank", "list", "--company", other)["accounts"] if a["currency"] == "USD"
    )
    assert (dollars["charges"], dollars["intermediary_account"]) == ("OUR", "8900 0012 34")
    words = ("currency=USD", "beneficiary=B", "bank=Second", "account=77", "swift=exmphkhh")
    second = run("bank", "add", *words, "--company", other)
    assert (second["swift"], second["is_default"]) == ("EXMPHKHH", False)
    assert run("bank", "set", second["id"], "bank=Third", "--company", other, "--default")[
        "is_default"
    ]
    wrong = run("bank", "set", second["id"], "iban=DE89", "--company", other, code=1)
    assert wrong["error"]["code"] == "bad_iban"
    assert run("bank", "delete", second["id"]) == {"deleted": second["id"]}
    left = run("bank", "list", "--company", other)["accounts"]
    assert {a["currency"]: a["is_default"] for a in left}["USD"]


def test_payment_terms_are_read_kept_and_listed(run):
    read = run("terms", "read", "前T/T 30%，见提单副本付70%")
    assert [part["event"] for part in read["instalments"]] == [
        "order_confirmation",
        "copy_of_documents",
    ]
    assert read["words"] == "30% T/T with order, 70% T/T against copy of B/L"
    assert read["words_zh"] == "订单确认时电汇 30%，凭提单副本电汇 70%"
    run("terms", "add", "Our usual", "10% deposit, 90% before shipment")
    listed = run("terms", "list")["terms"]
    assert [t["name"] for t in listed if t["own"]] == [
        "Trade fair terms",
        "Old customers",
        "Our usual",
    ]
    assert run("terms", "read", "our usual")["name"] == "Our usual"
    run("terms", "delete", "Our usual")
    assert run("terms", "delete", "Our usual", code=1)["error"]["code"] == "unknown_terms"


def test_stamp_and_signature_by_command(run, tmp_path):
    scan = tmp_path / "stamp.png"
    image = Image.new("RGB", (300, 300), "white")
    ImageDraw.Draw(image).ellipse((80, 80, 220, 220), outline=(200, 40, 40), width=16)
    image.save(scan)
    made = run("company", "set", "--stamp", str(scan), "--signature", str(scan))
    assert (made["has_stamp"], made["has_signature"]) == (True, True)
    gone = run("company", "set", "--remove-stamp")
    assert (gone["has_stamp"], gone["has_signature"]) == (False, True)
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    refused = run("company", "set", "--stamp", str(broken), code=1)["error"]
    assert refused["code"] == "bad_picture"
    with broken.open("wb") as file:
        file.truncate(50_000_000)
    assert run("company", "set", "--logo", str(broken), code=1)["error"]["code"] == (
        "picture_too_large"
    )
