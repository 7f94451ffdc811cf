"""The Outbox in the states that the pictures show: failed, waiting for a time or a connection, sent and not yet filed."""

from datetime import datetime, timedelta

from desktop.mail.drafts import OutboxRow
from desktop.runtime.i18n import _
from desktop.ui.outbox.load import failed_items, waiting_items
from desktop.ui.outbox.view import OutboxView

_ZONE = "America/Sao_Paulo"
_CUSTOMER = "brasil"


def show_outbox(view: OutboxView) -> None:
    """Show one line of each kind."""
    now = view.services.clock.now()
    rows = _rows(now)
    view.show_items(failed_items(rows, now) + waiting_items(rows, {_CUSTOMER: _ZONE}, now))


def _rows(now: datetime) -> list[OutboxRow]:
    nine = (now + timedelta(days=1)).replace(hour=12, minute=0)  # 9:00 in São Paulo
    return [
        _row(now, "failed", "Q-2417: revised prices", "m.keller@brenner-licht.example",
             error=_("{host} refused the message: {said}").format(
                 host="smtp.bowei-led.example", said="550 5.1.1 no such user")),
        _row(now, "failed", "Proforma invoice PI-2391", "accounts@nordlys.example", unknown=True,
             error=_("The connection broke while this mail was handed over: it may have arrived. "
                     "Ask the recipient, or send it again.")),
        _row(now, "queued", "Samples of the panel lights", "paula@iluminar.example",
             not_before=nine, customer_id=_CUSTOMER),
        _row(now, "queued", "Delivery date of order 1182", "k.brenner@brenner-licht.example"),
        _row(now, "queued", "Catalogue 2027", "info@lumina.example", sign_in=True),
        _row(now, "attempted", "Re: Packing list", "ops@harbour-lights.example"),
        _row(now, "accepted", "Re: Payment terms", "amina@sahel-electric.example"),
    ]  # fmt: skip


def _row(
    now: datetime,
    state: str,
    subject: str,
    to: str,
    *,
    error: str = "",
    unknown: bool = False,
    not_before: datetime | None = None,
    customer_id: str | None = None,
    sign_in: bool = False,
) -> OutboxRow:
    return OutboxRow(
        id=subject,
        account_id="",
        state=state,
        subject=subject,
        recipients=(to,),
        message_id="",
        thread_id=None,
        customer_id=customer_id,
        quote_id=None,
        not_before=not_before,
        attempts=0,
        error=error,
        created_at=now,
        updated_at=now - timedelta(minutes=12),
        unknown=unknown,
        sign_in=sign_in,
    )
