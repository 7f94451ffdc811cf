"""A letter of credit: the fields of its MT700 by tag, as text that stays and as typed values.

The order keeps the text by tag; what cannot be read is a problem that names field and words.
UCP 600 articles are named where a rule comes from.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade import credit_values, mt700, required_documents
from desktop.trade.credit_tags import EXTRA, TAGS
from desktop.trade.required_documents import RequiredDocument

USUAL_DAYS = 21
"""Days for presenting after shipment when field 48 is silent (UCP 600 art. 14c)."""
ABOUT_PERCENT = Decimal(10)
"""What "about" allows either way (UCP 600 art. 30a)."""
REQUIRED = ("20", "31D", "50", "59", "32B")
"""Fields without which nothing can be checked."""
ZERO = Decimal(0)
_FORBIDDEN_NUMBER = re.compile(
    r"\b(?:NOT|WITHOUT)\s+(?:TO\s+)?(?:BE\s+)?(?:QUOT|INDICAT|BEAR|MENTION|SHOW|STAT|MARK)\w*"
)
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """A field that cannot be read, is missing or unknown: its tag and a sentence."""

    tag: str
    message: str


@dataclass(frozen=True, slots=True)
class LetterOfCredit:
    """The typed values; None or "" where the field is silent or unreadable (see `problems`).

    `plus_percent` and `minus_percent` are 39A's tolerance, or 10 where the amount is "about";
    `fields` is the text by tag.
    """

    fields: Mapping[str, str]
    number: str = ""
    issued_on: date | None = None
    expires_on: date | None = None
    expiry_place: str = ""
    applicant: str = ""
    beneficiary: str = ""
    issuing_bank: str = ""
    currency: str = ""
    amount: Decimal | None = None
    plus_percent: Decimal = ZERO
    minus_percent: Decimal = ZERO
    is_about: bool = False
    available: str = ""
    drafts: str = ""
    partial: bool | None = None
    transhipment: bool | None = None
    place_of_receipt: str = ""
    port_of_loading: str = ""
    port_of_discharge: str = ""
    final_destination: str = ""
    latest_shipment: date | None = None
    goods: str = ""
    documents: tuple[RequiredDocument, ...] = ()
    conditions: tuple[str, ...] = ()
    presentation_days: int | None = None
    charges: str = ""
    problems: tuple[FieldProblem, ...] = ()

    @property
    def most(self) -> Decimal | None:
        """The most that may be drawn: 32B plus the tolerance."""
        if self.amount is None:
            return None
        return self.amount * (100 + self.plus_percent) / 100

    @property
    def least(self) -> Decimal | None:
        """The least that may be drawn: 32B less the tolerance, 5 % where none is stated (art. 30c)."""
        if self.amount is None:
            return None
        less = self.minus_percent if self.has_tolerance else Decimal(5)
        return self.amount * (100 - less) / 100

    @property
    def has_tolerance(self) -> bool:
        """Tell whether the credit states a tolerance of the amount."""
        return self.is_about or bool(self.fields.get("39A", "").strip())

    @property
    def asks_for_number(self) -> bool:
        """Tell whether 46A or 47A wants the number of the credit on the documents."""
        words = f"{self.fields.get('46A', '')}\n{self.fields.get('47A', '')}".upper()
        text = _FORBIDDEN_NUMBER.sub(" ", " ".join(words.split()).replace("UNITED STATES", ""))
        credit = ("CREDIT N", "L/C N", "LC N", "DOCUMENTARY CREDIT", "THIS CREDIT", "CREDIT REF")
        shows = ("QUOT", "INDICAT", "BEAR", "MENTION", "SHOW", "STATE", "STATING", "MARKED")
        return any(_near(text, one, other) for one in credit for other in shows)

    def latest_presentation(self, shipped_on: date | None) -> date | None:
        """Return the last day for the documents: shipment plus 48 (else 21) days, never after 31D.

        A field 48 that cannot be read gives no day by itself.
        """
        is_silent = not self.fields.get("48", "").strip()
        days = USUAL_DAYS if is_silent else self.presentation_days
        by_shipment = None
        if shipped_on is not None and days is not None:
            by_shipment = shipped_on + timedelta(days=days)
        both = [day for day in (by_shipment, self.expires_on) if day is not None]
        return min(both) if both else None

    def as_json(self) -> dict[str, Any]:
        """Return the command line's form."""

        def day(value: date | None) -> str | None:
            return value.isoformat() if value else None

        money = None
        if self.amount is not None:
            money = {"amount": f"{self.amount:f}", "currency": self.currency}
        return {
            "number": self.number, "issued_on": day(self.issued_on),
            "expires_on": day(self.expires_on), "expiry_place": self.expiry_place,
            "applicant": self.applicant, "beneficiary": self.beneficiary,
            "issuing_bank": self.issuing_bank, "amount": money,
            "plus_percent": f"{self.plus_percent:f}", "minus_percent": f"{self.minus_percent:f}",
            "available": self.available, "drafts": self.drafts,
            "partial_shipment": self.partial, "transhipment": self.transhipment,
            "place_of_receipt": self.place_of_receipt, "port_of_loading": self.port_of_loading,
            "port_of_discharge": self.port_of_discharge,
            "final_destination": self.final_destination,
            "latest_shipment": day(self.latest_shipment), "goods": self.goods,
            "documents": [
                {"kind": one.kind, "text": one.text, "originals": one.originals,
                 "total": one.total, "signed": one.is_signed} for one in self.documents
            ],
            "conditions": list(self.conditions), "presentation_days": self.presentation_days,
            "charges": self.charges, "fields": dict(self.fields),
            "problems": [{"tag": one.tag, "message": one.message} for one in self.problems],
        }  # fmt: skip


