"""Contacts that go: by age each hour, with the delivery that brought them, at a customer's request."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pyarrow.parquet as pq
import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone
from support.scenes.dossier_sample import make_organisation
from support.scenes.quality_sample import deliver, differences, legs_csv, make_centre, make_manager

from filiere.cli.label import tick
from filiere.contacts.importing.store_lock import lock_store
from filiere.contacts.store import Store
from filiere.site.jobs.models import Job
from filiere.site.jobs.worker import run_waiting_jobs
from filiere.site.journal.models import Entry
from filiere.site.kit.hourly_tasks import UnfinishedTask
from filiere.site.mail.models import Letter
from filiere.site.quality import figure_store
from filiere.site.quality.actions import make_pack
from filiere.site.quality.actions.compute_figures import request_figures
from filiere.site.quality.actions.erase_contacts import find_customer, request_delivery_erasure
from filiere.site.quality.actions.make_pack import find_cut, request_pack
from filiere.site.quality.actions.open_centre import compute_retention_days, set_retention
from filiere.site.quality.folders import centre_folder, store_folder
from filiere.site.quality.job_kinds import JobKind
from filiere.site.quality.models import Centre, Delivery, Pack, Run
from filiere.site.quality.scheduled_tasks import sweep_contacts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("few")]

TODAY = timezone.localdate()


def do() -> None:
    """Do the jobs that wait, and what acts leave for after their commit."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        run_waiting_jobs()


def log_of(days_ago: int, count: int = 80) -> bytes:
    """A log whose contacts begin so many days ago, forty a day."""
    day = TODAY - timedelta(days=days_ago)
    return legs_csv(count, start=datetime(day.year, day.month, day.day, 9, tzinfo=UTC))


def packed(centre: Any) -> Pack:
    """A sealed pack of all that the centre has, made."""
    cut = find_cut("month")
    assert cut is not None
    job = request_pack(actor=centre.manager, centre=centre, name="services-publics-plus", cut=cut)
    do()
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.faults
    return Pack.objects.get(key=job.made)


def holding(centre: Any, said: bytes) -> list[str]:
    """The files of the centre that hold these bytes, looked for in the files themselves and in Parquet unpacked.

    Looked for in the entries of packs, too, which are stored and not compressed.
    """
    found = []
    for path in sorted(one for one in centre_folder(centre).rglob("*") if one.is_file()):
        content = path.read_bytes()
        parts = [content]
        if content[:2] == b"PK":
            with ZipFile(BytesIO(content)) as pack:
                parts += [pack.read(name) for name in pack.namelist()]
        rows = [json.dumps(pq.read_table(BytesIO(one)).to_pylist(), default=str) for one in parts if one[:4] == b"PAR1"]
        if any(said in one for one in (*parts, *(row.encode() for row in rows))):
            found.append(str(path.relative_to(centre_folder(centre))))
    return found


def signed_in(user: Any) -> Client:
    """A client of that person."""
    client = Client()
    client.force_login(user)
    return client


def shorten(centre: Any, days: int) -> None:
    """Keep contacts for so many days, the notice of it being over."""
    set_retention(centre, actor=centre.editor, keep_days=days)
    Centre.objects.filter(pk=centre.pk).update(longer_until=TODAY)


def test_what_an_interrupted_import_had_read_goes_with_the_hour() -> None:
    """It held rows of people that no erasure reached; as long as a job of the centre may go on from it, it stays."""
    centre = make_centre(make_organisation("Centre fictif"))
    centre.manager = make_manager(centre)
    deliver(centre, log_of(3))
    do()
    part = store_folder(centre) / "staging" / "killed" / "part-1-contact_leg.parquet"
    part.parent.mkdir(parents=True)
    part.write_bytes(b"rows")
    job = Job.objects.create(
        owner_kind="centre",
        owner_key=centre.key,
        kind="import",
        subject="x",
        asked_by=centre.manager,
        asked_at=timezone.now(),
    )
    sweep_contacts(TODAY)
    assert part.exists()
    Job.objects.filter(pk=job.pk).update(state=Job.State.CANCELLED)
    sweep_contacts(TODAY)
    assert not part.exists()


def test_a_shorter_time_erases_nothing_for_a_week_and_is_announced(centre: Any) -> None:
    """Set longer again meanwhile, nothing ever goes; shortened twice, what counts meanwhile is the first time."""
    deliver(centre, log_of(50), figures=False)
    set_retention(centre, actor=centre.editor, keep_days=60)
    set_retention(centre, actor=centre.editor, keep_days=30)
    assert sweep_contacts(TODAY) == 0
    letters = Letter.objects.filter(kind="quality-retention")
    assert {one.to for one in letters} >= {centre.manager, centre.editor}
    page = signed_in(centre.editor).get(reverse("quality:settings", args=[centre.key])).text
    assert "rien de plus ancien ne part d’ici là" in page
    row = Centre.objects.get(pk=centre.pk)
    assert [compute_retention_days(row, TODAY + timedelta(days=ahead)) for ahead in (0, 6, 7)] == [400, 400, 30]
    set_retention(centre, actor=centre.editor, keep_days=400)
    row.refresh_from_db()
    assert compute_retention_days(row, TODAY + timedelta(days=30)) == 400
    assert not differences()


