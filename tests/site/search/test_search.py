"""The search of the site: what is found and in which order, what is not, and what becomes of odd questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from filiere.core import Text
from filiere.core.text import Lang
from filiere.site.register.models import RegisteredLabel
from filiere.site.search import document_index
from filiere.site.search.document_index import refresh_index
from filiere.site.search.extension_points import (
    FIGURES,
    PAGES,
    DocumentSource,
    SearchDocument,
    search_documents,
)
from filiere.site.search.models import IndexedDocument, IndexedSource
from filiere.site.search.site_search import read_hits, search_site

pytestmark = pytest.mark.django_db


def document(fr: str, en: str = "Nothing", body: str = "", **more: Any) -> SearchDocument:
    """A document that leads to the register of figures."""
    return SearchDocument("observatory:register", Text(fr=fr, en=en), Text.same(body) if body else None, **more)


@contextmanager
def only(source: DocumentSource) -> Iterator[None]:
    """Have the search know this source alone."""
    with ExitStack() as stack:
        for other in [one for one in search_documents if one is not source]:
            stack.enter_context(search_documents.remove_for_block(other))
        yield


@pytest.fixture
def shelf() -> Iterator[list[SearchDocument]]:
    """A list of documents, the only ones that the search knows."""
    found: list[SearchDocument] = []
    alone = DocumentSource("alone", FIGURES, lambda: list(found), lambda: document_index.hash_parts(found))
    with search_documents.add_for_block(alone), only(alone):
        yield found


def titles(question: str, lang: Lang = "fr") -> list[str]:
    """The titles found, in their order."""
    answer = search_site(question, lang)
    return ["".join(words for words, _ in one.title) for one in read_hits(answer, answer.rows)]


def test_the_title_comes_first(shelf: list[SearchDocument]) -> None:
    """A title that is the question, then titles that hold it, then what is said below."""
    shelf += [
        document("Un autre sujet", body="Il y est question de salaires."),
        document("Les salaires des conseillers"),
        document("Salaire"),
    ]
    assert titles("salaires") == ["Salaire", "Les salaires des conseillers", "Un autre sujet"]


def test_every_word_is_asked_for_then_any(shelf: list[SearchDocument]) -> None:
    """Where no document has all the words, those that have some are given, and the answer says so."""
    shelf += [document("Durée des appels"), document("Taux d’abandon", body="des appels"), document("Métiers")]
    assert titles("taux appels") == ["Taux d’abandon"]
    assert not search_site("taux appels", "fr").partial
    assert set(titles("taux durée")) == {"Durée des appels", "Taux d’abandon"}
    assert search_site("taux durée", "fr").partial


def test_a_word_asks_for_its_synonyms_in_its_language(shelf: list[SearchDocument]) -> None:
    """One’s own word first, then those that stand for it; English “salary” is no French « salarié »."""
    shelf += [document("Wages", "Gross monthly pay"), document("Salaires", "Salary"), document("Emploi", "Job")]
    assert titles("salary", "en") == ["Salary", "Gross monthly pay"]
    assert titles("effectif") == ["Emploi"]


def test_a_question_of_how_many_finds_what_asks_it_first(shelf: list[SearchDocument]) -> None:
    """Its small words match nothing by themselves, and a title that asks the question comes before the others."""
    shelf += [
        document("Salariés satisfaits", "Satisfied employees"),
        document("Combien de personnes ?", "How many people?", body="Emplois, salariés."),
        document("Combien de temps ?", "How many days?"),
    ]
    assert titles("combien de salariés") == ["Combien de personnes\u202f?", "Salariés satisfaits"]
    assert titles("salariés")[0] == "Salariés satisfaits"


def test_a_word_may_be_the_beginning_of_another(shelf: list[SearchDocument]) -> None:
    """Four letters or more find what they begin, fewer do not."""
    shelf += [document("Téléconseillers")]
    assert titles("telecons") == ["Téléconseillers"]
    assert titles("tel") == []


def test_the_other_language_answers_when_this_one_does_not(shelf: list[SearchDocument]) -> None:
    """English words find English texts from a French page, and the answer says in which language they are."""
    shelf += [document("Rémunération", "Wages")]
    assert titles("wages") == ["Wages"]
    assert search_site("wages", "fr").lang == "en"


def test_what_left_its_source_is_found_no_more(shelf: list[SearchDocument]) -> None:
    """The very next search finds what came and not what went."""
    shelf += [document("Alpha"), document("Beta")]
    assert titles("alpha") == ["Alpha"]
    shelf.pop(0)
    assert titles("alpha") == []
    assert titles("beta") == ["Beta"]


def test_nothing_is_copied_while_nothing_changes(shelf: list[SearchDocument]) -> None:
    """A search of an index that is fresh writes nothing, and asks two questions."""
    shelf += [document("Alpha")]
    search_site("alpha", "fr")
    with CaptureQueriesContext(connection) as asked:
        search_site("alpha", "fr")
    assert len(asked) == 2
    assert all(one["sql"].startswith("SELECT") for one in asked)


def test_a_source_that_cannot_be_copied_is_left_out(
    shelf: list[SearchDocument], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rather nothing than what a source says no longer."""
    shelf += [document("Alpha")]
    assert titles("alpha") == ["Alpha"]
    shelf[:] = [document("Beta")]

    def refuse(*_: Any, **__: Any) -> None:
        from django.db import OperationalError

        raise OperationalError("database is locked")

    monkeypatch.setattr(document_index, "rebuild_index", refuse)
    assert titles("alpha") == []
    assert refresh_index() == frozenset()


