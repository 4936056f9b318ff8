"""The staff side, page by page, as a person uses it."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from support.harness.refused_forms import TOLD_AT_THE_HEAD
from support.scenes.small_files import BAD_ROWS, urssaf_csv

from filiere.core import Faults
from filiere.site.accounts.rights import OPERATOR
from filiere.site.journal.integrity import check_integrity
from filiere.site.journal.models import Entry
from filiere.site.kit.uploads import StreamedUpload, remove_abandoned_uploads
from filiere.site.observatory.actions.load_source import load_source
from filiere.site.observatory.figure_register import current_register
from filiere.site.observatory.models import Aggregate, Amendment, SourceVersion

pytestmark = pytest.mark.django_db
MakeUser = Callable[..., Any]

PAGES = ["/staff/", "/staff/import/", "/staff/figures/", "/staff/journal/"]
FIGURE = "jobs-outsourced-2008-unedic"


@pytest.fixture
def statistician(make_user: MakeUser, client: Client) -> Any:
    """A signed-in statistician."""
    user = make_user("statistician")
    client.force_login(user)
    return user


def send(client: Client, content: bytes, name: str = "urssaf.csv", **more: str) -> Any:
    """Send a file by the import form."""
    data = {"source": "urssaf-commune-ape", "file": SimpleUploadedFile(name, content), **more}
    return client.post("/fr/staff/import/", data)


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.usefixtures("statistician")
def test_pages_open_in_both_languages(client: Client, page: str, lang: str) -> None:
    """Each page opens, is never indexed nor kept by caches, and carries the strict policy."""
    response = client.get(f"/{lang}{page}")
    assert response.status_code == 200
    text = response.content.decode()
    assert f'<html lang="{lang}"' in text
    assert "noindex" in text
    assert "no-store" in response["Cache-Control"]
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert "style=" not in text
    assert "<script" not in text


@pytest.mark.parametrize("page", [*PAGES, f"/staff/figures/{FIGURE}/"])
def test_visitors_are_sent_to_sign_in(client: Client, page: str) -> None:
    """Nobody reads the staff side without an account."""
    response = client.get(f"/fr{page}")
    assert response.status_code == 302
    assert response["Location"].startswith("/fr/sign-in/?next=/fr/staff/")


def test_an_administrator_of_accounts_is_refused(client: Client, make_user: MakeUser) -> None:
    """The right that is missing is named on the page and in the journal."""
    client.force_login(make_user("administrator"))
    response = client.get("/fr/staff/import/")
    assert response.status_code == 403
    assert "source:load" in response.content.decode()
    assert Entry.objects.latest("number").act == "permission.refuse"
    assert "votre espace" in client.get("/fr/staff/").content.decode()


@pytest.mark.usefixtures("statistician")
def test_import_review_accept(client: Client, home: Path) -> None:
    """A good file waits; its report shows; accepting it puts it on the pages; the upload is gone."""
    response = send(client, urssaf_csv())
    version = SourceVersion.objects.get()
    assert response["Location"] == f"/fr/staff/sources/{version.pk}/"
    assert version.state == "pending"
    assert list((home / "uploads").iterdir()) == []
    page = client.get(response["Location"]).content.decode()
    assert "attend votre décision" in page
    assert version.sha256 in page
    assert "urssaf.csv" in page
    accepted = client.post(f"/fr/staff/sources/{version.pk}/accept/", {"reason": "conforme"})
    assert accepted.status_code == 302
    version.refresh_from_db()
    assert (version.state, version.reason) == ("accepted", "conforme")
    again = send(client, urssaf_csv())
    assert "Rien n’a été ajouté" in client.get(again["Location"]).content.decode()
    assert client.post(f"/fr/staff/sources/{version.pk}/accept/").status_code == 422
    assert check_integrity().is_whole


@pytest.mark.usefixtures("statistician")
def test_refusing_needs_a_reason(client: Client) -> None:
    """No reason, no refusal; with one, the version is refused and can still be accepted later."""
    send(client, urssaf_csv())
    version = SourceVersion.objects.get()
    page = client.post(f"/fr/staff/sources/{version.pk}/refuse/", {"reason": " "})
    assert page.status_code == 422
    assert 'id="reason-refuse_error"' in page.content.decode()
    assert TOLD_AT_THE_HEAD.search(page.content.decode())
    assert client.post(f"/fr/staff/sources/{version.pk}/refuse/", {"reason": "mauvaise année"}).status_code == 302
    version.refresh_from_db()
    assert (version.state, version.reason) == ("refused", "mauvaise année")
    page = client.get(f"/en/staff/sources/{version.pk}/").content.decode()
    assert "This file was refused" in page
    assert client.post(f"/fr/staff/sources/{version.pk}/refuse/", {"reason": "encore"}).status_code == 422
    assert client.post(f"/fr/staff/sources/{version.pk}/accept/").status_code == 302


@pytest.mark.parametrize(("lang", "word"), [("fr", "refusé"), ("en", "refused")])
@pytest.mark.usefixtures("statistician")
def test_a_faulty_file_shows_its_faults(client: Client, home: Path, lang: str, word: str) -> None:
    """All kinds are counted, lines are shown, the whole list can be downloaded, and nothing is loaded."""
    data = {"source": "urssaf-commune-ape", "file": SimpleUploadedFile("bad.csv", urssaf_csv(BAD_ROWS))}
    response = client.post(f"/{lang}/staff/import/", data)
    assert response.status_code == 422
    text = response.content.decode()
    assert word in text
    assert not SourceVersion.objects.exists()
    assert not Aggregate.objects.exists()
    assert list((home / "uploads").iterdir()) == []
    link = text.split("/import/urssaf-commune-ape/refused/")[1].split('"')[0]
    download = client.get(f"/{lang}/staff/import/urssaf-commune-ape/refused/{link}")
    assert download["Content-Disposition"].startswith("attachment")
    assert b"message_fr" in b"".join(download.streaming_content)
    assert Entry.objects.latest("number").act == "source.load-refused"


@pytest.mark.usefixtures("statistician")
@pytest.mark.parametrize(
    ("lang", "words"), [("fr", ("Une erreur à corriger", "L’erreur")), ("en", ("One error to correct", "The error"))]
)
def test_a_single_fault_is_told_in_the_singular(client: Client, lang: str, words: tuple[str, str]) -> None:
    """One fault is not "1 faults", nor "the first 1"."""
    data = {"source": "urssaf-commune-ape", "file": SimpleUploadedFile("bad.csv", urssaf_csv(BAD_ROWS[:1]))}
    text = client.post(f"/{lang}/staff/import/", data).content.decode()
    assert re.search(rf"<h2>\s*{words[0]}", text)
    assert f"<span>{words[1]}</span>" in text


@pytest.mark.usefixtures("statistician")
def test_rejects_can_be_set_aside(client: Client) -> None:
    """With the box ticked the good rows are kept, and the report lists the others."""
    response = send(client, urssaf_csv(BAD_ROWS), allow_rejects="on")
    version = SourceVersion.objects.get()
    assert version.rejected > 0
    page = client.get(response["Location"]).content.decode()
    assert "Les lignes écartées" in page
    download = client.get(f"/fr/staff/sources/{version.pk}/faults/")
    assert b"message_en" in b"".join(download.streaming_content)


@pytest.mark.usefixtures("statistician")
def test_a_second_version_shows_differences(client: Client) -> None:
    """The report of a new version compares it with the accepted one."""
    first = send(client, urssaf_csv())["Location"]
    client.post(f"{first}accept/")
    second = send(client, urssaf_csv(employees=50))["Location"]
    page = client.get(second).content.decode()
    assert "Totaux par année" in page
    client.post(f"{second}accept/")
    assert sorted(SourceVersion.objects.values_list("state", flat=True)) == ["accepted", "superseded"]


@pytest.mark.usefixtures("statistician")
def test_too_large_a_file_is_refused(client: Client, settings: Any, home: Path) -> None:
    """Past the limit nothing is kept, and the page says what to do instead."""
    settings.FILIERE_UPLOAD_BYTES = 1000
    response = send(client, b"x" * 5000)
    assert response.status_code == 422
    assert "filiere sources load" in response.content.decode()
    assert list((home / "uploads").iterdir()) == []


@pytest.mark.usefixtures("statistician")
@pytest.mark.parametrize("second", ["file", "other"])
def test_a_second_file_is_refused(client: Client, home: Path, second: str) -> None:
    """Under the same name or another: nothing is loaded, and neither file stays."""
    files = [SimpleUploadedFile(f"{one}.csv", urssaf_csv()) for one in ("first", "second")]
    data = {"source": "urssaf-commune-ape", "file": files if second == "file" else files[0]}
    response = client.post("/fr/staff/import/", data if second == "file" else data | {"other": files[1]})
    assert response.status_code == 422
    assert "plusieurs fichiers" in response.content.decode()
    assert not SourceVersion.objects.exists()
    assert list((home / "uploads").iterdir()) == []


@pytest.mark.usefixtures("statistician")
def test_a_file_of_an_unexpected_field_does_not_stay(client: Client, home: Path) -> None:
    """The form says that its own file is missing."""
    data = {"source": "urssaf-commune-ape", "other": SimpleUploadedFile("x.csv", urssaf_csv())}
    assert client.post("/fr/staff/import/", data).status_code == 422
    assert list((home / "uploads").iterdir()) == []


@pytest.mark.usefixtures("statistician")
def test_a_file_name_too_long_is_refused_at_its_field(client: Client, tmp_path: Path) -> None:
    """Its end, which may be the year, was cut without a word; the operator is told which file to rename."""
    name = f"{'u' * 197}.csv"
    answer = send(client, urssaf_csv(), name)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"file"}
    path = tmp_path / name
    path.write_bytes(urssaf_csv())
    with pytest.raises(Faults) as caught:
        load_source("urssaf-commune-ape", path, actor=OPERATOR)
    assert [(one.code, one.file) for one in caught.value.faults] == [("name-too-long", str(path))]
    assert not SourceVersion.objects.exists()


def test_what_a_killed_upload_left_is_swept(home: Path) -> None:
    """After a minute, unless a process still holds it."""
    left, used, young = (home / name for name in ("left.csv", "used.csv", "young.csv"))
    for path in (left, used, young):
        path.write_bytes(b"x")
    now = time.time()
    for path in (left, used):
        os.utime(path, (now - 100, now - 100))
    held = StreamedUpload(used, "used.csv", "text/csv", 1, too_large=False, sha256="")
    assert remove_abandoned_uploads(home, now=now) == ["left.csv"]
    held.close()
    assert remove_abandoned_uploads(home, now=now) == ["used.csv"]
    assert sorted(path.name for path in home.glob("*.csv")) == ["young.csv"]


def test_forms_need_their_token(make_user: MakeUser, home: Path) -> None:
    """A form sent from elsewhere is refused, uploads included, and no file stays."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user("statistician"))
    assert send(client, urssaf_csv()).status_code == 403
    # With a cookie the body is read, file and all, before the token in it is found wrong.
    client.cookies["csrftoken"] = "a" * 32
    response = send(client, urssaf_csv(), csrfmiddlewaretoken="b" * 32)
    assert response.status_code == 403
    assert "jeton" in response.content.decode()
    assert not SourceVersion.objects.exists()
    assert list((home / "uploads").iterdir()) == []


