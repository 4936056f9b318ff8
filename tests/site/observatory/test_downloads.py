"""The downloads page: every table is there, every link answers, loaded files say what they are."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def links(client: Client, address: str) -> list[str]:
    """Every address of the site's own that the body of a page leads to."""
    body = client.get(address).content.decode().split("<main")[1].split("</main>")[0]
    return list(dict.fromkeys(unescape(one) for one in re.findall(r'href="(/[^"#]*)"', body)))


def test_every_listed_table_is_offered_in_four_formats(client: Client) -> None:
    """The page reads the registry: a table added there appears here."""
    from filiere.publication import WRITERS
    from filiere.site.kit.exported_tables import exported_tables

    found = links(client, "/fr/downloads/")
    for entry in exported_tables.values():
        if entry.listed:
            for extension in WRITERS:
                assert any(one.startswith(f"/export/{entry.id}.{extension}?") for one in found), entry.id


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_link_answers(client: Client, load: Any, lang: str) -> None:
    """No dead link; one format a table is enough, as all are written from the same rows."""
    load()
    for address in links(client, f"/{lang}/downloads/"):
        if re.search(r"\.(?:xlsx|json|parquet)\?", address):
            continue
        assert client.get(address).status_code == 200, address


def test_rows_and_columns_are_those_of_the_file(client: Client) -> None:
    """The register's line gives the number of figures of the sector."""
    from filiere.site.observatory.figure_register import current_register

    text = client.get("/en/downloads/").content.decode()
    line = re.search(r'<tr id="table-register">.*?</tr>', text, re.S)
    assert line is not None
    assert f">{len(current_register().listed_figures):,}<" in line.group()


def test_loaded_files_show_version_hash_and_mark(client: Client, load: Any) -> None:
    """A fictitious file is said to be one, and never passed off as the producer's."""
    version = load()
    text = client.get("/fr/downloads/").content.decode()
    assert version.version in text
    assert version.sha256[:8] in text
    assert "fichier généré pour la démonstration, distinct de celui du producteur" in unescape(text)
    assert "open.urssaf.fr" not in text


def test_without_a_file_the_page_says_so(client: Client) -> None:
    """The register stands alone."""
    text = client.get("/fr/downloads/").content.decode()
    assert "Aucun fichier n" in text
    assert 'class="demo"' not in text


def test_every_address_and_property_of_the_api_has_its_words(client: Client) -> None:
    """A new address or property must be described in both languages; ids are names that a program may bear."""
    from filiere.core.content_folder import content_path
    from filiere.core.yaml_documents import read_yaml
    from filiere.site.kit.api import API_DESCRIPTIONS, describe_property
    from filiere.site.observatory.views.api_description import list_api_addresses

    assert {one.path for one in list_api_addresses()} == set(API_DESCRIPTIONS)
    schema = client.get("/api/v1/openapi.json").json()
    operations = [one for methods in schema["paths"].values() for one in methods.values()]
    ids = [one["operationId"] for one in operations]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z][a-z_]*", one) for one in ids)
    parameters = {one["name"]: one for operation in operations for one in operation.get("parameters", ())}
    schemas = schema["components"]["schemas"]
    properties = {(name, key): one for name in schemas for key, one in schemas[name].get("properties", {}).items()}
    assert [key for key, one in {**properties, **parameters}.items() if not one.get("description")] == []
    assert [one for one in parameters if describe_property("parameter", one) is None] == []
    properties |= {("parameter", key): one for key, one in parameters.items()}
    written = set(read_yaml(content_path("api", "properties.yaml")).data)
    assert written <= {f"{name}.{key}" for name, key in properties} | {key for _, key in properties}


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_page_of_the_api_leads_to_what_it_names(client: Client, lang: str) -> None:
    """Every object named has its place on the page, every address that stands alone answers."""
    text = client.get(f"/{lang}/downloads/api/").content.decode()
    assert set(re.findall(r'href="#(\w+)"', text.split("<main")[1])) <= set(re.findall(r'id="([\w-]+)"', text))
    for address in re.findall(r'href="(/api/v1/[^"]*)"', text):
        assert client.get(address).status_code == 200, address


def test_citation_card_and_licence(client: Client) -> None:
    """How to cite, embed and reuse, with no style attribute in the code to copy."""
    text = client.get("/en/downloads/").content.decode()
    assert "/en/embed/figures/" in text
    assert "Open licence 2.0" in text
    assert text.count("<h1") == 1
    assert "style=" not in text


def test_few_queries(client: Client, load: Any, django_assert_max_num_queries: Any) -> None:
    """Register, versions, and nothing a table."""
    load()
    client.get("/fr/downloads/")
    with django_assert_max_num_queries(4):
        client.get("/fr/downloads/")
