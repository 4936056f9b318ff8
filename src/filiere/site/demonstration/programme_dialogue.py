"""A made-up commission of unions, employers and users: positions, a text amended and voted, one open today.

Organisations, people, positions and votes are all fictitious; days are counted back from that of the demonstration.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.utils import timezone

from filiere.core.company_numbers import fictitious_siren
from filiere.site.accounts.rights import OPERATOR
from filiere.site.demonstration.clock import Scenario, find_session_hour
from filiere.site.demonstration.directory_entries import DemoPeople
from filiere.site.label.visible_releases import visible_catalogue
from filiere.site.members.actions.save_organisation import create_organisation
from filiere.site.members.models import Organisation
from filiere.site.programme.dialogue.actions import amendments, meetings, positions, rooms, texts, votes
from filiere.site.programme.dialogue.models import DialogueRoom, DiscussedText, TextAmendment

FIRST_RANK = 940
"""The rank of the first made-up SIREN of these organisations, beyond those of the companies."""

_ORGANISATIONS: tuple[tuple[str, str, str, str, tuple[str, ...]], ...] = (
    ("voix", "Fédération Voix au travail", "union", "c1", ("voix", "voix-2")),
    ("union", "Union des métiers du contact", "union", "c1", ("union", "union-2")),
    ("lignes", "Syndicat Lignes solidaires", "union", "c1", ("lignes",)),
    (
        "groupement",
        "Groupement des centres intégrés",
        "employer_body",
        "c2",
        ("groupement", "groupement-2", "groupement-3"),
    ),
    ("chambre", "Chambre des prestataires", "employer_body", "c2", ("chambre", "chambre-2")),
    ("usagers", "Association Allô Consommateurs", "association", "c3", ("usagers",)),
    ("etat", "Direction de l’emploi de Valombre", "authority", "", ("etat",)),
)

_COLLEGES = (("Salariés", "Employees", 3), ("Employeurs", "Employers", 3), ("Usagers", "Users", 1))

_SUBJECTS: dict[str, tuple[str, str, str, str]] = {
    "ecoutes": (
        "Écoutes et enregistrements",
        "Monitoring and recording",
        "« Pour » ou « contre » vise le critère proposé : une règle écrite, et le droit de réécouter l’appel noté.",
        "“For” or “against” is about the criterion proposed: a written rule, and the right to hear the call again.",
    ),
    "encheres": (
        "Enchères inversées",
        "Reverse auctions",
        "« Pour » ou « contre » vise la pratique elle-même.",
        "“For” or “against” is about the practice itself.",
    ),
    "france": (
        "Part d’emploi en France",
        "Share of jobs in France",
        "« Pour » ou « contre » vise une part minimale dans les critères du label.",
        "“For” or “against” is about a minimum share in the label’s criteria.",
    ),
    "teletravail": (
        "Télétravail",
        "Telework",
        "« Pour » ou « contre » vise une charte commune du télétravail.",
        "“For” or “against” is about a common charter on telework.",
    ),
}

# Organisation, subject, stance, days ago, what is said.
_POSITIONS: tuple[tuple[str, str, str, int, str], ...] = (
    ("chambre", "teletravail", "for", 820, "Une charte commune donnerait un cadre aux petits centres."),
    ("groupement", "teletravail", "for", 800, "Nos centres le pratiquent déjà deux jours par semaine."),
    ("lignes", "encheres", "against", 790, "Elles font payer la baisse des prix aux salariés."),
    ("lignes", "france", "for", 790, "Un label sans seuil d’emploi en France ne protège personne."),
    ("voix", "encheres", "against", 780, "Aucun acheteur labellisé ne devrait y recourir."),
    ("voix", "france", "for", 780, "Le seuil doit rester un critère du label."),
    ("voix", "ecoutes", "reserve", 700, "Nous attendons le texte : une règle sans droit de réécoute ne suffit pas."),
    (
        "groupement",
        "ecoutes",
        "reserve",
        640,
        "Le nombre d’écoutes dépend du métier ; un chiffre unique nous inquiète.",
    ),
    ("chambre", "france", "reserve", 620, "Un seuil unique pénalise les contrats multilingues."),
    ("chambre", "ecoutes", "reserve", 610, "Le coût de conservation des appels n’est pas chiffré."),
    ("union", "ecoutes", "none", 600, "Nos adhérents n’ont pas encore débattu de ce point."),
    ("groupement", "encheres", "for", 600, "Elles restent utiles pour des prestations simples."),
    ("union", "encheres", "against", 560, "Elles cassent les prix et les parcours."),
    ("union", "france", "for", 560, "Nous y voyons la promesse d’origine du label."),
    ("union", "teletravail", "for", 560, "Une charte vaut mieux que des pratiques inégales."),
    ("usagers", "ecoutes", "for", 540, "Un client enregistré doit savoir par qui et pour combien de temps."),
    ("lignes", "ecoutes", "reserve", 520, "Toute écoute doit être annoncée le jour même."),
    ("voix", "teletravail", "against", 500, "Le projet oublie les frais et l’isolement."),
    ("groupement", "france", "reserve", 500, "À condition de compter les emplois par site."),
    ("chambre", "encheres", "against", 480, "Elles nous font perdre de l’argent sur chaque contrat."),
    ("voix", "ecoutes", "for", 260, "Le texte donne enfin le droit de réécouter l’appel qui vous a noté."),
    ("groupement", "ecoutes", "for", 165, "Quinze jours sont tenables dans nos centres."),
    ("voix", "teletravail", "reserve", 70, "La charte avance ; restent les frais."),
    ("groupement", "encheres", "reserve", 50, "Nous n’y recourons plus pour les contacts sensibles."),
    ("chambre", "france", "against", 15, "Le seuil proposé exclurait la moitié de nos adhérents."),
    ("union", "ecoutes", "for", 14, "Nos adhérents ont voté : oui à la réécoute."),
    ("chambre", "ecoutes", "against", 12, "Réécouter oblige à garder tous les appels notés."),
)

_LISTENING = (
    "Une règle remise à chacun fixe le but, le nombre d’écoutes par mois, qui écoute et une garde de 6 mois au plus, "
    "sauf preuve exigée par la loi ; chaque écoute notée est discutée sous 15 jours."
)
"""What stands for the criterion where the site serves other referentials."""
_CHARTER = (
    "Le télétravail est volontaire et réversible, à la demande de l’une ou l’autre partie.\n\n"
    "Un conseiller en télétravail a au moins 2 jours par semaine sur site.\n\n"
    "L’employeur fournit le poste de travail et le casque."
)
_DISSENT = (
    "Quinze jours obligent à garder tous les appels évalués. Le coût n’a pas été chiffré, et les contrats en cours "
    "n’en tiennent pas compte. Nous demandons une entrée en vigueur au 1er janvier 2028."
)
_MINUTES = (
    "Le secrétariat présente le critère sur les écoutes et les enregistrements.\n\n"
    "La Fédération Voix au travail explique pourquoi un conseiller doit pouvoir réécouter l’appel qui l’a noté. La "
    "Chambre des prestataires demande un chiffrage de la conservation des appels.\n\n"
    "La charte du télétravail viendra à la prochaine réunion."
)


def dialogue_scenarios(cast: DemoPeople) -> list[Scenario]:
    """The commission; none where a room was opened already."""
    return [] if DialogueRoom.objects.exists() else [DialoguePlayer(cast).play()]


class DialoguePlayer:
    """The commission from its first day to today, by the acts of the site."""

    def __init__(self, cast: DemoPeople) -> None:
        self._people = cast.people
        self._secretary = cast.people["delegue"]
        self._organisations: dict[str, Organisation] = {}
        self._amendments: dict[str, TextAmendment] = {}
        self._room: Any = None
        self._meeting: Any = None
        self._adopted: Any = None

    def play(self) -> Scenario:
        """The whole story."""
        yield 850
        self._open_room()
        subjects = {
            key: positions.add_subject(self._room, actor=self._secretary, title=fr, title_en=en, about=a, about_en=b)
            for key, (fr, en, a, b) in _SUBJECTS.items()
        }
        acts = [
            (ago, self._state(subjects[subject], who, stance, words)) for who, subject, stance, ago, words in _POSITIONS
        ]
        acts += [(ago, act) for ago, act in self._list_acts()]
        for ago, act in sorted(acts, key=lambda one: -one[0]):
            yield ago
            act()

    def _open_room(self) -> None:
        self._room = rooms.open_room(
            "Commission sociale",
            actor=self._secretary,
            name_en="Social commission",
            colleges=_COLLEGES,
            quorum=8,
            fictitious=True,
        )
        colleges = {one.key: one for one in self._room.colleges.all()}
        since = timezone.localdate()
        for rank, (key, name, kind, college, people) in enumerate(_ORGANISATIONS):
            organisation = create_organisation(
                actor=OPERATOR,
                name=name,
                siren=str(fictitious_siren(FIRST_RANK + rank)),
                kind=kind,
                fictitious=True,
                since=since.isoformat(),
            )
            self._organisations[key] = organisation
            for person in people:
                rooms.give_seat(
                    self._room,
                    actor=self._secretary,
                    email=self._people[person].email,
                    organisation=organisation,
                    college=colleges.get(college),
                    since=since,
                )

    def _state(self, subject: Any, who: str, stance: str, words: str) -> Any:
        def act() -> None:
            positions.state_position(
                self._room,
                actor=self._people[who],
                organisation=self._organisations[who],
                subject=subject,
                stance=stance,
                text=words,
                on=timezone.localdate(),
                source="Réunion de la Commission sociale",
            )

        return act

    def _list_acts(self) -> Iterator[tuple[int, Any]]:
        """The texts, the amendments and the meetings, each with how many days ago."""
        yield 60, self._put_monitoring
        yield (
            52,
            lambda: self._file(
                "2.46",
                "chambre",
                op="delete",
                paragraph=1,
                name="Retirer ce niveau tant que le coût n’est pas connu",
                why="Le coût n’est pas chiffré.",
            ),
        )
        yield (
            50,
            lambda: self._file(
                "2.46",
                "union",
                op="insert_after",
                paragraph=1,
                words="La règle est remise dans la langue du conseiller.",
                name="Remettre la règle dans la langue du conseiller",
                why="Des équipes travaillent en plusieurs langues.",
            ),
        )
        yield (
            48,
            lambda: self._file(
                "2.46",
                "usagers",
                op="insert_after",
                paragraph=1,
                words="Le client reçoit sur demande une copie de l’enregistrement.",
                name="Donner au client une copie de l’appel",
                why="Celui qui parle doit pouvoir se réécouter aussi.",
            ),
        )
        yield 46, self._ask_to_listen_again
        yield (
            45,
            lambda: self._file(
                "2.46",
                "groupement",
                op="number",
                paragraph=1,
                old="15",
                new="30",
                name="Discuter chaque écoute sous 30 jours",
                why="Les plannings sont mensuels.",
            ),
        )
        yield 40, self._judge_monitoring
        yield 30, lambda: self._call(18)
        yield (
            17,
            lambda: amendments.withdraw_amendment(
                self._amendments["2.46-02"], actor=self._people["union"], why="Repris dans l’accord sur les langues."
            ),
        )
        yield 12, self._hold_meeting
        yield 10, self._sign_dissent
        yield 9, lambda: meetings.write_minutes(self._meeting, actor=self._secretary, text=_MINUTES, known=0)
        yield 5, lambda: meetings.approve_minutes(self._meeting, actor=self._people["voix"], known=1)
        yield 8, self._put_charter
        yield (
            6,
            lambda: self._file(
                "TT",
                "voix",
                op="number",
                paragraph=2,
                old="2 jours",
                new="3 jours",
                name="Porter à trois les jours sur site",
                why="Deux jours isolent les équipes.",
            ),
        )
        yield (
            6,
            lambda: self._file(
                "TT",
                "groupement",
                op="replace",
                paragraph=2,
                words="Le nombre de jours sur site est fixé par accord dans chaque centre.",
                name="Laisser chaque centre fixer les jours sur site",
                why="Chaque centre a son organisation.",
            ),
        )
        yield 4, self._judge_charter
        yield (
            3,
            lambda: self._file(
                "TT",
                "union",
                op="insert_after",
                paragraph=3,
                words="Les frais de connexion sont remboursés chaque mois.",
                name="Rembourser les frais de connexion",
                why="Travailler chez soi ne doit rien coûter.",
            ),
        )
        yield 3, lambda: self._call(3)
        yield 40, self._deposit
        yield 0, self._open_today

    def _put_monitoring(self) -> None:
        until = timezone.localdate() + timedelta(days=20)
        self._put(
            "2.46",
            until,
            title="Écoutes et enregistrements",
            title_en="Monitoring and recording",
            release="lrs@2027.2",
            criterion="wc_call_monitoring",
            field="levels.applied",
        )

    def _put_charter(self) -> None:
        until = timezone.localdate() + timedelta(days=22)
        self._put("TT", until, title="Charte du télétravail", title_en="Charter on telework", base=_CHARTER)

    def _put(self, code: str, until: Any, **said: str) -> None:
        if "release" in said and not self._is_served(said["release"], said["criterion"]):
            # A demonstration of other referentials has none of ours.
            said = {"title": said["title"], "title_en": said["title_en"], "base": _LISTENING}
        texts.put_text(self._room, actor=self._secretary, code=code, amend_until=until, subamend_until=until, **said)

    def _is_served(self, release: str, criterion: str) -> bool:
        found = visible_catalogue(self._secretary).releases.get(release)
        return found is not None and criterion in found.criteria

    def _file(self, code: str, who: str, *, name: str, why: str, **said: Any) -> None:
        text = DiscussedText.objects.get(room=self._room, code=code)
        made = amendments.file_amendment(text, actor=self._people[who], title=name, reasons=why, **said)
        self._amendments[made.code] = made

    def _ask_to_listen_again(self) -> None:
        base = DiscussedText.objects.get(room=self._room, code="2.46").base
        heard = ", et chaque conseiller peut réécouter l’appel qui a servi à l’évaluer."
        self._file(
            "2.46",
            "voix",
            op="replace",
            paragraph=1,
            words=base.replace("remise à chacun", "remise à chacun et affichée").rstrip(".") + heard,
            name="Afficher la règle, et pouvoir réécouter l’appel qui vous a évalué",
            why="On ne progresse pas sur un appel qu’on n’entend pas.",
        )

    def _judge(self, *found: str) -> None:
        for code in found:
            amendments.judge_amendment(self._amendments[code], actor=self._secretary, ruling="admissible")

    def _judge_monitoring(self) -> None:
        self._judge("2.46-01", "2.46-02", "2.46-04", "2.46-05")
        amendments.judge_amendment(
            self._amendments["2.46-03"],
            actor=self._secretary,
            ruling="inadmissible",
            why="Vise le critère sur les droits du client, hors du texte ouvert à l’amendement",
        )

    def _judge_charter(self) -> None:
        self._judge("TT-01", "TT-02")

    def _call(self, ahead: int) -> None:
        self._meeting = meetings.call_meeting(
            self._room,
            actor=self._secretary,
            on=timezone.localdate() + timedelta(days=ahead),
            at=find_session_hour(),
            place="Salle Valombre, 3 rue des Écluses",
        )

    def _open(self, *away: str) -> None:
        self._meeting = meetings.open_meeting(self._meeting, actor=self._secretary)
        seats = self._room.seats.exclude(person__in=[self._people[one] for one in away])
        self._meeting = meetings.note_attendance(
            self._meeting, actor=self._secretary, seats=list(seats.values_list("key", flat=True))
        )

    def _vote(self, code: str, choices: dict[str, str]) -> Any:
        vote = self._open_vote(code)
        self._cast(vote, choices)
        return votes.close_vote(vote, actor=self._secretary)

    def _open_vote(self, code: str) -> Any:
        one = self._amendments[code]
        one.refresh_from_db()
        return votes.open_vote(one.text, actor=self._secretary, amendment=one)

    def _cast(self, vote: Any, choices: dict[str, str]) -> None:
        for who, choice in choices.items():
            votes.cast_ballots(vote, actor=self._people[who], choice=choice, words=vote.words_sha256)

    def _hold_meeting(self) -> None:
        """Deletion is called first and rejected; the words of the union are adopted, and another amendment falls."""
        self._open("union-2")
        unions = ("voix", "voix-2", "union", "lignes")
        integrated = ("groupement", "groupement-2", "groupement-3")
        chamber = ("chambre", "chambre-2")
        against = dict.fromkeys((*unions, *integrated, "usagers"), "reject")
        self._vote("2.46-01", {**against, **dict.fromkeys(chamber, "adopt")})
        self._adopted = self._vote(
            "2.46-04",
            {
                **dict.fromkeys(("voix", "voix-2", *integrated, "usagers"), "adopt"),
                **dict.fromkeys(chamber, "reject"),
                "union": "blank",
                "lignes": "abstain",
            },
        )
        self._meeting = meetings.close_meeting(self._meeting, actor=self._secretary)

    def _sign_dissent(self) -> None:
        votes.sign_dissent(self._adopted, actor=self._people["chambre"], text=_DISSENT)

    def _deposit(self) -> None:
        day = timezone.localdate()
        positions.deposit_agreement(
            self._room,
            actor=self._secretary,
            title="Accord fictif sur les langues de travail",
            title_en="Fictitious agreement on working languages",
            parties="Fédération Voix au travail, Union des métiers du contact, Groupement des centres intégrés",
            signed_on=day - timedelta(days=6),
            deposited_on=day - timedelta(days=1),
            ends_on=day + timedelta(days=1090),
            file_sha256=hashlib.sha256(b"Accord fictif sur les langues de travail").hexdigest(),
        )

    def _open_today(self) -> None:
        """The meeting of today, and a vote that has begun."""
        self._open()
        vote = self._open_vote("TT-02")
        self._cast(vote, dict.fromkeys(("groupement", "groupement-2", "chambre"), "adopt"))
