"""Writing a mapping on a page: a proposal from the file, ten rows as read, a version that is never changed."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from support.scenes.quality_sample import differences, make_centre, make_manager

from filiere.contacts import TABLES, DeliveredFile
from filiere.core import Faults
from filiere.site.jobs.worker import run_waiting_jobs
from filiere.site.quality import figure_store, quotas
from filiere.site.quality.actions.import_delivery import request_import
from filiere.site.quality.actions.receive_delivery import receive_delivery
from filiere.site.quality.actions.write_mapping import write_mapping
from filiere.site.quality.delivery_sources import WRITE_MAPPING
from filiere.site.quality.figure_store import Cut
from filiere.site.quality.file_head import FileColumn
from filiere.site.quality.folders import raw_path
from filiere.site.quality.job_kinds import JobKind
from filiere.site.quality.mapping_guess import guess_columns, guess_form, guess_word
from filiere.site.quality.models import Delivery, Mapping
from filiere.site.quality.source_detection import recognize_source

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("few")]


def _row(number: int) -> str:
    """One made-up call of a tool that writes in French; every fourth is lost."""
    served, minute = number % 4 != 0, f"{number % 60:02}"
    answered = f"02/03/2026 08:{minute}:10" if served else ""
    told = (f"c{number}", "Vente", f"0612{number:06}", "Camille", f"02/03/2026 08:{minute}:00", answered)
    return ";".join((*told, f"02/03/2026 09:{minute}:00", "Servi" if served else "Perdu"))


HEAD = "Appel;Service;Téléphone;Conseiller;Arrivée;Décroché;Fin;Résultat"
KEPT = (
    'id: a\nversion: "1"\ntitle: {fr: A, en: A}\ntable: staff_month\nzone: Europe/Paris\n'
    "fields: {m: text, h: number}\ncolumns: {month: m, headcount: h}\n"
)
"""A mapping that is kept as it stands."""
LOG = "\n".join([HEAD, *map(_row, range(60)), ""]).encode()


class Fields(HTMLParser):
    """The fields of the first form of a page, as a browser would send them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.sent: dict[str, str] = {}
        self._select = ""
        self._forms = 0
        self.feed(html.partition("<main")[2])

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        """Note an input, a select, its chosen option."""
        said = dict(attrs)
        if tag == "form":
            self._forms += 1
        if self._forms != 1:
            return
        if tag == "input" and said.get("name"):
            self.sent[said["name"]] = said.get("value", "")
        elif tag == "select":
            self._select = said.get("name", "")
            self.sent[self._select] = ""
        elif tag == "option" and "selected" in said:
            self.sent[self._select] = said.get("value", "\0")

    def handle_data(self, data: str) -> None:
        """An option without a value is its own words."""
        if self.sent.get(self._select) == "\0":
            self.sent[self._select] = data.strip()


def received(centre: Any, folder: Path, content: bytes = LOG, name: str = "appels mars.csv") -> Delivery:
    """A file that waits."""
    path = folder / "sent"
    path.write_bytes(content)
    return receive_delivery(actor=centre.manager, centre=centre, path=path, name=name).delivery


