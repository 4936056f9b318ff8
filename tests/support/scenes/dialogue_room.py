"""A room of the dialogue for tests: two colleges that vote, an observer, a text, and a meeting that is open.

All is done by the acts of the site; everybody is made up.
"""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from django.utils import timezone
from support.scenes.dossier_sample import make_organisation, make_person

BASE = "Une règle écrite existe et elle est suivie.\n\nChaque écoute notée est discutée sous 15 jours."
UNIONS = ("Fédération Voix", "Union du contact")
EMPLOYERS = ("Chambre des prestataires", "Groupement intégré")


class RoomScene:
    """A room with four voting seats and an observer, and its secretary."""

    def __init__(self, *, confidentiality: str = "public", quorum: int = 3, majority: str = "simple") -> None:
        from filiere.site.programme.dialogue.actions.rooms import give_seat, open_room

        self.secretary = make_person("programme", name="Solange Secrétaire")
        self.room: Any = open_room(
            "Commission fictive",
            actor=self.secretary,
            name_en="Fictitious commission",
            colleges="Salariés ; Employees ; 1\nEmployeurs ; Employers ; 1",
            quorum=quorum,
            majority=majority,
            confidentiality=confidentiality,
        )
        self.people: dict[str, Any] = {}
        self.organisations: dict[str, Any] = {}
        self.seats: dict[str, Any] = {}
        colleges = {one.key: one for one in self.room.colleges.all()}
        for college, names, kind in (("c1", UNIONS, "union"), ("c2", EMPLOYERS, "employer_body")):
            for name in names:
                self._seat(give_seat, name, kind, colleges[college])
        self._seat(give_seat, "Ministère fictif", "authority", None)

    def _seat(self, give_seat: Any, name: str, kind: str, college: Any) -> None:
        person = make_person(name=f"Personne de {name}")
        self.organisations[name] = make_organisation(name, kind=kind)
        self.people[name] = person
        self.seats[name] = give_seat(
            self.room,
            actor=self.secretary,
            email=person.email,
            organisation=self.organisations[name],
            college=college,
            since=timezone.localdate() - timedelta(days=30),
        )

    def open_secret_vote(self, *away: str) -> Any:
        """A secret ballot on the deletion of a paragraph, in a meeting from which some are away."""
        from filiere.site.programme.dialogue.actions.votes import open_vote

        text = self.put_text()
        one = self.file(text, UNIONS[0], op="delete", paragraph=2)
        self.open_meeting(*away)
        return open_vote(text, actor=self.secretary, amendment=one, secret=True)

    def put_text(self, base: str = BASE, code: str = "T1", days: int = 10) -> Any:
        """A text under discussion, open for so many days more."""
        from filiere.site.programme.dialogue.actions.texts import put_text

        until = timezone.localdate() + timedelta(days=days)
        return put_text(
            self.room,
            actor=self.secretary,
            code=code,
            title="Écoutes",
            title_en="Monitoring",
            base=base,
            amend_until=until,
            subamend_until=until,
        )

    def file(self, text: Any, who: str, *, admissible: bool = True, **said: Any) -> Any:
        """An amendment of an organisation, ruled admissible."""
        from filiere.site.programme.dialogue.actions.amendments import file_amendment, judge_amendment

        made = file_amendment(text, actor=self.people[who], title="En une phrase", reasons="Parce que.", **said)
        return judge_amendment(made, actor=self.secretary, ruling="admissible") if admissible else made

    def open_meeting(self, *away: str, day: date | None = None) -> Any:
        """A meeting that is open, everybody there but those."""
        from filiere.site.programme.dialogue.actions.meetings import call_meeting, note_attendance, open_meeting

        today = timezone.localdate()
        made = call_meeting(self.room, actor=self.secretary, on=day or today, at=time(9), place="Salle fictive")
        open_meeting(made, actor=self.secretary)
        made.refresh_from_db()
        there = [seat.key for name, seat in self.seats.items() if name not in away]
        return note_attendance(made, actor=self.secretary, seats=there)

    def vote(self, vote: Any, **choices: str) -> Any:
        """The ballots of organisations, by the first word of their name; the vote is then closed."""
        from filiere.site.programme.dialogue.actions.votes import cast_ballots, close_vote

        for name, person in self.people.items():
            if (choice := choices.get(name.split()[0])) is not None:
                cast_ballots(vote, actor=person, choice=choice, words=vote.words_sha256)
        vote.refresh_from_db()
        return close_vote(vote, actor=self.secretary)


def make_room(secretary: Any, organisation: Any) -> tuple[Any, Any]:
    """A room of members with one seat, and the person who holds it."""
    from filiere.site.programme.dialogue.actions.rooms import give_seat, open_room

    room: Any = open_room(
        "Instance fermée", actor=secretary, colleges="Un ; One ; 1", quorum=1, confidentiality="members"
    )
    person = make_person()
    college, since = room.colleges.get(), date(2020, 1, 1)
    give_seat(room, actor=secretary, email=person.email, organisation=organisation, college=college, since=since)
    return room, person
