"""Ports, ship, dates, partial shipment and transhipment: rules 10 and 11 of DOMAIN.md A6."""

from collections.abc import Iterator
from datetime import date

from desktop.runtime.days import long_day
from desktop.runtime.i18n import _
from desktop.trade.check_facts import DocumentFacts, DocumentSet, SetFinding, Spot, same_place
from desktop.trade.credit_checks import found
from desktop.trade.letter_of_credit import LetterOfCredit


def shipment(documents: DocumentSet) -> Iterator[SetFinding]:
    """Rule 10: ports and ship the same, shipped by 44C, presented in time (art. 14c)."""
    credit = documents.credit
    shipping = documents.of("commercial_invoice", "packing_list", "bill_of_lading")
    for name in ("port_of_loading", "port_of_discharge", "vessel", "voyage", "bl_number"):
        yield from _same_everywhere(documents, shipping, name)
    if credit is None:
        return
    for tag, name in (("44E", "port_of_loading"), ("44F", "port_of_discharge"),
                      ("44B", "final_destination")):  # fmt: skip
        asked = credit.fields.get(tag, "")
        for one in shipping:
            value = getattr(one, name)
            if asked and value and not same_place(value, asked):
                yield found(
                    documents, 10, "port_differs_from_credit",
                    _("{document} does not have the place of field {tag}.").format(
                        document=one.label(), tag=tag),
                    one.place_of(name, value), documents.tag(tag),
                )  # fmt: skip
    yield from _in_time(documents, credit, shipping)


def _same_everywhere(
    documents: DocumentSet, shipping: tuple[DocumentFacts, ...], name: str
) -> Iterator[SetFinding]:
    known = [one for one in shipping if getattr(one, name)]
    for one in known[1:]:
        here, there = getattr(known[0], name), getattr(one, name)
        if not same_place(here, there):
            first = known[0].place_of(name, here)
            yield found(
                documents, 10, f"{name}_differs",
                _("{one} and {other} do not have the same {field}.").format(
                    one=known[0].label(), other=one.label(), field=first.field_name()),
                first, one.place_of(name, there),
            )  # fmt: skip


def _in_time(
    documents: DocumentSet, credit: LetterOfCredit, shipping: tuple[DocumentFacts, ...]
) -> Iterator[SetFinding]:
    bill = next((one for one in reversed(shipping) if one.bl_date), None)
    shipped, latest = (bill.bl_date if bill else None), credit.latest_shipment
    if bill is not None and shipped and latest and shipped > latest:
        yield found(
                documents, 10, "shipped_late",
                _("Shipped on {day}, after the latest day of the credit, {latest}.").format(
                    day=long_day(shipped), latest=long_day(latest)),
                bill.place_of("bl_date", bill.bl_date), documents.tag("44C"),
            )  # fmt: skip
    last = credit.latest_presentation(bill.bl_date if bill else None)
    if last is None:
        return
    tag = "31D" if last == credit.expires_on else "48"
    for day, spot in _presented(documents, bill):
        if day > last:
            yield found(
                documents, 10, "presented_late",
                _("The last day for presenting the documents is {last}.").format(
                    last=long_day(last)),
                spot, documents.tag(tag),
            )  # fmt: skip
            return


def _presented(documents: DocumentSet, bill: DocumentFacts | None) -> Iterator[tuple[date, Spot]]:
    """The documents cannot be presented before the youngest of them is made, nor before today."""
    for one in documents.of("commercial_invoice", "packing_list"):
        if one.issued_on:
            yield one.issued_on, one.place_of("issued_on", one.issued_on)
    if documents.today and bill is not None:
        yield documents.today, bill.place_of("presentation", documents.today)


def partial_and_transhipment(documents: DocumentSet) -> Iterator[SetFinding]:
    """Rule 11: partial shipment and transhipment as 43P and 43T allow (art. 20c, 31)."""
    credit = documents.credit
    if credit is None:
        return
    for one in documents.of("commercial_invoice", "packing_list", "bill_of_lading", "contract",
                            "proforma"):  # fmt: skip
        for tag, name, allowed in (("43P", "partial_shipment", credit.partial),
                                   ("43T", "transhipment", credit.transhipment)):  # fmt: skip
            if allowed is False and getattr(one, name):
                yield found(
                    documents, 11, f"{name}_forbidden",
                    _("{document} allows what field {tag} of the credit forbids.").format(
                        document=one.label(), tag=tag),
                    one.place_of(name, _("allowed")), documents.tag(tag),
                )  # fmt: skip
    invoices = documents.of("commercial_invoice")
    numbers = {one.number for one in invoices}
    if credit.partial is False and len(numbers) > 1:
        yield found(
            documents, 11, "several_invoices",
            _("There are {count} invoices, and the credit forbids partial shipment.").format(
                count=len(numbers)),
            invoices[-1].place_of("number", invoices[-1].number), documents.tag("43P"),
        )  # fmt: skip
