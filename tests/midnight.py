"""A test that begins today ends today: boards, demonstration visits and days of billing are of one day of the practice's."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from server.practice.demo import ZONE

A_TEST_S = 60.0
"""On two cores with twenty busy threads a test of the API was seen to take 53 s."""


async def today(zone: str = ZONE) -> date:
    """The day there. Where it is about to end, the next one, once that has begun: no test begins in its last seconds."""
    now = datetime.now(ZoneInfo(zone))
    tomorrow = datetime.combine(now.date() + timedelta(days=1), time(), ZoneInfo(zone))
    left_s = (tomorrow.astimezone(UTC) - now.astimezone(UTC)).total_seconds()
    if left_s > A_TEST_S:
        return now.date()
    await asyncio.sleep(left_s)
    return tomorrow.date()


def soon(zone: str = ZONE) -> datetime:
    """In ten minutes (UTC), or at the end of the day there: today's board does not show tomorrow."""
    now = datetime.now(ZoneInfo(zone))
    last = datetime.combine(now.date(), time(23, 59, 59), ZoneInfo(zone))
    return min(now + timedelta(minutes=10), last).astimezone(UTC).replace(microsecond=0)


def by_day() -> str:
    """A zone in which the day lasts for three hours yet: some tests let their server's clock run ahead."""
    late = datetime.now(ZoneInfo(ZONE)).hour >= 21
    return "Asia/Tokyo" if late else ZONE
