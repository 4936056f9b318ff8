"""What the templates of the desk are given: waves with their response, whom to call first, a centre’s answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from filiere.core import Text
from filiere.core.numbers import format_percent
from filiere.site.observatory.figure_register import shipped_register
from filiere.site.survey.answer_words import name_unit, write_answer
from filiere.site.survey.waves.code_labels import STATE_LABELS, UNIT_STATE_LABELS, WITHHELD_LABELS, name_stratum
from filiere.site.survey.waves.correction_forms import CorrectedPlace
from filiere.site.survey.waves.follow_up import CallList, list_priorities
from filiere.site.survey.waves.forms import PublishedChoice
from filiere.site.survey.waves.models import Correction, Reply, SampledUnit, Wave
from filiere.site.survey.waves.questionnaires import find_questionnaire, read_answers, read_prior, title_wave
from filiere.site.survey.waves.result_figures import SIZE_LABELS, find_figure_ids, read_domain
from filiere.site.survey.waves.sample_draws import STRATUM_MARK, replay_sample
from filiere.site.survey.waves.wave_estimates import LEAST_REPLIES, count_corrections, count_replies
from filiere.survey.questionnaires import Applicability, Questionnaire, Value, fill_turn, find_applicable
from filiere.survey.samples import TAKE_ALL, ResponseStatus, compute_response_rates

MOST_PRIORITIES = 30
"""Centres to call that a page shows at once: a day of calls, and a page that a phone can hold."""
MOST_FOUND = 20
"""Centres that a search shows: one that wants more says more."""

_NEXT_ACTS: dict[str, tuple[tuple[str, Text], ...]] = {
    Wave.State.PLANNED: (("draw", Text(fr="Tirer l’échantillon", en="Draw the sample")),),
    Wave.State.DRAWN: (("invite", Text(fr="Envoyer les invitations", en="Send the invitations")),),
    Wave.State.OPEN: (
        ("remind", Text(fr="Relancer ceux qui n’ont pas répondu", en="Remind those who have not replied")),
        ("close", Text(fr="Clore la collecte", en="Close the collection")),
    ),
    Wave.State.CLOSED: (("prepare", Text(fr="Calculer les résultats", en="Compute the results")),),
    Wave.State.PREPARED: (
        ("publish", Text(fr="Publier les résultats", en="Publish the results")),
        ("prepare", Text(fr="Calculer de nouveau", en="Compute again")),
    ),
    Wave.State.PUBLISHED: (),
}


@dataclass(frozen=True, slots=True)
class WaveLine:
    """A wave in a list."""

    wave: Wave
    title: Text
    state: Text
    mark: str
    drawn: int
    submitted: int
    rate: str
    url: str
    follow_up: str


def present_waves(_day: date) -> dict[str, Any]:
    """Every wave, those under way first."""
    lines = [present_line(wave) for wave in Wave.objects.with_counts()]
    lines.sort(key=lambda line: line.wave.state != Wave.State.OPEN)
    return {"lines": lines, "under_way": [line for line in lines if line.wave.state == Wave.State.OPEN]}


def present_line(wave: Any) -> WaveLine:
    """A wave with its counts, as `with_counts` gives it."""
    label, mark = STATE_LABELS[wave.state]
    return WaveLine(
        wave,
        title_wave(wave),
        label,
        mark,
        wave.drawn,
        wave.submitted,
        format_percent(100 * wave.submitted / wave.drawn, digits=0) if wave.drawn else "–",
        reverse("survey:wave", args=(wave.key,)),
        reverse("survey:wave-follow-up", args=(wave.key,)),
    )


def present_wave(wave: Wave, now: datetime, words: str = "") -> dict[str, Any]:
    """One wave: counts, response by stratum, acts that are possible, readers, results; the centres that ``words``
    find, of which a page shows twenty."""
    counted = Wave.objects.with_counts().get(pk=wave.pk)
    strata = _list_rates(wave)
    lacking = describe_missing_replies(wave)
    return {
        "wave": wave,
        "fictitious": wave.fictitious,
        "line": present_line(counted),
        "strata": strata,
        "least": min(strata, key=lambda one: one["rate"], default=None),
        "acts": [] if lacking and wave.state == Wave.State.CLOSED else _list_acts(wave, now),
        "opens_later": wave.state == Wave.State.DRAWN and timezone.localdate(now) < wave.opens_on,
        "is_over": wave.state in (Wave.State.DRAWN, Wave.State.OPEN) and timezone.localdate(now) > wave.closes_on,
        "replies_missing": lacking,
        "may_close_early": wave.state == Wave.State.OPEN and timezone.localdate(now) <= wave.closes_on,
        "waits": wave.state == Wave.State.PREPARED and now < wave.publish_at,
        "readers": wave.early_readers.select_related("person"),
        "may_name": wave.state in (Wave.State.OPEN, Wave.State.CLOSED, Wave.State.PREPARED),
        "withheld": _list_withheld(wave),
        "words": words,
        "found": [
            (unit, name_stratum(unit.stratum), *UNIT_STATE_LABELS[unit.state])
            for unit in (wave.units.matching(words)[:MOST_FOUND] if words else ())
        ],
        "fragile": _list_fragile(wave),
        "corrected_since": _count_corrections_since(wave),
        "unregistered": _list_unregistered(wave),
    }


def describe_missing_replies(wave: Wave) -> Text | None:
    """What a wave lacks to have results, while it is collected and once its collection is closed; None if nothing."""
    if wave.state not in (Wave.State.OPEN, Wave.State.CLOSED) or (replies := count_replies(wave)) >= LEAST_REPLIES:
        return None
    if wave.state == Wave.State.CLOSED:
        return Text(
            fr=(
                f"Réponses reçues à la clôture : {replies}. Il en fallait {LEAST_REPLIES} pour publier : cette vague "
                "n’a pas de résultat. Tirez la suivante plus grande."
            ),
            en=(
                f"Replies received by the close: {replies}. Publishing took {LEAST_REPLIES}: this wave has no result. "
                "Draw a larger sample for the next."
            ),
        )
    return Text(
        fr=(
            f"Il faut {LEAST_REPLIES} réponses pour publier ; reçues à ce jour : {replies}. Close avant, la vague ne "
            "donnera aucun résultat."
        ),
        en=(
            f"Publishing takes {LEAST_REPLIES} replies; received so far: {replies}. Closed before, the wave will give "
            "no result."
        ),
    )


def _list_acts(wave: Wave, now: datetime) -> list[tuple[str, Text]]:
    return [(slug, label) for slug, label in _NEXT_ACTS[wave.state] if _is_timely(wave, slug, now)]


def _is_timely(wave: Wave, slug: str, now: datetime) -> bool:
    """Whether the day of an act has come, and has not gone: no button is offered that would be refused."""
    day = timezone.localdate(now)
    if slug == "invite":
        return wave.opens_on <= day <= wave.closes_on
    if slug == "remind":
        return day <= wave.closes_on
    if slug == "close":
        return day > wave.closes_on
    return slug != "publish" or now >= wave.publish_at


def _list_unregistered(wave: Wave) -> list[Text]:
    """The results that go out and enter no register, because their question names no series; of all centres only."""
    if wave.fictitious:
        return []
    questionnaire = find_questionnaire(wave)
    return [
        name_result(questionnaire, line)
        for line in (wave.results or {}).get("outcomes", ())
        if line["domain"] is None and not line["withheld"] and not find_figure_ids(wave, line["key"])
    ]


def _count_corrections_since(wave: Wave) -> int:
    """How many answers were corrected since the results were last computed."""
    counted = (wave.results or {}).get("corrections")
    return 0 if counted is None else count_corrections(wave) - counted


def _list_fragile(wave: Wave) -> list[dict[str, Any]]:
    """The results of which few centres carry most of the variance, with the centres: for those who read every answer
    anyway, and for nobody else."""
    lines = [line for line in (wave.results or {}).get("outcomes", ()) if line.get("concentration")]
    if not lines:
        return []
    questionnaire, units = find_questionnaire(wave), {unit.key: unit for unit in wave.units.all()}
    return [
        {
            "key": line["key"],
            "label": name_result(questionnaire, line),
            "half": line["concentration"]["half"],
            "units": line["concentration"]["units"],
            "carriers": [
                (units[key], 100 * share)
                for key, share in line["concentration"]["carriers"][: line["concentration"]["half"]]
                if key in units
            ],
        }
        for line in lines
    ]


def _list_withheld(wave: Wave) -> list[dict[str, Any]]:
    """The results that are kept back, with how many answered and why: for those who read every answer anyway."""
    questionnaire = find_questionnaire(wave)
    return [
        {
            "key": line["key"],
            "label": name_result(questionnaire, line),
            "n": line["n"],
            "reasons": [WITHHELD_LABELS[reason] for reason in line["withheld"]],
        }
        for line in (wave.results or {}).get("outcomes", ())
        if line["withheld"]
    ]


_STATUSES: dict[str, ResponseStatus] = {
    SampledUnit.State.SUBMITTED: "answered",
    SampledUnit.State.REFUSED: "refused",
    SampledUnit.State.OUT_OF_SCOPE: "out_of_scope",
}


def _list_rates(wave: Wave) -> list[dict[str, Any]]:
    """Response by stratum, by centres and by their headcount, in per cent; the largest centres last."""
    statuses = {unit: _STATUSES.get(state, "awaiting") for unit, state in wave.units.values_list("unit", "state")}
    if not statuses:
        return []
    found = compute_response_rates(replay_sample(wave), statuses).strata
    return [
        {
            "stratum": STRATUM_MARK.join(one.group),
            "name": name_stratum(STRATUM_MARK.join(one.group)),
            "in_scope": one.in_scope,
            "answered": one.answered,
            "rate": 100 * one.rate,
            "size_rate": None if one.size_rate is None else 100 * one.size_rate,
        }
        for one in sorted(found, key=lambda one: one.group == TAKE_ALL)
        if one.rate is not None
    ]


def present_follow_up(wave: Wave, *, whole: bool = False) -> dict[str, Any]:
    """Whom to call first, with what each is expected to change, and the share of all that those so far settle.

    The first of them, unless the ``whole`` list is asked for; nobody, once the wave is closed.
    """
    found = list_priorities(wave) if wave.state == Wave.State.OPEN else CallList((), 0, 100.0)
    shown = found.lines if whole else found.lines[:MOST_PRIORITIES]
    return {
        "wave": wave,
        "wave_title": title_wave(wave),
        "priorities": shown,
        "left": len(found.lines) - len(shown),
        "settled_by": found.settled_by,
        "settled_share": found.settled_percent,
        "count": len(found.lines),
        "states": UNIT_STATE_LABELS,
    }


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """An answer as the desk sees it: with that of the time before, the comment, and whether the centre was asked."""

    place: str
    question: Text
    answer: str
    prior: str
    comment: str
    unknown: bool
    asked: bool
    condition: Text | None


def present_unit(unit: SampledUnit) -> dict[str, Any]:
    """A centre: who it is, what it answered, of questions that were hidden from it too."""
    reply, questionnaire = find_reply(unit), find_questionnaire(unit.wave)
    state = read_answers(unit.wave, reply)
    prior, standings = read_prior(unit.wave, unit.unit), find_applicable(questionnaire, state)
    shown = [
        ShownAnswer(
            place,
            name_place(questionnaire, place),
            write_answer(placed.question, state.values.get(place, "")),
            write_answer(placed.question, prior.get(place, "")),
            state.comments.get(place, ""),
            place in state.unknown,
            standings[place].is_asked,
            _tell_condition(standings[place]),
        )
        for place, (placed, _turn) in questionnaire.places.items()
        if place in state.values or place in state.unknown or place in prior or standings[place].is_asked
    ]
    label, mark = UNIT_STATE_LABELS[unit.state]
    return {
        "wave": unit.wave,
        "wave_title": title_wave(unit.wave),
        "unit": unit,
        "stratum": name_stratum(unit.stratum),
        "state": label,
        "mark": mark,
        "takes_calls": unit.wave.state == Wave.State.OPEN and unit.state in _AWAITED,
        "reply": reply,
        "answers": shown,
        "hidden": sum(not one.asked for one in shown),
        "corrections": []
        if reply is None
        else [_present_correction(questionnaire, one) for one in _list_corrections(reply)],
    }


_AWAITED = (SampledUnit.State.INVITED, SampledUnit.State.STARTED)


def _tell_condition(standing: Applicability) -> Text | None:
    return standing.condition.text if standing.condition is not None else None


def find_reply(unit: SampledUnit) -> Reply | None:
    """The reply of a centre, None for one that said nothing."""
    return Reply.objects.filter(unit=unit).select_related("unit__wave").first()


def name_place(questionnaire: Questionnaire, place: str) -> Text:
    """A place of the form in words: its question, with the turn of its loop where it belongs, or else before it."""
    placed, turn = questionnaire.places[place]
    text = placed.question.text
    filled = fill_turn(text, turn)
    if not turn.key or filled != text:
        return filled
    return Text(fr=f"{turn.text.fr} : {text.fr}", en=f"{turn.text.en}: {text.en}")


def find_corrected(unit: SampledUnit, place: str) -> CorrectedPlace | None:
    """The place of the form that is corrected, with what stands there; None for one that the form has not."""
    questionnaire = find_questionnaire(unit.wave)
    if place not in questionnaire.places:
        return None
    question = questionnaire.places[place][0].question
    value = read_answers(unit.wave, find_reply(unit)).values.get(place, "")
    return CorrectedPlace(place, question, name_place(questionnaire, place), value)


def _list_corrections(reply: Reply) -> Iterable[Correction]:
    return reply.corrections.select_related("by")


def _present_correction(questionnaire: Questionnaire, row: Correction) -> dict[str, Any]:
    question = questionnaire.places[row.question][0].question
    return {
        "row": row,
        "question": name_place(questionnaire, row.question),
        "before": write_answer(question, _read_value(row.before)),
        "after": write_answer(question, _read_value(row.after)),
    }


def _read_value(kept: Any) -> Value:
    """An answer as a correction keeps it."""
    return tuple(kept) if isinstance(kept, list) else str(kept or "")


def list_places(unit: SampledUnit) -> list[tuple[str, str]]:
    """Every question that may be corrected, hidden ones too."""
    questionnaire = find_questionnaire(unit.wave)
    return [(place, str(name_place(questionnaire, place))) for place in questionnaire.places]


def list_result_choices(wave: Wave) -> list[PublishedChoice]:
    """The published results of a wave, to choose one that is corrected."""
    questionnaire = find_questionnaire(wave)
    return [
        PublishedChoice(
            line["key"],
            name_result(questionnaire, line),
            line["value"],
            bool(line["option"]),
            name_unit(questionnaire[line["question"]].question.unit_words),
        )
        for line in (wave.results or {}).get("outcomes", ())
        if not line["withheld"]
    ]


def name_result(questionnaire: Questionnaire, line: dict[str, Any]) -> Text:
    """What a result is: its question, the answer whose share it is, the part of the centres."""
    question = questionnaire[line["question"]].question
    text = question.text
    words = next((one.text for one in question.choices if one.key == line["option"]), None)
    if words is not None and question.kind != "yes_no":
        # One answer of several follows a colon; the only answer ends the sentence that its question begins.
        french, english = (" : ", ": ") if question.kind == "choices" else (" ", " ")
        text = Text(fr=f"{text.fr}{french}{words.fr}", en=f"{text.en}{english}{words.en}")
    if line["domain"]:
        segment, size = read_domain(line["domain"])
        part = SIZE_LABELS[size] if size else shipped_register().name("segment", segment)
        text = Text(fr=f"{text.fr} · {part.fr.lower()}", en=f"{text.en} · {part.en.lower()}")
    return text
