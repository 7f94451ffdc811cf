"""The fixed words on documents, in English and Chinese, as traders print them (DOMAIN.md A1)."""

from desktop.trade.bilingual import Bilingual
from desktop.trade.documents.document import Kind
from desktop.trade.totals import ChargeKind

TITLES = {
    Kind.QUOTATION: Bilingual("Quotation", "报价单"),
    Kind.PROFORMA: Bilingual("Proforma Invoice", "形式发票"),
    Kind.CONTRACT: Bilingual("Sales Contract", "销售合同"),
    Kind.ORDER_CONFIRMATION: Bilingual("Order Confirmation", "订单确认书"),
    Kind.COMMERCIAL_INVOICE: Bilingual("Commercial Invoice", "商业发票"),
    Kind.PACKING_LIST: Bilingual("Packing List", "装箱单"),
    Kind.STATEMENT: Bilingual("Statement of Account", "对账单"),
}
NUMBER = Bilingual("No.", "编号")
DATE = Bilingual("Date", "日期")
VALID_UNTIL = Bilingual("Valid until", "有效期")
REVISION = Bilingual("Rev.{revision}", "第 {revision} 版")
BUYER_REFERENCE = Bilingual("ref. {reference}", "客户编号 {reference}")

SELLER = Bilingual("Seller", "卖方")
BUYER = Bilingual("Buyer", "买方")
DELIVERY = Bilingual("Delivery", "交货")
ATTENTION = Bilingual("Attn. {name}", "收件人：{name}")
TAX_ID = Bilingual("Tax ID {number}", "税号 {number}")
SELLER_TAX_ID = Bilingual("Reg. No. {number}", "统一社会信用代码 {number}")
FROM_PORT = Bilingual("From {port}, by {mode}", "自 {port} 起运，{mode}")
BY_MODE = Bilingual("By {mode}", "运输方式：{mode}")
MODES = {
    "sea": Bilingual("sea", "海运"),
    "air": Bilingual("air", "空运"),
    "rail": Bilingual("rail", "铁路"),
    "road": Bilingual("road", "公路"),
    "courier": Bilingual("courier", "快递"),
    "multimodal": Bilingual("multimodal transport", "多式联运"),
}
LEAD_TIME_DAYS = Bilingual("{days} days from deposit", "收到定金后 {days} 天")
ORIGIN = Bilingual("Origin: {country}", "原产地：{country}")

ITEM_NO = Bilingual("#", "序号")
DESCRIPTION = Bilingual("Description", "品名与规格")
HS_CODE = Bilingual("HS code", "海关编码")
QUANTITY = Bilingual("Quantity", "数量")
UNIT_PRICE = Bilingual("Unit price, {currency}", "单价（{currency}）")
DISCOUNT = Bilingual("Disc.", "折扣")
AMOUNT = Bilingual("Amount, {currency}", "金额（{currency}）")
UNIT_PRICE_SHORT_ZH = "单价"
AMOUNT_SHORT_ZH = "金额"

MORE_LINES = Bilingual("… {count} more lines in the document", "……文件中另有 {count} 行")
OPTIONAL = Bilingual("Optional, not in the total", "可选项，不计入总额")
FREE_OF_CHARGE = Bilingual("Free of charge", "免费")
BUYER_ITEM = Bilingual("Your item no. {code}", "客户货号 {code}")

UNITS = {
    "pcs": Bilingual("pcs", "件"),
    "pc": Bilingual("pc", "件"),
    "sets": Bilingual("sets", "套"),
    "set": Bilingual("set", "套"),
    "pairs": Bilingual("pairs", "副"),
    "pair": Bilingual("pair", "副"),
    "rolls": Bilingual("rolls", "卷"),
    "roll": Bilingual("roll", "卷"),
    "m": Bilingual("m", "米"),
    "kg": Bilingual("kg", "千克"),
    "boxes": Bilingual("boxes", "盒"),
    "cartons": Bilingual("cartons", "箱"),
}

CARTONS = Bilingual("Cartons", "箱数")
VOLUME = Bilingual("Volume", "体积")
WEIGHTS = Bilingual("Gross / net", "毛重/净重")

