"""Titles: one key for every writing, named outcomes for whatever is typed, and the same answer each time."""

from pathlib import Path

import pytest
import yaml
from careers.gender_writings import write_all
from hypothesis import given
from hypothesis import strategies as st

from filiere.careers.nomenclature import Job, JobTitle, Nomenclature
from filiere.careers.titles.evaluation import evaluate_titles, measure_overlap
from filiere.careers.titles.gender import fold_gender, is_ending_of
from filiere.careers.titles.index import LabelledTitle, TitleIndex, list_titles
from filiere.careers.titles.keys import build_key
from filiere.careers.titles.resolution import LONGEST_TITLE, OUTCOME_LABELS, Outcome, TitleResolver
from filiere.careers.titles.spelling import list_neighbours
from filiere.careers.titles.title_files import read_queries, read_titles, read_truth
from filiere.careers.titles.title_words import load_title_words
from filiere.core.faults import Faults

HERE = Path(__file__).parent
TABLE = yaml.safe_load((HERE / "title_keys.yaml").read_text(encoding="utf-8"))
JOBS = {
    "j-boulanger": ("Boulanger / Boulangère", "Ouvrier boulanger / Ouvrière boulangère", "Tourier / Tourière"),
    "j-vendeur": ("Vendeur / Vendeuse en boulangerie", "Vendeur / Vendeuse en pâtisserie"),
    "j-conseil": ("Conseiller / Conseillère clientèle à distance", "Téléconseiller / Téléconseillère"),
    "j-accueil": ("Hôte / Hôtesse d’accueil", "Standardiste", "Réceptionniste"),
    "j-etage": ("Valet / Femme de chambre", "Gouvernant / Gouvernante d’étage"),
    "j-macon": ("Maçon / Maçonne", "Maçon-coffreur / Maçonne-coffreuse"),
    "j-paie": ("Gestionnaire de paie", "Comptable spécialisé / spécialisée paie"),
    "j-tech-1": ("Technicien / Technicienne de maintenance industrielle",),
    "j-tech-2": ("Technicien / Technicienne de laboratoire",),
}


@pytest.fixture(scope="module")
def resolver() -> TitleResolver:
    return TitleResolver(LabelledTitle(code, label) for code, labels in JOBS.items() for label in labels)


@pytest.mark.parametrize("titles", TABLE["same"], ids=lambda titles: titles[0])
def test_writings_of_one_title_have_one_key(titles: list[str]) -> None:
    keys = {title: build_key(title, load_title_words()) for title in titles}
    assert len(set(keys.values())) == 1, keys
    assert all(keys.values())


@pytest.mark.parametrize("titles", TABLE["different"], ids=lambda titles: titles[0])
def test_other_titles_have_other_keys(titles: list[str]) -> None:
    keys = [build_key(title, load_title_words()) for title in titles]
    assert len(set(keys)) == len(titles), keys


@pytest.mark.parametrize("words", [("vendeur", "se"), ("vendeur", "euse"), ("acteur", "rice"), ("acteur", "trice")])
def test_an_ending_belongs_to_its_word(words: tuple[str, str]) -> None:
    assert is_ending_of(*words)
    assert not is_ending_of(words[0], "conseil")


@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=14))
def test_the_plural_folds_as_the_singular(word: str) -> None:
    assert fold_gender(fold_gender(word)) != ""
    if not word.endswith(("s", "x", "esse", "women")) and len(word) > 3:
        assert fold_gender(f"{word}s") == fold_gender(word)


@pytest.mark.parametrize("label", [label for labels in JOBS.values() for label in labels])
def test_the_seven_writings_have_one_list(resolver: TitleResolver, label: str) -> None:
    lists = {tuple(hit.id for hit in resolver.resolve(text, top=9).hits) for text in write_all(label)}
    assert len(lists) == 1


@pytest.mark.parametrize(
    ("outcome", "text"), [(name, text) for name, texts in TABLE["outcomes"].items() for text in texts]
)
def test_an_outcome_has_a_name(resolver: TitleResolver, outcome: str, text: str) -> None:
    found = resolver.resolve(text)
    assert found.outcome == outcome
    assert (found.job is not None) == (outcome == "code")


def test_every_outcome_is_said_in_both_languages() -> None:
    assert set(OUTCOME_LABELS) == set(Outcome)


def test_a_long_text_is_no_title(resolver: TitleResolver) -> None:
    assert resolver.resolve("boulanger " * 1000).outcome is Outcome.TOO_LONG
    assert resolver.resolve("x" * 10_000).outcome is Outcome.TOO_LONG
    assert resolver.resolve("b" * LONGEST_TITLE).outcome is not Outcome.TOO_LONG


def test_doubt_is_a_question_between_the_three_nearest(resolver: TitleResolver) -> None:
    found = resolver.resolve("technicien", top=1)
    assert found.outcome is Outcome.UNCERTAIN
    assert found.job is None
    assert len(found.hits) == 3
    assert {hit.id for hit in found.hits[:2]} == {"j-tech-1", "j-tech-2"}


def test_a_title_of_two_jobs_is_a_question() -> None:
    both = TitleResolver(
        [LabelledTitle("1", "Opérateur"), LabelledTitle("2", "Opératrice"), LabelledTitle("3", "Maçon")]
    )
    assert both.resolve("opérateur").outcome is Outcome.UNCERTAIN


@pytest.mark.parametrize(
    ("text", "job"),
    [
        ("bouangère", "j-boulanger"),
        ("téléconseilere", "j-conseil"),
        ("maçnon", "j-macon"),
        ("gestionnare de paye", "j-paie"),
        ("tech. maint. indus. (H/F) CDI Lyon", "j-tech-1"),
        ("vendeuse boulangerie 35h", "j-vendeur"),
        ("Femme de chambre", "j-etage"),
    ],
)
def test_what_people_type_is_recognised(resolver: TitleResolver, text: str, job: str) -> None:
    assert resolver.resolve(text).hits[0].id == job


