"""The payment terms that foreign trade uses day by day (DOMAIN.md A3), each by its usual name."""

from decimal import Decimal

from desktop.trade.payment import Event, Instalment, Method, PaymentTerms


def _terms(name: str, *parts: tuple[int | str, Method, Event, int]) -> PaymentTerms:
    return PaymentTerms(name, tuple(Instalment(Decimal(p), m, e, d) for p, m, e, d in parts))


def _credit(name: str, method: Method, event: Event, after: str = "") -> tuple[PaymentTerms, ...]:
    return tuple(
        _terms(f"{name} {days} days{after}", (100, method, event, days)) for days in (30, 60, 90)
    )


PRESETS: tuple[PaymentTerms, ...] = (
    _terms("T/T 100% in advance", (100, Method.TT, Event.ORDER, 0)),
    _terms("T/T 30/70", (30, Method.TT, Event.ORDER, 0), (70, Method.TT, Event.BL_COPY, 0)),
    _terms(
        "T/T 30/70 before shipment",
        (30, Method.TT, Event.ORDER, 0),
        (70, Method.TT, Event.BEFORE_SHIPMENT, 0),
    ),
    _terms("L/C at sight", (100, Method.LC, Event.SIGHT, 0)),
    *_credit("L/C", Method.LC, Event.BL_DATE),
    *_credit("L/C", Method.LC, Event.SIGHT, " after sight"),
    _terms(
        "30% T/T + 70% L/C at sight",
        (30, Method.TT, Event.ORDER, 0),
        (70, Method.LC, Event.SIGHT, 0),
    ),
    _terms("D/P at sight", (100, Method.DP, Event.SIGHT, 0)),
    *_credit("D/A", Method.DA, Event.SIGHT),
    *_credit("O/A", Method.OA, Event.BL_DATE),
    *_credit("O/A", Method.OA, Event.INVOICE, " after invoice"),
    _terms("CAD", (100, Method.CAD, Event.SIGHT, 0)),
    _terms("Western Union", (100, Method.WU, Event.ORDER, 0)),
    _terms("PayPal", (100, Method.PAYPAL, Event.ORDER, 0)),
    _terms(
        "T/T 20/70/10",
        (20, Method.TT, Event.ORDER, 0),
        (70, Method.TT, Event.BEFORE_SHIPMENT, 0),
        (10, Method.TT, Event.ACCEPTANCE, 0),
    ),
)
