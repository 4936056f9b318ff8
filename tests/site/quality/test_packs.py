"""Sealed packs by the pages: made once, taken by few, verified figure by figure, erased for good."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone
from support.scenes.quality_sample import differences, make_centre, make_manager, measure_centre

from filiere.contacts.definitions import load_set
from filiere.contacts.sealed.verification_report import build_verification_report
from filiere.core import Faults, Text
from filiere.site.jobs.models import Job
from filiere.site.jobs.worker import run_waiting_jobs
from filiere.site.quality.actions.make_pack import erase_pack, find_cut, request_pack
from filiere.site.quality.actions.verify_pack import (
    MAX_WAITING,
    request_own_verification,
    request_received_verification,
)
from filiere.site.quality.actions.write_definition import write_definition
from filiere.site.quality.definition_form import build_choice_rows, build_indicator_rows, write_definition_yaml
from filiere.site.quality.folders import centre_folder, pack_path
from filiere.site.quality.job_kinds import JobKind
from filiere.site.quality.models import LocalSet, Pack
from filiere.site.quality.pack_verifications import read_verification, remove_old_verifications, verification_path

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("few")]
SMALL = "services-publics-plus"
"""A shipped set of few indicators: a pack of it is made and verified in a second."""


@pytest.fixture
def measured(db: None) -> Any:
    """A centre with two hundred contacts of one week."""
    return measure_centre(200)


def made(centre: Any, name: str = SMALL, cut: str = "month") -> Pack:
    """A pack of the centre, made."""
    found = find_cut(cut)
    assert found is not None
    job = request_pack(actor=centre.manager, centre=centre, name=name, cut=found)
    run_waiting_jobs()
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.faults
    return Pack.objects.get(key=job.made)


def browser(user: Any) -> Client:
    """Somebody’s browser."""
    client = Client()
    client.force_login(user)
    return client


def flipped(content: bytes, place: int) -> bytes:
    """The same bytes but one."""
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def upload(client: Client, centre: Any, content: bytes, **more: str) -> Any:
    """What the page answers to a pack that is sent."""
    file = SimpleUploadedFile("received.pack", content)
    return client.post(reverse("quality:pack-verify", args=[centre.key]), {"file": file, **more})


def test_a_pack_is_made_once_and_the_journal_tells_it(measured: Any) -> None:
    """Its row has the hash of its file and the seal of its manifest; asked again on the same store it is the same."""
    pack = made(measured)
    content = pack_path(measured, pack.sha256).read_bytes()
    assert hashlib.sha256(content).hexdigest() == pack.sha256
    assert pack_path(measured, pack.sha256).stat().st_mode & 0o077 == 0
    assert build_verification_report(pack_path(measured, pack.sha256), seal=pack.seal)["holds"] is True
    assert made(measured).pk == pack.pk
    assert Pack.objects.count() == 1
    assert not differences()
    assert not [one for one in pack_path(measured, pack.sha256).parent.iterdir() if one.name.startswith(".")]


def test_two_clicks_ask_for_one_pack(measured: Any) -> None:
    """And the page says so while it waits, without a second form."""
    client = browser(measured.manager)
    address = reverse("quality:packs", args=[measured.key])
    form = {"definition": "services-publics-plus@1", "cut": "month"}
    assert [client.post(address, form).status_code for _ in range(2)] == [302, 302]
    assert Job.objects.filter(kind=JobKind.PACK).count() == 1
    page = client.get(address).text
    assert "data-follow" in page
    assert "Faire un dossier" not in page
    run_waiting_jobs()
    assert Pack.objects.get().key in client.get(address).text


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"definition": "no-such", "cut": "month"},
        {"definition": "nf345", "cut": "month"},
        {"definition": "common-v1@1", "cut": "x"},
    ],
)
def test_what_no_pack_is_made_of(measured: Any, form: dict[str, str]) -> None:
    """A set that is not there or computes nothing, a detail of no name: told at the form, and nothing is asked."""
    answer = browser(measured.manager).post(reverse("quality:packs", args=[measured.key]), form)
    assert answer.status_code == 422
    assert not Job.objects.filter(kind=JobKind.PACK).exists()


def test_a_pack_of_nothing_is_refused(centre: Any) -> None:
    """Nothing delivered, nothing to seal."""
    cut = find_cut("month")
    assert cut is not None
    with pytest.raises(Faults) as caught:
        request_pack(actor=centre.manager, centre=centre, name=SMALL, cut=cut)
    assert [one.code for one in caught.value.faults] == ["nothing-delivered"]


def test_a_pack_seals_the_local_set_it_was_made_under(measured: Any) -> None:
    """Its bytes are in the pack as the centre wrote them, and no longer change."""
    base = load_set("vicidial")
    text = write_definition_yaml(
        build_choice_rows(base, {}),
        build_indicator_rows(base, {}),
        key="local-phone",
        version=1,
        title=Text(fr="Notre façon", en="Our way"),
        owner="Centre fictif",
        start="2026-01-01",
    )
    row = write_definition(actor=measured.manager, centre=measured, text=text)
    pack = made(measured, f"{row.key}@{row.version}")
    assert LocalSet.objects.get(pk=row.pk).sealed_at is not None
    assert (pack.definition, pack.definition_sha256) == (row.key, row.sha256)
    assert build_verification_report(pack_path(measured, pack.sha256), seal=pack.seal)["holds"] is True


def test_only_who_reads_contacts_takes_the_file(measured: Any) -> None:
    """Whoever acts or reads for the organisation sees that a pack is there, and its seal; a stranger sees nothing."""
    pack = made(measured)
    address = reverse("quality:pack-file", args=[measured.key, pack.key])
    taken = browser(measured.manager).get(address)
    assert b"".join(taken.streaming_content) == pack_path(measured, pack.sha256).read_bytes()
    page = reverse("quality:pack", args=[measured.key, pack.key])
    for user in (measured.editor, measured.reader):
        assert browser(user).get(address).status_code == 403
        shown = browser(user).get(page).text
        assert pack.seal[:8] in shown
        assert address not in shown
    cut = find_cut("month")
    assert cut is not None
    with pytest.raises(PermissionDenied):
        request_pack(actor=measured.editor, centre=measured, name=SMALL, cut=cut)
    with pytest.raises(Http404):
        request_pack(actor=make_manager(make_centre()), centre=measured, name=SMALL, cut=cut)


def test_the_pack_of_another_centre_is_not_found(measured: Any) -> None:
    """Its key under one’s own centre leads nowhere, on any of its pages."""
    pack = made(measured)
    other = make_centre()
    client = browser(make_manager(other))
    for name in ("pack", "pack-file", "pack-erase"):
        for place in (measured, other):
            assert client.get(reverse(f"quality:{name}", args=[place.key, pack.key])).status_code == 404
            assert client.post(reverse(f"quality:{name}", args=[place.key, pack.key])).status_code in (404, 405)


def test_an_erased_pack_leaves_its_seal(measured: Any) -> None:
    """The file goes, the row stays; what was erased may be made again, and is then another pack."""
    pack = made(measured)
    client = browser(measured.editor)
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = client.post(reverse("quality:pack-erase", args=[measured.key, pack.key]))
    assert answer.status_code == 302
    assert not pack_path(measured, pack.sha256).exists()
    page = client.get(reverse("quality:pack", args=[measured.key, pack.key])).text
    assert "fichier effacé" in page
    assert pack.seal[:8] in page
    manager = browser(measured.manager)
    assert manager.get(reverse("quality:pack-file", args=[measured.key, pack.key])).status_code == 404
    assert manager.post(reverse("quality:pack", args=[measured.key, pack.key])).status_code == 422
    assert not differences()
    assert made(measured).pk != pack.pk
    with pytest.raises(PermissionDenied):
        erase_pack(pack, actor=measured.reader)


# The engine verifies, whatever the database of the site.
@pytest.mark.once
def test_the_second_computation_is_told_figure_by_figure(measured: Any) -> None:
    """The page of a pack shows each figure found again, in both languages, to a reader too."""
    pack = made(measured, "vicidial")
    client = browser(measured.reader)
    address = reverse("quality:pack", args=[measured.key, pack.key])
    assert client.post(address).status_code == 302
    run_waiting_jobs()
    job = Job.objects.get(subject=f"verify:{pack.key}")
    result = read_verification(measured, job)
    assert result is not None
    assert result["holds"] is True
    assert result["figures_in_pack"] == len(result["table"]) > 2
    assert {row["verdict"] for row in result["table"]} == {"found"}
    page = client.get(address).text
    assert "Vérifié : tout concorde" in page.replace("\u00a0", " ")
    assert page.count("concordant</span>") == len(result["table"])
    assert "Verified: everything matches" in client.get(address.replace("/fr/", "/en/")).text


# The engine verifies, whatever the database of the site.
@pytest.mark.once
def test_a_report_that_was_not_compared_is_not_shown_as_verified(measured: Any) -> None:
    """Of an older version of Filière: the page says so first, and what to read instead."""
    pack = made(measured)
    request_own_verification(pack, actor=measured.manager)
    run_waiting_jobs()
    path = verification_path(measured, Job.objects.get(subject=f"verify:{pack.key}"))
    found = json.loads(path.read_bytes())
    path.write_text(json.dumps(found | {"verdict": "partly", "holds": False, "other_version": "0.2.9"}))
    address = reverse("quality:pack", args=[measured.key, pack.key])
    page = browser(measured.reader).get(address).text.replace("\u00a0", " ")
    assert "En partie vérifié : report.html n’a pas été comparé" in page
    assert "Lisez indicators.csv" in page
    assert "tout concorde" not in page
    assert "Partly verified" in browser(measured.reader).get(address.replace("/fr/", "/en/")).text


@pytest.mark.once
def test_a_flipped_byte_in_the_file_of_a_pack_is_named(measured: Any) -> None:
    """In a row of data: the file is named with both hashes. What was made here is not believed either."""
    pack = made(measured)
    path = pack_path(measured, pack.sha256)
    content = path.read_bytes()
    path.write_bytes(flipped(content, content.index(b"PAR1") + 5))
    request_own_verification(pack, actor=measured.manager)
    run_waiting_jobs()
    page = browser(measured.manager).get(reverse("quality:pack", args=[measured.key, pack.key])).text
    assert "pack-changed-file" in page
    assert "data/contact_leg/00001.parquet" in page
    # Rows that cannot be read prove nothing: no figure is said to be found again.
    assert "retrouvé</span>" not in page
    assert "pas comparé</span>" in page


# The engine verifies, whatever the database of the site.
@pytest.mark.once
def test_a_pack_received_is_verified_and_goes(measured: Any) -> None:
    """By somebody of another centre; what is found is theirs alone, and the file does not stay."""
    pack = made(measured)
    content = pack_path(measured, pack.sha256).read_bytes()
    other = make_centre()
    reader = make_manager(other)
    answer = upload(browser(reader), other, content, seal=f" {pack.seal.upper()} ")
    assert answer.status_code == 302
    run_waiting_jobs()
    page = browser(reader).get(answer["Location"]).text
    assert "Ce dossier est valide" in page
    assert list((centre_folder(other) / "verifying").iterdir()) == []
    assert browser(make_manager(other)).get(answer["Location"]).status_code == 404
    assert browser(other.editor).get(answer["Location"]).status_code == 404
    again = upload(browser(reader), other, content, seal="0" * 64)
    run_waiting_jobs()
    assert "pack-other-seal" in browser(reader).get(again["Location"]).text


# The engine verifies, whatever the database of the site.
@pytest.mark.once
def test_hostile_packs_are_named_and_end(measured: Any) -> None:
    """Cut, changed in a figure, no pack at all, empty: each has its words, and none stays."""
    pack = made(measured)
    content = pack_path(measured, pack.sha256).read_bytes()
    figure = content.index(b'"numerator":') + len(b'"numerator":')
    cases = {
        content[:-30]: "pack-truncated",
        flipped(content, figure): "pack-changed-file",
        b"PK\x03\x04" + b"\x00" * 200: "pack-truncated",
        b"<script>alert(1)</script>": "pack-not-one",
        b"x": "pack-not-one",
    }
    client = browser(measured.reader)
    for sent, code in cases.items():
        answer = upload(client, measured, sent)
        assert answer.status_code == 302
        run_waiting_jobs()
        page = client.get(answer["Location"]).text
        assert "Ce dossier n’est pas valide" in page
        assert code in page
    assert list((centre_folder(measured) / "verifying").iterdir()) == []


def test_what_the_form_of_a_received_pack_refuses(measured: Any, settings: Any) -> None:
    """A seal that is none, a file too large, no file: told at the form; nothing is kept, nothing is asked."""
    client = browser(measured.reader)
    assert upload(client, measured, b"PK", seal="not a seal").status_code == 422
    assert client.post(reverse("quality:pack-verify", args=[measured.key])).status_code == 422
    settings.FILIERE_PACK_BYTES = 1000
    answer = upload(client, measured, b"x" * 2000)
    assert answer.status_code == 422
    assert "dépasse la taille permise" in answer.text
    assert not Job.objects.filter(kind=JobKind.PACK).exists()
    assert list(Path(settings.UPLOADS).iterdir()) == []
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(measured.reader)
    assert upload(strict, measured, b"PK").status_code == 403


def test_few_packs_wait_for_their_verification_at_once(measured: Any, tmp_path: Path) -> None:
    """One more is refused in words; the same one sent twice counts once."""

    def send(number: int) -> Job:
        path = tmp_path / "sent"
        path.write_bytes(b"PK" + bytes([number]))
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        return request_received_verification(actor=measured.reader, centre=measured, path=path, sha256=sha256)

    assert send(0).pk == send(0).pk
    for number in range(1, MAX_WAITING):
        send(number)
    with pytest.raises(Faults) as caught:
        send(99)
    assert [one.code for one in caught.value.faults] == ["verifications-wait"]
    assert len(list((centre_folder(measured) / "verifying").iterdir())) == MAX_WAITING


# The engine verifies, whatever the database of the site.
@pytest.mark.once
def test_a_verification_that_takes_too_much_dies_alone(measured: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its limit is set before anything of the pack is read; the job says what to do instead."""
    from filiere.site.quality.actions import verify_pack

    monkeypatch.setattr(verify_pack, "MAX_MEMORY_BYTES", 40 * 1024**2)
    monkeypatch.setattr(verify_pack, "MAX_WALL_SECONDS", 20)
    pack = made(measured)
    client = browser(measured.reader)
    answer = upload(client, measured, pack_path(measured, pack.sha256).read_bytes())
    run_waiting_jobs()
    assert "verification-too-much" in client.get(answer["Location"]).text


