"""The share that each chat has of its agent's time, counted a second time: the chats of an agent are walked in order.

Follows docs/reference/contact-indicators.md, section 6.
"""

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Mapping

import polars as pl

from filiere.contacts.definitions.records import Indicator
from filiere.contacts.recount.tables import StoredTables

type _Chat = tuple[int, str, int, int]
"""When it began, its contact and leg, and when it ended."""


def divides_chats(indicator: Indicator) -> bool:
    """Whether chats held at once share their agent's time under an indicator."""
    return indicator.choices.handling.concurrency == "divided" and indicator.channel in (None, "chat")


def divide_chats(tables: StoredTables, units: pl.LazyFrame, indicator: Indicator, *, legs: bool) -> pl.LazyFrame:
    """Return units, legs or contacts, whose duration is the sum of their shares."""
    name = "talk_us" if indicator.choices.handling.parts == "talk" else "handle_us"
    end = pl.col("ended_us") if name == "talk_us" else pl.coalesce("wrap_ended_us", "ended_us")
    chats = (
        tables.table("contact_leg")
        .filter((pl.col("channel") == "chat") & pl.col("agent_key").is_not_null() & (pl.col("answered_us") < end))
        .select("organisation", "agent_key", "answered_us", "contact_id", "leg", end=end)
        .collect(engine="streaming")
    )
    agents: dict[tuple[str, str], list[_Chat]] = defaultdict(list)
    for organisation, agent, *chat in chats.iter_rows():
        agents[organisation, agent].append((chat[0], chat[1], chat[2], chat[3]))
    key = ["organisation", "contact_id", *(["leg"] if legs else [])]
    rows = [
        (organisation, contact, leg, share - (end_us - start))
        for (organisation, _), held in agents.items()
        for (start, contact, leg, end_us), share in _share_time(held).items()
    ]
    types = {"organisation": pl.String(), "contact_id": pl.String(), "leg": pl.Int64(), "less": pl.Int64()}
    less = pl.LazyFrame(rows, schema=types, orient="row").group_by(key).agg(pl.col("less").sum())
    return units.join(less, on=key, how="left").with_columns((pl.col(name) + pl.col("less").fill_null(0)).alias(name))


def _share_time(chats: Iterable[_Chat]) -> Mapping[_Chat, int]:
    """The microseconds of each chat of one agent, each moment divided by those that it is common to."""
    shares = dict.fromkeys(sorted(chats), 0)
    turns = sorted([(one[0], 1, one) for one in shares] + [(one[3], 0, one) for one in shares])
    active: list[_Chat] = []
    since = 0
    for moment, begins, chat in turns:
        if active and moment > since:
            whole, rest = divmod(moment - since, len(active))
            for rank, item in enumerate(active):
                shares[item] += whole + (rank < rest)
        since = moment
        if begins:
            insort(active, chat)
        else:
            active.remove(chat)
    return shares