def test_a_visitor_cannot_fill_the_disk(client: Client, home: Path) -> None:
    """Files sent to any other page, or without the right, are dropped."""
    client.post("/fr/sign-in/", {"username": "x", "file": SimpleUploadedFile("x.csv", b"x" * 100_000)})
    send(client, urssaf_csv())
    assert not (home / "uploads").exists()


def filled(client: Client, form: str, number: int = 0) -> dict[str, Any]:
    """What the page of the figure sends when one of its forms is left as it is shown."""
    context = client.get(f"/fr/staff/figures/{FIGURE}/").context
    shown = context["releases"][number][1] if form == "release" else context[f"{form}_form"]
    return {field.html_name: field.value() for field in shown if field.value() not in (None, False)}


@pytest.mark.usefixtures("statistician")
def test_a_correction_upon_what_no_longer_stands_is_refused(client: Client) -> None:
    """Of two people who opened the same page, the second is shown what the first did, and loses no word of theirs."""
    address = f"/fr/staff/figures/{FIGURE}/correct/"
    reasons = {"correct-reason_fr": "Coquille.", "correct-reason_en": "Misprint."}
    first, second = filled(client, "correct"), filled(client, "correct")
    assert client.post(address, first | reasons | {"correct-value": "36353"}).status_code == 302
    response = client.post(address, second | reasons | {"correct-confidence": "low"})
    assert response.status_code == 409
    assert current_register()[FIGURE].value == 36353
    assert current_register()[FIGURE].confidence == "medium"
    page = response.content.decode()
    assert "Quelqu’un a changé ce chiffre" in page
    assert "Vous aviez écrit" in page
    assert "abaissée à «\u00a0Faible\u00a0»" in page
    assert "Coquille." in page
    again = {one.html_name: one.value() for one in response.context["correct_form"]}
    assert again["correct-value"] == "36353"
    again = {key: value for key, value in again.items() if value not in (None, False)}
    assert client.post(address, again | {"correct-confidence": "low"}).status_code == 302
    after = current_register()[FIGURE]
    assert (after.value, after.confidence, after.version) == (36353, "low", 3)
    assert client.post(address, again | {"correct-seen": "", "correct-value": "1"}).status_code == 409


