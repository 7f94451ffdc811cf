"""The rule that raises alarms about a mail: pure functions over what the mail says and who is known.

False alarms kill trust: a mail from a known address with the bank details of before raises none, newsletters raise none.
"""

import re

from desktop.crm import domains
from desktop.crm.alarm_facts import (
    Alarm,
    AlarmKind,
    Known,
    MailFacts,
    Severity,
    firm_words,
    is_telling,
    name_key,
    owner_of,
    party_of,
    plain,
)
from desktop.crm.bank_details import is_new
from desktop.runtime.hostnames import KnownNames, Likeness, distance

# Who mails for others: an answer goes elsewhere by design, or the name of another stands before their address.
_HELPERS = frozenset(
    """
    amazonses.com asana.com atlassian.net calendly.com docusign.com docusign.net dropbox.com facebookmail.com
    freshdesk.com google.com googlegroups.com hubspot.com hubspotemail.net intercom-mail.com intuit.com linkedin.com
    mailchimp.com mailchimpapp.net mailgun.org mandrillapp.com mcsv.net notion.so paypal.com rsgsv.net salesforce.com
    sendgrid.net sendinblue.com shopify.com shopifyemail.com slack.com stripe.com surveymonkey.com typeform.com wetransfer.com
    wix.com wordpress.com xero.com zendesk.com zoho.com zohocorp.com zoom.us
    """.split()  # noqa: SIM905
)
_SIBLINGS = (
    {"gmail.com", "googlemail.com"},
    {"outlook.com", "hotmail.com", "live.com", "msn.com"},
    {"icloud.com", "me.com", "mac.com"},
    {"qq.com", "foxmail.com"},
    {"163.com", "126.com", "yeah.net"},
    {"yahoo.com", "ymail.com"},
)
_SILENT = frozenset({"list", "bulk", "auto_reply", "bounce", "receipt", "invitation", "draft"})
_OTHER_ACCOUNT = frozenset((AlarmKind.BANK_NEW, AlarmKind.BANK_CHANGE, AlarmKind.OWN_NAME))
_FOREIGN = frozenset({*_SILENT, "platform_inquiry"})
_SURE_LOOKS = frozenset({"same_look", "typo", "hyphen"})
_ADDRESS = re.compile(r"[\w.+-]+@(?:[\w-]+\.)+[\w-]{2,24}")
_LONG_NAME = 6  # letters from which one changed letter is no chance


def alarms(mail: MailFacts, known: Known) -> list[Alarm]:
    """Return what is wrong with a mail, the worst first. Pure: the same facts give the same alarms."""
    found: list[Alarm] = []
    if mail.sender == "forged":
        owner = owner_of(mail.address)
        severity: Severity = "red" if known.is_known(mail.address) or mail.talk else "amber"
        found.append(
            Alarm(AlarmKind.FORGED, severity, mail.address, owner, known.owners.get(owner, ""))
        )
    if mail.kind in _SILENT:
        found += _looks(mail, known, sure_only=True)
        if known.is_met(mail.address):  # whoever wants to pass sets a newsletter's mark
            found += [alarm for alarm in _bank(mail, known) if alarm.kind in _OTHER_ACCOUNT]
    else:
        found += _bank(mail, known)
    if mail.kind not in _FOREIGN:
        looks = _looks(mail, known)
        found += looks or _names(mail, known)
        found += _other_address(mail, known) + _reply_to(mail, known)
    party = party_of(mail.address)
    return sorted(
        (a for a in found if (str(a.kind), party, a.seen) not in known.accepted),
        key=lambda a: (a.severity != "red", tuple(AlarmKind).index(a.kind)),
    )


# ---- who writes


