"""The offsets of a time zone as whole numbers, found once: no engine is asked for one, and all have the same idea."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

SECOND_US = 1_000_000
DAY_US = 86_400 * SECOND_US
UNIX_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class OffsetChange:
    """From the instant ``from_us`` on (microseconds UTC), local time is UTC plus ``offset_us``."""

    from_us: int
    offset_us: int


@cache
def offset_changes(zone: str, first_us: int, last_us: int) -> tuple[OffsetChange, ...]:
    """Return the offsets of an IANA zone between two instants, the first of them from before ``first_us``.

    Offsets are compared a day apart and a difference is narrowed down to its second, for zone files give seconds. Two
    changes within one day that cancel each other would be missed; no zone has had any.
    """
    local = ZoneInfo(zone)
    first, last = first_us // SECOND_US, last_us // SECOND_US + 1
    found = [OffsetChange(first * SECOND_US, offset_at_second(local, first))]
    for start in range(first, last, 86_400):
        end = min(start + 86_400, last)
        if offset_at_second(local, end) == found[-1].offset_us:
            continue
        low, high = start, end
        while high - low > 1:
            middle = (low + high) // 2
            if offset_at_second(local, middle) == found[-1].offset_us:
                low = middle
            else:
                high = middle
        found.append(OffsetChange(high * SECOND_US, offset_at_second(local, high)))
    return tuple(found)


def offset_at_second(local: ZoneInfo, second: int) -> int:
    """Return the offset of a zone at a second since 1970, in microseconds."""
    delta = (UNIX_EPOCH + timedelta(seconds=second)).astimezone(local).utcoffset()
    assert delta is not None  # noqa: S101 - an aware instant has an offset
    return (delta.days * 86_400 + delta.seconds) * SECOND_US
