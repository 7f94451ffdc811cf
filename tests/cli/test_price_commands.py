"""`quote price` and `freight`: rungs with what is missing, a tariff from a file, freight that follows it."""


def test_a_quote_is_priced_by_term_and_switched(run, tmp_path):
    quotes = run("quote", "list")["quotes"]
    one = next(q for q in quotes if q["state"] == "draft" and q["number"].startswith("Q-2417"))
    found = run("quote", "price", one["id"], "--as", "EXW,FOB,CFR,CIF")
    assert [rung["term"] for rung in found["rungs"]] == ["EXW", "FOB", "CFR", "CIF"]
    cif = found["rungs"][3]
    assert cif["is_current"]
    assert cif["total"] == one["total"]
    assert cif["lines"][0]["unit_price"] == {"amount": "14.20", "currency": "USD"}
    assert [m["code"] for m in found["rungs"][0]["missing"]] == ["domestic_costs"]
    before = [line["unit_price"] for line in run("quote", "show", one["id"])["lines"]]
    fob = run("quote", "price", one["id"], "--switch", "FOB", "--domestic-costs", "2000")
    assert (fob["incoterm"], fob["rungs"][0]["missing"]) == ("FOB", [])
    run("quote", "price", one["id"], "--switch", "CIF")
    assert [line["unit_price"] for line in run("quote", "show", one["id"])["lines"]] == before
    run("quote", "price", one["id"], "--as", "XYZ", code=1)
    priced = run("quote", "price", one["id"], "--margin", "25")
    assert priced["margin_percent"].startswith("25.") or priced["margin_percent"].startswith("24.9")


def test_a_tariff_comes_from_a_file_and_is_followed(run, tmp_path):
    path = tmp_path / "Lane.csv"
    path.write_text("Port,20GP,40GP,40HQ\nHamburg,1200,2000,2100\nX,abc,,\n", encoding="utf-8")
    made = run("freight", "import", str(path), code=3)
    assert (made["name"], made["basis"], made["put_aside"][0]["row"]) == ("Lane", "container", 3)
    run("freight", "set", "Lane", "valid_until=2099-12-31", "--rate", "Santos:20GP:1900")
    assert len(run("freight", "show", "lane")["rates"]) == 4
    assert "Lane" in [t["name"] for t in run("freight", "list")["tariffs"]]
    quotes = run("quote", "list")["quotes"]
    one = next(q for q in quotes if q["state"] == "draft" and q["number"].startswith("Q-2417"))
    found = run("quote", "price", one["id"], "--tariff", "Lane")
    assert found["freight_by"]["how"] == "1 × 20GP"
    assert run("quote", "show", one["id"])["charges"][0]["amount"]["amount"] == "1200.00"
    run("freight", "delete", "Lane")
    run("freight", "show", "Lane", code=1)
    run("freight", "set", "Lane", "colour=red", code=1)