GOODS_TOTAL = Bilingual("Goods", "货值")
TOTAL = Bilingual("Total {term}", "总计 {term}")
OF_WHICH_FOB = Bilingual("of which FOB value", "其中 FOB 货值")
OF_WHICH_FREIGHT = Bilingual("of which freight", "其中运费")
OF_WHICH_INSURANCE = Bilingual("of which insurance", "其中保险费")
OF_WHICH_DESTINATION = Bilingual("of which destination costs", "其中目的地费用")
OF_WHICH_DUTY = Bilingual("of which duty, import VAT and clearance", "其中关税、进口增值税及清关费")
CHARGES = {
    ChargeKind.FREIGHT: Bilingual("Freight", "运费"),
    ChargeKind.INSURANCE: Bilingual("Insurance", "保险费"),
    ChargeKind.BANK: Bilingual("Bank charges", "银行费用"),
    ChargeKind.DOCUMENTS: Bilingual("Documents", "单证费"),
    ChargeKind.TOOLING: Bilingual("Tooling", "模具费"),
    ChargeKind.DESTINATION: Bilingual("Destination costs", "目的地费用"),
    ChargeKind.DUTY: Bilingual("Duty, import VAT and clearance", "关税、进口增值税及清关费"),
    ChargeKind.DISCOUNT: Bilingual("Discount", "折扣"),
    ChargeKind.OTHER: Bilingual("Other charges", "其他费用"),
}
IN_WORDS_EN = Bilingual("In words", "英文金额")
IN_WORDS_ZH = Bilingual("In Chinese", "大写金额")

PAYMENT = Bilingual("Payment", "付款方式")
STEP = Bilingual("Step", "阶段")
DUE = Bilingual("Due", "期限")
SHARE = Bilingual("Share", "比例")
SCHEDULE = Bilingual("Schedule", "时间安排")
MILESTONE = Bilingual("Milestone", "节点")
PLANNED = Bilingual("Planned", "计划日期")

BANK = Bilingual("Bank details", "银行信息")
BENEFICIARY = Bilingual("Beneficiary", "受益人")
BENEFICIARY_ADDRESS = Bilingual("Address", "受益人地址")
BANK_NAME = Bilingual("Bank", "开户行")
BANK_ADDRESS = Bilingual("Bank address", "银行地址")
ACCOUNT = Bilingual("Account", "账号")
IBAN = Bilingual("IBAN", "IBAN")
SWIFT = Bilingual("SWIFT", "SWIFT")
INTERMEDIARY = Bilingual("Intermediary", "中间行")
INTERMEDIARY_SWIFT = Bilingual("Interm. SWIFT", "中间行 SWIFT")
INTERMEDIARY_ACCOUNT = Bilingual("Account there", "在中间行账号")
CURRENCY = Bilingual("Currency", "币种")
BANK_CHARGES = Bilingual("Bank charges", "手续费")
CHARGES_BORNE = {
    "OUR": Bilingual("All by the buyer (OUR)", "全部由买方承担（OUR）"),
    "SHA": Bilingual("Shared (SHA)", "双方分担（SHA）"),
    "BEN": Bilingual("All by the seller (BEN)", "全部由卖方承担（BEN）"),
}
BANK_WARNING = Bilingual(
    "Our bank details never change by e-mail. Call {phone} before paying a different account.",
    "我司银行账户绝不会通过邮件变更；如有变更，请务必致电 {phone} 核实。",
)

PACKING_AND_MARKS = Bilingual("Packing and marks", "包装与唛头")
REMARKS = Bilingual("Remarks", "备注")
TERMS = Bilingual("Terms", "条款")
PREPARED_BY = Bilingual("Seller", "卖方")
ACCEPTED_BY = Bilingual("Buyer, accepted", "买方确认")
NAME_STAMP_DATE = Bilingual("Name, stamp and date", "姓名、盖章、日期")
PAGE = Bilingual("Page {page} of {pages}", "第 {page} 页，共 {pages} 页")
CONTINUED = Bilingual("continued", "续")
DRAFT = Bilingual("DRAFT", "草稿")

VALIDITY_CLAUSE = Bilingual(
    "Prices hold until {date} for the quantities above.", "价格于上述数量有效至 {date}。"
)
TOLERANCE_CLAUSE = Bilingual(
    "Quantity and amount {percent}% more or less allowed.", "数量及金额允许 {percent}% 增减。"
)
PARTIAL_SHIPMENT = {
    True: Bilingual("Partial shipment allowed.", "允许分批装运。"),
    False: Bilingual("Partial shipment not allowed.", "不允许分批装运。"),
}
TRANSHIPMENT = {
    True: Bilingual("Transhipment allowed.", "允许转运。"),
    False: Bilingual("Transhipment not allowed.", "不允许转运。"),
}
LEAD_TIME_CLAUSE = Bilingual("Lead time: {text}.", "交货期：{text}。")
INSURANCE_CLAUSE = Bilingual(
    "Insurance by the seller for 110% of the invoice value, {cover}.",
    "由卖方按发票金额的 110% 投保 {cover}。",
)