def _near(text: str, one: str, other: str) -> bool:
    """Tell whether two words stand within a sentence's length of each other."""
    at = text.find(one)
    while at >= 0:
        if other in text[max(0, at - 90) : at + 90]:
            return True
        at = text.find(one, at + 1)
    return False


class _Reader:
    """Collects the problems of fields that cannot be read."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = fields
        self.problems: list[FieldProblem] = []

    def text(self, *tags: str) -> str:
        return next((self.fields[t].strip() for t in tags if self.fields.get(t, "").strip()), "")

    def typed(self, tag: str, read: Callable[[str], Value]) -> Value | None:
        words = self.text(tag)
        if not words:
            return None
        try:
            return read(words)
        except UserFacing as problem:
            sentence = " ".join(part for part in (problem.message, problem.hint) if part)
            self.problems.append(FieldProblem(tag, sentence))
            return None

    def compare_with_the_form(self) -> None:
        """Name the fields that an MT700 must have and this one lacks, and those that it does not know."""
        missing, unknown = (
            _("Field {tag} is missing: {name}."),
            _("Tag {tag} is no field of an MT700: kept as it is."),
        )
        self.problems += [
            FieldProblem(tag, missing.format(tag=tag, name=_(TAGS[tag][0])))
            for tag in REQUIRED
            if not self.text(tag)
        ]
        self.problems += [
            FieldProblem(tag, unknown.format(tag=tag))
            for tag in self.fields
            if tag not in TAGS and tag not in EXTRA
        ]


def read(fields: Mapping[str, Any]) -> LetterOfCredit | None:
    """Return the letter of credit that the fields say, None when there are none."""
    texts = {str(tag): str(words) for tag, words in fields.items() if str(words).strip()}
    if not any(tag not in EXTRA for tag in texts):
        return None
    reader = _Reader(texts)
    currency, amount = reader.typed("32B", credit_values.read_money) or ("", None)
    expires = reader.typed("31D", credit_values.read_date) or (None, "")
    issued = reader.typed("31C", credit_values.read_date)
    latest = reader.typed("44C", credit_values.read_date)
    about = credit_values.says_about(f"{reader.text('32B')} {reader.text('39B', '39C')}")
    plus, minus = reader.typed("39A", credit_values.read_tolerance) or (
        (ABOUT_PERCENT, ABOUT_PERCENT) if about else (ZERO, ZERO)
    )
    days = reader.typed("48", credit_values.read_days)
    reader.compare_with_the_form()
    return LetterOfCredit(
        fields=texts,
        number=reader.text("20").splitlines()[0].strip() if reader.text("20") else "",
        issued_on=issued[0] if issued else None,
        expires_on=expires[0],
        expiry_place=expires[1],
        applicant=reader.text("50"),
        beneficiary=_without_account(reader.text("59")),
        issuing_bank=reader.text("52D", "52A"),
        currency=currency,
        amount=amount,
        plus_percent=plus,
        minus_percent=minus,
        is_about=about,
        available=reader.text("41D", "41A"),
        drafts=reader.text("42C", "42P", "42M"),
        partial=reader.typed("43P", credit_values.read_permission),
        transhipment=reader.typed("43T", credit_values.read_permission),
        place_of_receipt=reader.text("44A"),
        port_of_loading=reader.text("44E"),
        port_of_discharge=reader.text("44F"),
        final_destination=reader.text("44B"),
        latest_shipment=latest[0] if latest else None,
        goods=reader.text("45A"),
        documents=required_documents.read(reader.text("46A")),
        conditions=required_documents.split(reader.text("47A")),
        presentation_days=days,
        charges=reader.text("71D", "71B"),
        problems=tuple(reader.problems),
    )


def _without_account(text: str) -> str:
    """Return a party without the account line that SWIFT sets before it ("/DE89...")."""
    lines = text.splitlines()
    return "\n".join(lines[1:] if len(lines) > 1 and lines[0].startswith("/") else lines)


def fields_of_text(text: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the fields of pasted MT700 text, and sentences about what was unknown or doubled.

    Raises UserFacing when the text holds no field. The sending bank's BIC becomes 52A when the
    message names no issuing bank.
    """
    found = mt700.parse(text)
    fields = dict(found.fields)
    if found.sender and not fields.get("52A") and not fields.get("52D"):
        fields["52A"] = found.sender
    notes = [
        _("Field {tag} stands twice with other words: the first is kept.").format(tag=tag)
        for tag in found.doubled
    ]
    return fields, tuple(notes)


def checked_tag(tag: str) -> str:
    """Return a tag in capitals. Raises UserFacing when it is not shaped like one."""
    name = tag.strip().strip(":").upper()
    if name.lower() in {one.lower() for one in EXTRA}:
        return next(one for one in EXTRA if one.lower() == name.lower())
    if not (2 <= len(name) <= 3 and name[:2].isascii() and name[:2].isdigit()
            and (len(name) == 2 or name[2].isalpha())):  # fmt: skip
        raise UserFacing(
            _("“{tag}” is not a field of an MT700.").format(tag=tag.strip()),
            hint=_("Fields have tags such as 20, 31D, 32B, 45A."),
            code="bad_credit_tag",
        )
    return name
