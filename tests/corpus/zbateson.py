"""zbateson: facts of zbateson/mail-mime-parser's EmailFunctionalTest.php."""

from collections.abc import Iterator

from tests.corpus.check import Check
from tests.corpus.upstream import Fact, checks_of

SET = "zbateson"
_DOUG, _SAUDER = "Doug Sauder <doug@example.com>", "Doug Sauder <dwsauder@example.com>"
_HEINZ, _JOE = "Heinz Müller <mueller@example.com>", "Joe Blow <jblow@example.com>"
_JUERGEN = "Jürgen Schmürgen <schmuergen@example.com>"
_HASEN = "Die Hasen und die Frösche (Microsoft Outlook 00)"
_OUTLOOK = "Test message from Microsoft Outlook 00"
_FROGS, _HARE = "Die Hasen klagten einst über ihre mißliche Lage", "A HARE one day ridiculed"
_TEST = ("Test Sender <sender@email.test>", "Test Recipient <recipient@email.test>")
_BALLS = ("blueball.png", "greenball.png", "redball.png")

FACTS = {
    "m0001.txt": Fact(_HASEN, _DOUG, _JUERGEN, text_has=_FROGS, tree="text/plain"),
    "m0009.txt": Fact(_HASEN, _DOUG, _HEINZ, text_has=_FROGS, tree="text/plain"),
    "m0010.txt": Fact(_HASEN, _DOUG, _HEINZ, text_has=_FROGS),
    "m0019.txt": Fact(_OUTLOOK, _DOUG, _JOE, text_has=_HARE, html_has=_HARE, count=2),
    "m0020.txt": Fact(_OUTLOOK, _DOUG, _JOE, text_has=_HARE, html_has=_HARE, count=2),
    "m0021.txt": Fact(_OUTLOOK, _DOUG, _HEINZ, text_has=_HARE, files=_BALLS),
    "m3007.txt": Fact(
        "The Hare and the Tortoise",
        _SAUDER,
        "Jürgen Schmürgen <jschmuergen@example.com>",
        text_has=_HARE,
        count=3,
    ),
    "m4001.txt": Fact(_HASEN, _DOUG, _JUERGEN, text_has=_FROGS),
    "m4002.txt": Fact(_OUTLOOK, _DOUG, _HEINZ, text_has=_HARE, files=(*_BALLS, "")),
    "m4003.txt": Fact(_OUTLOOK, _DOUG, _JOE, text_has=_HARE, html_has=_HARE),
    "m4004.txt": Fact(
        "Die Hasen und die Frösche (Netscape Messenger 4.7)",
        _SAUDER,
        _HEINZ,
        text_has=_FROGS,
        count=5,
    ),
    "m4005.txt": Fact(_OUTLOOK, _DOUG, _HEINZ, text_has=_HARE, count=1),
    "m4006.txt": Fact("Read: invitation", *_TEST, count=1),
    "m4007.txt": Fact("Test multipart-digest", *_TEST, count=1),
    "m4008.txt": Fact("Die Hasen und die Frösche (Netscape Messenger 4.7)", _SAUDER, _HEINZ),
    "github-102-01.txt": Fact(_HASEN, _DOUG, _JUERGEN, text_has=_FROGS, tree="text/plain"),
    "github-102-02.txt": Fact(_HASEN, _DOUG, _JUERGEN, text_has=_FROGS, tree="text/plain"),
    "github-115.txt": Fact(_OUTLOOK, _DOUG, _HEINZ, text_has=_HARE, files=_BALLS),
    "invalid-charset.txt": Fact("Test invalid charset", _DOUG, _JUERGEN, text_has=_HARE),
}


def checks() -> Iterator[Check]:
    """Every fact. A signature part counts as a file here, upstream counts it apart."""
    return checks_of(SET, FACTS)
