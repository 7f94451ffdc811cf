"""Who deals with whom: letterhead, seller, buyer, delivery and bank account as printed."""

import re

from desktop.trade import incoterms
from desktop.trade.bilingual import Bilingual, Language, side_by_side
from desktop.trade.documents import labels
from desktop.trade.documents.document import (
    Block,
    Fact,
    Kind,
    Letterhead,
)
from desktop.trade.documents.matrix import shows
from desktop.trade.documents.offer import Bank, Buyer, Offer, Seller


def letterhead_of(seller: Seller, languages: tuple[Language, ...]) -> Letterhead:
    """Return the head of the seller's paper, its addresses in the languages of the document."""
    address = Bilingual(seller.address, seller.address_zh)
    lines = list(dict.fromkeys(address.text(language) for language in languages))
    contact = [part for part in (seller.phone, seller.email) if part]
    website = seller.website.removeprefix("https://").removeprefix("http://").rstrip("/")
    lines.append(" · ".join(contact))
    lines.append(website)
    return Letterhead(
        seller.name, seller.name_zh, tuple(line for line in lines if line), seller.logo
    )


def seller_block(seller: Seller, signer: str, first: Language) -> Block:
    """Return the seller as a party: name, address, registration number."""
    names, addresses = (seller.name, seller.name_zh), (seller.address, seller.address_zh)
    if first == "zh":
        names, addresses = names[::-1], addresses[::-1]
    lines = [next((a for a in addresses if a), "")]
    if seller.tax_id:
        lines.append(labels.SELLER_TAX_ID.fill(number=seller.tax_id).text(first))
    return Block(
        labels.SELLER,
        next((n for n in names if n), ""),
        tuple(line for line in lines if line),
        (signer,) if signer else (),
    )


def buyer_block(buyer: Buyer, buyer_reference: str, first: Language) -> Block:
    """Return the buyer as a party: name, address, country, tax number, contact and reference."""
    lines = [line.strip() for line in buyer.address.splitlines() if line.strip()]
    country = buyer.country.text(first)
    names = (buyer.country.en, buyer.country.zh, country)
    said = any(name and name in buyer.address for name in names)
    if country and not said:
        lines.append(country)
    if buyer.tax_id:
        lines.append(labels.TAX_ID.fill(number=buyer.tax_id).text(first))
    reference = labels.BUYER_REFERENCE.fill(reference=buyer_reference).text(first)
    last = [buyer.contact, reference if buyer_reference else ""]
    joined = side_by_side(last)
    return Block(labels.BUYER, buyer.name, tuple(lines), (joined,) if joined else ())


def delivery_block(offer: Offer, kind: Kind, first: Language) -> Block:
    """Return price term, way of transport and lead time as a party."""
    lines = []
    if offer.incoterm:
        lines.append(incoterms.price_term(offer.incoterm, offer.place))
    mode = labels.MODES.get(offer.mode, Bilingual(offer.mode)).text(first)
    if offer.port_of_loading:
        lines.append(labels.FROM_PORT.fill(port=offer.port_of_loading, mode=mode).text(first))
    elif mode:
        lines.append(labels.BY_MODE.fill(mode=mode).text(first))
    if offer.lead_time and shows(kind, "delivery_time"):
        lines.append(lead_time_text(offer.lead_time).text(first))
    return Block(labels.DELIVERY, "", tuple(lines))


def lead_time_text(lead_time: str) -> Bilingual:
    """Return a lead time in words; a number of days from the deposit in both languages."""
    text = lead_time.strip()
    days = _LEAD_TIME.fullmatch(text)
    if days:
        return labels.LEAD_TIME_DAYS.fill(days=days.group(1) or days.group(2))
    return Bilingual(text)


# "45", "45 days", "45 days from deposit", "收到定金后 45 天".
_LEAD_TIME = re.compile(
    r"(\d{1,3})(?:\s*days?(?:\s*(?:from|after)(?:\s*receipt\s*of)?\s*(?:the\s*)?deposit)?)?"
    r"|收到定金后\s*(\d{1,3})\s*天",
    re.IGNORECASE,
)


def bank_facts(bank: Bank, first: Language) -> tuple[Fact, ...]:
    """Return an account's fields as printed, the empty ones left out."""
    facts = [
        Fact(labels.BENEFICIARY, bank.beneficiary, strong=True),
        Fact(labels.BANK_NAME, bank.bank),
        Fact(labels.ACCOUNT, bank.account, strong=True),
        Fact(labels.SWIFT, bank.swift, strong=True),
        Fact(labels.IBAN, bank.iban, strong=True),
        Fact(labels.CURRENCY, bank.currency),
        Fact(
            labels.BANK_CHARGES,
            labels.CHARGES_BORNE.get(bank.charges, Bilingual(bank.charges)).text(first),
        ),
        Fact(labels.BENEFICIARY_ADDRESS, bank.beneficiary_address),
        Fact(labels.BANK_ADDRESS, bank.bank_address),
        Fact(labels.INTERMEDIARY, bank.intermediary_bank),
        Fact(labels.INTERMEDIARY_SWIFT, bank.intermediary_swift),
        Fact(labels.INTERMEDIARY_ACCOUNT, bank.intermediary_account),
    ]
    return tuple(fact for fact in facts if fact.value)


def bank_warning(seller: Seller) -> Bilingual:
    """Return the constant line against diverted payments, with the seller's telephone."""
    return labels.BANK_WARNING.fill(phone=seller.phone or seller.email)
