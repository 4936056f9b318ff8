"""What every test shares: the real data beside the checkout, and the demonstration."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine must not fail a property: speed is measured in benchmarks, never in a test.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data; the test is skipped, saying so, on a machine without it."""
    if not (SHARED_DATA / "manifest.json").is_file():
        pytest.skip("real data (../shared/data) is absent on this machine")
    return SHARED_DATA


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A data folder built by `filiere demo --no-serve`, and what the command said.

    It takes a minute of processor, and is built once for all the processes of a run. Copy it; never write to it.
    """
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demonstration"
    folder.mkdir(exist_ok=True)
    home, said = folder / "home", folder / "said"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not said.exists():
            left_out = {"FILIERE_DATABASE_URL", "FILIERE_LANG", "DJANGO_SETTINGS_MODULE"}
            kept = {key: value for key, value in os.environ.items() if key not in left_out}
            # A busy machine shares its processors: a minute on an idle one may take several.
            done = subprocess.run(
                [sys.executable, "-m", "filiere", "demo", "--no-serve"],
                env=kept | {"FILIERE_HOME": str(home), "FILIERE_LANG": "fr"},
                capture_output=True,
                text=True,
                timeout=900,
                check=False,
            )
            assert done.returncode == 0, done.stderr
            said.write_text(done.stdout, encoding="utf-8")
    return home, said.read_text(encoding="utf-8")
