"""Words of the pages of referentials: what each code of a release, a mapping or a difference is called."""

from __future__ import annotations

from collections.abc import Mapping

from filiere.core import Lang, Text
from filiere.core.numbers import number, whole_number
from filiere.referentials.records import Criterion, Referential, Theme
from filiere.referentials.records.basics import Span
from filiere.referentials.release import Release
from filiere.site.observatory.words import both

KINDS: Mapping[str, Text] = {
    "label": both("Label", "Label"),
    "norm": both("Norme", "Standard"),
    "regulation": both("Texte public", "Public text"),
}
RIGHTS: Mapping[str, Text] = {
    "own": both("texte écrit par nous", "text written by us"),
    "paraphrase": both(
        "décrit en nos mots ; le texte de la norme n’est pas repris",
        "described in our own words; the text of the standard is not reproduced",
    ),
    "licensed": both("texte repris avec l’accord de son auteur", "text reproduced with its author’s permission"),
}
BASES: Mapping[str, Text] = {
    "law": both("la loi", "the law"),
    "norm": both("une norme", "a standard"),
    "public_fact": both("un fait public", "a public fact"),
    "proposed": both("une proposition de notre part", "our own proposal"),
}
ASSESSORS: Mapping[str, Text] = {
    "candidate": both("le candidat", "the candidate"),
    "staff_representatives": both("les représentants du personnel", "the staff representatives"),
    "auditor": both("l’auditeur", "the auditor"),
}
CONFIDENTIALITY: Mapping[str, Text] = {
    "public": both("publique", "public"),
    "candidate": both("candidat, auditeur et comité", "candidate, auditor and committee"),
    "restricted": both("auditeur seul, et le candidat", "auditor only, and the candidate"),
    "staff_only": both("équipe du label seule", "label staff only"),
}
PERSONAL_DATA: Mapping[str, Text] = {
    "none": both("aucune", "none"),
    "possible": both("possibles", "possible"),
    "likely": both("probables : masquez les noms", "likely: redact names"),
}
PIECES: Mapping[str, Text] = {
    "pdf": both("document PDF", "PDF document"),
    "link": both("lien", "link"),
    "spreadsheet": both("tableur", "spreadsheet"),
    "photo": both("photo", "photo"),
    "image": both("image", "image"),
    "audio": both("enregistrement", "recording"),
    "video": both("vidéo", "video"),
    "interview": both("entretien", "interview"),
    "observation": both("constat sur place", "seen on site"),
    "screenshot": both("copie d’écran", "screenshot"),
    "export": both("extraction d’un logiciel", "export from software"),
    "text": both("texte", "text"),
    "csv": both("fichier CSV", "CSV file"),
    "xlsx": both("classeur", "workbook"),
}
RELATIONS: Mapping[str, Text] = {
    "equal": both("égal", "equal"),
    "superset": both("plus large", "wider"),
    "subset": both("plus étroit", "narrower"),
    "intersects": both("en partie commun", "partly shared"),
    "none": both("sans rapport", "unrelated"),
    "unknown": both("inconnu", "unknown"),
}
CARRIES: Mapping[str, Text] = {
    "none": both("rien", "nothing"),
    "evidence": both("la preuve", "the evidence"),
    "answer": both("la réponse et sa preuve", "the answer and its evidence"),
    "finding": both("le constat, la réponse et la preuve", "the finding, the answer and the evidence"),
}
MAPPING_STATUSES: Mapping[str, Text] = {
    "draft": both("non relue", "not reviewed"),
    "reviewed": both("relue", "reviewed"),
    "approved": both("approuvée", "approved"),
    "stale": both("à relire : un texte a changé", "to be reviewed again: a text has changed"),
}
NATURES: Mapping[str, Text] = {
    "comparison": both("comparaison", "comparison"),
    "succession": both("succession", "succession"),
    "mixed": both("comparaison et succession", "comparison and succession"),
}
METHODS: Mapping[str, Text] = {
    "human": both("à la main", "by hand"),
    "assisted": both("à la main, avec l’aide d’un logiciel", "manually, with software assistance"),
    "derived": both("déduite d’autres correspondances", "derived from other mappings"),
}
STATES: Mapping[str, Text] = {
    "covered": both("couvert", "covered"),
    "partly": both("en partie", "partly"),
    "uncovered": both("non couvert", "not covered"),
}
OPERATIONS: Mapping[str, Text] = {
    "keep": both("gardée telle quelle", "kept as it is"),
    "renumber": both("gardée, sous un autre numéro", "kept, under another number"),
    "split": both("partagée en plusieurs", "split into several"),
    "merge": both("fondue avec d’autres", "merged with others"),
    "rescale": both("gardée, avec d’autres niveaux", "kept, with other levels"),
    "tighten": both("gardée, et plus exigeante", "kept, with stricter requirements"),
    "new": both("nouvelle", "new"),
    "drop": both("retirée", "dropped"),
}
COLLEGES: Mapping[str, Text] = {
    "employees": both("salariés", "employees"),
    "employers": both("employeurs", "employers"),
    "state": both("État", "State"),
    "consumers": both("consommateurs", "consumers"),
    "experts": both("experts", "experts"),
}
SEATS: Mapping[str, Text] = {**COLLEGES, "state": both("représentants de l’État", "representatives of the State")}
AUDITS: Mapping[str, Text] = {
    "required": both("obligatoire", "required"),
    "optional": both("facultative", "optional"),
    "none": both("aucune", "none"),
}

