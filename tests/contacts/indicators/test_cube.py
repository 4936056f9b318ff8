"""The day cube gives the rows that a scan gives, for random stores and choices, and never when it is stale."""

import os
import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.scenes.shared_engine import share_engine
from support.strategies.drawn import drawn
from support.strategies.random_stores import MadeStore, calendar_rows, choices, leg_rows, made_store, set_of

from filiere.contacts import day_cube
from filiere.contacts.cube_store import CubeStore, compute_store_seal
from filiere.contacts.data_quality_checks import check_store
from filiere.contacts.definitions import Choices, load_set
from filiere.contacts.definitions.records import Overrides, merge_choices
from filiere.contacts.engines import Engine, open_engine
from filiere.contacts.generation import generate_store
from filiere.contacts.importing.erasure import erase_before
from filiere.contacts.indicator_rows import GROUP_NAMES
from filiere.contacts.indicators import build_context, compute_indicators
from filiere.contacts.measures import MEASURES
from filiere.contacts.store import Store

COUNTED = ("contacts", "accessibility", "abandonment", "blocked_rate", "transfer_rate")
WAITED: list[Mapping[str, Any]] = [
    {"key": "level_20", "measure": "service_level", "threshold_seconds": 20},
    {"key": "level_7_phone", "measure": "service_level", "threshold_seconds": 7, "channel": "phone"},
    {"key": "mean_wait", "measure": "speed_of_answer_mean"},
    {"key": "mean_handling", "measure": "handling_time_mean", "channel": "phone"},
]
MEASURED = [{"key": one, "measure": one} for one in COUNTED] + [
    {"key": f"{one}_chat", "measure": one, "channel": "chat"} for one in COUNTED
]


def cubes_of(store: MadeStore, *, making: bool) -> CubeStore:
    """The cubes beside a made store."""
    return CubeStore(folder=store.folder / "cubes", seal=compute_store_seal(store), making=making)


@given(
    leg_rows(),
    calendar_rows(),
    choices,
    choices,
    st.sets(st.sampled_from(GROUP_NAMES)),
    st.sampled_from(["day", "week", "month", "year", "all"]),
)
@settings(max_examples=drawn(10), deadline=None)
def test_cells_give_the_rows_of_a_scan(
    legs: Any, calendar: Any, chosen: Choices, other: Choices, by: Any, interval: Any
) -> None:
    """Of the definition that a cube was made for, and of another under the same clock, without a second reading."""
    clock = ("clock_start", "ring", "clock_stop", "transfers", "out_of_hours", "attribution", "holidays", "callback")
    # The other half of the choices: conditions, by which definitions that share a cube differ.
    same = merge_choices(
        other, Overrides(**{name: getattr(chosen, name) for name in clock}, handling={"per": chosen.handling.per})
    )
    asked = [set_of(one, [*MEASURED, *WAITED]) for one in (chosen, same)]
    with TemporaryDirectory() as folder, share_engine() as engine:
        store = made_store(Path(folder), {"contact_leg": legs, "calendar": calendar})
        gates = check_store(build_context(store, engine))
        for making, definition in zip((True, False), asked, strict=True):
            compute = partial(
                compute_indicators, store, [definition], by=by, interval=interval, engine=engine, gates=gates
            )
            assert compute(cubes=cubes_of(store, making=making)) == compute()
        assert list((store.folder / "cubes").glob("*.json"))


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A year of made-up contacts."""
    return generate_store(tmp_path_factory.mktemp("cube") / "store", contacts=20_000, seed=3, beside=False)


@pytest.fixture
def store(generated: Store, tmp_path: Path) -> Store:
    """A copy of it that a test may change."""
    return Store.open(Path(shutil.copytree(generated.folder, tmp_path / "store")))


class Reading:
    """Counts how often facts are made of rows."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.files: list[str] = []
        of_rows, of_cells = Engine.read, Engine.cells

        def read(engine: Engine, table: str, files: Any) -> Any:
            self.files.append(table)
            return of_rows(engine, table, files)

        def cells(engine: Engine, file: Path) -> Any:
            self.files.append("cells")
            return of_cells(engine, file)

        monkeypatch.setattr(Engine, "read", read)
        monkeypatch.setattr(Engine, "cells", cells)


