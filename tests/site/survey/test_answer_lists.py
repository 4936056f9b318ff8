"""What was answered can be read again before it is sent and after, and what is to be corrected names its question."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from support.scenes.dossier_sample import make_person
from support.scenes.survey_wave import make_link, open_collection

from filiere.site.survey.waves.models import Reply
from filiere.site.survey.waves.presenters import present_unit
from filiere.survey.questionnaires import AnswerState

pytestmark = pytest.mark.django_db


def test_answers_are_read_again_before_and_after_they_are_sent(client: Client) -> None:
    """The last page shows each answer with its question and a way to it; so does the link, once all is sent."""
    unit = open_collection(make_person("statistician")).units.first()
    assert unit is not None
    token = make_link(unit)
    review = reverse("survey:respond-review", args=(token,))
    client.post(reverse("survey:respond-screen", args=(token, "segment")), {"segment": "outsourced"})
    client.post(reverse("survey:respond-screen", args=(token, "staff")), {"staff": "forty", "staff_before": ""})
    page = client.get(review, headers={"accept-language": "en"}).content.decode()
    assert "des clients, comme prestataire" in page
    assert f'href="{reverse("survey:respond-screen", args=(token, "segment"))}"' in page
    assert "<strong>Salariés aujourd’hui</strong>" in page, "a check says of which question it speaks"
    client.post(reverse("survey:respond-screen", args=(token, "staff")), {"staff": "48", "staff_before": "47"})
    assert client.post(review, {"seen": client.get(review).context["seen"]}).status_code == 302
    sent = client.get(reverse("survey:respond", args=(token,))).content.decode()
    assert "data-answers" in sent
    assert "des clients, comme prestataire" in sent
    assert "/excel/" not in sent
    assert "/screens/" not in sent, "nothing of it can be changed any more"


def test_a_question_asked_by_turns_is_named_with_its_turn() -> None:
    """The desk reads « Contacts, appels reçus », not the place where the words of the turn go."""
    unit = open_collection(make_person("statistician"), questionnaire="centres", period="2026").units.first()
    assert unit is not None
    state = AnswerState("centres@1", values={"channels": ("calls_in", "email")})
    Reply.objects.create(unit=unit, answers=state.as_json(), saved_at=timezone.now())
    named = [one.question.fr for one in present_unit(unit)["answers"] if one.place.startswith("contacts")]
    assert named == ["Contacts, appels reçus", "Contacts, courriels et formulaires"]
