"""The statistician's pages and those of everybody: who opens them, what they hide, what publishing refuses."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from filiere.core import Faults
from filiere.disclosure.audit import AttackResult
from filiere.disclosure.folder import find_promise, keeps_promise, read_folder
from filiere.site.confidentiality import content_store, run_folders
from filiere.site.confidentiality.actions.publish_release import publish_release
from filiere.site.confidentiality.models import Protection, Release
from filiere.site.confidentiality.presenters.loss import build_loss
from filiere.site.demonstration.protected_tables import prepare_yearly_table
from filiere.site.jobs.worker import run_waiting_jobs
from filiere.site.journal.integrity import check_integrity
from filiere.site.journal.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def statistician(make_user: Callable[..., Any]) -> Any:
    return make_user("statistician")


@pytest.fixture
def table(statistician: Any) -> Protection:
    """A made-up table, prepared."""
    return prepare_yearly_table(statistician, 2025, later=False)


def signed(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def secrets_of(row: Protection) -> tuple[list[str], list[str]]:
    """The values withheld, and the ones published, as texts."""
    with run_folders.open_run_folder(row) as folder:
        run = read_folder(folder)
    shown = set(run.public)
    hidden = [str(int(value) // run.scale) for value, text in zip(run.values, run.public, strict=True) if not text]
    return [one for one in hidden if one not in shown], [one for one in run.public if one]


INSIDE = ("table", "publish", "discard")


def test_the_inside_exists_for_the_statistician_alone(table: Protection, make_user: Callable[..., Any]) -> None:
    """A visitor is led to sign in; the staff, an auditor, a member are refused, page by page."""
    pages = [reverse("confidentiality:tables"), reverse("confidentiality:new")]
    pages += [reverse(f"confidentiality:{name}", kwargs={"protection_key": table.key}) for name in INSIDE]
    for page in pages:
        assert "/sign-in/" in Client().get(page)["Location"]
        for roles in (("staff",), ("auditor",), ("administrator",), ()):
            assert signed(make_user(*roles)).get(page).status_code == 403, (page, roles)


def test_the_page_of_a_table_shows_what_it_hides_and_is_kept_nowhere(statistician: Any, table: Protection) -> None:
    """Values under dashes, both marks in words, attackers, intervals; never cached, and each opening is recorded."""
    page = reverse("confidentiality:table", kwargs={"protection_key": table.key})
    answer = signed(statistician).get(page)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    said = answer.content.decode()
    hidden, _ = secrets_of(table)
    assert hidden
    assert all(one in re.sub(r"[\s\u202f]", "", said) for one in hidden)
    assert "primaire" in said
    assert "secondaire" in said
    assert 'id="intervals-wide-t"' in said
    assert Entry.objects.filter(act="release.read", subject_id=table.key).count() == 1
    assert check_integrity().is_whole


def test_what_is_public_never_tells_a_hidden_value(statistician: Any, table: Protection) -> None:
    """Page, list, CSV and JSON of a release: dashes, one status for both reasons, and no value withheld anywhere."""
    release = publish_release(table, actor=statistician)
    hidden, shown = secrets_of(table)
    urls = [reverse("tables:release", kwargs={"release_key": release.key}), reverse("tables:releases")]
    urls += [
        reverse("tables:release-file", kwargs={"release_key": release.key, "extension": one}) for one in ("csv", "json")
    ]
    programs = ["/api/v1/tables", f"/api/v1/tables/{release.key}"]
    for url in (*urls, *(url.replace("/fr/", "/en/") for url in urls), *programs):
        answer = Client().get(url)
        assert answer.status_code == 200
        said = answer.content.decode()
        bare = said.replace(release.public, "").replace(release.key, "")
        for word in ("primary", "secondary", "primaire", "secondaire", "few", "dominated"):
            assert word not in bare, (url, word)
        numbers = set(re.findall(r"\d+", re.sub(r"(?<=\d)[\u202f,](?=\d)", "", bare)))
        kept = {one for one in hidden if len(one) > 2}
        assert kept
        assert not kept & numbers, url
    (csv, told) = (Client().get(url).content for url in urls[2:])
    assert csv == content_store.read_content(table.public)
    cells = json.loads(told)["cells"]
    assert Client().get(programs[1]).json() == json.loads(told)
    assert [one["key"] for one in Client().get(programs[0]).json()["tables"]] == [release.key]
    assert Client().get("/api/v1/tables/r-0123456789").status_code == 404
    assert {(one["status"], one["obs_status"], one["conf_status"]) for one in cells} == {
        ("published", "A", "F"),
        ("withheld", "Q", "C"),
    }
    assert sorted(one["value"] for one in cells if one["value"]) == sorted(shown)


def test_a_table_that_waits_is_nowhere_public(table: Protection) -> None:
    """Prepared, it has no public page, and the list does not name it."""
    assert table.title_fr not in Client().get(reverse("tables:releases")).content.decode()
    assert Client().get(f"/fr/tables/{table.key}/").status_code == 404
    assert Client().get("/fr/tables/r-0123456789/").status_code == 404


def publishing(statistician: Any, table: Protection) -> Any:
    page = reverse("confidentiality:publish", kwargs={"protection_key": table.key})
    return signed(statistician).post(page, {"sure": "on", "reason": "Relu."})


def test_publishing_is_confirmed_then_leads_to_the_public_page(statistician: Any, table: Protection) -> None:
    """Without the box nothing goes out; with it the page is public, and the journal holds."""
    page = reverse("confidentiality:publish", kwargs={"protection_key": table.key})
    assert signed(statistician).post(page, {}).status_code == 422
    assert not Release.objects.exists()
    answer = publishing(statistician, table)
    release = Release.objects.get()
    assert answer["Location"] == reverse("tables:release", kwargs={"release_key": release.key})
    assert publishing(statistician, table).status_code == 422
    assert check_integrity().is_whole


@pytest.mark.parametrize("damage", ["altered", "missing"])
def test_a_public_file_that_is_damaged_is_a_sentence_and_the_others_are_read(
    statistician: Any, table: Protection, damage: str
) -> None:
    """M8: at version 0.5 the page of such a table and its files were a bare 500."""
    publishing(statistician, table)
    release = Release.objects.get()
    path = content_store.content_folder() / release.public[:2] / release.public
    path.write_bytes(b"") if damage == "altered" else path.unlink()
    reader = Client(raise_request_exception=False)
    for address in (f"/en/tables/{release.key}/", f"/en/tables/{release.key}.csv"):
        answer = reader.get(address)
        assert answer.status_code == 503
        assert release.public[:12] in answer.content.decode()
    assert reader.get("/en/tables/").status_code == 200


@pytest.mark.parametrize("name", ["certificate.json", "cells.csv", "spec.json", "contributions.csv", "report.json"])
def test_a_tampered_run_never_goes_out(statistician: Any, table: Protection, name: str) -> None:
    """Whether the bytes change under their fingerprint, or the fingerprint with them."""
    path = content_store.content_folder() / table.files[name][:2] / table.files[name]
    kept = path.read_bytes()
    path.write_bytes(kept.replace(b"1", b"2", 1))
    assert publishing(statistician, table).status_code == 422
    forged = kept.replace(b"1", b"2", 1)
    path.write_bytes(kept)
    Protection.objects.filter(pk=table.pk).update(files={**table.files, name: content_store.store_content(forged)})
    answer = publishing(statistician, table)
    assert answer.status_code == 422
    assert "n’est pas valable" in answer.content.decode()
    assert not Release.objects.exists()


def test_a_public_file_that_shows_a_hidden_cell_never_goes_out(statistician: Any, table: Protection) -> None:
    """Un-hiding one cell in the file that readers would get breaks the proof, and so does a whole other file."""
    lines = content_store.read_content(table.public).decode().splitlines()
    place = next(number for number, line in enumerate(lines) if line.endswith("withheld,Q,C"))
    lines[place] = lines[place].replace(",,withheld,Q,C", ",12,published,A,F")
    Protection.objects.filter(pk=table.pk).update(public=content_store.store_content("\n".join([*lines, ""]).encode()))
    with pytest.raises(Faults) as refused:
        publish_release(Protection.objects.get(), actor=statistician)
    assert refused.value.faults[0].code == "release-unproven"
    assert not Release.objects.exists()


def test_what_is_not_protected_is_not_published(statistician: Any, table: Protection) -> None:
    """A level that the certificate does not speak of, or a report that says no."""
    for change in ({"level": "pairs"}, {"level": table.level, "report": {**table.report, "protected": False}}):
        Protection.objects.filter(pk=table.pk).update(**change)
        with pytest.raises(Faults):
            publish_release(Protection.objects.get(), actor=statistician)
    assert not Release.objects.exists()


def test_a_second_year_is_judged_with_the_first(statistician: Any, table: Protection) -> None:
    """The page names the release that it meets and the differences that told of too few; both years then stand."""
    publish_release(table, actor=statistician)
    later = prepare_yearly_table(statistician, 2026, later=True)
    met = run_folders.read_added_file(later, run_folders.OVERLAPS_FILE)
    assert met["releases"][0]["common"] > 20
    assert met["count"] == len(met["differences"]) > 0
    page = reverse("confidentiality:table", kwargs={"protection_key": later.key})
    said = signed(statistician).get(page).content.decode()
    assert Release.objects.get().key in said
    assert met["differences"][0]["fr"].split(" (")[0][:20] in said
    publish_release(later, actor=statistician)
    assert Release.objects.count() == 2
    assert check_integrity().is_whole


def test_a_file_that_changed_shows_nothing(statistician: Any, table: Protection) -> None:
    """The page says which file is wrong, and prints no value."""
    name = table.files["cells.csv"]
    (content_store.content_folder() / name[:2] / name).write_bytes(b"")
    page = reverse("confidentiality:table", kwargs={"protection_key": table.key})
    answer = signed(statistician).get(page)
    assert answer.status_code == 409
    assert name[:12] in answer.content.decode()


def test_the_page_says_what_is_proved(statistician: Any, table: Protection) -> None:
    """Certificate checked on opening, attackers with what the level promises of each, and the bound beside the loss."""
    page = reverse("confidentiality:table", kwargs={"protection_key": table.key})
    said = signed(statistician).get(page).content.decode()
    assert "vérifié à l’instant" in said
    assert "rien d’exact, et toute la marge demandée" in said
    assert said.count("compté pour information") == 1
    assert f"{table.report['cost']:.0f}" in re.sub(r"[\s\u202f]", "", said)
    forged = {**table.files, "certificate.json": content_store.store_content(b"{}")}
    Protection.objects.filter(pk=table.pk).update(files=forged)
    said = signed(statistician).get(page).content.decode()
    assert "la preuve n’est pas valable" in said
    assert "/publish/" not in said


def test_a_loss_is_a_share_of_the_total(statistician: Any, table: Protection) -> None:
    """No share is of a sum in which a margin and its cells both stand."""
    with run_folders.open_run_folder(table) as folder:
        run = read_folder(folder)
    loss = build_loss(run)
    whole = next(one for key, one in zip(run.keys.tolist(), run.values.tolist(), strict=True) if not any(key))
    assert loss.total == Decimal(whole) / run.scale
    assert 0 <= loss.primary_share + loss.secondary_share <= 100
    page = reverse("confidentiality:table", kwargs={"protection_key": table.key})
    assert "data-base=" in signed(statistician).get(page).content.decode()


@pytest.mark.parametrize(
    ("level", "outsider", "contributors", "pairs"),
    [("outsider", "blur", None, None), ("contributors", "blur", "exact", None), ("pairs", "blur", "blur", "blur")],
)
def test_a_level_promises_what_the_audit_is_held_to(level: Any, outsider: Any, contributors: Any, pairs: Any) -> None:
    """The words of the page are those by which a run is called protected."""
    names = ("outsider", "contributors", "pairs")
    assert tuple(find_promise(level, name) for name in names) == (outsider, contributors, pairs)
    clean, near, exact = (AttackResult(1, 1, *counts, (), 0.0) for counts in ((0, 0), (0, 1), (1, 1)))
    for name in names:
        found = dict.fromkeys(names, clean)
        assert keeps_promise(level, found)
        assert keeps_promise(level, {**found, name: near}) == (find_promise(level, name) != "blur")
        assert keeps_promise(level, {**found, name: exact}) == (find_promise(level, name) is None)


def test_curves_are_kept_beside_the_table(statistician: Any, table: Protection) -> None:
    """Stronger levels never lose less than the outsider alone needs; the act is in the journal, the table unchanged."""
    url = reverse("confidentiality:weigh", kwargs={"protection_key": table.key})
    assert signed(statistician).post(url).status_code == 302
    page = reverse("confidentiality:table", kwargs={"protection_key": table.key})
    assert 'data-follow="' in signed(statistician).get(page).content.decode()
    assert signed(statistician).get(f"{url}state/").json()["open"] is True
    assert signed(statistician).post(url).status_code == 302
    run_waiting_jobs()
    assert signed(statistician).get(f"{url}state/").json()["open"] is False
    points = table.trade_off.points  # type: ignore[attr-defined]
    assert [one["level"] for one in points["levels"]] == ["outsider", "contributors", "contributors-slack", "pairs"]
    own = next(one for one in points["levels"] if one["level"] == table.level)
    assert own["cells"] == table.report["secondary"]
    asked = next(one for one in points["blurs"] if one["share"] == "1/10")
    assert asked["cells"] == own["cells"]
    by_cost = {one["cost"]: one for one in points["costs"]}
    assert list(by_cost) == ["value", "cells", "log"]
    assert by_cost["value"] == {"cost": "value", **{name: own[name] for name in ("lost", "cells", "why")}}
    assert by_cost["cells"]["cells"] <= own["cells"]
    assert by_cost["cells"]["lost"] >= own["lost"]
    assert Entry.objects.filter(act="release.weigh").count() == 1
    page = reverse("confidentiality:table", kwargs={"protection_key": table.key})
    said = signed(statistician).get(page).content.decode()
    assert 'id="trade-levels-wide-t"' in said
    assert 'id="trade-blurs-wide-t"' in said
    assert 'id="trade-costs-wide-t"' in said
    publish_release(table, actor=statistician)
    signed(statistician).post(url)
    assert run_waiting_jobs() == 0
    assert Entry.objects.filter(act="release.weigh").count() == 1
    assert check_integrity().is_whole


def test_setting_aside_keeps_the_table_on_record(statistician: Any, table: Protection) -> None:
    """Discarded with its reason, and no button to publish it any more."""
    url = reverse("confidentiality:discard", kwargs={"protection_key": table.key})
    assert signed(statistician).post(url, {"reason": "Trop de tirets."}).status_code == 302
    table.refresh_from_db()
    assert table.state == "discarded"
    page = reverse("confidentiality:table", kwargs={"protection_key": table.key})
    said = signed(statistician).get(page).content.decode()
    assert "Trop de tirets." in said
    assert "/publish/" not in said
    assert publishing(statistician, table).status_code == 422


def test_no_inner_file_has_an_address(statistician: Any, table: Protection, settings: Any) -> None:
    """Nothing that the store keeps is served by its name, to anybody."""
    browser = signed(statistician)
    for name in ("cells.csv", "certificate.json", "report.json", table.files["cells.csv"]):
        for place in (f"/fr/staff/tables/{table.key}/", f"/fr/tables/{table.key}/", "/disclosure/", "/static/"):
            assert browser.get(f"{place}{name}").status_code == 404
    assert (Path(settings.FILIERE_HOME) / "disclosure").stat().st_mode & 0o777 == 0o700


def test_the_page_says_who_prepared_a_table_and_who_publishes_it(
    statistician: Any, table: Protection, make_user: Callable[..., Any]
) -> None:
    """The same person may do both: it is said before, and both are named after."""
    page = reverse("confidentiality:publish", kwargs={"protection_key": table.key})
    other = make_user("statistician", name="Autre Statisticienne")
    for reader in (statistician, other):
        said = signed(reader).get(page).content.decode()
        assert f'data-prepared-by="{statistician.pk}" data-published-by="{reader.pk}"' in said
    signed(other).post(page, {"sure": "on", "reason": "Relu."})
    lede = (
        signed(statistician)
        .get(reverse("confidentiality:table", kwargs={"protection_key": table.key}))
        .content.decode()
    )
    for person in (statistician, other):
        assert person.name in lede
