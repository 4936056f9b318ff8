"""Levels of jobs, read in the words of their sheets."""

import pytest
from support.scenes.proximity_jobs import build_nomenclature

from filiere.careers.levels import HIGHEST, LOWEST, LevelPoint, rate_level, read_diplomas

JOBS = build_nomenclature()
LEVELS = {code: rate_level(job, JOBS.items) for code, job in JOBS.jobs.items()}


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Accessible sans diplôme ni expérience professionnelle.", (0, 0)),
        ("Accessible avec un diplôme de niveau CAP/BEP à Bac (Bac professionnel, ...).", (1, 2)),
        ("Accessible avec un diplôme de niveau Bac+2 (BTS, DUT).", (3, 3)),
        ("Accessible avec un diplôme de niveau Bac +2 à Master.", (3, 5)),
        ("Un diplôme d’ingénieur est demandé.", (5, 5)),
        ("Une vaccination est exigée.", None),
    ],
)
def test_diplomas_are_read_in_a_sentence(sentence: str, found: tuple[float, float] | None) -> None:
    assert read_diplomas([sentence]) == found


def test_the_first_sentence_that_names_a_diploma_is_the_one_read() -> None:
    assert read_diplomas(["Un permis est demandé.", "Avec un CAP.", "Un Master aide."]) == (1, 1)


@pytest.mark.parametrize(("lower", "upper"), [("A2", "A3"), ("B1", "B2"), ("B2", "B3"), ("E2", "E1"), ("C1", "A3")])
def test_ladders_go_up(lower: str, upper: str) -> None:
    assert LEVELS[lower].points < LEVELS[upper].points
    assert LEVELS[lower].level <= LEVELS[upper].level


def test_points_are_their_named_parts_and_levels_are_bounded() -> None:
    for level in LEVELS.values():
        assert set(level.parts) == set(LevelPoint)
        assert sum(level.parts.values()) == pytest.approx(level.points)
        assert LOWEST <= level.level <= HIGHEST
