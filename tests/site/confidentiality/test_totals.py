"""Totals that others publish: declared from a table, judged with, withdrawn with a reason, and never for a reader."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from support.scenes.dossier_sample import make_organisation
from support.scenes.quality_sample import make_centre, make_manager

from filiere.core import Faults, Text
from filiere.disclosure.folder import read_folder
from filiere.site.accounts.rights import OPERATOR
from filiere.site.confidentiality import content_store, run_folders, table_dimensions
from filiere.site.confidentiality.actions.declare_outside_total import declare_total
from filiere.site.confidentiality.actions.publish_release import publish_release
from filiere.site.confidentiality.actions.withdraw_outside_total import withdraw_total
from filiere.site.confidentiality.models import OutsideTotal, Protection, TotalWithdrawal
from filiere.site.confidentiality.release_ledger import read_ledger
from filiere.site.demonstration import protected_tables
from filiere.site.demonstration.protected_tables import prepare_yearly_table
from filiere.site.jobs.worker import run_waiting_jobs
from filiere.site.journal.integrity import check_integrity
from filiere.site.journal.models import Entry
from filiere.site.kit.rights import RightRefused
from filiere.site.members.models import Membership

pytestmark = pytest.mark.django_db

TOTALS = "/fr/staff/tables/totals/"
SAID = {"source_fr": "Un annuaire inventé", "source_en": "A made-up yearbook"}
SOURCE = Text(fr=SAID["source_fr"], en=SAID["source_en"])


@pytest.fixture
def statistician(make_user: Callable[..., Any]) -> Any:
    return make_user("statistician")


@pytest.fixture
def browser(statistician: Any) -> Client:
    client = Client()
    client.force_login(statistician)
    return client


@pytest.fixture
def table(statistician: Any) -> Protection:
    """A made-up table, prepared."""
    return prepare_yearly_table(statistician, 2025, later=False)


def declaring(row: Protection) -> str:
    return reverse("confidentiality:declare-total", kwargs={"protection_key": row.key})


def hidden_cells(row: Protection, *statuses: str) -> list[dict[str, str]]:
    """The cells that a table withholds, each by the columns and codes that it crosses."""
    with run_folders.open_run_folder(row) as folder:
        run = read_folder(folder)
    return [
        {cut.column: cut.codes[place] for cut, place in zip(run.cuts, keys, strict=True) if place}
        for keys, status in zip(run.keys.tolist(), run.status, strict=True)
        if status in (statuses or ("primary", "secondary"))
    ]


def test_a_total_is_declared_by_ticking_codes(browser: Client, table: Protection) -> None:
    """Codes of one column are added up, of two they are crossed; the journal, the ledger and the list have it."""
    page = browser.get(declaring(table)).content.decode()
    assert "Bretagne" in page
    assert "2. 50–249" in page
    sent = {**SAID, "cut-0": ["Bretagne", "Normandie"], "cut-1": ["2. 50–249"]}
    assert browser.post(declaring(table), sent)["Location"] == TOTALS
    row = OutsideTotal.objects.get()
    assert row.parts == [
        {"région": "Bretagne", "taille": "2. 50–249"},
        {"région": "Normandie", "taille": "2. 50–249"},
    ]
    assert row.subject == table.subject
    (kept,) = read_ledger(table.subject).outside
    assert kept.key == row.key
    assert Entry.objects.filter(act="release.declare-total", subject_id=row.key).count() == 1
    said = browser.get(TOTALS).content.decode()
    assert "Région Bretagne, taille 2. 50–249 + région Normandie" in said
    assert "Un annuaire inventé" in said
    assert check_integrity().is_whole


def test_without_a_tick_it_is_the_whole_and_a_figure_gives_its_source(browser: Client, table: Protection) -> None:
    """The source of a figure of the register is its own; the list leads to it."""
    figure = "jobs-outsourced-2008-unedic"
    assert browser.post(declaring(table), {"figure": figure}).status_code == 302
    row = OutsideTotal.objects.get()
    assert (row.parts, row.figure) == ([{}], figure)
    assert row.source_fr
    assert row.source_fr != row.source_en
    assert f"/fr/figures/{figure}/" in browser.get(TOTALS).content.decode()


def test_what_is_no_total_is_refused_with_words(browser: Client, table: Protection) -> None:
    """No source, a figure that is not there, a code that the table has not, the same total twice."""
    for sent, said in (
        ({"cut-0": ["Bretagne"]}, "indiquez un chiffre"),
        ({"figure": "no-such-figure"}, "no-such-figure"),
        ({**SAID, "cut-0": ["Atlantide"]}, "Atlantide"),
        ({**SAID, "cut-0": ["Centre-Val de Loire"], "cut-1": ["3. ≥ 250"]}, "aucune de ces cases"),
    ):
        got = browser.post(declaring(table), sent)
        assert got.status_code == 422, sent
        assert said in got.content.decode(), sent
    assert not OutsideTotal.objects.exists()
    assert browser.post(declaring(table), {**SAID, "cut-0": ["Bretagne"]}).status_code == 302
    got = browser.post(declaring(table), {**SAID, "cut-0": ["Bretagne"]})
    assert got.status_code == 422
    assert OutsideTotal.objects.get().key in got.content.decode()


def test_a_code_within_another_is_not_counted_twice() -> None:
    """A department and its region in one total: the department is in both."""
    from filiere.disclosure.system import Cut

    cut = Cut("dep", ("Total", "Bretagne", "29", "35", "Paris", "75"), (-1, 0, 1, 1, 0, 4))
    assert table_dimensions.find_nested_code(cut, ["29", "35", "Paris"]) is None
    assert table_dimensions.find_nested_code(cut, ["29", "Bretagne"]) == ("29", "Bretagne")
    assert table_dimensions.find_nested_code(cut, ["75", "29", "Paris"]) == ("75", "Paris")


def test_a_table_that_waits_is_prepared_again_with_the_total(
    browser: Client, table: Protection, statistician: Any
) -> None:
    """The page of a table says that it cannot go out any more; the one prepared next names the total beside it."""
    page = reverse("confidentiality:table", kwargs={"protection_key": table.key})
    assert "/publish/" in browser.get(page).content.decode()
    browser.post(declaring(table), {**SAID, "cut-0": ["Bretagne", "Normandie"]})
    said = browser.get(page).content.decode()
    assert "/publish/" not in said
    assert "ne peut plus être publié" in said
    with pytest.raises(Faults):
        publish_release(table, actor=statistician)
    again = prepare_yearly_table(statistician, 2025, later=False)
    said = browser.get(reverse("confidentiality:table", kwargs={"protection_key": again.key})).content.decode()
    assert "Un total publié ailleurs a été pris en compte" in said
    assert "Région Bretagne + région Normandie" in said
    publish_release(again, actor=statistician)


def test_a_total_of_one_unsafe_cell_is_told_when_it_is_declared_and_beside_each_table(
    browser: Client, table: Protection, statistician: Any
) -> None:
    """Another body publishes the very cell that the rule withholds: it is named, stays a dash, and tables go out."""
    unsafe = next(one for one in hidden_cells(table, "primary") if len(one) == 2)
    columns = [cut.column for cut in table_dimensions.dimensions_of_table(table).cuts]
    sent = {**SAID, **{f"cut-{place}": [unsafe[column]] for place, column in enumerate(columns)}}
    said = browser.post(declaring(table), sent, follow=True).content.decode()
    assert "Ce total révèle exactement des cases que la règle protège" in said
    assert unsafe["région"] in said
    again = prepare_yearly_table(statistician, 2025, later=False)
    assert unsafe in hidden_cells(again, "primary")
    (note,) = [one for one in again.report["notes"] if one["code"] == "cell-already-out"]
    assert ", ".join(f"{column} {code}" for column, code in sorted(unsafe.items())) in note["fr"]
    assert "=" not in note["fr"] + note["en"]
    page = reverse("confidentiality:table", kwargs={"protection_key": again.key})
    assert "Ce qui est déjà public donne des cases que la règle protège" in browser.get(page).content.decode()
    publish_release(again, actor=statistician)
    assert unsafe in hidden_cells(again, "primary")
    # Another total of the same table gives nothing away.
    more = browser.post(declaring(again), {**SAID, "cut-0": ["Bretagne", "Normandie"]}, follow=True).content.decode()
    assert "révèle exactement" not in more


def test_the_list_tells_what_a_late_total_gives_of_a_release(
    browser: Client, table: Protection, statistician: Any
) -> None:
    """One withheld cell among those added up is found by subtraction; of two, the sum is."""
    publish_release(table, actor=statistician)
    cells = [one for one in hidden_cells(table) if len(one) == 2]
    declare_total(actor=statistician, subject=table.subject, parts=cells[:1], source=SOURCE)
    declare_total(actor=statistician, subject=table.subject, parts=cells[:2], source=SOURCE)
    declare_total(actor=statistician, subject=table.subject, parts=[{}], source=SOURCE)
    said = browser.get(TOTALS).content.decode()
    assert said.count("une case masquée peut s’en déduire") == 1
    assert said.count("2 cases masquées") == 1
    assert said.count("rien de masqué") == 1
    name = table.release.files["release.json"]  # type: ignore[attr-defined]
    (content_store.content_folder() / name[:2] / name).write_bytes(b"")
    got = browser.get(TOTALS)
    assert got.status_code == 409
    assert name[:12] in got.content.decode()


def test_a_total_is_withdrawn_with_a_reason_and_stays_on_record(
    browser: Client, table: Protection, statistician: Any
) -> None:
    """No later table is judged with it; what was declared is still read; it may be declared anew, rightly."""
    row = declare_total(actor=statistician, subject=table.subject, parts=[{}], source=SOURCE)
    url = reverse("confidentiality:withdraw-total", kwargs={"total_key": row.key})
    assert browser.get(url).status_code == 200
    assert browser.post(url, {"reason": " "}).status_code == 422
    assert browser.post(url, {"reason": "Il compte aussi les intérimaires."})["Location"] == TOTALS
    assert read_ledger(table.subject).outside == ()
    said = browser.get(TOTALS).content.decode()
    assert "Il compte aussi les intérimaires." in said
    assert browser.get(url).status_code == 404
    with pytest.raises(Faults) as refused:
        withdraw_total(row, actor=statistician, reason="Deux fois.")
    assert refused.value.faults[0].code == "total-withdrawn"
    with pytest.raises(Faults) as refused:
        withdraw_total(row, actor=statistician, reason="")
    assert refused.value.faults[0].code == "withdrawal-without-reason"
    declare_total(actor=statistician, subject=table.subject, parts=[{}], source=SOURCE)
    publish_release(prepare_yearly_table(statistician, 2025, later=False), actor=statistician)
    assert Entry.objects.filter(act="release.withdraw-total").count() == 1
    assert check_integrity().is_whole


def test_a_withdrawal_cannot_be_changed(table: Protection, statistician: Any) -> None:
    """Neither through the models nor by SQL."""
    row = declare_total(actor=statistician, subject=table.subject, parts=[{}], source=SOURCE)
    withdraw_total(row, actor=statistician, reason="À tort.")
    for change in (lambda: TotalWithdrawal.objects.update(reason=""), lambda: TotalWithdrawal.objects.all().delete()):
        with pytest.raises(TypeError):
            change()
    for statement in (
        "UPDATE confidentiality_totalwithdrawal SET reason = ''",
        "DELETE FROM confidentiality_totalwithdrawal",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_totals_exist_for_the_statistician_alone(
    table: Protection, statistician: Any, make_user: Callable[..., Any]
) -> None:
    """Others are refused page by page and act by act; a reader of the release learns of none."""
    row = declare_total(actor=statistician, subject=table.subject, parts=[{}], source=SOURCE)
    pages = [TOTALS, declaring(table), reverse("confidentiality:withdraw-total", kwargs={"total_key": row.key})]
    for page in pages:
        assert "/sign-in/" in Client().get(page)["Location"]
        for roles in (("staff",), ("auditor",), ("administrator",), ()):
            client = Client()
            client.force_login(make_user(*roles))
            assert client.get(page).status_code == 403, (page, roles)
    for other in (make_user("staff", "administrator"), OPERATOR):
        with pytest.raises(RightRefused):
            withdraw_total(row, actor=other, reason="Non.")
    assert not TotalWithdrawal.objects.exists()
    release = publish_release(prepare_yearly_table(statistician, 2025, later=False), actor=statistician)
    said = Client().get(reverse("tables:release", kwargs={"release_key": release.key})).content.decode()
    assert SAID["source_fr"] not in said
    assert row.key not in said


def test_a_total_is_declared_before_the_table_is_prepared(browser: Client, tmp_path: Path) -> None:
    """From the page of the answers, with the columns of the rows sent; the table is judged with it at once."""
    lines = [
        ",".join(protected_tables.ROW_COLUMNS),
        *(",".join(map(str, row)) for row in protected_tables.build_rows(later=False)),
    ]
    sent = SimpleUploadedFile("postes.csv", "\n".join(lines).encode())
    start = browser.post("/fr/staff/tables/new/", {"file": sent})["Location"]
    draft = start.removesuffix("how/")
    assert browser.get(f"{draft}total/").status_code == 404
    browser.post(start, {"answer": "file"})
    spec = yaml.safe_load(protected_tables.write_specification())
    browser.post(f"{draft}files/", {"file": SimpleUploadedFile("spec.yaml", yaml.safe_dump(spec).encode())})
    browser.post(f"{draft}rule/", {"answer": protected_tables.RULE_ID})
    words = {"title_fr": "Postes", "title_en": "Positions", "population": "Inventés", "period": "2026"}
    browser.post(f"{draft}words/", words)
    assert "Un autre organisme publie-t-il un total" in browser.get(draft).content.decode()
    assert browser.get(f"{draft}total/").status_code == 200
    got = browser.post(f"{draft}total/", {**SAID, "cut-0": ["Bretagne", "Normandie"]})
    assert got["Location"] == draft
    assert "Région Bretagne + région Normandie" in browser.get(draft).content.decode()
    browser.post(draft)
    run_waiting_jobs()
    row = Protection.objects.get()
    assert run_folders.read_added_file(row, run_folders.OVERLAPS_FILE)["outside"] == [OutsideTotal.objects.get().key]
    other = Client()
    assert other.get(f"{draft}total/").status_code == 302


def test_a_total_of_millions_of_cells_is_refused_before_they_are_made(
    table: Protection, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A few dozen codes of each column made millions of cells in the process that answers."""
    monkeypatch.setattr("filiere.site.confidentiality.forms.MOST_PARTS", 3)
    monkeypatch.setattr(table_dimensions, "product", lambda *_: pytest.fail("the cells were made"))
    cuts = table_dimensions.dimensions_of_table(table).cuts
    chosen = {f"cut-{place}": list(cut.codes[1:3]) for place, cut in enumerate(cuts)}
    got = browser.post(declaring(table), SAID | chosen)
    assert got.status_code == 422
    assert not OutsideTotal.objects.exists()


def test_whoever_manages_the_quality_of_an_organisation_publishes_no_table(
    table: Protection, statistician: Any
) -> None:
    make_manager(make_centre(make_organisation()), statistician)
    with pytest.raises(Faults) as caught:
        publish_release(table, actor=statistician)
    assert caught.value.faults[0].code == "publisher-acts-for-company"


def test_whoever_acts_for_an_organisation_publishes_no_table(table: Protection, statistician: Any) -> None:
    """One of the contributors would decide what the others show; three years after it is over, they publish again."""
    today = timezone.localdate()
    held = Membership.objects.create(
        user=statistician, organisation=make_organisation(), right="read", since=today - timedelta(days=3000)
    )
    for until in (None, today - timedelta(days=3 * 365)):
        Membership.objects.filter(pk=held.pk).update(until=until)
        with pytest.raises(Faults) as caught:
            publish_release(table, actor=statistician)
        assert caught.value.faults[0].code == "publisher-acts-for-company"
    Membership.objects.filter(pk=held.pk).update(until=today - timedelta(days=3 * 365 + 1))
    publish_release(table, actor=statistician)