_UNITS: Mapping[str, tuple[str, str, str, str]] = {
    "day": ("jour", "jours", "day", "days"),
    "week": ("semaine", "semaines", "week", "weeks"),
    "month": ("mois", "mois", "month", "months"),
    "year": ("an", "ans", "year", "years"),
}


def said(words: Mapping[str, Text], code: str | None, lang: Lang) -> str:
    """Return what a code is called; the code itself, in plain words, when it has no name here."""
    if code is None:
        return ""
    return words[code].get(lang) if code in words else code.replace("_", " ")


def span(length: Span, lang: Lang) -> str:
    """Return a length of time in words: "90 jours", "3 years"."""
    fr, frs, en, ens = _UNITS[length.unit]
    total = abs(length.count)
    if lang == "fr":
        return f"{total}\u00a0{fr if total < 2 else frs}"
    return f"{total} {en if total == 1 else ens}"


def title(release: Release) -> Text:
    """Return the title of a release, else that of its referential with its number."""
    if release.head.title is not None:
        return Text(fr=release.head.title.fr, en=release.head.title.en)
    whole = release.referential.title
    return Text(fr=f"{whole.fr}, {release.head.release}", en=f"{whole.en}, {release.head.release}")


def category(referential: Referential, key: str, lang: Lang) -> str:
    """Return the name of a category of candidates."""
    known = referential.categories.get(key)
    return known.text.get(lang) if known is not None else key


def noun(release: Release, total: int, lang: Lang) -> str:
    """Return a number of questions of a label, or of subjects of a norm, with its noun."""
    if release.referential.kind == "label":
        fr, en = ("question" if total < 2 else "questions"), ("question" if total == 1 else "questions")
        return f"{number(total, lang)} {fr if lang == 'fr' else en}"
    fr, en = ("sujet" if total < 2 else "sujets"), ("subject" if total == 1 else "subjects")
    return f"{number(total, lang)} {fr if lang == 'fr' else en}"


def called(criterion: Criterion) -> str:
    """Return how a question is named in a few signs: its number, else its key."""
    return criterion.number or criterion.key


def heading(criterion: Criterion, lang: Lang) -> str:
    """Return a question with its number in front; a subject of a norm that has no number stands alone."""
    return " ".join(filter(None, (criterion.number, criterion.text.get(lang))))


def in_order(release: Release) -> tuple[Theme, ...]:
    """Return the themes by their displayed number; files come in another order, which means nothing to a reader."""

    def place(theme: Theme) -> tuple[int, ...]:
        parts = [whole_number(part) for part in (theme.number or "").split(".")]
        return tuple(part or 0 for part in parts) if None not in parts else (0,)

    return tuple(sorted(release.themes, key=place))


def questions_in_order(release: Release, category: str | None = None) -> tuple[Criterion, ...]:
    """Return the questions theme by theme, in the order of :func:`in_order`; those asked of a category, or all."""
    return tuple(
        criterion
        for theme in in_order(release)
        for criterion in theme.criteria
        if category is None or criterion.asked(category)
    )


def points_of(criterion: Criterion) -> str:
    """Return how a question is scored: ``levels``, ``scale``, ``indicator`` or ``none``."""
    if criterion.scored_by is not None:
        return "indicator"
    if criterion.levels is not None:
        return "levels"
    return "scale" if criterion.scale is not None else "none"


SCORED: Mapping[str, Text] = {
    "indicator": both("un indicateur", "an indicator"),
    "levels": both("des niveaux qui lui sont propres", "levels of its own"),
    "scale": both("une échelle commune", "a shared scale"),
    "none": both("rien : elle n’est pas notée", "nothing: it is not scored"),
}
