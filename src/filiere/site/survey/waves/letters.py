"""Letters to centres: the invitation, the reminders, and the link that a colleague is passed."""

from __future__ import annotations

from collections.abc import Iterable

from filiere.core import Text
from filiere.core.dates import spell_day
from filiere.site.accounts.letters import add_greeting
from filiere.site.mail.outbox import AddressedLetter, post_letters_to_addresses
from filiere.site.survey.waves.access_links import make_links
from filiere.site.survey.waves.models import SampledUnit, Wave
from filiere.site.survey.waves.questionnaires import find_questionnaire

_WHO_READS = Text(
    fr=(
        "Seule l’équipe statistique de l’observatoire lit vos réponses : ni l’association du label, ni vos clients. "
        "Seuls des résultats agrégés sont publiés. Ce lien tient lieu de compte : ne le transmettez qu’à un "
        "collègue qui répond avec vous."
    ),
    en=(
        "Only the observatory’s statisticians read your answers: neither the label’s association nor your customers. "
        "Only aggregate results are published. This link stands in for an account: pass it only to "
        "a colleague who answers with you."
    ),
)


def post_invitations(wave: Wave, units: Iterable[SampledUnit]) -> int:
    """Write to centres for the first time; return how many letters there were."""
    first = Text(
        fr="Votre centre, {name}, fait partie de l’échantillon de l’enquête « {title} ».",
        en="Your centre, {name}, is in the sample of the survey “{title}”.",
    )
    return _post(
        wave,
        units,
        Text(fr="{title} : votre centre est invité à répondre", en="{title}: your centre is invited to reply"),
        first,
        "survey.invitation",
    )


def post_reminders(wave: Wave, units: Iterable[SampledUnit]) -> int:
    """Write again to those who have sent nothing; what they began is kept."""
    first = Text(
        fr=(
            "Nous n’avons pas encore reçu vos réponses à l’enquête « {title} ». Si vous avez commencé, elles sont "
            "enregistrées."
        ),
        en="We have not yet received your answers to the survey “{title}”. If you have begun, your answers are saved.",
    )
    return _post(wave, units, Text(fr="{title} : rappel", en="{title}: reminder"), first, "survey.reminder")


def post_transfer(wave: Wave, unit: SampledUnit, email: str) -> int:
    """Send a colleague a link of their own to the form of their centre."""
    first = Text(
        fr="Un collègue de {name} vous transmet l’enquête « {title} ». Ses réponses y figurent déjà.",
        en="A colleague at {name} has passed you the survey “{title}”. Their answers are already in it.",
    )
    subject = Text(fr="{title} : à compléter", en="{title}: for you to complete")
    return _post(wave, [unit], subject, first, "survey.transfer", email=email)


def _post(wave: Wave, units: Iterable[SampledUnit], subject: Text, first: Text, kind: str, *, email: str = "") -> int:
    written = [unit for unit in units if email or unit.email]
    links, questionnaire = make_links(written, wave.closes_on), find_questionnaire(wave)
    title, minutes, until = questionnaire.title, questionnaire.form.minutes, spell_day(wave.closes_on)
    about = Text(
        fr=f"Comptez environ {minutes} minutes, sur un téléphone ou un ordinateur, en une ou plusieurs fois, jusqu’au "
        f"{until.fr}. {_WHO_READS.fr}\n\nCe lien ouvre le questionnaire :",
        en=f"It takes about {minutes} minutes, on a phone or a computer, in one go or several, until {until.en}. "
        f"{_WHO_READS.en}\n\nThis link opens the questionnaire:",
    )
    letters = [
        AddressedLetter(
            email or unit.email,
            unit.language,
            Text(fr=subject.fr.format(title=title.fr), en=subject.en.format(title=title.en)),
            add_greeting(
                Text(
                    fr=f"{first.fr.format(title=title.fr, name=unit.name)}\n\n{about.fr}",
                    en=f"{first.en.format(title=title.en, name=unit.name)}\n\n{about.en}",
                )
            ),
            f"/respond/{links[unit.pk]}/",
        )
        for unit in written
    ]
    post_letters_to_addresses(letters, kind=kind, about=f"survey-wave:{wave.key}")
    return len(letters)
