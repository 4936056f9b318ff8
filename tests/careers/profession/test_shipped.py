"""The shipped profession: whole, in both languages, in our own words, with codes that exist where they were read."""

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from filiere.careers.profession import (
    CertificationStatus,
    NeedKind,
    PlacedBridge,
    Profession,
    check_profession,
    list_core_needs,
    load_profession,
)
from filiere.core.content_folder import content_path
from filiere.core.text import StrictModel, Text, fold_text
from filiere.figures import load_register

ASKED = {"hours", "noise", "telework", "emotional-load", "posture", "objectives"}
# Where the codes of each nomenclature were read, among the shared data. ISCO 4222 is in the profession’s own list.
TABLES = {
    "rome-3": ("rome347_referentiel_code_rome", "code_rome"),
    "rome-4": ("rome460_referentiel_code_rome", "code_rome"),
    "fap": ("dares_psm_fap225_rome", "Fap"),
    "pcs": ("dares_psm_FAP_PCS", "PCS"),
    "isco-08": ("xwalk_rome_isco08", '"Code ISCO08"'),
    "naf": ("lbb_rome_naf_hirings_2021", "naf_id"),
}
READ_ELSEWHERE = {("isco-08", "4222")}
ITEM_TABLES = {"referentiel_activite": "activite", "referentiel_competence": "competence"}
# Words of French that no English sentence holds.
FRENCH = re.compile(r"[«»œ]|\b(une?|des|les|avec|pour|dans|sur le)\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def profession() -> Profession:
    """The shipped profession."""
    return load_profession()


def iter_texts(profession: Profession) -> Iterator[Text]:
    """Every text of the content, wherever it stands in its record."""

    def walk(value: object) -> Iterator[Text]:
        if isinstance(value, Text):
            yield value
        elif isinstance(value, StrictModel):
            for name in type(value).model_fields:
                yield from walk(getattr(value, name))
        elif isinstance(value, PlacedBridge):
            yield from walk(value.bridge)
        elif isinstance(value, (tuple, list)):
            for one in value:
                yield from walk(one)

    for name in vars(profession):
        kept = getattr(profession, name)
        yield from walk(list(kept.values()) if hasattr(kept, "values") else kept)


def test_nothing_is_wrong_with_it() -> None:
    assert [one.render("en") for one in check_profession(register=load_register())] == []


def test_it_is_as_large_as_was_asked(profession: Profession) -> None:
    assert len(profession.occupations) >= 18
    assert len(profession.skills) == 70
    assert len(profession.feeders) >= 25
    assert len(profession.exits) >= 15
    assert {one.level for one in profession.occupations.values()} == set(range(1, 8))
    assert (
        Counter(one.family for one in profession.occupations.values()).keys() == profession.occupation_families.keys()
    )


def test_weights_make_one(profession: Profession) -> None:
    for job in (*profession.occupations.values(), *profession.exits.values()):
        assert abs(sum((one.weight for one in job.needs), Decimal(0)) - 1) < Decimal("1e-9")
        core = sum((one.weight for one in list_core_needs(job)), Decimal(0))
        assert core > Decimal("0.5"), f"{job.id}: what everybody needs weighs less than the rest"
    for job in (*profession.occupations.values(), *profession.feeders.values(), *profession.exits.values()):
        shares: dict[str, Decimal] = {}
        for link in job.codes:
            shares[link.nomenclature] = shares.get(link.nomenclature, Decimal(0)) + link.weight
        assert all(abs(one - 1) < Decimal("1e-9") for one in shares.values())
        assert {"rome-3", "rome-4"} <= shares.keys()


def test_every_need_has_both_kinds_somewhere(profession: Profession) -> None:
    kinds = Counter(one.kind for job in profession.occupations.values() for one in job.needs)
    assert min(kinds[NeedKind.CORE], kinds[NeedKind.CONTEXTUAL]) > 30
    cores = {one.skill for job in profession.occupations.values() for one in list_core_needs(job)}
    assert len(cores) > 60, "a skill that is core nowhere tells no occupation from another"


def test_every_occupation_says_its_conditions(profession: Profession) -> None:
    for one in profession.occupations.values():
        assert {said.topic for said in one.conditions} >= ASKED


def test_every_job_that_people_come_from_or_go_to_says_its_conditions(profession: Profession) -> None:
    """Every topic but the outlook; a degree on all that have a scale, save where two statuses are usual."""
    topics = set(profession.condition_topics) - {"outlook"}
    for job in (*profession.feeders.values(), *profession.exits.values()):
        assert {said.topic for said in job.conditions} == topics, job.id
        without = {said.topic for said in job.conditions if said.degree is None}
        assert "pay" in without
        assert without <= {"pay", "contract"}, job.id


def test_conditions_give_no_number(profession: Profession) -> None:
    """A figure stands in the register with its source, never in a sentence."""
    jobs = (*profession.occupations.values(), *profession.feeders.values(), *profession.exits.values())
    said = [(job.id, one.usual) for job in jobs for one in job.conditions if one.topic != "outlook"]
    assert [one for one in said if any(sign.isdigit() for sign in one[1].fr + one[1].en)] == []


def test_every_degree_serves(profession: Profession) -> None:
    """A degree that no job has orders nothing."""
    jobs = (*profession.occupations.values(), *profession.feeders.values(), *profession.exits.values())
    served = {(one.topic, one.degree) for job in jobs for one in job.conditions}
    scales = {key: one.scale for key, one in profession.condition_topics.items() if one.scale is not None}
    assert {(key, one.id) for key, scale in scales.items() for one in scale.degrees} <= served
    assert set(profession.condition_topics) - set(scales) == {"pay", "outlook"}


def test_everything_is_said_in_two_languages(profession: Profession) -> None:
    texts = list(iter_texts(profession))
    assert len(texts) > 800
    english = [one.en for one in texts if FRENCH.search(one.en)]
    assert english == []
    assert [one.fr for one in texts if one.fr == one.en and " " in one.fr] == []
    assert [one.fr for one in texts if "'" in one.fr or "'" in one.en] == []


def test_skills_and_phrases_are_told_apart_by_their_words(profession: Profession) -> None:
    labels = [one.label for one in (*profession.skills.values(), *profession.phrases.values())]
    for words in ([fold_text(one.fr) for one in labels], [fold_text(one.en) for one in labels]):
        assert [one for one, many in Counter(words).items() if many > 1] == []


def test_ladders_reach_the_top_from_each_first_post(profession: Profession) -> None:
    reached = {one.id for one in profession.occupations.values() if one.level == 1}
    for _ in profession.occupations:
        reached |= {target for origin, target in profession.steps_up if origin in reached}
    assert {profession.occupations[one].level for one in reached} >= {2, 3, 4, 5, 6, 7}
    steps_from = {origin for origin, _ in profession.steps_up}
    dead_ends = {one.id for one in profession.occupations.values() if one.level <= 4} - steps_from
    assert dead_ends == set()


def test_numbers_of_certifications_are_those_that_were_read(profession: Profession) -> None:
    numbered = {one.number for one in profession.certifications.values()} - {None}
    assert numbered == {"TP-00483", "RNCP 12505"}
    states = {one.status for one in profession.certifications.values()}
    assert states == {CertificationStatus.TO_VERIFY}, "no sheet in force was read in the national register"


def test_every_code_exists_where_it_was_read(profession: Profession, shared_data: Path) -> None:
    known = {
        name: _read_column(shared_data / "occupations" / f"{table}.parquet", column)
        for name, (table, column) in TABLES.items()
    }
    for job in (*profession.occupations.values(), *profession.feeders.values(), *profession.exits.values()):
        for link in job.codes:
            if (link.nomenclature, link.code) not in READ_ELSEWHERE:
                assert link.code in known[link.nomenclature], (job.id, link.nomenclature, link.code)


def test_every_line_of_a_sheet_exists_and_none_is_copied(profession: Profession, shared_data: Path) -> None:
    keys: set[str] = set()
    labels: set[str] = set()
    for table, name in ITEM_TABLES.items():
        for release in ("rome347", "rome344"):
            path = shared_data / "occupations" / f"{release}_{table}.parquet"
            if path.exists():
                keys |= _read_column(path, "code_ogr")
                labels |= {fold_text(one) for one in _read_column(path, f"libelle_{name}")}
    held = {item for one in (*profession.skills.values(), *profession.phrases.values()) for item in one.items}
    assert {one.partition(":")[2] for one in held} <= keys
    assert [one.fr for one in iter_texts(profession) if fold_text(one.fr) in labels] == []


def _read_column(path: Path, column: str) -> set[str]:
    with duckdb.connect() as connection:
        return {str(row[0]) for row in connection.read_parquet(str(path)).select(column).fetchall()}


def test_a_feeder_removed_is_told_by_what_it_alone_held(profession: Profession, tmp_path: Path) -> None:
    """Its own phrases that no sheet says, and the occupations it alone fed: nothing falls back in silence."""
    for path in content_path("careers").glob("*.yaml"):
        words = path.read_text(encoding="utf-8")
        if path.stem == "feeders":
            words = re.sub(r"  - id: delivery-driver\n(?:    .*\n)+", "", words)
        (tmp_path / path.name).write_text(words, encoding="utf-8")
    shared = {one for job in profession.feeders.values() if job.id != "delivery-driver" for one in job.skills}
    alone = {one for one in profession.feeders["delivery-driver"].skills if one not in shared}
    unsaid = {one for one in alone if not profession.phrases[one].items}
    found = check_profession(tmp_path)
    bridged = {one.phrase for one in profession.bridges} & unsaid
    assert len([one for one in found if one.code == "profession-unused"]) == len(unsaid) > 0
    assert {one.code for one in found} <= {"profession-unused", *(["bridge-unknown-phrase"] if bridged else [])}
