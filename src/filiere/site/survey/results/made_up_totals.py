"""What a made-up annual survey gives for the jobs of the sector: the home page shows it beside the real methods.

A made-up panel enters no register. Its interval is shown, with that word, so that a visitor of the demonstration sees
where that of a real survey will stand.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from django.urls import reverse

from filiere.core import Text
from filiere.core.numbers import format_number
from filiere.site.observatory.extension_points import MadeUpEstimate, made_up_estimates
from filiere.site.survey.waves.models import Wave
from filiere.site.survey.waves.result_figures import find_total

SURVEY: Final = "centres"
"""The questionnaire that counts jobs."""
_NAME: Final = Text(fr="Enquête annuelle auprès des centres", en="Annual survey of centres")


@made_up_estimates.register
def give_made_up_jobs() -> MadeUpEstimate | None:
    """The jobs of the latest made-up annual survey that was published, with their interval."""
    published = Wave.objects.filter(questionnaire=SURVEY, state=Wave.State.PUBLISHED, fictitious=True)
    wave = published.defer("frame").order_by("-publish_at", "-pk").first()
    line = None if wave is None else find_total(wave, "jobs")
    if wave is None or line is None:
        return None
    results = wave.results or {}
    replies, drawn = results["replies"], results["drawn"]
    return MadeUpEstimate(
        _NAME,
        Fraction(line["low"]),
        Fraction(line["high"]),
        Text(
            fr=(
                f"Panel de démonstration, vague {wave.period} : {format_number(replies, 'fr')} réponses sur "
                f"{format_number(drawn, 'fr')}, intervalle à 95 %. Il n’entre pas dans la fourchette."
            ),
            en=(
                f"Panel of the demonstration, {wave.period} wave: {format_number(replies, 'en')} replies of "
                f"{format_number(drawn, 'en')}, 95% interval. It does not enter the range."
            ),
        ),
        reverse("survey:wave-method", args=(wave.key,)),
    )