@pytest.mark.usefixtures("statistician")
def test_a_choice_upon_what_no_longer_stands_is_refused(client: Client) -> None:
    """A figure corrected meanwhile is neither retained nor released by someone who saw its former value."""
    address = f"/fr/staff/figures/{FIGURE}"
    new = {"retain-use": "new", "retain-new_use": "test-use", "retain-label_fr": "Essai", "retain-label_en": "Trial"}
    new |= {"retain-reason_fr": "Oui.", "retain-reason_en": "Yes."}
    seen, correction = filled(client, "retain"), filled(client, "correct")
    reasons = {"correct-reason_fr": "Coquille.", "correct-reason_en": "Misprint.", "correct-value": "36353"}
    assert client.post(f"{address}/correct/", correction | reasons).status_code == 302
    refused = client.post(f"{address}/retain/", seen | new)
    assert refused.status_code == 409
    assert "test-use" not in current_register()[FIGURE].retained
    again = {one.html_name: one.value() for one in refused.context["retain_form"]}
    assert client.post(f"{address}/retain/", again).status_code == 302
    stale = client.post(
        f"{address}/release/",
        {"use": "test-use", "release-test-use-seen": "1-x"}
        | {"release-test-use-reason_fr": "Fin.", "release-test-use-reason_en": "Over."},
    )
    assert stale.status_code == 409
    assert "test-use" in current_register()[FIGURE].retained


