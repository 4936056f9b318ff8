"""The work behind the contacts: states of agents, cases, calendars, forecasts, systems and staff."""

from filiere.contacts.schema.columns import CHANNEL, CUSTOMER, ORGANISATION, QUEUE, SITE, Table, column
from filiere.core.text import Text

AGENT_STATE = Table(
    name="agent_state",
    title=Text(fr="États des conseillers", en="Agent states"),
    columns=(
        ORGANISATION,
        SITE,
        QUEUE,
        column(
            "agent_key",
            "key",
            "Conseiller, gardé sous forme d’empreinte à clé",
            "Agent, as a keyed hash",
            required=True,
        ),
        column(
            "state",
            "word",
            "État : disponible, en contact, en traitement, en pause, absent",
            "State",
            required=True,
            words=("available", "busy", "wrap", "pause", "offline"),
        ),
        column("from_at", "time", "Début", "Start", required=True),
        column("to_at", "time", "Fin", "End", required=True),
        column("contact_id", "name", "Contact traité", "Contact handled"),
        column("reason", "name", "Motif de la pause", "Reason of the pause"),
    ),
    identity=("organisation", "agent_key", "state", "from_at", "contact_id"),
    moment="from_at",
)

CASE = Table(
    name="case",
    title=Text(fr="Réclamations et demandes", en="Complaints and tickets"),
    columns=(
        column("case_id", "name", "Identité du dossier", "Identity of the case", required=True),
        ORGANISATION,
        SITE,
        QUEUE,
        CHANNEL,
        column(
            "kind",
            "word",
            "Réclamation ou demande",
            "Complaint or ticket",
            required=True,
            words=("complaint", "ticket"),
        ),
        CUSTOMER,
        column("contact_id", "name", "Contact d’origine", "Contact it comes from"),
        column("sent_at", "time", "Envoi par le client", "Sent by the customer"),
        column("opened_at", "time", "Ouverture ou réception", "Opening or receipt", required=True),
        column("acknowledged_at", "time", "Accusé de réception", "Acknowledgement"),
        column("first_reply_at", "time", "Première réponse d’une personne", "First reply of a person"),
        column("closed_at", "time", "Clôture", "Closing"),
        column("reopened_at", "time", "Dernière réouverture", "Last reopening"),
        column("paused_seconds", "count", "Secondes d’attente du client", "Seconds waiting for the customer"),
        column("answer_queue", "name", "File qui a répondu", "Queue that answered"),
        column("reason", "name", "Motif", "Reason"),
    ),
    identity=("organisation", "case_id"),
    moment="opened_at",
)

CALENDAR = Table(
    name="calendar",
    title=Text(fr="Heures d’ouverture", en="Opening hours"),
    columns=(
        ORGANISATION,
        SITE,
        QUEUE,
        column("version", "name", "Version du calendrier", "Version of the calendar", required=True),
        column(
            "zone", "zone", "Fuseau horaire, par exemple Europe/Paris", "Time zone, such as Europe/Paris", required=True
        ),
        column("valid_from", "day", "Premier jour d’effet", "First day of effect", required=True),
        column("valid_to", "day", "Dernier jour d’effet ; vide : sans fin", "Last day of effect; empty: without end"),
        column(
            "weekday", "count", "Jour de la semaine, lundi = 1 ; vide si « day »", "Weekday, Monday = 1; empty if “day”"
        ),
        column("day", "day", "Jour particulier", "Particular day"),
        column("holiday", "flag", "Ce jour est férié", "This day is a public holiday"),
        column("opens", "clock", "Ouverture ; vide : fermé", "Opening; empty: closed"),
        column("closes", "clock", "Fermeture, 24:00 pour minuit", "Closing, 24:00 for midnight"),
    ),
    identity=("organisation", "site", "queue", "version", "valid_from", "weekday", "day", "opens"),
    moment=None,
)

QUEUE_MAP = Table(
    name="queue_map",
    title=Text(fr="Correspondance des files", en="Queue map"),
    columns=(
        ORGANISATION,
        column("queue", "name", "File, sous son nom local", "Queue, by its local name", required=True),
        column("common_queue", "name", "File commune", "Common queue", required=True),
        column("valid_from", "day", "Premier jour d’effet", "First day of effect", required=True),
        column("valid_to", "day", "Dernier jour d’effet ; vide : sans fin", "Last day of effect; empty: without end"),
    ),
    identity=("organisation", "queue", "valid_from"),
    moment=None,
)

FORECAST = Table(
    name="forecast",
    title=Text(fr="Prévisions de contacts", en="Contact forecasts"),
    columns=(
        ORGANISATION,
        SITE,
        QUEUE,
        CHANNEL,
        column("starts_at", "time", "Début de l’intervalle", "Start of the interval", required=True),
        column(
            "seconds", "count", "Durée de l’intervalle, en secondes", "Length of the interval, seconds", required=True
        ),
        column("volume", "number", "Contacts prévus", "Contacts expected", required=True),
        column(
            "made_on", "day", "Jour où la prévision a été faite", "Day on which the forecast was made", required=True
        ),
    ),
    identity=("organisation", "site", "queue", "channel", "starts_at", "seconds", "made_on"),
    moment="starts_at",
)

SERVICE_UPTIME = Table(
    name="service_uptime",
    title=Text(fr="Disponibilité des systèmes", en="System availability"),
    columns=(
        ORGANISATION,
        SITE,
        QUEUE,
        column("system", "name", "Système", "System", required=True),
        column(
            "state",
            "word",
            "En marche, en panne, arrêt prévu",
            "Up, down, planned stop",
            required=True,
            words=("up", "down", "planned"),
        ),
        column("from_at", "time", "Début", "Start", required=True),
        column("to_at", "time", "Fin", "End", required=True),
    ),
    identity=("organisation", "site", "queue", "system", "from_at"),
    moment="from_at",
)

STAFF_MONTH = Table(
    name="staff_month",
    title=Text(fr="Effectifs du mois", en="Monthly headcount"),
    columns=(
        ORGANISATION,
        SITE,
        column("month", "month", "Mois, AAAA-MM", "Month, YYYY-MM", required=True),
        column("headcount", "number", "Effectif moyen", "Mean headcount", required=True),
        column("entries", "count", "Entrées", "Entries"),
        column("exits", "count", "Sorties", "Exits"),
        column("hours_due", "number", "Heures théoriques", "Hours due"),
        column("hours_absent", "number", "Heures d’absence", "Hours absent"),
        column("training_hours", "number", "Heures de formation", "Hours of training"),
        column(
            "satisfaction_favourable", "count", "Réponses favorables des salariés", "Favourable answers of employees"
        ),
        column("satisfaction_answers", "count", "Réponses des salariés", "Answers of employees"),
    ),
    identity=("organisation", "site", "month"),
    moment="month",
)
