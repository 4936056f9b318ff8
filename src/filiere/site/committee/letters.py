"""Letters of sessions: to the members who may read, to the company, to the staff; never to who is recused."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone, translation

from filiere.core import Text
from filiere.site.accounts.models import User
from filiere.site.committee.models import Item, Session
from filiere.site.dossiers.models import Dossier
from filiere.site.dossiers.registries import reaches
from filiere.site.mail.posting import post
from filiere.site.members.models import Mandate


def to_members(session: Session, *, subject: Text, body: Text, kind: str) -> None:
    """Write to everybody who holds a seat of the body, titulars and substitutes."""
    held = Mandate.objects.current(session.day).filter(instance=session.instance)
    people = User.objects.filter(pk__in=held.values("user"))
    at = _address("committee:session", session.key)
    post(to=people, subject=subject, body=_with(body, at), kind=kind, about=f"session:{session.key}")


def about(dossier: Dossier, parties: Iterable[str], *, subject: Text, body: Text, kind: str) -> None:
    """Write to parties of a dossier, as the procedure reaches them."""
    day = timezone.localdate()
    people = [user for party in parties if party in reaches for user in reaches[party](dossier, day)]
    name = dossier.organisation.name
    at = _address("committee:dossier", dossier.key)
    titled = Text(fr=f"{subject.fr} · {name}", en=f"{subject.en} · {name}")
    post(to=people, subject=titled, body=_with(body, at), kind=kind, about=f"dossier:{dossier.key}")


def fallen(item: Item, why: Text) -> None:
    """Tell members who may read, the company and the staff that an item fell off the agenda, and why."""
    about(
        item.dossier,
        (item.session.instance, "candidate", "staff"),
        subject=Text(fr="Point retiré de l’ordre du jour", en="Item off the agenda"),
        body=Text(
            fr=f"Le point {item.number} de la séance du {item.session.day:%d/%m/%Y} est tombé de l’ordre du jour : "
            f"{why.fr}. Un vote ne vaut que sur le dossier qui a été lu ; il sera inscrit de nouveau tel qu’il est.",
            en=f"Item {item.number} of the session of {item.session.day:%d %m %Y} fell off the agenda: {why.en}. A "
            "vote is worth only the dossier that was read; it will be put on an agenda again as it now is.",
        ),
        kind="item.fall",
    )


def _with(body: Text, at: dict[str, str]) -> Text:
    return Text(fr=f"{body.fr}\n\n{at['fr']}", en=f"{body.en}\n\n{at['en']}")


def _address(name: str, key: str) -> dict[str, str]:
    found = {}
    for lang in ("fr", "en"):
        with translation.override(lang):
            found[lang] = reverse(name, args=[key])
    return found