SIGNED_AT = Bilingual("Signed at", "签约地点")
CONSIGNEE = Bilingual("Consignee", "收货人")
NOTIFY_PARTY = Bilingual("Notify party", "通知方")
CUSTOMER_ORDER = Bilingual("Buyer's order no.", "客户订单号")
ORDER_NUMBER = Bilingual("Our order no.", "我方订单号")
CONTRACT_NUMBER = Bilingual("Contract no.", "合同号")
INVOICE_NUMBER = Bilingual("Invoice no.", "发票号")
CREDIT_NUMBER = Bilingual("L/C no.", "信用证号")
CREDIT_DATE = Bilingual("L/C date", "开证日期")
CREDIT_BANK = Bilingual("Issuing bank", "开证行")
PRICE_TERM = Bilingual("Price term", "贸易术语")
PORT_OF_LOADING = Bilingual("Port of loading", "装运港")
PORT_OF_DISCHARGE = Bilingual("Port of discharge", "目的港")
FINAL_DESTINATION = Bilingual("Final destination", "目的地")
PLACE_OF_RECEIPT = Bilingual("Place of receipt", "收货地")
PRE_CARRIAGE = Bilingual("Pre-carriage by", "前程运输")
VESSEL = Bilingual("Vessel / voyage", "船名/航次")
BL_NUMBER = Bilingual("B/L no.", "提单号")
BL_DATE = Bilingual("B/L date", "提单日期")
ETD = Bilingual("ETD", "预计离港")
ETA = Bilingual("ETA", "预计到港")
TRANSPORT = Bilingual("Transport", "运输方式")
LATEST_SHIPMENT = Bilingual("Latest shipment", "最迟装运期")
CONTAINER = Bilingual("Container", "集装箱")
SEAL = Bilingual("seal {number}", "封号 {number}")
VGM = Bilingual("VGM {mass} kg", "VGM {mass} kg")
PERIOD = Bilingual("Period", "期间")

CARTON_NUMBERS = Bilingual("C/NOs", "箱号")
CARTON_COUNT = Bilingual("Cartons", "箱数")
NET_WEIGHT = Bilingual("N.W., kg", "净重（kg）")
GROSS_WEIGHT = Bilingual("G.W., kg", "毛重（kg）")
CUBIC = Bilingual("CBM", "体积（m³）")
NET_TOTAL = Bilingual("Net weight", "净重")
GROSS_TOTAL = Bilingual("Gross weight", "毛重")
TOTAL_PACKAGES = Bilingual("Total packages", "总件数")
PACKAGE_COUNT = Bilingual("{count} CARTONS", "{count} 箱")
MIXED_CARTON = Bilingual("Mixed carton", "混装箱")
EACH_CARTON = Bilingual("{pieces} per carton, {size} cm", "每箱 {pieces}，{size} cm")

ENTRY = Bilingual("Entry", "摘要")
ENTRY_NUMBER = Bilingual("Reference", "编号")
DEBIT = Bilingual("Debit", "借方")
CREDIT = Bilingual("Credit", "贷方")
BALANCE = Bilingual("Balance", "余额")
OPENING_BALANCE = Bilingual("Opening balance", "期初余额")
CLOSING_BALANCE = Bilingual("Closing balance", "期末余额")
UNAPPLIED = Bilingual("Received on account", "预收款")
AGES = (
    Bilingual("Open 0-30 days", "未结 0-30 天"),
    Bilingual("31-60 days", "31-60 天"),
    Bilingual("61-90 days", "61-90 天"),
    Bilingual("Over 90 days", "90 天以上"),
)
ENTRIES = {
    "invoice": Bilingual("Invoice", "发票"),
    "shipment": Bilingual("Shipment, not invoiced yet", "已发货，未开票"),
    "receipt": Bilingual("Payment received", "收款"),
    "credit": Bilingual("Credit", "贷项"),
    "bank_charges": Bilingual("Bank charges", "银行费用"),
    "refund": Bilingual("Refund", "退款"),
}
RECEIVED = Bilingual("Received", "已收款")
BALANCE_DUE = Bilingual("Balance due", "应付余额")
SUPERSEDED = Bilingual("SUPERSEDED", "已作废")
CERTIFICATION = Bilingual(
    "We certify that this invoice is true and correct and that the goods are of {origin} origin.",
    "兹证明本发票内容真实无误，货物原产地为{origin}。",
)
CERTIFICATION_PLAIN = Bilingual(
    "We certify that this invoice is true and correct.", "兹证明本发票内容真实无误。"
)
ORIGINALS = Bilingual("Issued in {count} originals.", "本文件正本 {count} 份。")
PREVAILING = Bilingual(
    "This contract is made out in Chinese and English. Should the texts differ, the English text prevails.",
    "本合同以中英文书就；两种文本如有不一致，以英文文本为准。",
)
PREVAILING_TITLE = Bilingual("Language", "语言")
