"""What every domain stands on names none of them: contracts hold for its imports, this for its words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps

SITE = Path(__file__).resolve().parents[2] / "src" / "filiere" / "site"
DOMAINS = {
    "auditors?", "audits?", "candidatures?", "centres?", "committees?", "confidentiality", "contacts",
    "deliver(?:y|ies)", "dossiers?", "evidence", "holders?", "membership", "observatory", "organisations?",
    "proposals?",
    "quality", "referentials?", "sessions? of the committee", "territor(?:y|ies)", "workbooks?",
}  # fmt: skip
DOMAIN_WORD = re.compile(rf"(?<![\w-])(?:{'|'.join(sorted(DOMAINS))})(?![\w-])", re.IGNORECASE)


@pytest.mark.parametrize("package", ["kit", "jobs", "pages"])
def test_the_floor_has_no_word_of_a_domain(package: str) -> None:
    """Nor in a comment: who reads it must need to know no domain."""
    found = {
        f"{path.relative_to(SITE)}:{number}: {match[0]}"
        for folder in (SITE / package, SITE / "templates" / package)
        for path in sorted(folder.rglob("*.*"))
        if path.suffix in {".py", ".html", ".svg"} and "migrations" not in path.parts
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        for match in DOMAIN_WORD.finditer(line)
    }
    assert found == set()
    assert DOMAIN_WORD.search("the evidence of a dossier")


LABEL_WORD = re.compile(
    r"(?<![a-z])(?<!aria-)(?<!data-)(?:appeals?|applications?|attestations?|audit(?:ed|eurs?|ors?|s)?|award(?:s|ed)?"
    r"|candida(?:tes?|ts?|tures?)|certificat(?:e?s?)|comités?|committees?|evidence|filed|holders?"
    r"|label(?:led|lisations?|s)?|opinions?|panels?|preuves?|questionnaires?|recours|staff_representatives|titulaires?)"
    r"(?![a-z])",
    re.IGNORECASE,
)


WORDS_OF_CONTRACTS = {
    'label = "dossiers"',  # Django's word for the name of an app.
    'max_length=10, choices=PublicStatus.choices, default=PublicStatus.NONE, db_column="label"',  # The column.
    'models.Index(fields=["public_status"], name="dossier_label"),',  # Its index.
    # What programs read.
    "state_label: str",
    "label: str",
    '"state_label": str(load_rules(dossier).words("state", dossier.state)),',
    '"label": dossier.public_status,',
    # The kit's word for what a door is called.
    '<h3><a href="{{ door.url }}">{{ door.label }}</a></h3>',
}
"""Lines that keep a word of the label, because databases, programs and other packages know it."""


def test_the_workflow_has_no_word_of_the_label() -> None:
    """Another procedure is run by the same app: parties, snapshots and states are what its apps and its release say."""
    found = {
        line.strip()
        for folder in (SITE / "workflow", SITE / "templates" / "workflow")
        for path in folder.rglob("*.*")
        if path.suffix in {".py", ".html"} and "migrations" not in path.parts
        for line in path.read_text("utf-8").splitlines()
        if LABEL_WORD.search(line)
    }
    assert found == WORDS_OF_CONTRACTS
    assert LABEL_WORD.search("_list_panel_states")


def test_the_kit_has_no_model_and_stays_small() -> None:
    """A drawer has room for all things: what is no mechanism of pages goes elsewhere."""
    assert not [one for one in apps.get_models() if one.__module__.startswith("filiere.site.kit")]
    sources = [path.read_text("utf-8") for path in (SITE / "kit").rglob("*.py")]
    assert 1_000 < sum(text.count("\n") for text in sources) <= 2_500
