"""A benchmark in plain words, in both languages: what is compared, where the reader stands, and how sure that is."""

from collections.abc import Mapping

from filiere.contacts.benchmarking.bootstrap import LEAST_DAYS
from filiere.contacts.benchmarking.quartiles import QuartileBand
from filiere.contacts.benchmarking.records import COVERAGE_WARNING_LEVEL, Benchmark
from filiere.core.numbers import format_number, format_percent
from filiere.core.text import LANGUAGES, Lang, Text

BAND_LABELS: Mapping[QuartileBand, Text] = {
    "below_q1": Text(fr="sous le premier quartile", en="below the first quartile"),
    "q1_to_median": Text(fr="entre le premier quartile et la médiane", en="between the first quartile and the median"),
    "median_to_q3": Text(
        fr="entre la médiane et le troisième quartile", en="between the median and the third quartile"
    ),
    "above_q3": Text(fr="au-dessus du troisième quartile", en="above the third quartile"),
}
DIRECTION_LABELS: Mapping[str, Text] = {
    "up": Text(fr="plus c’est élevé, mieux c’est", en="higher is better"),
    "down": Text(fr="plus c’est bas, mieux c’est", en="lower is better"),
    "context": Text(fr="ni élevé ni bas n’est préférable", en="neither high nor low is better"),
}
LEFT_OUT_LABELS: Mapping[str, Text] = {
    "agents": Text(fr="trop peu de conseillers", en="too few agents"),
    "no_data": Text(fr="rien sur la période", en="nothing in the period"),
    "effectif": Text(fr="trop peu d’observations", en="too few observations"),
    "calendar": Text(fr="calendrier incomplet", en="calendar incomplete"),
    "conservation": Text(fr="issues non conservées", en="outcomes not conserved"),
    "time_conservation": Text(fr="durées non conservées", en="durations not conserved"),
    "queue_times": Text(fr="heures de file absentes", en="queue times missing"),
    "not_recorded": Text(fr="non enregistré", en="not recorded"),
}
WITHHELD_SENTENCE = Text(
    fr=(
        "Comparaison non publiée, pour protéger le secret des organisations ; votre propre chiffre vous reste "
        "accessible."
    ),
    en=("Comparison not published, to protect the confidentiality of organisations; your own figure remains yours."),
)


def describe_place(found: Benchmark) -> Text | None:
    """Say where the reader's organisation stands, and whether days drawn again could move it; None without a place."""
    own = found.own
    if own is None or own.band is None:
        return None
    band, better = BAND_LABELS[own.band], DIRECTION_LABELS[found.measured.direction]
    sure = _CERTAINTY_SENTENCES[own.firm]
    return Text(
        fr=f"Votre chiffre est {band.fr} ({better.fr}). {sure.fr}",
        en=f"Your figure is {band.en} ({better.en}). {sure.en}",
    )


_CERTAINTY_SENTENCES = {
    None: Text(
        fr="Trop peu de jours pour savoir si cette place est fiable.", en="Too few days to say how sure that is."
    ),
    True: Text(
        fr="D’autres jours auraient donné la même place.",
        en="A different set of days would have given the same position.",
    ),
    False: Text(
        fr="D’autres jours auraient pu donner une autre place.",
        en="A different set of days could have given a different position.",
    ),
}


def write_notes(found: Benchmark) -> tuple[Text, ...]:
    """Return how the quartiles were made and what limits them; the reason alone where they are withheld."""
    if found.status == "withheld" or found.step is None:
        return (WITHHELD_SENTENCE,)
    fr, en = (_format_step(found.step, found.measured.unit, lang) for lang in LANGUAGES)
    told = [
        Text(
            fr=(
                "Chaque organisation compte une fois, quelle que soit sa taille. Un quartile est une moyenne "
                f"pondérée de tous les chiffres, arrondie à {fr} : ce n’est le chiffre d’aucune organisation. La "
                "place est calculée avant l’arrondi."
            ),
            en=(
                "Each organisation counts once, whatever its size. A quartile is a weighted mean of all figures, "
                f"rounded to {en}, so it is no single organisation’s figure. Positions are determined before "
                "rounding."
            ),
        )
    ]
    if found.narrow is None:
        told.append(
            Text(
                fr=f"Pas d’intervalle : il faut {LEAST_DAYS} jours de contacts dans chaque organisation.",
                en=f"No interval: {LEAST_DAYS} days with contacts are needed in every organisation.",
            )
        )
    else:
        draws_fr, draws_en = (format_number(found.draws, lang) for lang in LANGUAGES)
        told.append(
            Text(
                fr=f"Intervalles à 95 % : {draws_fr} tirages de journées entières, nombre de départ {found.seed}."
                + (" Peu de jours : ils sont sans doute trop étroits." if found.narrow else ""),
                en=f"95% intervals: {draws_en} draws of whole days, random seed {found.seed}."
                + (" Few days: they are likely too narrow." if found.narrow else ""),
            )
        )
    if found.coverage_low:
        low_fr, low_en = (format_percent(100 * COVERAGE_WARNING_LEVEL, lang, 0) for lang in LANGUAGES)
        told.append(
            Text(
                fr=f"Attention : dans une organisation au moins, moins de {low_fr} des contacts ont des heures "
                "utilisables.",
                en=f"Warning: in at least one organisation, fewer than {low_en} of contacts have usable times.",
            )
        )
    return tuple(told)


def _format_step(step: float, unit: str, lang: Lang) -> str:
    """The step of rounding with its unit: a share is rounded to points of percentage."""
    words = {"percent": Text(fr="point", en="point"), "seconds": Text.same("s"), "hours": Text.same("h")}
    shown = format_number(step, lang)
    if unit not in words:
        return shown
    plural = "s" if unit == "percent" and step >= (2 if lang == "fr" else 1.0001) else ""
    return f"{shown} {words[unit].get(lang)}{plural}"
