"""The charter of common values: publishing a version of it, signing it, taking one’s signature back."""

from __future__ import annotations

from datetime import date

from django.db.models import Max
from django.utils import timezone

from filiere.site.accounts.models import User
from filiere.site.journal.act_decorator import TODAY, ActTarget, act, lock_journal, make_row_lock
from filiere.site.members.models import Membership, Organisation
from filiere.site.programme.commitments.faults import refuse
from filiere.site.programme.commitments.models import CharterSignature, CharterVersion

NEW: ActTarget[str] = ActTarget("charter", str, lock_journal, refusals=False)
CHARTER = ActTarget[CharterVersion]("charter", key=lambda row: str(row.number), refusals=False)
SIGNATURE = ActTarget[CharterSignature]("charter-signature", lock=make_row_lock("version"), refusals=False)


@act("charter.publish", on=NEW, right="programme:edit")
def publish_charter(
    _new: str,
    *,
    actor: User,
    text: str,
    text_en: str,
    published_on: date | None = None,
    fictitious: bool = False,
    day: date = TODAY,
) -> CharterVersion:
    """Publish a version of the charter; those who signed an earlier one have signed that one."""
    last = CharterVersion.objects.aggregate(last=Max("number"))["last"] or 0
    return CharterVersion.objects.create(
        number=last + 1,
        text=text,
        text_en=text_en,
        published_on=published_on or day,
        fictitious=fictitious,
        known_at=timezone.now(),
        by=actor,
    )


@act("charter.sign", on=CHARTER, right=None)
def sign_charter(
    version: CharterVersion,
    *,
    actor: User,
    shown: bool,
    organisation: Organisation | None = None,
    day: date = TODAY,
) -> CharterSignature:
    """Sign for oneself, or for an organisation that one acts for; the name is public where ``shown`` says so."""
    if organisation is not None and organisation.pk not in list_signable(actor, day):
        raise refuse("charter-not-yours", "organisation")
    held = version.signatures.filter(withdrawn_at__isnull=True)
    mine = held.filter(organisation=organisation) if organisation else held.filter(user=actor, organisation=None)
    if mine.exists():
        raise refuse("charter-signed", "organisation")
    name = organisation.name if organisation is not None else actor.name
    return CharterSignature.objects.create(
        version=version,
        user=actor,
        organisation=organisation,
        public_name=name if shown else "",
        signed_at=timezone.now(),
    )


@act("charter.withdraw", on=SIGNATURE, right=None)
def withdraw_signature(signature: CharterSignature, *, actor: User) -> CharterSignature:
    """Take one’s signature back: its name goes from every page."""
    if signature.user_id != actor.pk or signature.withdrawn_at is not None:
        raise refuse("signature-not-yours")
    return end_signature(signature)


def end_signature(signature: CharterSignature) -> CharterSignature:
    """Note that a signature is withdrawn, and remove its name."""
    signature.withdrawn_at, signature.public_name = timezone.now(), ""
    signature.save(update_fields=["withdrawn_at", "public_name"])
    return signature


def list_unsigned(version: CharterVersion, person: User, day: date) -> list[Organisation | None]:
    """Return those for whom a person may sign a version that is not signed for them yet; None is the person."""
    held = version.signatures.filter(withdrawn_at__isnull=True)
    signed = set(held.exclude(organisation=None).values_list("organisation_id", flat=True))
    mine: list[Organisation | None] = [] if held.filter(user=person, organisation=None).exists() else [None]
    return mine + [one for one in list_signable(person, day).values() if one.pk not in signed]


def list_signable(person: User, day: date) -> dict[int, Organisation]:
    """The organisations that a person acts for, by number."""
    held = Membership.objects.current(day).filter(user=person, right=Membership.Right.EDIT)
    return {one.organisation.pk: one.organisation for one in held.select_related("organisation")}
