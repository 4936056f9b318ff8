"""Whether a contact settled its matter: no contact of the same customer came after it, or the customer said so.

Follows docs/reference/contact-indicators.md, section 7. Customers are taken a share at a time, so that all the contacts
of each are at hand and twenty million are not.
"""

from collections.abc import Iterator, Mapping

import polars as pl

from filiere.contacts.definitions.records import Indicator
from filiere.contacts.recount.periods import DAY_US
from filiere.contacts.recount.records import PERCENT, RecountResult
from filiere.contacts.recount.sums import GroupSums, RecountRequest, count_excluded, sum_units
from filiere.contacts.recount.tables import StoredTables
from filiere.contacts.recount.unit_classification import build_visits, channel_condition, count_left_out

_CONTACTS_PER_SHARE = 2_000_000
_REPEAT_SCOPES: Mapping[str, tuple[str, ...]] = {
    "customer": (),
    "customer_queue": ("queue",),
    "customer_channel": ("channel",),
    "customer_reason": ("reason",),
}


def recount_contact_resolution(tables: StoredTables, indicator: Indicator, asked: RecountRequest) -> RecountResult:
    """Return the settled contacts and those of which it can be known."""
    rule = indicator.choices.resolution
    if rule.method == "agent_flag":
        return RecountResult(refusal="not_recorded")
    end = pl.coalesce("ended_us", "arrived_us") if rule.since == "end" else pl.col("arrived_us")
    units = build_visits(tables, indicator, per="contact").with_columns(since_us=end)
    base = channel_condition(indicator) & pl.col("aside").is_null() & (pl.col("ending") == "answered")
    if rule.base == "net":
        base = base & ~pl.col("transferred").fill_null(value=False)
    left_out = count_left_out(tables, indicator, per="contact")
    if rule.method == "survey":
        said = units.join(_select_last_answers(tables), on=["organisation", "contact_id"], how="inner")
        return RecountResult(sums=sum_units(said, asked, base=base, amount=pl.col("settled")), exclusions=left_out)

    window = rule.window_days * DAY_US
    last = units.group_by("organisation").agg(last_us=pl.col("arrived_us").max()).collect(engine="streaming")
    units = units.join(last.lazy(), on="organisation", how="left")
    censored = pl.lit(value=False)
    if rule.tail == "excluded":
        censored = pl.col("since_us") + window > pl.col("last_us")
    unknown = pl.col("customer_key").is_null()
    reason = pl.when(unknown).then(pl.lit("unknown_customer")).when(censored).then(pl.lit("censored"))
    left_out |= count_excluded(units.filter(base).with_columns(reason=reason), "reason")

    whole: dict[tuple[object, ...], GroupSums] = {}
    for share in _iter_customer_shares(units.filter(~unknown)):
        following = _add_next_arrival(share, indicator)
        gap = pl.col("next_us") - pl.col("since_us")
        settled = pl.col("next_us").is_null() | (gap > window)
        for sums in sum_units(following, asked, base=base & ~censored, amount=settled):
            whole[sums.key] = _add_sums(whole.get(sums.key), sums)
    return RecountResult(sums=list(whole.values()), scale=PERCENT, exclusions=left_out)


def _iter_customer_shares(units: pl.LazyFrame) -> Iterator[pl.LazyFrame]:
    """Give the units a share of the customers at a time, all the contacts of each together."""
    rows = units.select(pl.len()).collect(engine="streaming").item()
    count = rows // _CONTACTS_PER_SHARE + 1
    for share in range(count):
        mine = units if count == 1 else units.filter(pl.col("customer_key").hash(0) % count == share)
        yield mine.collect(engine="streaming").lazy()


def _add_next_arrival(units: pl.LazyFrame, indicator: Indicator) -> pl.LazyFrame:
    group = ["organisation", "customer_key", *_REPEAT_SCOPES[indicator.choices.resolution.scope]]
    return units.sort([*group, "arrived_us", "contact_id"]).with_columns(
        next_us=pl.col("arrived_us").shift(-1).over(group)
    )


def _add_sums(this: GroupSums | None, other: GroupSums) -> GroupSums:
    if this is None:
        return other
    return GroupSums(
        key=this.key,
        numerator=(this.numerator or 0) + (other.numerator or 0),
        denominator=(this.denominator or 0) + (other.denominator or 0),
        n=this.n + other.n,
        uncovered=this.uncovered + other.uncovered,
    )


def _select_last_answers(tables: StoredTables) -> pl.LazyFrame:
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
