"""Whether a contact settled its matter: no contact of the same customer came after it, or the customer said so.

Follows docs/reference/contact-indicators.md, section 7. Customers are taken a share at a time, so that all the contacts
of each are at hand and twenty million are not.
"""

from collections.abc import Iterator, Mapping

import polars as pl

from filiere.contacts.definitions.records import Indicator
from filiere.contacts.recount.periods import DAY
from filiere.contacts.recount.results import PERCENT, Result
from filiere.contacts.recount.sums import Asked, Sums, excluded, summed
from filiere.contacts.recount.tables import Tables
from filiere.contacts.recount.visits import of_channel, visits

_AT_ONCE = 2_000_000
_SCOPES: Mapping[str, tuple[str, ...]] = {
    "customer": (),
    "customer_queue": ("queue",),
    "customer_channel": ("channel",),
    "customer_reason": ("reason",),
}


def contact_resolution(tables: Tables, indicator: Indicator, asked: Asked) -> Result:
    """Return the settled contacts and those of which it can be known."""
    rule = indicator.choices.resolution
    if rule.method == "agent_flag":
        return Result(refusal="not_recorded")
    units = visits(tables, indicator, per="contact").with_columns(end_us=pl.coalesce("ended_us", "arrived_us"))
    base = of_channel(indicator) & pl.col("aside").is_null() & (pl.col("ending") == "answered")
    if rule.base == "net":
        base = base & ~pl.col("transferred").fill_null(value=False)
    left_out = excluded(units.filter(of_channel(indicator)))
    if rule.method == "survey":
        said = units.join(_said(tables), on=["organisation", "contact_id"], how="inner")
        return Result(sums=summed(said, asked, base=base, amount=pl.col("settled")), exclusions=left_out)

    window = rule.window_days * DAY
    last = units.group_by("organisation").agg(last_us=pl.col("arrived_us").max()).collect(engine="streaming")
    units = units.join(last.lazy(), on="organisation", how="left")
    censored = pl.lit(value=False)
    if rule.tail == "excluded":
        censored = pl.col("end_us") + window > pl.col("last_us")
    unknown = pl.col("customer_key").is_null()
    reason = pl.when(unknown).then(pl.lit("unknown_customer")).when(censored).then(pl.lit("censored"))
    left_out |= excluded(units.filter(base).with_columns(reason=reason), "reason")

    whole: dict[tuple[object, ...], Sums] = {}
    for share in _shares(units.filter(~unknown)):
        following = _next_arrival(share, indicator)
        gap = pl.col("next_us") - pl.col("end_us")
        settled = pl.col("next_us").is_null() | (gap > window)
        for one in summed(following, asked, base=base & ~censored, amount=settled):
            whole[one.key] = _added(whole.get(one.key), one)
    return Result(sums=list(whole.values()), scale=PERCENT, exclusions=left_out)


def _shares(units: pl.LazyFrame) -> Iterator[pl.LazyFrame]:
    """Give the units a share of the customers at a time, all the contacts of each together."""
    rows = units.select(pl.len()).collect(engine="streaming").item()
    count = rows // _AT_ONCE + 1
    for share in range(count):
        mine = units if count == 1 else units.filter(pl.col("customer_key").hash(0) % count == share)
        yield mine.collect(engine="streaming").lazy()


def _next_arrival(units: pl.LazyFrame, indicator: Indicator) -> pl.LazyFrame:
    group = ["organisation", "customer_key", *_SCOPES[indicator.choices.resolution.scope]]
    return units.sort([*group, "arrived_us", "contact_id"]).with_columns(
        next_us=pl.col("arrived_us").shift(-1).over(group)
    )


def _added(one: Sums | None, other: Sums) -> Sums:
    if one is None:
        return other
    return Sums(
        key=one.key,
        numerator=(one.numerator or 0) + (other.numerator or 0),
        denominator=(one.denominator or 0) + (other.denominator or 0),
        n=one.n + other.n,
        uncovered=one.uncovered + other.uncovered,
    )


def _said(tables: Tables) -> pl.LazyFrame:
    """Return what customers answered last about whether their contact settled the matter."""
    answers = tables.table("survey_answer").filter(
        (pl.col("question") == "resolution") & pl.col("answered_us").is_not_null() & pl.col("score").is_not_null()
    )
    settled = pl.col("score") >= pl.coalesce("satisfied_from", "scale_max")
    return (
        answers.sort("answered_us", "answer_id")
        .group_by("organisation", "contact_id", maintain_order=True)
        .last()
        .select("organisation", "contact_id", settled=settled)
    )
