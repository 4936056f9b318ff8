"""Archives of releases that are twisted: refused, and nothing of them is left."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from bounded_work import bounded
from hostile_files import archive
from proposal_sample import codes, sent, zipped

from filiere.core import Faults
from filiere.site.science.actions.prepare import propose
from filiere.site.science.archive import _named
from filiere.site.science.models import Proposal

pytestmark = pytest.mark.django_db


def test_aliases_in_the_head_of_a_release_are_not_unfolded() -> None:
    """At version 0.5 the number of a release could be a list that unfolds into more than the memory."""
    levels = "".join(f"k{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9))
    head = f"a0: &a0 [x]\n{levels}referential: lrse\nrelease: *a8\n".encode()

    def refused() -> set[str]:
        with pytest.raises(Faults) as raised:
            _named(head)
        return codes(raised)

    assert bounded(refused) == {"no-release-name"}


def test_a_twisted_archive_is_refused_and_leaves_nothing(
    scientist: Any, root: Path, tmp_path: Path, home: Path
) -> None:
    tricks = {
        "not-an-archive": b"hello world",
        "file-bad-inner-path": archive({"../../release.yaml": b"x", "release.yaml": b"referential: lrse"}),
        "stray-file": zipped(root, "2028.3")
        and archive({"release.yaml": b'{referential: lrse, release: "2028.3"}', "run.sh": b"x"}),
        "no-release-file": archive({"a.yaml": b"a"}),
        "no-release-name": archive({"release.yaml": b'{referential: "../../x", release: "2028.1"}'}),
        "release-exists": zipped(root, "2024.2"),
        "unknown-referential": archive({"release.yaml": b'{referential: nowhere, release: "2028.1"}'}),
        "file-trailing-data": zipped(root) + b"x",
        "file-bomb": archive({"release.yaml": b" " * 50_000_000}),
    }
    for code, content in tricks.items():
        with pytest.raises(Faults) as raised:
            propose(actor=scientist, reason="Non.", archive=sent(tmp_path, content))
        assert codes(raised) == {code}, code
    assert list((home / "proposals").iterdir() if (home / "proposals").exists() else []) == []
    assert not Proposal.objects.exists()
