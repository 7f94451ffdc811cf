"""Any order of deliveries, wishes, meddling, cuts and crashes ends with both sides equal, on every kind of server."""

import pytest
from hypothesis.stateful import run_state_machine_as_test

from tests.fixtures.smtp import SmtpServer
from tests.mail.machine import MailMachine, how_long


@pytest.fixture(scope="module")
def smtp():
    server = SmtpServer().start()
    yield server
    server.stop()


@pytest.mark.hypothesis
@pytest.mark.timeout(100_000)
@pytest.mark.parametrize(
    "kind", ["dovecot", "condstore_dovecot", "poor_dovecot", "cyrus"], ids=lambda k: k
)
def test_both_sides_agree_in_the_end(request, kind, smtp):
    class Machine(MailMachine):
        pass

    Machine.server, Machine.smtp = request.getfixturevalue(kind), smtp
    run_state_machine_as_test(Machine, settings=how_long(5))
