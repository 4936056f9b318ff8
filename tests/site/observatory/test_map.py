"""The map page: the real table of 2008 by default, loaded cuts marked as fictitious, unknown never zero."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def page(client: Client, address: str, status: int = 200) -> str:
    """The text of a page, with its spaces made plain."""
    response = client.get(address)
    assert response.status_code == status, address
    return unescape(response.content.decode()).replace("\u202f", " ").replace("\u00a0", " ")


def row(text: str, label: str) -> str:
    """The row of a table that bears a label, as plain words."""
    found = next(line for line in re.findall(r"<tr.*?</tr>", text, re.S) if f">{label}<" in line)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found)).strip()


def test_the_default_map_states_its_finding_from_the_register(client: Client) -> None:
    """The title, the table and the total of 2008 are computed from the typed figures."""
    text = page(client, "/fr/map/")
    heading = re.findall(r"<h1.*?</h1>", text, re.S)
    assert len(heading) == 1
    assert "quatre fois plus en Poitou-Charentes" in heading[0]
    assert "397" in row(text, "Poitou-Charentes")
    assert "36 352" in text
    assert "16 532 449" in text
    assert 'class="demo"' not in text


def test_the_map_says_why_its_year_and_leads_to_newer_data(client: Client, load: Any) -> None:
    """Without a file it leads to the public file that has later years; with one, to the map of its latest year."""

    def links() -> list[str]:
        (said,) = re.findall(r'<p class="src" data-why="2008">(.*?)</p>', page(client, "/fr/map/"), re.S)
        return re.findall(r'href="([^"]+)"', said)

    assert links() == ["/fr/data/urssaf-commune-ape/"]
    load()
    assert links() == ["?kind=regions22&measure=index&year=2022"]
    assert "data-why" not in page(client, "/fr/map/" + links()[0])


def test_the_english_map_says_the_same(client: Client) -> None:
    """Same numbers, English words and separators."""
    text = page(client, "/en/map/")
    assert "four times as much in Poitou-Charentes" in text
    assert "36,352" in text


def test_the_register_wins_over_a_file_for_its_own_year(client: Client, load: Any) -> None:
    """A loaded file never takes the place of the published table of 2008."""
    load()
    text = page(client, "/fr/map/?kind=regions22&year=2008")
    assert "36 352" in text
    assert 'class="demo"' not in text


def test_new_regions_are_converted_and_their_index_recomputed(client: Client) -> None:
    """Nouvelle-Aquitaine is 1,864 + 493 + 3,384 = 5,741 jobs, index 204; the way back is refused with its reason."""
    text = page(client, "/fr/map/?kind=regions18&year=2008")
    found = row(text, "Nouvelle-Aquitaine")
    assert "5 741" in found
    assert "204" in found
    assert "la conversion est donc exacte" in text
    assert "sa valeur n’indique pas celle de chacune" in text


def test_loaded_cuts_are_marked_everywhere(client: Client, load: Any) -> None:
    """Banner, title, drawing and download say that the data is fictitious; the register's page does not."""
    load()
    text = page(client, "/fr/map/?kind=departments&year=2022")
    assert 'class="demo"' in text
    assert "2022 (données fictives)</title>" in text
    exported = client.get("/export/map.csv?kind=departments&year=2022&lang=fr").content.decode()
    assert "fictives" in exported


def test_a_real_load_bears_no_mark(client: Client, load: Any) -> None:
    """The mark follows the version, not the source."""
    load(fictitious=False)
    text = page(client, "/fr/map/?kind=departments&year=2022")
    assert "ictives" not in text
    assert "Urssaf Caisse nationale" in text


def test_unknown_and_small_cells_are_words_never_numbers(client: Client, load: Any) -> None:
    """Charente is unknown; Deux-Sèvres has two establishments, another protects it; none reads zero nor why."""
    load()
    text = page(client, "/fr/map/?kind=departments&year=2022")
    assert "non connu" in row(text, "Charente")
    assert "non publié" in row(text, "Deux-Sèvres")
    assert "non publié" in row(text, "Charente-Maritime")
    assert "300" in row(text, "Vienne")
    assert not re.search(r">\s*40\s*<", text)
    assert "url(#map-wide-hatch)" in text