def test_a_source_that_is_gone_leaves_nothing(shelf: list[SearchDocument]) -> None:
    """What no app gives any more is in no answer."""
    shelf += [document("Alpha")]
    more = DocumentSource("more", PAGES, lambda: [document("Alpha bis")])
    with search_documents.add_for_block(more):
        assert len(titles("alpha")) == 2
    assert titles("alpha") == ["Alpha"]
    assert set(IndexedSource.objects.values_list("name", flat=True)) == {"alone"}
    assert not IndexedDocument.objects.filter(source="more").exists()


def test_the_whole_site_is_searched(client: Client) -> None:
    """Figures, definitions, questions, territories, sources and pages, by words of their own; a number as well.

    One test for the whole index, which takes a second to make: the page by kinds, a kind page by page, the address for
    programs.
    """
    kinds = {
        "36 352": "figures",
        "taux d'abandon": "definitions",
        "Bretagne": "territories",
        "registre des chiffres": "pages",
        "2.1": "questions",
        "Journal du Grand Paris": "sources",
    }
    for question, kind in kinds.items():
        assert kind in search_site(question, "fr").counts, question
    for lang, asked in (
        (
            "fr",
            ("combien d’emplois", "combien de salariés", "combien de personnes", "combien dans les centres d’appels"),
        ),
        ("en", ("how many employees", "how many jobs", "how many people", "how many call centre employees")),
    ):
        for one in asked:
            answer = search_site(one, lang)  # type: ignore[arg-type]
            assert IndexedDocument.objects.get(pk=answer.rows[0].id).page == "observatory:home", one
    found = client.get("/fr/search/", {"q": "emplois"})
    assert found.status_code == 200
    content = found.content.decode()
    assert 'data-kind="figures"' in content
    assert "<mark>" in content

    # Twenty a page; the first of the second page is none of the first.
    first, second = (
        client.get("/fr/search/", {"q": "emplois", "kind": "figures", "page": page}).content.decode() for page in (1, 2)
    )
    assert first.count('data-kind="') == second.count('data-kind="') == 1
    links = [content.split('class="found"')[1].split('<a href="')[1].split('"')[0] for content in (first, second)]
    assert links[0] != links[1]
    assert first.count("/fr/figures/") == 20
    # What a program does not ask rightly is refused.
    found = client.get("/api/v1/search", {"q": "taux d'abandon", "kind": "definitions"}).json()
    assert found["results"][0]["title"].endswith("abandon")
    assert found["results"][0]["kind"] == "definitions"
    assert found["kinds"]["definitions"] == found["total"]
    for wrong in ({"q": "x" * 2_000}, {"q": "a", "kind": "secrets"}, {"q": "a", "other": "1"}, {}):
        assert client.get("/api/v1/search", wrong).status_code == 422


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("x" * 2_000, 422),
        ("mot " * 500, 422),
        ("\0\0", 200),
        ("'; DROP TABLE", 200),
        ('" OR "', 200),
        ("NEAR(a b) AND *", 200),
        ("a:* & !b | (c", 200),
        ("<script>alert(1)</script>", 200),
        ("?!…", 200),
        ("🙂", 200),
        ("中文", 200),
        ("", 200),
        ("%s %(a)s {x}", 200),
        ("½ ² ٣", 200),
    ],
)
def test_odd_questions_are_answered(client: Client, shelf: list[SearchDocument], question: str, status: int) -> None:
    """Nothing breaks, nothing is taken for an order, and the page leads on."""
    shelf += [document("Alpha")]
    found = client.get("/fr/search/", {"q": question})
    assert found.status_code == status
    content = found.content.decode()
    assert "<script>alert" not in content
    assert content.count("<h1>") == 1
    if status == 422:
        assert 'role="alert"' in content
        assert "/fr/label/register/" in content


def test_odd_parameters_are_left_aside(client: Client, shelf: list[SearchDocument]) -> None:
    """An unknown kind and a page that is none show what they can."""
    shelf += [document("Emplois")]
    found = client.get("/fr/search/", {"q": "emploi", "kind": "secrets", "page": "zz"})
    assert found.status_code == 200
    assert 'data-kind="figures"' in found.content.decode()


def test_a_holder_is_found_until_it_leaves_the_register(grant: Callable[..., Any]) -> None:
    """By its name, as soon as its label is granted; its row gone, it is gone."""
    holders = next(one for one in search_documents if one.name == "holders")
    with only(holders):
        grant("Zyxcentre")
        assert search_site("Zyxcentre", "fr").counts == {"holders": 1}
        RegisteredLabel.objects.filter(dossier__organisation__name="Zyxcentre").delete()
        assert search_site("Zyxcentre", "fr").total == 0
