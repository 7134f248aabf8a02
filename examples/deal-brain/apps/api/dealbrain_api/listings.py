"""The listings and where they are kept."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.pool import NullPool

from dealbrain_api import settings

# one connection a request: nothing is left open over a drain, a fork of the worker or an event loop
sessions = async_sessionmaker(create_async_engine(settings.DATABASE_URL, poolclass=NullPool))


class Base(DeclarativeBase):
    pass


class Listing(Base):
    __tablename__ = "listings"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    price_cents: Mapped[int]


async def newest(limit: int = 50) -> list[Listing]:
    async with sessions() as session:
        rows = await session.scalars(select(Listing).order_by(Listing.id.desc()).limit(limit))
        return list(rows)
