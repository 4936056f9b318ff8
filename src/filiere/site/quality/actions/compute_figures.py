"""Computing the figures of a centre under a set of definitions: a run, its cuts, and the seal of a local set.

What is computed is kept under the seal of the set and that of the store: the same set on the same store is computed
once, whoever asks. A local set that has given figures is sealed, for somebody may have read them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from filiere import __version__, contacts
from filiere.contacts import DefinitionSet, Indicator
from filiere.site.accounts.models import User
from filiere.site.jobs.models import Job
from filiere.site.jobs.progress import Progress
from filiere.site.jobs.queue import enqueue_job
from filiere.site.jobs.worker_startup import start_worker_on_commit
from filiere.site.journal.sealed_rows import record_row
from filiere.site.kit.rights import require
from filiere.site.quality import definition_catalogue, figure_store
from filiere.site.quality.computable_indicators import list_computable_indicators, list_cuts, read_known_groups
from filiere.site.quality.computation_preconditions import require_definition, require_store
from filiere.site.quality.fault_builders import build_faults
from filiere.site.quality.figure_store import Cut
from filiere.site.quality.folders import run_folder
from filiere.site.quality.job_kinds import JobKind, handles_centre_job, job_owner
from filiere.site.quality.models import Centre, LocalSet, Run, run_key
from filiere.site.quality.quotas import check_folder_size
from filiere.site.quality.unreported_measures import find_untold_measures


def request_figures(*, actor: User, centre: Centre, name: str, cut: Cut | None = None) -> Job:
    """Ask for the figures under a set, and for a cut besides those that every run has."""
    require(actor, "quality:keep", centre)
    require_definition(centre, name)
    require_store(centre)
    check_folder_size(centre)
    job = _enqueue_run(centre, name, cut, actor)
    start_worker_on_commit()
    return job


def _enqueue_run(centre: Centre, name: str, cut: Cut | None, by: User, *, by_itself: bool = False) -> Job:
    asked = {"definition": name, "interval": cut.interval, "by": list(cut.by)} if cut else {"definition": name}
    subject = f"{name}:{cut.name}" if cut else name
    return enqueue_job(
        owner=job_owner(centre), kind=JobKind.RUN, subject=subject, asked=asked, by=by, by_itself=by_itself
    )


def request_opening_figures(centre: Centre, *, by: User) -> None:
    """Ask for the figures that the pages of the centre open with, after its store changed: the common set, its own."""
    for name in (
        definition_catalogue.COMMON_DEFINITION,
        *(one.name for one in definition_catalogue.list_local(centre)),
    ):
        _enqueue_run(centre, name, None, by, by_itself=True)


@handles_centre_job(JobKind.RUN)
def compute_run(job: Job, progress: Progress) -> str:
    """Compute what a job asks for; what is there already is not computed again."""
    centre = Centre.objects.for_job(job)
    name = str(job.asked["definition"])
    definition, store, seal = (
        definition_catalogue.find_definition(centre, name),
        figure_store.open_store(centre),
        figure_store.store_seal(centre),
    )
    if definition is None or store is None or seal is None:
        raise build_faults(
            "nothing-to-compute",
            "La définition ou les contacts ne sont plus là.",
            "The definition or the contacts no longer exist.",
            "Choisissez une autre définition, ou déposez un journal.",
            "Choose another definition, or deliver a log.",
        )
    known = read_known_groups(store)
    wanted = list(list_cuts(known))
    if "interval" in job.asked:
        wanted.append(Cut(job.asked["interval"], tuple(job.asked["by"])))
    run = Run.objects.filter(centre=centre, sha256=definition.sha256, store=seal).first()
    key = run.key if run is not None else run_key()
    _compute_tables(centre, key, definition, list_computable_indicators(store, definition, known), wanted, progress)
    if run is None:
        run = _save_run(centre, key, name, definition, seal, job.asked_by)
    return run.key


def _compute_tables(
    centre: Centre,
    key: str,
    definition: DefinitionSet,
    indicators: tuple[Indicator, ...],
    cuts: Sequence[Cut],
    progress: Progress,
) -> None:
    folder, store = run_folder(centre, key), figure_store.open_store(centre)
    if store is None:
        return
    part, sha256 = definition.model_copy(update={"indicators": indicators}), definition.sha256
    missing = [cut for cut in cuts if not (folder / f"{cut.name}.parquet").is_file()]
    engine = contacts.EngineSettings(memory=settings.FILIERE_CONTACTS_MEMORY)
    with contacts.open_engine(engine) as opened:
        # The gates are of the store, whatever the cut.
        gates = (
            contacts.check_store(contacts.build_context(store, opened), untold=find_untold_measures(centre, store))
            if missing
            else None
        )
        for done, cut in enumerate(missing):
            progress("figures", done, len(missing))
            today = timezone.localdate()
            rows = contacts.compute_indicators(
                store,
                [part],
                by=cut.by,
                interval=cut.interval,
                engine=opened,
                today=today,
                gates=gates,
                cubes=contacts.CubeStore.of(store),
            )
            # A part of a set has another fingerprint: rows bear the seal of the set they were computed under.
            figure_store.write_table(folder, cut, (replace(row, sha256=sha256) for row in rows))
    progress("figures", len(missing), len(missing))


def _save_run(centre: Centre, key: str, name: str, definition: DefinitionSet, seal: str, by: User) -> Run:
    """Write the run once its tables are there, and seal the local set that it was computed under."""
    with transaction.atomic():
        # Under the lock of the centre, so that two runs of the same do not both write.
        Centre.objects.select_for_update().get(pk=centre.pk)
        run, _ = Run.objects.get_or_create(
            centre=centre,
            sha256=definition.sha256,
            store=seal,
            defaults={
                "key": key,
                "definition": definition.id,
                "version": definition.version,
                "engine": f"filiere {__version__}",
                "made_at": timezone.now(),
            },
        )
        seal_local_definition(centre, name, by)
    return run


def seal_local_definition(centre: Centre, name: str, by: User) -> None:
    """Seal the local set of a name that gave its first figures; call it in the transaction that writes them."""
    row = definition_catalogue.find_local(centre, name)
    if row is not None and row.sealed_at is None:
        locked = LocalSet.objects.select_for_update().select_related("centre__organisation").get(pk=row.pk)
        locked.sealed_at = timezone.now()
        locked.save(update_fields=["sealed_at"])
        record_row(by, "local_set.seal", locked)
