"""The observatory of occupations: what is loaded is shown with its age, and what is not says what to load."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client
from support.scenes.small_files import tensions_csv

from filiere.site.accounts.rights import OPERATOR
from filiere.site.careers.mission.mobility_tables import list_matrix_moves, order_occupations
from filiere.site.careers.mission.portrait_words import FAMILY_LABELS
from filiere.site.careers.mission.portraits import TOPICS, list_profession_families
from filiere.site.careers.occupations.moves import list_moves
from filiere.site.careers.profession_content import shipped_official_moves, shipped_profession
from filiere.site.observatory.actions.load_source import load_source

pytestmark = pytest.mark.django_db

PAGE = "/fr/mission/observatory/"
WOMEN = (
    "Fap3;Annee;Part;libelle;code_domaine;libelle_domaine;code_fap_agregee;libelle_fap_agregee\n"
    "R1Z67;2017-2019;72.13;x;R;x;R1Z;x\nR1Z67;2003-2005;NA;x;R;x;R1Z;x\nEnsemble;2017-2019;48.5;x;x;x;x;x\n"
)
FLOWS = (
    "Fap3;Type_mmo;Annee;Taux;Unnamed: 4;Unnamed: 5;Unnamed: 6\nR1Z;Taux d'entrée;2014;64.39;;;\n"
    "R1Z;Taux d'entrée;2013;60;;;\nEnsemble;Taux d'entrée;2014;50;;;\n"
)


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def load(folder: Path, source: str, content: str) -> None:
    file = folder / "file.csv"
    file.write_text(content, encoding="utf-8")
    load_source(source, file, actor=OPERATOR)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_without_a_source_the_page_says_what_to_load(client: Client, lang: str) -> None:
    """No empty table: the register where it knows, the command where a file would."""
    body = read(client, f"/{lang}/mission/observatory/")
    assert re.findall(r'data-load="([a-z-]+)"', body) == ["dares-portraits", "dares-tensions"]
    assert "filiere sources load dares-portraits" in body
    assert [key for key in re.findall(r'data-topic="([a-z]+)"', body) if key in TOPICS] == list(TOPICS)
    assert not re.search(r"<tbody>\s*</tbody>", body)
    assert client.get("/export/occupation-portrait.csv?topic=gender").status_code == 404
    assert client.get("/export/occupation-regions.csv").status_code == 404


def test_a_loaded_table_is_shown_beside_all_occupations(client: Client, tmp_path: Path) -> None:
    """The latest period on the page, every period in the file; an unknown cell is blank, never zero."""
    load(tmp_path, "dares-portraits", WOMEN)
    body = read(client, PAGE)
    assert 'data-load="dares-portraits"' not in body
    gender = body.split('data-topic="gender"')[1].split('data-topic="age"')[0]
    assert "72,1" in gender
    assert "48,5" in gender
    assert "2003-2005" not in gender
    file = read(client, "/export/occupation-portrait.csv?topic=gender&lang=en")
    assert "2003-2005" in file
    assert re.search(r"2003-2005,,", file)
    assert 'data-nothing="age"' in body


def test_what_is_older_than_ten_years_is_said_so(client: Client, tmp_path: Path) -> None:
    """Flows exist for the wider family only, and the last are of 2014."""
    load(tmp_path, "dares-portraits", FLOWS)
    flows = read(client, PAGE).split('data-topic="flows"')[1].split('data-topic="tension"')[0]
    assert 'data-dated="2014"' in flows
    assert "R1Z" in flows


def test_regions_come_with_the_tensions(client: Client, tmp_path: Path) -> None:
    """A number rounded to zero is left blank: fewer than fifty people, not none."""
    load(tmp_path, "dares-tensions", tensions_csv().replace("R1Z67;900;", "R1Z67;0;"))
    regions = read(client, PAGE).split('data-topic="regions"')[1].split('data-topic="capacity"')[0]
    assert "/fr/territories/REG-28/" in regions or "REG-28" in regions
    rows = read(client, "/export/occupation-regions.csv?lang=en")
    assert re.search(r"REG-28,2019,,", rows)


def test_a_family_without_any_occupation_gives_the_first(client: Client) -> None:
    assert "data-unknown-family" in read(client, f"{PAGE}?fap=A0Z00")
    assert "data-unknown-family" in read(client, f"{PAGE}?fap={'é' * 3000}")
    assert "data-unknown-family" not in read(client, f"{PAGE}?fap=R4Z90")
    assert client.get("/export/occupation-portrait.csv?topic=gender&fap=A0Z00").status_code == 404
    assert set(list_profession_families()) <= set(FAMILY_LABELS)


def test_the_matrix_keeps_who_states_a_move_apart(client: Client) -> None:
    """As many marks as statements; the table has a row a move, and observed people nowhere since none is loaded."""
    moves, jobs = list_matrix_moves(), order_occupations()
    assert len(jobs) == len(shipped_profession().occupations)
    stated = list_moves(shipped_profession(), shipped_official_moves())
    assert len(moves) == len(stated) + sum(one.both_ways for one in stated)
    body = read(client, PAGE)
    assert f'data-moves="{len(moves)}"' in body
    table = body.split('data-table="moves"')[1]
    assert table.split("<tbody>")[1].split("</tbody>")[0].count("<tr") == len(moves)
    wide = body.split('aria-labelledby="moves-wide-t')[1].split("</svg>")[0]
    assert wide.count("→") == sum(len(one.kinds) for one in moves)
    assert client.get("/export/occupation-moves.json").status_code == 200