def test_from_an_unknown_file_to_contacts(centre: Any, tmp_path: Path) -> None:
    """The proposal is nearly right: what it cannot know is said, ten rows are seen, and the file is imported by it."""
    one = received(centre, tmp_path)
    client = Client()
    client.force_login(centre.manager)
    address = reverse("quality:map", args=[centre.key, one.key])
    page = client.get(address).text
    assert f">{one.name}</a></li>" in page
    sent = Fields(page).sent
    chosen = {key: value for key, value in sent.items() if key[0] == "c" and key[1:].isdigit()}
    assert list(chosen.values()) == [
        *("contact_id", "queue", "customer_key", "agent_key", "arrived_at", "answered_at", "ended_at", "outcome"),
    ]
    assert sent["f4"] == "%d/%m/%Y %H:%M:%S"
    assert {sent["w7-0"], sent["w7-1"]} == {"abandoned", "answered"}
    looked = client.post(address, {**sent, "look": "1"}).text
    assert "2 mars 2026, 08:00:00" in looked
    assert re.findall(r'data-ending="(\w+)"', looked) == ["answered", "abandoned"]
    assert 'data-share="45/60"' in looked
    assert "gardé en empreinte" in looked
    assert "Lignes qui seraient rejetées" not in looked
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = client.post(address, {**sent, "save": "1"})
        assert answer.status_code == 302
        run_waiting_jobs()
    one.refresh_from_db()
    assert (one.state, one.rows, one.rejected) == (Delivery.State.IMPORTED, 60, 0)
    kept = Mapping.objects.get()
    assert (kept.name, kept.version, one.mapping) == ("appels-mars", 1, kept)
    file = client.get(reverse("quality:mapping-file", args=[centre.key, kept.name, 1]))
    assert file.content.decode() == kept.text
    assert "0612000001" not in kept.text
    assert not differences()
    # A column misnamed is found out afterwards: each page on the way says how it is named otherwise.
    mappings = reverse("quality:mappings", args=[centre.key])
    assert f'href="{mappings}"' in client.get(reverse("quality:delivery", args=[centre.key, one.key])).text
    assert "effacez le dépôt qu’elle a mal lu" in " ".join(client.get(mappings).text.split())
    same = SimpleUploadedFile("appels mars.csv", LOG)
    again = client.post(
        reverse("quality:deliver", args=[centre.key]), {"file": same, "source": WRITE_MAPPING}, follow=True
    )
    assert again.redirect_chain[-1][0] == reverse("quality:delivery", args=[centre.key, one.key])
    assert "effacez d’abord ce dépôt" in again.text


def test_a_name_is_folded_as_a_mapping_has_it(centre: Any, tmp_path: Path) -> None:
    """The name of the file is proposed as it is accepted; what is typed is folded, and no name is said in words."""
    one = received(centre, tmp_path, name="Mes_appels_août.csv")
    client = Client()
    client.force_login(centre.manager)
    address = reverse("quality:map", args=[centre.key, one.key])
    sent = Fields(client.get(address).text).sent
    assert sent["name"] == "mes-appels-aout"
    assert (
        Fields(client.post(address, {**sent, "name": "Cœur d’été_2", "look": "1"}).text).sent["name"] == "coeur-d-ete-2"
    )
    nameless = client.post(address, {**sent, "name": "…", "save": "1"})
    assert nameless.status_code == 422
    assert "a-z0-9" not in nameless.text
    assert not Mapping.objects.exists()
    assert client.post(address, {**sent, "name": "Mes appels_août", "save": "1"}).status_code == 302
    assert Mapping.objects.get().name == "mes-appels-aout"


def test_what_is_left_to_say_is_said(centre: Any, tmp_path: Path) -> None:
    """A required column that nothing fills: the page says which, nothing is saved, what was chosen stays."""
    one = received(centre, tmp_path)
    client = Client()
    client.force_login(centre.manager)
    address = reverse("quality:map", args=[centre.key, one.key])
    sent = {**Fields(client.get(address).text).sent, "c4": "", "save": "1"}
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert "arrived_at" in answer.text
    assert Fields(answer.text).sent["c7"] == "outcome"
    assert not Mapping.objects.exists()


def test_a_version_is_never_changed(centre: Any) -> None:
    """The same text gives the same version back, another text the next one; the journal has their hashes."""
    first = write_mapping(actor=centre.manager, centre=centre, name="effectifs", text=KEPT)
    again = write_mapping(actor=centre.manager, centre=centre, name="effectifs", text=KEPT)
    second = write_mapping(actor=centre.manager, centre=centre, name="effectifs", text=KEPT + "ignored: [x]\n")
    assert (again.pk, first.version, second.version) == (first.pk, 1, 2)
    first.refresh_from_db()
    assert first.text == KEPT
    assert not differences()
    Mapping.objects.filter(pk=first.pk).update(sha256="0" * 64)
    assert [one.fields for one in differences()] == [("sha256",)]


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("../x", "id: a", "mapping-name"),
        ("Majuscule", "id: a", "mapping-name"),
        ("a", "x" * 300_000, "mapping-too-long"),
        ("a", "!!python/object/apply:os.system ['true']", "yaml-tag"),
    ],
)
def test_what_is_refused(centre: Any, name: str, text: str, code: str) -> None:
    """A name that is no name, a text without end, YAML that would run something."""
    with pytest.raises(Faults) as caught:
        write_mapping(actor=centre.manager, centre=centre, name=name, text=text)
    found = {fault.code for fault in caught.value.faults}
    assert code in found or (code == "yaml-tag" and found)
    assert not Mapping.objects.exists()


