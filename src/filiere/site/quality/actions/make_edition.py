"""Making the benchmark of a month, once: by a job that the site asks for each hour until it is made.

Nobody chooses its members or its days: they are the centres that take part when it is made, and the calendar month.
"""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from filiere.contacts.engines import Settings, open_engine
from filiere.core import seal
from filiere.disclosure import Rule, load_rules, rule_in_force
from filiere.site.accounts.models import User
from filiere.site.journal.clock import needs_clock
from filiere.site.quality import figures, shelf
from filiere.site.quality.benchmarks import RULE, Brings, before, brings, decided, due_month
from filiere.site.quality.contributors import contributors
from filiere.site.quality.faulty import refused
from filiere.site.quality.models import Centre, Edition, Job, Participation
from filiere.site.quality.rights import require_in
from filiere.site.quality.told import EDITION, edition_payload, tell
from filiere.site.quality.work.makers import makes
from filiere.site.quality.work.progress import Progress
from filiere.site.quality.work.queueing import enqueue
from filiere.site.quality.work.waking import wake
from filiere.site.sweeps import each_hour

WHAT = "benchmark"
MAKING = "benchmark:"


def ask_edition(*, actor: User, centre: Centre) -> Job | None:
    """Ask for the comparison that is due, for a centre that takes part; None when it is made already."""
    require_in(actor, "quality:keep", centre)
    if not Participation.objects.filter(centre=centre, until__isnull=True).exists():
        raise refused(
            "benchmark-no-part",
            "Le centre ne prend pas part à la comparaison.",
            "The centre does not take part in the benchmark.",
            "Qui agit pour l’organisation peut l’y engager.",
            "Someone who acts for the organisation can enrol it.",
        )
    return _ask(centre, actor)


@needs_clock
def _ask(centre: Centre, by: User) -> Job | None:
    month = due_month(timezone.localdate())
    if Edition.objects.filter(month=month, fictitious=centre.organisation.fictitious).exists():
        return None
    asked = {"what": WHAT, "month": month}
    job = enqueue(centre=centre, kind=Job.Kind.RUN, subject=f"{MAKING}{month}", asked=asked, by=by, by_itself=True)
    wake()
    return job


@each_hour
def ask_due(_day: date) -> int:
    """Ask for the comparison that is due, unless it was made or tried today; the first that joined lends its name."""
    asked = 0
    for fictitious in (False, True):
        first = _taking_part(fictitious=fictitious).order_by("since", "pk").select_related("joined_by").first()
        if first is None:
            continue
        subject = f"{MAKING}{due_month(timezone.localdate())}"
        tried = Job.objects.filter(centre=first.centre, kind=Job.Kind.RUN, subject=subject)
        if tried.filter(asked_at__date=timezone.localdate()).exists():
            # One that failed is tried again tomorrow.
            continue
        asked += _ask(first.centre, first.joined_by) is not None
    return asked


def _taking_part(*, fictitious: bool) -> models.QuerySet[Participation]:
    """Who takes part now, among the fictitious or among the others: whoever left today has left."""
    today = timezone.localdate()
    found = Participation.objects.current(today).filter(until__isnull=True, centre__organisation__fictitious=fictitious)
    return found.select_related("centre__organisation")


@makes(Job.Kind.RUN, WHAT)
@needs_clock
def make_edition(job: Job, progress: Progress) -> str:
    """Compare the month of a job; made already, it is left as it is."""
    asking = Centre.objects.for_job(job)
    month, fictitious = str(job.asked["month"]), asking.organisation.fictitious
    known = Edition.objects.for_month(month, fictitious=fictitious)
    if known is not None:
        return known.key
    centres = [one.centre for one in _taking_part(fictitious=fictitious)]
    found: dict[str, Brings] = {}
    with open_engine(Settings(memory=settings.FILIERE_CONTACTS_MEMORY)) as engine:
        for done, centre in enumerate(centres):
            progress("benchmark", done, len(centres))
            store, common = figures.open_store(centre), shelf.named(centre, shelf.COMMON)
            if store is not None and common is not None:
                found[centre.key] = brings(centre.key, store, common, engine, month)
    progress("benchmark", len(centres), len(centres))
    return _written(month, found, fictitious=fictitious).key


def _written(month: str, found: dict[str, Brings], *, fictitious: bool) -> Edition:
    """Write the edition, without those who left while it was being made."""
    rule = _rule(fictitious=fictitious)
    try:
        with transaction.atomic():
            centres = {one.centre.key: one.centre for one in _taking_part(fictitious=fictitious)}
            earlier = Edition.objects.for_month(before(month), fictitious=fictitious)
            content = decided(
                month,
                {key: brought for key, brought in found.items() if key in centres},
                contributors(list(centres.values()), timezone.localdate()),
                rule,
                earlier.content if earlier is not None else None,
            )
            made = Edition.objects.create(
                month=month,
                fictitious=fictitious,
                rule=rule.id,
                content=content,
                sha256=seal(content),
                made_at=timezone.now(),
            )
            made.centres.set(one for key, one in centres.items() if found.get(key))
            tell("time", "make", EDITION, made.key, edition_payload(made))
    except IntegrityError:
        # Another process was faster: what it made is the edition.
        made = Edition.objects.get(month=month, fictitious=fictitious)
    return made


def _rule(*, fictitious: bool) -> Rule:
    """The rule in force today. A made-up month may be compared on a day before there was one: the first one holds."""
    rules, day = load_rules(), timezone.localdate()
    if fictitious:
        day = max(day, min(one.since.start for one in rules if one.id == RULE))
    return rule_in_force(rules, RULE, day)
