"""Eligibility and what a candidature still lacks, by the rules of the release, in three values and in words.

Nothing here decides: the engine of the release does, the staff check, and the committee hears whoever is in doubt.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from filiere.core import Text
from filiere.core.typography import lower_first_letter
from filiere.referentials import Release
from filiere.referentials.scoring import Case, ConditionStatus, evaluate
from filiere.referentials.workbook import AnswerEntry, AnswerPlace
from filiere.site.candidature.case_evaluation import (
    build_case_from_entries,
    find_judging_day,
    list_answer_lines,
    load_entries,
)
from filiere.site.candidature.exclusion_registers import load_register_answers
from filiere.site.candidature.models import Supplier
from filiere.site.candidature.perimeter import PerimeterSiteData, list_perimeter_sites
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.models import Dossier


@dataclass(frozen=True, slots=True)
class RuleVerdict:
    """One rule: whether it is met (None: not known yet), in words, with what is missing to know."""

    key: str
    text: Text
    met: bool | None
    missing: tuple[Text, ...]
    excludes: bool

    @property
    def words(self) -> Text:
        """The rule as its verdict reads: a ground for exclusion is said to be declared, or not, or still to be."""
        if not self.excludes:
            return self.text
        fr, en = (lower_first_letter(one).rstrip(".") for one in (self.text.fr, self.text.en))
        if self.met is None:
            return Text(fr=f"Motif d’exclusion à vérifier : {fr}.", en=f"Ground for exclusion to check: {en}.")
        if self.met:
            return Text(fr=f"Aucun motif d’exclusion déclaré ({fr}).", en=f"No ground for exclusion declared ({en}).")
        return Text(fr=f"Motif d’exclusion déclaré : {fr}.", en=f"Ground for exclusion declared: {en}.")


@dataclass(frozen=True, slots=True)
class Eligibility:
    """All rules and the whole: met, not met, or not known yet."""

    eligible: bool | None
    rules: tuple[RuleVerdict, ...]


REGISTER_LABELS: Mapping[str, Text] = {
    "conviction": Text(
        fr="la recherche d’une condamnation, que fait l’équipe du label",
        en="the search for convictions, carried out by the label staff",
    ),
    "recent_withdrawal": Text(fr="les retraits passés du label", en="past withdrawals of the label"),
}


def assess_eligibility(
    dossier: Dossier,
    day: date,
    entries: Mapping[AnswerPlace, AnswerEntry] | None = None,
    sites: tuple[PerimeterSiteData, ...] | None = None,
) -> Eligibility:
    """Return how each rule of eligibility and exclusion stands on a day.

    Answers to questions have no part in it, so they are left out: wrong ones cannot stand in the way.
    """
    release = load_release(dossier)
    entries = load_entries(dossier, day) if entries is None else entries
    facts = {place: entry for place, entry in entries.items() if place.kind == "fact"}
    case = build_case_from_entries(dossier, facts, day=day, sites=sites)
    return judge_case(release, case)


def judge_case(release: Release, case: Case | Mapping[str, Any]) -> Eligibility:
    """Return how each rule of a release stands for a case."""
    found = evaluate(release, case)
    award = release.award
    texts = {one.key: one.text for one in (*award.eligibility, *award.exclusions)} if award else {}
    rules = [_build_verdict(release, one, texts, excludes=False) for one in found.eligibility]
    rules += [_build_verdict(release, one, texts, excludes=True) for one in found.exclusions]
    return Eligibility(found.eligible, tuple(rules))


def assess_applying_rules(
    dossier: Dossier,
    day: date,
    entries: Mapping[AnswerPlace, AnswerEntry] | None = None,
    sites: tuple[PerimeterSiteData, ...] | None = None,
) -> Eligibility:
    """Return how each rule stands that is about the category of the dossier, as pages show them."""
    found = assess_eligibility(dossier, day, entries, sites)
    return keep_applying_rules(load_release(dossier), found, dossier.category, day)


def keep_applying_rules(release: Release, found: Eligibility, category: str, day: date) -> Eligibility:
    """Leave out the rules that hold before anything is answered: they are about other categories."""
    blank = judge_case(release, Case(category=category, date=find_judging_day(release, day)))
    others = {one.key for one in blank.rules if one.met}
    return replace(found, rules=tuple(one for one in found.rules if one.key not in others))


def _build_verdict(
    release: Release, condition_status: ConditionStatus, texts: Mapping[str, Any], *, excludes: bool
) -> RuleVerdict:
    met = condition_status.holds if not excludes or condition_status.holds is None else not condition_status.holds
    missing = tuple(dict.fromkeys(name_label(release, name) for name in sorted(condition_status.missing)))
    return RuleVerdict(condition_status.of, texts[condition_status.of], met, missing, excludes)


def name_label(release: Release, name: str) -> Text:
    """Return what a missing name is, in words."""
    kind, _, key = name.partition(".")
    if kind == "fact" and key in release.referential.facts:
        return Text(**release.referential.facts[key].text.model_dump(include={"fr", "en"}))
    if kind == "answer" and key in release.criteria:
        return Text(**release.criteria[key].text.model_dump(include={"fr", "en"}))
    if kind == "input" and key in release.inputs:
        return Text(**release.inputs[key].inputs[key].text.model_dump(include={"fr", "en"}))
    if kind == "register":
        return REGISTER_LABELS.get(key.partition("(")[0], Text.same(key))
    return Text.same(name)


def list_missing_parts(dossier: Dossier, day: date) -> tuple[Text, ...]:
    """Return what an application still lacks to be complete: perimeter, suppliers, facts."""
    entries = load_entries(dossier, day)
    found: list[Text] = []
    if not list_perimeter_sites(dossier):
        found.append(Text(fr="le périmètre : au moins un site", en="the scope: at least one site"))
    if dossier.category == "client_company" and not Supplier.objects.filter(dossier=dossier).exists():
        found.append(Text(fr="les prestataires : au moins un", en="the outsourcers: at least one"))
    facts = [one for one in list_answer_lines(dossier) if one.place.kind == "fact"]
    found += [Text(fr=one.text.fr, en=one.text.en) for one in facts if not entries.get(one.place, AnswerEntry()).value]
    return tuple(found)


def build_application_body(dossier: Dossier, day: date) -> dict[str, Any]:
    """Return what an application freezes: release, category, perimeter, facts, registers, eligibility as it stood."""
    release = load_release(dossier)
    entries = load_entries(dossier, day)
    found = assess_eligibility(dossier, day, entries)
    return {
        "release_sha256": release.sha256,
        "category": dossier.category,
        "date": find_judging_day(release, day).isoformat(),
        "perimeter": [one.as_json() for one in list_perimeter_sites(dossier)],
        "suppliers": [list(one) for one in Supplier.objects.filter(dossier=dossier).values_list("key", "name")],
        "facts": freeze_facts(dossier, entries),
        "register": load_register_answers(dossier, day),
        "eligibility": {
            "eligible": found.eligible,
            "rules": {one.key: one.met for one in found.rules},
        },
    }


def freeze_facts(dossier: Dossier, entries: Mapping[AnswerPlace, AnswerEntry]) -> dict[str, Any]:
    """Return the facts as frozen: truth values as such, numbers and words as text."""
    case = build_case_from_entries(dossier, {place: one for place, one in entries.items() if place.kind == "fact"})
    return {key: value if isinstance(value, bool) else str(value) for key, value in case["facts"].items()}
