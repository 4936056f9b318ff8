"""What the files of a centre tell nothing of, month by month: a rate over it would be 0 without anybody having said so.

The engine withholds the rate of an organisation of which nothing ever showed a record (reason ``not_recorded``); here
the same is asked of the months that a row touches, file by file. A mapping declares what its files can tell: transfers
where it fills that column, blocked contacts where an outcome can be that. A canonical file can tell blocked contacts,
and tells transfers where its column is filled; files of another system tell what any row of that system showed; cases
tell of complaints from the month of the first to that of the last; what is written and waits is told of by a month
that has a written contact or a case. As for waits, a row is withheld where more than half of its contacts are untold:
by the checks of the engine, for figures, for benchmarks and for sealed packs, which say what their files do not tell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from filiere.contacts import MonthRecords, RecordsByMonth, Store, open_database, parquet_sql
from filiere.contacts.importing.mapping.records import ColumnRule
from filiere.core import Text
from filiere.site.quality.mapping_preview import parse_mapping
from filiere.site.quality.models import Centre, Delivery
from filiere.site.quality.source_detection import CANONICAL

NOT_RECORDED = "not_recorded"
_TRANSFERS, _BLOCKED, _BACKLOG = "transfer_rate", "blocked_rate", "backlog"
_COMPLAINTS = frozenset({"complaint_rate", "complaints_per_thousand"})

_CASES_TO_ADD = Text(
    fr="déposez un fichier de demandes et réclamations qui couvre ces mois",
    en="deliver a file of cases and complaints that covers these months",
)
ADDITIONS: Mapping[str, Text] = {
    _TRANSFERS: Text(
        fr="ajoutez à votre journal une colonne qui dit si l’appel a été transféré",
        en="add a column to your log that says whether the call was transferred",
    ),
    _BLOCKED: Text(
        fr="ajoutez à votre journal les appels refusés faute de ligne, avec cette issue",
        en="add to your log the calls refused because all lines were busy, with that outcome",
    ),
    **dict.fromkeys(_COMPLAINTS, _CASES_TO_ADD),
    _BACKLOG: Text(
        fr="déposez un journal des courriels, des courriers ou des messages, ou un fichier de demandes",
        en="deliver a log of e-mails, letters or messages, or a file of cases",
    ),
}
"""What a centre adds to its files so that a measure can be computed."""


@dataclass(frozen=True, slots=True)
class _FileCounts:
    """The inbound visits of a month that one file brought, the answered ones, those that show a record, and those
    that were written."""

    month: str
    delivery: str
    visits: int
    answered: int
    blocked: int
    transfer_told: int
    written: int


def find_untold_measures(centre: Centre, store: Store) -> RecordsByMonth:
    """By measure and month, the visits asked about, and those of which the files in a centre's store tell nothing."""
    counts = _count_visits(store)
    tellers = _list_tellers(centre)
    blocking = {tellers.get(one.delivery) for one in counts if one.blocked} | _list_declared(centre, _tells_blocked)
    transferring = {tellers.get(one.delivery) for one in counts if one.transfer_told}
    transferring |= _list_declared(centre, lambda columns: "transferred" in columns)
    cases = store.months("case")
    written = {*cases, *(one.month for one in counts if one.written)}
    months: dict[str, dict[str, MonthRecords]] = {}
    for one in counts:
        teller = tellers.get(one.delivery)
        _add(months, _BLOCKED, one.month, one.visits, told=teller == one.delivery or teller in blocking)
        _add(months, _TRANSFERS, one.month, one.answered, told=teller in transferring)
        _add(months, _BACKLOG, one.month, one.visits, told=one.month in written)
        for measure in _COMPLAINTS if cases else ():
            _add(months, measure, one.month, one.visits, told=cases[0] <= one.month <= cases[-1])
    return months


def _add(months: dict[str, dict[str, MonthRecords]], measure: str, month: str, count: int, *, told: bool) -> None:
    known = months.setdefault(measure, {}).get(month, MonthRecords(0, 0))
    months[measure][month] = MonthRecords(known.asked + count, known.untold + (0 if told else count))


def _count_visits(store: Store) -> tuple[_FileCounts, ...]:
    """Counts by month of the store, which are those of UTC, and by file."""
    # Months are names of folders of the store, and hold no quote.
    queries = [
        f"""
        SELECT '{month}', delivery, count(*), count(*) FILTER (outcome = 'answered'),
            count(*) FILTER (outcome = 'blocked'), count(transferred) FILTER (outcome = 'answered'),
            count(*) FILTER (channel <> 'phone')
        FROM {parquet_sql(store.files("contact_leg", month=month))} AS legs
        WHERE direction = 'inbound' GROUP BY delivery
        """  # noqa: S608
        for month in store.months("contact_leg")
    ]
    if not queries:
        return ()
    with TemporaryDirectory(prefix="filiere-untold-") as folder, open_database(Path(folder)) as connection:
        return tuple(_FileCounts(*row) for row in connection.execute(" UNION ALL ".join(queries)).fetchall())


def _list_tellers(centre: Centre) -> Mapping[str, str]:
    """By fingerprint of a file, what tells for it: its system, or the file itself where it is canonical."""
    read = Delivery.objects.for_store(centre).values_list("sha256", "source")
    return {sha256: sha256 if source == CANONICAL else source for sha256, source in read}


def _list_declared(centre: Centre, tells: Callable[[Mapping[str, ColumnRule]], bool]) -> set[str | None]:
    """What declares that it tells: sources whose mapping does by its columns."""
    read = Delivery.objects.for_store(centre).filter(mapping__isnull=False).values_list("source", "mapping__text")
    return {source for source, text in read.order_by().distinct() if tells(parse_mapping(text).mapping.columns)}


def _tells_blocked(columns: Mapping[str, ColumnRule]) -> bool:
    return "outcome" in columns and _may_give(columns["outcome"], "blocked")


def _may_give(rule: ColumnRule, word: str) -> bool:
    """Whether a rule may give a word: one of its own, or any where the file has the words."""
    if rule.first_of is not None:
        return any(_may_give(one, word) for one in rule.first_of)
    return rule.constant == word or (rule.constant is None and (rule.words is None or word in rule.words.values()))