@pytest.mark.usefixtures("statistician")
def test_retain_and_release(client: Client) -> None:
    """A figure is retained for a new use with its reason, seen on its page, then released."""
    address = f"/fr/staff/figures/{FIGURE}/"
    form = filled(client, "retain") | {
        "retain-use": "new",
        "retain-new_use": "test-use",
        "retain-label_fr": "Usage d’essai",
        "retain-label_en": "Trial use",
        "retain-reason_fr": "Le plus sûr.",
        "retain-reason_en": "The safest.",
    }
    missing = client.post(f"{address}retain/", form | {"retain-label_en": ""})
    assert missing.status_code == 422
    assert client.post(f"{address}retain/", form).status_code == 302
    assert "test-use" in current_register()[FIGURE].retained
    page = client.get(address).content.decode()
    assert "Usage d’essai" in page
    assert "Le plus sûr." in page
    place = [one.use for one, _ in client.get(address).context["releases"]].index("test-use")
    reasons = filled(client, "release", place) | {
        "release-test-use-reason_fr": "Fin.",
        "release-test-use-reason_en": "Over.",
    }
    assert client.post(f"{address}release/", {"use": "test-use", **reasons}).status_code == 302
    assert "test-use" not in current_register()[FIGURE].retained
    assert [one.kind for one in Amendment.objects.all()] == ["retain", "release"]
    assert client.post(f"{address}release/", {"use": "test-use"}).status_code == 422
    assert check_integrity().is_whole


