"""Whether a letter of credit says what a rule compares: a missing or unclear field is no pass.

Each reason names the field, so that the user sees what to read himself.
"""

from collections.abc import Iterator

from desktop.runtime.i18n import _
from desktop.trade.check_facts import words_of
from desktop.trade.credit_goods import GoodsTerms
from desktop.trade.credit_tags import TAGS
from desktop.trade.letter_of_credit import LetterOfCredit

_TAGS = {
    1: ("50", "59", "32B"), 2: ("45A",), 5: ("32B", "39A"), 6: ("45A",),
    10: ("31D", "44C", "48"), 11: ("43P", "43T"), 13: ("46A",), 15: ("20", "46A", "47A"),
    16: ("45A",),
}  # fmt: skip
"""The fields that each rule reads."""


def why_not(rule: int, credit: LetterOfCredit) -> str:
    """Return why a rule cannot be compared with the credit, "" when it can."""
    return next(_reasons(rule, credit), "")


def _reasons(rule: int, credit: LetterOfCredit) -> Iterator[str]:
    tags = _TAGS.get(rule, ())
    yield from (one.message for one in credit.problems if one.tag in tags)
    yield from (_missing(tag) for tag in _absent(rule, credit))
    if rule in (2, 16) and not _names_goods(rule, credit.goods):
        yield _("Field {tag} names no goods.").format(tag="45A")
    if rule == 10 and credit.latest_shipment is None and _said(credit, "44D"):
        yield _by_hand(credit, "44D")
    if rule == 11:
        values = {"43P": credit.partial, "43T": credit.transhipment}
        unclear = (tag for tag, value in values.items() if value is None and _said(credit, tag))
        yield from (_by_hand(credit, tag) for tag in unclear)


def _absent(rule: int, credit: LetterOfCredit) -> Iterator[str]:
    """Yield the fields without which there is nothing to compare."""
    no_papers = not credit.documents
    needed = {
        1: (("50", not credit.applicant), ("59", not credit.beneficiary),
            ("32B", not credit.currency)),
        2: (("45A", not credit.goods),),
        5: (("32B", credit.amount is None),),
        11: (("43P", credit.partial is None and credit.transhipment is None
              and not _said(credit, "43P")),),
        13: (("46A", no_papers),),
        15: (("46A", no_papers and not credit.conditions),),
        16: (("45A", not credit.goods),),
    }  # fmt: skip
    yield from (tag for tag, is_absent in needed.get(rule, ()) if is_absent)


def _names_goods(rule: int, text: str) -> bool:
    """Tell whether there are words to compare: "GOODS AS PER CONTRACT" says nothing by itself."""
    return bool(words_of(text if rule == 16 else GoodsTerms.of(text).description))


def _said(credit: LetterOfCredit, tag: str) -> str:
    return " ".join(credit.fields.get(tag, "").split())


def _missing(tag: str) -> str:
    return _("Field {tag} is missing: {name}.").format(tag=tag, name=_(TAGS[tag][0]))


def _by_hand(credit: LetterOfCredit, tag: str) -> str:
    return _("Field {tag} says “{text}”: compare it yourself.").format(
        tag=tag, text=_said(credit, tag)
    )
