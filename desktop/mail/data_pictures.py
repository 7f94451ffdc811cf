"""Pictures that are written into the HTML itself (`data:`): taken out before it is cut, cleaned and laid out."""

import base64
import binascii
import re

_WRITTEN = re.compile(
    r"(\bsrc\s*=\s*)([\"'])\s*data:image/(?:png|jpe?g|gif|webp|bmp);base64,([\w+/=\s]*+)\2",
    re.IGNORECASE,
)
_MOST = 200
_NAME = "written-{number}@tradepost"


def lifted(html: str) -> tuple[str, dict[str, bytes]]:
    """Return the HTML with such pictures named by `cid:`, and their bytes by that name (without `cid:`).

    A photo of a megabyte would else stand for all that may be shown of a long mail. What is no base64 stays.
    """
    if "data:" not in html and "DATA:" not in html:
        return html, {}
    found: dict[str, bytes] = {}

    def one(written: re.Match[str]) -> str:
        if len(found) >= _MOST:
            return written[0]
        try:
            data = base64.b64decode("".join(written[3].split()), validate=True)
        except (binascii.Error, ValueError):
            return written[0]
        name = _NAME.format(number=len(found) + 1)
        found[name] = data
        return f"{written[1]}{written[2]}cid:{name}{written[2]}"

    return _WRITTEN.sub(one, html), found
