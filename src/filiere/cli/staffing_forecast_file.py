"""Reading a forecast for ``filiere staffing staff``: the canonical CSV of forecasts, and what each call takes.

All faults of the file are told at once. The columns are those of the ``forecast`` table of contacts; ``handling`` may
be added, in seconds, where queues differ.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from filiere.cli.csv_reader import CsvText
from filiere.core.faults import Fault, Faults
from filiere.core.text import Text
from filiere.staffing import ForecastInterval, InvalidNumber, Workload

REQUIRED_COLUMNS = ("starts_at", "seconds", "volume")


def read_forecast(path: Path, handling: float | None, *, pooled: bool) -> tuple[ForecastInterval, ...]:
    """Return the intervals of a CSV file (UTF-8, comma or semicolon) in its order.

    ``handling`` in seconds is that of rows without their own. A queue is the words of ``organisation``, ``site``,
    ``queue`` and ``channel`` that the file has; where queues are to be ``pooled``, those that start together must last
    as long. Raises :class:`Faults` with all that is wrong.
    """
    file = CsvText(path, _read_text(path))
    if missing := [name for name in REQUIRED_COLUMNS if name not in file.header]:
        listed = ", ".join(missing)
        raise _file_faults(
            path,
            1,
            "forecast-missing-column",
            Text(fr=f"Colonnes absentes : {listed}.", en=f"Columns missing: {listed}."),
            Text(
                fr="La première ligne nomme au moins starts_at, seconds et volume.",
                en="The first line must name at least starts_at, seconds and volume.",
            ),
        )
    rows: list[tuple[int, ForecastInterval]] = []
    faults: list[Fault] = []
    for line, row in file.rows():
        try:
            rows.append((line, _read_row(path, line, row, handling)))
        except Faults as found:
            faults += [one.at(file=str(path), line=line) for one in found.faults]
    faults += _clash_faults(path, rows, pooled)
    if faults:
        raise Faults(faults)
    return tuple(one for _, one in rows)


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise _file_faults(
            path,
            None,
            "forecast-unreadable",
            Text(fr="Ce fichier ne se lit pas en UTF-8.", en="This file cannot be read as UTF-8."),
            Text(fr="Donnez un fichier CSV en UTF-8.", en="Give a CSV file in UTF-8."),
        ) from None


def _read_row(path: Path, line: int, row: Mapping[str, str | None], handling: float | None) -> ForecastInterval:
    # What cannot be read is told by itself, and stands here for a number that is no fault.
    numbers = {"seconds": 1.0, "volume": 0.0, "handling": 1.0 if handling is None else handling}
    faults = []
    for name in numbers:
        words = (row.get(name) or "").strip()
        if words:
            try:
                numbers[name] = float(words)
            except ValueError:
                faults.append(_number_fault(path, line, name, words))
        elif name != "handling":
            faults.append(_number_fault(path, line, name, words))
        elif handling is None:
            faults.append(_missing_handling_fault(path, line))
    try:
        work = Workload(calls=numbers["volume"], interval=numbers["seconds"], handling=numbers["handling"])
    except InvalidNumber as found:
        raise Faults([*faults, *found.faults]) from None
    if faults:
        raise Faults(faults)
    queue = " · ".join(row[name] or "–" for name in ("organisation", "site", "queue", "channel") if name in row)
    return ForecastInterval(starts=(row["starts_at"] or "").strip(), queue=queue, work=work)


def _clash_faults(path: Path, rows: list[tuple[int, ForecastInterval]], pooled: bool) -> Iterator[Fault]:
    """Give one fault a row that cannot stand beside one above it."""
    seen: set[tuple[str, str]] = set()
    lengths: dict[str, float] = {}
    for line, row in rows:
        if (row.starts, row.queue) in seen:
            yield Fault(
                code="forecast-repeated",
                message=Text(
                    fr=f"L’intervalle {row.starts} de « {row.queue} » est donné deux fois.",
                    en=f"The interval {row.starts} of “{row.queue}” is given twice.",
                ),
                remedy=Text(
                    fr="Gardez une prévision par file et intervalle, la dernière faite.",
                    en="Keep one forecast per queue and interval, the latest.",
                ),
                file=str(path),
                line=line,
            )
        if pooled and lengths.setdefault(row.starts, row.work.interval) != row.work.interval:
            yield Fault(
                code="forecast-lengths-differ",
                message=Text(
                    fr=f"À {row.starts}, des files à réunir ont des intervalles de durées différentes.",
                    en=f"At {row.starts}, queues to pool have intervals of different lengths.",
                ),
                remedy=Text(
                    fr="Donnez les mêmes intervalles à toutes les files, ou retirez --pool.",
                    en="Give all queues the same intervals, or remove --pool.",
                ),
                file=str(path),
                line=line,
                key="seconds",
            )
        seen.add((row.starts, row.queue))


def _number_fault(path: Path, line: int, name: str, words: str) -> Fault:
    return Fault(
        code="forecast-not-a-number",
        message=Text(
            fr=f"Colonne {name} : « {words} » n’est pas un nombre.", en=f"Column {name}: “{words}” is not a number."
        ),
        remedy=Text(fr="Écrivez un nombre, avec un point décimal.", en="Write a number, with a decimal point."),
        file=str(path),
        line=line,
        key=name,
    )


def _missing_handling_fault(path: Path, line: int) -> Fault:
    return Fault(
        code="forecast-no-handling",
        message=Text(
            fr="La durée de traitement de cet intervalle n’est donnée nulle part.",
            en="This interval has no handling time.",
        ),
        remedy=Text(
            fr="Ajoutez une colonne handling, en secondes, ou l’option --handling.",
            en="Add a handling column, in seconds, or the --handling option.",
        ),
        file=str(path),
        line=line,
        key="handling",
    )


def _file_faults(path: Path, line: int | None, code: str, message: Text, remedy: Text) -> Faults:
    return Faults([Fault(code=code, message=message, remedy=remedy, file=str(path), line=line)])