def test_only_a_quality_manager_writes_one(centre: Any, tmp_path: Path) -> None:
    """A reader may take the file of a mapping and not write one; nobody reads that of another centre."""
    one = received(centre, tmp_path)
    with pytest.raises(PermissionDenied):
        write_mapping(actor=centre.editor, centre=centre, name="a", text="")
    write_mapping(actor=centre.manager, centre=centre, name="a", text=KEPT)
    reader, stranger = Client(), Client()
    reader.force_login(centre.reader)
    stranger.force_login(make_manager(make_centre()))
    file = reverse("quality:mapping-file", args=[centre.key, "a", 1])
    page = reverse("quality:map", args=[centre.key, one.key])
    assert [reader.get(file).status_code, reader.get(page).status_code] == [200, 403]
    assert [stranger.get(file).status_code, stranger.get(page).status_code] == [404, 404]


@pytest.mark.parametrize(
    ("samples", "form"),
    [
        (("2026-03-29T08:15:00+02:00",), "iso"),
        (("2026-03-29 08:15:00", "2026-03-30 09:00:01"), "%Y-%m-%d %H:%M:%S"),
        (("29/03/2026 08:15",), "%d/%m/%Y %H:%M"),
        (("1774764900",), "epoch-second"),
        (("1774764900000",), "epoch-millisecond"),
        ((), "iso"),
    ],
)
def test_the_form_of_an_instant_is_guessed(samples: tuple[str, ...], form: str) -> None:
    """All the samples must have it."""
    assert guess_form(samples) == form


@pytest.mark.parametrize(
    "heading",
    [
        *("seconds_waited", "wait", "Wait (s)", "waitSeconds", "time_in_queue", "attente_s", "Attente", "Tps attente"),
        *("Durée d’attente", "DUREE_ATTENTE", "Temps d'attente (s)", "Secondes attendues"),
    ],
)
def test_a_wait_is_recognised_in_both_languages(heading: str) -> None:
    """Whichever way round a heading says it."""
    columns = [FileColumn("call_id", ("1", "2"), (), True), FileColumn(heading, ("4", "61"), (), False)]
    assert guess_columns(columns, TABLES["contact_leg"])[heading] == "wait_time"


@pytest.mark.parametrize(
    "heading",
    ["arrival", "Arrival time", "arrivée", "date", "Date d’arrivée", "heure d'arrivée", "datetime", "Reçu le"],
)
@pytest.mark.parametrize("samples", [("2026-03-29 08:15:00", "2026-03-29 08:16:00"), ("29/03/2026 08:15",)])
def test_an_arrival_is_recognised_in_both_languages(heading: str, samples: tuple[str, ...]) -> None:
    """Whichever way a heading names the instant at which a contact came."""
    columns = [FileColumn("call_id", ("1", "2"), (), True), FileColumn(heading, samples, (), False)]
    assert guess_columns(columns, TABLES["contact_leg"])[heading] == "arrived_at"


@pytest.mark.parametrize(
    ("day", "clock"),
    [("arrival_date", "arrival_time"), ("Date", "Heure d’arrivée"), ("Jour", "Arrivée"), ("day", "arrival")],
)
def test_an_arrival_in_two_columns_is_recognised(day: str, clock: str) -> None:
    """The day and the time of day of it, apart."""
    columns = [FileColumn(day, ("2026-03-29",), (), False), FileColumn(clock, ("08:15:00", "08:16:00"), (), False)]
    assert guess_columns(columns, TABLES["contact_leg"]) == {day: "arrival_day", clock: "arrival_clock"}


