from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desktop.crm.linking_rule import (
    Directory,
    HandChoice,
    LinkReason,
    Person,
    ThreadFacts,
    decide,
    explain,
)

T0 = datetime(2026, 11, 1, tzinfo=UTC)
DIRECTORY = Directory(
    contacts={
        "klaus@brenner.example": frozenset({"brenner"}),
        "mario@freemail.example": frozenset({"lumina"}),
        "agent@agents.example": frozenset({"brenner", "lumina"}),
    },
    domains={
        "brenner.example": frozenset({"brenner"}),
        "lumina.example": frozenset({"lumina"}),
        "shared.example": frozenset({"one", "two"}),
        "freemail.example": frozenset({"wrong"}),
        "bowei.example": frozenset({"wrong"}),
    },
    own_addresses=frozenset({"sales@bowei.example", "bowei@freemail.example"}),
    own_domains=frozenset({"bowei.example"}),
)
ADDRESSES = [
    "klaus@brenner.example",
    "anja@brenner.example",
    "mario@freemail.example",
    "other@freemail.example",
    "agent@agents.example",
    "x@lumina.example",
    "y@mail.lumina.example",
    "a@shared.example",
    "sales@bowei.example",
    "boss@bowei.example",
    "noreply@lumina.example",
    "stranger@nobody.example",
    "bowei@freemail.example",
]
people = st.builds(
    Person,
    address=st.sampled_from(ADDRESSES),
    inbound=st.booleans(),
    since=st.integers(0, 40).map(lambda h: T0 + timedelta(hours=h)),
    kind=st.sampled_from(["personal", "bulk", "auto_reply", "bounce", "list"]),
)
crowds = st.lists(people, max_size=8)
earlier = st.sampled_from([None, "brenner", "old"])


def facts(crowd, hand=None, before=None):
    return ThreadFacts(frozenset(crowd), hand, before)


@given(crowds, earlier, st.sampled_from(["brenner", "lumina", "any", None]))
def test_the_hand_is_never_overridden(crowd, before, chosen):
    decision = decide(facts(crowd, HandChoice(chosen), before), DIRECTORY)
    assert (decision.customer_id, decision.reason) == (chosen, LinkReason.HAND)


@given(crowds, earlier)
def test_free_mail_and_own_domains_never_link_by_domain(crowd, before):
    decision = decide(facts(crowd, None, before), DIRECTORY)
    assert decision.customer_id != "wrong"
    assert "wrong" not in decision.suggestions


@given(crowds, st.randoms())
def test_order_of_messages_does_not_matter(crowd, random):
    """Messages arrive one by one in any order; what is known at the end is the same."""

    def arrive(order):
        seen, last = [], None
        for person in order:
            seen.append(person)
            last = decide(facts(seen, None, last.customer_id if last else None), DIRECTORY)
        return last

    shuffled = list(crowd)
    random.shuffle(shuffled)
    first, second = arrive(crowd), arrive(shuffled)
    if crowd:
        assert (first.customer_id, first.suggestions) == (second.customer_id, second.suggestions)


@given(crowds, earlier)
def test_linking_twice_is_once(crowd, before):
    first = decide(facts(crowd, None, before), DIRECTORY)
    second = decide(facts(crowd, None, first.customer_id), DIRECTORY)
    assert second.customer_id == first.customer_id


def test_address_before_domain_before_thread():
    mario = Person("mario@freemail.example", True)
    anja = Person("anja@brenner.example", True)
    stranger = Person("stranger@nobody.example", True)
    by_address = decide(facts([mario, anja], None, "old"), DIRECTORY)
    assert (by_address.customer_id, by_address.reason) == ("lumina", LinkReason.CONTACT)
    by_domain = decide(facts([anja], None, "old"), DIRECTORY)
    assert (by_domain.customer_id, by_domain.detail) == ("brenner", "brenner.example")
    by_thread = decide(facts([stranger], None, "old"), DIRECTORY)
    assert (by_thread.customer_id, by_thread.reason) == ("old", LinkReason.THREAD)
    assert by_address.confidence > by_domain.confidence > by_thread.confidence > 0
    assert decide(facts([stranger]), DIRECTORY).reason == LinkReason.NONE


def test_shared_domain_suggests_instead_of_linking():
    decision = decide(facts([Person("a@shared.example", True)]), DIRECTORY)
    assert decision.customer_id is None
    assert decision.suggestions == ("one", "two")
    assert "shared.example" in explain(decision.reason, decision.detail).text()


def test_who_began_the_conversation_breaks_a_tie():
    first = Person("klaus@brenner.example", True, T0)
    later = Person("mario@freemail.example", True, T0 + timedelta(days=1))
    decision = decide(facts([later, first]), DIRECTORY)
    assert decision.customer_id == "brenner"
    assert decision.suggestions == ("lumina",)


def test_newsletters_and_machines_say_nothing_about_a_company():
    assert (
        decide(facts([Person("x@lumina.example", True, kind="bulk")]), DIRECTORY).customer_id
        is None
    )
    assert decide(facts([Person("noreply@lumina.example", True)]), DIRECTORY).customer_id is None
