"""What the desk is awaited for: a wave to draw, to invite, to close, to estimate, to publish at its hour."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from filiere.core import Text
from filiere.site.accounts.models import User
from filiere.site.kit.rights import allowed
from filiere.site.pages.todo_list import Task, task_providers
from filiere.site.survey.waves.models import Wave
from filiere.site.survey.waves.presenters import describe_missing_replies
from filiere.site.survey.waves.questionnaires import name_wave
from filiere.site.survey.waves.rights import CONDUCT

_WORDS: dict[str, Text] = {
    Wave.State.PLANNED: Text(fr="Tirer l’échantillon : {title}", en="Draw the sample: {title}"),
    Wave.State.DRAWN: Text(fr="Envoyer les invitations : {title}", en="Send the invitations: {title}"),
    Wave.State.OPEN: Text(fr="Clore la collecte : {title}", en="Close the collection: {title}"),
    Wave.State.CLOSED: Text(fr="Calculer les résultats : {title}", en="Compute the results: {title}"),
    Wave.State.PREPARED: Text(fr="Publier les résultats : {title}", en="Publish the results: {title}"),
}
_SOON = timedelta(days=7)


def find_due_day(wave: Wave) -> date:
    """The day by which the next act on a wave is awaited."""
    if wave.state in (Wave.State.PLANNED, Wave.State.DRAWN):
        return wave.opens_on
    if wave.state == Wave.State.OPEN:
        return wave.closes_on + timedelta(days=1)
    return timezone.localdate(wave.publish_at)


@task_providers.register
def list_survey_tasks(person: User, day: date) -> Iterator[Task]:
    """The next act on each wave, from a week before it is due; none on one that closed with too few replies."""
    if not allowed(person, CONDUCT):
        return
    for wave in Wave.objects.exclude(state=Wave.State.PUBLISHED):
        due = find_due_day(wave)
        if due <= day + _SOON and not (wave.state == Wave.State.CLOSED and describe_missing_replies(wave)):
            words, title = _WORDS[wave.state], name_wave(wave)
            yield Task(
                key=f"survey-wave:{wave.key}:{wave.state}",
                words=Text(fr=words.fr.format(title=title.fr), en=words.en.format(title=title.en)),
                url=reverse("survey:wave", args=(wave.key,)),
                button=Text(fr="Ouvrir la vague", en="Open the wave"),
                due=due,
                about=f"survey-wave:{wave.key}",
            )
