"""When the server received a message, as IMAP writes it: INTERNALDATE (RFC 3501, 2.3.3)."""

import re
from datetime import UTC, datetime

_MONTHS = {
    m: i
    for i, m in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
_INTERNALDATE = re.compile(r"\s*(\d{1,2})-(\w{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)")


def internaldate_seconds(text: str) -> int | None:
    """An IMAP INTERNALDATE ("22-Nov-2026 08:00:00 +0800") as seconds since 1970, None when it is none."""
    found = _INTERNALDATE.match(text)
    if found is None or found[2].lower() not in _MONTHS:
        return None
    day, _month, year, hour, minute, second, sign, hours, minutes = found.groups()
    try:
        moment = datetime(
            int(year),
            _MONTHS[found[2].lower()],
            int(day),
            int(hour),
            int(minute),
            int(second),
            tzinfo=UTC,
        )
    except ValueError:
        return None
    shift = int(hours) * 3600 + int(minutes) * 60
    return int(moment.timestamp()) + (-shift if sign == "+" else shift)