def test_one_error_makes_so_many_neighbours() -> None:
    """Three letters: 3 deletions, 2 exchanges, 78 substitutions, 104 insertions."""
    assert len(list(list_neighbours("pai"))) == 3 + 2 + 78 + 104


@given(st.text(max_size=80))
def test_whatever_is_typed_has_an_outcome_and_the_same_twice(text: str) -> None:
    resolver = TitleResolver(LabelledTitle(code, label) for code, labels in JOBS.items() for label in labels[:1])
    found = resolver.resolve(text)
    assert found == resolver.resolve(text)
    assert all(0 < hit.score <= 1 + 1e-6 for hit in found.hits)


def test_the_order_and_the_repetition_of_a_nomenclature_change_nothing(resolver: TitleResolver) -> None:
    titles = [LabelledTitle(code, label) for code, labels in JOBS.items() for label in labels]
    turned = TitleResolver(reversed(titles))
    for text in ("boulangère", "hôtesse", "vendeuse de pain"):
        assert turned.resolve(text, top=9) == resolver.resolve(text, top=9)


def test_a_loaded_nomenclature_gives_its_titles() -> None:
    job = Job("1", "Maçonnerie", titles=(JobTitle("a", "Maçon"), JobTitle("b", "Maçonnerie")))
    titles = list_titles(Nomenclature("petite", "1", {"1": job}, {}))
    assert titles == [LabelledTitle("1", "Maçonnerie"), LabelledTitle("1", "Maçon")]


def test_words_of_the_trade_are_brought_together() -> None:
    """The two words share no letter group that others lack."""
    resolver = TitleResolver([LabelledTitle("1", "Conducteur de camion"), LabelledTitle("2", "Conducteur de presse")])
    assert resolver.resolve("chauffeur routier").hits[0].id == "1"


def test_an_empty_nomenclature_knows_nothing() -> None:
    assert TitleResolver([]).resolve("boulanger").outcome is Outcome.UNKNOWN


def test_an_evaluation_counts_as_by_hand() -> None:
    """First query: right at ranks 1 and 2 of three right answers, one of which is nowhere. Second: at rank 2."""
    index = TitleIndex(
        [LabelledTitle("a", "boulanger"), LabelledTitle("b", "boulanger tourier"), LabelledTitle("c", "maçon")],
        load_title_words(),
    )
    found = evaluate_titles(
        index,
        {"1": "boulangère", "2": "boulangers", "3": "maçonne"},
        {"1": frozenset("abz"), "2": frozenset("b")},
    )
    assert found.mean_average_precision == pytest.approx(((1 + 1) / 3 + 1 / 2) / 2)
    assert (found.accuracy_at_1, found.accuracy_at_5) == (0.5, 1.0)
    assert (found.queries, found.untold, found.unreachable) == (2, 1, 1)
    assert found.coverage[0].accuracy == 0.5


def test_rank_biased_overlap() -> None:
    """By hand, p = .5: agreements 1 then 1/2, hence .5 × (1 + .5 × .5) + .25 × .5."""
    assert measure_overlap(["a", "b"], ["a", "b"]) == pytest.approx(1)
    assert measure_overlap(["a", "b"], ["a", "c"], persistence=0.5) == pytest.approx(0.75)
    assert measure_overlap(["a"], ["b"]) == 0
    assert measure_overlap([], []) == 1


FILES = {
    "titles-missing-column": ("code,label\n1,x\n", "id,label\n1,x\n", "query,id\n1,1\n"),
    "titles-blank-cell": ("id,label\n1,\n2,x\n", "id,label\n1,x\n", "query,id\n1,1\n"),
    "titles-empty-file": ("id,label\n", "id,label\n1,x\n", "query,id\n1,1\n"),
    "titles-repeated-query": ("id,label\n1,x\n", "id,label\n1,x\n1,y\n", "query,id\n1,1\n"),
    "titles-unknown-query": ("id,label\n1,x\n", "id,label\n1,x\n", "query,id\n1,1\n2,1\n"),
}


@pytest.mark.parametrize("code", FILES)
def test_faults_of_files(tmp_path: Path, code: str) -> None:
    corpus, queries, truth = (tmp_path / name for name in ("corpus.csv", "queries.csv", "truth.csv"))
    for path, text in zip((corpus, queries, truth), FILES[code], strict=True):
        path.write_text(text, encoding="utf-8")

    def read_all() -> None:
        read_titles(corpus)
        read_truth(truth, read_queries(queries))

    with pytest.raises(Faults) as raised:
        read_all()
    assert [fault.code for fault in raised.value.faults] == [code]
    assert raised.value.faults[0].file


def test_files_as_people_save_them(tmp_path: Path) -> None:
    """A semicolon, other names for the pairs, a comma within quotation marks, an id that comes again."""
    corpus, queries, truth = (tmp_path / name for name in ("corpus.csv", "queries.csv", "truth.csv"))
    corpus.write_text('\ufeffid;label\n1;"Maçon, coffreur"\n1;Maçonne\n\n', encoding="utf-8")
    queries.write_text("id,label\nq,\n", encoding="utf-8")
    truth.write_text("source,target\nq,1\n", encoding="utf-8")
    assert read_titles(corpus) == [LabelledTitle("1", "Maçon, coffreur"), LabelledTitle("1", "Maçonne")]
    assert read_truth(truth, read_queries(queries)) == {"q": frozenset({"1"})}