LEVEL = load_set("icmi-3")


def test_another_definition_reads_cells_and_no_row(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_engine() as engine:
        gates = check_store(build_context(store, engine))
        compute_indicators(store, [LEVEL], engine=engine, gates=gates, cubes=CubeStore.of(store, making=True))
        reading = Reading(monkeypatch)
        others = [load_set(f"icmi-{number}") for number in (1, 2, 4, 5)]
        found = compute_indicators(
            store, others, by=["queue"], interval="week", engine=engine, gates=gates, cubes=CubeStore.of(store)
        )
        assert set(reading.files) == {"cells"}
        assert found == compute_indicators(store, others, by=["queue"], interval="week", engine=engine, gates=gates)
        assert len(found) > 1000


def made(store: Store, definition: Any = LEVEL) -> CubeStore:
    """Cubes that were made by a first computation, opened anew."""
    compute_indicators(store, [definition], interval="month", cubes=CubeStore.of(store, making=True))
    return CubeStore.of(store)


def served(cubes: CubeStore, definition: Any = LEVEL) -> bool:
    """Whether the cubes answer a definition."""
    one = definition.indicators[0]
    return cubes.cells(MEASURES[one.measure].clock(one), [one], monthly=True) is not None  # type: ignore[attr-defined]


def test_a_cube_serves_until_anything_it_rests_on_changes(store: Store) -> None:
    assert served(made(store))
    path = store.files("contact")[3]
    about = path.stat()
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns + 1))
    assert not served(CubeStore.of(store))
    assert served(made(store))
    fewer = replace(store, listed={**store.listed, "contact": dict([*store.listed["contact"].items()][1:])})
    assert not served(CubeStore.of(fewer))
    assert not served(CubeStore.of(replace(store, zone="Asia/Tokyo")))


def test_a_cube_that_was_touched_is_none(store: Store) -> None:
    made(store)
    (file,) = (store.folder / "cubes").glob("*/months.parquet")
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    assert not served(CubeStore.of(store))
    file.unlink()
    assert not served(CubeStore.of(store))
    record = next((store.folder / "cubes").glob("*.json"))
    record.write_text("{}", encoding="utf-8")
    assert not served(CubeStore.of(store))
    assert served(made(store))


def test_a_threshold_that_no_cube_knows_makes_it_wider(store: Store) -> None:
    odd = LEVEL.model_copy(
        update={"indicators": tuple(one.model_copy(update={"threshold_seconds": 17}) for one in LEVEL.indicators)}
    )
    assert not served(made(store), odd)
    found = compute_indicators(store, [odd], interval="month", cubes=CubeStore.of(store))
    wider = made(store, odd)
    assert served(wider, odd)
    assert served(wider)
    assert (
        compute_indicators(store, [odd], interval="month", cubes=wider)
        == found
        == compute_indicators(store, [odd], interval="month")
    )
    # The file that was replaced stays for whoever is reading it, and goes with the next.
    assert len([*(store.folder / "cubes").glob("*/days.parquet")]) == 2


def test_an_erasure_takes_the_cells_of_what_it_erases(store: Store) -> None:
    made(store)
    erase_before(store.folder, date(2026, 2, 1), today=date(2027, 1, 1))
    assert not (store.folder / "cubes").exists()


def test_a_small_store_is_left_without(store: Store) -> None:
    compute_indicators(store, [LEVEL], cubes=CubeStore.of(store))
    assert not (store.folder / "cubes").exists()


def test_a_folder_that_cannot_be_written_costs_the_cube_alone(store: Store) -> None:
    (store.folder / "cubes").write_text("a file in the way", encoding="utf-8")
    assert compute_indicators(store, [LEVEL], cubes=CubeStore.of(store, making=True)) == compute_indicators(
        store, [LEVEL]
    )


def test_rows_are_read_where_bounds_would_be_too_many(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(day_cube, "MOST_BOUNDS", 3)
    assert not served(made(store))
