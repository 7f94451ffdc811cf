import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.crm import domains


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Klaus Brenner <K.Brenner@Brenner-Licht.Example>", "k.brenner@brenner-licht.example"),
        ("mailto:a@b.example", "a@b.example"),
        ("  'Info@Firma.Example.' ", "info@firma.example"),
        ("anna＠firma.example", "anna@firma.example"),
        ("x@müller.example", "x@xn--mller-kva.example"),
        ("\u200bx@firma.example\u202c", "x@firma.example"),
        ('"x@fake.example" <real@firma.example>', "real@firma.example"),
        ("no address", ""),
        ("@firma.example", ""),
        ("a b@firma.example", ""),
    ],
)
def test_one_form_of_an_address(written, expected):
    assert domains.normalise_address(written) == expected


@given(st.text(max_size=60))
def test_normalising_never_raises_and_is_stable(text):
    once = domains.normalise_address(text)
    assert domains.normalise_address(once) == once
    assert domains.registrable_domain(text) is not None


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("a@mail.acme.co.uk", "acme.co.uk"),
        ("www.acme.com.cn", "acme.com.cn"),
        ("https://www.acme.de/en?x", "acme.de"),
        ("co.uk", ""),
        ("10.0.0.1", ""),
        ("brenner-licht.example", "brenner-licht.example"),
    ],
)
def test_registrable_domain(host, expected):
    assert domains.registrable_domain(host) == expected


@pytest.mark.parametrize("name", ["qq.com", "vip.163.com", "a@gmail.com", "freemail.example"])
def test_free_mail_never_stands_for_a_company(name):
    assert domains.is_free_mail(name)
    assert domains.company_domain(name) == ""


def test_platform_and_own_domain_never_stand_for_a_company():
    assert domains.company_domain("buyer@message.alibaba.com") == ""
    own = domains.own_domains(["sales@bowei-led.example", "bowei@qq.com"])
    assert own == {"bowei-led.example"}
    assert domains.company_domain("x@bowei-led.example", own) == ""
    assert domains.company_domain("x@acme.example", own) == "acme.example"


@pytest.mark.parametrize(
    "address",
    [
        "noreply@x.example",
        "no-reply@x.example",
        "donotreply@x.example",
        "MAILER-DAEMON@x.example",
        "bounce+abc=1@x.example",
        "newsletter@x.example",
        "notifications@x.example",
        "shop-noreply@x.example",
        "postmaster@x.example",
    ],
)
def test_machines(address):
    assert domains.is_automated(address)


@pytest.mark.parametrize(
    "address", ["norbert@x.example", "nora.reply@x.example", "info@x.example", "newton@x.example"]
)
def test_people_are_no_machines(address):
    assert not domains.is_automated(address)


def test_roles():
    assert domains.is_role("Sales@x.example")
    assert not domains.is_role("klaus@x.example")