def test_hidden_cells_are_absent_from_the_download(client: Client, load: Any) -> None:
    """The file has an empty cell and says that it is not published, never the headcount nor the reason."""
    load()
    content = client.get("/export/map.csv?kind=departments&year=2022&lang=fr").content.decode()
    lines = [line for line in csv.reader(io.StringIO(content)) if line and line[0] in ("DEP-79", "DEP-17", "DEP-16")]
    assert len(lines) == 3
    for line in lines:
        assert "40" not in line
        assert "200" not in line
        assert any("non publié" in cell or "non connu" in cell for cell in line)


def test_a_sum_with_unknown_cells_reads_at_least(client: Client, load: Any) -> None:
    """A lower bound carries its sign in the table."""
    load(sector={"DEP-17": (5, 200, 1), "DEP-86": (6, 300, 0), "FR": (11, 500, 1)})
    text = page(client, "/fr/map/?kind=departments&year=2022&measure=count")
    assert "≥ 200" in row(text, "Charente-Maritime")
    assert "≥" not in row(text, "Vienne")


def test_counts_are_circles_and_rates_are_shades(client: Client, load: Any) -> None:
    """A count is never a shade of a whole area."""
    load()
    counts = page(client, "/fr/map/?kind=departments&year=2022&measure=count")
    rates = page(client, "/fr/map/?kind=departments&year=2022&measure=rate")
    assert 'class="symbol"' in counts
    assert not re.search(r'class="area [sc]\d"', counts)
    assert 'class="symbol"' not in rates
    assert re.search(r'class="area s\d"', rates)


def test_zones_are_ranked_and_the_page_says_why(client: Client, load: Any) -> None:
    """No open outline is shipped for employment zones."""
    load()
    text = page(client, "/fr/map/?kind=zones&year=2022")
    assert "n’ont pas de contour libre" in text
    assert 'class="bar-all"' in text


def test_a_partial_file_has_no_index(client: Client, load: Any) -> None:
    """Without the country, number and rate stand and the index is left out."""
    load(sector={"DEP-76": (9, 864, 0), "REG-28": (9, 864, 0), "R22-23": (9, 864, 0)})
    text = page(client, "/fr/map/?kind=departments&year=2022&measure=count")
    assert "864" in row(text, "Seine-Maritime")
    assert "ne couvre pas la France entière" in text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("kind=cantons", "Le découpage « cantons » n’existe pas"),
        ("measure=love", "La mesure « love » n’existe pas"),
        ("year=soon", "« soon » n’est pas une année"),
        ("kind=regions22&year=1950", "Aucune table pour 1950"),
        ("kind=regions22&year=1950", "sa valeur n’indique pas celle de chacune"),
        ("year=%3Cscript%3E", "n’est pas une année"),
    ],
)
def test_a_wrong_address_says_what_is_wrong_and_shows_a_map(client: Client, query: str, words: str) -> None:
    """What was asked wrongly is said, and the default map stands."""
    text = page(client, f"/fr/map/?{query}")
    assert words in text
    assert "Poitou-Charentes" in text
    assert "<script>" not in client.get(f"/fr/map/?{query}").content.decode()


def test_without_a_file_departments_say_how_to_load_one(client: Client) -> None:
    """An empty page gives its reason and the command."""
    text = page(client, "/fr/map/?kind=departments")
    assert "aucun fichier n’est chargé" in text
    assert "filiere sources load urssaf-commune-ape" in text


def test_svg_numbers_have_no_comma(client: Client, load: Any) -> None:
    """A French page must not write lengths with a decimal comma, which SVG does not read."""
    load()
    text = page(client, "/fr/map/?kind=departments&year=2022")
    assert not re.search(r'(?:width|x1|x)="\d+,\d', text)
    assert "style=" not in text


def test_the_map_asks_few_queries(client: Client, load: Any, django_assert_max_num_queries: Any) -> None:
    """Register, version, one year: nothing grows with the number of places."""
    load()
    client.get("/fr/map/?kind=departments&year=2022")
    with django_assert_max_num_queries(4):
        client.get("/fr/map/?kind=departments&year=2022")


def test_an_unknown_export_is_not_found(client: Client, load: Any) -> None:
    """A cut that does not exist or a year left out is refused by name, a year without data is 404."""
    load()
    assert client.get("/export/map.csv?kind=cantons&year=2022").status_code == 422
    assert client.get("/export/map.csv?kind=departments&year=1950").status_code == 404
    assert client.get("/export/map.csv?kind=departments").status_code == 422
