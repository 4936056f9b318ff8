"""The share that each chat has of an agent's time: three chats at once take the time of one agent, not of three.

Between two successive starts or ends of the chats of one agent, those under way divide the time among them in whole
microseconds: what a division leaves over goes to the first of them, one microsecond each, in the order of their starts
and identities. The shares of an agent's chats thus add up to the time in which any was under way, to the microsecond.
The rule is § 6 of docs/reference/contact-indicators.md.
"""

from collections.abc import Sequence
from typing import Literal

import ibis
import ibis.expr.types as ir

CHAT_CHANNEL = "chat"
"""The only channel on which an agent serves several at once."""
LEG_COLUMNS = ("organisation", "contact_id", "leg")
"""What tells a leg from every other."""
_AGENT = ("organisation", "agent_key")


def compute_excess(legs: ir.Table, keys: Sequence[str], amount: Literal["talk", "handle"]) -> ir.Table:
    """Return one row a unit that has legs of chats whose agent is known and whose time has a length: ``keys``, some of
    :data:`LEG_COLUMNS`, and ``excess_us``, how much their time exceeds their share of the agent's, microseconds.

    ``amount``: the time is that of the exchange, or goes on to the end of the wrap-up.
    """
    end = legs.ended_us if amount == "talk" else legs.wrap_ended_us.fill_null(legs.ended_us)
    rows = legs.filter((legs.channel == CHAT_CHANNEL) & legs.agent_key.notnull() & (legs.answered_us < end))
    end = rows.ended_us if amount == "talk" else rows.wrap_ended_us.fill_null(rows.ended_us)
    chats = rows.select(*dict.fromkeys((*_AGENT, *LEG_COLUMNS)), from_us=rows.answered_us, to_us=end)
    instants = chats.select(*_AGENT, at_us="from_us").union(chats.select(*_AGENT, at_us="to_us"), distinct=True)
    by_time = ibis.window(group_by=_AGENT, order_by="at_us")
    marks = instants.mutate(place=ibis.row_number().over(by_time), until_us=instants.at_us.lead(1).over(by_time))
    for bound in ("from", "to"):
        named = marks.select(**{f"{bound}_{name}": name for name in _AGENT}, at_us="at_us", place="place")
        same = [chats[name] == named[f"{bound}_{name}"] for name in _AGENT]
        joined = chats.inner_join(named, [*same, chats[f"{bound}_us"] == named.at_us])
        chats = joined.select(*chats.columns, **{f"{bound}_place": joined.place})
    pieces = chats.mutate(cell=ibis.range(chats.from_place, chats.to_place).unnest())
    cells = marks.select(
        **{f"cell_{name}": name for name in _AGENT}, place="place", length_us=marks.until_us - marks.at_us
    )
    same = [pieces[name] == cells[f"cell_{name}"] for name in _AGENT]
    pieces = pieces.inner_join(cells, [*same, pieces.cell == cells.place]).select(*pieces.columns, "length_us")
    together = [*_AGENT, "cell"]
    order = ibis.window(group_by=together, order_by=["from_us", "contact_id", "leg"])
    pieces = pieces.mutate(
        among=pieces.count().over(ibis.window(group_by=together)), rank=ibis.row_number().over(order)
    )
    over = (pieces.rank < pieces.length_us % pieces.among).cast("int64")
    pieces = pieces.mutate(excess=pieces.length_us - pieces.length_us // pieces.among - over)
    return pieces.group_by(keys).aggregate(excess_us=pieces.excess.sum())
