"""Exchange rates of the sample company: a bank's table a working day, further back one a week."""

from datetime import date, timedelta
from decimal import Decimal

from desktop.store.workspace import Store
from desktop.trade import rate_import

# Spot buying rates for 100 units on the sample's day, and how far the others lie from them.
_BUYING = {"美元": "711.20", "欧元": "824.50", "英镑": "938.24", "港币": "91.41", "日元": "4.5580"}
_CASH, _SELLING, _MIDDLE = Decimal("0.9985"), Decimal("1.0042"), Decimal("1.0011")
# How many tenths of a per mille the rates lay above today's, the newest day first.
_DRIFT = (0, -4, 3, 9, 6, -2, -11, -8, 2, 7, 13, 10)
_WEEKS_BEFORE = 32
_HEAD = "货币名称\t现汇买入价\t现钞买入价\t现汇卖出价\t中行折算价\t发布日期\t发布时间"


def put_rates(store: Store, today: date) -> None:
    """Import the tables, the newest of `today` or the Friday before."""
    day, text = today, [_HEAD]
    for drift in _DRIFT:
        while day.weekday() > 4:
            day -= timedelta(days=1)
        text += _rows(day, drift)
        day -= timedelta(days=1)
    for week in range(_WEEKS_BEFORE):
        # Up and down around a slow climb, the same for everybody who looks at the sample.
        text += _rows(day - timedelta(weeks=week), 14 + week * 2 + (week * 37) % 23 - 11)
    rate_import.import_text(store, "\n".join(text), today=today)


def _rows(day: date, drift: int) -> list[str]:
    rows = []
    for name, text in _BUYING.items():
        digits = -3 if len(text.split(".")[1]) > 2 else -2
        buying = Decimal(text) * (1 + Decimal(drift) / 10_000)
        values = (buying, buying * _CASH, buying * _SELLING, buying * _MIDDLE)
        cells = [f"{value.quantize(Decimal(1).scaleb(digits))}" for value in values]
        rows.append("\t".join((name, *cells, day.isoformat(), "10:30:00")))
    return rows
