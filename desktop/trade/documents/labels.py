"""The fixed words on documents as traders print them (DOMAIN.md A1); other languages are in files."""

from desktop.trade.bilingual import Bilingual
from desktop.trade.charges import ChargeKind
from desktop.trade.documents.document import Kind
from desktop.trade.fixed_words import Label

TITLES = {
    Kind.QUOTATION: Label("Quotation", "报价单"),
    Kind.PROFORMA: Label("Proforma Invoice", "形式发票"),
    Kind.CONTRACT: Label("Sales Contract", "销售合同"),
    Kind.ORDER_CONFIRMATION: Label("Order Confirmation", "订单确认书"),
    Kind.COMMERCIAL_INVOICE: Label("Commercial Invoice", "商业发票"),
    Kind.PACKING_LIST: Label("Packing List", "装箱单"),
    Kind.STATEMENT: Label("Statement of Account", "对账单"),
}
NUMBER = Label("No.", "编号")
DATE = Label("Date", "日期")
VALID_UNTIL = Label("Valid until", "有效期")
REVISION = Label("Rev.{revision}", "第 {revision} 版")
BUYER_REFERENCE = Label("ref. {reference}", "客户编号 {reference}")

SELLER = Label("Seller", "卖方")
BUYER = Label("Buyer", "买方")
DELIVERY = Label("Delivery", "交货")
TAX_ID = Label("Tax ID {number}", "税号 {number}")
SELLER_TAX_ID = Label("Reg. No. {number}", "统一社会信用代码 {number}")
FROM_PORT = Label("From {port}, by {mode}", "自 {port} 起运，{mode}")
BY_MODE = Label("By {mode}", "运输方式：{mode}")
MODES = {
    "sea": Label("sea", "海运"),
    "air": Label("air", "空运"),
    "rail": Label("rail", "铁路"),
    "road": Label("road", "公路"),
    "courier": Label("courier", "快递"),
    "multimodal": Label("multimodal transport", "多式联运"),
}
LIST_COMMA = Label(", ", "，", key="comma in a list")
LEAD_TIME_DAYS = Label("{days} days from deposit", "收到定金后 {days} 天")
ORIGIN = Label("Origin: {country}", "原产地：{country}")

ITEM_NO = Label("#", "序号")
ITEM_SIGN = Bilingual("#")
DESCRIPTION = Label("Description", "品名与规格")
HS_CODE = Label("HS code", "海关编码")
ITEM_CODE = Label("Item no.", "货号")
QUANTITY = Label("Quantity", "数量")
UNIT = Label("Unit", "单位")
UNIT_PRICE = Label("Unit price, {currency}", "单价（{currency}）")
DISCOUNT = Label("Disc.", "折扣")
AMOUNT = Label("Amount, {currency}", "金额（{currency}）")
# Beside a heading in another language the currency need not be said twice.
UNIT_PRICE_SHORT = Label("Unit price", "单价")
AMOUNT_SHORT = Label("Amount", "金额")

MORE_LINES = Label("… {count} more lines in the document", "……文件中另有 {count} 行")
OPTIONAL = Label("Optional, not in the total", "可选项，不计入总额")
FREE_OF_CHARGE = Label("Free of charge", "免费")
BUYER_ITEM = Label("Your item no. {code}", "客户货号 {code}")

UNITS = {
    "pcs": Label("pcs", "件"),
    "pc": Label("pc", "件"),
    "sets": Label("sets", "套"),
    "set": Label("set", "套"),
    "pairs": Label("pairs", "副"),
    "pair": Label("pair", "副"),
    "rolls": Label("rolls", "卷"),
    "roll": Label("roll", "卷"),
    "m": Label("m", "米"),
    "kg": Label("kg", "千克"),
    "boxes": Label("boxes", "盒"),
    "carton": Label("cartons", "箱"),
    "cartons": Label("cartons", "箱"),
    "inner": Label("inner boxes", "内盒"),
    "dozen": Label("dozen", "打"),
}

CARTONS = Label("Cartons", "箱数")
VOLUME = Label("Volume", "体积")
WEIGHTS = Label("Gross / net", "毛重/净重")

