"""Building the demonstration: a data folder in which every page has something to show, made once.

The register is real and ships with the package. Communes, zones and years come from a generated national file that
says of itself, row by row, that it is fictitious; it goes through the real connector and the real load. The label is
tried on made-up dossiers, which say so too. A stamp in the data folder tells that all this was done for this very
content, so that the second time costs nothing.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import filiere
from filiere.core import Faults, Text
from filiere.core.content import ROOT as CONTENT
from filiere.site.home import home_path

STAMP = "demo-stamp"
EMAIL = "demo@filiere.invalid"
NAME = "Compte de démonstration (fictif)"
SOURCE = "urssaf-commune-ape"
SOURCE_THEME, TARGET_THEME, POINTS, DOSSIERS = "environment", "social_dialogue", Decimal(10), 120
PACKAGE = Path(filiere.__file__).resolve().parent

Step = Callable[[Text], None]
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made: how many figures the register holds, and the account's password if it is new."""

    figures: int
    password: str | None
    kept_real_source: bool


def stamp() -> str:
    """SHA-256 of everything a build depends on: content, schema, and the code that turns one into the other."""
    named = "\n".join(os.environ.get(name, "") for name in ("FILIERE_DATABASE_URL", "FILIERE_REFERENTIALS"))
    digest = hashlib.sha256(named.encode())
    for path in _depended_on():
        digest.update(f"{path.relative_to(PACKAGE)}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _depended_on() -> Iterator[Path]:
    yield from sorted(path for path in CONTENT.rglob("*") if path.is_file())
    yield from sorted(PACKAGE.glob("site/*/migrations/*.py"))
    yield from sorted(PACKAGE.glob("sources/*.py"))
    yield from sorted(PACKAGE.glob("site/demonstration/*.py"))
    yield from (PACKAGE / "__init__.py", Path(__file__).resolve())


def is_built() -> bool:
    """Whether the data folder was built for this very content. Django is not started to know it."""
    home = home_path()
    kept = home / STAMP
    if not kept.is_file() or kept.read_text(encoding="ascii").strip() != stamp():
        return False
    return bool(os.environ.get("FILIERE_DATABASE_URL")) or (home / "filiere.sqlite3").is_file()


def build(today: date, step: Step, progress: Progress) -> Built:
    """Make the data folder ready, telling each step; raises `Faults` when the shipped register has any."""
    from filiere.site.boot import migrate

    home = home_path()
    home.mkdir(parents=True, exist_ok=True)
    step(Text(fr=f"Base de données, dans {home}", en=f"Database, in {home}"))
    migrate(create=True)
    step(Text(fr="Contrôle du registre des chiffres", en="Checking the register of figures"))
    figures = _check(today)
    # What has happened on days that passed comes first: the journal then keeps their order.
    step(Text(fr="Compte de démonstration (fictif)", en="Demonstration account (fictitious)"))
    password = _account(today)
    step(
        Text(
            fr="Le label vécu : organisations, personnes et dossiers fictifs",
            en="The label in use: fictitious organisations, people and dossiers",
        )
    )
    _label(today)
    step(
        Text(
            fr="Fichier national fictif : création et chargement",
            en="Fictitious national file: generating and loading",
        )
    )
    kept_real = _load(home, today, progress)
    step(Text(fr="Simulation du label sur 120 dossiers inventés", en="Label simulation on 120 fictitious dossiers"))
    _simulate()
    (home / STAMP).write_text(stamp() + "\n", encoding="ascii")
    _be_a_demo()
    return Built(figures, password, kept_real)


def follow_clock() -> None:
    """Take the machine's date as right, however long ago the demonstration was built or served.

    A site whose every account is made up loses nothing by its clock, and whoever tries it must not need two people.
    `filiere serve` asks for them, there as anywhere else.
    """
    from filiere.site.boot import migrate

    migrate()
    from filiere.site.accounts.demo import is_demo
    from filiere.site.journal.clock import note_life

    if is_demo():
        note_life(confirmed=True)


def _be_a_demo() -> None:
    """Tell the settings of this very process, which were read before the stamp was there."""
    from django.conf import settings

    settings.FILIERE_DEMO = True


def _check(today: date) -> int:
    from filiere.figures import check
    from filiere.site.observatory.register import current_register

    faults = check(today=today)
    if faults:
        raise Faults(faults)
    return len(current_register())


def _load(home: Path, today: date, progress: Progress) -> bool:
    """Load the generated file, unless somebody loaded a real one, which fiction must never replace."""
    from filiere.site.accounts.permissions import OPERATOR
    from filiere.site.observatory.actions.load_source import load_source
    from filiere.site.observatory.loaded import accepted
    from filiere.sources import fictitious

    current = accepted(SOURCE)
    if current is not None and not current.fictitious:
        return True
    with tempfile.TemporaryDirectory(prefix="demo-", dir=home) as folder:
        file = fictitious.generate(Path(folder))
        load_source(SOURCE, file, actor=OPERATOR, today=today, progress=progress)
    return False


def _simulate() -> None:
    """Move ten points of weight from the environment to social dialogue, unless that was tried on this very release.

    Nothing is done where the label has no such themes, in a folder of other referentials for instance.
    """
    from filiere.site.accounts.permissions import OPERATOR
    from filiere.site.label.actions.run_simulation import run_simulation
    from filiere.site.label.models import Simulation
    from filiere.site.label.simulating import Move
    from filiere.site.label.visibility import shelf_of

    for release in shelf_of(OPERATOR).kinds["label"]:
        if not {SOURCE_THEME, TARGET_THEME} <= {theme.key for theme in release.themes}:
            continue
        move = Move(SOURCE_THEME, TARGET_THEME, dict.fromkeys(release.referential.categories, POINTS))
        done = Simulation.objects.filter(before=release.id, before_sha256=release.sha256, weights=move.as_json())
        if not done.exists():
            run_simulation(release.id, actor=OPERATOR, move=move, dossiers=DOSSIERS)
        return


def _label(today: date) -> None:
    """Play the label with made-up people, unless a real person has an account here: the two never meet."""
    from filiere.site.accounts.models import User
    from filiere.site.demonstration import gather, tell_all

    if User.objects.filter(fictitious=False).exists():
        return
    tell_all(gather(today), today)


def _account(today: date) -> str | None:
    """Open the account if there is none, the first of all; its password, or None when it was opened before."""
    from filiere.site.accounts.actions.create_account import create_account
    from filiere.site.accounts.actions.grant_role import open_grant
    from filiere.site.accounts.models import User
    from filiere.site.accounts.permissions import OPERATOR, Role
    from filiere.site.demonstration.cast import YEARS
    from filiere.site.demonstration.clock import standing_at

    if User.objects.filter(email=EMAIL).exists():
        return None
    with standing_at(today - YEARS - timedelta(days=1)):
        user, password = create_account(actor=OPERATOR, email=EMAIL, name=NAME, fictitious=True)
        open_grant(actor=OPERATOR, user=user, role=Role.STAFF)
        open_grant(actor=OPERATOR, user=user, role=Role.STATISTICIAN)
    return password
