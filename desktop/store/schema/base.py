"""What all tables share: column types, naming, and the two kinds of rows."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from desktop.runtime.ids import new_id
from desktop.store.packed_text import pack_text, unpack_text


def _comparator_of(impl: sa.types.TypeEngine[Any]) -> Any:  # noqa: ANN401 - SQLAlchemy's is a protected union
    """Return one comparator for all columns of a type: SQLAlchemy would make a class of 3 KB for each of 300."""
    kinds: tuple[Any, ...] = (TypeDecorator.Comparator, impl.comparator_factory)
    return type("StoredComparator", kinds, {})


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC moment; naive values are refused, because nobody knows their zone."""

    impl = sa.DateTime
    comparator_factory = _comparator_of(sa.DateTime())
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: object) -> datetime | None:
        """Turn an aware moment into the naive UTC that the file keeps."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: object) -> datetime | None:
        """Give the moment back, aware, in UTC."""
        return None if value is None else value.replace(tzinfo=UTC)

    @property
    def python_type(self) -> type[datetime]:
        """The type that rows hold."""
        return datetime


class Exact(TypeDecorator[Decimal]):
    """A Decimal kept digit for digit as text: money, rates, weights, percentages."""

    impl = sa.String
    comparator_factory = _comparator_of(sa.String())
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: object) -> str | None:
        """Write the Decimal in plain notation."""
        return None if value is None else format(value, "f")

    def process_result_value(self, value: str | None, dialect: object) -> Decimal | None:
        """Read the Decimal back exactly."""
        return None if value is None else Decimal(value)

    @property
    def python_type(self) -> type[Decimal]:
        """The type that rows hold."""
        return Decimal


class PackedText(TypeDecorator[str]):
    """A long text, kept compressed: SQL cannot look into it, only rows can be read."""

    impl = sa.Text
    comparator_factory = _comparator_of(sa.Text())
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: object) -> str | bytes | None:
        """Compress a text where that makes it shorter."""
        return None if value is None else pack_text(value)

    def process_result_value(self, value: str | bytes | None, dialect: object) -> str | None:
        """Read it back."""
        return None if value is None else unpack_text(value)

    @property
    def python_type(self) -> type[str]:
        """The type that rows hold."""
        return str


class Base(DeclarativeBase):
    """Root of the schema."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        Decimal: Exact,
        dict[str, Any]: sa.JSON,
        list[Any]: sa.JSON,
        str: sa.Text,
    }


class Record(Base):
    """A business record: journaled by the unit, undoable, fit to meet another laptop's copy."""

    __abstract__ = True

    unjournaled: ClassVar[frozenset[str]] = frozenset({"updated_at", "created_at"})
    """Fields the journal leaves out: bookkeeping, and bytes too large to keep twice."""

    spelled_from: ClassVar[tuple[str, ...]] = ()
    """Names whose Chinese words the unit writes into `spelled`, as they are typed in pinyin."""

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True, default=new_id)
    created_at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC))
    updated_at: Mapped[datetime] = mapped_column(
        default=lambda: datetime.now(UTC), onupdate=lambda: datetime.now(UTC)
    )
    deleted_at: Mapped[datetime | None]
