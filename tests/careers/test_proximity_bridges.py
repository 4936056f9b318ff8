"""Bridges: an origin that holds the origin phrase gains where the target phrase is asked, and nobody else moves."""

import dataclasses
import math
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest
from support.scenes.proximity_jobs import build_nomenclature

from filiere.careers.proximity import Bridge, Part, Profile, Proximity
from filiere.careers.proximity.bridges import SATURATION, BridgeTable, PhraseFinder
from filiere.careers.proximity.profession_bridges import list_bridges, list_skills
from filiere.core.text import Text

JOBS = build_nomenclature()
CALM = Bridge("calm", "Garder son calme en salle bondée", "Traiter une réclamation", 0.9)
BOUQUET = Bridge("bouquet", "Composer des bouquets", "Conseiller les clients", 0.5)
TRAY = Bridge("tray", "Des mots que nul n’écrit", "Répondre au téléphone", 0.6, origin_items=frozenset({"tray"}))
BRIDGES = (CALM, BOUQUET, TRAY)


ASKED = [(one.target_phrase, one.target_items) for one in BRIDGES]
FINDER = PhraseFinder(JOBS)


def at(code: str) -> int:
    return sorted(JOBS.jobs).index(code)


def scores(*bridges: Bridge) -> np.ndarray:
    return Proximity(JOBS, bridges=bridges, skills=ASKED).scores


@pytest.mark.parametrize("dropped", BRIDGES, ids=lambda one: one.key)
def test_a_bridge_less_changes_only_who_holds_its_phrase(dropped: Bridge) -> None:
    codes = sorted(JOBS.jobs)
    held = PhraseFinder(JOBS).find_holders(dropped.origin_phrase, dropped.origin_items)
    changed = (scores(*BRIDGES) != scores(*(one for one in BRIDGES if one is not dropped))).any(axis=1)
    assert changed.any()
    assert {code for code, one in zip(codes, changed, strict=True) if one} <= {
        code for code, degree in zip(codes, held, strict=True) if degree > 0
    }


def test_a_phrase_is_found_by_its_words_and_by_its_items() -> None:
    codes = sorted(JOBS.jobs)
    finder = PhraseFinder(JOBS)

    def holders(one: Bridge) -> set[str]:
        found = finder.find_holders(one.origin_phrase, one.origin_items)
        return {code for code, degree in zip(codes, found, strict=True) if degree > 0}

    assert [holders(one) for one in BRIDGES] == [{"C1"}, {"A1"}, {"C1"}]


def test_the_explanation_names_the_bridge() -> None:
    proximity = Proximity(JOBS, bridges=BRIDGES, skills=ASKED)
    found = next(one for one in proximity.explain("C1", "B2") if one.part is Part.BRIDGES)
    assert {(line.origin, line.target) for line in found.lines} == {
        (one.origin_phrase, one.target_phrase) for one in (CALM, TRAY)
    }
    assert sum(line.amount for line in found.lines) == pytest.approx(found.value, abs=1e-12)


def test_strength_counts_and_the_best_bridge_to_a_skill_is_the_one_that_counts() -> None:
    def credit(*bridges: Bridge) -> float:
        found = Proximity(JOBS, bridges=bridges, skills=ASKED).rank_targets("C1")
        return next(one for one in found if one.code == "B2").parts[Part.BRIDGES]

    half = dataclasses.replace(CALM, strength=0.45)
    # One bridge to a skill asked in full: the formula at x = strength.
    halved = math.expm1(-half.strength / SATURATION) / math.expm1(-CALM.strength / SATURATION)
    assert credit(half) == pytest.approx(halved * credit(CALM))
    again = dataclasses.replace(half, key="again", origin_phrase="Porter un plateau")
    assert credit(CALM, again) == pytest.approx(credit(CALM))


def test_each_further_bridge_brings_less() -> None:
    def credit(*bridges: Bridge) -> float:
        table = BridgeTable(bridges, FINDER, ASKED)
        return float(table.compare(table.hold_job(at("C1")))[at("B2")])

    alone = credit(CALM) + credit(TRAY)
    assert 0 < credit(CALM) < credit(CALM, TRAY) < alone


def test_bridges_without_the_skills_they_may_lead_to_are_refused() -> None:
    with pytest.raises(ValueError, match="skills"):
        Proximity(JOBS, bridges=BRIDGES)


def test_a_target_that_asks_many_skills_is_held_back_for_all_alike() -> None:
    with_skills = Proximity(JOBS, bridges=BRIDGES, skills=ASKED)
    taken = Proximity(JOBS, bridges=(), skills=ASKED).scores - Proximity(JOBS).scores
    assert not taken.any(), "without bridges nothing is brought, and nothing is taken"
    table = BridgeTable(BRIDGES, FINDER, ASKED)
    assert max(range(len(table.common)), key=lambda one: table.common[one]) in {at("B2"), at("B3")}
    fewer = Proximity(JOBS, bridges=BRIDGES[1:], skills=ASKED)
    kept = [row for row, code in enumerate(sorted(JOBS.jobs)) if code != "C1"]
    assert (with_skills.scores[kept] == fewer.scores[kept]).all(), "what is held back hangs on no bridge"
    for origin in ("C1", Profile(phrases=frozenset({CALM.origin_phrase}))):
        for part in with_skills.explain(origin, "B2"):
            assert sum(line.amount for line in part.lines) == pytest.approx(part.value, abs=1e-12)


def test_a_declared_phrase_crosses_its_bridge() -> None:
    proximity = Proximity(JOBS, bridges=BRIDGES, skills=ASKED)
    found = proximity.rank_targets(Profile(phrases=frozenset({CALM.origin_phrase})))
    assert found[0].parts[Part.BRIDGES] > 0
    assert found[0].code in {"B2", "B3"}


def test_the_order_of_bridges_changes_no_byte() -> None:
    assert scores(*BRIDGES).tobytes() == scores(*BRIDGES[::-1]).tobytes()


def test_bridges_of_the_profession_are_read_for_one_nomenclature() -> None:
    items = {
        "calm": SimpleNamespace(label=Text(fr="Garder son calme", en="Keep calm"), items=("rome-3:table", "isco:9")),
        "answer": SimpleNamespace(label=Text(fr="Répondre", en="Answer"), items=("rome-4:phone",)),
    }
    written = SimpleNamespace(id="one", strength=3, is_unreviewed=lambda on: on.year > 2028)
    placed = SimpleNamespace(bridge=written, phrase="calm", skill="answer")
    profession = SimpleNamespace(bridges=(placed,), skills={"answer": items["answer"]}, item=items.__getitem__)
    (found,) = list_bridges(profession, nomenclature="rome-3", on=date(2026, 12, 1))
    assert found == Bridge("one", "Garder son calme", "Répondre", 1.0, frozenset({"table"}), frozenset())
    assert list_bridges(profession, nomenclature="rome-3", on=date(2029, 1, 1))[0].strength == 0.5
    assert list_skills(profession, nomenclature="rome-4") == [("Répondre", frozenset({"phone"}))]
