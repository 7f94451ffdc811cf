"""Names that were made to look like others: distances, look-alikes, and the index that finds them."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.runtime.hostnames import (
    KnownNames,
    distance,
    is_mixed,
    is_number,
    likeness,
    registrable,
    shown,
    skeleton,
)

WORDS = st.text(alphabet="abcdr-", max_size=7)
LABELS = st.from_regex(r"[a-e]([a-e-]{0,6}[a-e])?", fullmatch=True)


def plain_distance(one, other):
    """Optimal string alignment by its definition, without any cut."""

    @cache
    def cost(i, j):
        if i == 0 or j == 0:
            return i + j
        found = [cost(i - 1, j) + 1, cost(i, j - 1) + 1]
        found.append(cost(i - 1, j - 1) + (one[i - 1] != other[j - 1]))
        if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
            found.append(cost(i - 2, j - 2) + 1)
        return min(found)

    return cost(len(one), len(other))


@given(WORDS, WORDS, st.integers(1, 4))
def test_distance_is_the_one_of_its_definition(one, other, most):
    assert distance(one, other, most) == min(plain_distance(one, other), most + 1)
    assert distance(one, other, most) == distance(other, one, most)


@given(st.text(max_size=12))
def test_a_skeleton_has_no_other_one(text):
    assert skeleton(skeleton(text)) == skeleton(text)


@given(st.sets(LABELS, max_size=12), LABELS)
def test_the_index_finds_what_comparing_with_each_name_finds(known, name):
    domains = {f"{label}.com" for label in known}
    domain = f"{name}.com"
    each = {likeness(domain, other) for other in domains} - {None}
    assert set(KnownNames(domains).near(domain)) == each
    assert KnownNames({domain}).like(domain) == ()


@pytest.mark.parametrize(
    ("name", "known", "how"),
    [
        ("acne.de", "acme.de", "typo"),
        ("amce.de", "acme.de", "typo"),
        ("acmee.de", "acme.de", "typo"),
        ("brennertoo1s.de", "brennertools.de", "same_look"),
        ("rnodern.com", "modern.com", "same_look"),
        ("vvalter.de", "walter.de", "same_look"),
        ("g00gle.com", "google.com", "same_look"),
        ("xn--cme-5cd.de", "acme.de", "same_look"),
        ("xn--e1awd7f.com", "epic.com", "same_look"),
        ("brenner-tools.de", "brennertools.de", "hyphen"),
        ("acme.com", "acme.de", "ending"),
        ("acme.co", "acme.com", "ending"),
        ("acme-group.com", "acme.de", "word"),
        ("acmegroup.com", "acme.de", "word"),
        ("pay-acme.de", "acme.de", "word"),
        ("acme.de", "acme.de", None),
        ("126.com", "163.com", None),
        ("factory2.cn", "factory1.cn", None),
        ("ab.de", "ac.de", None),
        ("something.de", "acme.de", None),
        ("acmelling.de", "acme.de", None),
    ],
)
def test_likeness(name, known, how):
    found = likeness(name, known)
    assert (found.how if found else None) == how


def test_letters_of_two_alphabets_and_bare_numbers():
    assert is_mixed("xn--cme-5cd.de")
    assert not is_mixed("xn--e1awd7f.com")  # all Cyrillic: a name of its own
    assert shown("xn--cme-5cd.de") == "аcme.de"
    assert [is_number(h) for h in ("10.0.0.1", "3232235777", "0x7f.1", "[::1]", "a.b")] == [
        True,
        True,
        True,
        True,
        False,
    ]
    assert registrable("mail.acme.co.uk") == "acme.co.uk"
    assert registrable("10.0.0.1") == ""
