"""What a reply starts with."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.store.queries.messages import MessageRow, Person
from desktop.ui.mail import reply

LIN = Person("Lin Wei", "sales@bowei-led.example")
KLAUS = Person("Klaus Brenner", "k.brenner@brenner-licht.example")
ANJA = Person("Anja Vogt", "a.vogt@brenner-licht.example")


def message(**changes: object) -> MessageRow:
    values: dict[str, object] = {
        "id": 1,
        "message_id": "m1@x",
        "thread_id": 1,
        "account_id": "a",
        "subject": "Q-2417",
        "sender": KLAUS,
        "to": (LIN,),
        "cc": (ANJA,),
        "date": datetime(2026, 11, 20, 9, 31, tzinfo=UTC),
        "snippet": "",
        "kind": "personal",
        "outbound": False,
        "seen": True,
        "flagged": False,
        "answered": False,
        "folders": (),
        "customer_id": None,
        "attachments": (),
        "text": "Dear Ms Lin,\n> earlier\n",
        "has_html": False,
    }
    return MessageRow(**{**values, **changes})  # type: ignore[arg-type]


def test_reply_goes_to_the_sender_only() -> None:
    assert reply.reply_to(message(), [LIN.address], everyone=False) == reply.Recipients((KLAUS,))


def test_reply_all_leaves_us_out_and_names_nobody_twice() -> None:
    mail = message(to=(LIN, KLAUS), cc=(ANJA, Person("", "SALES@bowei-led.example")))
    found = reply.reply_to(mail, ["Sales@Bowei-LED.example"], everyone=True)
    assert found == reply.Recipients((KLAUS,), (ANJA,))


def test_reply_to_is_followed() -> None:
    desk = Person("Desk", "desk@brenner-licht.example")
    assert reply.reply_to(message(reply_to=(desk,)), [], everyone=False).to == (desk,)


def test_answer_to_our_own_mail_goes_where_it_went() -> None:
    mail = message(sender=LIN, to=(KLAUS,), cc=(ANJA,), outbound=True)
    assert reply.reply_to(mail, [LIN.address], everyone=True) == reply.Recipients((KLAUS,), (ANJA,))


@pytest.mark.parametrize(
    ("subject", "expected"),
    [("Q", "Re: Q"), ("RE: re: Q", "Re: Q"), ("AW: Q", "Re: Q"), ("回复：报价", "Re: 报价")],
)
def test_one_reply_mark(subject: str, expected: str) -> None:
    assert reply.reply_subject(subject) == expected


def test_quoted_text_keeps_levels() -> None:
    lines = reply.quoted(message()).split("\n")
    assert lines[0].startswith("On Fri, 20 Nov 2026 at ")
    assert lines[1:] == ["> Dear Ms Lin,", ">> earlier"]


def test_people_are_read_as_typed() -> None:
    typed = '"Vogt, Anja" <a.vogt@brenner-licht.example>; k@b.example，nonsense'
    found = reply.parse_people(typed)
    assert [p.address for p in found] == [ANJA.address, "k@b.example", "nonsense"]
    assert found[0].name == "Vogt, Anja"
    assert [reply.is_address(p.address) for p in found] == [True, True, False]


_names = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters='"<>'),
    max_size=12,
)


@given(
    st.lists(
        st.tuples(_names, st.from_regex(r"[a-z]{1,8}@[a-z]{1,6}\.example", fullmatch=True)),
        max_size=5,
        unique_by=lambda t: t[1],
    )
)
def test_shown_people_are_read_back(people: list[tuple[str, str]]) -> None:
    shown = reply.people_text(Person(n, a) for n, a in people)
    assert [(p.name, p.address) for p in reply.parse_people(shown)] == people
