"""What is refused, and what is unknown: a fault with its code, and never a silent fallback."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from filiere.careers.paths import Advisor, Answer, Person, build_advisor, refuse_personal_inputs
from filiere.careers.paths.profession_titles import list_profession_titles
from filiere.careers.profession import PlacedBridge, Profession
from filiere.core.faults import Faults

REFUSED = (
    "age", "Âge", "birth_date", "dateOfBirth", "date de naissance", "année-de-naissance", "sexe", "SEX", "gender",
    "Genre", "civilité", "nationality", "Nationalité", "place_of_birth", "lieuNaissance", "address", "adresse",
    "home-address", "code postal", "postcode", "health", "santé", "état de santé", "handicap", "RQTH", "disability",
    "NIR", "N.I.R.", "nir", "numéro de sécurité sociale", "social_security_number", "SSN",
    "age2", "âges", "ddn", "dateNaiss", "adresses", "RQTHStatus", "a\u200bge", "femme", "handicapés",
)  # fmt: skip
ADMITTED = ("usage", "job", "answers", "message", "language", "territoire", "departement", "sexagesimal", "repertoire")


@pytest.mark.parametrize("name", REFUSED)
def test_personal_inputs_are_refused_by_name(name: str) -> None:
    [fault] = refuse_personal_inputs({name: "secret"})
    assert fault.code == "path-personal-input"
    assert "secret" not in fault.message.fr + fault.message.en


@pytest.mark.parametrize("name", ADMITTED)
def test_other_inputs_are_not(name: str) -> None:
    assert refuse_personal_inputs({name: 1}) == []


def test_personal_inputs_are_found_at_any_depth_and_all_at_once() -> None:
    inputs = {"job": "cashier", "profile": {"age": 40, "more": [{"Sexe": "F"}]}, "RQTH": True}
    assert [fault.key for fault in refuse_personal_inputs(inputs)] == ["RQTH", "profile.age", "profile.more.Sexe"]


def test_lists_in_lists_hide_nothing_and_a_list_in_itself_ends() -> None:
    looped: list[object] = [[{"age": 40}]]
    looped.append(looped)
    assert [fault.key for fault in refuse_personal_inputs({"x": looped})] == ["x.age"]


def test_no_skill_of_the_profession_is_taken_for_a_personal_input(profession: Profession) -> None:
    assert refuse_personal_inputs({**profession.skills, **profession.phrases}) == []


def list_codes(advisor: Advisor, person: Person, target: str = "customer-adviser") -> list[str]:
    with pytest.raises(Faults) as raised:
        advisor.explain(person, target)
    return [one.code for one in raised.value.faults]


@pytest.mark.parametrize("job", ["x" * 10_000, "🙂", "D1505", "M1801", "rome-3:D1505"])
def test_a_job_that_nothing_loaded_describes(advisor: Advisor, job: str) -> None:
    assert list_codes(advisor, Person(job)) == ["path-unknown-job"]
    with pytest.raises(Faults) as raised:
        advisor.suggest(Person(job))
    assert len(raised.value.faults[0].message.fr) < 300


def test_all_that_is_unknown_is_told_at_once(advisor: Advisor) -> None:
    person = Person("nobody", {"🙂": Answer.YES, "write-reply": Answer.NO, "z" * 10_000: Answer.YES})
    assert sorted(list_codes(advisor, person, "nowhere")) == [
        "path-unknown-job",
        "path-unknown-skill",
        "path-unknown-skill",
        "path-unknown-target",
    ]


def test_a_job_near_the_one_that_was_meant_is_named(advisor: Advisor) -> None:
    with pytest.raises(Faults) as raised:
        advisor.suggest(Person("cashierr"))
    assert "cashier" in raised.value.faults[0].remedy.en


@pytest.mark.parametrize("field", ["phrase", "skill"])
def test_a_bridge_whose_end_no_longer_exists_stops_with_its_name(profession: Profession, field: str) -> None:
    first = profession.bridges[0]
    lost = PlacedBridge(first.bridge, **({"phrase": first.phrase, "skill": first.skill} | {field: "gone"}))
    with pytest.raises(Faults) as raised:
        build_advisor(replace(profession, bridges=(lost, *profession.bridges[1:])), on=date(2026, 12, 1))
    [fault] = raised.value.faults
    assert (fault.code, first.bridge.id in fault.message.fr) == ("path-orphan-bridge", True)


def test_a_feeder_that_left_the_content_is_unknown_and_its_titles_are_passed_over(profession: Profession) -> None:
    fewer = replace(profession, feeders={name: one for name, one in profession.feeders.items() if name != "cashier"})
    assert list_codes(build_advisor(fewer, on=date(2026, 12, 1)), Person("cashier")) == ["path-unknown-job"]
    assert "cashier" not in {title.id for title in list_profession_titles(fewer)}


def test_usual_titles_are_of_jobs_that_exist(profession: Profession, tmp_path: Path) -> None:
    path = tmp_path / "titles.yaml"
    path.write_text("titles:\n  nobody: [Personne]\n  cashier: [Caissière]\n", encoding="utf-8")
    assert "nobody" not in {title.id for title in list_profession_titles(profession, path)}
