"""Exchange rates with their day and source."""

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from desktop.store.schema.base import Record


class ExchangeRate(Record):
    """`rate` of `home_currency` for one unit of `currency` on a day, as a source published it.

    `kind` is buying (spot buying, 现汇买入价), cash_buying, selling or middle. `published_time` is
    the clock on the publisher's page ("16:55:33"): banks publish several times a day.
    """

    __tablename__ = "exchange_rate"
    __table_args__ = (sa.Index("ix_exchange_rate_pair", "currency", "home_currency", "rate_on"),)

    currency: Mapped[str]
    home_currency: Mapped[str]
    rate_on: Mapped[date]
    kind: Mapped[str] = mapped_column(default="buying")
    rate: Mapped[Decimal]
    source: Mapped[str] = mapped_column(default="")
    published_time: Mapped[str] = mapped_column(default="")
