"""What is said of a job that ended without making anything, through no fault that its handler found."""

from __future__ import annotations

from filiere.core import Fault, Text
from filiere.site.jobs.handlers import StopWords


def _remedy_text(words: StopWords, fr: str, en: str) -> Text:
    return Text(
        fr=f"{words.unchanged.fr} {fr.format(less=words.less.fr)}",
        en=f"{words.unchanged.en} {en.format(less=words.less.en)}",
    )


def died_fault(words: StopWords) -> Fault:
    """Its process ended three times without a word."""
    return Fault(
        code="job-died",
        message=Text(
            fr=(
                "Le traitement s’est interrompu trois fois, sans doute faute de mémoire, ou à cause d’un fichier "
                "endommagé."
            ),
            en="The process stopped three times, most likely because it ran out of memory or the file is damaged.",
        ),
        remedy=_remedy_text(
            words,
            "{less} ; sinon, demandez plus de mémoire à qui tient le serveur.",
            "{less}; otherwise ask the server administrator for more memory.",
        ),
    )


def too_long_fault(words: StopWords, seconds: int) -> Fault:
    """It passed its deadline of so many seconds, and was killed."""
    minutes = max(1, round(seconds / 60))
    return Fault(
        code="job-too-long",
        message=Text(
            fr=f"Le traitement a dépassé le temps permis ({minutes} min) et a été arrêté.",
            en=f"The process exceeded the time limit ({minutes} min) and was stopped.",
        ),
        remedy=_remedy_text(
            words,
            "{less} ; sinon, prévenez qui tient le serveur, qui peut accorder plus de temps.",
            "{less}; otherwise tell the server administrator, who can allow more time.",
        ),
    )


def out_of_memory_fault(words: StopWords) -> Fault:
    """It asked for more memory than a job may take."""
    return Fault(
        code="job-out-of-memory",
        message=Text(
            fr="Le traitement a demandé plus de mémoire que permis et a été arrêté.",
            en="The process exceeded the memory limit and was stopped.",
        ),
        remedy=_remedy_text(
            words,
            "{less} ; sinon, prévenez qui tient le serveur, qui peut accorder plus de mémoire.",
            "{less}; otherwise tell the server administrator, who can allow more memory.",
        ),
    )


def broken_fault(words: StopWords, kind: str) -> Fault:
    """An error of this kind, which no handler should raise."""
    return Fault(
        code="job-broken",
        message=Text(
            fr=f"Le traitement s’est arrêté sur une erreur du site ({kind}).",
            en=f"The process stopped because of a site error ({kind}).",
        ),
        remedy=_remedy_text(
            words,
            "Relancez une fois ; si cela revient, prévenez qui tient le serveur.",
            "Try once more; if it recurs, tell the server administrator.",
        ),
    )
