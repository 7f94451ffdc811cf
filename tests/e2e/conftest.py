"""The servers that the running program talks to."""

from tests.fixtures.dovecot import dovecot, mailbox, poor_dovecot
from tests.fixtures.faults import fault_proxy, scripted_server
from tests.fixtures.smtp import make_smtp_server, smtp_server

__all__ = [
    "dovecot",
    "fault_proxy",
    "mailbox",
    "make_smtp_server",
    "poor_dovecot",
    "scripted_server",
    "smtp_server",
]
