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

from filiere import __version__
from filiere.contacts.cubes import Cubes
from filiere.contacts.definitions import DefinitionSet, Indicator
from filiere.contacts.engines import Settings, open_engine
from filiere.contacts.gates import gate_report
from filiere.contacts.indicators import compute, context_of
from filiere.site.accounts.models import User
from filiere.site.quality import figures, shelf
from filiere.site.quality.faulty import refused
from filiere.site.quality.figures import Cut
from filiere.site.quality.folders import run_folder
from filiere.site.quality.models import Centre, Job, LocalSet, Run
from filiere.site.quality.models_work import run_key
from filiere.site.quality.needed import definition_of, store_of
from filiere.site.quality.quotas import check_room
from filiere.site.quality.rights import require_in
from filiere.site.quality.scope import cuts, known_groups, worth
from filiere.site.quality.told import LOCAL_SET, local_set_payload, tell
from filiere.site.quality.work.makers import makes
from filiere.site.quality.work.progress import Progress
from filiere.site.quality.work.queueing import enqueue
from filiere.site.quality.work.waking import wake


def ask_figures(*, actor: User, centre: Centre, name: str, cut: Cut | None = None) -> Job:
    """Ask for the figures under a set, and for a cut besides those that every run has."""
    require_in(actor, "quality:keep", centre)
    definition_of(centre, name)
    store_of(centre)
    check_room(centre)
    job = _enqueue(centre, name, cut, actor)
    wake()
    return job


def _enqueue(centre: Centre, name: str, cut: Cut | None, by: User, *, by_itself: bool = False) -> Job:
    asked = {"definition": name, "interval": cut.interval, "by": list(cut.by)} if cut else {"definition": name}
    subject = f"{name}:{cut.name}" if cut else name
    return enqueue(centre=centre, kind=Job.Kind.RUN, subject=subject, asked=asked, by=by, by_itself=by_itself)


def refresh(centre: Centre, *, by: User) -> None:
    """Ask for the figures that the pages of the centre open with, after its store changed: the common set, its own."""
    for name in (shelf.COMMON, *(one.name for one in shelf.local(centre))):
        _enqueue(centre, name, None, by, by_itself=True)


@makes(Job.Kind.RUN)
def make_run(job: Job, progress: Progress) -> str:
    """Compute what a job asks for; what is there already is not computed again."""
    centre = Centre.objects.for_job(job)
    name = str(job.asked["definition"])
    definition, store, seal = shelf.named(centre, name), figures.open_store(centre), figures.store_seal(centre)
    if definition is None or store is None or seal is None:
        raise refused(
            "nothing-to-compute",
            "La définition ou les contacts ne sont plus là.",
            "The definition or the contacts no longer exist.",
            "Choisissez une autre définition, ou versez un journal.",
            "Choose another definition, or deliver a log.",
        )
    known = known_groups(store)
    wanted = list(cuts(known))
    if "interval" in job.asked:
        wanted.append(Cut(job.asked["interval"], tuple(job.asked["by"])))
    run = Run.objects.filter(centre=centre, sha256=definition.sha256, store=seal).first()
    key = run.key if run is not None else run_key()
    _compute(centre, key, definition, worth(store, definition, known), wanted, progress)
    if run is None:
        run = _written(centre, key, name, definition, seal, job.asked_by)
    return run.key


def _compute(
    centre: Centre,
    key: str,
    definition: DefinitionSet,
    indicators: tuple[Indicator, ...],
    cuts: Sequence[Cut],
    progress: Progress,
) -> None:
    folder, store = run_folder(centre, key), figures.open_store(centre)
    if store is None:
        return
    part, sha256 = definition.model_copy(update={"indicators": indicators}), definition.sha256
    missing = [cut for cut in cuts if not (folder / f"{cut.name}.parquet").is_file()]
    engine = Settings(memory=settings.FILIERE_CONTACTS_MEMORY)
    with open_engine(engine) as opened:
        # The gates are of the store, whatever the cut.
        gates = gate_report(context_of(store, opened)) if missing else None
        for done, cut in enumerate(missing):
            progress("figures", done, len(missing))
            today = timezone.localdate()
            rows = compute(
                store,
                [part],
                by=cut.by,
                interval=cut.interval,
                engine=opened,
                today=today,
                gates=gates,
                cubes=Cubes.of(store),
            )
            # A part of a set has another fingerprint: rows bear the seal of the set they were computed under.
            figures.write(folder, cut, (replace(row, sha256=sha256) for row in rows))
    progress("figures", len(missing), len(missing))


def _written(centre: Centre, key: str, name: str, definition: DefinitionSet, seal: str, by: User) -> Run:
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
        seal_local(centre, name, by)
    return run


def seal_local(centre: Centre, name: str, by: User) -> None:
    """Seal the local set of a name that gave its first figures; call it in the transaction that writes them."""
    row = shelf.local_named(centre, name)
    if row is not None and row.sealed_at is None:
        locked = LocalSet.objects.select_for_update().select_related("centre__organisation").get(pk=row.pk)
        locked.sealed_at = timezone.now()
        locked.save(update_fields=["sealed_at"])
        tell(by, "seal", LOCAL_SET, str(locked.pk), local_set_payload(locked))
