"""A file that covers a part of a territory: the part is never shown as the whole, nor a lower bound as a value."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from support.scenes.small_files import urssaf_csv

from filiere.geography import communes, territories
from filiere.site.accounts.rights import OPERATOR
from filiere.site.observatory.actions.load_source import load_source
from filiere.site.observatory.models import Aggregate
from filiere.site.observatory.territory_counts import coverage_of_version, current_version
from filiere.site.observatory.territory_coverage import compute_coverages

pytestmark = pytest.mark.django_db

ZONES = "CODGEO;LIBGEO;ZE2020;LIBZE2020;ZE2020_PARTIE_REG;DEP;REG\n"
ROUEN = "76540;Rouen;2815;Rouen;;76;28\n"
ELBEUF = "76231;Elbeuf;2815;Rouen;;76;28\n"


def page(client: Client, address: str) -> str:
    """The text of a page, with its spaces made plain."""
    response = client.get(address)
    assert response.status_code == 200, address
    return unescape(response.content.decode()).replace("\u202f", " ").replace("\u00a0", " ")


def words(text: str, tag: str = "h1") -> str:
    """The first element of a tag, without its marks."""
    found = re.search(rf"<{tag}\b.*?</{tag}>", text, re.S)
    assert found
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0])).strip()


def file_of(*codes: str) -> dict[str, str]:
    """Communes of a file, all in one zone."""
    return dict.fromkeys(codes, "2815")


def of_department(code: str) -> list[Any]:
    """The communes of a department, the least populous first."""
    return sorted((one for one in communes() if one.department == code), key=lambda one: one.population or 0)


def test_a_department_with_every_commune_is_whole_and_so_is_it_without_the_emptiest() -> None:
    """Communes without any employer have no row in a full file: a hundredth of the inhabitants may be missing."""
    every = of_department("48")
    full = compute_coverages(file_of(*(one.code for one in every)))["DEP-48"]
    assert (full.communes, full.among, full.inhabitants, full.is_whole) == (len(every), len(every), Decimal(100), True)
    without = compute_coverages(file_of(*(one.code for one in every[5:])))["DEP-48"]
    assert (without.communes, without.is_whole) == (len(every) - 5, True)
    assert without.inhabitants is not None
    assert 99 <= without.inhabitants < 100


def test_a_department_without_a_city_or_with_half_its_communes_is_a_part() -> None:
    """The number of communes proves nothing: one missing city is a tenth of the inhabitants."""
    every = of_department("48")
    assert not compute_coverages(file_of(*(one.code for one in every[:-1])))["DEP-48"].is_whole
    assert not compute_coverages(file_of(*(one.code for one in every[: len(every) // 2])))["DEP-48"].is_whole


def test_a_region_is_whole_only_with_all_its_departments() -> None:
    """Corsica has two departments; each alone is a whole department and a part of the region."""
    north = file_of(*(one.code for one in of_department("2B")))
    south = file_of(*(one.code for one in of_department("2A")))
    alone = compute_coverages(north)
    assert (alone["DEP-2B"].is_whole, alone["REG-94"].is_whole, alone["R22-94"].is_whole) == (True, False, False)
    both = compute_coverages(north | south)
    assert all(both[code].is_whole for code in ("DEP-2A", "DEP-2B", "REG-94", "R22-94"))


def test_former_codes_and_districts_count_for_what_they_are() -> None:
    """A code merged since leads to its commune; one district of Lyon is not Lyon."""
    merged = next(one for one in communes() if one.department == "49" and one.old_codes)
    found = compute_coverages(file_of(merged.old_codes[0]))["DEP-49"]
    assert found.communes == 1
    one, nine = (compute_coverages(file_of(*(f"6938{n}" for n in range(1, last))))["DEP-69"] for last in (2, 10))
    assert one.communes == nine.communes == 1
    assert one.inhabitants is not None
    assert nine.inhabitants is not None
    assert one.inhabitants < nine.inhabitants / 5
    assert compute_coverages(file_of("00000")).keys() == {"ZE-2815"}


def test_a_zone_is_judged_by_the_table_of_zones_alone() -> None:
    """Without it nothing says which communes a zone has: the number is unknown, and the zone counts as a part."""
    unknown = compute_coverages({"76540": "2815"})["ZE-2815"]
    assert (unknown.communes, unknown.among, unknown.inhabitants, unknown.is_whole) == (1, None, None, False)
    part = compute_coverages({"76540": "2815"}, {"76540": "2815", "76231": "2815"})["ZE-2815"]
    assert (part.communes, part.among, part.is_whole) == (1, 2, False)
    whole = compute_coverages({"76540": "2815", "76231": "2815"}, {"76540": "2815", "76231": "2815"})["ZE-2815"]
    assert (whole.communes, whole.among, whole.is_whole) == (2, 2, True)


def test_every_official_commune_is_in_its_department_and_regions() -> None:
    """With every commune of the code, every region and department is whole."""
    found = compute_coverages({one.code: "0000" for one in communes()})
    for kind in ("department", "region13", "region22"):
        assert all(found[one.code].is_whole for one in territories(kind)), kind  # type: ignore[arg-type]


@pytest.fixture
def rouen(home: Path) -> None:
    """A loaded file with two communes of Seine-Maritime, one of which has enough establishments to be published."""
    file = home / "rouen.csv"
    file.write_bytes(urssaf_csv((("76540", "Rouen", "6201Z", "3;30;3;30"), ("76231", "Elbeuf", "8220Z", "4;40;4;44"))))
    load_source("urssaf-commune-ape", file, actor=OPERATOR)


def load_zones(home: Path, lines: str) -> None:
    """Load INSEE's table of zones with these lines."""
    file = home / "zones.csv"
    file.write_text(ZONES + lines, encoding="utf-8")
    load_source("insee-employment-zones", file, actor=OPERATOR)


