"""``filiere careers check``: for people and for programs, and its status."""

import json
from collections.abc import Callable
from pathlib import Path

Ran = tuple[int, str, str]
Run = Callable[..., Ran]
COMMAND = "careers"
SOUND = Path(__file__).parents[1] / "careers" / "profession" / "sound.yaml"


def test_the_shipped_profession_is_sound(run: Run) -> None:
    assert run("check") == (0, "Aucune faute.\n", "")
    assert run("check", "--format", "json") == (0, "[]\n", "")


def test_faults_of_a_folder_are_told_with_their_remedy(run: Run, tmp_path: Path) -> None:
    words = SOUND.read_text(encoding="utf-8").replace("target: planner", "target: leader")
    (tmp_path / "profession.yaml").write_text(words, encoding="utf-8")
    status, out, _ = run("check", str(tmp_path), "--format", "json", "--lang", "en")
    assert status == 1
    found = {one["code"]: one for one in json.loads(out)}
    assert found.keys() == {"profession-orphan", "profession-side-move-in-place"}
    assert found["profession-orphan"]["line"] == words[: words.index("- id: planner")].count("\n") + 1
    status, out, _ = run("check", str(tmp_path), "--remedy")
    assert status == 1
    assert "Placez ce métier sur une échelle" in out
    assert out.endswith("2 fautes, 1 fichier.\n")


def test_a_path_that_leads_nowhere_is_wrong_use(run: Run, tmp_path: Path) -> None:
    status, out, _ = run("check", str(tmp_path / "nowhere"))
    assert status == 2
    assert "profession-missing-folder" in out
