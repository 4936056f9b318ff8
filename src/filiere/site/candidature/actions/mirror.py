"""Agreeing to a comparison: one side asks, the other agrees or not, either closes it at any time."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from filiere.core import Faults, Text
from filiere.site.accounts.models import User
from filiere.site.accounts.watching import watched
from filiere.site.candidature.mirrors import SIDES, is_client
from filiere.site.candidature.models import MirrorLink
from filiere.site.dossiers.models import Dossier
from filiere.site.dossiers.rights import require_in
from filiere.site.journal.clock import needs_clock
from filiere.site.journal.record import record
from filiere.site.members.models import Organisation
from filiere.site.members.watching import bars_watched

SUBJECT = "mirror"


@needs_clock
def ask_mirror(*, actor: User, dossier: Dossier, siren: str) -> None:
    """Ask the organisation of that number to compare; the same is told whether it is known here or not."""
    require_in(actor, "mirror:manage", dossier)
    number = "".join(siren.split())
    if dossier.category not in SIDES or not (number.isascii() and number.isdigit() and len(number) == 9):
        raise Faults.one(
            code="wrong-siren",
            message=Text(
                fr="Un SIREN a neuf chiffres, et votre catégorie doit avoir des questions communes.",
                en="A SIREN has nine digits, and your category must have questions in common.",
            ),
            remedy=Text(fr="Vérifiez le numéro de l’autre entreprise.", en="Check the number of the other company."),
            key="siren",
        )
    other = Organisation.objects.filter(siren=number).exclude(pk=dossier.organisation_id).first()
    if other is None:
        # Whether a company is here is not told to whoever types a number.
        record(
            actor_key=actor.key,
            act="mirror.ask",
            subject_kind="dossier",
            subject_id=dossier.key,
            payload={"known": False},
        )
        return
    client, outsourcer = (dossier.organisation, other) if is_client(dossier) else (other, dossier.organisation)
    mine = "client" if is_client(dossier) else "outsourcer"
    now = timezone.now()
    try:
        with transaction.atomic():
            link = MirrorLink.objects.create(
                client=client,
                outsourcer=outsourcer,
                asked_by=dossier.organisation,
                asked_at=now,
                **{f"{mine}_agreed_at": now},
            )
            _tell(actor, link, "mirror.ask")
    except IntegrityError:
        return


@needs_clock
def agree_mirror(*, actor: User, dossier: Dossier, link: int) -> None:
    """Agree, as the side that was asked; not while it would move who votes on a dossier.

    Nor where it would keep a judge out of an open dossier: one person may edit for both sides, and nobody chooses alone
    who judges. Two people of the label note the tie first.
    """
    require_in(actor, "mirror:manage", dossier)
    both, today = _mine(dossier, link), timezone.localdate()
    touched = (both.client_id, both.outsourcer_id)
    with transaction.atomic(), bars_watched(touched, today, _bars_a_judge), watched():
        row = _mine(dossier, link)
        side = "client" if row.client_id == dossier.organisation_id else "outsourcer"
        if getattr(row, f"{side}_agreed_at") is None:
            setattr(row, f"{side}_agreed_at", timezone.now())
            row.save()
            _tell(actor, row, "mirror.agree")


@needs_clock
def close_mirror(*, actor: User, dossier: Dossier, link: int) -> None:
    """Refuse or close it: nothing more is shown to the other side."""
    require_in(actor, "mirror:manage", dossier)
    with transaction.atomic():
        row = _mine(dossier, link)
        row.closed_at = timezone.now()
        row.save()
        _tell(actor, row, "mirror.close")


def _bars_a_judge() -> None:
    raise Faults.one(
        code="mirror-bars-judge",
        message=Text(
            fr="Cette comparaison dirait que l’une des entreprises achète à l’autre, ce qui tiendrait un juge hors "
            "d’un dossier ouvert : nul ne le fait seul.",
            en="This comparison would say that one of the companies buys from the other, which would keep a judge out "
            "of an open dossier: nobody does that alone.",
        ),
        remedy=Text(
            fr="Demandez à l’équipe du label de noter d’abord ce lien, ce qui demande deux personnes ; acceptez "
            "ensuite.",
            en="Ask the staff of the label to note that tie first, which takes two people; then agree.",
        ),
    )


def _mine(dossier: Dossier, link: int) -> MirrorLink:
    row = MirrorLink.objects.for_organisation(dossier.organisation).select_for_update(of=("self",)).filter(pk=link)
    found = row.first()
    if found is None:
        raise Faults.one(
            code="no-mirror",
            message=Text(fr="Cette comparaison n’est plus ouverte.", en="This comparison is no longer open."),
            remedy=Text(fr="Rechargez la page.", en="Reload the page."),
        )
    return found


def mirror_payload(row: MirrorLink) -> dict[str, object]:
    """What the journal seals of a comparison."""
    return {
        "client": row.client.key,
        "outsourcer": row.outsourcer.key,
        "client_agreed": row.client_agreed_at is not None,
        "outsourcer_agreed": row.outsourcer_agreed_at is not None,
        "closed": row.closed_at is not None,
    }


def _tell(actor: User, row: MirrorLink, act: str) -> None:
    record(actor_key=actor.key, act=act, subject_kind=SUBJECT, subject_id=str(row.pk), payload=mirror_payload(row))
