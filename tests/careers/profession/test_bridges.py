"""The shipped bridges: one sentence each in both languages, from every feeder job, to skills that everybody needs."""

import re
from collections import Counter

import pytest

from filiere.careers.profession import PlacedBridge, Profession, list_core_needs, load_profession
from filiere.core.text import fold_text

LEAST, MOST = 60, 200
LEAST_BY_FEEDER = 3
MANY = 4
INNER_STOP = re.compile(r"[.!?…]\s")
# What remote customer advice asks of everybody, and what leads up from it.
ASKED = {
    "listening": {"listen-actively"},
    "identifying": {"verify-identity", "identify-request"},
    "calming": {"calm-anger"},
    "typing while talking": {"type-while-talking"},
    "pace": {"keep-pace"},
    "rules": {"follow-procedure"},
    "consumer law": {"apply-consumer-rules"},
    "selling": {"find-need", "propose-offer", "answer-objection", "close-sale"},
    "recovering": {"recover-after-contact"},
    "recording": {"write-record"},
    "confidentiality": {"protect-data"},
    "schedules": {"keep-schedule"},
    "ways up": {"welcome-newcomer", "assess-quality", "watch-queues", "settle-conflict", "train-group"},
}


@pytest.fixture(scope="module")
def profession() -> Profession:
    """The shipped profession."""
    return load_profession()


def test_they_are_as_many_as_was_asked(profession: Profession) -> None:
    assert LEAST <= len(profession.bridges) <= MOST


def test_each_gives_one_sentence_of_evidence_in_both_languages(profession: Profession) -> None:
    for one in profession.bridges:
        for lang in ("fr", "en"):
            words = getattr(one.bridge.evidence, lang)
            assert words.endswith("."), (one.bridge.id, lang)
            assert not INNER_STOP.search(words), (one.bridge.id, lang)
            assert 10 <= len(words.split()) <= 45, (one.bridge.id, lang)
        assert one.bridge.evidence.fr != one.bridge.evidence.en


def test_no_evidence_serves_twice(profession: Profession) -> None:
    for lang in ("fr", "en"):
        said = [fold_text(getattr(one.bridge.evidence, lang)) for one in profession.bridges]
        assert len(set(said)) == len(said)


def test_words_are_those_of_the_phrase_and_of_the_skill(profession: Profession) -> None:
    for one in profession.bridges:
        assert one.bridge.origin == profession.phrases[one.phrase].label
        assert one.bridge.target == profession.skills[one.skill].label
        assert one.bridge.id == f"{one.phrase}-to-{one.skill}"


def test_each_leads_to_a_skill_that_everybody_needs_somewhere_or_many_occupations_in_part(
    profession: Profession,
) -> None:
    core = {need.skill for job in profession.occupations.values() for need in list_core_needs(job)}
    holders = Counter(need.skill for job in profession.occupations.values() for need in job.needs)
    asked = core | {skill for skill, count in holders.items() if count >= MANY}
    assert {one.bridge.id for one in profession.bridges if one.skill not in asked} == set()


def test_what_customer_advice_asks_is_reached(profession: Profession) -> None:
    reached = {one.skill for one in profession.bridges}
    assert {subject: skills - reached for subject, skills in ASKED.items() if skills - reached} == {}


def test_every_feeder_is_reached_by_three(profession: Profession) -> None:
    def list_from(feeder: str) -> list[PlacedBridge]:
        return [one for skill in profession.feeders[feeder].skills for one in profession.list_bridges_from(skill)]

    few = {one: len(list_from(one)) for one in profession.feeders if len(list_from(one)) < LEAST_BY_FEEDER}
    assert few == {}


def test_strengths_tell_bridges_apart(profession: Profession) -> None:
    assert {one.bridge.strength for one in profession.bridges} == {1, 2, 3}


def test_none_claims_a_review_that_nobody_made(profession: Profession) -> None:
    """Remove a line here when somebody of the profession has read a bridge and dated it."""
    assert [one.bridge.id for one in profession.bridges if one.bridge.review_date] == []
