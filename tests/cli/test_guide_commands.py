"""The guides of surveys and of the economy: each command runs on the example files, and prints what the guide shows."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from filiere.cli import app

ROOT = Path(__file__).resolve().parents[2]
GUIDES = [
    f"{name}{suffix}" for name in ("estimate-from-a-survey", "compute-multipliers") for suffix in (".md", ".fr.md")
]
BLOCK = re.compile(r"^```sh\n(.*?)^```$(?:\n\n^```text\n(.*?)^```$)?", re.MULTILINE | re.DOTALL)


def list_commands(guide: str) -> Iterator[tuple[list[str], str | None]]:
    """The commands of a guide, each with the output that is shown after its block of one command."""
    text = (ROOT / "docs" / "how-to" / guide).read_text(encoding="utf-8")
    for block, shown in BLOCK.findall(text):
        for line in block.replace("\\\n", " ").splitlines():
            yield shlex.split(line), shown or None


@pytest.mark.parametrize("guide", GUIDES)
def test_a_guide_is_followed_from_a_fresh_clone(
    guide: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Paths are those of the repository; what is written goes to a folder that the guide names ``made``."""
    monkeypatch.setenv("FILIERE_LANG", "fr" if guide.endswith(".fr.md") else "en")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    shown_outputs = 0
    for words, shown in list_commands(guide):
        assert words[0] == "filiere"
        app(words[1:], result_action="return_value")
        printed = capsys.readouterr().out.replace("\u202f", " ").replace("\u00a0", " ")
        if shown is not None:
            assert printed.splitlines() == shown.splitlines()
            shown_outputs += 1
    assert shown_outputs >= 3