def _looks(mail: MailFacts, known: Known, *, sure_only: bool = False) -> list[Alarm]:
    """The sender's domain or address was made to look like a known one."""
    owner = owner_of(mail.address)
    if not owner or known.is_known(mail.address):
        return []
    if domains.is_free_mail(mail.address):
        return [] if sure_only else _like_address(mail, known)
    if known.partners.is_old(owner, mail.at):
        return []
    local = mail.address.partition("@")[0]
    for like in (*known.names.like(owner), *known.partners.like(owner)):
        person = _is_person_of(mail.name, local, like, known)
        severity = _severity(like, person=person, talks=bool(mail.talk), sure_only=sure_only)
        if severity is not None:
            who = known.owners.get(plain(like.known), "") or (mail.name if person else like.known)
            return [Alarm(AlarmKind.LOOKALIKE, severity, like.name, like.known, who)]
    for like in known.free_hosts.like(owner):
        for address in known.by_local.get(local, ()):
            if address.endswith(f"@{like.known}"):
                who = known.addresses.get(address, "")
                return [Alarm(AlarmKind.LOOKALIKE, "red", mail.address, address, who)]
    return []


def _is_person_of(name: str, local: str, like: Likeness, known: Known) -> bool:
    """The name or the part before @ is that of somebody whom we know at the other domain."""
    at = f"@{plain(like.known)}"
    theirs = known.people.get(name_key(name), frozenset())
    if any(address.endswith(at) for address in theirs):
        return True
    same = f"{local}{at}"  # info@ and sales@ are everywhere
    if not domains.is_role(same) and (same in known.addresses or same in known.partners.addresses):
        return True
    if plain(like.known) in known.own_domains:
        return name_key(name) in known.own_people or f"{local}{at}" in known.own_addresses
    firm = firm_words(known.owners.get(plain(like.known), ""))
    return bool(firm) and firm <= set(name_key(name).split())


def _severity(like: Likeness, *, person: bool, talks: bool, sure_only: bool) -> Severity | None:
    """How bad a likeness is. Without a known name in the sender, firms that are merely called alike are left alone."""
    if sure_only:
        return "red" if person and like.how in _SURE_LOOKS else None
    if like.how == "same_look":
        return "red"
    if like.how == "ending":  # many firms own their name under several endings
        return ("red" if talks else "amber") if person else None
    if person or (talks and like.how != "word"):
        return "red"
    label = like.known.partition(".")[0]
    near = like.how in _SURE_LOOKS and like.same_ending and len(label) >= _LONG_NAME
    return "amber" if near else None


def _like_address(mail: MailFacts, known: Known) -> list[Alarm]:
    """At a free-mail provider: the known name with an address one letter off."""
    local, _at, host = mail.address.partition("@")
    same_name = known.people.get(name_key(mail.name), frozenset())
    for address in sorted(same_name):
        other, _at, other_host = address.partition("@")
        if other_host == host and other != local and distance(other, local, 1) == 1:
            return [
                Alarm(
                    AlarmKind.ADDRESS,
                    "red",
                    mail.address,
                    address,
                    known.addresses.get(address, ""),
                )
            ]
    return []


def _names(mail: MailFacts, known: Known) -> list[Alarm]:
    """The name of a colleague or a contact from an address that is not theirs."""
    if known.is_own(mail.address) or domains.is_automated(mail.address):
        return []
    key = name_key(mail.name)
    if not is_telling(key):
        return []
    colleague = known.own_people.get(key)
    foreign = not known.is_known(mail.address) and not _helps(mail.address)
    if colleague is not None and foreign:
        severity: Severity = "red" if mail.talk else "amber"
        return [Alarm(AlarmKind.OWN_NAME, severity, mail.address, colleague, mail.name)]
    ours = any(firm <= set(key.split()) for firm in known.own_firms)  # "Bowei LED, Finance"
    if mail.talk and foreign and ours:
        return [Alarm(AlarmKind.OWN_NAME, "red", mail.address, "", mail.name)]
    theirs = known.people.get(key)
    if theirs and mail.talk and mail.address not in theirs and not known.is_known(mail.address):
        expected = min(theirs)
        return [Alarm(AlarmKind.CONTACT_NAME, "red", mail.address, expected, mail.name)]
    return []


