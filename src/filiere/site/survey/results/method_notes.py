"""The method note of a published wave: its draw, its non-response, its calibration, its variance, its questionnaire.

What depends on the wave is read from it; what is the house's own method is written here once. No centre is told, nor
the seed: with the frame it would say who was drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from filiere.core import Faults, Text
from filiere.core.dates import spell_day
from filiere.core.numbers import format_number, format_percent
from filiere.publication.documents import MethodNote, NoteSection, NoteTable
from filiere.site.document_issuer import make_stamp
from filiere.site.survey.results.press_sheets import describe_issue, list_wave_facts
from filiere.site.survey.results.published_results import list_results
from filiere.site.survey.waves.code_labels import name_stratum
from filiere.site.survey.waves.models import Wave
from filiere.site.survey.waves.presenters import name_result
from filiere.site.survey.waves.questionnaires import find_questionnaire, name_wave
from filiere.site.survey.waves.sample_draws import STRATUM_MARK, list_strata
from filiere.site.survey.waves.wave_estimates import find_broken_questions

_NONRESPONSE: Final = Text(
    fr="Chaque strate est un groupe de réponse : ceux qui ont répondu y comptent aussi pour les autres. C’est supposer "
    "que, dans une strate, répondre ne dépend pas de ce qu’on aurait répondu.",
    en="Each stratum is a response group: those who replied count there for the others as well. It assumes that, "
    "within a stratum, replying does not depend on what would have been replied.",
)
_CALIBRATION: Final = Text(
    fr="Les poids sont ensuite calés par la méthode logit, bornée, pour retrouver le nombre de centres de chaque "
    "strate et l’effectif total de la base.",
    en="The weights are then calibrated by the bounded logit method, so as to reproduce the number of centres of "
    "each stratum and the total headcount of the frame.",
)
_VARIANCE: Final = Text(
    fr="L’erreur type vient de la linéarisation ; elle compte le tirage, la non-réponse et le calage. L’intervalle à "
    "95 % est le résultat plus ou moins 1,96 erreur type. L’écart entre deux vagues tient compte des centres qui ont "
    "répondu aux deux ; il est établi quand la probabilité d’un écart aussi grand par hasard est sous 5 %.",
    en="The standard error comes from linearisation; it counts the draw, non-response and calibration. The 95% "
    "interval is the result plus or minus 1.96 standard errors. The change between two waves takes account of the "
    "centres that replied in both; it is established where the probability of a change as large by chance is under 5%.",
)
_WITHHOLDING: Final = Text(
    fr="Un résultat n’est pas publié quand trop peu de centres y ont répondu, quand il est trop imprécis, ou quand il "
    "laisserait deviner la réponse d’un centre. La même règle vaut pour ce qu’une soustraction donnerait.",
    en="A result is kept back where too few centres answered, where it is too imprecise, or where it would let the "
    "answer of one centre be guessed. The same rule holds for what a subtraction would give.",
)


def build_method_note(wave: Wave) -> MethodNote:
    """Return the note of a published wave."""
    results = wave.results or {}
    return MethodNote(
        stamp=make_stamp(**describe_issue(wave)),
        title=name_wave(wave),
        lead=Text(
            fr=f"Comment {results['drawn']} centres ont été tirés, et comment {results['replies']} réponses en "
            "représentent l’ensemble.",
            en=f"How {results['drawn']} centres were drawn, and how {results['replies']} replies speak for all.",
        ),
        sections=tuple(_list_sections(wave)),
    )


def _list_sections(wave: Wave) -> Iterator[NoteSection]:
    results, questionnaire = wave.results or {}, find_questionnaire(wave)
    yield NoteSection(
        title=Text(fr="Qui est interrogé", en="Who is asked"), paragraphs=(questionnaire.form.unit_surveyed,)
    )
    yield _tell_draw(wave)
    yield NoteSection(
        title=Text(fr="La non-réponse", en="Non-response"),
        paragraphs=(_NONRESPONSE,),
        facts=(
            (Text(fr="Réponse des centres", en="Response of centres"), _share(results["replies"], results["drawn"])),
            (
                Text(fr="Réponse, en effectifs", en="Response, by headcount"),
                _share(results["size_replied"], results["size_drawn"]),
            ),
        ),
    )
    yield NoteSection(
        title=Text(fr="Le calage", en="Calibration"),
        paragraphs=(_CALIBRATION,),
        facts=(
            (
                Text(fr="Rapports de poids", en="Weight ratios"),
                Text(
                    fr=f"de {format_number(results['g_min'], 'fr', digits=2)} à "
                    f"{format_number(results['g_max'], 'fr', digits=2)}",
                    en=f"from {format_number(results['g_min'], 'en', digits=2)} to "
                    f"{format_number(results['g_max'], 'en', digits=2)}",
                ),
            ),
        ),
    )
    withheld = sum(bool(one.withheld) for one in list_results(wave))
    yield NoteSection(
        title=Text(fr="La précision, et ce qui n’est pas publié", en="Precision, and what is kept back"),
        paragraphs=(_VARIANCE, _WITHHOLDING),
        facts=(
            (
                Text(fr="Centres présents aux deux vagues", en="Centres in both waves"),
                _both(format_number(results["overlap"], "fr"), format_number(results["overlap"], "en")),
            ),
            (Text(fr="Résultats non publiés", en="Results kept back"), _both(str(withheld), str(withheld))),
        ),
    )
    yield _tell_questionnaire(wave)
    yield from _tell_corrections(wave)


def _tell_draw(wave: Wave) -> NoteSection:
    """The draw: its strata, and its seal; what of the frame no longer draws is not told again."""
    try:
        strata = list_strata(wave)
    except Faults:
        strata = ()
    rows = tuple(
        (name_stratum(STRATUM_MARK.join(one.key)), *(_count(value) for value in (one.population, one.sample)))
        for one in strata
    )
    return NoteSection(
        title=Text(fr="Le tirage", en="The draw"),
        paragraphs=(
            Text(
                fr="Chaque centre a un nombre permanent, calculé d’après sa clé et un nombre de départ fixé "
                "d’avance ; dans chaque strate, les premiers sont interrogés. Le tirage peut être refait, et son sceau "
                "le prouve.",
                en="Each centre has a permanent number, computed from its key and a seed set in advance; within "
                "each stratum, the first are asked. The draw can be repeated, and its seal proves it.",
            ),
        ),
        facts=(*list_wave_facts(wave)[:2], (Text(fr="Sceau du tirage", en="Seal of the draw"), _same(wave.draw_seal))),
        table=NoteTable(
            caption=Text(fr="Strates du tirage", en="Strata of the draw"),
            heads=(
                (Text(fr="Strate", en="Stratum"), False),
                (Text(fr="Centres", en="Centres"), True),
                (Text(fr="Tirés", en="Drawn"), True),
            ),
            rows=rows,
        )
        if rows
        else None,
    )


def _tell_questionnaire(wave: Wave) -> NoteSection:
    questionnaire = find_questionnaire(wave)
    facts = [
        (Text(fr="Questionnaire", en="Questionnaire"), questionnaire.title),
        (Text(fr="Version", en="Version"), _same(str(wave.version))),
        (Text(fr="Sceau", en="Seal"), _same(questionnaire.seal)),
        (Text(fr="Sceau de la méthode", en="Seal of the method"), _same((wave.results or {}).get("method", ""))),
    ]
    paragraphs: tuple[Text, ...] = ()
    if wave.previous is not None:
        broken = find_broken_questions(wave)
        paragraphs = (_tell_breaks([questionnaire[key].question.text for key in broken]),)
    return NoteSection(
        title=Text(fr="Le questionnaire", en="The questionnaire"), paragraphs=paragraphs, facts=tuple(facts)
    )


def _tell_breaks(names: list[Text]) -> Text:
    if not names:
        return Text(
            fr="Toutes les questions se posent comme à la vague précédente.",
            en="All questions are asked as in the previous wave.",
        )
    return Text(
        fr=f"Leur définition a changé, et leur série s’arrête là : {' ; '.join(one.fr for one in names)}.",
        en=f"Their definition changed, and their series ends there: {'; '.join(one.en for one in names)}.",
    )


def _tell_corrections(wave: Wave) -> Iterator[NoteSection]:
    questionnaire, lines = find_questionnaire(wave), {one["key"]: one for one in (wave.results or {})["outcomes"]}
    facts = []
    for one in wave.revisions.all():
        if one.result in lines:
            day, label = spell_day(one.made_on), name_result(questionnaire, lines[one.result])
            facts.append(
                (day, Text(fr=f"{label.fr} : {one.reason_fr}", en=f"{label.en}: {one.reason_en}")),
            )
    if facts:
        yield NoteSection(title=Text(fr="Corrections", en="Corrections"), facts=tuple(facts))


def _share(part: float, whole: float) -> Text:
    rate = 100 * part / whole if whole else None
    return _both(format_percent(rate, "fr", digits=0), format_percent(rate, "en", digits=0))


def _count(value: int) -> Text:
    return _both(format_number(value, "fr"), format_number(value, "en"))


def _both(fr: str, en: str) -> Text:
    return Text(fr=fr, en=en)


def _same(words: str) -> Text:
    return Text.same(words or "–")
