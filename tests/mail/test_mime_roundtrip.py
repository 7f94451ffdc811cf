"""parse(build(x)) = x: people, subjects, words, HTML and files in all scripts come back as they were meant."""

import unicodedata
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from desktop.mail.mime.build import Outgoing, OutgoingFile, build
from desktop.mail.mime.headers import Address
from desktop.mail.mime.parse import parse, part_bytes

SCRIPTS = (
    "abcXYZ 019", "äöüßéèçñøåœ", "你好报价单發票", "こんにちは見積カナ", "안녕하세요견적", "Приветцена", "مرحباالسعر", "שלוםמחיר",
    "สวัสดีราคา", "नमस्तेमूल्य", "Γειατιμή", "Ưđơảẫ", "😀👍🏽‍❤️", ".,:;<>()[]@\\\"'=?_-&%$#!+*/|~^`{}",
)  # fmt: skip
letters = st.sampled_from(SCRIPTS).flatmap(lambda script: st.text(alphabet=script, max_size=20))
phrase = st.lists(letters, max_size=6).map(lambda words: " ".join(" ".join(words).split()))
line = phrase.map(lambda text: unicodedata.normalize("NFC", text))


def sane(name):
    """A name that is not itself written as an encoded word, in quotes, or an address: those have meanings of their own."""
    return "=?" not in name and "@" not in name and (len(name) < 2 or name[0] not in "'\"")


name = line.filter(sane)
local = st.from_regex(r"[a-z0-9]([a-z0-9.+_-]{0,20}[a-z0-9])?", fullmatch=True).filter(
    lambda t: ".." not in t
)
domain = st.sampled_from(
    ("example.com", "mail.example.co.uk", "xn--h6qv86e.example", "a-b.example")
)
person = st.builds(lambda called, box, host: Address(called, f"{box}@{host}"), name, local, domain)
people = st.lists(person, max_size=4).map(tuple)
filename = st.builds(
    lambda stem, end: f"{stem or 'x'}.{end}", line, st.sampled_from(("pdf", "xlsx", "报价", "eml"))
).filter(lambda n: not set(n) & set("/\\\"'") and "=?" not in n and n.strip(". ") == n)
file = st.builds(
    OutgoingFile,
    filename,
    st.binary(max_size=300),
    st.sampled_from(("", "application/pdf", "text/plain")),
)
body = st.lists(line, max_size=8).map("\n".join)


@given(
    sender=person, to=people, cc=people, reply_to=people, subject=line.filter(lambda s: "=?" not in s), text=body,
    html=st.none() | body.map(lambda t: f"<p>{t.replace('<', '')}</p>"), files=st.lists(file, max_size=3).map(tuple),
    when=st.integers(631152000, 3786912000), references=st.lists(local, max_size=5, unique=True),
)  # fmt: skip
def test_what_is_built_is_read(
    sender, to, cc, reply_to, subject, text, html, files, when, references
):
    mail = Outgoing(
        from_=sender, to=to, cc=cc, reply_to=reply_to, subject=subject, text=text, html=html, attachments=files,
        date=datetime.fromtimestamp(when, UTC), message_id="id.1@example.com",
        in_reply_to=f"{references[-1]}@example.com" if references else "",
        references=tuple(f"{r}@example.com" for r in references),
    )  # fmt: skip
    raw = build(mail)
    parsed = parse(raw)
    assert (parsed.from_, parsed.to, parsed.cc, parsed.reply_to) == (
        (mail.from_,),
        to,
        cc,
        reply_to,
    )
    assert (parsed.subject, parsed.date, parsed.message_id) == (subject, mail.date, mail.message_id)
    assert parsed.references == mail.references
    if text.strip():
        assert parsed.text == text.strip("\n")
    assert words(parsed.html or "") == words(html or "")
    assert [(a.filename, part_bytes(raw, a.part)) for a in parsed.files] == [
        (unicodedata.normalize("NFC", f.filename), f.content) for f in files
    ]
    assert parsed.defects == ()


def words(text):
    return text.split()


QUIET = SCRIPTS[1:12]


@given(
    text=st.sampled_from(QUIET).flatmap(lambda s: st.text(alphabet=s, min_size=1, max_size=60)),
    codec=st.sampled_from(("gb18030", "big5hkscs", "cp932", "euc_jp", "iso2022_jp_ext", "cp949", "koi8_r", "cp1251", "cp1252",
                           "cp1250", "cp1253", "cp1254", "cp1255", "cp1256", "cp874", "cp1258", "utf-8", "utf-16", "utf-7")),
)  # fmt: skip
def test_every_charset_that_is_labelled_is_read(text, codec):
    text = unicodedata.normalize("NFC", text)
    try:
        data = text.encode(codec)
    except UnicodeEncodeError:
        return
    label = {
        "iso2022_jp_ext": "iso-2022-jp",
        "gb18030": "gb2312",
        "big5hkscs": "big5",
        "cp949": "ks_c_5601-1987",
    }.get(codec, codec.replace("_", "-").replace("cp125", "windows-125"))
    raw = (
        f"Content-Type: text/plain; charset={label}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n".encode()
        + data
    )
    if codec == "utf-16" and b"\n" in data:
        return
    assert parse(raw).text == text.strip("\n")
