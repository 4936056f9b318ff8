"""What a person sends is taken apart in a child process, never in the process that answers everybody else.

The class of findings C1, C2, H1, M9 and M10. In each scene the engine's own reading is made to fail in the present
process: a page that takes its file all the same had it read elsewhere.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from datetime import timedelta
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone
from support.harness import hostile_readers
from support.scenes.agreement_sample import make_agreement
from support.scenes.candidature_sample import make_candidature, make_outsourcer
from support.scenes.dialogue_room import RoomScene
from support.scenes.dossier_sample import at, make_mandate, make_member, make_person
from support.scenes.evidence_sample import PROOF, make_cast, send
from support.scenes.hostile_files import archive, pdf
from support.scenes.quality_sample import legs_csv, make_centre, make_manager
from support.scenes.survey_wave import make_link, open_collection

import filiere
from filiere.contacts.definitions import load_definitions
from filiere.site import sandboxed_reading
from filiere.site.candidature.question_groups import find_group, group_address
from filiere.site.child_process.faults import ChildStopped, StopReason
from filiere.site.evidence import stored_contents
from filiere.site.evidence.models import Blob, Document
from filiere.site.journal.models import Entry, Tally
from filiere.site.programme.dialogue.actions.positions import deposit_agreement
from filiere.site.quality.actions.receive_delivery import receive_delivery
from filiere.site.workflow.engine_adapter import load_release

QUESTION = "gov_top_commitment"

pytestmark = pytest.mark.django_db


def named(name: str, content: bytes) -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, content)


def trapped(monkeypatch: Any, *readers: str) -> None:
    """Have readers of the engines fail in the present process; a child is no copy of it, and reads as ever."""

    def here(*_: Any, **__: Any) -> Any:
        raise AssertionError("read in the process that answers others")

    for reader in readers:
        module, _, name = reader.rpartition(".")
        monkeypatch.setattr(importlib.import_module(module), name, here)


def _evidence(client: Any, _: Path) -> Any:
    cast = make_cast()
    client.force_login(cast.editor)
    fields = {"file": named("releve.pdf", pdf()), "proofs": [PROOF], "confidentiality": "committee"}
    return client.post(f"/en/dossiers/{cast.dossier.key}/evidence/add/", fields)


def _question(client: Any, _: Path) -> Any:
    organisation = make_outsourcer()
    dossier = at(make_candidature(organisation), "declaring")
    client.force_login(make_member(organisation, "edit"))
    address = group_address(dossier, find_group(load_release(dossier), dossier.category, QUESTION))
    proofs = list(load_release(dossier).criteria[QUESTION].evidence)
    fields = {f"evidence.{QUESTION}": named("releve.pdf", pdf()), f"proofs.{QUESTION}": proofs}
    return client.post(address, fields)


def _workbook(client: Any, _: Path) -> Any:
    organisation = make_outsourcer()
    dossier = at(make_candidature(organisation), "declaring")
    client.force_login(make_member(organisation, "edit"))
    fields = {"file": named("answers.xlsx", b"PK\x03\x04")}
    return client.post(reverse("candidature:workbook", args=[dossier.key]), fields)


def _centre(client: Any) -> Any:
    centre = make_centre()
    centre.manager = make_manager(centre)
    client.force_login(centre.manager)
    return centre


def _log(client: Any, _: Path) -> Any:
    fields = {"file": named("log.csv", legs_csv(3)), "source": "canonical"}
    return client.post(reverse("quality:deliver", args=[_centre(client).key]), fields)


def _mapping(client: Any, folder: Path) -> Any:
    centre = _centre(client)
    path = folder / "sent"
    path.write_bytes(b"a;b\n1;2\n")
    one = receive_delivery(actor=centre.manager, centre=centre, path=path, name="log.csv").delivery
    return client.post(reverse("quality:map", args=[centre.key, one.key]), {"yaml": "id: x", "save": "1"})


def _definition(client: Any, _: Path) -> Any:
    return client.post(reverse("quality:local-write", args=[_centre(client).key]), {"yaml": "id: x"})


def _table(client: Any, _: Path) -> Any:
    client.force_login(make_person("statistician"))
    return client.post(reverse("confidentiality:new"), {"file": named("rows.csv", b"a,b\n1,2\n")})


def _source(client: Any, _: Path) -> Any:
    client.force_login(make_person("statistician"))
    return client.post("/en/staff/import/", {"source": "urssaf-commune-ape", "file": named("u.csv", b"a;b\n1;2\n")})


def _directory(client: Any, _: Path) -> Any:
    client.force_login(make_person("label_staff"))
    return client.post(reverse("members:import"), {"file": named("d.csv", b"a;b\n")})


def _proposal(client: Any, _: Path) -> Any:
    client.force_login(make_mandate("scientific", "experts"))
    fields = {"reason": "Why", "archive": named("r.zip", archive({"release.yaml": b"release: 1"}))}
    return client.post(reverse("science:new"), fields)


def _credential(client: Any, _: Path) -> Any:
    return client.post("/en/label/register/verify/file/", {"file": named("c.json", b"{}")})


def _grants(client: Any, _: Path) -> Any:
    client.force_login(make_person("programme"))
    fields = {"file": named("g.csv", b"nomAttribuant\nx\n"), "funder_kind": "state"}
    return client.post(reverse("programme:agreements-import"), fields)


def _notice(client: Any, _: Path) -> Any:
    return client.post(reverse("programme:tenders"), {"file": named("n.json", b'{"marches": []}')})


def _speech(client: Any, _: Path) -> Any:
    return client.post(reverse("programme:check"), {"file": named("s.txt", b"27 300 ETP en 2019.")})


def _agreement_file(client: Any, _: Path) -> Any:
    scene = make_agreement(make_person)
    client.force_login(scene.lead)
    fields = {"version": "0", "file": named("convention.pdf", pdf())}
    return client.post(reverse("programme:agreement-file-send", args=[scene.agreement.key]), fields)


def _deposited_file(client: Any, _: Path) -> Any:
    scene, today, content = RoomScene(), timezone.localdate(), pdf()
    days = {"signed_on": today, "deposited_on": today}
    seal = sha256(content).hexdigest()
    deposited = deposit_agreement(
        scene.room, actor=scene.secretary, title="Accord fictif", parties="Deux parties", file_sha256=seal, **days
    )
    client.force_login(scene.secretary)
    address = reverse("programme:dialogue-agreement-file-send", args=[scene.room.key, deposited.key])
    return client.post(address, {"file": named("accord.pdf", content)})


def _answers(client: Any, _: Path) -> Any:
    unit = open_collection(make_person("statistician")).units.first()
    assert unit is not None
    address = reverse("survey:respond-excel", args=[make_link(unit)])
    return client.post(address, {"file": named("answers.xlsx", b"PK\x03\x04")})


def _frame(client: Any, _: Path) -> Any:
    client.force_login(make_person("statistician"))
    today = timezone.localdate()
    fields = {
        "questionnaire": "barometer",
        "period": "2027-03",
        "opens_on": today,
        "closes_on": today + timedelta(days=20),
        "day": today + timedelta(days=40),
        "hour": "08:45",
        "sample_size": "20",
        "take_all_from": "55",
        "strata": "segment",
        "seed": "11",
        "file": named("frame.csv", b"a;b\n1;2\n"),
    }
    return client.post(reverse("survey:wave-frame"), fields)


Scene = Callable[[Any, Path], Any]
SCENES: dict[Scene, tuple[tuple[str, ...], tuple[str, ...]]] = {
    # What is sent: what reads it within the engines; the functions that are asked for, in a process of their own.
    _evidence: (("filiere.inspection.file_inspection._inspect_content",), ("inspect_file",)),
    _question: (("filiere.inspection.file_inspection._inspect_content",), ("inspect_file",)),
    _workbook: (("filiere.referentials.workbook.reader.open_workbook",), ("read_workbook",)),
    _answers: (("filiere.referentials.workbook.reader.open_workbook",), ("read_sent_workbook",)),
    _frame: (("filiere.site.survey.waves.frame_files.read_lines",), ("read_sent_frame",)),
    _log: (("filiere.site.quality.file_detection.check_name",), ("sniff", "recognize_source")),
    _mapping: (
        ("filiere.site.quality.file_detection.check_name", "filiere.contacts.load_mapping"),
        ("sniff", "build_form", "preview_text"),
    ),
    _definition: (("filiere.contacts.definitions.loader.read_yaml",), ("parse_definition",)),
    _table: (("filiere.disclosure.inputs.tabular_files._read_csv",), ("read_columns",)),
    _source: (("filiere.sources.staged_load._prepare_staged",), ("prepare_in_subprocess",)),
    _directory: (("filiere.site.members.directory.reader.read_lines",), ("read_directory",)),
    _proposal: (("filiere.inspection.zip_archives._read_directory",), ("unpack_release",)),
    _credential: (("filiere.credentials.verification._unique_keys",), ("read_and_verify",)),
    _agreement_file: (("filiere.inspection.file_inspection._inspect_content",), ("inspect_file",)),
    _deposited_file: (("filiere.inspection.file_inspection._inspect_content",), ("inspect_file",)),
    _grants: (("filiere.programme.grants.check_grants",), ("read_grants",)),
    _notice: (("filiere.programme.tender_notices.load_json",), ("read_notice",)),
    _speech: (("filiere.quotations.documents.find_kind",), ("read_sent_file",)),
}


@pytest.mark.parametrize("scene", SCENES, ids=lambda one: one.__name__.strip("_"))
def test_what_is_sent_is_read_elsewhere(scene: Scene, client: Any, tmp_path: Path, monkeypatch: Any) -> None:
    """C1, C2, H1, M9, M10: each way of sending something; its reader would fail in the present process."""
    readers, asked_for = SCENES[scene]
    # Those that ship are read once, before anything is sent.
    load_definitions()
    trapped(monkeypatch, *readers)
    asked: list[str] = []
    if find_spec("filiere.site.sandboxed_reading") is not None:
        from filiere.site import sandboxed_reading

        run = sandboxed_reading.run

        def noted(limits: Any, function: Any, /, *args: Any, **kwargs: Any) -> Any:
            asked.append(function.__name__)
            return run(limits, function, *args, **kwargs)

        monkeypatch.setattr(sandboxed_reading, "run", noted)
    answer = scene(client, tmp_path)
    assert answer.status_code < 500
    assert tuple(asked) == asked_for


@pytest.mark.parametrize("scene", [one for one in SCENES if one is not _mapping], ids=lambda one: one.__name__[1:])
def test_a_file_that_finds_no_place_is_told_so_by_one_status(scene: Scene, client: Any, tmp_path: Path) -> None:
    """C1: pages answered 422, 404 or 503; nothing is wrong with what was sent, and it may be sent again."""
    from filiere.site import child_process

    load_definitions()
    child_process.limit_children(0, None)
    try:
        answer = scene(client, tmp_path)
    finally:
        child_process.limit_children(None, None)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"


def test_a_whole_set_of_definitions_comes_back_from_where_it_is_read() -> None:
    """The sets that ship hold every sort of record: none of them is lost between two processes."""
    from filiere.contacts.definitions import read_set
    from filiere.site import child_process, sandboxed_reading

    folder = Path(filiere.__file__).parent / "content"
    for path in sorted(folder.rglob("common-v1*.yaml")):
        assert child_process.run(sandboxed_reading.reading_limits(), read_set, path) == read_set(path)


TAKING_FILES = {
    "candidature:group": _question,
    "candidature:workbook": _workbook,
    "confidentiality:ask": _table,
    "confidentiality:new": _table,
    "evidence:add": _evidence,
    "members:import": _directory,
    "programme:agreement-file-send": _agreement_file,
    "programme:agreements-import": _grants,
    "programme:check": _speech,
    "programme:dialogue-agreement-file-send": _deposited_file,
    "programme:tenders": _notice,
    "quality:deliver": _log,
    # Verified by a job, in a child of its own (see the tests of packs).
    "quality:pack-receive": None,
    "quality:pack-verify": None,
    # One click of a mail client: no file and no text.
    "register:follow-end": None,
    "register:verify-file": _credential,
    "science:new": _proposal,
    "staff:import": _source,
    "survey:respond-excel": _answers,
    "survey:wave-frame": _frame,
}
"""Every page that takes a file puts the check of its token off until the right is known, and shows by that."""


def test_every_page_that_takes_a_file_is_tried_above() -> None:
    """A new page that takes a file has its scene here, or this fails."""
    assert set(_late_checked(get_resolver())) == set(TAKING_FILES)


def _late_checked(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            space = f"{one.namespace}:" if one.namespace else prefix
            yield from _late_checked(one, space)
        elif getattr(one.callback, "csrf_exempt", False) and not one.callback.__module__.startswith("ninja"):
            yield f"{prefix}{one.name}"


def test_an_inspection_that_never_ends_is_refused_with_a_sentence_and_a_trace(
    monkeypatch: Any, settings: Any, client: Any
) -> None:
    """C1: nothing is kept, the page says why, the journal knows who sent it and which reader was stopped."""
    cast = make_cast()
    settings.FILIERE_READ_PROCESSOR_SECONDS = 1
    monkeypatch.setattr(stored_contents, "inspect_file", hostile_readers.match_whatever_for_ever)
    client.force_login(cast.editor)
    fields = {"file": named("releve.pdf", pdf()), "proofs": [PROOF], "confidentiality": "committee"}
    answer = client.post(f"/en/dossiers/{cast.dossier.key}/evidence/add/", fields)
    assert answer.status_code == 422
    assert "exceeded the time limit" in answer.content.decode()
    assert not Document.objects.exists()
    assert not Blob.objects.exists()
    entry = Entry.objects.latest("number")
    assert (entry.act, entry.actor_key, entry.subject_id) == ("reading.stop", cast.editor.key, cast.dossier.key)
    assert entry.payload.body == {"reader": "support.harness.hostile_readers.match_whatever_for_ever", "how": "time"}


def test_files_that_are_stopped_fill_no_journal(monkeypatch: Any) -> None:
    """Tenth round: each was an entry, where refusals of rights are told one by one twenty times an hour."""
    cast = make_cast()

    def stop(*_: Any, **__: Any) -> Any:
        raise ChildStopped(StopReason.TIME)

    monkeypatch.setattr(sandboxed_reading, "run", stop)
    for _ in range(25):
        with pytest.raises(ChildStopped):
            sandboxed_reading.read_sandboxed(
                sandboxed_reading.InputOrigin(cast.editor, "dossier", cast.dossier.key), len, b""
            )
    assert Entry.objects.filter(act="reading.stop").count() == 20
    assert Tally.objects.get(act="reading.stop").number == 25


def test_many_files_of_one_person_at_once_are_told_to_wait(monkeypatch: Any) -> None:
    """C1: six files at once froze the site; those of one person take one place each, and few."""
    from filiere.site import child_process

    cast = make_cast()
    child_process.limit_children(4, 1)
    try:
        with child_process.reserve_slot(cast.editor.key), pytest.raises(child_process.ChildStopped) as stopped:
            send(cast)
    finally:
        child_process.limit_children(None, None)
    assert stopped.value.how == StopReason.BUSY
    assert not Entry.objects.filter(act="reading.stop").exists()


def placed(*owners: str) -> list[str]:
    """Those of these owners who find a place, one after the other, each keeping theirs."""
    from filiere.site import child_process

    found = []
    with ExitStack() as held:
        for owner in owners:
            with suppress(child_process.ChildStopped):
                held.enter_context(child_process.reserve_slot(owner))
                found.append(owner)
    return found


def test_neither_visitors_nor_people_who_signed_in_take_all_places_of_the_others(monkeypatch: Any) -> None:
    """Two members who printed minutes over and over kept every visitor from checking a certificate."""
    from filiere.site import child_process, web_server
    from filiere.site.workflow import scheduler

    monkeypatch.setattr(web_server, "start_watchdog", lambda: None)
    monkeypatch.setattr(scheduler, "start_scheduler", lambda: None)
    web_server._start_worker(None)
    try:
        members_first = placed("u-1", "u-1", "u-2", "u-2", "anonymous", "anonymous")
        visitors_first = placed("anonymous", "anonymous", "anonymous", "u-1", "u-1", "u-2")
    finally:
        child_process.limit_children(None, None)
    assert members_first == ["u-1", "u-1", "u-2", "anonymous"]
    assert visitors_first == ["anonymous", "anonymous", "u-1", "u-1"]
