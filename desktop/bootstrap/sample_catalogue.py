"""The sample company's catalogue: pictures, steps, costs by date, papers, codes and price lists."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from desktop.bootstrap.sample_mail import read_json
from desktop.runtime.paths import resource
from desktop.store.workspace import Store
from desktop.trade import (
    buyer_codes,
    certificates,
    price_lists,
    product_costs,
    product_import,
    product_pictures,
    product_texts,
    products,
    tax_rates,
)


def put_articles(store: Store, today: date) -> None:
    """Import the articles and all that does not name customers."""
    content = read_json("catalogue.json")
    for rate in content["tax_rates"]:
        tax_rates.save(
            store,
            hs_code=rate["hs_code"],
            valid_from=date.fromisoformat(rate["from"]) if "from" in rate else None,
            vat_rate=Decimal(rate["vat"]),
            rebate_rate=Decimal(rate["rebate"]),
            source=rate["source"],
        )
    path = Path(resource("demo", "products.csv"))
    product_import.import_file(store, path, today - timedelta(days=30))
    ids = {product.sku: product.id for product in products.listing(store)}
    _families(store, content["families"], ids)
    for sku, fields in content["fields"].items():
        products.save(store, fields, key=sku, on=today)
    for sku, languages in content["texts"].items():
        for language, texts in languages.items():
            product_texts.save(store, ids[sku], language, texts)
    for sku, costs in content["costs"].items():
        for cost in costs:
            product_costs.save(
                store,
                ids[sku],
                cost=Decimal(cost["cost"]),
                currency="CNY",
                valid_from=today - timedelta(days=cost["days_ago"]),
                supplier=cost.get("supplier", ""),
                note=cost.get("note", ""),
            )
    for sku, papers in content["certificates"].items():
        for paper in papers:
            ends = paper.get("ends_in_days")
            certificates.save(
                store,
                ids[sku],
                name=paper["name"],
                number=paper["number"],
                issued_by=paper.get("issued_by", ""),
                valid_until=None if ends is None else today + timedelta(days=ends),
            )


def _families(store: Store, families: list[dict[str, Any]], ids: Mapping[str, str]) -> None:
    prepared = {}
    for family in families:
        name = family["picture"]
        if name not in prepared:
            content = resource("demo", "products", f"{name}.jpg").read_bytes()
            prepared[name] = product_pictures.prepare(content)
    with store.write("import") as unit:
        session = unit.session
        for family in families:
            for sku, key in ids.items():
                if sku.startswith(tuple(family["prefix"])):
                    products.find(session, key).category = family["category"]
                    product_pictures.add_in(session, key, [prepared[family["picture"]]])


def put_codes(store: Store, customers: Mapping[str, str]) -> None:
    """Add what buyers call our articles; `customers` gives ids by key of the sample."""
    ids = {product.sku: product.id for product in products.listing(store)}
    for code in read_json("catalogue.json")["buyer_codes"]:
        buyer_codes.save(
            store, ids[code["sku"]], customers[code["customer"]], code["code"], code["description"]
        )


def put_prices(store: Store, customers: Mapping[str, str], today: date) -> None:
    """Add steps and price lists; after the quotes, which were priced before there were lists."""
    content = read_json("catalogue.json")
    ids = {product.sku: product.id for product in products.listing(store)}
    for entry in content["price_lists"]:
        info = price_lists.save(
            store,
            name=entry["name"],
            currency=entry["currency"],
            customer_id=customers[entry["customer"]] if "customer" in entry else None,
            valid_from=today + timedelta(days=entry["from_days"]),
            valid_until=today + timedelta(days=entry["until_days"]),
            incoterm=entry["incoterm"],
            place=entry["place"],
        )
        _put_steps(store, info.id, entry["prices"], ids)
    _put_steps(store, None, content["steps"], ids)


def _put_steps(
    store: Store,
    list_id: str | None,
    prices: Mapping[str, Mapping[str, str]],
    ids: Mapping[str, str],
) -> None:
    with store.write("import") as unit:
        for sku, steps in prices.items():
            for quantity, price in steps.items():
                price_lists.put_tier(
                    unit.session, list_id, ids[sku], Decimal(quantity), Decimal(price)
                )
