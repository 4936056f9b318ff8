"""The people of the demonstration, whom anybody may be for a while; never on a site that holds a real account.

Three things must agree: the data folder carries the stamp of a demonstration (`FILIERE_DEMO`), no real person has an
account in the database, and the account entered is made up. A stamp copied by mistake beside a real database opens
nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from filiere.core import Text, fold_text
from filiere.core.typography import raise_first_letter
from filiere.site.accounts.extension_points import list_functions
from filiere.site.accounts.models import User
from filiere.site.journal.models import Entry
from filiere.site.pages.todo_list import describe_day, tasks_for


@dataclass(frozen=True, slots=True)
class DemoPath:
    """One of the paths: whose, what they do where nothing waits, the page that it opens (their first if empty)."""

    email: str
    purpose: Text
    page: str = ""


TYPED_ADDRESSES = "demo-typed-addresses"
"""Where a session keeps the addresses that its visitor typed: the mailbox of the demonstration shows their letters."""


def _path(email: str, fr: str, en: str, page: str = "") -> DemoPath:
    return DemoPath(f"{email}@filiere.invalid", Text(fr=fr, en=en), page)


DEMO_PATHS: tuple[tuple[Text, tuple[DemoPath, ...]], ...] = (
    (
        Text(fr="Entreprise candidate", en="Applicant company"),
        (
            _path("questions", "Finir de répondre au questionnaire du label.", "Finish the label questionnaire."),
            _path(
                "questions-cse",
                "Donner l’avis du personnel sur ce que déclare l’entreprise.",
                "Give the staff’s opinion on what the company declares.",
            ),
        ),
    ),
    (
        Text(fr="Audit", en="Audit"),
        (
            _path(
                "auditrice",
                "Mener un audit sur site, une question après l’autre, même sans réseau.",
                "Conduct an on-site audit, one question after another, even offline.",
            ),
        ),
    ),
    (
        Text(fr="Comité et pouvoirs publics", en="Committee and public authorities"),
        (
            _path(
                "committee-employees-1",
                "Lire les pièces de la prochaine séance, puis voter.",
                "Read the documents for the next session, then vote.",
            ),
            _path(
                "etat",
                "Lire la vue d’ensemble : chaque dossier, son étape, ses délais.",
                "Read the overview: every dossier, its stage, its deadlines.",
            ),
            _path(
                "appeal-panel-employees-1",
                "Examiner une décision que l’entreprise conteste.",
                "Examine a decision that the company contests.",
            ),
        ),
    ),
    (
        Text(fr="Équipe de Filière", en="Filière staff"),
        (
            _path(
                "equipe",
                "Vérifier les candidatures, répondre aux demandes de compte.",
                "Check applications, answer account requests.",
            ),
            _path(
                "statistique",
                "Choisir la valeur retenue d’un chiffre, décider de publier un tableau.",
                "Retain a figure, decide whether to publish a table.",
            ),
        ),
    ),
    (
        Text(fr="Programme de l’association", en="Programme of the association"),
        (
            _path(
                "presidente",
                "Lire où en est le plan, préparer un rendez-vous.",
                "Read how the plan goes, prepare a meeting.",
                "programme:home",
            ),
            _path(
                "voix",
                "Amender un texte au nom d’un syndicat, puis voter.",
                "Amend a text on behalf of a union, then vote.",
                "programme:dialogue",
            ),
            _path(
                "communication",
                "Préparer un message dont le chiffre est sûr.",
                "Prepare a message whose figure is safe.",
                "programme:operations",
            ),
        ),
    ),
    (
        Text(fr="Conseil à l’emploi", en="Employment counselling"),
        (
            _path(
                "conseil",
                "Ouvrir un dossier sous pseudonyme, imprimer la fiche de la personne.",
                "Open a file under a pseudonym, print the person’s sheet.",
                "careers:counsellor",
            ),
        ),
    ),
    (
        Text(fr="Centres et acheteurs", en="Centres and buyers"),
        (
            _path(
                "long-qualite",
                "Mesurer un centre et lire l’écart avec la définition commune.",
                "Measure a centre and see how it differs from the common definition.",
                "quality:centres",
            ),
            _path(
                "public",
                "Chercher un prestataire labellisé, vérifier qu’un label est valide.",
                "Look for a labelled provider, check that a label is valid.",
                "register:home",
            ),
        ),
    ),
)
"""Fourteen of these people, one a kind of work, by what they are in the site."""


def is_demo() -> bool:
    """Whether this site is a demonstration and nothing else."""
    return bool(settings.FILIERE_DEMO) and not User.objects.filter(fictitious=False, erased_at__isnull=True).exists()


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody of the demonstration, and what they are in it."""

    user: User
    what: list[Text]
    purpose: Text | None = None

    @property
    def first_name(self) -> str:
        """What a button calls them."""
        return self.user.name.partition(" ")[0]

    @property
    def roles(self) -> Text:
        """What they are, in one line."""
        said = self.what or [_VISITOR]
        fr, en = " ; ".join(one.fr for one in said), "; ".join(one.en for one in said)
        return Text(fr=raise_first_letter(fr), en=raise_first_letter(en))


