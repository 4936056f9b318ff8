"""The row of each label in the label register: a projection of the events of its dossier, written with them.

Pages read these rows and replay nothing. A row holds what everybody may read and what no later version of the package
says otherwise: keys of events and codes of communes, whose words are looked up when they are shown.

What a day changes without an event is in its columns. ``ends`` is the first day on which a valid label is over, unless
its dossier says better. ``due`` is the last day for which the row speaks: a delay that may change it ends at the close
of that day, and until the sweep of the hour has written what follows, the label is asked of the engine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet

from filiere.core import Faults
from filiere.referentials import workflow
from filiere.site.holders.certificates import CERTIFICATE_SNAPSHOT, describe_bearer, find_current_certificate
from filiere.site.register.models import RegisteredLabel
from filiere.site.workflow.engine_adapter import replay_dossier
from filiere.site.workflow.models import Dossier, Snapshot

REGISTER = "register"

_ENDINGS: Mapping[str, str] = {
    "withdrawn": "withdrawn",
    "returned_by_holder": "returned",
    "replaced": "replaced",
}
"""The events that end a label otherwise than by its term, and how the register says it."""


def project_label(dossier: Dossier, engine: workflow.Dossier, until: date | None = None) -> RegisteredLabel | None:
    """Return the row that these events make, unsaved; None when they never gave a label.

    ``until`` is for what the label was at the close of a day that is over: what was frozen later is left out.
    """
    verdict, since = _compute_verdict(engine)
    if verdict is None:
        return None
    record = workflow.build_public_record(engine, REGISTER)
    certificates = find_snapshots(dossier, until).filter(name=CERTIFICATE_SNAPSHOT).order_by("-pk")
    bodies = [one.body for one in certificates if isinstance(one.body, dict)]
    body: dict[str, Any] = bodies[0] if bodies else {}
    certificate = find_current_certificate(dossier, until)
    if certificate is not None:
        # A vote may keep a label on another legal unit or fewer sites: the register shows who bears it today.
        body = {**body, **describe_bearer(certificate, until)}
    sites = list(_read_sites(body.get("perimeter")))
    return RegisteredLabel(
        dossier=dossier,
        verdict=verdict,
        since=since,
        begun=_find_first_day(engine),
        ends=record.ends,
        due=_find_due_day(engine),
        name=str(body.get("organisation") or ""),
        siren=str(body.get("siren") or ""),
        category=str(body.get("category") or dossier.category),
        numbers="\n".join(str(one["number"]) for one in bodies if one.get("number")),
        fingerprints="\n".join(one.sha256 for one in certificates),
        release=str(body.get("release") or dossier.release),
        release_sha256=str(body.get("release_sha256") or dossier.release_sha256),
        granted=_parse_day(body.get("granted")),
        until=_parse_day(body.get("until")),
        france_share=str(body.get("france_share") or ""),
        sites=sites,
        communes=" ".join(dict.fromkeys(one["commune"] for one in sites if one["commune"] and one["country"] == "FR")),
        activities=" ".join(dict.fromkeys(one["activity"] for one in sites if one["activity"])),
        lines=[[one.day.isoformat(), one.event, one.shown] for one in record.entries],
    )


def find_snapshots(dossier: Dossier, until: date | None) -> Any:
    """Return the snapshots of a dossier, or those that it had at the close of a day."""
    rows = Snapshot.objects.filter(dossier=dossier)
    return rows if until is None else rows.filter(events__day__lte=until).distinct()


def write_label(dossier: Dossier) -> None:
    """Bring the row of a dossier to what its events say, in the transaction that wrote them."""
    row = project_label(dossier, replay_dossier(dossier))
    if row is None:
        return
    RegisteredLabel.objects.update_or_create(
        dossier=dossier, defaults={name: getattr(row, name) for name in RegisteredLabel.list_projected_columns()}
    )


def list_labelled_dossiers() -> QuerySet[Dossier]:
    """Return the dossiers that were ever granted a label, which the label register shows to everybody."""
    return Dossier.objects.with_snapshot(CERTIFICATE_SNAPSHOT)


def fill_register() -> int:
    """Write the rows that a database of an earlier version has not; return how many.

    A dossier whose events do not replay is left out: the comparison of the journal names it.
    """
    done = 0
    for dossier in list_labelled_dossiers().filter(registered=None).select_related("organisation").order_by("pk"):
        try:
            write_label(dossier)
        except (Faults, LookupError):
            continue
        done += 1
    return done


def _compute_verdict(engine: workflow.Dossier) -> tuple[str | None, date | None]:
    """What the label is, and since when; None when the events never gave one."""
    shown = [engine.rules.procedure.by_key[state].label for state in engine.stood]
    # An archived dossier shows no label any more; how its label ended stays.
    while shown and shown[-1] == "none":
        shown.pop()
    if not shown:
        return None, None
    last = shown[-1]
    if last != "ended":
        return last, workflow.build_public_record(engine, REGISTER).since
    start = len(shown) - 1
    while start and shown[start - 1] == "ended":
        start -= 1
    event = engine.rules.steps[engine.history[start - 1].step].event if start else ""
    return _ENDINGS.get(event, "expired"), engine.day_of(start)


def _find_first_day(engine: workflow.Dossier) -> date:
    """The first day on which a label was shown."""
    by_key = engine.rules.procedure.by_key
    return engine.day_of(next(count for count, state in enumerate(engine.stood) if by_key[state].label != "none"))


def _find_due_day(engine: workflow.Dossier) -> date | None:
    """The day on which the first delay ends that may change what is shown, now or by what follows from it.

    A reminder changes nothing as long as no register is told of it, and nothing is counted from it or asks for it.
    """
    rules = engine.rules
    watched = {step.counted_from for step in rules.procedure.transitions} | {*rules.journal_inputs.values()}
    return next(
        (
            one.due
            for one in workflow.running_deadlines(engine)
            if any(
                engine.next_state(step) != engine.key or REGISTER in step.tells or step.event in watched
                for step in one.steps
            )
        ),
        None,
    )


def _read_sites(perimeter: Any) -> Iterator[dict[str, str]]:
    """The sites of a perimeter by what everybody may read of them, and the key by which a judged body names them."""
    for part in perimeter if isinstance(perimeter, list) else ():
        if isinstance(part, dict):
            yield {
                "key": str(part.get("key")),
                "name": str(part.get("name") or part.get("key") or ""),
                "commune": str(part.get("commune") or ""),
                "country": str(part.get("country") or "FR"),
                "activity": str(part.get("activity") or ""),
            }


def _parse_day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10]) if value else None
    except ValueError:
        return None
