"""Files sent as logs: what they are is told from their content, hostile ones are refused, the same is there once."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.test import Client
from django.urls import reverse
from support.scenes.quality_sample import differences, make_centre, make_manager

from filiere.core import Faults
from filiere.site.quality.actions.receive_delivery import receive_delivery
from filiere.site.quality.file_detection import measure_unpacked, sniff
from filiere.site.quality.folders import raw_path
from filiere.site.quality.models import Centre, Delivery

pytestmark = pytest.mark.django_db

CSV = b"contact_id,leg,organisation\nA1,1,acme\n"
PARQUET = b"PAR1" + b"\x00" * 40 + b"PAR1"


def put(folder: Path, content: bytes, name: str = "sent") -> Path:
    """A file on the disk, as an upload leaves it."""
    path = folder / name
    path.write_bytes(content)
    return path


def silent(done: int, total: int) -> None:
    """Tell nobody."""


def workbook(**parts: bytes) -> bytes:
    """A ZIP archive of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("log.csv", CSV, "csv"),
        ("log.csv.gz", gzip.compress(CSV, mtime=0), "csv.gz"),
        ("queue_log", b"1700000000|1700000000.1|NONE|NONE|QUEUESTART|\n", "csv"),
        ("queue_log-20261101.gz", gzip.compress(b"1700000000|x|q|NONE|ENTERQUEUE||0612\n", mtime=0), "csv.gz"),
        ("log.json", b'{"ContactId": "a"}\n{"ContactId": "b"}\n', "json"),
        ("log.json", b'[\n  {"id": 1}\n]', "json"),
        ("log.xes", b'<?xml version="1.0"?><log></log>', "xml"),
        ("log.parquet", PARQUET, "parquet"),
    ],
)
def test_what_a_file_is(tmp_path: Path, name: str, content: bytes, word: str) -> None:
    """Its content tells, packed or not."""
    assert sniff(put(tmp_path, content), name).word == word


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("log.csv", b"", "delivery-empty"),
        ("log.csv", b"\x7fELF\x02\x01\x01" + b"\x00" * 60, "delivery-kind-unknown"),
        ("log.csv", b"MZ" + b"\x00" * 80, "delivery-kind-unknown"),
        ("log.csv", b"%PDF-1.4\n", "delivery-kind-unknown"),
        ("log.csv", b"<html><script>alert(1)</script>", "delivery-kind-unknown"),
        ("log.csv", b"a;b\x00c\n", "delivery-kind-unknown"),
        ("log.csv.gz", b"\x1f\x8b\x08\x00garbage that is no deflate", "delivery-gzip-damaged"),
        ("log.csv.gz.gz", gzip.compress(gzip.compress(CSV, mtime=0), mtime=0), "delivery-kind-unknown"),
        ("log.csv", PARQUET, "delivery-name-lies"),
        ("log.parquet", CSV, "delivery-name-lies"),
        ("log.parquet", b"PAR1" + CSV, "delivery-kind-unknown"),
        ("log.csv", gzip.compress(CSV, mtime=0), "delivery-name-lies"),
        ("log.exe", CSV, "delivery-name-lies"),
        ("../../etc/passwd.csv", CSV, "name-path"),
        ("log\u202evsc.csv", CSV, "name-bidi"),
        ("CON.csv", CSV, "name-reserved"),
        ("x" * 300 + ".csv", CSV, "name-too-long"),
        # M9: at version 0.5 these end as a RecursionError.
        ("deep.json", b"[" * 300_000, "delivery-too-deep"),
        ("deep.json", b'{"a":' * 100_000, "delivery-too-deep"),
        ("deep.json.gz", gzip.compress(b"[\n" * 300_000, mtime=0), "delivery-too-deep"),
    ],
)
def test_what_is_refused(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    """Programs, pages, polyglots, damaged archives, names that lie or lead elsewhere: each with its own words."""
    with pytest.raises(Faults) as caught:
        sniff(put(tmp_path, content), name)
    assert code in {fault.code for fault in caught.value.faults}


def test_a_workbook_that_is_a_bomb_or_holds_macros_is_refused(tmp_path: Path) -> None:
    """The inspection of evidence serves here too: the directory of the archive is read, nothing is unpacked whole."""
    bomb = workbook(**{"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"\x00" * (500 << 20)})
    with pytest.raises(Faults):
        sniff(put(tmp_path, bomb), "log.xlsx")
    with pytest.raises(Faults):
        sniff(put(tmp_path, workbook(**{"xl/vbaProject.bin": b"x"})), "log.xlsx")


def test_a_packed_file_is_unpacked_under_a_limit(tmp_path: Path) -> None:
    """A bomb is found by its ratio long before it has unpacked; a cut file is named; a sound one gives its size."""
    told: list[tuple[int, int]] = []
    sound = put(tmp_path, gzip.compress(CSV * 1000), "sound")
    assert measure_unpacked(sound, most=1 << 30, tell=lambda done, total: told.append((done, total))) == len(CSV) * 1000
    assert told[-1][0] == told[-1][1]
    bomb = put(tmp_path, gzip.compress(b"\x00" * (200 << 20), 9), "bomb")
    for path, most, code in (
        (bomb, 1 << 40, "delivery-bomb"),
        (sound, 1000, "delivery-bomb"),
        (put(tmp_path, gzip.compress(CSV * 1000)[:-20], "cut"), 1 << 30, "delivery-gzip-damaged"),
    ):
        with pytest.raises(Faults) as caught:
            measure_unpacked(path, most=most, tell=silent)
        assert [fault.code for fault in caught.value.faults] == [code]


def test_the_same_content_is_there_once(centre: Any, tmp_path: Path) -> None:
    """Whatever its name; the journal has its fingerprint and no word of it."""
    first = receive_delivery(actor=centre.manager, centre=centre, path=put(tmp_path, CSV), name="mars.csv")
    again = receive_delivery(actor=centre.manager, centre=centre, path=put(tmp_path, CSV), name="avril.csv")
    assert (again.delivery.pk, again.again, first.again) == (first.delivery.pk, True, False)
    assert raw_path(centre, first.delivery.sha256).read_bytes() == CSV
    assert raw_path(centre, first.delivery.sha256).stat().st_mode & 0o077 == 0
    assert not differences()
    from filiere.site.journal.models import Payload

    assert not any("mars" in str(body) for body in Payload.objects.values_list("body", flat=True))


def test_two_centres_may_hold_the_same_file_apart(centre: Any, tmp_path: Path) -> None:
    """Neither learns that the other has it."""
    other = make_centre()
    manager = make_manager(other)
    receive_delivery(actor=centre.manager, centre=centre, path=put(tmp_path, CSV), name="a.csv")
    assert not receive_delivery(actor=manager, centre=other, path=put(tmp_path, CSV), name="a.csv").again


def test_only_a_quality_manager_delivers(centre: Any, tmp_path: Path) -> None:
    """Whoever acts for the organisation is refused in words, a stranger finds nothing; the file goes nowhere."""
    path = put(tmp_path, CSV)
    for actor, refusal in ((centre.editor, PermissionDenied), (make_manager(make_centre()), Http404)):
        with pytest.raises(refusal):
            receive_delivery(actor=actor, centre=centre, path=path, name="a.csv")
    assert path.exists()
    assert not Delivery.objects.exists()


def test_the_room_of_a_centre_is_bounded(centre: Any, tmp_path: Path, settings: Any) -> None:
    """Files that wait cannot fill the disk."""
    settings.FILIERE_CONTACTS_WAITING_BYTES = 50
    receive_delivery(actor=centre.manager, centre=centre, path=put(tmp_path, CSV), name="a.csv")
    with pytest.raises(Faults) as caught:
        receive_delivery(actor=centre.manager, centre=centre, path=put(tmp_path, CSV + CSV), name="b.csv")
    assert [fault.code for fault in caught.value.faults] == ["deliveries-too-large"]


def sent(client: Client, centre: Centre, content: bytes, name: str = "log.csv", source: str = "canonical") -> Any:
    """What the page answers to a file."""
    data = {"file": SimpleUploadedFile(name, content), "source": source}
    return client.post(reverse("quality:deliver", args=[centre.key]), data)


@pytest.fixture
def client(centre: Any) -> Iterator[Client]:
    """The quality manager’s browser."""
    browser = Client(enforce_csrf_checks=False)
    browser.force_login(centre.manager)
    return browser


def test_a_file_sent_by_the_page(client: Client, centre: Any, settings: Any) -> None:
    """One of no known layout leads to its columns; nothing of it stays in the folder of uploads, whatever came."""
    answer = sent(client, centre, CSV)
    row = Delivery.objects.get()
    assert answer["Location"] == reverse("quality:map", args=[centre.key, row.key])
    assert sent(client, centre, b"\x7fELF" + b"\x00" * 99).status_code == 422
    assert list(Path(settings.UPLOADS).iterdir()) == []


@pytest.mark.parametrize(
    "head", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", b"GIF89a\x01\x00", b"<svg xmlns='x'/>"]
)
def test_an_image_sent_as_a_log_is_refused_beside_its_field(
    client: Client, centre: Any, head: bytes, tmp_path: Path
) -> None:
    """It says what a log may be, keeps nothing, and the form is there to choose another file."""
    image = head + b"\x00" * 200
    with pytest.raises(Faults) as refused:
        sniff(put(tmp_path, image), "log.csv")
    assert [one.code for one in refused.value.faults] == ["delivery-kind-unknown"]
    answer = sent(client, centre, image)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"file"}
    assert 'type="file"' in answer.text
    assert not Delivery.objects.exists()


def test_a_table_that_the_tool_named_does_not_write_leads_to_its_columns(client: Client, centre: Any) -> None:
    """Its columns can still be named one by one; what is no table is refused on the form."""
    answer = sent(client, centre, CSV, source="amazon-connect")
    row = Delivery.objects.get()
    assert answer["Location"] == reverse("quality:map", args=[centre.key, row.key])


def test_a_file_too_large_is_refused_whatever_its_headers_say(client: Client, centre: Any, settings: Any) -> None:
    """The limit is on the bytes that arrive."""
    settings.FILIERE_CONTACTS_BYTES = 1000
    answer = sent(client, centre, CSV * 100)
    assert answer.status_code == 422
    assert "dépasse la taille permise" in answer.text
    assert not Delivery.objects.exists()


def test_without_its_token_a_form_is_refused(centre: Any, settings: Any) -> None:
    """And the file that came with it is not kept."""
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(centre.manager)
    assert sent(strict, centre, CSV).status_code == 403
    assert not Delivery.objects.exists()
    assert not list(Path(settings.UPLOADS).glob("*"))


def test_the_delivery_of_another_centre_is_not_found(client: Client, centre: Any, tmp_path: Path) -> None:
    """Its key under one’s own centre leads nowhere."""
    other = make_centre()
    theirs = receive_delivery(actor=make_manager(other), centre=other, path=put(tmp_path, CSV), name="a.csv").delivery
    for place in (centre, other):
        assert client.get(reverse("quality:delivery", args=[place.key, theirs.key])).status_code == 404
    mine = receive_delivery(actor=centre.manager, centre=centre, path=put(tmp_path, CSV + b"x"), name="a.csv").delivery
    assert client.get(reverse("quality:delivery", args=[centre.key, mine.key])).status_code == 200


def test_a_file_that_waited_a_week_goes(centre: Any, tmp_path: Path) -> None:
    """It holds people in clear. One that no row names goes after an hour; a fresh one stays."""
    import os
    from datetime import timedelta

    from django.utils import timezone

    from filiere.site.accounts.retention_rules import apply_retention

    kept = receive_delivery(actor=centre.manager, centre=centre, path=put(tmp_path, CSV), name="a.csv").delivery
    old = receive_delivery(actor=centre.manager, centre=centre, path=put(tmp_path, CSV + b"y"), name="b.csv").delivery
    Delivery.objects.filter(pk=old.pk).update(sent_at=timezone.now() - timedelta(days=8))
    lost = raw_path(centre, "a" * 64)
    lost.write_bytes(b"x")
    os.utime(lost, (0, 0))
    assert apply_retention(now=timezone.now())["contact-files"] == 2
    assert raw_path(centre, kept.sha256).exists()
    assert not raw_path(centre, old.sha256).exists()
    assert not lost.exists()
