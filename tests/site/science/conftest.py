"""The example label with its later release a draft, and the people who make releases."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.scenes.dossier_sample import make_mandate
from support.scenes.label_site import FIXTURE
from support.scenes.proposal_sample import COLLEGES

from filiere.site import served_referentials
from filiere.site.kit.languages import use_page_language


@pytest.fixture(autouse=True)
def root(settings: Any, tmp_path: Path) -> Path:
    """The fixtures, their later release a draft without a seal."""
    folder = tmp_path / "content"
    shutil.copytree(FIXTURE, folder)
    release = folder / "referentials" / "lrse" / "releases" / "2027.1"
    head = release / "release.yaml"
    text = head.read_text(encoding="utf-8").partition("seal:")[0].replace("status: adopted", "status: draft")
    text = re.sub(r"adoption:.*?addenda", "addenda", text, flags=re.DOTALL).replace("adopted: 2026-11-12, ", "")
    head.write_text(text, encoding="utf-8")
    (release / "dissent-2026-11-12-a.md").unlink()
    award = release / "award.yaml"
    words = award.read_text(encoding="utf-8")
    award.write_text(words.replace('"no college unanimously against"', "no_college_unanimously_against"), "utf-8")
    settings.REFERENTIALS = folder
    served_referentials._read_content.cache_clear()
    return folder


@pytest.fixture(autouse=True)
def in_french() -> Iterator[None]:
    """A page in English leaves its language to the next test."""
    with use_page_language("fr"):
        yield


@pytest.fixture
def scientist() -> Any:
    return make_mandate("scientific", "experts")


@pytest.fixture
def members() -> dict[str, list[Any]]:
    return {name: [make_mandate("committee", name) for _ in range(most)] for name, most in COLLEGES.items()}