def test_contacts_older_than_the_centre_keeps_go_within_the_hour(centre: Any) -> None:
    """They go from the disk; what stays is accounted for; the figures are computed again, and pages say so."""
    deliver(centre, log_of(50))
    request_figures(actor=centre.manager, centre=centre, name="common-v1")
    do()
    run = figure_store.latest_run(centre, "common-v1")
    assert run is not None
    before = figure_store.read_figure_rows(run, figure_store.Cut("all"))
    assert sweep_contacts(TODAY) == 0
    shorten(centre, 49)
    gone = sweep_contacts(TODAY)
    store = Store.open(store_folder(centre))
    assert gone == sum(one.rows for one in store.erasures) == 39
    assert store.rows("contact_leg") == 40
    assert sweep_contacts(TODAY) == 0
    entry = Entry.objects.filter(act="centre.erase").get()
    assert entry.actor_key == "time"
    assert entry.payload.body["rule"] == "retention"
    assert Run.objects.get(pk=run.pk).store != figure_store.store_seal(centre)
    assert figure_store.read_figure_rows(run, figure_store.Cut("all")) == before
    page = reverse("quality:centre", args=[centre.key])
    assert "data-follow" in signed_in(centre.manager).get(page).text
    do()
    latest = figure_store.latest_run(centre, "common-v1")
    assert latest is not None
    assert (latest.pk != run.pk, latest.store) == (True, figure_store.store_seal(centre))
    assert figure_store.read_figure_rows(latest, figure_store.Cut("all")) != before
    day = TODAY - timedelta(days=49)
    for address in ("quality:centre", "quality:settings"):
        said = signed_in(centre.manager).get(reverse(address, args=[centre.key])).text
        assert str(day.year) in said
        assert "Les contacts d’avant le" in said
    assert not differences()


