"""Downloads: every table of the registry opens in four formats, and says what its page says."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import duckdb
import pytest

from filiere.site.kit.exported_tables import TableRequest, UnknownTable, build_table, exported_tables
from filiere.site.observatory.figure_register import shipped_register
from filiere.site.observatory.page_figures import weight_points

pytestmark = pytest.mark.django_db

MINE = (
    "register",
    "sources",
    "weight",
    "outsourced-revenue",
    "outsourced-staff",
    "abroad",
    "international",
    "regions-2008",
    "prices",
    "abroad-positions",
    "countries-jobs",
    "countries-shares",
)
FIGURE = "jobs-outsourced-2008-unedic"


def _rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("table", MINE)
def test_every_listed_table_opens_in_four_formats(client: Any, tmp_path: Path, table: str, lang: str) -> None:
    """The four files hold the same rows, with a name, a type and a stamp."""
    files = {}
    for extension in ("csv", "xlsx", "json", "parquet"):
        response = client.get(f"/export/{table}.{extension}?lang={lang}")
        assert response.status_code == 200
        assert f'filename="filiere-{table}-{lang}.{extension}"' in response.headers["Content-Disposition"]
        files[extension] = response.content
    rows = _rows(files["csv"])
    assert rows
    content = json.loads(files["json"])
    assert content["language"] == lang
    assert len(content["rows"]) == len(rows)
    path = tmp_path / "table.parquet"
    path.write_bytes(files["parquet"])
    with duckdb.connect() as connection:
        count = connection.execute("SELECT count(*) FROM read_parquet(?)", [str(path)]).fetchone()
    assert count == (len(rows),)
    with zipfile.ZipFile(io.BytesIO(files["xlsx"])) as book:
        assert book.read("xl/worksheets/sheet1.xml").count(b"<row ") == len(rows) + 1


def test_weight_file_holds_the_points_of_the_chart(client: Any) -> None:
    """What is downloaded is what is drawn."""
    rows = json.loads(client.get("/export/weight.json").content)["rows"]
    assert [row["id"] for row in rows] == [point.figure.id for point in weight_points(shipped_register())]
    unedic = next(row for row in rows if row["id"] == FIGURE)
    assert unedic["value"] == 36352


def test_regions_file_recomputes_the_published_table(client: Any) -> None:
    """22 regions and France: totals, and the index of Poitou-Charentes."""
    rows = json.loads(client.get("/export/regions-2008.json?lang=en").content)["rows"]
    assert len(rows) == 23
    assert rows[0]["index"] == 397
    assert rows[-1]["jobs"] == 36352 == sum(row["jobs"] for row in rows[:-1])
    assert rows[-1]["all"] == 16532449 == sum(row["all"] for row in rows[:-1])
    assert len(json.loads(client.get("/export/regions-2008.json?kind=13").content)["rows"]) == 14


def test_the_selection_of_the_register_downloads_as_shown(client: Any) -> None:
    """The parameters of the page are those of the file, and so is the order."""
    query = "indicator=jobs&segment=outsourced&year=2008&sort=-value"
    rows = json.loads(client.get(f"/export/register.json?{query}").content)["rows"]
    page = client.get(f"/fr/register/?{query}").content.decode()
    places = [page.index(f"/fr/figures/{row['id']}/") for row in rows]
    assert places == sorted(places)
    assert len(rows) >= 4


def test_one_figure_comes_with_its_concurrents(client: Any) -> None:
    """The file of a figure holds the other values on the same point."""
    rows = json.loads(client.get(f"/export/figure.json?id={FIGURE}").content)["rows"]
    assert rows[0]["id"] == FIGURE
    assert {36352, 44664, 60000} <= {row["value"] for row in rows}


def test_an_unchanged_file_is_not_sent_twice(client: Any) -> None:
    """A browser that asks again with the stamp gets 304, and the stamp is that of the content."""
    first = client.get("/export/sources.csv")
    again = client.get("/export/sources.csv", headers={"if-none-match": first.headers["ETag"]})
    assert again.status_code == 304
    assert not again.content
    other = client.get("/export/sources.csv?lang=en", headers={"if-none-match": first.headers["ETag"]})
    assert other.status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/export/nothing.csv",
        "/export/weight.pdf",
        "/export/figure.csv",
        "/export/figure.csv?id=x",
        "/export/series.csv?id=x",
    ],
)
def test_what_does_not_exist_is_not_found(client: Any, path: str) -> None:
    """An unknown table, format or identifier is a 404."""
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("query", "key", "words"),
    [
        ("year=abc", "year", ("«\u00a0abc\u00a0» n’est pas une année", "“abc” is not a year")),
        ("year=20080", "year", ("«\u00a020080\u00a0» n’est pas une année", "“20080” is not a year")),
        ("indicator=nope", "indicator", ("«\u00a0indicator\u00a0» ne connaît pas", "“indicator” knows no “nope”")),
        ("segment=outsourcd", "segment", ("outsourced", "outsourced")),
        ("retained=nothing", "retained", ("«\u00a0retained\u00a0» ne connaît pas", "“retained” knows no “nothing”")),
        ("sort=price", "sort", ("«\u00a0sort\u00a0» n’a pas de valeur", "“sort” has no value “price”")),
        ("indicater=jobs", "indicater", ("indicator", "indicator")),
        ("from=2008", "from", ("«\u00a0from\u00a0» n’existe pas", "no parameter “from”")),
        ("year=2008&year=2009", "year", ("donné deux fois", "given twice")),
    ],
)
@pytest.mark.parametrize("extension", ["csv", "parquet"])
def test_a_criterion_that_cannot_be_read_is_refused(
    client: Any, query: str, key: str, words: tuple[str, str], extension: str
) -> None:
    """Never all the figures instead of those asked for, nor a header alone: a problem that names the criterion."""
    for lang, expected in zip(("fr", "en"), words, strict=True):
        response = client.get(f"/export/register.{extension}?{query}&lang={lang}")
        assert response.status_code == 422
        assert response.headers["Content-Type"] == "application/problem+json"
        told = json.loads(response.content)
        assert [one["key"] for one in told["errors"]] == [key]
        assert expected in f"{told['title']} {told['detail']}"


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("/export/weight.csv?year=2008", "year"),
        ("/export/sources.csv?id=x", "id"),
        (f"/export/figure.csv?id={FIGURE}&year=2008", "year"),
        ("/export/regions-2008.csv?kind=14", "kind"),
        ("/export/methods.csv?year=1950", "year"),
        ("/export/map.csv?kind=regions22", "year"),
        ("/export/map.csv?kind=countries&year=2008", "kind"),
        ("/export/weight.csv?lang=de", "lang"),
    ],
)
def test_every_table_refuses_what_it_does_not_read(client: Any, address: str, key: str) -> None:
    """A parameter that a table never reads is no parameter of it, and a value it does not have is no default."""
    response = client.get(address)
    assert response.status_code == 422
    assert [one["key"] for one in json.loads(response.content)["errors"]] == [key]


def test_every_fault_of_an_address_is_told_at_once(client: Any) -> None:
    """As everywhere, all that is wrong comes together."""
    told = json.loads(client.get("/export/register.csv?year=abc&indicator=nope&segment=x").content)
    assert {one["key"] for one in told["errors"]} == {"year", "indicator", "segment"}


def test_an_empty_criterion_is_none(client: Any) -> None:
    """Forms send their empty fields: they ask for nothing."""
    every = client.get("/export/register.csv")
    assert client.get("/export/register.csv?text=&indicator=&year=&retained=").content == every.content
    assert client.get("/export/register.csv?retained=0").content != every.content


def test_listed_tables_need_no_parameter() -> None:
    """The downloads page may show every listed table as it is; the others say what they miss."""
    for entry in exported_tables.values():
        if entry.id in MINE:
            assert entry.listed
            assert build_table(entry.id, TableRequest()).rows
    for key in ("figure", "series", "source"):
        assert not exported_tables[key].listed
        with pytest.raises(UnknownTable):
            build_table(key, TableRequest())


def test_a_program_reads_csv_with_nothing_set(client: Any) -> None:
    """Without `for`, a file for programs; with `for=excel`, the one that spreadsheets open; both by keys when asked."""
    answers = [client.get("/export/weight.csv", {"lang": "fr", **more}) for more in ({}, {"for": "excel"})]
    plain, sheet = (answer.content for answer in answers)
    assert len({answer.headers["Content-Disposition"] for answer in answers}) == 2
    assert not plain.startswith(b"\xef\xbb\xbf")
    assert sheet.startswith(b"\xef\xbb\xbf")
    assert plain.splitlines()[0].decode() == sheet.splitlines()[0].decode("utf-8-sig").replace(";", ",")
    keys = client.get("/export/weight.csv?keys=1").content.splitlines()[0]
    assert keys == client.get("/export/weight.csv?keys=1&lang=en").content.splitlines()[0]
    assert keys.decode().split(",")[-1] == "table_source"
    for address in ("weight.json?keys=1", "weight.csv?for=word", "weight.csv?keys=2"):
        assert client.get(f"/export/{address}").status_code == 422, address


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_column_of_a_table_has_a_name_of_its_own(lang: Any) -> None:
    """No library tells apart two columns of one name; no label is numbered for want of another."""
    for entry in exported_tables.values():
        if entry.listed:
            columns = build_table(entry.id, TableRequest(lang)).columns
            labels = [column.label.get(lang) for column in columns]
            assert len(set(labels)) == len(labels), entry.id


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_language_of_a_file_is_said(client: Any, lang: str) -> None:
    """The header names the language asked for, whatever the browser prefers."""
    response = client.get(
        f"/export/weight.csv?lang={lang}", headers={"accept-language": "en" if lang == "fr" else "fr"}
    )
    assert response.headers["Content-Language"] == lang


def test_a_part_of_a_file_is_given(client: Any) -> None:
    """A reader of Parquet asks for the end, then for the columns that it wants."""
    whole = client.get("/export/weight.parquet")
    assert whole.headers["Accept-Ranges"] == "bytes"
    part = client.get("/export/weight.parquet", headers={"range": "bytes=-4"})
    assert (part.status_code, part.content) == (206, b"PAR1")
    size = len(whole.content)
    assert part.headers["Content-Range"] == f"bytes {size - 4}-{size - 1}/{size}"
    assert part.headers["ETag"] == whole.headers["ETag"]
    # A reader that asks for more than there is takes a whole answer for one of a server without ranges.
    more = client.get("/export/weight.parquet", headers={"range": f"bytes=0-{size + 99}"})
    assert (more.status_code, more.content) == (206, whole.content)
    beyond = client.get("/export/weight.parquet", headers={"range": f"bytes={size}-"})
    assert beyond.status_code == 416
    head = client.head("/export/weight.parquet")
    assert head.headers["Content-Length"] == str(size)


def test_files_are_packed_for_who_asks(client: Any) -> None:
    """Packed text is a tenth of itself; its tag is still the one to send back, and a part is never packed."""
    plain = client.get("/export/register.csv")
    packed = client.get("/export/register.csv", headers={"accept-encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.content) * 4 < len(plain.content)
    assert gzip.decompress(packed.content) == plain.content
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert client.get("/export/register.csv", headers={"if-none-match": packed.headers["ETag"]}).status_code == 304
    part = client.get("/export/register.csv", headers={"accept-encoding": "gzip", "range": "bytes=0-99"})
    assert part.content == plain.content[:100]
    assert "Content-Encoding" not in client.get("/export/weight.parquet", headers={"accept-encoding": "gzip"}).headers
