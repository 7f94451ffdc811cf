"""A reply's own words are told from what it quotes, in the forms of the mail programs that customers use."""

import pytest

from desktop.mail.quoting.split import split_reply

CASES = {
    "gmail-en": "On Mon, Feb 2, 2026 at 10:00 AM Li Wei <li@x.example> wrote:\n\n> old\n",
    "gmail-wrapped": "On Mon, Feb 2, 2026 at 10:00 AM Li Wei\n<li@x.example> wrote:\n\n> old\n",
    "gmail-zh": "Li Wei <li@x.example> 于2026年2月2日周一 10:00写道：\n\n> old\n",
    "gmail-de": "Am Mo., 2. Feb. 2026 um 10:00 Uhr schrieb Li Wei <li@x.example>:\n> old\n",
    "gmail-es": "El lun, 2 feb 2026 a las 10:00, Li Wei (<li@x.example>) escribió:\n\n> old\n",
    "gmail-fr": "Le lun. 2 févr. 2026 à 10:00, Li Wei <li@x.example> a écrit :\n\n> old\n",
    "gmail-pt": "Em seg., 2 de fev. de 2026 às 10:00, Li Wei <li@x.example>\nescreveu:\n\n> old\n",
    "gmail-ru": "пн, 2 февр. 2026 г. в 10:00, Li Wei <li@x.example>:\n\n> old\n",
    "gmail-ar": "في الاثنين، 2 فبراير 2026 في 10:00 ص تمت كتابة ما يلي بواسطة Li Wei <li@x.example>:\n\n> old\n",
    "gmail-ja": "2026年2月2日(月) 10:00 Li Wei <li@x.example>:\n\n> old\n",
    "outlook-en": "From: Li Wei <li@x.example>\nSent: Monday, February 2, 2026 10:00 AM\nTo: Hans\nSubject: RE: Offer\n\nold\n",
    "outlook-rule": "________________________________\nFrom: Li Wei\nSent: Monday\nTo: Hans\nSubject: RE: Offer\n\nold\n",
    "outlook-de": "-----Ursprüngliche Nachricht-----\nVon: Li\nGesendet: Montag\nAn: Hans\nBetreff: x\n\nold\n",
    "outlook-es": "De: Li Wei\nEnviado el: lunes\nPara: Hans\nAsunto: RE: Oferta\n\nold\n",
    "outlook-fr": "De : Li Wei\nEnvoyé : lundi\nÀ : Hans\nObjet : RE: Offre\n\nold\n",
    "outlook-ru": "От: Li Wei\nОтправлено: понедельник\nКому: Hans\nТема: RE: x\n\nold\n",
    "outlook-ja": "差出人: Li Wei\n送信日時: 2026年2月2日\n宛先: Hans\n件名: RE: 見積\n\nold\n",
    "qq": '------------------ 原始邮件 ------------------\n发件人: "Li" <li@x.example>;\n发送时间: 2026年2月2日\n收件人: Hans\n主题: 报价\n\nold\n',
    "qq-en": "------------------&nbsp;Original&nbsp;------------------\nFrom: Li\nDate: Mon\nTo: Hans\nSubject: x\n\nold\n",
    "foxmail": "发件人： Li Wei\n发送时间： 2026-02-02 10:00\n收件人： Hans\n主题： 报价\n\nold\n",
    "163": '在 2026-02-02 10:00:00，"Li Wei" <li@x.example> 写道：\n\nold\n',
    "163-en": 'At 2026-02-02 10:00:00, "Li Wei" <li@x.example> wrote:\n\nold\n',
    "plain": "> old\n> older\n",
}


@pytest.mark.parametrize("name", CASES)
def test_the_quote_is_cut(name):
    own = "Dear Li,\n\nOn Monday we can pay: 30% deposit.\nFrom our side all is clear."
    split = split_reply(f"{own}\n\n{CASES[name]}")
    assert split.reply_text == own
    assert "old" in split.quoted_text
    assert split_reply(own).quoted_text == ""


def test_answers_between_the_quoted_lines_are_own_words():
    text = "On Mon, Feb 2, 2026 at 10:00 AM Li <li@x.example> wrote:\n\n> price?\n\nUSD 3\n\n> time?\n\n30 days\n"
    split = split_reply(text)
    assert split.reply_text.split() == ["USD", "3", "30", "days"]
    assert "price?" in split.quoted_text


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nHans\nACME GmbH",
        "Best regards,\nHans",
        "Mit freundlichen Grüßen\nHans",
        "Sent from my iPhone",
        "发自我的iPhone",
        "顺祝商祺\n李伟",
    ],
)
def test_the_signature_is_apart(signature):
    split = split_reply(f"Please send the price.\n\n{signature}")
    assert (split.reply_text, split.signature.split()) == (
        "Please send the price.",
        signature.split(),
    )


def test_nothing_is_lost():
    for name, quoted in CASES.items():
        text = f"Hello\n\n{quoted}"
        split = split_reply(text)
        together = " ".join(f"{split.reply_text} {split.signature} {split.quoted_text}".split())
        assert together == " ".join(text.split()), name