def test_the_command_that_lets_time_pass_sweeps_too(
    centre: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a server that runs, `filiere label tick` erases what is too old, and says so."""
    monkeypatch.setattr("filiere.site.django_startup.migrate", lambda: None)
    deliver(centre, log_of(50), figures=False)
    shorten(centre, 30)
    tick(lang="en")
    assert Store.open(store_folder(centre)).rows("contact_leg") == 0
    assert "Hourly tasks done: 79 rows" in capsys.readouterr().out


def test_a_store_at_work_is_swept_the_next_hour(centre: Any) -> None:
    """And the other centres are swept meanwhile."""
    other = make_centre(keep_days=30)
    make_manager(other)
    shorten(centre, 30)
    deliver(centre, log_of(50), figures=False)
    deliver(other, log_of(50), figures=False)
    with lock_store(store_folder(centre)):
        assert sweep_contacts(TODAY) == 79
    assert sweep_contacts(TODAY) == 79


def test_a_damaged_store_keeps_no_other_centre_from_its_sweep(centre: Any, caplog: pytest.LogCaptureFixture) -> None:
    """A truncated file of one store stopped the retention of every centre, each hour; the log named no centre."""
    other = make_centre(make_organisation("Autre centre"), keep_days=30)
    make_manager(other)
    shorten(centre, 30)
    for one in (centre, other):
        deliver(one, log_of(50), figures=False)
    for path in Store.open(store_folder(centre)).files("contact_leg"):
        path.write_bytes(path.read_bytes()[:20])
    with pytest.raises(UnfinishedTask) as unswept:
        sweep_contacts(TODAY)
    assert (unswept.value.done, unswept.value.failed) == (79, 1)
    assert Store.open(store_folder(other)).rows("contact_leg") == 0
    (said,) = [one.getMessage() for one in caplog.records if one.name == "filiere.site.kit.hourly_tasks"]
    assert f"old contacts of {centre.key} could not be swept" in said


def test_a_delivery_taken_back_leaves_its_fingerprint_and_the_reason(centre: Any) -> None:
    """Its rows, name, report, figures and explanations go; another delivery stays; it may come again."""
    kept = deliver(centre, log_of(30, 40), "kept.csv")
    do()
    log = log_of(10).replace(b"\nA", b"\nB")
    taken = deliver(centre, log, "Société Nommée.csv")
    do()
    (centre_folder(centre) / "explained").mkdir(exist_ok=True)
    client = signed_in(centre.manager)
    address = reverse("quality:delivery-erase", args=[centre.key, taken.key])
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": "because"}).status_code == 422
    assert client.post(address, {"reason": "wrong-file"}).status_code == 302
    assert "En attente" in client.get(reverse("quality:delivery", args=[centre.key, taken.key])).text
    runs = set(Run.objects.filter(made_at__gte=taken.imported_at).values_list("key", flat=True))
    do()
    taken.refresh_from_db()
    assert (taken.state, taken.name, taken.report) == (Delivery.State.ERASED, "", {})
    assert (taken.erased_rule, taken.rows) == ("wrong-file", 81)
    assert runs
    assert not Run.objects.filter(key__in=runs).exists()
    assert not any((centre_folder(centre) / "figures" / key).exists() for key in runs)
    assert not (centre_folder(centre) / "explained").exists()
    store = Store.open(store_folder(centre))
    assert store.rows("contact_leg") == kept.accepted == store.rows("contact") == 39
    everything = b"".join(path.read_bytes() for path in centre_folder(centre).rglob("*") if path.is_file())
    assert "Société".encode() not in everything
    assert "Ce n’est pas le bon fichier" in client.get(reverse("quality:delivery", args=[centre.key, taken.key])).text
    run = figure_store.latest_run(centre, "common-v1")
    assert run is not None
    assert run.store == figure_store.store_seal(centre)
    assert not differences()
    again = deliver(centre, log, "again.csv")
    assert (again.key != taken.key, again.accepted) == (True, 79)
    assert not differences()


def test_a_delivery_that_waits_is_taken_back_with_its_file(centre: Any) -> None:
    """It has brought no row: its file goes."""
    row = deliver(centre, b"a,b\n1,2\n")
    assert row.state == Delivery.State.REFUSED
    request_delivery_erasure(actor=centre.editor, centre=centre, delivery=row, reason="not-allowed")
    do()
    row.refresh_from_db()
    assert row.state == Delivery.State.ERASED
    assert not list((centre_folder(centre) / "raw").iterdir())
    assert not differences()


def test_a_customer_is_counted_then_erased_and_named_nowhere(centre: Any) -> None:
    """By the number that the logs have; the hash goes with the job that used it."""
    deliver(centre, log_of(5))
    client = signed_in(centre.manager)
    address = reverse("quality:customer-erase", args=[centre.key])
    assert "Aucun contact" in client.post(address, {"customer": "0699999999"}).text
    page = client.post(address, {"customer": " 0612000003 "})
    assert "Un contact de ce client" in page.text
    assert "0612000003" in page.text, "the form shows what was typed, to its own reader"
    key, count = find_customer(actor=centre.manager, centre=centre, said="0612000003")
    assert count == 1
    assert client.post(address, {"key": "x' OR 1=1"}).status_code == 200
    assert not Job.objects.filter(kind=JobKind.ERASE).exists()
    assert client.post(address, {"key": key}).status_code == 302
    do()
    assert find_customer(actor=centre.manager, centre=centre, said="0612000003")[1] == 0
    job = Job.objects.get(kind=JobKind.ERASE)
    assert (job.state, job.subject, job.asked) == (Job.State.DONE, "person", {})
    entry = Entry.objects.filter(act="centre.erase").get()
    assert key not in str(entry.payload.body)
    assert Store.open(store_folder(centre)).rows("contact_leg") == 78


def test_each_look_up_of_a_customer_is_told_and_there_are_so_many_an_hour(centre: Any) -> None:
    """By the keyed hash, whoever is found or not; it goes from the journal with the customer. No list is matched."""
    deliver(centre, log_of(5))
    client, address = signed_in(centre.manager), reverse("quality:customer-erase", args=[centre.key])
    for said in ("0612000003", "0699999999"):
        assert client.post(address, {"customer": said}).status_code == 200
    looked = list(Entry.objects.filter(act="centre.look_up").order_by("number"))
    key = looked[0].payload.body["customer"]
    assert [(one.actor_key, one.subject_id, one.payload.body["found"]) for one in looked] == [
        (centre.manager.key, centre.key, True),
        (centre.manager.key, centre.key, False),
    ]
    assert not any("06" + "12000003" in str(one.payload.body) for one in looked)
    for n in range(18):
        find_customer(actor=centre.manager, centre=centre, said=f"07000000{n:02}")
    refusal = client.post(address, {"customer": "0612000003"})
    assert (refusal.status_code, "20 clients en une heure" in refusal.text) == (422, True)
    assert "Un contact de ce client" not in refusal.text
    assert Entry.objects.filter(act="centre.look_up").count() == 20
    assert client.post(address, {"key": key}).status_code == 302
    do()
    assert [Entry.objects.get(pk=one.pk).payload.body is None for one in looked] == [True, False]
    assert not differences()


@pytest.mark.parametrize("how", ["person", "retention", "delivery"])
def test_what_is_erased_stays_in_no_pack(centre: Any, how: str) -> None:
    """No file of the centre holds the contact any more; the row of the pack and its seal stay; the journal tells it."""
    row = deliver(centre, log_of(50, 40), figures=False)
    deliver(centre, log_of(5, 40).replace(b"A", b"B"), "other.csv")
    do()
    pack = packed(centre)
    key, _ = find_customer(actor=centre.manager, centre=centre, said="0612000003")
    gone = {"person": key.encode(), "retention": b'"A3"', "delivery": b'"A3"'}[how]
    assert f"packs/{pack.sha256}" in holding(centre, gone)
    client, said = signed_in(centre.manager), "fichiers des dossiers scellés"
    if how == "person":
        address = reverse("quality:customer-erase", args=[centre.key])
        assert said in client.post(address, {"customer": "0612000003"}).text
        client.post(address, {"key": key})
    elif how == "delivery":
        address = reverse("quality:delivery-erase", args=[centre.key, row.key])
        assert said in client.get(address).text
        client.post(address, {"reason": "wrong-file"})
    else:
        address = reverse("quality:retention", args=[centre.key])
        assert said in client.get(address).text
        client.post(address, {"keep_days": "30"})
        Centre.objects.filter(pk=centre.pk).update(longer_until=TODAY)
        with TestCase.captureOnCommitCallbacks(execute=True):
            sweep_contacts(TODAY)
    do()
    assert holding(centre, gone) == []
    kept = Pack.objects.get(pk=pack.pk)
    assert (kept.erased_at is not None, kept.seal) == (True, pack.seal)
    entry = Entry.objects.filter(act="pack.erase").get()
    assert entry.actor_key == ("time" if how == "retention" else centre.manager.key)
    if how != "delivery":
        assert Entry.objects.filter(act="centre.erase").get().payload.body["packs"] == 1
    assert not differences()
    assert packed(centre).sha256 != pack.sha256


def test_a_pack_begun_before_an_erasure_is_not_written_after_it(centre: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would hold what went: it is refused, its file goes, and it may be asked for again."""
    deliver(centre, log_of(50, 40), figures=False)
    deliver(centre, log_of(5, 40).replace(b"A", b"B"), "other.csv")
    do()
    shorten(centre, 30)
    sealing = make_pack.contacts.make_pack

    def interrupted(*args: Any, **more: Any) -> Any:
        made = sealing(*args, **more)
        assert sweep_contacts(TODAY) == 39
        return made

    with monkeypatch.context() as patched:
        patched.setattr(make_pack.contacts, "make_pack", interrupted)
        cut = find_cut("month")
        assert cut is not None
        job = request_pack(actor=centre.manager, centre=centre, name="services-publics-plus", cut=cut)
        do()
    job.refresh_from_db()
    assert (job.state, [one["code"] for one in job.faults]) == (Job.State.FAILED, ["erased-meanwhile"])
    assert not Pack.objects.exists()
    assert holding(centre, b'"A3"') == []
    assert packed(centre).erased_at is None


def test_a_pack_that_outlived_the_erasure_of_a_dead_process_goes_with_the_next(centre: Any) -> None:
    """The rows went and the process died before the packs: the next hour finds the pack older than the erasure."""
    deliver(centre, log_of(50, 40))
    do()
    pack = packed(centre)
    shorten(centre, 30)
    assert sweep_contacts(TODAY) == 39
    Pack.objects.filter(pk=pack.pk).update(erased_at=None, made_at=timezone.now() - timedelta(days=1))
    assert sweep_contacts(TODAY) == 0
    assert Pack.objects.get(pk=pack.pk).erased_at is not None


def test_who_erases(centre: Any) -> None:
    """The editor takes deliveries back and looks for nobody; a reader does neither; a stranger finds nothing."""
    row = deliver(centre, log_of(5), figures=False)
    delivery = reverse("quality:delivery-erase", args=[centre.key, row.key])
    customer = reverse("quality:customer-erase", args=[centre.key])
    with pytest.raises(PermissionDenied):
        find_customer(actor=centre.editor, centre=centre, said="0612000003")
    stranger = make_manager(make_centre())
    found = {
        name: (signed_in(user).get(delivery).status_code, signed_in(user).get(customer).status_code)
        for name, user in (("editor", centre.editor), ("reader", centre.reader), ("stranger", stranger))
    }
    assert found == {"editor": (200, 403), "reader": (403, 403), "stranger": (404, 404)}
    other = make_centre()
    mine = make_manager(other)
    crossed = reverse("quality:delivery-erase", args=[other.key, row.key])
    assert signed_in(mine).post(crossed, {"reason": "wrong-file"}).status_code == 404