def _other_address(mail: MailFacts, known: Known) -> list[Alarm]:
    """The display name holds an address of another owner than the real one."""
    if "@" not in mail.name or known.is_own(mail.address) or _helps(mail.address):
        return []
    for text in _ADDRESS.findall(mail.name):
        told = domains.normalise_address(text)
        if told and owner_of(told) and owner_of(told) != owner_of(mail.address):
            if _same_person(told, mail.address):
                continue
            severity: Severity = "red" if known.is_known(told) or mail.talk else "amber"
            return [Alarm(AlarmKind.OTHER_ADDRESS, severity, mail.address, told)]
    return []


def _reply_to(mail: MailFacts, known: Known) -> list[Alarm]:
    """Answers go to another owner than the sender."""
    owner = owner_of(mail.address)
    if (
        not owner
        or _helps(mail.address)
        or domains.is_automated(mail.address)
        or known.is_own(mail.address)
    ):
        return []
    for other in mail.reply_to:
        answers = owner_of(other)
        if not answers or answers == owner or known.is_own(other) or _helps(other):
            continue
        if _same_person(other, mail.address) or _same_customer(other, mail.address, known):
            continue
        like = KnownNames({owner}).like(answers)
        trusted = known.is_known(mail.address)
        severity: Severity = "red" if trusted or mail.talk or like else "amber"
        return [
            Alarm(AlarmKind.REPLY_TO, severity, other, mail.address, known.owners.get(owner, ""))
        ]
    return []


def _same_person(one: str, other: str) -> bool:
    """k.brenner@gmail.com and k.brenner@googlemail.com; his private address under the same name before the @."""
    hosts = {one.rpartition("@")[2], other.rpartition("@")[2]}
    same_local = one.partition("@")[0] == other.partition("@")[0]
    return same_local and any(hosts <= siblings for siblings in _SIBLINGS)


def _same_customer(one: str, other: str, known: Known) -> bool:
    a = known.addresses.get(one) or known.owners.get(owner_of(one), "")
    b = known.addresses.get(other) or known.owners.get(owner_of(other), "")
    both_owned = known.owners.get(owner_of(one), "a") == known.owners.get(owner_of(other), "b")
    return bool(a and b and (a == b or both_owned))


def _helps(address: str) -> bool:
    return domains.is_platform(address) or owner_of(address) in _HELPERS


# ---- bank details


def _bank(mail: MailFacts, known: Known) -> list[Alarm]:
    """New bank details, an announcement of them, a question about ours, money asked for in the first mail."""
    talk = mail.talk
    if not talk:
        return []
    if known.is_own(mail.address):
        doubtful = mail.sender in ("unconfirmed", "forged")
        if doubtful and (talk.announces or talk.requests):
            return [
                Alarm(AlarmKind.OWN_NAME, "red", mail.address, owner_of(mail.address), mail.name)
            ]
        return []
    party = party_of(mail.address)
    accepted = {seen for _kind, who, seen in known.accepted if who == party}
    fresh = [d for d in is_new(talk.details, known.own_details) if d.shown() not in accepted]
    unseen = is_new(fresh, mail.seen_before)
    accounts = [d for d in mail.seen_before if d.kind != "swift"]
    seen = unseen[0].shown() if unseen else ""
    if unseen and accounts:
        expected = accounts[-1].shown()
        return [Alarm(AlarmKind.BANK_NEW, "red", seen, expected, mail.customer, talk.announces)]
    if talk.announces and (unseen or not talk.details):
        severity: Severity = "red" if mail.customer or unseen else "amber"
        words = seen or talk.announces
        return [Alarm(AlarmKind.BANK_CHANGE, severity, words, "", mail.customer, talk.announces)]
    if talk.asks and mail.customer:
        return [Alarm(AlarmKind.BANK_ASKED, "amber", talk.asks, "", mail.customer, talk.asks)]
    if mail.first and not mail.customer and (unseen or talk.requests):
        words = seen or talk.requests
        return [Alarm(AlarmKind.FIRST_PAYMENT, "amber", words, "", mail.address, talk.requests)]
    return []
