"""Sealing the list of sites before the beacon speaks, and drawing from it once it has spoken.

Nobody chooses the sites. The list and the round of the public beacon are sealed first, in the journal; the value of
that round, which nobody could know, then decides with the rules of the release, and whoever holds the list does the
draw again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone

from filiere.core import Text
from filiere.core.text_length import refuse_long_text
from filiere.referentials.sampling import Beacon, Population, Seed, population_sha256, require_drawable, run_draw
from filiere.site.accounts.models import User
from filiere.site.audit.actions.common import open_round, parse_record, refuse
from filiere.site.audit.models import Round, Sampling
from filiere.site.audit.randomness_beacons import NIST, compute_next_round, find_publication_time
from filiere.site.audit.site_population import build_population, list_audited_sites, serialize_population
from filiere.site.journal.act_decorator import act
from filiere.site.journal.sealed_rows import record_row
from filiere.site.workflow.act_target import DOSSIER_TARGET
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.models import Dossier

MAX_REPLACEMENTS = 1
"""How many times a list is replaced whose value may be known."""
ROUND_MARGIN = timedelta(minutes=1)
"""The least time between the seal and the round that decides, so that no clock a little off puts one for the other."""


@act("audit.seal-sites", on=DOSSIER_TARGET, right="audit:seal")
def seal_sites(
    dossier: Dossier, *, actor: User, source: str, round_: str, risky: Iterable[str] = (), why: str = ""
) -> Sampling:
    """Seal the list of the frozen perimeter with the round that will decide.

    A list already drawn from, or still waiting for its round, is replaced only with a reason; both stay. One whose
    value may be known is replaced once: who seals again and again chooses. Raises `RefusedHere`, or `Faults` with all
    that would keep the draw from being made.
    """
    risky = tuple(risky)
    now = timezone.now().replace(microsecond=0)
    audit = open_round(dossier, actor)
    last = audit.samplings.last()
    refuse_long_text(why, 500, "why")
    if last is not None and not why.strip():
        refuse(
            "audit-sealed-before",
            Text(
                fr="Une liste est déjà scellée pour cet audit ; en sceller une autre doit être motivé.",
                en="A list is already sealed for this audit; sealing another requires a reason.",
            ),
            Text(
                fr="Écrivez le motif : il est publié avec les deux listes.",
                en="State the reason; it will be published with both lists.",
            ),
            "why",
        )
    _check_replacements(audit, now)
    if (risky or last is not None) and not why.strip():
        _refuse_risk_without_reason()
    unknown = set(risky) - {one.key for one in list_audited_sites(dossier)}
    if unknown:
        refuse(
            "audit-unknown-site",
            Text(fr="Un site signalé n’est pas dans le périmètre.", en="A flagged site is not in scope."),
            Text(fr="Rechargez la page et recommencez.", en="Reload the page and start again."),
            "risky",
        )
    given = parse_record(Beacon, {"source": source.strip(), "round": round_.strip()})
    _check_round_to_come(given, now)
    population = build_population(audit, beacon=given, sealed_at=now, risky=risky)
    require_drawable(population, load_release(dossier), audit.kind)  # type: ignore[arg-type]  # the same three words
    return Sampling.objects.create(
        round=audit,
        kind=audit.kind,
        population=serialize_population(population),
        population_sha256=population_sha256(population),
        sealed_at=population.sealed_at,
        sealed_by=actor,
        why=why.strip(),
    )


@act("audit.draw-sites", on=DOSSIER_TARGET, right="audit:draw", record=False)
def draw_sites(dossier: Dossier, *, actor: User, sampling: Sampling, value: str, time: datetime | None) -> Sampling:
    """Draw with the value that the beacon published, at the moment it did; the same value again changes nothing.

    ``time`` is not asked for where the beacon's rounds are numbered by the clock: the round tells it.

    Raises `RefusedHere`, or `Faults`: a value of another form, a moment before the seal or to come, another value than
    the one already drawn with.
    """
    sampling = Sampling.objects.select_for_update().select_related("round__dossier").get(pk=sampling.pk)
    population = Population.model_validate(sampling.population)
    said = find_publication_time(population.beacon)
    when = said or time
    if when is None:
        refuse(
            "audit-seed-time",
            Text(fr="Le moment de publication manque.", en="The time of publication is missing."),
            Text(fr="Recopiez-le de la page de la balise.", en="Copy it from the beacon’s page."),
            "time",
        )
    seed = parse_record(Seed, {"value": value.strip(), **population.beacon.model_dump(), "time": when.isoformat()})
    if seed.time > timezone.now():
        refuse(
            "audit-seed-to-come",
            Text(fr="Ce moment n’est pas encore venu.", en="That time has not come yet."),
            Text(
                fr="Attendez que la balise ait publié ce tour.",
                en="Wait until the beacon has published that round.",
            ),
            "time",
        )
    record = run_draw(population, load_release(dossier), sampling.kind, seed)  # type: ignore[arg-type]
    told = record.model_dump(mode="json")
    if sampling.record is not None:
        if sampling.record["seed"]["value"] == seed.value:
            return sampling
        refuse(
            "audit-drawn-before",
            Text(
                fr="Le tirage est déjà fait avec une autre valeur ; il ne peut pas être refait.",
                en="The draw has already been made with another value and cannot be repeated.",
            ),
            Text(
                fr="Si la valeur était fausse, scellez une nouvelle liste, avec le motif.",
                en="If the value was wrong, seal a new list, with the reason.",
            ),
            "value",
        )
    sampling.record, sampling.drawn_at, sampling.drawn_by = told, timezone.now(), actor
    sampling.save(update_fields=["record", "drawn_at", "drawn_by"])
    record_row(actor, "audit.draw-sites", sampling)
    return sampling


def _refuse_risk_without_reason() -> None:
    refuse(
        "audit-risk-why",
        Text(
            fr="Le signalement d’un site à risque doit être motivé.", en="Flagging a site as at risk requires a reason."
        ),
        Text(fr="Écrivez le motif : il est publié.", en="State the reason; it will be published."),
        "why",
    )


def _check_replacements(audit: Round, now: datetime) -> None:
    """Refuse a third list once two have had a value that anybody may read."""
    lists = list(audit.samplings.all())
    spoken = [one for one in lists if one.record is not None or _has_beacon_spoken(one, now)]
    if len(spoken) < MAX_REPLACEMENTS + 1 or spoken[-1] != lists[-1]:
        return
    refuse(
        "audit-sealed-twice",
        Text(
            fr=(
                "La liste de cet audit a déjà été remplacée une fois, et la valeur de la seconde peut être connue "
                ": en sceller une autre reviendrait à choisir les sites."
            ),
            en="This audit’s list has already been replaced once, and the value for the second may be known: sealing "
            "another would amount to choosing the sites.",
        ),
        Text(
            fr="Tirez avec la valeur du tour annoncé, ou auditez les sites tirés.",
            en="Draw with the value of the announced round, or audit the sites already drawn.",
        ),
        "why",
    )


def _has_beacon_spoken(sampling: Sampling, now: datetime) -> bool:
    """Whether the round of a sealed list is past or about to come; of one that nothing dates, it may be."""
    speaks = find_publication_time(Population.model_validate(sampling.population).beacon)
    return speaks is None or speaks < now + ROUND_MARGIN


def _check_round_to_come(beacon: Beacon, now: datetime) -> None:
    speaks = find_publication_time(beacon)
    if speaks is None and beacon.source == NIST:
        soon = compute_next_round(beacon, now)
        refuse(
            "audit-round-undated",
            Text(
                fr=(
                    "Le numéro d’une impulsion de cette balise n’indique pas quand elle est publiée : rien ne "
                    "garantit qu’elle soit à venir."
                ),
                en="A pulse number of this beacon does not show when it is published, so nobody can know that it "
                "lies in the future.",
            ),
            Text(
                fr=f"Annoncez-la par sa minute, en secondes depuis 1970 : dans une heure, ce sera {soon}.",
                en=f"Identify it by its minute, in seconds since 1970; the value an hour from now is {soon}.",
            ),
            "round",
        )
    if speaks is not None and speaks < now + ROUND_MARGIN:
        refuse(
            "audit-round-past",
            Text(
                fr=f"Le tour {beacon.round} de cette balise est passé ou imminent : sa valeur peut être connue.",
                en=f"Round {beacon.round} of that beacon is past or imminent: its value may be known.",
            ),
            Text(
                fr=f"Choisissez un tour plus lointain ; dans une heure, ce sera le {compute_next_round(beacon, now)}.",
                en=f"Choose a later round; in an hour it will be {compute_next_round(beacon, now)}.",
            ),
            "round",
        )
