"""What a reply says to an offer: yes, no, or neither; in the languages of the customers."""

import pytest

from desktop.trade.answer_words import judge
from desktop.trade.quote_states import Says

YES = [
    "We accept your offer. Please go on.",
    "Dear Lin,\nthanks for the quotation. Please send us the PI so that we can arrange the deposit.",
    "Could you please send the proforma invoice?",
    "Please find attached our purchase order 4711.",
    "We confirm the order.",
    "The price is accepted.",
    "Agreed.\nKlaus",
    "Please go ahead with production.",
    "We would like to place the order for 2000 pcs.",
    "OK, price is fine. Kindly issue PI.",
    "Wir nehmen Ihr Angebot an.",
    "Bitte senden Sie uns die Proforma-Rechnung.",
    "Anbei unsere Bestellung Nr. 88123.",
    "Nous acceptons votre offre.",
    "Merci de nous envoyer la facture proforma.",
    "Aceptamos su cotización Q-2417.",
    "Por favor envíenos la proforma.",
    "Aceitamos a sua cotação.",
    "Favor enviar a fatura proforma.",
    "Accettiamo la vostra offerta.",
    "Vi preghiamo di inviare la fattura proforma.",
    "Мы принимаем ваше предложение.",
    "Пришлите, пожалуйста, инвойс.",
    "Teklifinizi kabul ediyoruz.",
    "نقبل عرضكم",
    "يرجى إرسال الفاتورة المبدئية",
    "我们接受贵司的报价。",
    "请做一下PI发给我",
    "价格没问题，请安排生产",
    "発注いたします。",
    "발주하겠습니다.",
    "Akceptujemy Państwa ofertę.",
    "Wij accepteren uw aanbieding.",
]
NEITHER = [
    "",
    "We accept if you can do 13.90.",
    "The price is too expensive.",
    "Can you do 13.90?",
    "We cannot accept before the samples are tested?",
    "Thank you, we will check and come back.",
    "Do you accept L/C?",
    "We received your offer.",
    "We accept your offer, but delivery must be 30 days.",
    "We accept your offer. But the delivery must be in 30 days.",
    "Please send the PI if you can ship in March.",
    "Can you send a proforma with value and HS code for the samples?",
    "We have not accepted the offer yet.",
    "Please confirm the order status.",
    "Can you confirm the price?",
    "I confirm receipt of your quotation and will answer soon.",
    "Please confirm your best price.",
    "Please send us a new quotation.",
    "When can you send the samples?",
    "Wenn Sie 13,90 machen, nehmen wir Ihr Angebot an.",
    "Zu teuer, bitte senden Sie uns ein neues Angebot.",
    "Si vous baissez le prix, nous acceptons votre offre.",
    "Si bajan el precio aceptamos la oferta.",
    "如果能降到13.9，我们接受报价。",
    "价格太高",
    "能否优惠一点？",
    "Если снизите цену, мы принимаем предложение.",
    "Teklifinizi indirim yaparsanız kabul ediyoruz.",
]
NO = [
    ("Unfortunately we have decided for another supplier.", "competitor"),
    ("We must decline your offer, the price is too high.", "price"),
    ("Wir haben uns für einen anderen Lieferanten entschieden.", "competitor"),
    ("The project has been cancelled.", ""),
    ("We cannot accept the delivery time.", "lead_time"),
    ("We cannot accept the payment terms.", "terms"),
    ("Nous avons choisi un autre fournisseur.", "competitor"),
    ("Hemos elegido otro proveedor.", "competitor"),
    ("Мы выбрали другого поставщика.", "competitor"),
    ("我们选择了其他供应商。", "competitor"),
]


@pytest.mark.parametrize("text", YES)
def test_yes(text):
    found = judge(text)
    assert found is not None
    assert found.says is Says.ACCEPTED
    assert found.sentence in text.replace("\n", " ")


@pytest.mark.parametrize("text", NEITHER)
def test_neither(text):
    assert judge(text) is None


@pytest.mark.parametrize(("text", "reason"), NO)
def test_no(text, reason):
    found = judge(text)
    assert found is not None
    assert (found.says, found.reason) == (Says.DECLINED, reason)


def test_a_purchase_order_accepts_unless_the_mail_bargains():
    assert judge("See attachment.", ["PO 88123.pdf"]).sentence == "PO 88123.pdf"
    assert judge("", ["采购订单.xlsx"]).says is Says.ACCEPTED
    assert judge("See attachment.", ["photo.pdf"]) is None
    assert judge("See attachment.", ["PO.exe"]) is None
    assert judge("Here it is, with a discount of 5 % please.", ["PO_1.pdf"]) is None
    assert judge("We confirm the order if you ship by air.", ["PO_1.pdf"]) is None


def test_lines_that_a_mail_program_broke_are_one_sentence():
    text = "We have looked at everything in detail here and are glad to accept\nyour offer of last week, if the samples pass."
    assert judge(text) is None


def test_a_huge_mail_is_read_in_no_time():
    assert judge("we accept " * 200_000) is None
