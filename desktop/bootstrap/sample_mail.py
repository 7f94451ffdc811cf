"""The sample company's mail as real messages: RFC 5322 bytes with quoted history, dated from today."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from desktop.bootstrap.sample_files import content_of
from desktop.mail.mime.build import Outgoing, OutgoingFile, build
from desktop.mail.mime.headers import Address
from desktop.runtime.paths import resource

_QUOTE_HEAD = {
    "gmail": "On {day}, {name} <{address}> wrote:",
    "apple": "> On {day}, at {clock}, {name} <{address}> wrote:",
    "outlook": "________________________________\nFrom: {name} <{address}>\nSent: {day} {clock}\nTo: {to}\nSubject: {subject}\n",
    "foxmail": "\n发件人： {name}\n发送时间： {day} {clock}\n收件人： {to}\n主题： {subject}\n",
    "qq": '\n------------------ 原始邮件 ------------------\n发件人: "{name}" <{address}>;\n发送时间: {day} {clock}\n收件人: "{to}";\n主题: {subject}\n',
}


@dataclass(frozen=True)
class SampleMessage:
    """A message ready for the ingest: bytes, the folder it lies in, its flags, its thread's key."""

    raw: bytes
    folder: str
    flags: tuple[str, ...]
    thread_key: str
    message_id: str
    received_at: datetime


def read_json(name: str) -> Any:  # noqa: ANN401 - the file's own shape
    """Return the content of a JSON file of `resources/demo`."""
    return json.loads(resource("demo", name).read_text(encoding="utf-8"))


def messages(now: datetime) -> Iterator[SampleMessage]:
    """Give every message of the sample company, dated back from `now` (aware UTC)."""
    people = read_json("people.json")
    for path in sorted(resource("demo", "threads").glob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        for thread in content if isinstance(content, list) else [content]:
            yield from _Thread(thread, people, now).messages()


class _Thread:
    """Builds one thread, message by message, so that replies can quote what came before."""

    def __init__(self, content: dict[str, Any], people: dict[str, Any], now: datetime) -> None:
        self._content, self._people, self._now = content, people, now
        self._texts: list[str] = []

    def messages(self) -> Iterator[SampleMessage]:
        key = self._content["key"]
        for index, message in enumerate(self._content["messages"]):
            at = self._now - timedelta(days=message["days_ago"])
            yield SampleMessage(
                raw=self._raw(index, message, at),
                folder=message["folder"],
                flags=tuple(f for f in ("seen", "answered", "flagged") if message.get(f)),
                thread_key=key,
                message_id=self._id(index),
                received_at=at,
            )

    def _raw(self, index: int, message: dict[str, Any], at: datetime) -> bytes:
        sender = self._person(message["from"])
        replied = message.get("reply_to_index")
        text = self._text(index, message, sender)
        mail = Outgoing(
            from_=sender,
            to=tuple(self._person(p) for p in message["to"]),
            cc=tuple(self._person(p) for p in message.get("cc", [])),
            subject=self._subject(message, replied),
            text=text,
            html=message.get("html"),
            date=at,
            message_id=self._id(index),
            in_reply_to=self._id(replied) if replied is not None else "",
            references=self._references(replied),
            attachments=tuple(_file(a) for a in message.get("attachments", [])),
        )
        return _with_headers(build(mail), message, at)

    def _text(self, index: int, message: dict[str, Any], sender: Address) -> str:
        text: str = message["text"].rstrip()
        person = self._people.get(sender.address, {})
        if message.get("sign") and person.get("signature"):
            text += "\n\n" + person["signature"]
        replied = message.get("reply_to_index")
        if message.get("quote_previous") and replied is not None:
            text += "\n\n" + self._quoted(
                replied, message.get("client") or person.get("client", "")
            )
        self._texts.append(text)
        assert len(self._texts) == index + 1
        return text + "\n"

    def _quoted(self, index: int, client: str) -> str:
        original = self._content["messages"][index]
        writer = self._person(original["from"])
        at = self._now - timedelta(days=original["days_ago"])
        to = original["to"][0]
        head = _QUOTE_HEAD.get(client, _QUOTE_HEAD["gmail"]).format(
            day=at.strftime("%a, %d %b %Y"),
            clock=at.strftime("%H:%M"),
            name=writer.name or writer.address,
            address=writer.address,
            to=to if isinstance(to, str) else to["address"],
            subject=self._content["subject"],
        )
        body = self._texts[index]
        if client in ("gmail", "apple", ""):
            body = "\n".join(f"> {line}" for line in body.splitlines())
        return f"{head}\n{body}"

    def _subject(self, message: dict[str, Any], replied: int | None) -> str:
        subject: str = message.get("subject") or self._content["subject"]
        if replied is None or message.get("subject"):
            return subject
        language = self._people.get(self._person(message["from"]).address, {}).get("language", "en")
        return {"de": "AW: ", "zh": "回复: "}.get(language, "Re: ") + subject

    def _person(self, person: str | dict[str, str]) -> Address:
        if isinstance(person, dict):
            return Address(person.get("name", ""), person["address"])
        return Address(self._people.get(person, {}).get("name", ""), person)

    def _id(self, index: int) -> str:
        """Message-IDs follow from the thread, so that exploring twice imports once a day at most."""
        domain = self._person(self._content["messages"][index]["from"]).address.rpartition("@")[2]
        return f"{self._content['key']}.{index}.{self._now:%Y%m%d}@{domain}"

    def _references(self, replied: int | None) -> tuple[str, ...]:
        chain: list[str] = []
        while replied is not None:
            chain.append(self._id(replied))
            replied = self._content["messages"][replied].get("reply_to_index")
        return tuple(reversed(chain))


def _file(attachment: dict[str, Any]) -> OutgoingFile:
    name, kind = attachment["filename"], attachment["content_type"]
    return OutgoingFile(name, content_of(name, kind, attachment.get("text")), kind)


def _with_headers(raw: bytes, message: dict[str, Any], at: datetime) -> bytes:
    """Put the headers that mark the message's kind, and its extra ones, in front."""
    extra = dict(message.get("headers") or {})
    kind = message.get("kind", "personal")
    if kind == "newsletter":
        extra.setdefault("List-Unsubscribe", "<mailto:unsubscribe@newsletter.example>")
        extra.setdefault("Precedence", "bulk")
    elif kind == "auto_reply":
        extra.setdefault("Auto-Submitted", "auto-replied")
    if message["folder"] == "INBOX":
        domain = _sender_of(message).rpartition("@")[2]
        found = f"dkim=pass header.d={domain}; dmarc=pass header.from={domain}"
        extra.setdefault("Authentication-Results", f"mail.bowei-led.example; {found}")
    extra.setdefault(
        "Received", f"by mail.bowei-led.example; {format_datetime(at.astimezone(UTC))}"
    )
    lines = "".join(f"{name}: {value}\r\n" for name, value in extra.items())
    return lines.encode("utf-8") + raw


def _sender_of(message: dict[str, Any]) -> str:
    sender = message["from"]
    return str(sender["address"] if isinstance(sender, dict) else sender)
