"""The servers that mail tests talk to."""

from tests.fixtures.dovecot import dovecot, mailbox, poor_dovecot
from tests.fixtures.faults import fault_proxy, scripted_server
from tests.fixtures.name_server import name_server
from tests.fixtures.smtp import make_smtp_server, smtp_server
from tests.fixtures.web_server import web_server

__all__ = [
    "dovecot",
    "fault_proxy",
    "mailbox",
    "make_smtp_server",
    "name_server",
    "poor_dovecot",
    "scripted_server",
    "smtp_server",
    "web_server",
]
