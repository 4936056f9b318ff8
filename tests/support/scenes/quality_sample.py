"""Centres, quality managers and canonical logs for tests, all made up."""

from __future__ import annotations

import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from support.scenes.dossier_sample import make_member, make_organisation, make_person
from support.scenes.frozen_scenes import frozen
from support.scenes.journal_sample import differences_of


def differences() -> list[Any]:
    """What the tables of quality say that the journal does not tell, or tells otherwise."""
    return differences_of("quality")


def make_centre(organisation: Any = None, editor: Any = None, **fields: Any) -> Any:
    """The quality space of an organisation, opened by somebody who acts for it; `.editor` is that person."""
    from filiere.site.quality.actions.open_centre import open_centre

    organisation = organisation or make_organisation()
    editor = editor or make_member(organisation, "edit")
    centre = open_centre(organisation, actor=editor, **fields)
    centre.editor = editor
    return centre


def make_manager(centre: Any, user: Any = None, *, since: date = date(2020, 1, 1)) -> Any:
    """A quality manager of it, who is nothing else to the organisation unless given."""
    from filiere.site.quality.actions.name_manager import name_manager

    user = user or make_person()
    name_manager(centre, actor=centre.opened_by, user=user, since=since)
    return user


def make_peopled_centre() -> Any:
    """A centre; `.editor`, `.manager` and `.reader` are its people."""
    made = make_centre(make_organisation("Centre fictif"))
    made.manager = make_manager(made)
    made.reader = make_member(made.organisation, "read")
    return made


HEADER = (
    "contact_id,leg,organisation,site,queue,channel,direction,customer_key,agent_key,arrived_at,queued_at,offered_at,"
    "answered_at,ended_at,wrap_ended_at,outcome,transferred,reason"
)


def legs_csv(count: int = 200, *, start: datetime = datetime(2026, 3, 2, 8, tzinfo=UTC), queues: int = 2) -> bytes:
    """A canonical log of made-up phone contacts, some forty a day: four in five answered, the others abandoned.

    Every third answered waits 30 seconds, the others 5; those who give up do so after 12. Row 7 is written twice, and
    row 9 has an outcome that does not exist.
    """
    lines = [HEADER]
    for number in range(count):
        at = start + timedelta(days=number // 40, minutes=15 * (number % 40))
        queued = at + timedelta(seconds=4)
        answered = number % 5 != 0
        wait = 12 if not answered else 30 if number % 3 == 0 else 5
        met = queued + timedelta(seconds=wait)
        end = met + timedelta(seconds=180) if answered else met
        outcome = "perhaps" if number == 9 else "answered" if answered else "abandoned"
        cells = [
            *(f"A{number}", "1", "acme", "Lille", f"file-{number % queues}", "phone", "inbound", f"0612{number:06}"),
            "Camille Fictif" if answered else "",
            *(at.isoformat(), queued.isoformat(), met.isoformat() if answered else ""),
            *(met.isoformat() if answered else "", end.isoformat(), end.isoformat() if answered else ""),
            *(outcome, "false", ""),
        ]
        lines += [",".join(cells)] * (2 if number == 7 else 1)
    return ("\n".join(lines) + "\n").encode()


def deliver(
    centre: Any,
    content: bytes,
    name: str = "log.csv",
    *,
    source: str = "canonical",
    mapping: Any = None,
    figures: bool = True,
) -> Any:
    """Deliver a file as the centre's manager, ask for its import, and do it; return the delivery as it then is.

    Its ``figures`` take three times as long as its import: without them, they wait to be made.
    """
    from django.test import TestCase

    from filiere.site.jobs.worker import run_waiting_jobs
    from filiere.site.quality.actions.import_delivery import request_import
    from filiere.site.quality.actions.receive_delivery import receive_delivery
    from filiere.site.quality.job_kinds import JobKind

    path = Path(tempfile.mkdtemp()) / "sent"
    path.write_bytes(content)
    manager = centre.managers.select_related("user").first().user
    received = receive_delivery(actor=manager, centre=centre, path=path, name=name)
    request_import(actor=manager, centre=centre, delivery=received.delivery, source=source, mapping=mapping)
    # A test runs in a transaction: what an act leaves for after its commit is done here.
    with TestCase.captureOnCommitCallbacks(execute=True):
        run_waiting_jobs(None if figures else JobKind.IMPORT)
    received.delivery.refresh_from_db()
    return received.delivery


def _measure_centre(count: int) -> Any:
    centre = make_peopled_centre()
    deliver(centre, legs_csv(count))
    return centre


measure_centre = frozen(_measure_centre, files=True)
"""Such a centre with its people, whose log of so many contacts is imported and its figures computed, once a file."""


def all_at_once() -> dict[str, Any]:
    """Six managers of one centre send the same file and ask for its import at the same moment.

    It needs a database that threads share: a file, or PostgreSQL.
    """
    from threading import Barrier, Thread

    from django.db import connection

    from filiere.site.accounts.models import User
    from filiere.site.jobs.models import Job
    from filiere.site.quality.actions.import_delivery import request_import
    from filiere.site.quality.actions.receive_delivery import receive_delivery
    from filiere.site.quality.models import Centre, Delivery

    centre = make_centre()
    people = [make_manager(centre) for _ in range(6)]
    gate, said = Barrier(6), []
    folder = Path(tempfile.mkdtemp())

    def work(user: Any, number: int) -> None:
        path = folder / f"sent-{number}"
        path.write_bytes(b"contact_id,leg,organisation\nA1,1,acme\n")
        gate.wait()
        try:
            mine = User.objects.get(pk=user.pk)
            place = Centre.objects.select_related("organisation").get(pk=centre.pk)
            received = receive_delivery(actor=mine, centre=place, path=path, name="log.csv")
            request_import(actor=mine, centre=place, delivery=received.delivery, source="canonical")
            said.append("done")
        except Exception as error:
            said.append(f"{type(error).__name__}: {error}")
        finally:
            connection.close()

    threads = [Thread(target=work, args=(user, number)) for number, user in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {
        "said": sorted(said),
        "deliveries": Delivery.objects.count(),
        "jobs": Job.objects.count(),
        "differing": [str(one) for one in differences() if "delivery" in one.table],
    }


def said(version: int = 1, key: str = "local-phone", like: str = "common-v1", **changes: str) -> str:
    """A definition like a known one, as the page writes it; `changes` replace words of it."""
    from filiere.contacts.definitions import load_set
    from filiere.core import Text
    from filiere.site.quality.definition_form import build_choice_rows, build_indicator_rows, write_definition_yaml

    base = load_set(like)
    text = write_definition_yaml(
        build_choice_rows(base, {}),
        build_indicator_rows(base, {}),
        key=key,
        version=version,
        title=Text(fr="Notre façon", en="Our way"),
        owner="Centre fictif",
        start=f"2026-01-{version:02}",
    )
    for old, new in changes.items():
        text = text.replace(old.replace("__", " "), new)
    return text


def write(centre: Any, text: str, **more: Any) -> Any:
    """Keep a definition of a centre, as its quality manager."""
    from filiere.site.quality.actions.write_definition import write_definition

    return write_definition(actor=centre.manager, centre=centre, text=text, **more)
