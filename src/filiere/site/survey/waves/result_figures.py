"""Results of a published wave as figures of the register: computed here, with what they rest on.

A figure is entered for each result that went out and that the questionnaire names a series of. It says its question
and the seal of its definition, the questionnaire and its version, the wave, how many answered, what non-response
weighs, its interval, and the seal of its method; it is computed from the number of replies, which is a figure of its
own. Of a made-up panel nothing enters. Totals by size are left to the page: in the register they would pass for the
sector.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from filiere.core import Text
from filiere.core.numbers import format_number, format_percent
from filiere.core.periods import Period
from filiere.site.survey.waves.models import Wave
from filiere.site.survey.waves.questionnaires import find_questionnaire
from filiere.survey.questionnaires import DIFFERENCE_LABELS, PublishedSeries, Questionnaire

SOURCE: Final = "filiere-surveys"
BASE: Final = "survey-base"
TERRITORY: Final = "FR"
_SEAL_LENGTH: Final = 16
SIZE_LABELS: Final[Mapping[str, Text]] = {
    "under-50": Text(fr="Moins de 50 salariés", en="Fewer than 50 employees"),
    "50-499": Text(fr="De 50 à 499 salariés", en="50 to 499 employees"),
    "500-plus": Text(fr="500 salariés ou plus", en="500 employees or more"),
}
"""The classes of size in words."""


@dataclass(frozen=True, slots=True)
class FigureNumbers:
    """A result in the unit of its figure, rounded as it is published."""

    value: float
    low: float | None
    high: float | None

    def as_fields(self) -> dict[str, float | None]:
        """The three fields of a figure."""
        return {"value": self.value, "low": self.low, "high": self.high}


def list_figures(wave: Wave, day: date) -> dict[str, dict[str, Any]]:
    """Return by id the fields of the figures of a wave, as they are typed, that of its replies first."""
    results = wave.results or {}
    told = list(_list_told(wave))
    if wave.fictitious or not told:
        return {}
    base = _name_base(wave)
    figures = {base: _describe_base(wave, results, day)}
    for line, series in told:
        figures[name_figure(wave, line, series)] = _describe_line(wave, line, series, base, day)
    return figures


def find_figure_ids(wave: Wave, key: str) -> tuple[str, ...]:
    """Return the ids under which a result of a wave stands in the register, if it went there."""
    if wave.fictitious:
        return ()
    return tuple(name_figure(wave, line, series) for line, series in _list_told(wave) if line["key"] == key)


def find_total(wave: Wave, indicator: str) -> dict[str, Any] | None:
    """Return the total of the whole sector that a wave gives of an indicator, None where it has none or keeps it."""
    questionnaire = find_questionnaire(wave)
    return next(
        (
            line
            for line in (wave.results or {}).get("outcomes", ())
            if line["statistic"] == "total" and not line["withheld"] and line["domain"] is None
            for series in _find_series(questionnaire, line)
            if series.indicator == indicator and not series.category
        ),
        None,
    )


def _list_told(wave: Wave) -> Iterator[tuple[dict[str, Any], PublishedSeries]]:
    questionnaire = find_questionnaire(wave)
    for line in (wave.results or {}).get("outcomes", ()):
        by_size = bool(read_domain(line["domain"])[1])
        if not line["withheld"] and not (by_size and line["statistic"] == "total"):
            for series in _find_series(questionnaire, line):
                yield line, series


def _find_series(questionnaire: Questionnaire, line: Mapping[str, Any]) -> Iterator[PublishedSeries]:
    """The series that a result continues: shares of an option, and totals. A mean is no rate, and has none."""
    for series in questionnaire[line["question"]].question.series:
        is_share = series.option is not None and series.option == line["option"]
        if is_share or (series.statistic == "total" and line["statistic"] == "total"):
            yield series


def _name_base(wave: Wave) -> str:
    return f"survey-{wave.questionnaire}-{wave.period}-replies"


def name_figure(wave: Wave, line: Mapping[str, Any], series: PublishedSeries) -> str:
    """Return the id of the figure of a result: survey, wave, what is told of whom."""
    segment, size = read_domain(line["domain"])
    parts = (
        f"survey-{wave.questionnaire}-{wave.period}",
        series.category or series.indicator,
        "" if segment == "whole" else segment,
        size,
    )
    return "-".join(part for part in parts if part)


def read_domain(domain: str | None) -> tuple[str, str]:
    """Return the segment of the register that a part of the centres is, and its class of size, empty for all."""
    name, _, value = (domain or "").partition("=")
    return (value.replace("_", "-") if name == "segment" else "whole"), (value if name == "size_class" else "")


def convert_numbers(line: Mapping[str, Any]) -> FigureNumbers:
    """Return a result as its figure tells it: a share in per cent to one decimal, between 0 and 100; a total whole."""

    def convert(number: float | None) -> float | None:
        if number is None:
            return None
        return round(min(max(number, 0.0), 1.0) * 100, 1) if line["option"] else round(max(number, 0.0))

    return FigureNumbers(convert(line["value"]) or 0, convert(line["low"]), convert(line["high"]))


def _describe_base(wave: Wave, results: Mapping[str, Any], day: date) -> dict[str, Any]:
    title = find_questionnaire(wave).title
    return {
        "indicator": BASE,
        "category": wave.questionnaire,
        "value": results["replies"],
        "unit": "centre",
        "segment": "whole",
        **_describe_wave(wave, day),
        "mark": "S",
        "method": {
            "fr": f"{title.fr} : centres qui ont répondu, sur {format_number(results['drawn'], 'fr')} tirés.",
            "en": f"{title.en}: centres that replied, of {format_number(results['drawn'], 'en')} drawn.",
        },
    }


def _describe_line(
    wave: Wave, line: Mapping[str, Any], series: PublishedSeries, base: str, day: date
) -> dict[str, Any]:
    segment, size = read_domain(line["domain"])
    is_count = line["statistic"] == "total"
    fields: dict[str, Any] = {
        "indicator": series.indicator,
        **({"category": series.category} if series.category else {}),
        **convert_numbers(line).as_fields(),
        "unit": "person" if is_count else "percent",
        "segment": segment,
        **({"measure": series.measure, "staff": "all", "market": "place-of-work"} if is_count else {}),
        **_describe_wave(wave, day),
        "mark": "C",
        "locator": _locate_line(wave, line).model_dump(),
        "method": describe_method(wave, line).model_dump(),
        "derived": {"from": [base], "formula": _FORMULA_TOTAL if is_count else _FORMULA_SHARE},
    }
    if size:
        fields["threshold"] = SIZE_LABELS[size].model_dump()
    if line["broken"] and wave.previous is not None:
        fields["note"] = explain_break(line, wave.previous.period).model_dump()
    return fields


_FORMULA_SHARE: Final = {
    "fr": "Part, en pour cent, des poids finals de ceux qui ont répondu à la question",
    "en": "Share, in per cent, of the final weights of those who answered the question",
}
_FORMULA_TOTAL: Final = {
    "fr": "Somme des réponses, chacune multipliée par son poids final",
    "en": "Sum of the answers, each multiplied by its final weight",
}


def _describe_wave(wave: Wave, day: date) -> dict[str, Any]:
    return {
        "period": wave.period,
        "published": day.isoformat(),
        "territory": TERRITORY,
        "source": SOURCE,
        "nature": "observed",
    }


def _locate_line(wave: Wave, line: Mapping[str, Any]) -> Text:
    text = find_questionnaire(wave)[line["question"]].question.text
    fr, en = _name_period(wave.period)
    return Text(fr=f"Vague {fr}, question « {text.fr} ».", en=f"{en} wave, question “{text.en}”.")


def describe_method(wave: Wave, line: Mapping[str, Any]) -> Text:
    """Everything that it takes to make a result again, in one paragraph."""
    results, title = wave.results or {}, find_questionnaire(wave).title
    identifier = f"{wave.questionnaire}@{wave.version}"
    definition, method = line["definition"][:_SEAL_LENGTH], results["method"][:_SEAL_LENGTH]
    if line.get("typed"):
        return Text(
            fr=(
                f"{title.fr}, questionnaire {identifier}, vague {wave.period} : nombre corrigé à la main, qui n’a pas "
                f"été calculé ici ; il n’a pas d’intervalle. Définition {definition}."
            ),
            en=(
                f"{title.en}, questionnaire {identifier}, {wave.period} wave: number corrected by hand, which was not "
                f"computed here; it has no interval. Definition {definition}."
            ),
        )

    def write(lang: Any) -> dict[str, str]:
        share = line["response_share"]
        return {
            "n": format_number(line["n"], lang),
            "replies": format_number(results["replies"], lang),
            "drawn": format_number(results["drawn"], lang),
            "low": format_number(results["g_min"], lang, 2),
            "high": format_number(results["g_max"], lang, 2),
            "share": format_percent(None if share is None else share * 100, lang, 0),
        }

    fr, en = write("fr"), write("en")
    period_fr, period_en = _name_period(wave.period)
    return Text(
        fr=(
            f"{title.fr}, questionnaire {identifier}, vague {period_fr} : n = {fr['n']} ; {fr['replies']} réponses "
            f"sur {fr['drawn']} centres tirés ; poids corrigés de la non-réponse par strate, puis calés sur la strate "
            f"et l’effectif (rapports de {fr['low']} à {fr['high']}) ; la non-réponse fait {fr['share']} de la "
            f"variance ; intervalle à 95 %. Définition {definition}, méthode {method}."
        ),
        en=(
            f"{title.en}, questionnaire {identifier}, {period_en} wave: n = {en['n']}; {en['replies']} replies of "
            f"{en['drawn']} centres drawn; weights corrected for non-response by stratum, then calibrated on stratum "
            f"and headcount (ratios from {en['low']} to {en['high']}); non-response makes {en['share']} of the "
            f"variance; 95% interval. Definition {definition}, method {method}."
        ),
    )


def explain_break(line: Mapping[str, Any], previous: str) -> Text:
    """Return why a result may not stand in one series with that of the wave before."""
    changed = [DIFFERENCE_LABELS.get(name, Text.same(name)) for name in line["broken"]]
    (fr, en), names_fr, names_en = _name_period(previous), [one.fr for one in changed], [one.en for one in changed]
    return Text(
        fr=f"Série rompue : la question a changé depuis la vague {fr} ({', '.join(names_fr)}).",
        en=f"Series broken: the question changed since the {en} wave ({', '.join(names_en)}).",
    )


def _name_period(period: str) -> tuple[str, str]:
    """A period as it follows “vague” in French (d’avril 2026) and precedes “wave” in English."""
    found = Period.parse(period)
    month = found.label("fr")
    return f"d’{month}" if month[0] in "ao" else f"de {month}", found.label("en")
