"""Freight tariffs of the sample company: sea from Ningbo by port, and air by kg."""

from datetime import date, timedelta
from decimal import Decimal

from desktop.store.workspace import Store
from desktop.trade import freight_table, freight_tariffs
from desktop.trade.freight import Basis, Tariff

_SEA = """Port\t20GP\t40GP\t40HQ\tLCL\tDestination costs\tTransit days
Hamburg\t1450\t2250\t2320\t68\t390\t34
Rotterdam\t1420\t2200\t2270\t66\t380\t32
Gdansk\t1580\t2480\t2550\t74\t410\t38
Barcelona\t1690\t2650\t2720\t79\t420\t30
Jebel Ali\t1180\t1780\t1830\t52\t310\t21
Santos\t2380\t3650\t3720\t105\t520\t36
Melbourne\t1290\t2010\t2080\t60\t450\t18
Los Angeles\t1980\t2540\t2560\t88\t480\t16"""
_AIR = """Port\tFrom\tAmount\tTransit days
Frankfurt\t0\t7.20\t4
Frankfurt\t45\t5.90\t4
Frankfurt\t100\t4.60\t4
Frankfurt\t500\t4.10\t4
Dubai\t0\t5.80\t3
Dubai\t100\t3.90\t3"""


def put_tariffs(store: Store, today: date) -> None:
    """Store the tariffs through the same table that users paste; valid around `today`."""
    sea = Tariff(
        "Ningbo sea",
        port_of_loading="Ningbo",
        carrier="Sample Line",
        valid_from=today - timedelta(days=12),
        valid_until=today + timedelta(days=32),
        minimum=Decimal(70),
        premium_rate=Decimal("0.003"),
    )
    air = Tariff(
        "Shanghai air",
        Basis.KG,
        mode="air",
        port_of_loading="Shanghai",
        valid_from=today - timedelta(days=40),
        valid_until=today - timedelta(days=9),
        minimum=Decimal(65),
    )
    for tariff, text in ((sea, _SEA), (air, _AIR)):
        table = freight_table.read_text(text)
        freight_tariffs.save(store, freight_table.with_table(tariff, table))
