"""Loading a source file: all of it or nothing, once, whoever kills the process and whenever.

The order is what makes it safe. The engine checks the file and writes Parquet in a folder of its own, outside any
transaction; the folder takes its final name by one rename; then a single transaction adds the version, its
aggregates and the journal entry. Pages read what the database says is accepted, so until that transaction commits
nothing has changed for anybody. Whatever a killed load left behind is swept at the start of the next one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from filiere import sources
from filiere.core import Fault, Faults, Text, seal_file
from filiere.inspection import LIMITS
from filiere.inspection.file_names import check_name_length
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import Actor, Operator
from filiere.site.child_process import ChildStopped
from filiere.site.journal.writer import record_act
from filiere.site.kit.rights import require
from filiere.site.observatory.actions.accept_version import accept_in_transaction, decided_late_fault
from filiere.site.observatory.actions.insert_aggregates import insert_aggregates
from filiere.site.observatory.actions.locks import hold_load_lock
from filiere.site.observatory.actions.withhold_counts import decide_suppression, find_last_acceptance, withhold_counts
from filiere.site.observatory.faults import fault
from filiere.site.observatory.headcount_suppression import SuppressedCells
from filiere.site.observatory.models import SourceVersion
from filiere.site.sandboxed_reading import InputOrigin, load_sandboxed
from filiere.sources.byte_scan import changed_file_fault

Progress = Callable[[str, int, int], None]
Outcome = Literal["loaded", "same", "restored"]

State = SourceVersion.State


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What a load came to.

    `outcome` is `loaded` for a new version, `same` when this very file was there already and nothing changed,
    `restored` when it was there, waiting, superseded or refused, and this load has changed where it stands.
    """

    version: SourceVersion
    outcome: Outcome

    def sentence(self) -> Text:
        """The outcome in words."""
        name = f"{self.version.name} {self.version.version}"
        rows = self.version.rows
        if self.outcome == "same":
            return Text(
                fr=f"Ce fichier est déjà chargé : {name}. Rien n’a été ajouté.",
                en=f"This file is already loaded: {name}. Nothing was added.",
            )
        if self.outcome == "restored":
            return Text(
                fr=f"Ce fichier était déjà chargé : {name} est maintenant {_STATE_LABELS[self.version.state].fr}.",
                en=f"This file has already been loaded: {name} is now {_STATE_LABELS[self.version.state].en}.",
            )
        return Text(
            fr=f"Chargé : {name}, {rows} lignes, {self.version.rejected} rejetées ; "
            f"{_STATE_LABELS[self.version.state].fr}.",
            en=f"Loaded: {name}, {rows} rows, {self.version.rejected} rejected; "
            f"{_STATE_LABELS[self.version.state].en}.",
        )


_STATE_LABELS = {
    "accepted": Text(fr="acceptée", en="accepted"),
    "pending": Text(fr="en attente de décision", en="awaiting a decision"),
    "superseded": Text(fr="remplacée", en="superseded"),
    "refused": Text(fr="refusée", en="refused"),
}


def load_source(
    name: str,
    file: Path,
    *,
    actor: Actor,
    today: date | None = None,
    file_name: str | None = None,
    accept: bool = True,
    allow_rejects: bool = False,
    progress: Progress | None = None,
    stage: Callable[[str], None] | None = None,
    decide: Callable[[str, Path], SuppressedCells] = decide_suppression,
) -> LoadResult:
    """Load `file` as a version of source `name`.

    `accept` makes it the version pages read, for which the actor needs `source:accept` too; without it the version
    waits for a decision. `allow_rejects` keeps the good rows of a file that has bad ones. `progress(what, done,
    total)` and `stage(name)` are told how far the load is. An operator waits for another load to end; anybody else is
    refused meanwhile. Raises `RightRefused`, and `Faults` with everything that is wrong with the file; in both
    cases nothing has changed. `decide` says what is withheld, for whoever began to decide it before the load.
    """
    require(actor, "source:load", subject_kind="source", subject_id=name)
    if accept:
        require(actor, "source:accept", subject_kind="source", subject_id=name)
    connector = sources.connector(name)
    if not file.is_file():
        raise Faults([_missing_file_fault(file)])
    shown_name = Path(file_name or file.name).name
    if long := list(check_name_length(shown_name, LIMITS)):
        raise Faults(one.at(file=None if file_name else str(file), key="file") for one in long)
    home = Path(settings.FILIERE_HOME)
    tell = stage or _ignore_progress
    with hold_load_lock(home, wait=isinstance(actor, Operator)):
        tell("locked")
        sweep_leftovers(home)
        sha256 = seal_file(file)
        known = _find_same_file(connector, sha256)
        if known is not None:
            withhold_counts(known)
            return _reload_known_version(known, actor, accept=accept, allow_rejects=allow_rejects)
        try:
            day = today or timezone.localdate()
            prepared = _prepare_file(name, file, actor, home, day, allow_rejects, progress)
        except sources.RefusedFile as refused:
            _record_refusal(name, actor, refused)
            raise
        except ChildStopped:
            # What was killed has removed nothing of its own.
            sweep_leftovers(home)
            raise
        if prepared.sha256 != sha256:
            sources.discard(prepared)
            raise Faults([changed_file_fault(file)])
        tell("prepared")
        known = SourceVersion.objects.filter(name=name, version=prepared.version).first()
        if known is not None and known.folder.is_dir():
            sources.discard(prepared)
            return _reload_known_version(known, actor, accept=accept, allow_rejects=allow_rejects)
        folder = sources.publish(prepared)
        tell("published")
        # Before the transaction, which nobody should wait for: pages still read the version before.
        out = find_last_acceptance(name)
        hidden = decide(name, folder)
        version = _commit_version(prepared, folder, hidden, out, actor, shown_name, accept, progress, tell)
        tell("committed")
    return LoadResult(version, "loaded")