def test_the_map_gives_a_part_no_rate(client: Client, rouen: None) -> None:
    """No "jobs in 1,000 in Seine-Maritime" from two communes of seven hundred: the title says why there is none."""
    text = page(client, "/en/map/?kind=departments&measure=rate&year=2022")
    assert words(text).startswith("In 2022, no rate: the loaded file does not fully cover any of these territories")
    assert "1,000 are in" not in text
    among = sum(1 for one in communes() if one.department == "76")
    assert f"Seine-Maritime: 2 of its {among} communes" in text
    assert 'class="area s' not in text


def test_the_map_counts_at_least(client: Client, rouen: None) -> None:
    """A number is a lower bound in the title, the table and the drawing; the rest of the country is drawn unknown."""
    text = page(client, "/fr/map/?kind=departments&measure=count&year=2022")
    finding = "En 2022, au moins 64 emplois en Seine-Maritime dans les centres d’appels externalisés"
    assert words(text).startswith(finding)
    assert "le plus d’emplois" not in words(text)
    row = next(line for line in re.findall(r"<tr.*?</tr>", text, re.S) if ">Seine-Maritime<" in line)
    assert "≥ 64" in row
    assert "≥ 64" in words(text, "svg")
    assert "Vienne : absent du fichier chargé" in text