def test_what_nobody_waits_for_goes(measured: Any, tmp_path: Path) -> None:
    """A received pack without its job after an hour, a result after thirty days, the file of a pack without a row."""
    pack = made(measured)
    request_own_verification(pack, actor=measured.manager)
    run_waiting_jobs()
    job = Job.objects.get(subject=f"verify:{pack.key}")
    assert remove_old_verifications(timezone.localdate()) == 0
    old = (timezone.now() - timedelta(days=31)).timestamp()
    lost = [centre_folder(measured) / "verifying" / ("a" * 32), pack_path(measured, "b" * 64)]
    for path in lost:
        path.write_bytes(b"x")
    (found,) = (centre_folder(measured) / "verified").iterdir()
    for path in (*lost, found):
        os.utime(path, (old, old))
    os.utime(pack_path(measured, pack.sha256), (old, old))
    assert remove_old_verifications(timezone.localdate()) == 3
    assert read_verification(measured, job) is None
    assert pack_path(measured, pack.sha256).exists()


def test_how_to_verify_is_open_to_all(measured: Any) -> None:
    """A visitor reads how to do it offline; whoever has a centre is led to its page."""
    assert "filiere contacts verify" in Client().get("/fr/quality/packs/").text
    assert (
        reverse("quality:pack-verify", args=[measured.key]) in browser(measured.reader).get("/fr/quality/packs/").text
    )
