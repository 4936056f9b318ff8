"""What the open page of gaps says of the bank's calls: whole for every pair, counted again where the log is here."""

import hashlib
from fractions import Fraction
from pathlib import Path

from support.scenes.contacts_sample import TODAY

from filiere.contacts.comparison.edit_path import build_edit_path
from filiere.contacts.definitions import load_set
from filiere.contacts.importing.import_job import import_file
from filiere.contacts.importing.sources import find_source
from filiere.contacts.public_log_definition_gaps import GapsFile, count_gaps, list_gap_sides, load_gap_counts, read_gap
from filiere.contacts.rule_effects import load_rule_effects, load_rules
from filiere.contacts.store import Store

LOG = ("contacts", "anonymous_bank_calls_1999_02.parquet")
RECOUNTED = frozenset({("assumed", "common"), ("es-ley-10-2025", "genesys-default")})


def test_every_pair_has_its_steps_and_comes_to_where_the_other_begins() -> None:
    sides, counts = list_gap_sides(), load_gap_counts()
    for start in sides:
        assert read_gap(start, start).steps == ()
        for end in sides:
            gap = read_gap(start, end)
            assert gap.last == counts.starts[end].level, (start, end)
            assert gap.gap == (gap.last.value or Fraction(0)) - (gap.first.value or Fraction(0))
            changes = build_edit_path(sides[start].indicator, sides[end].indicator)
            assert [step.change.name for step in gap.steps] == [change.name for change in changes]


def test_the_counts_are_of_the_definitions_as_they_are_sealed_and_of_the_log_of_the_rules() -> None:
    counts, (file, effects) = load_gap_counts(), load_rule_effects()
    assert counts.definitions == {name: load_set(name).sha256 for name in file.published}
    assert counts.sha256 == effects.sha256
    for rule in file.rules:
        found, said = counts.starts[rule.key], effects.rules[rule.key]
        assert (found.value, found.numerator, found.denominator, found.n) == (
            said.value,
            said.numerator,
            said.denominator,
            said.n,
        )


def test_the_engine_counts_the_same_again(shared_data: Path, tmp_path: Path) -> None:
    """Skipped, saying so, where the log is absent; two ways, with every kind of step, stand for the others."""
    log = shared_data.joinpath(*LOG)
    Store.create(tmp_path, zone="Asia/Jerusalem")
    import_file(tmp_path, log, find_source(load_rules().mapping), today=TODAY)
    sha256 = hashlib.sha256(log.read_bytes()).hexdigest()
    counted = GapsFile.model_validate(count_gaps(Store.open(tmp_path), sha256=sha256, pairs=RECOUNTED))
    shipped = load_gap_counts()
    assert counted.sha256 == shipped.sha256
    for start, end in RECOUNTED:
        assert counted.starts[start] == shipped.starts[start]
        assert counted.steps[start][end] == shipped.steps[start][end]
