"""``filiere staffing``: how many agents calls take, what a team gives, and how patient callers are.

The command ends with status 0 when there is an answer, 1 when what was given has none (a load beyond the agents, a
faulty file), and 2 when the command itself is wrong.
"""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from filiere.cli import fault_sentences
from filiere.cli import staffing_output as output
from filiere.cli.contacts_output import ContactsFormatOption
from filiere.cli.option_types import Duration, DurationOption, IntegerOption, Interval, IntervalOption, PercentOption
from filiere.cli.options import LangOption, handle_faults
from filiere.cli.staffing_forecast_file import read_forecast
from filiere.core.faults import Fault
from filiere.core.text import Lang, Text
from filiere.staffing import (
    InvalidNumber,
    ServiceLevelReading,
    StaffingTarget,
    WaitCounts,
    Workload,
    build_plan,
    erlang_a,
    erlang_c,
    find_least_agents,
    kaplan_meier,
)

app = App(name="staffing", help="Le nombre de conseillers qu’il faut. · How many agents it takes.")

WRONG_USE_STATUS = 2
Channel = Literal["phone", "email", "chat", "mail", "social"]

Calls = Annotated[float, Parameter(help="Appels attendus dans l’intervalle. · Calls expected in the interval.")]
IntervalLength = Annotated[
    IntervalOption, Parameter(help="Durée de l’intervalle, 30min. · Length of the interval, 30min.")
]
Handling = Annotated[
    DurationOption, Parameter(help="Durée moyenne de traitement, 180 (s). · Mean handling time, 180 (s).")
]
Agents = Annotated[IntegerOption, Parameter(help="Conseillers au travail. · Agents on duty.")]
Threshold = Annotated[DurationOption, Parameter(help="Seuil du niveau de service. · Threshold of the service level.")]
PatienceOf = Annotated[DurationOption, Parameter(help="Patience moyenne des appelants. · Mean patience of callers.")]
HALF_HOUR, TWENTY = Interval(1800), Duration(20)


@contextlib.contextmanager
def _handle_number_faults(lang: Lang | None) -> Iterator[None]:
    """As :func:`handle_faults`; numbers typed that no model can take are a wrong use of the command."""
    with handle_faults(lang):
        try:
            yield
        except InvalidNumber as wrong:
            print(fault_sentences(wrong), file=sys.stderr)
            sys.exit(WRONG_USE_STATUS)


