"""What customers and listeners say of a contact: surveys, mystery contacts, reviews of quality."""

from filiere.contacts.schema.columns import AGENT, CHANNEL, CUSTOMER, ORGANISATION, QUEUE, SITE, Table, column
from filiere.core.text import Text

QUESTIONS = ("satisfaction", "recommendation", "effort", "resolution")

SURVEY_ANSWER = Table(
    name="survey_answer",
    title=Text(fr="Réponses aux enquêtes", en="Survey answers"),
    columns=(
        column("answer_id", "name", "Identité de l’invitation", "Identity of the invitation", required=True),
        ORGANISATION,
        SITE,
        QUEUE,
        CHANNEL,
        column("contact_id", "name", "Contact évalué", "Contact it is about"),
        CUSTOMER,
        column("question", "word", "Ce qui est demandé", "What is asked", required=True, words=QUESTIONS),
        column("invited_at", "time", "Invitation", "Invitation", required=True),
        column("answered_at", "time", "Réponse ; vide : sans réponse", "Answer; empty: none came"),
        column("score", "number", "Note donnée", "Score given"),
        column("scale_min", "number", "Plus basse note possible", "Lowest score possible", required=True),
        column("scale_max", "number", "Plus haute note possible", "Highest score possible", required=True),
        column(
            "satisfied_from",
            "number",
            "Note à partir de laquelle on est satisfait",
            "Score from which one is satisfied",
        ),
    ),
    identity=("organisation", "answer_id", "question"),
    moment="invited_at",
)

MYSTERY_CONTACT = Table(
    name="mystery_contact",
    title=Text(fr="Contacts mystère", en="Mystery contacts"),
    columns=(
        column("mystery_id", "name", "Identité du contact mystère", "Identity of the mystery contact", required=True),
        ORGANISATION,
        SITE,
        QUEUE,
        CHANNEL,
        column("made_at", "time", "Moment", "Moment", required=True),
        column("points", "number", "Points obtenus", "Points obtained", required=True),
        column("points_possible", "number", "Points possibles", "Points possible", required=True),
        column("passed", "flag", "Réussi", "Passed"),
    ),
    identity=("organisation", "mystery_id"),
    moment="made_at",
)

QUALITY_REVIEW = Table(
    name="quality_review",
    title=Text(fr="Écoutes de qualité", en="Quality reviews"),
    columns=(
        column("review_id", "name", "Identité de l’écoute", "Identity of the review", required=True),
        ORGANISATION,
        SITE,
        QUEUE,
        CHANNEL,
        column("contact_id", "name", "Contact écouté", "Contact reviewed"),
        AGENT,
        column("reviewed_at", "time", "Moment de l’écoute", "Moment of the review", required=True),
        column("points", "number", "Points obtenus", "Points obtained", required=True),
        column("points_possible", "number", "Points possibles", "Points possible", required=True),
        column("calibrated", "flag", "Écoute d’un échantillon calibré", "Review of a calibrated sample", required=True),
    ),
    identity=("organisation", "review_id"),
    moment="reviewed_at",
)
