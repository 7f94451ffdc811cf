"""Finding an address's servers: the order of sources, what is not believed, and what the user must see first."""

import threading

import pytest

from desktop.mail.autoconfig import Sources, discover
from desktop.mail.autoconfig_document import parse
from desktop.mail.https_document import MAX_BYTES, Https
from desktop.mail.providers import Endpoint
from desktop.mail.server_answers import answers
from desktop.runtime.errors import UserFacing

DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<clientConfig version="1.1"><emailProvider id="x"><domain>acme.example</domain>
<displayName>Acme for %EMAILADDRESS%</displayName>
<incomingServer type="pop3"><hostname>pop.acme.example</hostname><port>995</port><socketType>SSL</socketType></incomingServer>
<incomingServer type="imap"><hostname>plain.acme.example</hostname><port>143</port><socketType>plain</socketType></incomingServer>
<incomingServer type="imap"><hostname>start.acme.example</hostname><port>143</port><socketType>STARTTLS</socketType>
<username>wrong</username></incomingServer>
<incomingServer type="imap"><hostname>in.%EMAILDOMAIN%</hostname><port>993</port><socketType>SSL</socketType>
<username>%EMAILLOCALPART%</username><authentication>OAuth2</authentication></incomingServer>
<outgoingServer type="smtp"><hostname>out.acme.example</hostname><port>465</port><socketType>SSL</socketType>
<username>%EMAILADDRESS%</username></outgoingServer></emailProvider></clientConfig>"""
NAMES = ("acme.example", "autoconfig.acme.example")


class NoWeb(Https):
    def get(self, url):
        return None


@pytest.fixture
def sources(name_server):
    def make(records=(), https=None, answering=()):
        server = name_server(records)
        return Sources(server.dns(), https or NoWeb(), lambda place, _kind: place.host in answering)

    return make


def test_a_known_provider_is_asked_of_nobody(sources):
    steps = []
    found = discover("Zhang@QQ.com", steps.append, sources=sources())
    assert (found.imap.host, found.provider, found.source) == ("imap.qq.com", "qq.com", "provider")
    assert found.verified
    assert not found.ask
    assert found.app_password
    assert [(step.name, step.ok) for step in steps] == [("provider", True)]
    assert discover("a@gmail.com", sources=sources()).oauth_issuer == "google"
    assert discover("a@icloud.com", sources=sources()).username == "a"


def test_service_records_come_before_all_that_the_network_says(sources):
    found = discover(
        "rep@acme.example",
        sources=sources(
            {
                ("_imaps._tcp.acme.example", "SRV"): [
                    "20 1 993 second.acme.example.",
                    "10 1 993 mail.acme.example.",
                ],
                ("_submission._tcp.acme.example", "SRV"): ["0 1 587 send.acme.example."],
                ("_submissions._tcp.acme.example", "SRV"): ["0 0 0 ."],
                ("acme.example", "MX"): ["10 mxbiz1.qq.com."],
            }
        ),
    )
    assert found.imap == Endpoint("mail.acme.example", 993, "ssl")
    assert found.smtp == Endpoint("send.acme.example", 587, "starttls")
    assert (found.source, found.ask, found.username) == ("srv", False, "rep@acme.example")


def test_hosts_of_another_domain_are_shown_before_a_password_is_sent(sources):
    records = {
        ("_imaps._tcp.acme.example", "SRV"): ["0 1 993 imap.hosting.example."],
        ("_submissions._tcp.acme.example", "SRV"): ["0 1 465 smtp.hosting.example."],
    }
    assert discover("rep@acme.example", sources=sources(records)).ask


def test_a_published_document_is_read(sources, web_server):
    web = web_server(*NAMES)
    web.pages["autoconfig.acme.example/mail/config-v1.1.xml"] = DOCUMENT.encode()
    found = discover("rep@acme.example", sources=sources(https=web.https()))
    assert found.imap == Endpoint("in.acme.example", 993, "ssl")
    assert found.smtp == Endpoint("out.acme.example", 465, "ssl")
    assert (found.username, found.smtp_username) == ("rep", "rep@acme.example")
    assert (found.source, found.name) == ("autoconfig", "Acme for rep@acme.example")
    assert any("emailaddress=rep%40acme.example" in asked for asked in web.asked)


def test_a_document_at_the_domain_itself_and_behind_a_redirect(sources, web_server):
    web = web_server(*NAMES)
    web.pages["acme.example/.well-known/autoconfig/mail/config-v1.1.xml"] = (
        "https://acme.example/elsewhere"
    )
    web.pages["acme.example/elsewhere"] = DOCUMENT.encode()
    found = discover("rep@acme.example", sources=sources(https=web.https()))
    assert found.source == "autoconfig"


@pytest.mark.parametrize(
    "page",
    [
        "http://acme.example/plain",
        "https://acme.example/.well-known/autoconfig/mail/config-v1.1.xml",
        b"<html>Sign in to the hotel network</html>",
        DOCUMENT.replace("<clientConfig", "<!DOCTYPE x [<!ENTITY a 'b'>]><clientConfig").encode(),
        DOCUMENT.encode() + b" " * MAX_BYTES,
        DOCUMENT.replace("SSL", "plain").replace("STARTTLS", "plain").encode(),
        DOCUMENT.encode("utf-16"),
    ],
    ids=["to http", "in a circle", "a web page", "a DTD", "too large", "no TLS", "not UTF-8"],
)
def test_what_is_no_safe_document_is_left(sources, web_server, page):
    web = web_server(*NAMES)
    web.pages["acme.example/.well-known/autoconfig/mail/config-v1.1.xml"] = page
    web.pages["acme.example/plain"] = DOCUMENT.encode()
    found = discover("rep@acme.example", sources=sources(https=web.https()))
    assert found.source == ""


def test_a_document_from_a_server_that_cannot_prove_itself_is_left(sources, web_server):
    web = web_server(*NAMES)
    web.pages["acme.example/.well-known/autoconfig/mail/config-v1.1.xml"] = DOCUMENT.encode()
    found = discover("rep@acme.example", sources=sources(https=web.https(trusted=False)))
    assert found.source == ""


@pytest.mark.parametrize(
    ("exchanger", "provider", "host"),
    [
        ("mxbiz2.qq.com", "exmail", "imap.exmail.qq.com"),
        ("mxn.mxhichina.com", "aliyun-qiye", "imap.qiye.aliyun.com"),
        ("hzmx01.mxmail.netease.com", "163-qiye-hz", "imaphz.qiye.163.com"),
        ("qiye163mx02.mxmail.netease.com", "163-qiye", "imap.qiye.163.com"),
        (
            "acme-example.mail.protection.outlook.com",
            "microsoft365",
            "outlook.office365.com",
        ),
        ("aspmx.l.google.com", "gmail", "imap.gmail.com"),
        ("mx1.263xmail.com", "263", "imap.263.net"),
        ("mx.vodafonemail.de", "vodafonemail.de", "imap.vodafonemail.de"),
    ],
)
def test_mail_exchangers_tell_the_provider(sources, exchanger, provider, host):
    found = discover(
        "rep@acme.example", sources=sources({("acme.example", "MX"): [f"10 {exchanger}."]})
    )
    assert (found.provider, found.imap.host, found.source) == (provider, host, "mx")
    assert not found.ask  # the table vouches for these hosts


def test_a_guess_counts_when_servers_answer(sources):
    steps = []
    found = discover(
        "rep@acme.example",
        steps.append,
        sources=sources(answering=("mail.acme.example",)),
    )
    assert found.imap == Endpoint("mail.acme.example", 993, "ssl")
    assert found.smtp == Endpoint("mail.acme.example", 465, "ssl")
    assert (found.source, found.verified) == ("guess", True)
    assert [step.name for step in steps] == ["provider", "srv", "autoconfig", "mx", "guess"]
    assert all(step.detail for step in steps)


def test_nothing_found_gives_the_usual_names_to_be_edited(sources):
    found = discover("rep@acme.example", sources=sources())
    assert (found.imap.host, found.source, found.verified) == ("imap.acme.example", "", False)


def test_a_stopped_search_ends_with_the_guess(sources):
    stop = threading.Event()
    stop.set()
    found = discover(
        "rep@acme.example", stop=stop, sources=sources(answering=("mail.acme.example",))
    )
    assert found.source == ""


def test_a_name_server_that_never_answers_is_not_waited_for(name_server, monkeypatch):
    monkeypatch.setattr("desktop.mail.autoconfig._SEARCH_SECONDS", 0.3)
    silent = name_server()
    silent.silent = True
    sources = Sources(silent.dns(), NoWeb(), lambda place, _kind: place.host == "imap.acme.example")
    assert discover("rep@acme.example", sources=sources).source == ""


def test_no_address_no_search(sources):
    with pytest.raises(UserFacing) as error:
        discover("nobody", sources=sources())
    assert error.value.code == "bad_address"


def test_servers_are_recognised_by_their_greeting(dovecot, make_smtp_server, scripted_server):
    ca_file = str(dovecot.ca_file)
    assert answers(Endpoint("127.0.0.1", dovecot.tls_port, "ssl"), "imap", ca_file=ca_file)
    assert answers(Endpoint("127.0.0.1", dovecot.port, "starttls"), "imap")
    assert not answers(Endpoint("127.0.0.1", dovecot.tls_port, "ssl"), "imap")  # nobody vouches
    assert not answers(Endpoint("127.0.0.1", dovecot.port, "starttls"), "smtp")
    smtp = make_smtp_server(security="starttls")
    assert answers(Endpoint("127.0.0.1", smtp.port, "starttls"), "smtp")
    web = scripted_server(b"HTTP/1.1 200 OK\r\n\r\n")
    assert not answers(Endpoint("127.0.0.1", web.port, "starttls"), "imap")


def test_a_document_without_encryption_or_sense_gives_nothing():
    assert parse(b"", "a@b.example") is None
    assert parse(b"<a/>", "a@b.example") is None
    assert parse(DOCUMENT.replace("993", "99399").encode(), "a@b.example").imap.port == 143
    assert parse(DOCUMENT.encode(), "a@b.example").oauth