@app.command(name="erlang-c")
def erlang_c_(
    *,
    calls: Calls,
    handling: Handling,
    agents: Agents,
    interval: IntervalLength = HALF_HOUR,
    threshold: Threshold = TWENTY,
    format: ContactsFormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Dire ce que donne une équipe si personne ne part (Erlang C). · Compute what a team achieves if no one leaves."""
    with _handle_number_faults(lang):
        work = Workload(calls=calls, interval=interval, handling=handling)
        output.print_measures(erlang_c(work, agents, threshold), format)


@app.command(name="erlang-a")
def erlang_a_(
    *,
    calls: Calls,
    handling: Handling,
    agents: Agents,
    patience: PatienceOf,
    interval: IntervalLength = HALF_HOUR,
    threshold: Threshold = TWENTY,
    format: ContactsFormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Dire ce que donne une équipe dont les appelants s’impatientent (Erlang A). · The same, with impatient callers."""
    with _handle_number_faults(lang):
        work = Workload(calls=calls, interval=interval, handling=handling)
        output.print_measures(erlang_a(work, agents, threshold, patience), format)


@app.command(name="staff")
def staff_(
    *,
    calls: float | None = None,
    forecast: Path | None = None,
    handling: DurationOption | None = None,
    interval: IntervalLength = HALF_HOUR,
    service_level: PercentOption | None = None,
    threshold: Threshold = TWENTY,
    reading: ServiceLevelReading = "offered",
    mean_wait: DurationOption | None = None,
    occupancy: PercentOption | None = None,
    abandonment: PercentOption | None = None,
    patience: DurationOption | None = None,
    shrinkage: PercentOption | None = None,
    pool: Annotated[bool, Parameter(negative=())] = False,
    format: ContactsFormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Dire combien de conseillers il faut, pour un intervalle ou une prévision. · Say how many agents are needed.

    Parameters
    ----------
    calls
        Appels attendus dans l’intervalle. · Calls expected in the interval.
    forecast
        Prévision en CSV : starts_at, seconds, volume, et au besoin queue et handling. · Forecast as CSV.
    handling
        Durée moyenne de traitement. · Mean handling time.
    service_level
        Niveau de service voulu, 80 (%), au moins. · Service level wanted, 80 (%), at least.
    reading
        Ce que devient qui part : offered, answered, virtual, ignored, positive. · How those who leave count.
    mean_wait
        Attente moyenne de tous, au plus. · Mean wait of all, at most.
    occupancy
        Taux d’occupation, 85 (%), au plus. · Occupancy, 85 (%), at most.
    abandonment
        Taux d’abandon, 5 (%), au plus ; demande une patience. · Abandonment, 5 (%), at most; needs a patience.
    patience
        Patience moyenne : Erlang A ; sans elle, Erlang C. · Mean patience: Erlang A; without it, Erlang C.
    shrinkage
        Part du temps payé hors appels, 30 (%). · Share of paid time away from calls, 30 (%).
    pool
        Une seule équipe pour toutes les files de la prévision. · One team for all queues of the forecast.
    """
    with _handle_number_faults(lang):
        if (calls is None) == (forecast is None):
            raise InvalidNumber([_CALLS_OR_FORECAST])
        target = StaffingTarget(
            service_level=service_level,
            threshold=threshold,
            reading=reading,
            mean_wait=mean_wait,
            occupancy=occupancy,
            abandonment=abandonment,
        )
        off_calls = shrinkage or 0.0
        if forecast is not None:
            intervals = read_forecast(forecast, handling, pooled=pool)
            output.print_plan(
                build_plan(intervals, target, patience=patience, shrinkage=off_calls, pooled=pool), format
            )
        elif calls is not None:
            if handling is None:
                raise InvalidNumber([_MISSING_HANDLING])
            work = Workload(calls=calls, interval=interval, handling=handling)
            output.print_requirement(find_least_agents(work, target, patience=patience), off_calls, format)


@app.command
def patience(
    store: Path,
    /,
    *,
    organisation: str | None = None,
    queue: str | None = None,
    channel: Channel = "phone",
    format: ContactsFormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Estimer la patience des appelants d’un entrepôt de contacts. · Estimate the patience of a store’s callers.

    Parameters
    ----------
    store
        Dossier de l’entrepôt. · Folder of the store.
    organisation
        Une organisation, toutes par défaut. · One organisation, all by default.
    queue
        Une file, toutes par défaut. · One queue, all by default.
    channel
        Canal. · Channel.
    """
    with _handle_number_faults(lang):
        from filiere.contacts import Store, count_queue_waits, open_engine

        with open_engine() as engine:
            found = count_queue_waits(
                engine, Store.open(store), channel=channel, organisation=organisation, queue=queue
            )
        waits = [WaitCounts(milliseconds / 1000, left, stayed) for milliseconds, left, stayed in found.waits]
        output.print_patience(kaplan_meier(waits), format)
        if format == "table":
            output.print_set_aside(at_once=found.at_once, unknown=found.unknown, negative=found.negative)


_CALLS_OR_FORECAST = Fault(
    code="staffing-calls-or-forecast",
    message=Text(
        fr="Il faut un nombre d’appels ou une prévision, et l’un des deux seulement.",
        en="Give either a number of calls or a forecast, not both.",
    ),
    remedy=Text(fr="Donnez --calls, ou --forecast.", en="Give --calls, or --forecast."),
)
_MISSING_HANDLING = Fault(
    code="staffing-no-handling",
    message=Text(fr="La durée de traitement n’est pas donnée.", en="The handling time is missing."),
    remedy=Text(fr="Ajoutez --handling 180 (secondes).", en="Add --handling 180 (seconds)."),
    key="handling",
)
