"""What happened outside the mail: calls, meetings, chats and notes, written down by hand."""

from datetime import UTC, datetime

from desktop.crm.customers import record
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import N_, _
from desktop.store.schema.work import Activity
from desktop.store.workspace import Store

KINDS = {
    "note": N_("Note"),
    "call": N_("Call"),
    "meeting": N_("Meeting"),
    "video": N_("Video meeting"),
    "fair": N_("Trade show"),
    "whatsapp": "WhatsApp",
    "wechat": "WeChat",
    "skype": "Skype",
    "linkedin": "LinkedIn",
}


def log(
    store: Store,
    customer_id: str,
    *,
    kind: str,
    summary: str,
    at: datetime,
    contact_id: str | None = None,
    solution: str = "",
    result: str = "",
    is_substantive: bool = False,
) -> str:
    """Write down a contact of `at` (aware) and return its id. Raises UserFacing."""
    if kind not in KINDS:
        raise UserFacing(
            _("“{word}” is not a kind of contact.").format(word=kind),
            hint=", ".join(KINDS),
            code="bad_kind",
        )
    if not summary.strip():
        raise UserFacing(_("Say in a few words what it was about."), code="no_summary")
    with store.write("user") as unit:
        record(unit.session, customer_id)
        activity = Activity(
            customer_id=customer_id,
            contact_id=contact_id,
            kind=kind,
            summary=summary.strip(),
            solution=solution.strip(),
            result=result.strip(),
            is_substantive=is_substantive,
            at=at.astimezone(UTC),
        )
        unit.session.add(activity)
        unit.session.flush()
        return activity.id
