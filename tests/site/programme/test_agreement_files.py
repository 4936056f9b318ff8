"""The file of a signed text: kept by its content, given to whoever may read it, refused with every reason, erased by
rule."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from support.scenes.agreement_sample import AgreementScene, make_agreement
from support.scenes.hostile_files import png

from filiere.site.accounts.retention_rules import retention_rules
from filiere.site.evidence import content_store
from filiere.site.evidence.models import Blob
from filiere.site.journal.models import Entry
from filiere.site.journal.sealed_rows import sealed_rows
from filiere.site.programme.agreements.actions import amendments
from filiere.site.programme.agreements.journal_reconciliation import SEALED_ROWS
from filiere.site.programme.agreements.models import AgreementFile
from filiere.site.programme.agreements.personal_data import FILE_RULE

pytestmark = pytest.mark.django_db

PNG = png()
"""A scanned image."""


@pytest.fixture
def scene(make_user: Any) -> AgreementScene:
    return make_agreement(make_user)


def send(client: Client, scene: AgreementScene, content: bytes, name: str, number: int = 0) -> Any:
    """The form, with a file."""
    address = reverse("programme:agreement-file-send", args=(scene.agreement.key,))
    return client.post(address, {"version": str(number), "file": SimpleUploadedFile(name, content)})


def test_the_file_is_kept_and_given_to_whoever_may_read_it(
    client: Client, scene: AgreementScene, make_user: Any
) -> None:
    """The same bytes, under their fingerprint; to a visitor the fingerprint alone; each reading is told."""
    client.force_login(scene.lead)
    assert send(client, scene, PNG, "convention signée.png").status_code == 302
    row = AgreementFile.objects.get()
    address = reverse("programme:agreement-file", args=(row.key,))
    page = reverse("programme:agreement", args=(scene.agreement.key,))
    client.force_login(scene.state)
    given = client.get(address)
    assert (b"".join(given), given["ETag"]) == (PNG, f'"{row.sha256}"')
    assert Entry.objects.filter(act="agreement-file.open").count() == 1
    client.force_login(make_user())
    assert client.get(address).status_code == 403
    client.logout()
    assert client.get(address).status_code == 302
    shown = client.get(page).content.decode()
    assert (row.sha256 in shown, address in shown, row.name in shown) == (True, False, False)
    declared = [one for one in sealed_rows if one in SEALED_ROWS]
    assert [difference for one in declared for difference in one.compare()] == []
    # Bytes that were changed on the disk are not served.
    content_store.stored_path(row.sha256).write_bytes(b"other")
    client.force_login(scene.state)
    assert client.get(address).status_code >= 400


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "vide.pdf"),
        (b"%PDF-1.7\n1 0 obj", "coupe.pdf"),
        (PNG[:40], "coupe.png"),
        (b"MZ\x90\x00", "programme.pdf"),
        (b"a;b\n1;2\n", "table.csv"),
    ],
)
def test_a_file_that_is_no_signed_text_is_refused(
    client: Client, scene: AgreementScene, content: bytes, name: str
) -> None:
    """Empty, cut, of another kind than its name, a table: at the field, and nothing is kept."""
    client.force_login(scene.lead)
    answer = send(client, scene, content, name)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["file"]
    assert (AgreementFile.objects.count(), Blob.objects.count()) == (0, 0)


def test_a_file_too_large_is_refused(client: Client, scene: AgreementScene, settings: Any) -> None:
    """And the version that was chosen stays so."""
    settings.FILIERE_EVIDENCE_BYTES = 50
    amendments.amend_agreement(
        scene.agreement,
        actor=scene.lead,
        signed_on=timezone.localdate(),
        reason="x",
        amounts={},
    )
    client.force_login(scene.lead)
    answer = send(client, scene, PNG, "grand.png", number=0)
    assert answer.status_code == 422
    assert answer.context["form"]["version"].value() == "0"
    assert AgreementFile.objects.count() == 0


def test_the_same_content_is_kept_once_a_version(client: Client, scene: AgreementScene) -> None:
    client.force_login(scene.lead)
    assert send(client, scene, PNG, "a.png").status_code == 302
    assert send(client, scene, PNG, "b.png").status_code == 422
    assert AgreementFile.objects.count() == 1


def test_the_file_goes_ten_years_after_the_end(
    client: Client, scene: AgreementScene, django_capture_on_commit_callbacks: Any
) -> None:
    """By the end that an amendment put off; the fingerprint stays, on the page too."""
    client.force_login(scene.lead)
    send(client, scene, PNG, "a.png")
    row, ends = AgreementFile.objects.get(), scene.agreement.ends + timedelta(days=100)
    amendments.amend_agreement(
        scene.agreement, actor=scene.lead, signed_on=timezone.localdate(), reason="x", amounts={}, ends=ends
    )

    def remove(day: date) -> int:
        moment = timezone.make_aware(datetime(day.year, day.month, day.day, 12))
        with django_capture_on_commit_callbacks(execute=True):
            return retention_rules[FILE_RULE](moment, 10)

    assert (remove(ends), content_store.stored_path(row.sha256).exists()) == (0, True)
    assert (remove(ends + timedelta(days=1)), content_store.stored_path(row.sha256).exists()) == (1, False)
    row.refresh_from_db()
    assert (row.name, row.erased_at is not None) == ("", True)
    assert client.get(reverse("programme:agreement-file", args=(row.key,))).status_code == 404
    assert row.sha256 in client.get(reverse("programme:agreement", args=(scene.agreement.key,))).content.decode()
    declared = [one for one in sealed_rows if one in SEALED_ROWS]
    assert [difference for one in declared for difference in one.compare()] == []