@pytest.mark.parametrize("cut", ["regions22", "regions18", "zones", "departments"])
@pytest.mark.parametrize("measure", ["index", "rate", "count"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_map_of_a_part_can_be_drawn(client: Client, rouen: None, cut: str, measure: str, lang: str) -> None:
    """Whatever is asked of it, a partial file gives a page without a rate, an index or a rank."""
    text = page(client, f"/{lang}/map/?kind={cut}&measure={measure}&year=2022")
    assert "≥ 64" in text
    assert ("ne couvre pas la France entière" if lang == "fr" else "does not cover the whole of France") in text


@pytest.mark.parametrize("code", ["DEP-76", "REG-28", "R22-23", "ZE-2815"])
def test_the_page_of_a_part_says_so(client: Client, rouen: None, code: str) -> None:
    """How far the file goes, that numbers are lower bounds, and neither rate, index nor rank."""
    text = page(client, f"/en/territories/{code}/")
    assert "The loaded file covers 2 of its" in text
    assert "no rate, index or rank" in text
    assert "at least 64" in text
    loaded = text.partition("from the loaded file")[2]
    assert "Per 1,000 salaried jobs" not in loaded
    assert "Rank" not in loaded
    chart = text.partition('id="years"')[2].partition("</figure>")[0]
    assert "polyline" not in chart
    assert chart.count('class="m-all open"') == 4  # Two years, in the wide and the narrow drawing.


def test_a_commune_is_whole(client: Client, rouen: None) -> None:
    """A file has a commune or has it not: its rate stands."""
    text = page(client, "/en/territories/COM-76231/")
    assert "covers" not in text
    assert "44 employees" in words(text)
    assert "at least" not in words(text)


def test_files_and_programs_are_told_too(client: Client, rouen: None) -> None:
    """A download has no rate, says what its number is worth and how far the file goes; so does the API."""
    table = client.get("/export/territory-years.json?id=DEP-76&lang=en").json()
    row = table["rows"][-1]
    assert (row["jobs"], row["rate"]) == (64, None)
    assert "does not cover the whole territory" in row["state"]
    assert any("covers 2 of its" in note for note in table["notes"])
    mapped = client.get("/export/map.json?kind=departments&year=2022&lang=en").json()
    assert any(note.startswith("Seine-Maritime (DEP-76)") for note in mapped["notes"])
    answer = client.get("/api/v1/territories/DEP-76/counts").json()
    assert answer["coverage"]["communes"] == 2
    assert 0 < answer["coverage"]["inhabitants"] < 50
    assert {count["state"] for count in answer["counts"]} == {"partial"}
    assert client.get("/api/v1/territories/COM-76231/counts").json()["coverage"] is None


def test_the_table_of_zones_makes_a_zone_whole(client: Client, rouen: None, home: Path) -> None:
    """Once INSEE's table is loaded, a zone of which the file has every commune gets its rate."""
    load_zones(home, ROUEN + ELBEUF)
    text = page(client, "/en/territories/ZE-2815/")
    assert "at least" not in text
    assert "Per 1,000 salaried jobs" in text
    assert client.get("/api/v1/territories/ZE-2815/counts").json()["coverage"] is None


def test_the_table_of_zones_shows_what_a_zone_misses(client: Client, rouen: None, home: Path) -> None:
    """A zone that crosses a department's border is a part in the file of one department."""
    load_zones(home, ROUEN + ELBEUF + "27701;Val-de-Reuil;2815;Rouen;;27;28\n")
    assert "2 of its 3 communes" in page(client, "/en/territories/ZE-2815/")


def test_a_national_file_is_whole_everywhere(client: Client, load: Any) -> None:
    """A commune without an employer is absent from a full file: nothing is called a part there."""
    version = load()
    assert coverage_of_version(version).national
    assert "The loaded file covers" not in page(client, "/en/territories/DEP-86/")


def test_a_version_whose_folder_is_gone_is_taken_for_a_part(client: Client, load: Any) -> None:
    """Nothing says any more what the file held: the counts are lower bounds."""
    load(sector={"DEP-76": (9, 864, 0)})
    text = page(client, "/en/territories/DEP-76/")
    assert "at least 864" in words(text)
    assert "an unknown share of its communes" in text


def change(code: str, year: int, employees: int | None, unknown: int) -> None:
    """Write another count of call centres for a territory and a year."""
    found = Aggregate.objects.filter(version=current_version(), territory=code, year=year, ape="8220Z")
    assert found.update(employees=employees, unknown_cells=unknown) == 1


def title_of_years(client: Client, lang: str = "en") -> str:
    """The title of the drawing of Vienne."""
    text = page(client, f"/{lang}/territories/DEP-86/")
    return words(text.partition('id="years"')[2], "h2").removesuffix(" (fictitious data)")


def test_a_title_compares_only_what_is_wholly_known(client: Client, load: Any) -> None:
    """An unknown cell is not a fall: the last year is a lower bound, and the line does not reach it."""
    load()
    change("DEP-86", 2022, 200, 1)
    assert title_of_years(client) == "From 300 employees in 2018 to 300 in 2021, at least 200 in 2022"
    text = page(client, "/en/territories/DEP-86/")
    chart = text.partition('id="years"')[2].partition("</figure>")[0]
    assert len(re.findall(r"<polyline", chart)) == 2  # 2018 and 2019; neither 2020, unknown, nor 2022, a lower bound.
    assert "2022: at least 200 employees" in chart
    assert "no line joins it" in chart
    assert "index" not in words(text)


def test_two_lower_bounds_are_not_compared(client: Client, load: Any) -> None:
    """What is unknown in one year is not what is unknown in the next."""
    load()
    for year, employees in ((2018, 354), (2019, 519), (2021, 909), (2022, 864)):
        change("DEP-86", year, employees, 3)
    assert title_of_years(client) == (
        "In 2022, at least 864 employees; years cannot be compared, as part of each is unknown"
    )


def test_one_known_year_is_not_drawn(client: Client, load: Any) -> None:
    """One point is no course: no axes are made up for it, and the table stands."""
    load()
    for year in (2018, 2019, 2021):
        change("DEP-86", year, None, 5)
    assert title_of_years(client) == "In 2022, 300 employees: the only known year"
    change("DEP-86", 2022, None, 5)
    text = page(client, "/en/territories/DEP-86/")
    chart = text.partition('id="years"')[2].partition("</figure>")[0]
    assert "<svg" not in chart
    assert "No known year" in chart
    assert "Vienne, year by year" in text


def test_the_official_file_of_one_zone(client: Client, shared_data: Path) -> None:
    """The file of Rouen's zone has one zone of six, and not even all of that one: 82 communes lie in Eure."""
    load_source(
        "urssaf-commune-ape", shared_data / "territory" / "urssaf_commune_ape_rouen_2006_2022.csv", actor=OPERATOR
    )
    text = page(client, "/en/map/?kind=departments&measure=rate&year=2022")
    assert "no rate" in words(text)
    assert "home to 49% of its inhabitants" in text
    text = page(client, "/en/territories/DEP-76/")
    assert "at least 864 employees" in words(text)
    assert "The loaded file covers 217 of its 707 communes" in text
    assert "From 354" not in text
    load_source(
        "insee-employment-zones",
        shared_data / "territory" / "zones_emploi_2020_communes_2022.parquet",
        actor=OPERATOR,
    )
    assert "covers 217 of its 299 communes" in page(client, "/en/territories/ZE-2815/")
