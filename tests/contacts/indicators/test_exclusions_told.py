"""What the command of indicators tells of those that no figure counts."""

import json
from pathlib import Path

import pytest
from support.scenes.contacts_sample import deliver, legs

from filiere.cli import app
from filiere.contacts.computation_context import Context
from filiere.contacts.data_quality_checks import check_store
from filiere.contacts.definitions import DefinitionSet, Indicator, load_set
from filiere.contacts.engines import Engine, open_engine
from filiere.contacts.exclusion_counts import EXCLUSION_LABELS, LeftOutUnits, count_left_out, plan_left_out_counts
from filiere.contacts.generation import generate_store
from filiere.contacts.indicators import build_context, compute_in_context
from filiere.contacts.sealed.pack_writer import load_sealed_set, make_pack
from filiere.contacts.store import Store

BACK = {"answered_at": "2026-03-02T09:00:01+01:00", "offered_at": ""}
"""An answer before the queue entry."""


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Forty calls, two of which were answered before they queued."""
    rows = [{"contact_id": f"c{rank}", **(BACK if rank < 2 else {})} for rank in range(40)]
    deliver(tmp_path, legs(*rows))
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], store: Path, *words: str) -> tuple[str, str]:
    """Both outputs of the command."""
    app(
        ["contacts", "indicators", str(store), "--definitions", "icmi-3", *words],
        exit_on_error=False,
        print_error=False,
        result_action="return_value",
    )
    found = capsys.readouterr()
    return found.out, found.err


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("fr", "· Exclus, au plus par indicateur : 2 (attente négative : une horloge s’est trompée)."),
        ("en", "· Excluded, at most, by any one indicator: 2 (negative wait: a clock was wrong)."),
    ],
    ids=["fr", "en"],
)
def test_a_line_below_the_table_sums_up(store: Path, capsys: pytest.CaptureFixture[str], lang: str, line: str) -> None:
    """It names the option that tells more, which gives a section; the contrary option takes it away."""
    last = said(capsys, store, "--lang", lang)[0].splitlines()[-1].replace("\u00a0", " ")
    assert last.startswith(line)
    assert "--exclusions" in last
    whole = said(capsys, store, "--lang", lang, "--exclusions")[0]
    assert {"fr": "Exclus\nRaison", "en": "Excluded\nReason"}[lang] in whole
    assert "icmi-3" in whole.splitlines()[-1]
    assert line[:12] not in said(capsys, store, "--lang", lang, "--no-exclusions")[0]


def test_where_nobody_is_left_out_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Rather than nothing."""
    deliver(tmp_path, legs({}))
    assert said(capsys, tmp_path, "--lang", "en")[0].splitlines()[-1] == "· Nothing is excluded."


def test_rows_keep_their_keys_and_the_counts_go_beside(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """JSON on the error output with the option, nothing without it; the rows are the same."""
    rows, nothing = said(capsys, store, "--format", "json")
    again, beside = said(capsys, store, "--format", "json", "--exclusions")
    assert (rows, nothing) == (again, "")
    assert {len(row) for row in json.loads(rows)} == {17}
    counts = json.loads(beside)["exclusions"]
    assert {(one["definition"], one["reason"], one["n"]) for one in counts} == {("icmi-3", "negative_wait", 2)}


def test_a_pack_holds_the_same_counts(store: Path, tmp_path: Path) -> None:
    """They are counted in one place."""
    opened = Store.open(store)
    manifest = make_pack(opened, [load_sealed_set("icmi-3")], tmp_path / "made.pack")
    with open_engine() as engine:
        found = list(count_left_out(build_context(opened, engine), [load_set("icmi-3")]))
    assert [(one.indicator, one.reason, one.n) for one in found] == [
        (one.indicator, one.reason, one.n) for one in manifest.exclusions
    ]
    assert {one.reason for one in found} <= set(EXCLUSION_LABELS)


def test_what_is_left_out_is_counted_by_one_reading_of_a_table(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many indicators leave out visits or contacts of it; each says what it would say alone."""
    sets = [load_set("icmi-3"), load_set("common-v1")]
    readings = []
    fetch = Engine.fetch
    with open_engine() as engine, engine.holding():
        context = build_context(Store.open(store), engine)
        monkeypatch.setattr(Engine, "fetch", lambda *some: readings.append(some[1]) or fetch(*some))
        found = list(count_left_out(context, sets))
        together = len(readings)
        alone = [one for each in sets for indicator in each.indicators for one in _alone(context, each, indicator)]
    assert found == alone
    assert {one.reason for one in found} >= {"negative_wait", "censored"}
    assert together < (len(readings) - together) / 2


def _alone(context: Context, definition: DefinitionSet, indicator: Indicator) -> list[LeftOutUnits]:
    return list(count_left_out(context, [definition.model_copy(update={"indicators": (indicator,)})]))


def test_readings_count_in_passing_what_is_left_out(tmp_path: Path) -> None:
    """What was foretold is counted by the checks and by the sums, and is what readings of its own would find."""
    store, sets = generate_store(tmp_path / "made-up", contacts=2_000, seed=7), [load_set("common-v1")]
    with open_engine() as engine, engine.holding():
        read = list(count_left_out(build_context(store, engine), sets))
        context = build_context(store, engine)
        plan_left_out_counts(context, sets)
        compute_in_context(context, sets, gates=check_store(context))
        passed = list(count_left_out(context, sets))
    assert passed == read
    assert {one.reason for one in read} >= {"censored", "unknown_customer", "young"}
    tables = {key[1] for key in context.kept if isinstance(key, tuple) and key[0] == "counted"}
    assert len(tables) == 2
