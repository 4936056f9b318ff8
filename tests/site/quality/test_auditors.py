"""A pack that an auditor was given: verified by a page of their own, for them alone."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from support.scenes.dossier_sample import make_person
from support.scenes.quality_sample import deliver, legs_csv

from filiere.site.jobs.models import Job
from filiere.site.jobs.worker import run_waiting_jobs
from filiere.site.quality.actions.make_pack import PACK_CUTS, request_pack
from filiere.site.quality.folders import auditors_folder, pack_path
from filiere.site.quality.models import Pack
from filiere.site.quality.pack_verifications import read_verification, remove_old_verifications

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("few")]


def browser(user: Any) -> Client:
    """Somebody’s browser."""
    client = Client()
    client.force_login(user)
    return client


def test_an_auditor_without_a_centre_verifies_what_was_sent(centre: Any, settings: Any) -> None:
    """By the role alone, in both languages; nobody else reads what was found, another auditor neither."""
    deliver(centre, legs_csv())
    request_pack(actor=centre.manager, centre=centre, name="services-publics-plus", cut=PACK_CUTS[0])
    run_waiting_jobs()
    pack = Pack.objects.get()
    content = pack_path(centre, pack.sha256).read_bytes()
    auditor, other = make_person("auditor"), make_person("auditor")
    address = reverse("quality:pack-receive")
    assert address in browser(auditor).get("/fr/quality/packs/").text
    assert address not in browser(centre.manager).get("/fr/quality/packs/").text
    assert browser(centre.manager).get(address).status_code == 403
    assert "Vérifier un dossier que vous avez reçu" in browser(auditor).get(address).text
    file = SimpleUploadedFile("centre.pack", content, "application/zip")
    answer = browser(auditor).post(address, {"file": file, "seal": pack.seal})
    assert answer.status_code == 302
    job = Job.objects.get(owner_kind="")
    assert answer["Location"] == reverse("quality:pack-received", args=[job.key])
    follow = reverse("quality:pack-received-job", args=[job.key])
    assert follow in browser(auditor).get(answer["Location"]).text
    assert browser(auditor).get(follow).json()["open"] is True
    run_waiting_jobs()
    for place in (answer["Location"], follow):
        assert browser(other).get(place).status_code == 404
        assert browser(centre.manager).get(place).status_code == 403
        assert browser(auditor).get(place).status_code == 200
    page = browser(auditor).get(answer["Location"].replace("/fr/", "/en/")).text
    assert "This pack is valid" in page
    assert page.count("matches</span>") > 3
    assert list((auditors_folder() / "verifying").iterdir()) == []
    settings.FILIERE_PACK_BYTES = 1000
    file = SimpleUploadedFile("centre.pack", b"x" * 2000, "application/zip")
    assert browser(auditor).post(address, {"file": file}).status_code == 422
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(auditor)
    assert strict.post(address, {"file": SimpleUploadedFile("centre.pack", b"PK")}).status_code == 403
    (found,) = (auditors_folder() / "verified").iterdir()
    old = (timezone.now() - timedelta(days=31)).timestamp()
    os.utime(found, (old, old))
    assert remove_old_verifications(timezone.localdate()) == 1
    assert read_verification(None, job) is None
