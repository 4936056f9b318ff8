"""The programme’s dealings with the State and those who commit, in the demonstration: a made-up agreement with its
payments and a report corrected since, ten commitments, a charter that is signed, a call, and a notice that is watched.

The agreement of 2009 is real, and stands beside it without a payment: it ships as content.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from filiere.core.company_numbers import fictitious_siret
from filiere.site.accounts.models import User
from filiere.site.demonstration.clock import Scenario
from filiere.site.demonstration.directory_entries import DemoPeople
from filiere.site.holders.actions import improvement_plan
from filiere.site.kit.rights import allowed
from filiere.site.programme.agreements.actions import agreements, amendments, grants, payments, questions, reports, uses
from filiere.site.programme.agreements.models import Agreement, Objective
from filiere.site.programme.commitments.actions import calls, charter, commitments
from filiere.site.programme.commitments.models import CharterVersion, Commitment
from filiere.site.programme.tenders.actions import keep_notice
from filiere.site.programme.tenders.models import WatchedNotice
from filiere.site.workflow.models import Dossier

SIGNED = 330
"""How many days ago the agreement was signed."""
PERIOD_END, REPORT_DAY = 181, 145
STATE_RANK, ASSOCIATION_RANK = 991, 992
"""Ranks of made-up numbers far beyond those of the companies of the demonstration."""

CHARTER_FR = (
    "Nous travaillons au service de personnes, et avec des personnes.",
    "1. Nous respectons celles et ceux qui appellent comme celles et ceux qui répondent : le temps de parler, le droit "
    "de se tromper, le droit de souffler.",
    "2. Nous disons nos chiffres avec leur source, y compris quand ils nous gênent.",
    "3. Nous ouvrons nos métiers : l’envie et les aptitudes passent avant le diplôme, et nous accompagnons qui change "
    "de voie.",
    "4. Nous parlons avec les représentants des salariés avant de décider, et nous gardons la trace des désaccords.",
    "5. Ce que nous promettons a une date et une preuve. Si nous ne tenons pas, nous disons pourquoi.",
)
CHARTER_EN = (
    "We work for people, and with people.",
    "1. We respect those who call as much as those who answer: the time to talk, the right to be wrong, the right to "
    "take a breath.",
    "2. We give our figures with their source, including when they are inconvenient.",
    "3. We open up our jobs: motivation and aptitude come before diplomas, and we support whoever changes course.",
    "4. We talk with staff representatives before deciding, and we keep a record of disagreements.",
    "5. What we promise has a date and a proof. If we fail to deliver, we say why.",
)

NOTICE = (
    "AVIS DE MARCHÉ",
    "Objet : accueil téléphonique et électronique des usagers, quatre ans.",
    "Critères d’attribution : valeur technique 60 %, prix 40 %.",
    "Conditions d’exécution : le titulaire réserve 7 % des heures travaillées à des personnes éloignées de l’emploi "
    "(clause sociale d’insertion).",
    "Les candidats peuvent faire état de toute démarche de responsabilité sociale.",
)


@dataclass(frozen=True, slots=True)
class _Promise:
    """A commitment of the demonstration: who, what, in days from today; how it ended, when, in what words."""

    who: str
    what: str
    what_en: str
    to_whom: str
    proof: str
    due: int
    origin: str = "meeting"
    owner: str = "delegue"
    end: str = ""
    ended: int = 0
    words: str = ""
    new_due: int | None = None
    public: bool = True


PROMISES = (
    _Promise(
        "L’association",
        "Publier les délais de réponse de ses adhérents",
        "Publish its members’ response times",
        "les consommateurs",
        "la page des délais, ouverte à tous",
        -120,
        end="kept",
        ended=125,
        words="Page ouverte, quarante centres y figurent.",
    ),
    _Promise(
        "L’association",
        "Remettre à l’État le rapport n° 1 de la convention",
        "Give the State report no. 1 of the agreement",
        "l’État",
        "le rapport scellé",
        -140,
        "agreement",
        end="kept",
        ended=145,
        words="Rapport scellé et envoyé.",
    ),
    _Promise(
        "Contact Vaudoreille",
        "Passer 80 % des contrats en CDI",
        "Move 80% of contracts to permanent ones",
        "ses salariés",
        "le registre du personnel, au 30 juin",
        -150,
        "charter",
        "long",
        "kept",
        152,
        "82 % au 30 juin, attesté par le comité social.",
    ),
    _Promise(
        "Standard Ysandre",
        "Ouvrir dix postes à des personnes en reconversion",
        "Open ten jobs to people changing careers",
        "France Travail",
        "dix contrats signés",
        -60,
        "charter",
        "examen",
        "broken",
        55,
        "Trois contrats signés : le marché principal a été perdu en juillet.",
    ),
    _Promise(
        "L’association",
        "Signer une convention avec une quatrième région",
        "Sign an agreement with a fourth region",
        "l’État",
        "la convention publiée",
        -30,
        "agreement",
        end="revised",
        ended=35,
        words="La région demande le vote de son budget.",
        new_due=75,
    ),
    _Promise(
        "L’observatoire",
        "Rendre publics les résultats de l’enquête emploi",
        "Publish the results of the employment survey",
        "les adhérents",
        "le tableau et sa note de méthode",
        -12,
    ),
    _Promise(
        "L’association",
        "Former quatre cents salariés sur trois ans",
        "Train four hundred employees over three years",
        "l’État",
        "les attestations de fin de formation",
        700,
        "agreement",
    ),
    _Promise(
        "Clarvenne Contact",
        "Mesurer la charge de travail avec les élus du personnel",
        "Measure workload with staff representatives",
        "ses salariés",
        "le compte rendu du comité",
        25,
        "charter",
        "neuf",
    ),
    _Promise(
        "La présidence",
        "Réunir les signataires de la charte une fois par an",
        "Bring the charter’s signatories together once a year",
        "les signataires",
        "le compte rendu",
        40,
        "charter",
        "presidente",
    ),
    _Promise(
        "L’association",
        "Préparer une position sur la portabilité des numéros",
        "Prepare a position on number portability",
        "le bureau",
        "la note remise au bureau",
        18,
        "meeting",
        "presidente",
        public=False,
    ),
)
"""Three kept, one broken, one revised, one late, four to come, of which one is not public."""


def agreement_scenarios(cast: DemoPeople, today: date) -> list[Scenario]:
    """The stories that are not told yet."""
    told: list[Scenario] = []
    if not Agreement.objects.exists():
        told.append(_play_agreement(cast, today))
    if not CharterVersion.objects.exists():
        told.append(_play_charter(cast, today))
    if not Commitment.objects.exists():
        told += [_play_promise(cast, today, one) for one in PROMISES]
        told.append(_plan_improvements(cast, today))
    if not WatchedNotice.objects.exists():
        told.append(_watch_notice(cast))
    return told


def _play_agreement(cast: DemoPeople, today: date) -> Scenario:
    lead, state = cast.people["delegue"], cast.people["etat"]

    def ago(days: int) -> date:
        return today - timedelta(days=days)

    yield SIGNED
    agreement = _sign(lead, ago(SIGNED))
    year = agreement.signed_on.year
    due = [
        payments.schedule_payment(
            agreement, actor=lead, funder="État", amount=Decimal(amount), due=ago(days), condition=condition
        )
        for days, amount, condition in (
            (302, 1_000_000, "Signature"),
            (200, 1_000_000, "Comité de lancement"),
        )
    ]
    lines = {
        name: uses.plan_use(
            agreement, actor=lead, title=name, title_en=english, planned=Decimal(planned), region=region
        )
        for name, english, planned, region in (
            ("Formation des conseillers", "Training of agents", 2_400_000, "REG-53"),
            ("Formation des conseillers, Nord", "Training of agents, North", 1_600_000, "REG-32"),
            ("Observatoire des métiers", "Observatory of occupations", 900_000, ""),
            ("Accès à l’emploi", "Access to jobs", 1_100_000, "REG-76"),
        )
    }
    objectives = _promise_objectives(agreement, lead)
    reports.open_period(agreement, actor=lead, starts=ago(SIGNED), ends=ago(PERIOD_END), due=ago(140))
    yield 300
    payments.record_payment(due[0], actor=lead, paid_on=ago(302))
    yield 199
    payments.record_payment(due[1], actor=lead, paid_on=ago(200))
    yield 170
    spent = dict(zip(lines, (600_000, 250_000, 200_000, 100_000), strict=True))
    for name, amount in spent.items():
        uses.record_spending(lines[name], actor=lead, amount=Decimal(amount), on=ago(PERIOD_END))
    for name, value in (("trained", 212), ("regions", 3), ("entries", 238)):
        uses.record_measure(objectives[name], actor=lead, value=Decimal(value), on=ago(PERIOD_END))
    yield 150
    _amend(agreement, lead, ago(150), year, objectives["entries"].key)
    third = payments.schedule_payment(
        agreement, actor=lead, funder="État", amount=Decimal(2_000_000), due=ago(77), condition="Rapport n° 1 remis"
    )
    for days, amount, condition in (
        (-104, 500_000, "Rapport n° 2 remis"),
        (-288, 500_000, "60 % de dépenses justifiées"),
        (-576, 1_000_000, "Bilan final"),
    ):
        payments.schedule_payment(
            agreement, actor=lead, funder="État", amount=Decimal(amount), due=ago(days), condition=condition
        )
    yield REPORT_DAY
    period = agreement.periods.get(number=1)
    reports.send_report(period, actor=lead, comment="Le démarrage a pris deux mois : les régions ont signé en avril.")
    reports.open_period(agreement, actor=lead, starts=ago(PERIOD_END - 1), ends=ago(-31), due=ago(-62))
    yield 89
    uses.record_measure(
        objectives["trained"], actor=lead, value=Decimal(205), on=ago(PERIOD_END), comment="Sept doublons"
    )
    yield 76
    payments.record_payment(third, actor=lead, paid_on=ago(77))
    yield 60
    spent = dict(zip(lines, (1_250_000, 650_000, 450_000, 350_000), strict=True))
    comments = ("", "Deux promotions reportées à janvier", "", "Deux factures sans date de service fait")
    for (name, amount), comment in zip(spent.items(), comments, strict=True):
        uses.record_spending(lines[name], actor=lead, amount=Decimal(amount), on=ago(62), comment=comment)
    yield 48
    first = questions.ask_question(
        agreement, actor=state, text="Pourquoi seulement trois régions à ce jour ?", due=ago(34)
    )
    yield 41
    accepted = dict(zip(lines, (1_250_000, 650_000, 450_000, 50_000), strict=True))
    for name, amount in accepted.items():
        uses.accept_spending(lines[name], actor=state, amount=Decimal(amount), on=ago(62))
    yield 40
    questions.answer_question(
        first, actor=lead, answer="La quatrième vote son budget en février ; l’engagement est révisé en conséquence."
    )
    yield 13
    questions.ask_question(
        agreement, actor=state, text="Deux factures n’ont pas de date de service fait. Lesquelles ?", due=ago(-1)
    )


def _sign(lead: User, signed: date) -> Agreement:
    """The agreement, its amounts by funder and year, its articles, the numbers that grants ask for."""
    year = signed.year
    agreement = agreements.create_agreement(
        "new",
        actor=lead,
        title=f"Convention emploi et compétences {year}–{year + 2}",
        title_en=f"Jobs and skills agreement {year}–{year + 2}",
        parties=["L’État", "L’association", "Quatre régions"],
        signed_on=signed,
        starts=signed,
        ends=date(year + 2, 12, 31),
        object="Former les conseillers, ouvrir les métiers à qui change de voie, tenir l’observatoire des métiers.",
        object_en="Train agents, open the jobs to people changing careers, keep the observatory of occupations.",
        total=Decimal(16_000_000),
        regions=["REG-53", "REG-32", "REG-76"],
        reference=f"DEMO-{year}-17",
        fictitious=True,
    )
    for funder, kind, amounts in (
        ("État", "state", (2_000_000, 3_000_000, 1_000_000)),
        ("Entreprises", "private", (2_400_000, 3_000_000, 3_000_000)),
        ("Régions (4)", "region", (400_000, 600_000, 600_000)),
    ):
        for rank, amount in enumerate(amounts):
            agreements.add_amount(
                agreement, actor=lead, funder=funder, funder_kind=kind, amount=Decimal(amount), year=year + rank
            )
    for number, (title, text) in enumerate(
        (
            ("Objet", "La convention finance la formation, l’accès à l’emploi et l’observatoire des métiers."),
            ("Compte rendu", "L’association remet un rapport par semestre. Ses chiffres sont scellés à l’envoi."),
            ("Reversement", "Ce qui n’est pas justifié au terme de la convention est reversé."),
        ),
        1,
    ):
        amendments.write_article(agreement, actor=lead, title=title, text=text, number=number)
    grants.describe_grant(
        agreement,
        actor=lead,
        grant={
            "siret:État": str(fictitious_siret(STATE_RANK)),
            "beneficiary": "L’association",
            "beneficiary_siret": str(fictitious_siret(ASSOCIATION_RANK)),
            "payment_terms": "Six versements, sur rapport accepté",
        },
    )
    return agreement


def _promise_objectives(agreement: Agreement, lead: User) -> dict[str, Objective]:
    ends = agreement.ends
    typed = (
        ("trained", "Salariés formés", "Employees trained", 400, "personnes"),
        ("regions", "Régions où une promotion a ouvert", "Regions where a course has opened", 4, "régions"),
        (
            "entries",
            "Entrées en formation payées par la convention",
            "Training starts paid for by the agreement",
            300,
            "personnes",
        ),
        ("hired", "Embauches à six mois", "In work after six months", 120, "personnes"),
    )
    made = {
        key: agreements.add_objective(
            agreement, actor=lead, title=title, title_en=english, goal=Decimal(goal), unit=unit, due=ends
        )
        for key, title, english, goal, unit in typed
    }
    agreements.add_objective(
        agreement,
        actor=lead,
        title="Labels en cours, comptés au registre",
        title_en="Labels in force, as counted by the register",
        goal=Decimal(10),
        due=ends,
        count="label-holders",
        unit="labels",
    )
    return made


def _amend(agreement: Agreement, lead: User, signed: date, year: int, entries: str) -> None:
    """An advance: two millions of the second year are paid in the first, for more people to begin."""
    lines = amendments.list_amounts(agreements.find_last_version(agreement))
    held = {line.year: rank for rank, line in enumerate(lines) if line.funder_kind == "state"}
    amendments.amend_agreement(
        agreement,
        actor=lead,
        signed_on=signed,
        reason=f"Avance de 2 M€ sur {year + 1}, pour ouvrir trois promotions avant la fin de l’année.",
        amounts={held[year]: Decimal(4_000_000), held[year + 1]: Decimal(1_000_000)},
        articles=[
            amendments.ArticleWords(
                2,
                "Compte rendu",
                "L’association remet un rapport par semestre, dans les deux mois qui suivent. Ses chiffres sont "
                "scellés à l’envoi ; ce qui est corrigé ensuite y figure, avec la date de la correction.",
            ),
            amendments.ArticleWords(4, "Avance", "L’avance est reprise sur le dernier versement."),
        ],
        objectives={entries: {"goal": Decimal(360)}},
    )


def _play_charter(cast: DemoPeople, today: date) -> Scenario:
    yield 300
    lead = cast.people["presidente"]
    version = charter.publish_charter(
        "new", actor=lead, text="\n\n".join(CHARTER_FR), text_en="\n\n".join(CHARTER_EN), fictitious=True
    )
    charter.sign_charter(version, actor=lead, shown=True)
    yield 280
    for firm in ("long", "examen", "neuf"):
        charter.sign_charter(version, actor=cast.editors[firm], organisation=cast.firms[firm], shown=True)
    yield 200
    charter.sign_charter(version, actor=cast.people["public"], shown=False)
    yield 20
    call = calls.open_call(
        "new",
        actor=lead,
        kind="volunteers",
        title="Écouter des appels avec les élus du personnel",
        title_en="Listen to calls with staff representatives",
        what="Deux demi-journées par mois, dans un centre près de chez vous, pour préparer la grille d’écoute commune.",
        what_en="Two half-days a month, in a centre near you, to prepare the common listening grid.",
        until=today + timedelta(days=40),
        fictitious=True,
    )
    yield 12
    calls.join_call(call, actor=cast.editors["long"], words="Un plateau de quarante personnes à Caen.")
    calls.join_call(call, actor=cast.people["public"])


def _play_promise(cast: DemoPeople, today: date, one: _Promise) -> Scenario:
    """Entered when it is made, by the lead; settled by whoever answers for it."""
    lead = cast.people["delegue"]
    owner = cast.editors.get(one.owner) or cast.people[one.owner]
    made = max(250 if one.due > 0 else 300 + one.due // 10, one.ended + 10)
    yield made
    row = commitments.record_commitment(
        "new",
        actor=lead,
        who=one.who,
        organisation=cast.firms.get(one.owner),
        what=one.what,
        what_en=one.what_en,
        to_whom=one.to_whom,
        proof=one.proof,
        due=today + timedelta(days=one.due),
        made_on=today - timedelta(days=made),
        origin=one.origin,
        owner_email=owner.email,
        public=one.public,
        fictitious=True,
    )
    if one.end:
        yield one.ended
        commitments.record_outcome(
            row,
            actor=owner,
            kind=one.end,
            on=today - timedelta(days=one.ended),
            words=one.words,
            due=None if one.new_due is None else today + timedelta(days=one.new_due),
        )


def _plan_improvements(cast: DemoPeople, today: date) -> Scenario:
    """Two actions of the improvement plan of a labelled company, one of them late: the register reads them there."""
    yield 30
    dossier = Dossier.objects.filter(organisation=cast.firms["neuf"]).first()
    if dossier is not None and allowed(cast.editors["neuf"], "plan:edit", dossier):
        for what, days in (("Afficher les plannings trois semaines à l’avance", -4), ("Former deux tuteurs", 80)):
            improvement_plan.add_action(
                dossier,
                actor=cast.editors["neuf"],
                what=what,
                due=today + timedelta(days=days),
                owner="Direction des ressources humaines",
            )


def _watch_notice(cast: DemoPeople) -> Scenario:
    yield 6
    keep_notice(
        "new",
        actor=cast.people["delegue"],
        title="Accueil téléphonique des usagers",
        buyer="Métropole de Vaudrange",
        text="\n".join(NOTICE),
        fictitious=True,
    )