def test_no_share_of_zero_is_shown_for_want_of_a_column(centre: Any, tmp_path: Path) -> None:
    """A file of which nothing tells the wait says which column is missing, and may be imported all the same."""
    one = received(centre, tmp_path, _plain_export().replace(b"Attente (s)", b"Zut"))
    client = Client()
    client.force_login(centre.manager)
    address = reverse("quality:map", args=[centre.key, one.key])
    page = client.get(address).text
    assert "data-share" not in page
    assert 'data-missing="173"' in page
    assert re.findall(r'data-column="(\w+)"', page) == ["answered_at", "wait_time"]
    assert 'name="save"' in page
    sent = Fields(page).sent
    assert 'data-share="118/200"' in client.post(address, {**sent, "c3": "wait_time", "look": "1"}).text


def test_a_word_that_nothing_tells_is_left_to_the_person() -> None:
    """To guess an outcome wrongly would be worse than to ask."""
    outcomes = ("answered", "abandoned", "overflowed")
    assert [guess_word(one, outcomes) for one in ("Décroché", "ABANDON", "code 17")] == ["answered", "abandoned", ""]


def test_a_text_with_a_fault_a_line_is_answered_by_a_page_one_reads(centre: Any, tmp_path: Path) -> None:
    """Two mebibytes of it made a page of tens of thousands of lines, laid out by the process that answers everybody."""
    one = received(centre, tmp_path)
    client = Client()
    client.force_login(centre.manager)
    address = reverse("quality:map", args=[centre.key, one.key])
    text = "".join(f"k{rank}: 1\n" for rank in range(3000))
    answer = client.post(address, {**Fields(client.get(address).text).sent, "yaml": text, "save": "1"})
    assert answer.status_code == 422
    listed = answer.text.count("<li>")
    assert 200 < listed < 300
    assert re.search(r"… et 2.?8\d\d autres", answer.text)


def _versions(centre: Any, names: int, each: int) -> list[Mapping]:
    row = {"centre": centre, "made_by": centre.manager, "made_at": timezone.now(), "sha256": "0" * 64}
    return Mapping.objects.bulk_create(
        Mapping(name=f"log-{name}", version=version, text="x" * 100, **row)
        for name in range(names)
        for version in range(1, each + 1)
    )


def test_no_page_reads_the_text_of_a_mapping_to_name_it(centre: Any, tmp_path: Path) -> None:
    """M1: every version of every mapping was loaded with its text by each page of a delivery."""
    made = _versions(centre, 3, 4)
    one = received(centre, tmp_path)
    Delivery.objects.update(mapping=made[0])
    client = Client()
    client.force_login(centre.manager)
    for name, args, versions in (
        ("deliver", [], {4}),
        ("delivery", [one.key], {4}),
        ("deliveries", [], set()),
        ("mappings", [], {1, 2, 3, 4}),
    ):
        with CaptureQueriesContext(connection) as asked:
            page = client.get(reverse(f"quality:{name}", args=[centre.key, *args]))
        assert page.status_code == 200
        assert [one["sql"] for one in asked if '"quality_mapping"."text"' in one["sql"]] == [], name
        found = {version for version in range(1, 5) if re.search(rf"log-2(@|/){version}\b", page.text)}
        assert found == versions, name
    assert [str(one) for one in Mapping.objects.for_newest(centre, "name")] == ["log-0@4", "log-1@4", "log-2@4"]


