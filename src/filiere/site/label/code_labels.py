"""Words of the pages of referentials: what each code of a release, a mapping or a difference is called."""

from __future__ import annotations

from collections.abc import Mapping

from filiere.core import Text, source_language
from filiere.core.numbers import format_number, parse_whole_number
from filiere.referentials import Release
from filiere.referentials.records import Criterion, Delay, Referential, Theme, TimeSpan
from filiere.site.kit.bilingual_text import bilingual

REFERENTIAL_KIND_LABELS: Mapping[str, Text] = {
    "label": bilingual("Label", "Label"),
    "norm": bilingual("Norme", "Standard"),
    "regulation": bilingual("Texte public", "Public text"),
}
TEXT_RIGHTS_LABELS: Mapping[str, Text] = {
    "own": bilingual("texte écrit par nous", "text written by us"),
    "paraphrase": bilingual(
        "décrit en nos mots ; le texte de la norme n’est pas repris",
        "described in our own words; the text of the standard is not reproduced",
    ),
    "licensed": bilingual("texte repris avec l’accord de son auteur", "text reproduced with its author’s permission"),
}
BASIS_LABELS: Mapping[str, Text] = {
    "law": bilingual("la loi", "the law"),
    "norm": bilingual("une norme", "a standard"),
    "public_fact": bilingual("un fait public", "a public fact"),
    "proposed": bilingual("une proposition de notre part", "our own proposal"),
}
ASSESSOR_LABELS: Mapping[str, Text] = {
    "candidate": bilingual("le candidat", "the candidate"),
    "staff_representatives": bilingual("les représentants du personnel", "the staff representatives"),
    "auditor": bilingual("l’auditeur", "the auditor"),
}
CONFIDENTIALITY_LABELS: Mapping[str, Text] = {
    "public": bilingual("publique", "public"),
    "candidate": bilingual("candidat, auditeur et comité", "candidate, auditor and committee"),
    "restricted": bilingual("auditeur seul, et le candidat", "auditor only, and the candidate"),
    "staff_only": bilingual("équipe du label seule", "label staff only"),
}
PERSONAL_DATA_LABELS: Mapping[str, Text] = {
    "none": bilingual("aucune", "none"),
    "possible": bilingual("possibles", "possible"),
    "likely": bilingual("probables : masquez les noms", "likely: redact names"),
}
EVIDENCE_KIND_LABELS: Mapping[str, Text] = {
    "pdf": bilingual("document PDF", "PDF document"),
    "link": bilingual("lien", "link"),
    "spreadsheet": bilingual("tableur", "spreadsheet"),
    "photo": bilingual("photo", "photo"),
    "image": bilingual("image", "image"),
    "audio": bilingual("enregistrement", "recording"),
    "video": bilingual("vidéo", "video"),
    "interview": bilingual("entretien", "interview"),
    "observation": bilingual("constat sur place", "seen on site"),
    "screenshot": bilingual("copie d’écran", "screenshot"),
    "export": bilingual("extraction d’un logiciel", "export from software"),
    "text": bilingual("texte", "text"),
    "csv": bilingual("fichier CSV", "CSV file"),
    "xlsx": bilingual("classeur", "workbook"),
}
RELATION_LABELS: Mapping[str, Text] = {
    "equal": bilingual("égal", "equal"),
    "superset": bilingual("plus large", "wider"),
    "subset": bilingual("plus étroit", "narrower"),
    "intersects": bilingual("en partie commun", "partly shared"),
    "none": bilingual("sans rapport", "unrelated"),
    "unknown": bilingual("inconnu", "unknown"),
}
QUESTION_RELATION_LABELS: Mapping[str, Text] = {
    "equal": bilingual("même exigence", "same requirement"),
    "superset": bilingual("cette question demande plus", "this question asks for more"),
    "subset": bilingual("cette question demande moins", "this question asks for less"),
    "intersects": bilingual("exigences en partie communes", "requirements partly shared"),
    "none": bilingual("sans rapport", "unrelated"),
    "unknown": bilingual("rapport encore inconnu", "relation not known yet"),
}
CARRY_LABELS: Mapping[str, Text] = {
    "none": bilingual("rien", "nothing"),
    "evidence": bilingual("la preuve", "the evidence"),
    "answer": bilingual("la réponse et sa preuve", "the answer and its evidence"),
    "finding": bilingual("le constat, la réponse et la preuve", "the finding, the answer and the evidence"),
}
MAPPING_STATUS_LABELS: Mapping[str, Text] = {
    "draft": bilingual("non relue", "not reviewed"),
    "reviewed": bilingual("relue", "reviewed"),
    "approved": bilingual("approuvée", "approved"),
    "stale": bilingual("à relire : un texte a changé", "to be reviewed again: a text has changed"),
}
REVIEWER_LABELS: Mapping[str, Text] = {
    "quality_expert": bilingual("expert de la qualité", "quality expert"),
    "union_expert": bilingual("expert syndical", "union expert"),
}
MAPPING_NATURE_LABELS: Mapping[str, Text] = {
    "comparison": bilingual("comparaison", "comparison"),
    "succession": bilingual("succession", "succession"),
    "mixed": bilingual("comparaison et succession", "comparison and succession"),
}
MAPPING_METHOD_LABELS: Mapping[str, Text] = {
    "human": bilingual("à la main", "by hand"),
    "assisted": bilingual("à la main, avec l’aide d’un logiciel", "manually, with software assistance"),
    "derived": bilingual("déduite d’autres correspondances", "derived from other mappings"),
}
COVERAGE_STATE_LABELS: Mapping[str, Text] = {
    "covered": bilingual("couvert", "covered"),
    "partly": bilingual("en partie", "partly"),
    "uncovered": bilingual("non couvert", "not covered"),
}
OPERATION_LABELS: Mapping[str, Text] = {
    "keep": bilingual("gardée telle quelle", "kept as it is"),
    "renumber": bilingual("gardée, sous un autre numéro", "kept, under another number"),
    "split": bilingual("partagée en plusieurs", "split into several"),
    "merge": bilingual("fondue avec d’autres", "merged with others"),
    "rescale": bilingual("gardée, avec d’autres niveaux", "kept, with other levels"),
    "tighten": bilingual("gardée, et plus exigeante", "kept, with stricter requirements"),
    "new": bilingual("nouvelle", "new"),
    "drop": bilingual("retirée", "dropped"),
}
COLLEGE_LABELS: Mapping[str, Text] = {
    "employees": bilingual("salariés", "employees"),
    "employers": bilingual("employeurs", "employers"),
    "state": bilingual("État", "State"),
    "consumers": bilingual("consommateurs", "consumers"),
    "experts": bilingual("experts", "experts"),
}
SEAT_LABELS: Mapping[str, Text] = {
    **COLLEGE_LABELS,
    "state": bilingual("représentants de l’État", "representatives of the State"),
}

