"""Files of arrivals and waits: what their mapping gives is what a count by hand gives, by both evaluations."""

from pathlib import Path

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from support.scenes.contacts_sample import TODAY
from support.strategies.drawn import drawn

from filiere.contacts.definitions import load_definitions
from filiere.contacts.importing.delivered_file import DeliveredFile
from filiere.contacts.importing.import_job import import_file
from filiere.contacts.importing.mapping import load_mapping
from filiere.contacts.importing.protocol import CanonicalBatch, SourceContext
from filiere.contacts.indicators import compute_indicators
from filiere.contacts.recount.import_preview import count_delivered_share
from filiere.contacts.recount.indicators import recount_definition
from filiere.contacts.recount.tables import StoredTables
from filiere.contacts.store import Store

MAPPING = """
id: arrivals
version: "1"
title: {fr: Arrivées, en: Arrivals}
table: contact_leg
zone: Europe/Paris
file: {separator: ";"}
fields:
  Date: {kind: time, format: "%d/%m/%Y %H:%M"}
  Attente: {kind: duration, unit: second}
  Durée: {kind: duration, unit: second}
  Répondu: text
  "#": line
columns:
  contact_id: "#"
  leg: {constant: 1}
  organisation: {constant: fictive}
  channel: {constant: phone}
  direction: {constant: inbound}
  arrived_at: Date
  queued_at: Date
  answered_at: {field: Date, plus: Attente, when: {Répondu: oui}}
  ended_at:
    first_of:
      - {field: Date, plus: [Attente, Durée], when: {Répondu: oui}}
      - {field: Date, plus: Attente, when: {Répondu: non}}
  outcome: {field: Répondu, words: {oui: answered, non: abandoned}}
"""
WRITINGS = (
    lambda tenths: f"{tenths // 10},{tenths % 10}",
    lambda tenths: f"{tenths // 10}.{tenths % 10}",
    lambda tenths: f"{tenths // 600}:{tenths // 10 % 60:02},{tenths % 10}",
    lambda tenths: f"0:{tenths // 600:02}:{tenths // 10 % 60:02}.{tenths % 10}",
)
CALLS = st.lists(
    st.tuples(st.integers(0, 59), st.none() | st.integers(0, 900), st.booleans(), st.sampled_from(WRITINGS)),
    min_size=30,
    max_size=60,
)


@settings(max_examples=drawn(6), deadline=None)
@given(calls=CALLS)
def test_the_service_level_of_a_file_is_that_of_a_count(calls: list, tmp_path_factory: object) -> None:
    """Whatever way waits are written, the figure, its recount and the preview are the count of the file; an unknown
    wait is in no threshold, and never 0."""
    folder: Path = tmp_path_factory.mktemp("arrivals")  # type: ignore[attr-defined]
    (folder / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    lines = ["Date;Attente;Durée;Répondu"]
    for minute, tenths, answered, written in calls:
        wait = "" if tenths is None else written(tenths)
        lines.append(f"03/02/2026 14:{minute:02};{wait};60;{'oui' if answered else 'non'}")
    file = folder / "calls.csv"
    file.write_text("\n".join([*lines, ""]), encoding="utf-8")
    in_time = sum(answered and tenths is not None and tenths <= 200 for _, tenths, answered, _ in calls)
    mapped = load_mapping(folder / "mapping.yaml")
    level = next(one for one in load_definitions().values() if one.id == "common-v1")
    indicator = level.indicator("service_level_20")

    read = mapped.read(DeliveredFile.at(file), SourceContext(organisation=None, zone="Europe/Paris", options={}))
    rows = [item.rows for item in read if isinstance(item, CanonicalBatch) and item.rows.num_rows]
    share = count_delivered_share(pa.concat_tables(rows), indicator)
    assert (share.numerator, share.denominator) == (in_time, len(calls))
    assert share.unknown == sum(answered and tenths is None for _, tenths, answered, _ in calls)
    assert share.at_once == 0

    store = Store.create(folder / "store", zone="Europe/Paris").folder
    import_file(store, file, mapped, today=TODAY)
    part = level.model_copy(update={"indicators": (indicator,)})
    (made,) = compute_indicators(Store.open(store), [part])
    (again,) = recount_definition(StoredTables(Store.open(store), folder), part)
    assert made.n == len(calls)
    assert [made.numerator, made.value] == [again.rows[0].numerator, again.rows[0].value]
    if made.status == "published":
        assert (made.numerator, made.denominator) == (in_time, len(calls))
