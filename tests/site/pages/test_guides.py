"""Guides of the documentation are pages: in the reader's language or with a note, found, without a dead link."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

from filiere.core import LANGUAGES, Lang, use_language
from filiere.site.pages.guides import GUIDE_FOLDER, guide_file, list_guide_names, read_guide

pytestmark = [pytest.mark.django_db, pytest.mark.once]

DOCS = Path(__file__).resolve().parents[3] / "docs"


def test_every_file_is_a_link_to_a_document_and_every_translation_is_served() -> None:
    """`ln -s ../../../../docs/how-to/x.md src/filiere/content/guides/` serves one more."""
    served = sorted(GUIDE_FOLDER.iterdir())
    for path in served:
        assert path.is_symlink()
        assert path.resolve().is_relative_to(DOCS)
        assert path.resolve().name == path.name
        assert path.resolve().with_name(path.name.replace(".fr.md", ".md")).is_file()
    assert {path.name.removesuffix(".md").removesuffix(".fr") for path in served} == set(list_guide_names())
    for name in list_guide_names():
        source = guide_file(name, "en").resolve()
        assert guide_file(name, "fr").exists() == source.with_name(f"{name}.fr.md").exists()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", list_guide_names())
def test_a_guide_is_whole_and_its_links_lead_somewhere(client: Any, name: str, lang: Lang) -> None:
    with use_language(lang), override(lang):
        guide = read_guide(name)
    response = client.get(f"/{lang}/guides/{name}/")
    assert response.status_code == 200
    content = response.content.decode()
    main = content[content.index("<main") : content.index("</main>")]
    assert main.count("<h1") == 1
    assert ('data-foreign="' in main) is (guide.lang != lang)
    assert f'data-guide="{name}" lang="{guide.lang}"' in main
    assert "<!--" not in main
    assert " style=" not in main
    anchors = re.findall(r' id="([^"]+)"', content)
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r'href="#([^"]+)"', main)) <= set(anchors)
    for address in set(re.findall(r'href="(/[^"#?]+)', main)):
        assert client.get(address).status_code == 200, address


def test_guides_are_listed_linked_from_help_and_refused_by_another_name(client: Any) -> None:
    listed = client.get("/fr/guides/").content.decode()
    for name in list_guide_names():
        assert f'href="/fr/guides/{name}/"' in listed
    assert 'href="/fr/guides/"' in client.get("/fr/help/").content.decode()
    assert 'href="/fr/guides/staff-a-team/"' in client.get("/fr/quality/staffing/").content.decode()
    assert client.get("/fr/guides/nothing/").status_code == 404


@pytest.mark.parametrize(
    ("question", "kind", "address"),
    [
        ("mentions légales", "pages", "/fr/legal/"),
        ("contact", "pages", "/fr/contact/"),
        ("qui sommes nous", "pages", "/fr/about/"),
        ("glossaires", "pages", "/fr/help/"),
        ("mot de passe", "pages", "/fr/password/forgotten/"),
        ("donnee personnelle", "pages", "/fr/privacy/"),
        ("dimensionner une équipe", "guides", "/fr/guides/staff-a-team/"),
    ],
)
def test_the_search_finds_the_pages_of_the_site_and_its_guides(
    client: Any, question: str, kind: str, address: str
) -> None:
    content = client.get("/fr/search/", {"q": question}).content.decode()
    section = content[content.index(f'data-kind="{kind}"') :].partition("</section>")[0]
    assert f'href="{address}"' in section
    assert f'id="recherche" name="q" maxlength="200" autocomplete="off" value="{question}"' in " ".join(content.split())
