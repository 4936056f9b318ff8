"""The barometer as files: the waves of 2011–2012 as the register holds them, and the waves published since."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from filiere.core import Text
from filiere.figures import Figure, Register
from filiere.publication import Column, Table
from filiere.site.kit.bilingual_text import bilingual
from filiere.site.kit.exported_tables import TableRequest, UnknownTable, register_export
from filiere.site.observatory.figure_register import register_of
from filiere.site.observatory.tables.figure_columns import LICENCE, SOURCE
from filiere.site.survey.results.published_results import (
    KEPT_BACK,
    PUBLISHED,
    PublishedResult,
    find_published_wave,
    list_published_waves,
    list_results,
)
from filiere.site.survey.results.published_waves import (
    PublishedBarometer,
    PublishedLine,
    read_percentage,
    read_published_waves,
)
from filiere.site.survey.waves.models import Wave
from filiere.site.survey.waves.questionnaires import name_wave
from filiere.survey.changes import VERDICT_LABELS, find_percentage_interval

FORMER, WAVES = "barometer-2011-2012", "survey-results"
FORMER_TITLE = bilingual("Le baromètre de 2011–2012", "The barometer of 2011–2012")
WAVES_TITLE = bilingual("Résultats des vagues d’enquête parues", "Results of the published survey waves")
_INTERVAL = bilingual("Intervalle de confiance à 95 %.", "95% confidence interval.")
_TEST = (
    Column("change", bilingual("Écart", "Change"), "decimal", digits=2),
    Column("change_low", bilingual("Écart, au moins", "Change, at least"), "decimal", definition=_INTERVAL),
    Column("change_high", bilingual("Écart, au plus", "Change, at most"), "decimal", definition=_INTERVAL),
    Column(
        "p_value",
        bilingual("Probabilité d’un tel écart par hasard", "Probability of such a change by chance"),
        "decimal",
        definition=bilingual("Test bilatéral de l’absence d’écart.", "Two-sided test of no change."),
    ),
    Column("verdict", bilingual("Conclusion à 95 %", "Conclusion at 95%")),
)
_FORMER_COLUMNS = (
    Column("period", bilingual("Période", "Period")),
    Column("question", bilingual("Question, par sa clé", "Question, by its key")),
    Column("segment", bilingual("Périmètre", "Scope")),
    Column("label", bilingual("Intitulé", "Label")),
    Column("value", bilingual("Part", "Share"), "percent", digits=0),
    Column("n", bilingual("Réponses", "Replies"), "integer"),
    Column("low", bilingual("Borne basse", "Low"), "percent", definition=_INTERVAL, digits=1),
    Column("high", bilingual("Borne haute", "High"), "percent", definition=_INTERVAL, digits=1),
    *_TEST,
    Column("figure", bilingual("Chiffre du registre", "Figure of the register")),
    Column("source", bilingual("Source", "Source")),
)
_WAVE_COLUMNS = (
    Column("survey", bilingual("Enquête", "Survey")),
    Column("period", bilingual("Période", "Period")),
    Column("version", bilingual("Version du questionnaire", "Version of the questionnaire"), "integer"),
    Column("key", bilingual("Résultat, par sa clé", "Result, by its key")),
    Column("label", bilingual("Intitulé", "Label")),
    Column("domain", bilingual("Partie des centres", "Part of the centres")),
    Column("statistic", bilingual("Mesure", "Measure")),
    Column("value", bilingual("Résultat", "Result"), "decimal", digits=1),
    Column("low", bilingual("Borne basse", "Low"), "decimal", definition=_INTERVAL, digits=1),
    Column("high", bilingual("Borne haute", "High"), "decimal", definition=_INTERVAL, digits=1),
    Column("n", bilingual("Réponses", "Replies"), "integer"),
    Column(
        "response_share",
        bilingual("Part de la variance due à la non-réponse", "Share of the variance due to non-response"),
        "percent",
        digits=0,
    ),
    *_TEST,
    Column("state", bilingual("Publié ou tu", "Published or kept back")),
    Column("awaited", bilingual("Correction attendue", "Correction awaited")),
    Column(
        "few_carry_variance",
        bilingual("Variance portée par peu de centres", "Variance carried by few centres"),
        definition=bilingual(
            "Dix centres ou moins en font la moitié : l’intervalle couvre moins qu’il ne le dit.",
            "Ten centres or fewer make half of it: the interval covers less than it says.",
        ),
    ),
    Column("corrected_from", bilingual("Avant correction", "Before correction"), "decimal", digits=1),
    Column("made_up", bilingual("Vague fictive", "Fictitious wave")),
)
STATISTIC_LABELS = {
    "share": bilingual("part, en %", "share, in %"),
    "mean": bilingual("moyenne par centre", "mean a centre"),
    "total": bilingual("total", "total"),
}
_WAVE_SOURCE = bilingual(
    "Filière, enquêtes auprès des centres de relation client ; méthode : la note de la vague",
    "Filière, surveys of customer contact centres; method: the note of the wave",
)
_WAVE_LICENCE = bilingual("Licence ouverte 2.0", "Open licence 2.0")


@register_export(
    FORMER,
    FORMER_TITLE,
    about=bilingual(
        "Chaque part, son intervalle et ce que prouve l’écart", "Each share, its interval, what a change proves"
    ),
)
def build_former_table(asked: TableRequest) -> Table:
    """One row a question, part of the centres and wave; the test stands on the last wave that it compares."""
    register = register_of(asked)
    barometer = read_published_waves(register)
    rows = tuple(
        _write_former(register, barometer, line, line.figures[period])
        for line in barometer.lines
        for period in barometer.periods
        if period in line.figures
    )
    note = bilingual(
        "Intervalles et tests supposent un tirage aléatoire simple : ni poids ni taux de réponse ne sont publiés.",
        "Intervals and tests assume simple random sampling: neither weights nor response rates are published.",
    )
    return Table(FORMER, FORMER_TITLE, _FORMER_COLUMNS, rows, SOURCE, notes=(note,), licence=LICENCE)


def _write_former(
    register: Register, barometer: PublishedBarometer, line: PublishedLine, figure: Figure
) -> dict[str, Any]:
    period = str(figure.period)
    row: dict[str, Any] = {
        "period": period,
        "question": line.category,
        "segment": line.segment,
        "label": line.label,
        "value": figure.value,
        "figure": figure.id,
        "source": register.name("source", figure.source),
    }
    if line.segment == "whole" and period in barometer.bases and figure.nature == "observed":
        found = find_percentage_interval(read_percentage(figure, barometer.bases))
        row |= {"n": barometer.bases[period], "low": _round(found.low), "high": _round(found.high)}
    observed = [one for one in sorted(line.figures) if line.figures[one].nature == "observed"]
    if line.change is not None and period == observed[-1]:
        tested = line.change.change
        row |= {
            "change": _round(tested.difference),
            "change_low": _round(tested.low),
            "change_high": _round(tested.high),
            "p_value": _round(tested.p_value, 4),
            "verdict": VERDICT_LABELS[tested.verdict],
        }
    return row


def _round(value: float, digits: int = 2) -> Decimal:
    return round(Decimal(str(value)), digits)


@register_export(
    WAVES,
    WAVES_TITLE,
    about=bilingual(
        "Estimation, intervalle, réponses, test ; ce qui est tu", "Estimate, interval, replies, test; what is kept back"
    ),
    live=True,
)
def build_results_table(asked: TableRequest) -> Table:
    """One row a result: of all published waves, or of that of ``?wave=``."""
    key = asked.params.get("wave", "")
    found = find_published_wave(key) if key else None
    if key and found is None:
        raise UnknownTable(WAVES)
    waves = [found] if found is not None else list(list_published_waves())
    return Table(
        WAVES,
        WAVES_TITLE,
        _WAVE_COLUMNS,
        tuple(_write_result(wave, one) for wave in waves for one in list_results(wave)),
        _WAVE_SOURCE,
        notes=tuple(_tell_response(wave) for wave in waves),
        licence=_WAVE_LICENCE,
        fictitious=any(wave.fictitious for wave in waves),
    )


def _tell_response(wave: Wave) -> Text:
    name, results = name_wave(wave), wave.results or {}
    return Text(
        fr=f"{name.fr} : {results['replies']} réponses sur {results['drawn']} centres tirés.",
        en=f"{name.en}: {results['replies']} replies of {results['drawn']} centres drawn.",
    )


def _write_result(wave: Wave, result: PublishedResult) -> dict[str, Any]:
    row: dict[str, Any] = {
        "survey": wave.questionnaire,
        "period": wave.period,
        "version": wave.version,
        "key": result.key,
        "label": result.label,
        "domain": result.domain,
        "statistic": STATISTIC_LABELS[result.statistic],
        "state": KEPT_BACK if result.withheld else PUBLISHED,
        "made_up": wave.fictitious,
        **{name: getattr(result, name) for name in ("value", "low", "high", "n", "response_share", "corrected_from")},
        "awaited": result.awaited,
        "few_carry_variance": result.few_carry_variance,
    }
    if (change := result.change) is not None:
        row |= {
            "change": change.difference,
            "change_low": change.low,
            "change_high": change.high,
            "p_value": change.p_value,
            "verdict": VERDICT_LABELS[change.verdict],
        }
    return row
