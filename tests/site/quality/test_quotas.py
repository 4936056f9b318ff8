"""What a centre may keep: no more files of a kind, and no more bytes in all, than the disk of all others can bear."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from support.scenes.dossier_sample import make_person
from support.scenes.quality_sample import deliver, legs_csv, make_centre

from filiere.contacts.store import RECORD_FILE, Store
from filiere.core import Faults, seal
from filiere.site.jobs.models import Job
from filiere.site.kit import hourly_tasks
from filiere.site.quality import pack_verifications, scheduled_tasks
from filiere.site.quality.actions.explain_figure import write_explanation
from filiere.site.quality.actions.make_pack import find_cut, request_pack
from filiere.site.quality.actions.receive_delivery import receive_delivery
from filiere.site.quality.actions.verify_pack import request_received_verification
from filiere.site.quality.explanation_files import Explanation
from filiere.site.quality.folders import auditors_folder, centre_folder, raw_path, run_folder, store_folder
from filiere.site.quality.models import Delivery, Pack, Run

# What is kept stands on the disk: the database of the site is asked nothing that others do not ask.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("few")]
CSV = b"contact_id,leg,organisation\nA1,1,acme\n"


def refused(act: Any, **given: Any) -> tuple[str, str]:
    """The code and the words of the one fault that an act raises."""
    with pytest.raises(Faults) as caught:
        act(**given)
    (one,) = caught.value.faults
    assert one.remedy.fr
    return one.code, one.message.en


def file_of(folder: Path, content: bytes = CSV) -> Path:
    """A file as an upload leaves it."""
    path = folder / "sent"
    path.write_bytes(content)
    return path


def test_a_centre_fills_no_disk_whatever_it_is_filled_by(centre: Any, settings: Any, tmp_path: Path) -> None:
    """Received files alone were weighed: packs, explanations and figures took what they liked."""
    settings.FILIERE_CENTRE_BYTES = 4 << 20
    for name, size in (("packs", 3), ("explained", 1)):
        (centre_folder(centre) / name).mkdir(exist_ok=True)
        (centre_folder(centre) / name / "held").write_bytes(b"x" * (size << 20))
    given = {"actor": centre.manager, "centre": centre, "path": file_of(tmp_path), "name": "log.csv"}
    code, words = refused(receive_delivery, **given)
    assert code == "centre-full"
    assert words.startswith("The centre is using 4 MiB of the 4 allowed (in MiB: sealed packs 3, explanations 1)")
    assert not Delivery.objects.exists()
    assert not list(raw_path(centre, "0" * 64).parent.iterdir())
    sent = {"actor": centre.manager, "centre": centre, "path": file_of(tmp_path), "sha256": "a" * 64}
    assert refused(request_received_verification, **sent)[0] == "centre-full"
    auditor = make_person("auditor")
    (auditors_folder() / "verified").mkdir()
    (auditors_folder() / "verified" / "held").write_bytes(b"x" * (4 << 20))
    assert refused(request_received_verification, **sent | {"actor": auditor, "centre": None})[0] == "auditors-full"
    assert not Job.objects.exists()
    (centre_folder(centre) / "packs" / "held").unlink()
    assert receive_delivery(**given).delivery.size == len(CSV)


def test_many_small_files_wait_for_no_import(centre: Any, tmp_path: Path) -> None:
    row = {"centre": centre, "size": 1, "kind": "csv", "sent_by": centre.manager, "sent_at": timezone.now()}
    Delivery.objects.bulk_create(Delivery(sha256=seal(number), name="log.csv", **row) for number in range(500))
    given = {"actor": centre.manager, "centre": centre, "path": file_of(tmp_path), "name": "log.csv"}
    assert refused(receive_delivery, **given)[0] == "deliveries-too-many"
    Delivery.objects.filter(sha256=seal(0)).update(state=Delivery.State.IMPORTED)
    assert receive_delivery(**given).delivery.size == len(CSV)


def test_a_person_has_so_many_packs_verified_in_a_day(centre: Any, tmp_path: Path) -> None:
    """What was found in each is kept for thirty days, and one after the other they had no end."""
    row = {"kind": "pack", "state": "done", "asked_by": centre.manager, "asked_at": timezone.now()}
    Job.objects.bulk_create(Job(subject=f"verify:{number}", **row) for number in range(100))
    sent = {"actor": centre.manager, "centre": centre, "path": file_of(tmp_path), "sha256": "a" * 64}
    assert refused(request_received_verification, **sent)[0] == "verifications-many"
    assert request_received_verification(**sent | {"actor": centre.editor}).state == Job.State.QUEUED


def test_a_centre_keeps_so_many_packs(centre: Any) -> None:
    """Each holds the contacts once more, and there are as many as sets, details and states of the store."""
    deliver(centre, legs_csv(20))
    row = {"centre": centre, "definition": "x", "version": 1, "definition_sha256": "", "store": "", "size": 1}
    row |= {"made_by": centre.manager, "made_at": timezone.now()}
    Pack.objects.bulk_create(Pack(sha256=seal(number), **row) for number in range(199))
    cuts = [find_cut(name) for name in ("month", "week")]
    asked = [{"actor": centre.manager, "centre": centre, "name": "common-v1", "cut": cut} for cut in cuts]
    # One that is being made counts.
    assert request_pack(**asked[0]).state == Job.State.QUEUED
    assert refused(request_pack, **asked[1])[0] == "packs-too-many"
    Pack.objects.filter(sha256=seal(0)).update(erased_at=timezone.now())
    assert request_pack(**asked[1]).state == Job.State.QUEUED


def explained(centre: Any, name: str, at: float) -> Path:
    """An explanation that was found at a moment."""
    folder = centre_folder(centre) / "explained" / name
    folder.mkdir(parents=True)
    Explanation(folder).summary_path.write_text("{}")
    for path in (Explanation(folder).summary_path, folder):
        os.utime(path, (at, at))
    return folder


def test_the_oldest_explanation_makes_room(centre: Any) -> None:
    now = timezone.now().timestamp()
    for number in range(200):
        explained(centre, f"{number:064x}", now - 1000 + number)
    last = centre_folder(centre) / "explained" / ("f" * 64)
    write_explanation(Explanation(last), lambda draft: draft.summary_path.write_text("{}"))
    assert last.is_dir()
    names = sorted(path.name for path in last.parent.iterdir())
    assert (len(names), names[0]) == (200, f"{1:064x}")


def test_what_no_page_leads_to_any_more_goes_by_itself(centre: Any) -> None:
    """Explanations of a store of before and tables of killed jobs stood for ever."""
    now = timezone.now().timestamp()
    Store.create(store_folder(centre), zone=centre.zone)
    os.utime(store_folder(centre) / RECORD_FILE, (now - 3600, now - 3600))
    gone = [explained(centre, "a" * 64, now - 7200), explained(centre, f".{'b' * 16}", now - 90_000)]
    kept = [explained(centre, "c" * 64, now - 60), explained(centre, f".{'d' * 16}", now - 60)]
    row = {"centre": centre, "definition": "x", "version": 1, "engine": "x", "made_at": timezone.now()}
    told = Run.objects.create(sha256="a" * 64, store="b" * 64, **row)
    for key, age, held in ((told.key, 90_000, kept), ("r-0000000000aa", 90_000, gone), ("r-0000000000bb", 60, kept)):
        folder = run_folder(centre, key)
        os.utime(folder, (now - age, now - age))
        held.append(folder)
    day: date = timezone.localdate()
    for sweep in hourly_tasks.clock_bound_tasks:
        if sweep.__module__ == "filiere.site.quality.scheduled_tasks":
            sweep(day)
    assert [path for path in gone if path.exists()] == []
    assert [path for path in kept if not path.exists()] == []


def test_a_file_that_goes_while_a_folder_is_swept_keeps_no_other_there() -> None:
    """Tenth round: it undid what else the sweep removed. A link to nothing is listed, and has no date either."""
    centre = make_centre()
    folders = [raw_path(centre, "0" * 64).parent, pack_verifications.received_pack_path(centre, "0" * 32).parent]
    for folder in folders:
        for name in "abcd":
            (folder / name).write_bytes(b"x")
            os.utime(folder / name, (0, 0))
        (folder / "gone").symlink_to(folder / "nothing")
    assert scheduled_tasks.remove_files(timezone.now(), 100) == 4
    assert pack_verifications.remove_old_verifications(timezone.localdate()) == 4
    assert [sorted(path.name for path in folder.iterdir()) for folder in folders] == [["gone"], ["gone"]]
