"""Puts the same few listings into an empty database: for a new laptop and for the end-to-end tests."""

import asyncio

from dealbrain_api.listings import Listing, newest, sessions

LISTINGS = {"ThinkPad T14, 16 GB": 41_900, "Mac mini M2": 48_500, "OptiPlex 7090": 23_000}


async def seed() -> None:
    if await newest(limit=1):
        return
    async with sessions.begin() as session:
        session.add_all(
            Listing(title=title, price_cents=cents) for title, cents in LISTINGS.items()
        )


if __name__ == "__main__":
    asyncio.run(seed())
