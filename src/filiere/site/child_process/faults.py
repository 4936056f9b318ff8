"""The ways in which a child ends without an answer, each with its sentence and what to do."""

from __future__ import annotations

from enum import StrEnum

from filiere.core import Fault, Faults, Text


class StopReason(StrEnum):
    """What stopped a reading."""

    TIME = "time"
    MEMORY = "memory"
    OUTPUT = "output"
    DEPTH = "depth"
    CRASH = "crash"
    BUSY = "busy"


_REMEDY = Text(
    fr=(
        "Rien n’a été enregistré ni modifié. Vérifiez que c’est bien le contenu voulu, refaites l’export ou "
        "allégez-le, puis envoyez-le de nouveau ; si le refus persiste, prévenez l’exploitant du serveur."
    ),
    en="Nothing was saved and nothing has changed. Check that it is the content you intended, export it again or "
    "make it smaller, then send it again; if it is refused again, tell the server administrator.",
)
_FAULTS: dict[StopReason, Fault] = {
    StopReason.TIME: Fault(
        code="reading-time",
        message=Text(
            fr="La lecture de ce que vous avez envoyé a dépassé le temps permis, et a été arrêtée.",
            en="Reading the data you sent exceeded the time limit and was stopped.",
        ),
        remedy=_REMEDY,
    ),
    StopReason.MEMORY: Fault(
        code="reading-memory",
        message=Text(
            fr="La lecture de ce que vous avez envoyé a demandé plus de mémoire que permis, et a été arrêtée.",
            en="Reading the data you sent exceeded the memory limit and was stopped.",
        ),
        remedy=_REMEDY,
    ),
    StopReason.OUTPUT: Fault(
        code="reading-output",
        message=Text(
            fr="Ce que vous avez envoyé se déploie en plus de données que permis ; la lecture a été arrêtée.",
            en="The data you sent expands beyond the limit; reading it was stopped.",
        ),
        remedy=_REMEDY,
    ),
    StopReason.DEPTH: Fault(
        code="reading-depth",
        message=Text(
            fr="Ce que vous avez envoyé contient des éléments imbriqués bien trop profondément ; la lecture en a été "
            "arrêtée.",
            en="The data you sent is nested far too deeply; reading it was stopped.",
        ),
        remedy=_REMEDY,
    ),
    StopReason.CRASH: Fault(
        code="reading-crash",
        message=Text(
            fr="Le programme qui lisait ce que vous avez envoyé s’est arrêté : le contenu est sans doute abîmé.",
            en="The program reading what you sent has stopped: the content is probably damaged.",
        ),
        remedy=_REMEDY,
    ),
    StopReason.BUSY: Fault(
        code="reading-busy",
        message=Text(
            fr="Le site lit déjà autant de fichiers qu’il peut en lire à la fois.",
            en="The site is already reading as many files as it can at once.",
        ),
        remedy=Text(
            fr="Rien n’a été gardé et rien n’a changé. Envoyez-le de nouveau dans une minute.",
            en="Nothing was saved and nothing has changed. Send it again in a minute.",
        ),
    ),
}


class ChildStopped(Faults):
    """A child that ended without an answer; ``how`` says what stopped it."""

    def __init__(self, how: StopReason) -> None:
        self.how = how
        super().__init__([_FAULTS[how]])
