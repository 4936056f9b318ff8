"""What a verification proves and what it does not, in the words of its last lines, and the versions that make packs."""

from typing import Literal

from filiere.core.text import Text

PackVerdict = Literal["whole", "partly", "broken"]
"""``partly``: nothing is wrong in what was compared, and a file that people read could not be."""

MAKERS = ("0.4.0", "0.5.0", "0.6.0", "0.9.0", "0.12.0")
"""The versions of Filière that make packs, oldest first; the last is this one. A name that stands in no list could be
anybody's, and would be a way around the comparison of the report."""

HEADLINES = {
    "whole": Text(fr="Vérifié : tout concorde.", en="Verified: everything matches."),
    "partly": Text(
        fr="EN PARTIE vérifié : report.html n’a PAS été comparé.",
        en="PARTLY verified: report.html was NOT compared.",
    ),
}
REPORT_UNREAD_SENTENCE = Text(
    fr=(
        "Les chiffres concordent. Mais report.html et les phrases des contrôles sont écrits par une autre version, "
        "{version} : rien ne garantit que les chiffres imprimés y sont les mêmes. Lisez indicators.csv, qui est "
        "comparé, ou vérifiez avec la version {version}."
    ),
    en=(
        "The figures match. However, report.html and the wording of the checks were written by another version, "
        "{version}: nothing shows that the figures printed there are the same. Read indicators.csv, which is "
        "compared, or verify with version {version}."
    ),
)
NOT_COMPARED_SENTENCE = Text(
    fr="Le dossier indique la version {version} comme origine : report.html n’est pas comparé.",
    en="The pack says it was made by version {version}: report.html is not compared.",
)
PROOF_SCOPE_SENTENCE = Text(
    fr=(
        "Ce que le calcul prouve : les chiffres et les contrôles correspondent aux lignes du dossier, et ni le "
        "manifeste ni les comptes rendus d’import ne les contredisent. Ce qu’il ne prouve pas : d’où viennent ces "
        "lignes, ni que rien n’a été retiré avec toutes ses traces, un niveau de détail ou un dépôt entier."
    ),
    en=(
        "What the computation proves: the figures and checks are those of the pack’s rows, and neither the "
        "manifest nor the import reports contradict them. What it does not prove: where these rows come from, or "
        "that nothing (a level of detail, a whole delivery) was removed with all its traces."
    ),
)
NO_SEAL_SENTENCE = Text(
    fr=(
        "Aucun sceau n’est fourni pour comparer : un dossier entièrement refait aurait lui aussi un sceau valable. "
        "Seul le sceau reçu par un autre moyen que le fichier prouve que rien n’y a été refait, ajouté ni retiré."
    ),
    en=(
        "No seal was given for comparison: anyone remaking the whole pack would also remake its seal. Only a seal "
        "received through a different channel from the file proves that nothing in it was remade, added or removed."
    ),
)
SAME_SEAL_SENTENCE = Text(
    fr="Le sceau est celui que vous attendiez : rien n’a été refait, ajouté ni retiré depuis qu’il a été donné.",
    en="The seal is the one you expected: nothing has been remade, added or removed since it was given.",
)


def describe_unread_report(verdict: PackVerdict, version: str | None) -> Text | None:
    """Say that the report was not compared, of a pack that says that another version made it; None of this one."""
    if version is None:
        return None
    # The name is another's: cut, and without what would move the cursor of a terminal.
    name = "".join(sign for sign in version[:40] if sign.isprintable())
    words = REPORT_UNREAD_SENTENCE if verdict == "partly" else NOT_COMPARED_SENTENCE
    return Text(fr=words.fr.format(version=name), en=words.en.format(version=name))