def test_a_centre_keeps_so_many_mappings(centre: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """M1: a version is never changed nor removed, and nothing bounded them."""
    monkeypatch.setattr(quotas, "MAPPING_VERSIONS", 6)
    _versions(centre, 2, 3)
    given = {"actor": centre.manager, "centre": centre, "name": "log-0", "text": KEPT}
    with pytest.raises(Faults) as caught:
        write_mapping(**given)
    assert caught.value.faults[0].code == "mappings-too-many"
    assert caught.value.faults[0].message.en.endswith(": 6 versions.")
    monkeypatch.setattr(quotas, "MAPPING_VERSIONS", 7)
    monkeypatch.setattr(quotas, "MAPPING_SIGNS", 600 + len(KEPT) - 1)
    with pytest.raises(Faults) as caught:
        write_mapping(**given)
    assert caught.value.faults[0].code == "mappings-too-many"
    assert caught.value.faults[0].message.en.endswith("characters in all.")
    monkeypatch.setattr(quotas, "MAPPING_SIGNS", 600 + len(KEPT))
    assert write_mapping(**given).version == 4
    assert write_mapping(**given).version == 4


def _plain_export(rows: int = 200, answered: int = 173, in_time: int = 118) -> bytes:
    """What a spreadsheet of a French centre saves: Windows-1252, semicolons, waits in seconds with a comma."""
    lines = ["Date appel;Début;Durée (s);Attente (s);Répondu;N° appel"]
    for rank in range(rows):
        wait = "6,5" if rank < in_time else "20,5" if rank < answered else "41"
        said = "oui" if rank < answered else "non"
        lines.append(f"03/02/2026 14:{rank % 60:02};14:{rank % 60:02}:07;95;{wait};{said};{1000 + rank}")
    return "\r\n".join([*lines, ""]).encode("cp1252")


def test_a_plain_french_export_is_read_as_it_stands(centre: Any, tmp_path: Path) -> None:
    """Q2, Q3: the encoding, the wait in seconds and the identity are found, the service level is that of a count by
    hand, and no key nor escape of a byte is on the screen."""
    one = received(centre, tmp_path, _plain_export())
    client = Client()
    client.force_login(centre.manager)
    address = reverse("quality:map", args=[centre.key, one.key])
    page = client.get(address).text
    sent = Fields(page).sent
    assert 'data-encoding="windows-1252"' in page
    assert [sent["encoding"], sent["separator"]] == ["windows-1252", ";"]
    chosen = [sent[f"c{rank}"] for rank in range(6)]
    assert chosen == ["arrived_at", "", "talk_time", "wait_time", "outcome", "contact_id"]
    assert "\\udc" not in page
    assert 'data-share="118/200"' in page
    assert dict(re.findall(r'data-ending="(\w+)">.*?<td class="n">(\d+)', page, re.DOTALL)) == {
        "answered": "173",
        "abandoned": "27",
    }
    shown = re.sub(r"<textarea.*?</textarea>|<[^>]*>", "", page, flags=re.DOTALL)
    assert not re.search(r"arrived_at|contact_id|answered_at|2026-02-03", shown)
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert client.post(address, {**sent, "save": "1"}).status_code == 302
        run_waiting_jobs()
    one.refresh_from_db()
    assert (one.state, one.rows, one.rejected) == (Delivery.State.IMPORTED, 200, 0)
    run = figure_store.latest_run(centre, "common-v1")
    assert run is not None
    (row,) = figure_store.read_figure_rows(run, Cut("month"), indicator="service_level_20")
    assert (row.numerator, row.denominator) == (118, 200)
    # The next file of the same tool is read without a question, and the wrong encoding says so instead of its escapes.
    again = received(centre, tmp_path, _plain_export(100, 90, 80))
    texts = {str(kept): kept.text for kept in Mapping.objects.all()}
    file = DeliveredFile(raw_path(centre, again.sha256), again.sha256, again.size)
    assert recognize_source(file, again.kind, again.name, texts) == "mapping:appels-mars@1"
    wrong = client.post(
        reverse("quality:map", args=[centre.key, again.key]), {**sent, "encoding": "utf-8", "look": "1"}
    ).text
    assert "udc" not in wrong
    assert 'role="alert"' in wrong


def test_rows_without_identity_are_told_apart_by_their_numbers(centre: Any, tmp_path: Path) -> None:
    """Q3: a constant made of every call the same contact."""
    content = "Arrivée;Attente;Répondu\n" + "".join(f"03/02/2026 09:{n:02};12;oui\n" for n in range(40))
    one = received(centre, tmp_path, content.encode())
    client = Client()
    client.force_login(centre.manager)
    address = reverse("quality:map", args=[centre.key, one.key])
    page = client.get(address).text
    assert "data-numbered" in page
    assert "k-contact_id" not in page
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert client.post(address, {**Fields(page).sent, "save": "1"}).status_code == 302
        run_waiting_jobs()
    one.refresh_from_db()
    assert (one.rows, one.accepted, one.duplicates, one.superseded) == (40, 40, 0, 0)


def numbered_log(month: int, rows: int = 40) -> bytes:
    """The calls of a month, numbered from 1."""
    lines = [f"{n};{n % 28 + 1:02}/{month:02}/2025 09:15;12;oui\n" for n in range(1, rows + 1)]
    return "".join(["Numéro;Arrivée;Attente;Répondu\n", *lines]).encode()


@pytest.mark.parametrize(
    ("answer", "kept"), [({"restarts": "month"}, 80), ({"restarts": "day"}, 80), ({"corrects": "1"}, 40)]
)
def test_numbers_that_begin_again_are_asked_about(
    centre: Any, tmp_path: Path, answer: dict[str, str], kept: int
) -> None:
    """A month never erases another unasked: a column that counts rows is no identity at first; chosen as one, the next
    month stops, says which file it would erase, and goes on as it is answered."""
    one = received(centre, tmp_path, numbered_log(9), name="septembre.csv")
    client = Client()
    client.force_login(centre.manager)
    address = reverse("quality:map", args=[centre.key, one.key])
    sent = Fields(client.get(address).text).sent
    assert sent["c0"] == ""
    with TestCase.captureOnCommitCallbacks(execute=True):
        client.post(address, {**sent, "c0": "contact_id", "save": "1"})
        run_waiting_jobs(JobKind.IMPORT)
    later = received(centre, tmp_path, numbered_log(8), name="aout.csv")
    mapping = Mapping.objects.get()
    request_import(actor=centre.manager, centre=centre, delivery=later, source=f"mapping:{mapping}", mapping=mapping)
    run_waiting_jobs(JobKind.IMPORT)
    later.refresh_from_db()
    assert later.state == Delivery.State.REFUSED
    assert count_contacts(centre) == 40
    page = client.get(reverse("quality:delivery", args=[centre.key, later.key])).text
    assert "data-other-days" in page
    assert all(word in page for word in ("rows-of-other-days", "septembre.csv", "septembre 2025", "août 2025"))
    with TestCase.captureOnCommitCallbacks(execute=True):
        client.post(reverse("quality:other-days", args=[centre.key, later.key]), answer)
        run_waiting_jobs(JobKind.IMPORT)
    later.refresh_from_db()
    assert (later.state, later.accepted) == (Delivery.State.IMPORTED, 40)
    assert count_contacts(centre) == kept
    assert Mapping.objects.count() == (1 if "corrects" in answer else 2)
    assert not differences()


def count_contacts(centre: Any) -> int:
    """How many contacts are in force in the store of a centre."""
    store = figure_store.open_store(centre)
    assert store is not None
    return sum(pq.read_metadata(one).num_rows for one in store.files("contact_leg"))


def test_an_unknown_table_leads_to_its_columns(centre: Any) -> None:
    """Q4: whoever leaves the tool as it is proposed, or names the template by mistake, is led to the columns."""
    client = Client()
    client.force_login(centre.manager)
    for source in ("automatic", "canonical"):
        sent = SimpleUploadedFile("appels.csv", _plain_export(), "text/csv")
        answer = client.post(reverse("quality:deliver", args=[centre.key]), {"source": source, "file": sent})
        (one,) = Delivery.objects.all()
        assert (answer.status_code, answer.url) == (302, reverse("quality:map", args=[centre.key, one.key]))
        assert one.state == Delivery.State.RECEIVED


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("Début;Fin\n".encode(), "utf-8"),
        ("Début;Fin\n".encode("cp1252"), "windows-1252"),
        ("Début;Fin\n".encode("utf-16"), "utf-16"),
        ("Début;Fin\n".encode("utf-16-le"), "utf-16-le"),
        ("Début;Fin\n".encode("utf-16-be"), "utf-16-be"),
        (b"D\xe9but;\x81\n", "iso-8859-15"),
        (b"a;b\n", "utf-8"),
    ],
)
def test_the_encoding_of_a_file_is_told_from_its_bytes(tmp_path: Path, content: bytes, encoding: str) -> None:
    """Q1: a file of a spreadsheet was read as UTF-8, and its accents were escapes."""
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    assert DeliveredFile.at(path).guess_encoding() == encoding
