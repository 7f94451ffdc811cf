"""A statement of account: from a customer's movements to what is printed."""

from datetime import date

from desktop.trade.bilingual import Language
from desktop.trade.documents import labels
from desktop.trade.documents.day_texts import format_date
from desktop.trade.documents.document import LANGUAGES, AccountRow, Fact, Kind, TradeDocument
from desktop.trade.documents.line_items import Written
from desktop.trade.documents.offer import Bank, Buyer, Seller
from desktop.trade.documents.parties import (
    bank_facts,
    bank_warning,
    buyer_block,
    letterhead_of,
    seller_block,
)
from desktop.trade.documents.sum_facts import in_words
from desktop.trade.statements import Statement
from desktop.trade.words import LIMIT, in_words_chinese, in_words_english


def assemble_statement(
    statement: Statement,
    seller: Seller,
    buyer: Buyer,
    bank: Bank | None,
    *,
    number: str,
    issued_on: date,
    languages: str,
    signer: str = "",
) -> TradeDocument:
    """Return the statement in `languages` (a key of LANGUAGES). Pure."""
    spoken = LANGUAGES[languages]
    first = spoken[0]
    written = Written(statement.currency, seller.number_format)
    period = f"{format_date(statement.begin, first)} – {format_date(statement.end, first)}"
    return TradeDocument(
        kind=Kind.STATEMENT,
        languages=spoken,
        title=labels.TITLES[Kind.STATEMENT],
        number=number,
        currency=statement.currency,
        date=format_date(issued_on, first),
        letterhead=letterhead_of(seller, spoken),
        meta=(
            Fact(labels.NUMBER, number, strong=True),
            Fact(labels.DATE, format_date(issued_on, first)),
            Fact(labels.CURRENCY, statement.currency),
        ),
        parties=(seller_block(seller, signer, first), buyer_block(buyer, "", first)),
        items=(),
        packing=(Fact(labels.PERIOD, period),),
        sums=_ages(statement, written),
        total=Fact(
            labels.CLOSING_BALANCE,
            f"{statement.currency} {written.signed(statement.closing)}",
            strong=True,
        ),
        words=_words(statement, spoken),
        payments=(),
        schedule=(),
        bank=bank_facts(bank, first) if bank else (),
        bank_warning=bank_warning(seller),
        marks=(),
        notes=(),
        clauses=(),
        signatures=(),
        account=_rows(statement, written, spoken[0]),
        number_format=written.style,
    )


def _ages(statement: Statement, written: Written) -> tuple[Fact, ...]:
    facts = [
        Fact(label, written.amount(amount))
        for label, amount in zip(labels.AGES, statement.ageing, strict=True)
    ]
    if statement.unapplied:
        facts.append(Fact(labels.UNAPPLIED, written.signed(-statement.unapplied)))
    return tuple(facts)


def _words(statement: Statement, spoken: tuple[Language, ...]) -> tuple[Fact, ...]:
    closing, currency = statement.closing, statement.currency
    if not 0 <= closing < LIMIT:
        # What the seller owes has no trade wording: the sign of the figure says it.
        return ()
    return in_words(
        spoken,
        Fact(labels.IN_WORDS, in_words_english(closing, currency)),
        Fact(labels.IN_WORDS_ZH, in_words_chinese(closing, currency)),
    )


def _rows(statement: Statement, written: Written, language: Language) -> tuple[AccountRow, ...]:
    opening = AccountRow(
        format_date(statement.begin, language),
        labels.OPENING_BALANCE,
        "",
        "",
        "",
        written.signed(statement.opening),
    )
    found = [opening]
    for line in statement.lines:
        reference = " · ".join(dict.fromkeys(p for p in (line.number, line.order_number) if p))
        found.append(
            AccountRow(
                format_date(line.on, language),
                labels.ENTRIES[line.kind.value],
                reference,
                written.amount(line.debit) if line.debit else "",
                written.amount(line.credit) if line.credit else "",
                written.signed(line.balance),
            )
        )
    return tuple(found)
