"""What the figures of an offer say: packing, sums, total, amount in words and instalments."""

from collections.abc import Sequence
from decimal import Decimal

from desktop.trade import payment
from desktop.trade.bilingual import Bilingual, Language, by_place
from desktop.trade.charges import ChargeKind
from desktop.trade.documents import labels
from desktop.trade.documents.document import (
    Fact,
    Kind,
    PaymentRow,
)
from desktop.trade.documents.matrix import shows
from desktop.trade.documents.offer import Offer
from desktop.trade.money import Money
from desktop.trade.words import (
    LIMIT,
    in_words_chinese,
    in_words_english,
)


def packing_facts(offer: Offer, first: Language) -> tuple[Fact, ...]:
    """Return cartons, volume with containers, and weights; nothing while nothing is packed."""
    packed, plan = offer.totals.packed, offer.totals.containers
    if not packed.cartons:
        return ()
    plain = offer.written.plain
    volume = f"{plain(packed.volume_cbm)} CBM"
    if plan:
        volume += labels.LIST_COMMA.text(first) + plan.label()
    weights = f"{plain(packed.gross_kg)} kg / {plain(packed.net_kg)} kg"
    return (
        Fact(labels.CARTONS, plain(Decimal(packed.cartons))),
        Fact(labels.VOLUME, volume),
        Fact(labels.WEIGHTS, weights),
    )


def sums(offer: Offer) -> tuple[Fact, ...]:
    """Return what leads to the total: goods plus charges, or the split of an all-in price."""
    totals = offer.totals

    def figure(wording: Bilingual, amount: Decimal, sign: str = "") -> Fact:
        return Fact(wording, sign + offer.written.amount(amount))

    facts: list[Fact] = []
    added = [charge for charge in offer.charges if not charge.included and charge.amount]
    if added:
        facts.append(figure(labels.GOODS_TOTAL, totals.goods))
    for charge in added:
        wording = Bilingual(charge.label) if charge.label else labels.CHARGES[charge.kind]
        if charge.percent:
            share = offer.written.plain(charge.percent)
            wording = labels.CHARGE_SHARE.fill(charge=wording, share=share)
        sign = "−" if charge.kind is ChargeKind.DISCOUNT else ""
        facts.append(figure(wording, charge.amount, sign))
    included = [charge for charge in offer.charges if charge.included and charge.amount]
    if included:
        split = {
            ChargeKind.FREIGHT: labels.OF_WHICH_FREIGHT,
            ChargeKind.INSURANCE: labels.OF_WHICH_INSURANCE,
            ChargeKind.DESTINATION: labels.OF_WHICH_DESTINATION,
            ChargeKind.DUTY: labels.OF_WHICH_DUTY,
        }
        facts.append(figure(labels.OF_WHICH_FOB, totals.fob_value))
        facts += [figure(split[c.kind], c.amount) for c in included if c.kind in split]
    return tuple(facts)


def total_fact(offer: Offer, spoken: Sequence[Language]) -> Fact:
    """Return the total with its price term."""
    # Beside a total in another language the price term need not be said twice.
    full = labels.TOTAL.fill(term=offer.incoterm) if offer.incoterm else labels.TOTAL_SHORT
    words = {labels.TOTAL_SHORT.text(language) for language in spoken}
    # "Total" is Spanish and English: said once.
    label = by_place(full, labels.TOTAL_SHORT, spoken) if len(words) == len(spoken) else full
    return Fact(label, f"{offer.currency} {offer.written.amount(offer.totals.grand)}", strong=True)


def amount_in_words(offer: Offer, languages: Sequence[Language]) -> tuple[Fact, ...]:
    """Return the total in words, a row a wording."""
    grand, currency = offer.totals.grand, offer.currency
    if not 0 <= grand < LIMIT:
        # Only a preview gets here: such a quote cannot be issued.
        return ()
    return in_words(
        languages,
        Fact(labels.IN_WORDS, in_words_english(grand, currency)),
        Fact(labels.IN_WORDS_ZH, in_words_chinese(grand, currency)),
    )


def in_words(languages: Sequence[Language], english: Fact, chinese: Fact) -> tuple[Fact, ...]:
    """Return the wordings of the languages: all but Chinese print the English trade form, once."""
    rows = (chinese if language == "zh" else english for language in languages)
    return tuple(dict.fromkeys(rows))


def payments(offer: Offer) -> tuple[PaymentRow, ...]:
    """Return the instalments with their amounts."""
    if offer.terms is None:
        return ()
    rows = []
    for part in payment.schedule(offer.terms, Money(offer.totals.grand, offer.currency)):
        method = payment.METHOD_NAMES[part.method]
        due = labels.METHOD_AND_DUE.fill(method=method, due=part.due.inside())
        amount = offer.written.amount(part.amount.amount)
        share = f"{offer.written.plain(part.percent)}%" if part.is_share else ""
        rows.append(PaymentRow(part.step, due, share, amount))
    return tuple(rows)


def settled(offer: Offer, kind: Kind) -> tuple[Fact, ...]:
    """Return what the buyer has paid and what is open, on commercial invoices."""
    if not offer.received or not shows(kind, "settled") or kind is not Kind.COMMERCIAL_INVOICE:
        return ()
    signed, balance = offer.written.signed, offer.totals.grand - offer.received
    return (
        Fact(labels.RECEIVED, signed(-offer.received)),
        Fact(labels.BALANCE_DUE, signed(balance), strong=True),
    )
