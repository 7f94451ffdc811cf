"""Words of strangers as a tooltip: Qt takes what looks like HTML for HTML, and opens the files that its pictures name."""

import html


def plain_tip(text: str) -> str:
    """Return `text` so that a tooltip shows it letter by letter.

    Subjects, names of files and cells of tables come from outside: `<img src="//host/a.png">` in one would, on
    Windows, log in to the sender's computer when the pointer rests on it.
    """
    if "<" not in text:
        return text
    return f'<p style="white-space:pre-wrap">{html.escape(text)}</p>'
