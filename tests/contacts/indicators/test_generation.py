"""Made-up contacts: the same for the same seed, whole, and with something for every choice to bite on."""

from pathlib import Path

import polars as pl
import pytest

from filiere.contacts.data_quality_checks import check_store
from filiere.contacts.definitions import load_set
from filiere.contacts.definitions.records import Overrides, merge_choices
from filiere.contacts.engines import open_engine
from filiere.contacts.generation import GENERATED_ORGANISATION, generate_store
from filiere.contacts.indicator_rows import IndicatorRow
from filiere.contacts.indicators import build_context, compute_indicators
from filiere.contacts.recount.contact_derivation import derive_contacts
from filiere.contacts.schema import TABLES
from filiere.contacts.store import Store

COUNT = 40_000


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """One generated store for the tests that only read."""
    return generate_store(tmp_path_factory.mktemp("made") / "store", contacts=COUNT, seed=7)


def test_every_table_has_rows_and_says_that_it_is_made_up(store: Store) -> None:
    assert {table for table in TABLES if store.has(table)} == {*TABLES} - {"contact_event"}
    assert store.rows("contact") == COUNT
    assert store.organisations() == (GENERATED_ORGANISATION,)
    assert "fictif" in store.deliveries[0].name
    assert all(one.reconciles and not one.rejected for one in store.deliveries)


def test_the_same_seed_gives_the_same_rows(tmp_path: Path) -> None:
    one, same, other = (
        generate_store(tmp_path / str(name), contacts=2_000, seed=seed) for name, seed in enumerate((1, 1, 2))
    )
    legs = [pl.read_parquet(made.files("contact_leg")) for made in (one, same, other)]
    assert legs[0].equals(legs[1])
    assert not legs[0].equals(legs[2])
    answers = [pl.read_parquet(made.files("survey_answer")).drop("delivery") for made in (one, same)]
    # People are hashed with the key of each store, which is its own.
    assert answers[0].drop("customer_key").equals(answers[1].drop("customer_key"))


def test_contacts_are_those_that_an_import_would_have_made(store: Store) -> None:
    kept = pl.read_parquet(store.files("contact"))
    made = derive_contacts(pl.scan_parquet(store.files("contact_leg"))).collect()
    columns = ["contact_id", "leg", "outcome", "arrived_us", "queued_us", "answered_us", "ended_us", "called_back_us"]
    assert made.select(columns).sort("contact_id").equals(kept.select(columns).sort("contact_id"))
    assert kept["contact_id"].n_unique() == COUNT
    for path in store.files("contact"):
        arrived = pl.read_parquet(path)["arrived_us"]
        assert arrived.is_sorted()
        assert arrived.cast(pl.Datetime("us")).dt.strftime("%Y-%m").unique().to_list() == [path.parts[-2][-7:]]


def test_what_is_made_passes_the_gates(store: Store) -> None:
    with open_engine() as engine:
        report = check_store(build_context(store, engine), store.deliveries)
    assert report.has_passed
    outcomes = next(one for one in report.checks if one.code == "conservation_legs").numbers
    assert all(outcomes.values()), outcomes


def test_the_swing_between_definitions_goes_the_way_it_was_measured(store: Store) -> None:
    """The size depends on the callers; the direction does not: contacts.md, § 1.3 of the project's notes."""
    base = load_set("icmi-3")
    ways = {
        "offered": {},
        "without_short": {"short_abandon": {"seconds": 5, "effect": "excluded"}},
        "ignored": {"abandon_in_threshold": "ignored"},
        "answered_only": {"denominator": ["answered"]},
        "positive": {"abandon_in_threshold": "positive"},
        "truncated": {"comparison": {"seconds": "truncated"}},
        "rounded": {"comparison": {"seconds": "rounded"}},
        "menu": {"clock_start": "arrival"},
        "no_ring": {"ring": "excluded"},
    }
    level = base.indicator("service_level_20")
    made = tuple(
        level.model_copy(update={"key": name}).with_choices(merge_choices(base.choices, Overrides(**changed)))  # type: ignore[arg-type]
        for name, changed in ways.items()
    )
    rows = compute_indicators(store, [base.model_copy(update={"indicators": made})])
    found = {one.indicator: value(one) for one in rows}
    assert found["offered"] < found["without_short"] < found["ignored"] < found["answered_only"]
    assert found["ignored"] < found["positive"]
    assert found["offered"] < found["rounded"] < found["truncated"]
    assert found["menu"] < found["offered"] < found["no_ring"]


def test_returns_are_overstated_by_the_youngest_contacts(store: Store) -> None:
    """A tail that is counted takes for settled those whose customers have had no time to come back."""
    common = load_set("common-v1")
    assert common.choices is not None
    resolution = common.indicator("resolution_30_days")
    tails = [
        resolution.model_copy(update={"key": tail}).with_choices(
            merge_choices(common.choices, Overrides(resolution={"window_days": 30, "tail": tail}))  # type: ignore[call-arg]
        )
        for tail in ("excluded", "counted")
    ]
    rows = compute_indicators(store, [common.model_copy(update={"indicators": tuple(tails)})], interval="month")
    december = {one.indicator: one for one in rows if one.interval == "2026-12"}
    assert december["excluded"].n < december["counted"].n
    november = {one.indicator: one.value for one in rows if one.interval == "2026-11"}
    assert value(december["counted"]) > (november["excluded"] or 0)


def value(row: IndicatorRow) -> float:
    """The value of a row that has one."""
    assert row.value is not None
    return row.value
