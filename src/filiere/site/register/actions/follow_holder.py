"""Following a holder: with an account at once, with an address once it is confirmed; ending it takes one click.

Neither act tells whether an address follows already: the page answers the same, and the letter goes there only.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from filiere.core import Faults, Text
from filiere.site.accounts.models import User
from filiere.site.accounts.rate_limits import RateLimit, minutes_left, reserve_attempt, too_many_attempts_text
from filiere.site.accounts.sealing import UnreadableSeal, register_unstored_purpose, seal_text, unseal_text
from filiere.site.mail.outbox import build_page_address, post_letter_to_address, post_letters
from filiere.site.members.field_checks import fault
from filiere.site.members.models import Organisation
from filiere.site.register.models import Follow

CONFIRM_PURPOSE, END_PURPOSE = register_unstored_purpose("follow-confirm"), register_unstored_purpose("follow-end")
CONFIRMATION_PERIOD = timedelta(days=2)
VISITOR_LIMIT = RateLimit("follow-visitor", 20, window=timedelta(hours=1), lockout=timedelta(hours=1))
ADDRESS_LIMIT = RateLimit("follow-address", 5, window=timedelta(hours=24), lockout=timedelta(hours=24))


def follow_holder(user: User, organisation: Organisation, *, now: datetime | None = None) -> Follow:
    """Follow a holder with an account; following twice changes nothing."""
    now = now or timezone.now()
    found, _ = Follow.objects.get_or_create(
        organisation=organisation,
        user=user,
        defaults={"language": user.language, "asked_at": now, "confirmed_at": now},
    )
    return found


def request_follow(
    email: str, organisation: Organisation, *, language: str = "fr", visitor: str = "", now: datetime | None = None
) -> None:
    """Send an address the link that confirms it; raises `Faults` for no address, or too many attempts."""
    now = now or timezone.now()
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise Faults(
            [
                fault(
                    "email-malformed",
                    "Ce n’est pas une adresse.",
                    "This is not a valid address.",
                    "Écrivez-la sous la forme nom@domaine.",
                    "Enter it as name@domain.",
                    "email",
                )
            ]
        ) from None
    for limit, who in ((VISITOR_LIMIT, visitor), (ADDRESS_LIMIT, email)):
        if not who:
            continue
        if until := reserve_attempt(limit, who, now=now):
            raise Faults.one(
                code="too-many-follows",
                message=too_many_attempts_text(minutes_left(until, now)),
                remedy=Text(fr="Essayez plus tard.", en="Try again later."),
            )
    with transaction.atomic():
        row, _ = Follow.objects.get_or_create(
            organisation=organisation,
            address=email,
            user=None,
            defaults={"language": "en" if language == "en" else "fr", "asked_at": now},
        )
        if row.confirmed_at is None:
            post_letter_to_address(
                email=email,
                language=language,
                subject=Text(fr="Confirmez que vous suivez un titulaire", en="Confirm that you follow a holder"),
                body=Text(
                    fr=f"Quelqu’un, vous sans doute, a demandé que cette adresse soit prévenue si le label de "
                    f"{organisation.name} est suspendu, retiré, arrivé à terme ou rétabli.\n\nOuvrez ce lien dans les "
                    "deux jours pour le confirmer. Sinon, ne faites rien : l’adresse sera effacée.",
                    en=f"Someone, probably you, asked for this address to be notified when {organisation.name}’s "
                    f"label is suspended, withdrawn, expires or is restored.\n\nOpen this link within two days "
                    f"to confirm. Otherwise do nothing: the address will be erased.",
                ),
                kind="follow.confirm",
                about=f"follow:{row.key}",
                link=f"/label/register/follow/confirm/{seal_text(CONFIRM_PURPOSE, row.key)}/",
            )


def confirm_follow(token: str, *, now: datetime | None = None) -> Follow | None:
    """Confirm an address by the link of its letter; None for a link that opens nothing."""
    now = now or timezone.now()
    row = _follow_of_token(CONFIRM_PURPOSE, token, within=CONFIRMATION_PERIOD)
    if row is not None and row.confirmed_at is None:
        row.confirmed_at = now
        row.save(update_fields=["confirmed_at"])
    return row


def follow_to_end(token: str) -> Follow | None:
    """The follower that the link of a letter lets end."""
    return _follow_of_token(END_PURPOSE, token)


def end_follow(row: Follow) -> None:
    """Stop following, and forget the address."""
    row.delete()


def unfollow_holder(user: User, organisation: Organisation) -> None:
    """Stop following with an account."""
    Follow.objects.filter(user=user, organisation=organisation).delete()


def notify_followers(organisation: Organisation, words: Text, *, about: str) -> None:
    """Write to everybody who follows an organisation what became of its label, in the transaction of the event."""
    for row in Follow.objects.confirmed().filter(organisation=organisation).select_related("user"):
        lang = (row.user.language if row.user is not None else row.language) or "fr"
        stop = build_page_address(
            f"/label/register/follow/end/{seal_text(END_PURPOSE, row.key)}/", "en" if lang == "en" else "fr"
        )
        letter = {
            "subject": Text(fr=f"{words.fr} · {organisation.name}", en=f"{words.en} · {organisation.name}"),
            "body": Text(
                fr=(
                    f"{words.fr}.\n\nOrganisation : {organisation.name}\n\nNe plus être prévenu : {stop}\n\nLa page "
                    "de ce titulaire au registre du label :"
                ),
                en=f"{words.en}.\n\nOrganisation: {organisation.name}\n\nUnsubscribe: {stop}\n\n"
                "This holder’s page in the register:",
            ),
            "kind": "register.changed",
            "about": about,
            "link": f"/label/register/holders/{organisation.key}/",
        }
        if row.user is not None:
            post_letters(to=[row.user], **letter)  # type: ignore[arg-type]
        else:
            post_letter_to_address(email=row.address, language=row.language, **letter)  # type: ignore[arg-type]


def _follow_of_token(purpose: str, token: str, *, within: timedelta | None = None) -> Follow | None:
    if len(token) > 400:
        return None
    try:
        key = unseal_text(purpose, token, within=within)
    except UnreadableSeal:
        return None
    return Follow.objects.filter(key=key).select_related("organisation").first()