@pytest.mark.usefixtures("statistician")
def test_correct_with_history(client: Client) -> None:
    """A correction changes the figure, keeps the version before, and needs both reasons."""
    address = f"/fr/staff/figures/{FIGURE}/"
    before = current_register()[FIGURE]
    page = client.get(address)
    fields = page.context["correct_form"]
    form = {fields.add_prefix(name): fields.get_initial_for_field(field, name) for name, field in fields.fields.items()}
    form = {key: value for key, value in form.items() if value not in (None, False)}
    form |= {"correct-value": "36 353".replace(" ", ""), "correct-reason_fr": "Coquille."}
    assert client.post(f"{address}correct/", form).status_code == 422
    form["correct-reason_en"] = "Misprint."
    saved = client.post(f"{address}correct/", form)
    assert saved.status_code == 302, saved.content.decode()
    after = current_register()[FIGURE]
    assert (after.value, after.version) == (36353, 2)
    assert Amendment.objects.get(figure=FIGURE).changes == {"value": 36353}
    shown = client.get(address).content.decode()
    assert "Coquille." in shown
    assert "valeur\u00a0: 36\u202f352 → 36\u202f353" in shown
    assert "valeur\u00a0: 36\u202f352 → 36\u202f353" in client.get("/fr/staff/").content.decode()
    assert [one.figure.value for one in current_register().history(FIGURE)] == [before.value, 36353]


@pytest.mark.usefixtures("statistician")
def test_an_estimate_cannot_be_moved_to_the_future(client: Client) -> None:
    """The form says why, at the field, and the home page keeps the years that it had."""
    address = "/fr/staff/figures/jobs-whole-2007-la-croix/"
    fields = client.get(address).context["correct_form"]
    form = {one.html_name: one.value() for one in fields if one.value() not in (None, False)}
    form |= {"correct-reason_fr": "Coquille.", "correct-reason_en": "Misprint."}
    for period in ("2031", "2007/2031"):
        refused = client.post(f"{address}correct/", form | {"correct-period": period})
        assert refused.status_code == 422
        assert "ne peut pas porter sur l’avenir" in str(refused.context["correct_form"].errors["period"])
    assert not Amendment.objects.exists()
    assert "from 2021 to 2025" in client.get("/en/").content.decode()


def sent(client: Client, figure: str, lang: str = "fr", **written: str) -> Any:
    """What comes of the form of a figure sent with some fields written over."""
    address = f"/{lang}/staff/figures/{figure}/"
    fields = client.get(address).context["correct_form"]
    form = {one.html_name: one.value() for one in fields if one.value() not in (None, False)}
    form |= {"correct-reason_fr": "Coquille.", "correct-reason_en": "Misprint."}
    return client.post(f"{address}correct/", form | {f"correct-{name}": value for name, value in written.items()})


