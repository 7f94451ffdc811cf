"""Warnings in words: the fact, why it is one, and what to do; in the user's language."""

from dataclasses import dataclass

from desktop.crm.alarm_facts import AlarmKind
from desktop.runtime.i18n import N_, _
from desktop.store.queries.mail_warnings import WarningRow


@dataclass(frozen=True)
class Told:
    """A warning as it is read: `fact` in bold, `why`, `advice`: what to do now."""

    fact: str
    why: str
    advice: str


_CALL = N_(
    "Call {who} on the number you know before you pay or send anything, not on one from this mail."
)
_WORDS: dict[AlarmKind, tuple[str, str, str]] = {
    AlarmKind.FORGED: (
        N_("Forged: this mail does not come from {expected}"),
        N_("Your mail server checked it: {expected} did not send it and wants such mail refused."),
        N_("Do not answer, pay or open its files. Ask {who} by phone."),
    ),
    AlarmKind.LOOKALIKE: (
        N_("{seen} is not {expected}"),
        N_(
            "The sender's address was made to look like that of {who}, whom you know at {expected}."
        ),
        _CALL,
    ),
    AlarmKind.ADDRESS: (
        N_("{seen} is not {expected}"),
        N_("The sender uses the name of {who}, but another address."),
        _CALL,
    ),
    AlarmKind.BANK_NEW: (
        N_("New bank details: {seen}"),
        N_("Until now {who} used {expected}."),
        _CALL,
    ),
    AlarmKind.BANK_CHANGE: (
        N_("This mail says that the bank details have changed"),
        N_("“{sentence}”"),
        _CALL,
    ),
    AlarmKind.OWN_NAME: (
        N_("{who} writes from {seen}, not from an address of your company"),
        N_("Fraudsters order payments in the name of the boss or of finance."),
        N_("Ask {who} in person or by phone before you pay or send anything."),
    ),
    AlarmKind.CONTACT_NAME: (
        N_("{who} writes about payment from {seen}"),
        N_("You know {who} at {expected}."),
        _CALL,
    ),
    AlarmKind.OTHER_ADDRESS: (
        N_("The name shows {expected}, but the mail comes from {seen}"),
        N_("Mail programs show the name large and the address small: that hides who writes."),
        N_("Look at the address, not at the name, before you answer."),
    ),
    AlarmKind.REPLY_TO: (
        N_("Answers go to {seen}, not to {expected}"),
        N_("The sender set another address for answers, at another company."),
        N_("Write to the address you know, or ask by phone whose the other one is."),
    ),
    AlarmKind.BANK_ASKED: (
        N_("The customer asks about new bank details of yours"),
        N_("“{sentence}”"),
        N_("Somebody may be writing to him in your name: call him and name your account to him."),
    ),
    AlarmKind.FIRST_PAYMENT: (
        N_("The first mail of this sender asks for money"),
        N_("“{seen}”"),
        N_("Find out who it is before you pay."),
    ),
}


def told(row: WarningRow) -> Told:
    """Return a warning in words."""
    fact, why, advice = _WORDS[AlarmKind(row.kind)]
    values = {
        "seen": row.seen,
        "expected": row.expected,
        "who": row.who or _("the sender"),
        "sentence": row.sentence,
    }
    return Told(_(fact).format(**values), _(why).format(**values), _(advice).format(**values))
