"""From legs to contacts: one row for the whole of what happened to a customer, from the line to the last wrap-up.

A contact of a single leg is that leg. Of several, the place and the direction are those of the first leg, the clock
runs from the first moment known to the last, and the answer is the first that a person gave.
"""

import polars as pl

from filiere.contacts.schema import MACHINE_REASONS

CONTACT_KEY = ["organisation", "contact_id"]
_FIRST_LEG_COLUMNS = ("site", "queue", "channel", "direction", "zone")
_CONTACT_COLUMNS = (
    *(
        *CONTACT_KEY,
        *_FIRST_LEG_COLUMNS,
        "leg",
        "customer_key",
        "agent_key",
        "arrived_us",
        "queued_us",
        "offered_us",
        "answered_us",
    ),
    *("ended_us", "wrap_ended_us", "outcome", "transferred", "reason", "called_back_us", "talk_us", "handle_us"),
)


def add_contact_columns(legs: pl.LazyFrame) -> pl.LazyFrame:
    """Return legs with the columns that only contacts fill, and the durations of both."""
    return legs.with_columns(
        called_back_us=pl.lit(None, pl.Int64),
        talk_us=pl.col("ended_us") - pl.col("answered_us"),
        handle_us=pl.coalesce("wrap_ended_us", "ended_us") - pl.col("answered_us"),
    )


def derive_contacts(legs: pl.LazyFrame) -> pl.LazyFrame:
    """Return one row a contact, with the columns of :func:`add_contact_columns` save those that say where a row came
    from.

    A leg of rank 1 that no other leg follows is by far the usual contact. Those of several legs are told by having any
    of another rank, so that twenty million identities are compared with those few and never sorted.
    """
    legs = add_contact_columns(legs)
    several = legs.filter(pl.col("leg") != 1).select(CONTACT_KEY).unique().collect(engine="streaming")
    single = legs.join(several.lazy(), on=CONTACT_KEY, how="anti").select(_CONTACT_COLUMNS)
    many = legs.join(several.lazy(), on=CONTACT_KEY, how="semi").collect(engine="streaming")
    joined = _join_legs(many.sort([*CONTACT_KEY, "leg"]))
    return pl.concat([single, joined.lazy().select(_CONTACT_COLUMNS)])


def _join_legs(legs: pl.DataFrame) -> pl.DataFrame:
    """Return one row for each contact, given its legs in the order of their ranks."""
    inbound = pl.col("direction") == "inbound"
    legs = legs.with_columns(
        answered=inbound & (pl.col("outcome") == "answered"),
        machine=pl.col("reason").is_in(list(MACHINE_REASONS)).fill_null(value=False),
        place=pl.int_range(pl.len()).over(CONTACT_KEY),
        # The outcome is told by the inbound legs, or by all where there is none.
        tells=inbound | ~inbound.any().over(CONTACT_KEY),
    )
    asked = pl.col("place").filter(inbound & (pl.col("outcome") == "callback")).min().over(CONTACT_KEY)
    legs = legs.with_columns(called=~inbound & (pl.col("place") > asked))
    whole = legs.group_by(CONTACT_KEY, maintain_order=True).agg(
        *(pl.col(name).first() for name in _FIRST_LEG_COLUMNS),
        leg=pl.len().cast(pl.Int64),
        customer_key=pl.col("customer_key").drop_nulls().first(),
        arrived_us=pl.col("arrived_us").min(),
        queued_us=pl.col("queued_us").min(),
        offered_last_us=pl.col("offered_us").drop_nulls().last(),
        ended_us=pl.when((pl.col("outcome") != "open").all()).then(pl.col("ended_us").max()),
        wrap_ended_us=pl.col("wrap_ended_us").max(),
        transferred=pl.col("transferred").any(),
        called_back_us=pl.col("answered_us").filter("called").min(),
        **{
            name: pl.when(pl.col(name).is_not_null().any()).then(pl.col(name).sum())
            for name in ("talk_us", "handle_us")
        },
        by_person=(pl.col("answered") & ~pl.col("machine")).any(),
        last_outcome=pl.col("outcome").filter("tells").last(),
        last_reason=pl.col("reason").filter("tells").last(),
        first_reason=pl.col("reason").drop_nulls().first(),
    )
    answering = (
        legs.filter("answered")
        .sort(*CONTACT_KEY, "machine", "answered_us", "place", nulls_last=True)
        .group_by(CONTACT_KEY, maintain_order=True)
        .first()
        .select(*CONTACT_KEY, a_agent="agent_key", a_offered="offered_us", a_answered="answered_us", a_reason="reason")
    )
    answered = pl.col("by_person") | (pl.col("last_outcome") == "answered")
    return whole.join(answering, on=CONTACT_KEY, how="left").with_columns(
        outcome=pl.when("by_person").then(pl.lit("answered")).otherwise("last_outcome"),
        agent_key=pl.when(answered).then("a_agent"),
        offered_us=pl.when(answered).then("a_offered").otherwise("offered_last_us"),
        answered_us=pl.when(answered).then("a_answered"),
        reason=pl.when(answered).then("a_reason").otherwise(pl.coalesce("last_reason", "first_reason")),
    )
