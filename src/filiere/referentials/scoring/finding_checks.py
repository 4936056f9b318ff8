"""What the findings of a case say wrongly: a misspelt question would be counted nowhere, a misdated finding anywhere.

Kept apart from the arithmetic of findings, which takes them as they are, and from the rest of a case.
"""

import datetime as dt
from collections.abc import Iterable, Iterator

from filiere.core import Fault, Text
from filiere.referentials.faults import find_close_words
from filiere.referentials.release import Release
from filiere.referentials.scoring.findings import Finding


def finding_faults(release: Release, findings: Iterable[Finding], on: dt.date) -> Iterator[Fault]:
    """Yield each fault of the findings of a case judged under a release on a day, at the key where it stands.

    A finding lifted after that day is no fault: it still stands on it. One told after that day is: nobody knew it.
    """
    kinds = release.audit.findings.kinds if release.audit is not None else None
    themes = [theme.key for theme in release.themes]
    for index, finding in enumerate(findings):
        at = f"findings[{index}]"
        if kinds is not None and finding.kind not in kinds:
            yield Fault(
                code="unknown-finding",
                key=f"{at}.kind",
                message=Text(
                    fr=f"« {finding.kind} » n’est pas un type de constat.",
                    en=f"“{finding.kind}” is not a kind of finding.",
                ),
                remedy=Text(fr=f"Types attendus : {', '.join(kinds)}.", en=f"Expected kinds: {', '.join(kinds)}."),
            )
        if finding.theme is not None and finding.theme not in themes:
            close_fr, close_en = _suggest_words(finding.theme, themes)
            yield Fault(
                code="finding-theme",
                key=f"{at}.theme",
                message=Text(
                    fr=f"« {finding.theme} » n’est pas une rubrique de {release.id} : le constat n’y compterait pas.",
                    en=f"“{finding.theme}” is not a theme of {release.id}: the finding would not count there.",
                ),
                remedy=Text(
                    fr=f"Corrigez la clé de la rubrique, ou retirez-la.{close_fr}",
                    en=f"Correct the key of the theme, or remove it.{close_en}",
                ),
            )
        if finding.criterion is not None and finding.criterion not in release.criteria:
            close_fr, close_en = _suggest_words(finding.criterion, release.criteria)
            yield Fault(
                code="finding-criterion",
                key=f"{at}.criterion",
                message=Text(
                    fr=f"« {finding.criterion} » n’est pas une question de {release.id} : le constat n’y compterait "
                    "pas.",
                    en=f"“{finding.criterion}” is not a question of {release.id}: the finding would not count there.",
                ),
                remedy=Text(
                    fr=f"Corrigez la clé de la question, ou retirez-la.{close_fr}",
                    en=f"Correct the key of the question, or remove it.{close_en}",
                ),
            )
        if finding.opened is not None and finding.opened > on:
            yield Fault(
                code="finding-to-come",
                key=f"{at}.opened",
                message=Text(
                    fr=f"Le constat est du {finding.opened}, après le jour du cas, {on}.",
                    en=f"The finding is dated {finding.opened}, after the date of the case, {on}.",
                ),
                remedy=Text(
                    fr="Corrigez la date du constat ou celle du cas, ou retirez le constat.",
                    en="Correct the date of the finding or of the case, or remove the finding.",
                ),
            )
        if finding.opened is not None and not isinstance(finding.lifted, bool) and finding.lifted < finding.opened:
            yield Fault(
                code="finding-lifted-early",
                key=f"{at}.lifted",
                message=Text(
                    fr=f"Le constat serait levé le {finding.lifted}, avant d’avoir été fait, le {finding.opened}.",
                    en=f"The finding would be lifted on {finding.lifted}, before it was made, on {finding.opened}.",
                ),
                remedy=Text(
                    fr="Corrigez l’une des deux dates : un constat se lève le jour même ou après.",
                    en="Correct one of the two dates: a finding is lifted on the same day or later.",
                ),
            )


def _suggest_words(word: str, known: Iterable[str]) -> tuple[str, str]:
    close = ", ".join(find_close_words(word, known))
    return (f" Proches : {close}.", f" Closest matches: {close}.") if close else ("", "")
