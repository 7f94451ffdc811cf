"""The servers that mail tests talk to."""

from tests.fixtures.cyrus import cyrus
from tests.fixtures.dovecot import condstore_dovecot, dovecot, mailbox, poor_dovecot
from tests.fixtures.faults import fault_proxy, scripted_server
from tests.fixtures.interpreter import interpreter
from tests.fixtures.manners import impersonate
from tests.fixtures.name_server import name_server
from tests.fixtures.oauth import oauth_server
from tests.fixtures.smtp import make_smtp_server, smtp_server
from tests.fixtures.steps import imap_gate, step_smtp
from tests.fixtures.web_server import web_server

__all__ = [
    "condstore_dovecot",
    "cyrus",
    "dovecot",
    "fault_proxy",
    "imap_gate",
    "impersonate",
    "interpreter",
    "mailbox",
    "make_smtp_server",
    "name_server",
    "oauth_server",
    "poor_dovecot",
    "scripted_server",
    "smtp_server",
    "step_smtp",
    "web_server",
]