_VISITOR = Text(fr="visite le site, suit des titulaires", en="visits the site, follows holders")


def list_demo_people() -> list[DemoPerson]:
    """The made-up accounts, in the order they were opened, with their roles, memberships and seats."""
    at = timezone.localdate(), _find_last_act()
    found = _filter_demo_users().prefetch_related("grants")
    return [
        DemoPerson(user, _recall("functions", user, at, list_functions)) for user in found.order_by("created_at", "pk")
    ]


def _filter_demo_users() -> QuerySet[User]:
    """The demonstration's own people. Who opened an account by an invitation chose a password, and is its only door."""
    own_door = Q(invitations_accepted__isnull=False) & ~Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return User.objects.filter(fictitious=True, is_active=True, erased_at__isnull=True).exclude(own_door)


def share_demo_paths(
    people: Iterable[DemoPerson], day: date
) -> tuple[list[tuple[Text, list[DemoPerson]]], list[DemoPerson]]:
    """The people of the paths under their headings, with what waits for them; and all others, by name."""
    by_email = {person.user.email: person for person in people}
    at = day, _find_last_act()
    paths = []
    for title, group in DEMO_PATHS:
        found = [(one, by_email.pop(one.email)) for one in group if one.email in by_email]
        if found:
            told = [
                (person, _recall("tasks", person.user, at, lambda user: _describe_tasks(user, day)) or one.purpose)
                for one, person in found
            ]
            paths.append((title, [DemoPerson(person.user, person.what, words) for person, words in told]))
    return paths, sorted(by_email.values(), key=lambda person: fold_text(person.user.name))


_told: dict[tuple[str, str], tuple[tuple[date, str], Any]] = {}
"""What was said of each person, on which day and after which act: until somebody acts, nothing else is to be said."""


def _find_last_act() -> str:
    """The hash of the last act of the journal that changes what somebody is or has to do: to enter changes nothing."""
    acts = Entry.objects.exclude(act="account.sign-in").order_by("-pk")
    return acts.values_list("hash", flat=True).first() or ""


def _recall[T](kind: str, user: User, at: tuple[date, str], write: Callable[[User], T]) -> T:
    """What is said of somebody on a day after an act, written anew where the day or the act is another."""
    found = _told.get((kind, user.key))
    if found is None or found[0] != at:
        found = _told[kind, user.key] = at, write(user)
    told: T = found[1]
    return told


def _describe_tasks(user: User, day: date) -> Text | None:
    """What waits for somebody first, and how much else does; None where nothing does."""
    tasks = tasks_for(user, day)
    if not tasks:
        return None
    due, term, others = tasks[0].due, tasks[0].describe_term(day), len(tasks) - 1
    fr, en = tasks[0].words.fr, tasks[0].words.en
    if due is not None and due > day and term is not None:
        last = describe_day(due, day)
        fr, en = f"{fr}, au plus tard le {last.fr} ({term.fr})", f"{en}, by {last.en} ({term.en})"
    elif term is not None:
        fr, en = f"{fr}, {term.fr}", f"{en}, {term.en}"
    if others:
        fr += " ; une autre tâche" if others == 1 else f" ; {others} autres tâches"
        en += "; one more task" if others == 1 else f"; {others} more tasks"
    return Text(fr=f"{fr}.", en=f"{en}.")


def find_demo_landing(user: User) -> str:
    """The page that the path of this person opens, if it opens another than their first."""
    pages = {one.email: one.page for _, group in DEMO_PATHS for one in group}
    name = pages.get(user.email, "")
    return reverse(name) if name else ""


def find_demo_person(key: str) -> User | None:
    """The made-up account of this key, on a demonstration only."""
    if not is_demo():
        return None
    return _filter_demo_users().filter(key=key).first()
