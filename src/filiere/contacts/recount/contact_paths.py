"""What only the legs of a contact tell: whether one is still open, which reopened it, which answered, and its path.

Follows docs/reference/contact-indicators.md, section 12. Contacts of several legs are few, and are walked one by one.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from filiere.contacts.definitions.records import Indicator
from filiere.contacts.recount.contact_derivation import CONTACT_KEY
from filiere.contacts.recount.tables import StoredTables
from filiere.contacts.recount.unit_classification import channel_condition
from filiere.contacts.schema import MACHINE_REASONS

_READ_COLUMNS = (
    *("leg", "site", "queue", "direction", "arrived_us", "answered_us", "ended_us", "outcome"),
    *("transferred", "reason"),
)


@dataclass(frozen=True)
class ContactPath:
    """The legs of one contact, by rank."""

    legs: Sequence[Mapping[str, Any]]

    @property
    def inbound_legs(self) -> list[Mapping[str, Any]]:
        """Its inbound legs."""
        return [leg for leg in self.legs if leg["direction"] == "inbound"]

    @property
    def is_open(self) -> bool:
        """Whether an inbound leg has not ended."""
        return any(leg["outcome"] == "open" for leg in self.inbound_legs)

    @property
    def reopened_us(self) -> int | None:
        """When the customer last came back to what had been answered and ended."""
        found = []
        for place, leg in enumerate(self.legs[1:], start=1):
            before = self.legs[place - 1]
            ends = [one["ended_us"] for one in self.legs[:place] if one["ended_us"] is not None]
            over = before["outcome"] == "answered" and not before["transferred"]
            if leg["direction"] == "inbound" and over and ends and leg["arrived_us"] >= max(ends):
                found.append(leg["arrived_us"])
        return max(found, default=None)

    @property
    def answer_queue(self) -> str | None:
        """The queue of the leg that answered first, a person before a machine."""
        answering = [leg for leg in self.inbound_legs if leg["outcome"] == "answered"]
        never = float("inf")
        answering.sort(
            key=lambda leg: (
                leg["reason"] in MACHINE_REASONS,
                never if leg["answered_us"] is None else leg["answered_us"],
                leg["leg"],
            )
        )
        return answering[0]["queue"] if answering else None

    def stretches(self, start: int, end: int) -> Iterator[tuple[str | None, str | None, int, int]]:
        """Give the site and queue of each inbound leg, and the time spent in it between two instants."""
        legs = sorted(self.inbound_legs, key=lambda leg: (leg["arrived_us"], leg["leg"]))
        for place, leg in enumerate(legs):
            since = max(start, leg["arrived_us"]) if place else start
            until = min(end, legs[place + 1]["arrived_us"]) if place + 1 < len(legs) else end
            if since < until:
                yield leg["site"], leg["queue"], since, until


def build_contact_paths(tables: StoredTables, indicator: Indicator) -> dict[tuple[str, str], ContactPath]:
    """The contacts of several legs of a channel, by organisation and identity."""
    several = tables.contacts().filter((pl.col("leg") > 1) & channel_condition(indicator)).select(CONTACT_KEY)
    legs = (
        tables.legs()
        .join(several, on=CONTACT_KEY, how="semi")
        .select(*CONTACT_KEY, *_READ_COLUMNS)
        .sort(*CONTACT_KEY, "leg")
        .collect()
    )
    found: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for row in legs.iter_rows(named=True):
        found[row["organisation"], row["contact_id"]].append(row)
    return {key: ContactPath(rows) for key, rows in found.items()}
