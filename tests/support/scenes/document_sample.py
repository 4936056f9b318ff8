"""One record of each document of the house, fictitious, for tests of the documents and of whoever makes them."""

from datetime import date
from decimal import Decimal

from filiere.core import Text
from filiere.publication import documents as d

STAMP = d.Stamp(
    issuer=Text(fr="Association du label (démonstration)", en="Label association (demonstration)"),
    reference="LRS-2027-0042-7",
    issued=date(2027, 3, 1),
    dossier="d-0042",
    release="lrs@2027.1",
    release_sha256="0123456789abcdef" * 4,
    snapshot=Text(fr="Pièces de la décision", en="Papers of the decision"),
    snapshot_sha256="fedcba9876543210" * 4,
    fictitious=True,
)
ORGANISATION = d.Organisation(
    name="Écoute & Réponse <fictif>", siren="999 990 018", address=("1, rue de l’Essai", "37000 Tours")
)
CATEGORY = Text(fr="Prestataire", en="Outsourcer")
SITES = (d.SitePlace(name="Tours Nord", commune="Tours"), d.SitePlace(name="Poitiers", commune="Poitiers"))

QUOTE = d.Quote(
    stamp=STAMP,
    organisation=ORGANISATION,
    category=CATEGORY,
    perimeter=Text(fr="2 sites, 310 salariés", en="2 sites, 310 employees"),
    lines=(
        d.QuoteLine(
            label=Text(fr="Audit sur site", en="Audit on site"),
            quantity=Decimal("2.5"),
            unit=Text(fr="jours", en="days"),
            unit_price=Decimal("1150.01"),
        ),
        d.QuoteLine(
            label=Text(fr="Instruction", en="Handling"),
            quantity=Decimal(1),
            unit=Text(fr="dossier", en="dossier"),
            unit_price=Decimal("900.00"),
        ),
    ),
    vat_rate=Decimal(20),
    valid_until=date(2027, 6, 1),
    grid=Text(fr="Grille proposée par nous, version 2027.1.", en="Grid proposed by us, version 2027.1."),
    effort=(d.Effort(label=Text(fr="Référent", en="Lead"), amount=Text(fr="6 jours", en="6 days")),),
    terms=(Text(fr="Le prix ne dépend pas du résultat.", en="The price does not depend on the outcome."),),
)

REPORT = d.AuditReport(
    stamp=STAMP,
    organisation=ORGANISATION,
    category=CATEGORY,
    firm="Cabinet d’essai",
    auditors=("A. Fictive", "B. Fictif"),
    independence=Text(fr="Déclarée sans réserve", en="Declared without reserve"),
    began=date(2027, 2, 1),
    ended=date(2027, 2, 3),
    sites=SITES,
    sampling=Text(fr="Tirage au sort, graine abc.", en="Drawn by lot, seed abc."),
    scores=(
        d.ScoreLine(
            theme=Text(fr="Gouvernance", en="Governance"),
            candidate=Decimal("71.5"),
            auditor=Decimal(68),
            floor=Decimal(50),
        ),
        d.ScoreLine(
            theme=Text(fr="Environnement", en="Environment"), candidate=None, auditor=Decimal("55.5"), floor=Decimal(50)
        ),
    ),
    total=d.ScoreLine(theme=Text(fr="Ensemble", en="All"), candidate=None, auditor=Decimal("64.2")),
    findings=(
        d.FindingLine(
            number="1",
            kind=Text(fr="écart majeur", en="major"),
            about=Text(fr="Temps de travail", en="Working time"),
            seen="Les plannings changent la veille.\n\n<script>alert(1)</script>",
            status=Text(fr="levé le 20 février 2027", en="lifted on 20 February 2027"),
            answer="Délai porté à sept jours.",
        ),
    ),
    proposal=Text(fr="Label de 24 mois", en="Label of 24 months"),
    summary="Deux sites vus, neuf entretiens.",
    answer="Nous acceptons le constat.",
)

MINUTES = d.Minutes(
    stamp=STAMP,
    instance=Text(fr="Comité d’attribution", en="Award committee"),
    session=date(2027, 3, 1),
    place=Text(fr="Paris et à distance", en="Paris and at a distance"),
    presence=(
        d.CollegePresence(
            college=Text(fr="Salariés", en="Employees"), seats=5, present=3, needed=1, names=("C. Présente",)
        ),
        d.CollegePresence(college=Text(fr="Employeurs", en="Employers"), seats=5, present=4, needed=1),
    ),
    quorum=Text(fr="Atteint : 9 requis, 10 présents", en="Reached: 9 needed, 10 present"),
    chair="D. Présidente",
    items=(
        d.MinutesItem(
            number="1",
            subject="Écoute & Réponse",
            asked=Text(fr="Attribution du label", en="Award of the label"),
            outcome=Text(fr="Label accordé pour 24 mois", en="Label granted for 24 months"),
            reasons="Le score passe les planchers.",
            heard=Text(fr="Entendue avant le vote", en="Heard before the vote"),
            snapshot_sha256="fedcba9876543210" * 4,
            recusals=(
                d.RecusalLine(
                    who="E. Déportée",
                    college=Text(fr="Employeurs", en="Employers"),
                    grade=Text(fr="déclaré", en="declared"),
                    reason=Text(fr="cliente de la candidate", en="a customer of the candidate"),
                ),
            ),
            votes=(
                d.CollegeVotes(college=Text(fr="Salariés", en="Employees"), in_favour=2, against=1, abstained=0),
                d.CollegeVotes(
                    college=Text(fr="Employeurs", en="Employers"), in_favour=3, against=0, abstained=1, recused=1
                ),
            ),
            minority="Un syndicat demandait douze mois.",
            debate="F. Bavarde a dit sa crainte.",
        ),
    ),
)

