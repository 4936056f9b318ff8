"""What is said of a job that ended without making anything, through no fault that its maker found."""

from __future__ import annotations

from filiere.core import Fault, Text

_NOTHING_CHANGED = Text(
    fr="Rien n’a changé : les contacts et les chiffres du centre sont ceux d’avant.",
    en="Nothing has changed: the centre’s contacts and figures are as they were.",
)


def _remedy_text(fr: str, en: str) -> Text:
    return Text(fr=f"{_NOTHING_CHANGED.fr} {fr}", en=f"{_NOTHING_CHANGED.en} {en}")


def died_fault() -> Fault:
    """Its process ended three times without a word."""
    return Fault(
        code="job-died",
        message=Text(
            fr="Le traitement s’est interrompu trois fois, sans doute faute de mémoire, ou sur un fichier abîmé.",
            en="The process stopped three times, most likely because it ran out of memory or the file is damaged.",
        ),
        remedy=_remedy_text(
            "Coupez le fichier par mois et versez chaque mois, ou demandez plus de mémoire à qui tient le serveur.",
            "Split the file by month and deliver each month, or ask the server administrator for more memory.",
        ),
    )


def too_long_fault(seconds: int) -> Fault:
    """It passed its deadline of so many seconds, and was killed."""
    minutes = max(1, round(seconds / 60))
    return Fault(
        code="job-too-long",
        message=Text(
            fr=f"Le traitement a dépassé le temps permis ({minutes} min) et a été arrêté.",
            en=f"The process exceeded the time limit ({minutes} min) and was stopped.",
        ),
        remedy=_remedy_text(
            "Coupez le fichier par mois ou demandez moins à la fois ; sinon, prévenez qui tient le serveur, qui peut "
            "accorder plus de temps.",
            "Split the file by month or request less at once; otherwise tell the server administrator, who can allow "
            "more time.",
        ),
    )


def out_of_memory_fault() -> Fault:
    """It asked for more memory than a job may take."""
    return Fault(
        code="job-out-of-memory",
        message=Text(
            fr="Le traitement a demandé plus de mémoire que permis et a été arrêté.",
            en="The process exceeded the memory limit and was stopped.",
        ),
        remedy=_remedy_text(
            "Coupez le fichier par mois ou demandez moins à la fois ; sinon, prévenez qui tient le serveur, qui peut "
            "accorder plus de mémoire.",
            "Split the file by month or request less at once; otherwise tell the server administrator, who can allow "
            "more memory.",
        ),
    )


def broken_fault(kind: str) -> Fault:
    """An error of this kind, which no maker should raise."""
    return Fault(
        code="job-broken",
        message=Text(
            fr=f"Le traitement s’est arrêté sur une erreur du site ({kind}).",
            en=f"The process stopped because of a site error ({kind}).",
        ),
        remedy=_remedy_text(
            "Relancez une fois ; si cela revient, prévenez qui tient le serveur.",
            "Try once more; if it recurs, tell the server administrator.",
        ),
    )