GOODS_TOTAL = Label("Goods", "货值")
TOTAL = Label("Total {term}", "总计 {term}")
TOTAL_SHORT = Label("Total", "总计")
OF_WHICH_FOB = Label("of which FOB value", "其中 FOB 货值")
OF_WHICH_FREIGHT = Label("of which freight", "其中运费")
OF_WHICH_INSURANCE = Label("of which insurance", "其中保险费")
OF_WHICH_DESTINATION = Label("of which destination costs", "其中目的地费用")
OF_WHICH_DUTY = Label("of which duty, import VAT and clearance", "其中关税、进口增值税及清关费")
CHARGES = {
    ChargeKind.FREIGHT: Label("Freight", "运费"),
    ChargeKind.INSURANCE: Label("Insurance", "保险费"),
    ChargeKind.BANK: Label("Bank charges", "银行费用"),
    ChargeKind.DOCUMENTS: Label("Documents", "单证费"),
    ChargeKind.TOOLING: Label("Tooling", "模具费"),
    ChargeKind.DESTINATION: Label("Destination costs", "目的地费用"),
    ChargeKind.DUTY: Label("Duty, import VAT and clearance", "关税、进口增值税及清关费"),
    ChargeKind.DISCOUNT: Label("Discount", "折扣"),
    ChargeKind.OTHER: Label("Other charges", "其他费用"),
}
IN_WORDS = Label("In words")
IN_WORDS_ZH = Bilingual("", "大写金额")
PACKAGES_IN_WORDS = Label("In words", key="Packages in words")
PACKAGES_IN_WORDS_ZH = Bilingual("", "大写件数")
CHARGE_SHARE = Label("{charge} {share}%", "{charge} {share}%")

PAYMENT = Label("Payment", "付款方式")
METHOD_AND_DUE = Label("{method}, {due}", "{method}，{due}")
STEP = Label("Step", "阶段")
DUE = Label("Due", "期限")
SHARE = Label("Share", "比例")
SCHEDULE = Label("Schedule", "时间安排")
MILESTONE = Label("Milestone", "节点")
PLANNED = Label("Planned", "计划日期")

BANK = Label("Bank details", "银行信息")
BENEFICIARY = Label("Beneficiary", "受益人")
BENEFICIARY_ADDRESS = Label("Address", "受益人地址", key="Beneficiary's address")
BANK_NAME = Label("Bank", "开户行")
BANK_ADDRESS = Label("Bank address", "银行地址")
ACCOUNT = Label("Account", "账号")
IBAN = Label("IBAN", "IBAN")
SWIFT = Label("SWIFT", "SWIFT")
INTERMEDIARY = Label("Intermediary", "中间行")
INTERMEDIARY_SWIFT = Label("Interm. SWIFT", "中间行 SWIFT")
INTERMEDIARY_ACCOUNT = Label("Account there", "在中间行账号")
CURRENCY = Label("Currency", "币种")
BANK_CHARGES = Label("Bank charges", "手续费", key="Bank charges, who pays")
CHARGES_BORNE = {
    "OUR": Label("All by the buyer (OUR)", "全部由买方承担（OUR）"),
    "SHA": Label("Shared (SHA)", "双方分担（SHA）"),
    "BEN": Label("All by the seller (BEN)", "全部由卖方承担（BEN）"),
}
BANK_WARNING = Label(
    "Our bank details never change by e-mail. Call {phone} before paying a different account.",
    "我司银行账户绝不会通过邮件变更；如有变更，请务必致电 {phone} 核实。",
)

PACKING_AND_MARKS = Label("Packing and marks", "包装与唛头")
REMARKS = Label("Remarks", "备注")
TERMS = Label("Terms", "条款")
PREPARED_BY = SELLER
ACCEPTED_BY = Label("Buyer, accepted", "买方确认")
NAME_STAMP_DATE = Label("Name, stamp and date", "姓名、盖章、日期")
PAGE = Label("Page {page} of {pages}", "第 {page} 页，共 {pages} 页")

DRAFT = Label("DRAFT", "草稿")

VALIDITY_CLAUSE = Label(
    "Prices hold until {date} for the quantities above.", "价格于上述数量有效至 {date}。"
)
TOLERANCE_CLAUSE = Label(
    "Quantity and amount {percent}% more or less allowed.", "数量及金额允许 {percent}% 增减。"
)
PARTIAL_SHIPMENT = {
    True: Label("Partial shipment allowed.", "允许分批装运。"),
    False: Label("Partial shipment not allowed.", "不允许分批装运。"),
}
TRANSHIPMENT = {
    True: Label("Transhipment allowed.", "允许转运。"),
    False: Label("Transhipment not allowed.", "不允许转运。"),
}
INSURANCE_CLAUSE = Label(
    "Insurance by the seller for 110% of the invoice value, {cover}.",
    "由卖方按发票金额的 110% 投保 {cover}。",
)

