"""What the findings of a case say wrongly: a misspelt question would be counted nowhere, a misdated finding anywhere.

Kept apart from the arithmetic of findings, which takes them as they are, and from the rest of a case.
"""

import datetime as dt
from collections.abc import Iterable, Iterator

from filiere.core import Fault
from filiere.referentials.faults import find_close_words
from filiere.referentials.release import Release
from filiere.referentials.scoring.faults import fault
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
            yield fault("unknown-finding", kind=finding.kind, kinds=", ".join(kinds)).at(key=f"{at}.kind")
        if finding.theme is not None and finding.theme not in themes:
            yield fault(
                "finding-theme", theme=finding.theme, id=release.id, near=find_close_words(finding.theme, themes)
            ).at(key=f"{at}.theme")
        if finding.criterion is not None and finding.criterion not in release.criteria:
            near = find_close_words(finding.criterion, release.criteria)
            found = fault("finding-criterion", criterion=finding.criterion, id=release.id, near=near)
            yield found.at(key=f"{at}.criterion")
        if finding.opened is not None and finding.opened > on:
            yield fault("finding-to-come", opened=finding.opened, on=on).at(key=f"{at}.opened")
        if finding.opened is not None and not isinstance(finding.lifted, bool) and finding.lifted < finding.opened:
            yield fault("finding-lifted-early", lifted=finding.lifted, opened=finding.opened).at(key=f"{at}.lifted")
