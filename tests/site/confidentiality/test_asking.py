"""Asking for a table page by page, or by a specification: what is kept, what is refused, and what is erased."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from filiere.core import Faults
from filiere.site.confidentiality import content_store, drafts
from filiere.site.confidentiality.actions.publish_release import publish_release
from filiere.site.confidentiality.models import Protection
from filiere.site.demonstration import protected_tables
from filiere.site.jobs.models import Job
from filiere.site.jobs.worker import run_waiting_jobs

pytestmark = pytest.mark.django_db

NEW = "/fr/staff/tables/new/"


def csv_of(rows: list[protected_tables.SyntheticRow]) -> bytes:
    lines = [",".join(protected_tables.ROW_COLUMNS), *(",".join(map(str, row)) for row in rows)]
    return "\n".join(lines).encode()


@pytest.fixture
def browser(make_user: Callable[..., Any]) -> Client:
    client = Client()
    client.force_login(make_user("statistician"))
    return client


def sent(browser: Client, content: bytes, name: str = "postes.csv") -> Any:
    return browser.post(NEW, {"file": SimpleUploadedFile(name, content)})


def answered(browser: Client, url: str, answers: dict[str, Any]) -> str:
    """Answer each question that comes, and return where the last one leads."""
    while (step := url.rstrip("/").rsplit("/", 1)[-1]) in answers:
        assert browser.get(url).status_code == 200, url
        answer = answers[step]
        got = browser.post(url, answer if isinstance(answer, dict) else {"answer": answer})
        assert got.status_code == 302, (url, got.content.decode()[-3000:])
        url = got["Location"]
    return url


WORDS = {"title_fr": "Postes", "title_en": "Positions", "population": "Inventés", "period": "2026"}
ANSWERS: dict[str, Any] = {
    "how": "questions",
    "response": "postes",
    "dimensions": ["région", "taille"],
    "contributor": "entreprise",
    "holding": "",
    "rule": "enterprise-statistics",
    "level": "contributors",
    "cost": "cells",
    "visible": ["0"],
    "words": WORDS,
}


def finished(browser: Client, url: str) -> Any:
    """Ask for the table, let it be prepared apart from any page, and read the page again."""
    assert browser.post(url)["Location"] == url
    assert 'data-follow="' in browser.get(url).content.decode()
    run_waiting_jobs()
    return browser.get(url)


def left() -> list[str]:
    """The drafts that are still on the disk."""
    home = content_store.content_folder() / "drafts"
    return sorted(path.name for path in home.iterdir()) if home.is_dir() else []


def test_questions_end_in_a_table_and_the_rows_are_erased(browser: Client) -> None:
    """Every answer is in what was carried out; the cell asked visible is visible; the draft is gone."""
    url = answered(browser, sent(browser, csv_of(protected_tables.build_rows(later=False)))["Location"], ANSWERS)
    page = browser.get(url).content.decode()
    assert "Le total" in page
    assert "postes.csv" in page
    got = finished(browser, url)
    row = Protection.objects.get()
    assert got["Location"] == reverse("confidentiality:table", kwargs={"protection_key": row.key})
    assert row.parameters["cost"] == "cells"
    assert row.parameters["kept"] == 1
    assert row.parameters["columns"] == ["région", "taille"]
    assert (row.title_fr, row.subject.period, row.level) == ("Postes", "2026", "contributors")
    assert content_store.read_content(row.public).decode().splitlines()[1].endswith("published,A,F")
    assert left() == []


def test_a_refused_answer_keeps_what_was_ticked(browser: Client) -> None:
    url = answered(
        browser,
        sent(browser, csv_of(protected_tables.build_rows(later=False)))["Location"],
        {"how": "questions", "response": "postes"},
    )
    page = browser.post(url, {"answer": ["taille", "nulle part"]})
    assert page.status_code == 422
    assert re.findall(r'value="([^"]*)" checked', page.content.decode()) == ["taille"]


def test_a_changed_answer_asks_again_what_depends_on_it(browser: Client) -> None:
    """Other columns make other cells: which to keep visible is asked again, what the table is about is not."""
    url = answered(browser, sent(browser, csv_of(protected_tables.build_rows(later=False)))["Location"], ANSWERS)
    browser.post(f"{url}dimensions/", {"answer": ["région"]})
    again = browser.get(url)
    assert again["Location"].endswith("/contributor/")
    assert browser.get(f"{url}visible/").status_code == 404


def test_a_specification_is_taken_with_its_files(browser: Client) -> None:
    """The same reader as the command line’s: a hierarchy is found beside the specification."""
    spec = yaml.safe_load(protected_tables.write_specification())
    spec["dimensions"][0]["hierarchy"] = "regions.csv"
    names = sorted({row[1] for row in protected_tables.build_rows(later=False)})
    groups = "code,parent\n" + "\n".join(
        f"{name},{'Ouest' if place % 2 else 'Est'}" for place, name in enumerate(names)
    )
    url = answered(
        browser, sent(browser, csv_of(protected_tables.build_rows(later=False)))["Location"], {"how": "file"}
    )
    assert url.endswith("/files/")
    for name, content in (("ma-spec.yml", yaml.safe_dump(spec, allow_unicode=True)), ("regions.csv", groups)):
        assert browser.post(url, {"file": SimpleUploadedFile(name, content.encode())}).status_code == 302
    assert "regions.csv" in browser.get(url).content.decode()
    url = answered(browser, url.replace("/files/", "/rule/"), {"rule": "enterprise-statistics", "words": WORDS})
    got = finished(browser, url)
    assert got.status_code == 302, got.content.decode()
    public = content_store.read_content(Protection.objects.get().public).decode()
    assert "\nOuest," in public
    assert "\nEst," in public


def test_all_faults_are_told_with_their_lines(browser: Client) -> None:
    """Amounts that are none, on two lines: both are told, by number, under the name of the file and not its place."""
    rows = csv_of(protected_tables.build_rows(later=False)).decode().splitlines()
    rows[201 - 200 + 80] = rows[81].rsplit(",", 1)[0] + ",beaucoup"
    rows[100] = rows[100].rsplit(",", 1)[0] + ",3 ou 4"
    spec = protected_tables.write_specification()
    url = answered(browser, sent(browser, "\n".join(rows).encode())["Location"], {"how": "file"})
    browser.post(url, {"file": SimpleUploadedFile("spec.yaml", spec.encode())})
    url = answered(browser, url.replace("/files/", "/rule/"), {"rule": "enterprise-statistics", "words": WORDS})
    said = finished(browser, url).content.decode()
    assert '<td class="n">82</td>' in said
    assert '<td class="n">101</td>' in said
    assert "data.csv" in said
    assert str(content_store.content_folder()) not in said
    assert not Protection.objects.exists()


def test_a_specification_weaker_than_the_rule_is_refused(browser: Client) -> None:
    """Fewer contributors than the rule in force, or a larger share: nothing is prepared."""
    for rules in ({"minimum": 2}, {"minimum": 3, "dominance": []}, {"dominance": [{"n": 1, "share": 0.9}]}):
        spec = yaml.safe_load(protected_tables.write_specification()) | {"rules": rules}
        url = answered(
            browser, sent(browser, csv_of(protected_tables.build_rows(later=False)))["Location"], {"how": "file"}
        )
        browser.post(url, {"file": SimpleUploadedFile("spec.yaml", yaml.safe_dump(spec, allow_unicode=True).encode())})
        url = answered(browser, url.replace("/files/", "/rule/"), {"rule": "enterprise-statistics", "words": WORDS})
        assert "protège moins que la règle" in finished(browser, url).content.decode()
    assert not Protection.objects.exists()


def test_a_specification_that_hides_less_than_the_house_is_refused(browser: Client) -> None:
    for told, words in (
        ({"slack": {"count": 0.05}}, "une marge inférieure"),
        ({"slack": {"zero": 0}}, "une marge inférieure"),
        ({"level": "outsider"}, "un contributeur seul dans une case"),
    ):
        spec = yaml.safe_load(protected_tables.write_specification()) | told
        url = answered(
            browser, sent(browser, csv_of(protected_tables.build_rows(later=False)))["Location"], {"how": "file"}
        )
        browser.post(url, {"file": SimpleUploadedFile("spec.yaml", yaml.safe_dump(spec, allow_unicode=True).encode())})
        url = answered(browser, url.replace("/files/", "/rule/"), {"rule": "enterprise-statistics", "words": WORDS})
        assert words in finished(browser, url).content.decode()
    assert not Protection.objects.exists()


@pytest.mark.parametrize("key", ["hierarchy", "keep", "waivers", "data"])
def test_a_specification_names_no_file_but_those_sent(browser: Client, tmp_path: Path, key: str) -> None:
    """A path of the server is not followed, so that no word of its files stands in what is wrong."""
    (tmp_path / "secret.csv").write_text("code,parent\nSECRET,A\nA,SECRET\n", encoding="utf-8")
    for named in (str(tmp_path / "secret.csv"), "../answers.csv"):
        spec = yaml.safe_load(protected_tables.write_specification())
        if key == "hierarchy":
            spec["dimensions"][0]["hierarchy"] = named
        elif key == "data":
            spec |= {"input": "cells", "tables": [{"dimensions": spec.pop("dimensions"), "data": named}]}
            del spec["contributor"]
        else:
            spec[key] = named
        url = answered(
            browser, sent(browser, csv_of(protected_tables.build_rows(later=False)))["Location"], {"how": "file"}
        )
        browser.post(url, {"file": SimpleUploadedFile("spec.yaml", yaml.safe_dump(spec, allow_unicode=True).encode())})
        url = answered(browser, url.replace("/files/", "/rule/"), {"rule": "enterprise-statistics", "words": WORDS})
        said = finished(browser, url).content.decode()
        assert "un chemin n’est pas suivi" in said
        assert "SECRET" not in said
    assert not Protection.objects.exists()


def test_the_same_answers_do_not_go_out_under_other_words(browser: Client) -> None:
    """Communes under one name and zones under another were each judged alone, and one gave what the other withheld."""
    other = WORDS | {"population": "Autres mots"}
    for words in (WORDS, other):
        url = answered(
            browser,
            sent(browser, csv_of(protected_tables.build_rows(later=False)))["Location"],
            ANSWERS | {"words": words},
        )
        assert finished(browser, url).status_code == 302
    second, first = Protection.objects.order_by("-pk")
    publish_release(first, actor=first.made_by)
    with pytest.raises(Faults, match="sous d’autres mots"):
        publish_release(second, actor=second.made_by)
    asked = {step: answer for step, answer in ANSWERS.items() if step != "words"}
    url = answered(browser, sent(browser, csv_of(protected_tables.build_rows(later=False)))["Location"], asked)
    assert '<option value="Inventés">' in browser.get(url).content.decode()
    base = answered(browser, url, {"words": other})
    said = finished(browser, base).content.decode()
    assert "déjà publiés sous d’autres mots" in said
    assert "postes, Inventés" in said
    browser.post(url, WORDS | {"population": "  inventes"})
    assert finished(browser, base).status_code == 302
    assert Protection.objects.order_by("-pk")[0].population == "inventes"


def test_what_cannot_be_read_is_refused_and_kept_nowhere(browser: Client) -> None:
    """Another kind of file, an empty one, a broken one."""
    for content, name in (
        (b"x", "rows.xlsx"),
        (b"", "rows.csv"),
        (b"a,b\n1\n", "rows.csv"),
        (b"\xff\xfe,a\n", "r.csv"),
    ):
        got = sent(browser, content, name)
        assert got.status_code == 422, name
    assert left() == []


def test_a_file_cannot_leave_its_folder_nor_replace_ours(browser: Client) -> None:
    """Names are plain; the rows and the answers are not replaced."""
    url = answered(
        browser, sent(browser, csv_of(protected_tables.build_rows(later=False)))["Location"], {"how": "file"}
    )
    for name in ("data.csv", "answers.json", ".hidden.csv", "a b.csv"):
        assert browser.post(url, {"file": SimpleUploadedFile(name, b"x")}).status_code == 422, name
    assert browser.post(url, {"file": SimpleUploadedFile("../../up.csv", b"x")}).status_code == 302
    (key,) = left()
    assert (content_store.content_folder() / "drafts" / key / "up.csv").is_file()


def test_a_draft_exists_for_whoever_opened_it(browser: Client, make_user: Callable[..., Any]) -> None:
    """Another statistician does not find it; dropping it erases the rows; after a day it goes by itself."""
    url = sent(browser, csv_of(protected_tables.build_rows(later=False)))["Location"]
    other = Client()
    other.force_login(make_user("statistician"))
    assert other.get(url).status_code == 404
    assert browser.get(url).status_code == 200
    (key,) = left()
    browser.post(f"{NEW}{key}/", {"drop": "1"})
    assert left() == []
    sent(browser, csv_of(protected_tables.build_rows(later=False)))
    (key,) = left()
    then = time.time() - drafts.KEPT_SECONDS - 60
    os.utime(content_store.content_folder() / "drafts" / key, (then, then))
    assert drafts.erase_old_drafts(timezone.localdate()) == 1
    assert left() == []
    assert left() != [key]


def test_pressed_twice_a_table_is_prepared_once(browser: Client, make_user: Callable[..., Any]) -> None:
    """While it waits no question is asked anew, the rows are not dropped, and nobody else learns how far it is."""
    url = answered(browser, sent(browser, csv_of(protected_tables.build_rows(later=False)))["Location"], ANSWERS)
    for sending in ({}, {}, {"drop": "1"}):
        assert browser.post(url, sending)["Location"] == url
    assert Job.objects.count() == 1
    assert browser.get(f"{url}level/")["Location"] == url
    told = browser.get(f"{url}state/")
    assert told.json()["open"] is True
    assert "no-store" in told["Cache-Control"]
    other = Client()
    other.force_login(make_user("statistician"))
    assert other.get(f"{url}state/").status_code == 404
    assert other.get(url).status_code == 404
    run_waiting_jobs()
    assert Protection.objects.count() == 1
    assert browser.get(f"{url}state/").json()["open"] is False
    assert other.get(url).status_code == 404
    assert browser.get(url)["Location"].endswith(f"/{Protection.objects.get().key}/")


def test_rows_that_are_gone_are_asked_again(browser: Client) -> None:
    """A draft that was erased before its turn came: the job says so, and nothing is prepared."""
    url = answered(browser, sent(browser, csv_of(protected_tables.build_rows(later=False)))["Location"], ANSWERS)
    browser.post(url)
    (key,) = left()
    shutil.rmtree(content_store.content_folder() / "drafts" / key)
    run_waiting_jobs()
    job = Job.objects.get()
    assert (job.state, job.faults[0]["code"]) == (Job.State.FAILED, "draft-gone")
    assert not Protection.objects.exists()


def test_what_failed_is_tried_again_once_mended(browser: Client) -> None:
    """A specification that asks less than the rule fails; the mended one, sent in its place, makes the table."""
    url = answered(
        browser, sent(browser, csv_of(protected_tables.build_rows(later=False)))["Location"], {"how": "file"}
    )
    draft = url.removesuffix("files/")
    for rules, status in (
        ({"minimum": 2}, 200),
        (yaml.safe_load(protected_tables.write_specification())["rules"], 302),
    ):
        spec = yaml.safe_load(protected_tables.write_specification()) | {"rules": rules}
        written = yaml.safe_dump(spec, allow_unicode=True).encode()
        assert browser.post(url, {"file": SimpleUploadedFile("spec.yaml", written)}).status_code == 302
        answered(browser, f"{draft}rule/", {"rule": "enterprise-statistics", "words": WORDS})
        assert finished(browser, draft).status_code == status
    assert Protection.objects.count() == 1
    assert Job.objects.filter(state=Job.State.FAILED).count() == 1


def test_a_table_of_more_columns_than_a_page_shows_is_refused(browser: Client) -> None:
    """M10: fifty thousand columns held a server for a minute, each looked for among the others; none is offered now."""
    names = [f"c{number}" for number in range(1001)]
    line = ",".join("1" for _ in names)
    page = sent(browser, f"{','.join(names)}\n{line}\n".encode())
    assert page.status_code == 422
    assert f"{len(names)} colonnes" in page.content.decode()
    assert sent(browser, f"{','.join(names[1:])}\n{line[2:]}\n".encode()).status_code == 302
