"""What the front page of quality says of the bank's calls is what the engine counts on them, whenever they are here."""

import hashlib
from pathlib import Path

import duckdb
from support.scenes.contacts_sample import TODAY

from filiere.contacts.definitions import load_set
from filiere.contacts.importing.import_job import import_file
from filiere.contacts.importing.sources import find_source
from filiere.contacts.rule_effects import CountsFile, count_rule_effects, load_rule_effects, load_rules
from filiere.contacts.store import Store

LOG = ("contacts", "anonymous_bank_calls_1999_02.parquet")


def test_the_counts_belong_to_the_rules_and_to_the_definition() -> None:
    file, counts = load_rule_effects()
    assert list(counts.rules) == [rule.key for rule in file.rules]
    assert counts.definition == load_set(file.definition).sha256
    for one in counts.rules.values():
        if one.numerator is not None and one.denominator is not None:
            assert abs(100 * one.numerator / one.denominator - float(one.value)) < 1e-6
            assert one.numerator <= one.denominator == one.n <= counts.contacts


def test_the_engine_counts_the_same_again(shared_data: Path, tmp_path: Path) -> None:
    """Skipped, saying so, where the log is absent: it is not ours to give."""
    log, file = shared_data.joinpath(*LOG), load_rules()
    Store.create(tmp_path, zone="Asia/Jerusalem")
    import_file(tmp_path, log, find_source(file.mapping), today=TODAY)
    sha256 = hashlib.sha256(log.read_bytes()).hexdigest()
    counted = CountsFile.model_validate(count_rule_effects(Store.open(tmp_path), file, sha256=sha256))
    assert counted == load_rule_effects()[1]


def test_three_rules_by_queries_that_know_nothing_of_the_engine(shared_data: Path) -> None:
    """From the raw file: the common definition, its answered calls alone, and the wait from the line."""
    log = shared_data.joinpath(*LOG)
    second = "epoch(try_strptime({0}, '%H:%M:%S') - TIMESTAMP '1900-01-01')"
    line, queue, answer = (second.format(name) for name in ("vru_entry", "q_start", "ser_start"))
    (rows,) = duckdb.sql(
        f"""WITH rows AS (
            SELECT outcome = 'AGENT' AS answered, q_start <> '0:00:00' AS queued,
                CASE WHEN outcome <> 'AGENT' OR ser_start = '0:00:00' THEN NULL
                    WHEN q_start = '0:00:00' THEN 0 ELSE {answer} - {queue} END AS waited,
                CASE WHEN outcome = 'AGENT' AND ser_start <> '0:00:00'
                    THEN ({answer} - {line} + 86400) % 86400 END AS line_waited
            FROM '{log}' WHERE type = 'PS')
        SELECT count(*), count(*) FILTER (answered AND waited BETWEEN 0 AND 20),
            count(*) FILTER ((answered OR queued) AND coalesce(waited, 0) >= 0),
            count(*) FILTER (answered AND coalesce(waited, 0) >= 0),
            count(*) FILTER (answered AND line_waited BETWEEN 0 AND 20) FROM rows"""  # noqa: S608
    ).fetchall()
    counts = load_rule_effects()[1]
    common, answered, line_rule = (counts.rules[key] for key in ("common", "answered-only", "from-the-line"))
    assert rows == (
        counts.contacts,
        common.numerator,
        common.denominator,
        answered.denominator,
        line_rule.numerator,
    )