DECISION = d.Decision(
    stamp=STAMP,
    organisation=ORGANISATION,
    instance=Text(fr="Comité d’attribution", en="Award committee"),
    decided=date(2027, 3, 1),
    outcome=Text(fr="Label refusé", en="Label refused"),
    reasons="Deux rubriques sous leur plancher.",
    effects=(Text(fr="Aucun logo ne peut être affiché.", en="No logo may be shown."),),
    votes=MINUTES.items[0].votes,
    appeal_until=date(2027, 4, 30),
    appeal_to=Text(fr="l’instance de recours", en="the appeal panel"),
    signed_by=Text(fr="Pour le comité, sa présidente", en="For the committee, its chair"),
)

CERTIFICATE = d.Certificate(
    stamp=STAMP,
    number="LRS-2027-0042-7",
    label=Text(fr="Label de responsabilité sociale", en="Social responsibility label"),
    organisation=ORGANISATION,
    category=CATEGORY,
    level=Text(fr="Label accordé pour 24 mois", en="Label granted for 24 months"),
    granted=date(2027, 3, 1),
    until=date(2029, 3, 1),
    sites=SITES,
    verify_url="https://label.example/fr/registre/verifier/LRS-2027-0042-7",
    france_share=Decimal("87.5"),
)

PLAN = d.ImprovementPlan(
    stamp=STAMP,
    organisation=ORGANISATION,
    certificate="LRS-2027-0042-7",
    actions=(
        d.PlanAction(
            number="1",
            what="Afficher les plannings sept jours avant.",
            finding=Text(fr="Constat 1", en="Finding 1"),
            owner="Direction des opérations",
            due=date(2027, 2, 1),
            progress=40,
            state=Text(fr="en cours", en="under way"),
        ),
    ),
)

RECEIPT = d.OpinionReceipt(
    stamp=STAMP,
    organisation=ORGANISATION,
    given=date(2027, 1, 15),
    given_by="G. Déléguée",
    capacity=Text(fr="élue au comité social", en="elected to the works council"),
    themes=(Text(fr="Dialogue social", en="Social dialogue"),),
    opinion_sha256="00ff" * 16,
    readers=Text(fr="l’auditeur seul", en="the auditor alone"),
)

PRESS_SHEET = d.PressSheet(
    stamp=STAMP,
    title=Text(fr="Portes ouvertes", en="Open days"),
    facts=((Text(fr="Lieu", en="Place"), Text.same("Lille")),),
    messages=(
        d.PressMessage(
            sentence=Text(fr="Ce sont 290 000 emplois.", en="They are 290,000 jobs."),
            figure=Text(fr="Emplois, France, 2025", en="Jobs, France, 2025"),
            amount=Text(fr="290 000 emplois", en="290,000 jobs"),
            scope=Text(fr="Filière entière, France, 2025", en="Whole sector, France, 2025"),
            source=Text(fr="SP2C", en="SP2C"),
            address="https://example.org/",
        ),
        d.PressMessage(
            sentence=Text(fr="Ce furent 250 000 emplois.", en="They were 250,000 jobs."),
            figure=Text(fr="Emplois, France, 2009", en="Jobs, France, 2009"),
            amount=Text(fr="250 000 emplois", en="250,000 jobs"),
            scope=Text(fr="Filière entière, France, 2009", en="Whole sector, France, 2009"),
            source=Text(fr="Gouvernement", en="Government"),
            address="javascript:alert(1)",
            dated=Text(fr="Déclaration du 1er mars 2027", en="Statement of 1 March 2027"),
        ),
    ),
    contact="contact@example.org",
    chart_title=Text(fr="Une barre", en="One bar"),
    chart_fr=b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>',
    chart_en=b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>',
)

AGREEMENT_REPORT = d.AgreementReport(
    stamp=STAMP,
    agreement=Text(fr="Convention emploi et compétences", en="Jobs and skills agreement"),
    number=1,
    starts=date(2026, 7, 1),
    ends=date(2026, 12, 31),
    version=1,
    parts=(
        (
            Text(fr="Objectifs", en="Objectives"),
            (
                d.ReportedLine(
                    words=Text(fr="Salariés formés", en="Employees trained"),
                    goal=Decimal(400),
                    value=Decimal(212),
                    unit=Text(fr="personnes", en="people"),
                    place=Text(fr="Saisi par l’association", en="Entered by the association"),
                ),
                d.ReportedLine(
                    words=Text(fr="Embauches à six mois", en="In work after six months"),
                    goal=Decimal(120),
                    value=None,
                    unit=None,
                    place=Text(fr="Saisi par l’association", en="Entered by the association"),
                    why=Text(fr="Aucune valeur", en="No value"),
                ),
            ),
        ),
    ),
    comment="Le démarrage a pris deux mois.",
    corrections=(
        d.ReportCorrection(
            words=Text(fr="Salariés formés", en="Employees trained"),
            sent=Decimal(212),
            now=Decimal(205),
            since=date(2027, 2, 3),
            comment="Sept doublons",
        ),
    ),
)
