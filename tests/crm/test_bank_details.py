"""Bank details and announcements of new ones, in fifteen languages, and what is none."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from desktop.crm.bank_details import (
    Detail,
    bank_talk,
    details,
    is_iban,
    is_new,
    may_talk,
    normalised,
)

CHANGES = {
    "en": [
        "Please note that our bank account has changed.",
        "Our old account is under audit, please use the following bank details.",
        "Kindly pay to our new bank account below.",
    ],
    "zh": ["我司银行账户已变更，请将货款汇至以下新账户。", "我们换了银行，收款账号更新如下"],
    "de": [
        "Unsere Bankverbindung hat sich geändert.",
        "Ab sofort gilt unsere neue Bankverbindung.",
    ],
    "fr": [
        "Nous vous informons que nos coordonnées bancaires ont changé.",
        "Veuillez trouver ci-joint notre nouveau RIB.",
    ],
    "es": [
        "Le informamos que nuestra cuenta bancaria ha cambiado.",
        "Por favor utilice los nuevos datos bancarios adjuntos.",
    ],
    "pt": ["Informamos que nossos dados bancários mudaram.", "Segue a nossa nova conta bancária."],
    "it": [
        "Vi informiamo che le nostre coordinate bancarie sono cambiate.",
        "Il nostro nuovo IBAN è il seguente",
    ],
    "ru": [
        "Сообщаем, что наши банковские реквизиты изменились.",
        "Просим оплатить на новый расчётный счёт, реквизиты ниже.",
    ],
    "ar": ["نود إبلاغكم بأنه تم تغيير حسابنا البنكي.", "يرجى استخدام الحساب البنكي الجديد أدناه"],
    "tr": [
        "Banka hesap bilgilerimiz değişmiştir.",
        "Lütfen ödemeyi aşağıdaki yeni banka hesabımıza yapınız.",
    ],
    "pl": [
        "Informujemy, że zmienił się nasz numer rachunku bankowego.",
        "Prosimy o przelew na nowy rachunek bankowy podany poniżej.",
    ],
    "nl": ["Onze bankgegevens zijn gewijzigd.", "Gelieve te betalen op ons nieuwe rekeningnummer."],
    "ja": ["弊社の振込先口座が変更になりました。", "下記の新しい銀行口座へお振込みください。"],
    "ko": ["당사 은행 계좌가 변경되었습니다.", "아래의 새로운 은행 계좌로 송금 부탁드립니다."],
    "vi": [
        "Tài khoản ngân hàng của chúng tôi đã thay đổi.",
        "Vui lòng chuyển khoản vào tài khoản ngân hàng mới dưới đây.",
    ],
}
HARMLESS = [
    "Our bank details never change by e-mail.",
    "Our bank details have not changed.",
    "Unsere Bankverbindung hat sich nicht geändert.",
    "我们的银行账户不会变更，如收到通知请电话确认。",
    "Nos coordonnées bancaires restent inchangées.",
    "Please send your bank details for the deposit.",
    "Please send the new proforma invoice with your bank details, we will arrange 30% deposit.",
    "We pay by L/C at sight, our bank is HSBC.",
    "I have a new account manager for you.",
    "We opened a new warehouse; payment terms 30% TT deposit.",
    "Please find the bank slip attached, we paid USD 12,000 today.",
    "Kindly send two samples by courier, our account number is 451 882 073.",
    "请快递两个样品，到付账号 451882073。",
    "请问贵司的银行账户信息？我们准备付定金",
    "请问付款方式是什么？",
    "Bitte nennen Sie Ihre Zahlungsbedingungen.",
    "Por favor indiquen las condiciones de pago.",
]
ASKS = [
    "Has your bank account changed? We got a mail with new details.",
    "We received an e-mail that you changed your bank details, is it true?",
    "请问贵司的银行账户变更了吗？",
    "Haben Sie Ihre Bankverbindung geändert?",
]


@pytest.mark.parametrize("text", [text for texts in CHANGES.values() for text in texts])
def test_announcements_of_a_change(text):
    assert may_talk(text)
    assert bank_talk(f"Dear Ms Lin,\n\n{text}\n\nBest regards").announces


@pytest.mark.parametrize("text", HARMLESS)
def test_what_announces_nothing(text):
    found = bank_talk(f"Dear Ms Lin,\n\n{text}\n\nBest regards")
    assert (found.announces, found.asks, found.requests, found.details) == ("", "", "", ())


@pytest.mark.parametrize("text", ASKS)
def test_questions_about_our_own_account(text):
    found = bank_talk(text)
    assert found.asks
    assert not found.announces


def test_numbers_are_read_as_people_write_them():
    text = (
        "Beneficiary: Acme GmbH\nIBAN: DE89 3704 0044 0532 0130 00\nBIC: COBADEFFXXX\n"
        "Bank account no.: 0532-013-0077\n"
    )
    assert details(text) == (
        Detail("iban", "DE89370400440532013000"),
        Detail("swift", "COBADEFF"),
        Detail("account", "05320130077"),
    )
    assert details(text)[0].shown() == "DE89 3704 0044 0532 0130 00"
    assert details("开户行：中国银行\n账号：6222 0210 0100 1234 567") == (
        Detail("account", "6222021001001234567"),
    )
    assert details("Order DE89 3704 0044 0532 0130 01 is ready") == ()
    assert details("IBAN GB82WEST12345698765432 thanks")[0].value == "GB82WEST12345698765432"


def test_the_same_account_in_another_form_is_not_new():
    iban = Detail("iban", "DE89370400440532013000")
    assert is_new([Detail("account", "0532013000")], [iban]) == []
    assert is_new([Detail("swift", "COBADEFF")], []) == []
    other = Detail("iban", "GB82WEST12345698765432")
    assert is_new([other, iban], [iban]) == [other]
    assert normalised("iban", "de89 3704 0044 0532 0130 00") == iban


@given(
    st.sampled_from(["DE", "PL"]),
    st.text(alphabet="0123456789", min_size=24, max_size=24),
    st.integers(0, 17),
    st.integers(1, 9),
)
def test_an_iban_is_found_and_a_wrong_digit_is_not(country, digits, at, step):
    body = digits[: {"DE": 18, "PL": 24}[country]]
    number = int("".join(str(int(c, 36)) for c in f"{body}{country}00"))
    iban = f"{country}{98 - number % 97:02d}{body}"
    assert is_iban(iban)
    spaced = " ".join(iban[i : i + 4] for i in range(0, len(iban), 4))
    assert Detail("iban", iban) in details(f"IBAN: {spaced}\nBIC COBADEFF")
    wrong = body[:at] + str((int(body[at]) + step) % 10) + body[at + 1 :]
    assume(wrong != body)
    assert details(f"transfer to {country}{98 - number % 97:02d}{wrong}") == ()


@given(st.text(max_size=300))
def test_any_text_can_be_read(text):
    bank_talk(text)
    bank_talk(f"bank iban swift {text} account 12345678")


@pytest.mark.parametrize(
    "sentence",
    [
        "Due to an audit, our company account is temporarily frozen; please remit the balance to our subsidiary's account.",
        "Kindly be informed that we no longer use our HSBC account.",
        "Our account with Bank of China is under review by tax authorities.",
        "We have switched banks.",
        "Please disregard the previous bank details in the invoice.",
        "All payments should go to our Hong Kong account from now on.",
        "由于税务审计，我们原来的账户暂时不能收款，请打到新账户。",
        "아래 새 계좌로 송금 부탁드립니다.",
    ],
)
def test_other_ways_to_say_that_money_goes_elsewhere(sentence):
    announces = bank_talk(f"Dear Sir,\n\n{sentence}\n\nBest regards").announces
    assert announces
    assert announces in sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "请更新发票，银行要求修改信用证条款。",
        "Please amend the L/C: the beneficiary's address should be changed to Ningbo.",
        "Kindly change the shipping marks and send us the account statement.",
        "Your account manager has changed: Tom is your new contact.",
        "The bank asked us for a new certificate of origin.",
    ],
)
def test_banks_are_spoken_of_without_a_new_account(sentence):
    assert bank_talk(f"Dear Sir,\n\n{sentence}\n\nBest regards").announces == ""


def test_numbers_beside_other_words():
    found = bank_talk("IBAN DE89370400440532013000 BIC: COBADEFFXXX").details
    assert [d.value for d in found] == ["DE89370400440532013000", "COBADEFF"]
    for text in (
        "Beneficiary account number (USD) 4000 1234 5678, bank DBS",
        "Bank details: ACC# 400012345678",
    ):
        assert [d.value for d in bank_talk(text).details] == ["400012345678"]