def _prepare_file(
    name: str,
    file: Path,
    actor: Actor,
    home: Path,
    today: date,
    allow_rejects: bool,
    progress: Progress | None,
) -> sources.PreparedLoad:
    """The file ready to publish: read in a child process, unless it is the operator's own, whose command tells how far
    it is."""
    asked: dict[str, Any] = {
        "home": home,
        "today": today,
        "allow_rejects": allow_rejects,
        "previous": _accepted_folder(name),
    }
    if isinstance(actor, Operator):
        return sources.prepare(name, file, progress=progress, **asked)
    return load_sandboxed(InputOrigin(actor, "source", name), sources.prepare_in_subprocess, name, file, **asked)


def _commit_version(
    prepared: sources.PreparedLoad,
    folder: Path,
    hidden: SuppressedCells,
    out: int,
    actor: Actor,
    file_name: str,
    accept: bool,
    progress: Progress | None,
    tell: Callable[[str], None],
) -> SourceVersion:
    """The one transaction: version, aggregates, journal, and acceptance if asked."""
    with transaction.atomic():
        tell("begun")
        if find_last_acceptance(prepared.name) != out:
            raise decided_late_fault()
        version = _add_version(prepared, actor, file_name)
        rows = sources.aggregates(prepared.name, folder)
        count = insert_aggregates(version.pk, rows, hidden.keys, _aggregate_progress(progress))
        tell("inserted")
        record_act(
            actor,
            "source.load",
            "source",
            version.subject_id,
            {
                "file": version.file_name,
                "sha256": version.sha256,
                "rows": version.rows,
                "rejected": version.rejected,
                "aggregates": count,
                "withheld": hidden.count,
                "withheld_sha256": hidden.sha256,
            },
        )
        if accept:
            accept_in_transaction(version, actor, reason="")
        tell("recorded")
    return version


def _record_refusal(name: str, actor: Actor, refused: sources.RefusedFile) -> None:
    """A file that was refused changed nothing, but who sent it and what was wrong is known."""
    record_act(actor, "source.load-refused", "source", name, {"sha256": refused.sha256, "faults": refused.counts})


def _find_same_file(connector: sources.Connector, sha256: str) -> SourceVersion | None:
    """The version that this very file made, if its files are still there.

    A source of several files has a version for each set of files: only the accepted one can already hold this file.
    """
    versions = SourceVersion.objects.filter(name=connector.name)
    if connector.multipart:
        accepted = versions.accepted().first()
        parts = accepted.report.get("parts", {}) if accepted is not None else {}
        found = accepted if sha256 in parts.values() else None
    else:
        found = versions.filter(sha256=sha256).first()
    return found if found is not None and found.folder.is_dir() else None


def _missing_file_fault(file: Path) -> Fault:
    return fault("missing-file").at(file=str(file))


def _rejects_left_out_fault(version: SourceVersion) -> Fault:
    return fault("rejects-left-out", rejected=version.rejected).at(file=version.file_name)


def _ignore_progress(_: str) -> None:
    """Say nothing of how far the load is."""


def sweep_leftovers(home: Path) -> list[str]:
    """Remove folders that no version in the database points to; call it only while holding `hold_load_lock`."""
    keep: dict[str, list[str]] = {}
    for name, version in SourceVersion.objects.values_list("name", "version"):
        keep.setdefault(name, []).append(version)
    return sources.remove_stale_staging(home, keep)


def _accepted_folder(name: str) -> Path | None:
    accepted = SourceVersion.objects.accepted().filter(name=name).first()
    return accepted.folder if accepted is not None and accepted.folder.is_dir() else None


def _reload_known_version(version: SourceVersion, actor: Actor, *, accept: bool, allow_rejects: bool) -> LoadResult:
    """This very file is in the database: bring its version back if it was set aside, else change nothing.

    A version without its faulty rows is accepted only by someone who says again that they accept the loss.
    """
    if version.state == State.ACCEPTED or (version.state == State.PENDING and not accept):
        return LoadResult(version, "same")
    if accept and version.rejected and not allow_rejects:
        raise Faults([_rejects_left_out_fault(version)])
    with transaction.atomic():
        if accept:
            accept_in_transaction(version, actor, reason="")
        elif version.state == State.REFUSED:
            version.state = State.PENDING
            version.save(update_fields=["state"])
            record_act(actor, "source.reopen", "source", version.subject_id)
        else:
            return LoadResult(version, "same")
    return LoadResult(version, "restored")


def _add_version(prepared: sources.PreparedLoad, actor: Actor, file_name: str) -> SourceVersion:
    """The row of the new version; a row of the same version whose files were lost is filled anew."""
    fields: dict[str, Any] = {
        "sha256": prepared.sha256,
        "file_name": file_name,
        "rows": prepared.rows,
        "rejected": prepared.rejected,
        "unknown": prepared.unknown,
        "suppressed": prepared.suppressed,
        "fictitious": prepared.fictitious,
        "report": prepared.report,
        "loaded_at": timezone.now(),
        "loaded_by": actor if isinstance(actor, User) else None,
    }
    version, created = SourceVersion.objects.get_or_create(
        name=prepared.name, version=prepared.version, defaults=fields
    )
    if not created:
        version.aggregates.all().delete()
        for field, value in fields.items():
            setattr(version, field, value)
        version.save()
    return version


def _aggregate_progress(progress: Progress | None) -> Callable[[int], None] | None:
    if progress is None:
        return None
    # How many aggregates a file gives is known only at the end: a total of zero says so.
    return lambda done: progress("aggregates", done, 0)