LEVEL_NAMES: Mapping[str, Text] = {
    "none": bilingual("Absent", "Absent"),
    "started": bilingual("Engagé", "Started"),
    "applied": bilingual("Appliqué", "Applied"),
    "proven": bilingual("Prouvé", "Proven"),
}
_TIME_UNIT_NAMES: Mapping[str, tuple[str, str, str, str]] = {
    "day": ("jour", "jours", "day", "days"),
    "working_day": ("jour ouvré", "jours ouvrés", "working day", "working days"),
    "week": ("semaine", "semaines", "week", "weeks"),
    "month": ("mois", "mois", "month", "months"),
    "year": ("an", "ans", "year", "years"),
}


def label_of(words: Mapping[str, Text], code: str | None) -> str:
    """Return what a code is called; the code itself, in plain words, when it has no name here."""
    if code is None:
        return ""
    return str(words[code]) if code in words else code.replace("_", " ")


def format_duration(length: TimeSpan | Delay) -> str:
    """Return a length of time in words: "90 jours", "3 years"."""
    fr, frs, en, ens = _TIME_UNIT_NAMES[length.unit]
    total = abs(length.count)
    if source_language() == "fr":
        return f"{total}\u00a0{fr if total < 2 else frs}"
    return f"{total} {en if total == 1 else ens}"


def category_name(referential: Referential, key: str) -> str:
    """Return the name of a category of candidates."""
    known = referential.categories.get(key)
    return str(known.text) if known is not None else key


def count_with_noun(release: Release, total: int) -> str:
    """Return a number of questions of a label, or of subjects of a norm, with its noun."""
    lang = source_language()
    if release.referential.kind == "label":
        fr, en = ("question" if total < 2 else "questions"), ("question" if total == 1 else "questions")
        return f"{format_number(total)} {fr if lang == 'fr' else en}"
    fr, en = ("sujet" if total < 2 else "sujets"), ("subject" if total == 1 else "subjects")
    return f"{format_number(total)} {fr if lang == 'fr' else en}"


def short_name(criterion: Criterion) -> str:
    """Return how a question is named in a few signs: its number, else its key."""
    return criterion.number or criterion.key


def question_heading(criterion: Criterion) -> str:
    """Return a question with its number in front; a subject of a norm that has no number stands alone."""
    return " ".join(filter(None, (criterion.number, str(criterion.text))))


def split_levels(release: Release, question: str) -> dict[str, tuple[str, str]]:
    """Return the levels of a question: the name of each with what one would see, or its words where these are the name.

    A scale has names when it has all of :data:`LEVEL_NAMES`.
    """
    scale = release.scales.get(question)
    levels = scale.levels if scale is not None else ()
    named = {one.key for one in levels} == LEVEL_NAMES.keys()
    return {one.key: (str(LEVEL_NAMES[one.key]), str(one.text)) if named else (str(one.text), "") for one in levels}


def themes_in_order(release: Release) -> tuple[Theme, ...]:
    """Return the themes by their displayed number; files come in another order, which means nothing to a reader."""

    def place(theme: Theme) -> tuple[int, ...]:
        parts = [parse_whole_number(part) for part in (theme.number or "").split(".")]
        return tuple(part or 0 for part in parts) if None not in parts else (0,)

    return tuple(sorted(release.themes, key=place))


def questions_in_order(release: Release, category: str | None = None) -> tuple[Criterion, ...]:
    """Return the questions theme by theme, in the order of :func:`themes_in_order`; those asked of a category, or
    all."""
    return tuple(
        criterion
        for theme in themes_in_order(release)
        for criterion in theme.criteria
        if category is None or criterion.is_asked_of(category)
    )


def scoring_method(criterion: Criterion) -> str:
    """Return how a question is scored: ``levels``, ``scale``, ``indicator`` or ``none``."""
    if criterion.scored_by is not None:
        return "indicator"
    if criterion.levels is not None:
        return "levels"
    return "scale" if criterion.scale is not None else "none"


SCORING_LABELS: Mapping[str, Text] = {
    "indicator": bilingual("un indicateur", "an indicator"),
    "levels": bilingual("des niveaux qui lui sont propres", "levels of its own"),
    "scale": bilingual("une échelle commune", "a shared scale"),
    "none": bilingual("rien : elle n’est pas notée", "nothing: it is not scored"),
}