SIGNED_AT = Label("Signed at", "签约地点")
CONSIGNEE = Label("Consignee", "收货人")
NOTIFY_PARTY = Label("Notify party", "通知方")
CUSTOMER_ORDER = Label("Buyer's order no.", "客户订单号")
ORDER_NUMBER = Label("Our order no.", "我方订单号")
CONTRACT_NUMBER = Label("Contract no.", "合同号")
INVOICE_NUMBER = Label("Invoice no.", "发票号")
CREDIT_NUMBER = Label("L/C no.", "信用证号")
CREDIT_DATE = Label("L/C date", "开证日期")
CREDIT_BANK = Label("Issuing bank", "开证行")
CREDIT_EXPIRY = Label("L/C expiry", "信用证到期日")
PORT_OF_LOADING = Label("Port of loading", "装运港")
PORT_OF_DISCHARGE = Label("Port of discharge", "目的港")
FINAL_DESTINATION = Label("Final destination", "目的地")
PLACE_OF_RECEIPT = Label("Place of receipt", "收货地")
PRE_CARRIAGE = Label("Pre-carriage by", "前程运输")
VESSEL = Label("Vessel / voyage", "船名/航次")
BL_NUMBER = Label("B/L no.", "提单号")
BL_DATE = Label("B/L date", "提单日期")
ETD = Label("ETD", "预计离港")
ETA = Label("ETA", "预计到港")
TRANSPORT = Label("Transport", "运输方式")
LATEST_SHIPMENT = Label("Latest shipment", "最迟装运期")
CONTAINER = Label("Container", "集装箱")
SEAL = Label("seal {number}", "封号 {number}")
VGM = Label("VGM {mass} kg", "VGM {mass} kg")
PERIOD = Label("Period", "期间")

CARTON_NUMBERS = Label("C/NOs", "箱号")
CARTON_COUNT = Label("Cartons", "箱数")
NET_WEIGHT = Label("N.W., kg", "净重（kg）")
GROSS_WEIGHT = Label("G.W., kg", "毛重（kg）")
CUBIC = Label("CBM", "体积（m³）")
NET_TOTAL = Label("Net weight", "净重")
GROSS_TOTAL = Label("Gross weight", "毛重")
TOTAL_PACKAGES = Label("Total packages", "总件数")
PACKAGE_COUNT = Label("{count} CARTONS", "{count} 箱")
MIXED_CARTON = Label("Mixed carton", "混装箱")
PIECES = Label("{count} {unit}", "{count} {unit}")
EACH_CARTON = Label("{pieces} per carton, {size} cm", "每箱 {pieces}，{size} cm")

ENTRY = Label("Entry", "摘要")
ENTRY_NUMBER = Label("Reference", "编号")
DEBIT = Label("Debit", "借方")
CREDIT = Label("Credit", "贷方")
BALANCE = Label("Balance", "余额")
OPENING_BALANCE = Label("Opening balance", "期初余额")
CLOSING_BALANCE = Label("Closing balance", "期末余额")
UNAPPLIED = Label("Received on account", "预收款")
AGES = (
    Label("Open 0-30 days", "未结 0-30 天"),
    Label("31-60 days", "31-60 天"),
    Label("61-90 days", "61-90 天"),
    Label("Over 90 days", "90 天以上"),
)
ENTRIES = {
    "invoice": Label("Invoice", "发票"),
    "shipment": Label("Shipment, not invoiced yet", "已发货，未开票"),
    "receipt": Label("Payment received", "收款"),
    "credit": Label("Credit", "贷项", key="Credit note"),
    "bank_charges": Label("Bank charges", "银行费用"),
    "refund": Label("Refund", "退款"),
}
RECEIVED = Label("Received", "已收款")
BALANCE_DUE = Label("Balance due", "应付余额")
SUPERSEDED = Label("SUPERSEDED", "已作废")
CERTIFICATION = Label(
    "We certify that this invoice is true and correct and that the goods are of {origin} origin.",
    "兹证明本发票内容真实无误，货物原产地为{origin}。",
)
CERTIFICATION_PLAIN = Label(
    "We certify that this invoice is true and correct.", "兹证明本发票内容真实无误。"
)
ORIGINALS = Label("Issued in {count} originals.", "本文件正本 {count} 份。")
PREVAILING = Label(
    "This contract is made out in Chinese and English. Should the texts differ, the English text prevails.",
    "本合同以中英文书就；两种文本如有不一致，以英文文本为准。",
)
PREVAILING_TITLE = Label("Language", "语言")