@pytest.mark.usefixtures("statistician")
@pytest.mark.parametrize("written", ["99999999999", "-5", "1,5"])
def test_an_impossible_number_is_refused_at_its_field_in_plain_words(client: Client, written: str) -> None:
    """Titles of the indicator and the unit, a decimal comma, and none of the keys of the files."""
    refused = sent(client, "jobs-whole-2002-cesmo", value=written)
    assert refused.status_code == 422
    words = str(refused.context["correct_form"].errors["value"])
    register = current_register()
    figure = register["jobs-whole-2002-cesmo"]
    assert register.indicators[figure.indicator].label.fr in words
    assert register.units[figure.unit].plural.fr in words
    assert not re.search(r"\b(jobs|employee|negative|whole|true|false)\b|1\.5", words)
    assert "confirmed" not in refused.context["correct_form"].fields
    assert not Amendment.objects.exists()


@pytest.mark.usefixtures("statistician")
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_leap_of_more_than_ten_times_is_confirmed(client: Client, lang: str) -> None:
    """The box names both values, is of that change alone, and nothing is written without it."""
    figure = "jobs-outsourced-2021-rcf-world"
    before = current_register()[figure].value
    assert before is not None
    asked = sent(client, figure, lang, value="600001")
    assert asked.status_code == 422
    form = asked.context["correct_form"]
    label = form.fields["confirmed"].label.get(lang).replace("\u202f", "").replace(",", "")
    assert str(before) in label
    assert "600001" in label
    box = form.fields["confirmed"].widget.attrs["value"]
    assert f'value="{box}"' in asked.content.decode()
    assert sent(client, figure, lang, value="600001", confirmed="on").status_code == 422
    assert sent(client, figure, lang, value="600002", confirmed=box).status_code == 422
    assert not Amendment.objects.exists()
    assert sent(client, figure, lang, value="600001", confirmed=box).status_code == 302
    assert current_register()[figure].value == 600001


@pytest.mark.usefixtures("statistician")
def test_a_figure_computed_from_the_corrected_one_is_named_when_it_leaves_its_bounds(client: Client) -> None:
    """The fault stands above the form, under the title of the figure that it is about."""
    refused = sent(client, "label-applications-2006-02", value="90")
    assert refused.status_code == 422
    words = " ".join(map(str, refused.context["correct_form"].non_field_errors()))
    register = current_register()
    assert register.title(register["label-filing-rate-2006-02"]).fr in words


def test_staff_without_the_judgement(client: Client, make_user: MakeUser) -> None:
    """Staff see a figure but no form to change it, and a form sent anyway is refused."""
    client.force_login(make_user("staff"))
    page = client.get(f"/fr/staff/figures/{FIGURE}/").content.decode()
    assert 'id="correct"' not in page
    assert client.post(f"/fr/staff/figures/{FIGURE}/correct/", {}).status_code == 403
    assert not Amendment.objects.exists()


@pytest.mark.usefixtures("statistician")
def test_unknown_things_are_not_found(client: Client) -> None:
    """An unknown figure, version or fault list is a 404."""
    for address in (
        "/fr/staff/figures/nothing/",
        "/fr/staff/sources/999/",
        "/fr/staff/sources/999/faults/",
        "/fr/staff/import/nothing/refused/unread/",
        "/fr/staff/import/urssaf-commune-ape/refused/unread/",
    ):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize(("page", "most"), [("/staff/", 7), ("/staff/journal/", 7), ("/staff/figures/", 5)])
@pytest.mark.usefixtures("statistician")
def test_pages_ask_little_of_the_database(
    client: Client, page: str, most: int, django_assert_max_num_queries: Any
) -> None:
    """The number of queries does not grow with what is listed."""
    for number in range(3):
        send(client, urssaf_csv(employees=20 + number))
    with django_assert_max_num_queries(most):
        assert client.get(f"/fr{page}").status_code == 200
