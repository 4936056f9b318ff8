"""Building the demonstration: a data folder in which every page has something to show, made once.

The register is real and ships with the package. Communes, zones and years come from a generated national file that
says of itself, row by row, that it is fictitious; it goes through the real connector and the real load. The label is
tried on made-up dossiers, which say so too. A stamp in the data folder tells that all this was done for this very
content, so that the second time costs nothing.
"""

from __future__ import annotations

import gc
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import filiere
from filiere.core import Faults, Text
from filiere.core.content_folder import ROOT as CONTENT
from filiere.site.data_folder import home_path

STAMP_FILE = "demo-stamp"
DEMO_EMAIL = "demo@filiere.invalid"
DEMO_NAME = "Compte de démonstration"
SOURCE_THEME, TARGET_THEME, POINTS_MOVED, SIMULATED_DOSSIERS = "environment", "social_dialogue", Decimal(10), 120
_YOUNG_OBJECTS = 200_000
"""Objects made before garbage is looked for, a hundred times what Python waits for."""
PACKAGE_ROOT = Path(filiere.__file__).resolve().parent

StepReporter = Callable[[Text], None]
ProgressReporter = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class DemoBuild:
    """What a build made: how many figures the register holds, and the account's password if it is new."""

    figures: int
    password: str | None
    kept_real_source: bool


def compute_stamp() -> str:
    """SHA-256 of everything a build depends on: content, schema, and the code that turns one into the other."""
    named = "\n".join(os.environ.get(name, "") for name in ("FILIERE_DATABASE_URL", "FILIERE_REFERENTIALS"))
    digest = hashlib.sha256(named.encode())
    for path in _input_files():
        digest.update(f"{path.relative_to(PACKAGE_ROOT)}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _input_files() -> Iterator[Path]:
    yield from sorted(path for path in CONTENT.rglob("*") if path.is_file())
    yield from sorted(PACKAGE_ROOT.glob("site/*/migrations/*.py"))
    yield from sorted(PACKAGE_ROOT.glob("sources/*.py"))
    yield from sorted(PACKAGE_ROOT.glob("site/demonstration/*.py"))
    yield from (PACKAGE_ROOT / "__init__.py", *sorted(PACKAGE_ROOT.glob("site/demonstration_*.py")))


def is_built() -> bool:
    """Whether the data folder was built for this very content. Django is not started to know it."""
    home = home_path()
    kept = home / STAMP_FILE
    if not kept.is_file() or kept.read_text(encoding="ascii").strip() != compute_stamp():
        return False
    return bool(os.environ.get("FILIERE_DATABASE_URL")) or (home / "filiere.sqlite3").is_file()


def build_demo(today: date, step: StepReporter, progress: ProgressReporter) -> DemoBuild:
    """Make the data folder ready, telling each step; raises `Faults` when the shipped register has any."""
    with _look_less_for_garbage():
        return _build(today, step, progress)


@contextmanager
def _look_less_for_garbage() -> Iterator[None]:
    """Years of stories make millions of short-lived rows: looking for garbage among them took a fifth of a build."""
    before = gc.get_threshold()
    gc.set_threshold(_YOUNG_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _build(today: date, step: StepReporter, progress: ProgressReporter) -> DemoBuild:
    from filiere.site.demonstration_source import begin_file
    from filiere.site.django_startup import migrate

    home = home_path()
    home.mkdir(parents=True, exist_ok=True)
    step(Text(fr=f"Base de données, dans {home}", en=f"Database, in {home}"))
    migrate(create=True)
    _name_demo_issuer()
    step(Text(fr="Contrôle du registre des chiffres", en="Checking the register of figures"))
    figures = _check_register(today)
    # What has happened on days that passed comes first: the journal then keeps their order.
    step(Text(fr="Compte de démonstration (fictif)", en="Demonstration account (fictitious)"))
    password = _open_demo_account(today)
    step(
        Text(
            fr="Le label en service : organisations, personnes et dossiers fictifs",
            en="The label in use: fictitious organisations, people and dossiers",
        )
    )
    with begin_file(home, today) as load_file:
        _play_label(today)
        step(
            Text(
                fr="Fichier national fictif : création et chargement",
                en="Fictitious national file: generating and loading",
            )
        )
        kept_real = load_file(progress)
    step(Text(fr="Simulation du label sur 120 dossiers fictifs", en="Label simulation on 120 fictitious dossiers"))
    _run_demo_simulation()
    step(Text(fr="Index de la recherche", en="Search index"))
    _index_pages()
    (home / STAMP_FILE).write_text(compute_stamp() + "\n", encoding="ascii")
    _enable_demo_settings()
    return DemoBuild(figures, password, kept_real)


def confirm_machine_clock() -> None:
    """Take the machine's date as right, however long ago the demonstration was built or served.

    A site whose every account is made up loses nothing by its clock, and whoever tries it must not need two people.
    `filiere serve` asks for them, there as anywhere else.
    """
    from filiere.site.django_startup import migrate

    migrate()
    from filiere.site.accounts.demo_people import is_demo
    from filiere.site.journal.clock_trust import record_life_sign

    if is_demo():
        record_life_sign(confirmed=True)


def _name_demo_issuer() -> None:
    """Issue the papers of the demonstration under the association made up for it, where the settings name none."""
    from django.conf import settings

    for name, value in settings.FILIERE_DEMO_ISSUER.items():
        setattr(settings, name, getattr(settings, name) or value)


def _enable_demo_settings() -> None:
    """Tell the settings of this very process, which were read before the stamp was there."""
    from django.conf import settings

    settings.FILIERE_DEMO = True


def _check_register(today: date) -> int:
    from filiere.figures import check
    from filiere.site.observatory.figure_register import current_register

    faults = check(today=today)
    if faults:
        raise Faults(faults)
    return len(current_register())


def _run_demo_simulation() -> None:
    """Move ten points of weight from the environment to social dialogue, unless that was tried on this very release.

    Nothing is done where the label has no such themes, in a folder of other referentials for instance.
    """
    from filiere.site.accounts.rights import OPERATOR
    from filiere.site.label.actions.run_simulation import run_simulation
    from filiere.site.label.models import Simulation
    from filiere.site.label.simulation_aggregates import WeightMove
    from filiere.site.label.visible_releases import HIDDEN_STATUS, visible_catalogue

    for release in visible_catalogue(OPERATOR).kinds["label"]:
        # What was simulated on a draft is read by few: the demonstration shows one that everybody reads.
        if release.head.status == HIDDEN_STATUS or not {SOURCE_THEME, TARGET_THEME} <= {
            theme.key for theme in release.themes
        }:
            continue
        move = WeightMove(SOURCE_THEME, TARGET_THEME, dict.fromkeys(release.referential.categories, POINTS_MOVED))
        done = Simulation.objects.filter(before=release.id, before_sha256=release.sha256, weights=move.as_json())
        if not done.exists():
            run_simulation(release.id, actor=OPERATOR, move=move, dossiers=SIMULATED_DOSSIERS)
        return


def _index_pages() -> None:
    """Copy what the search finds, so that the first search need not."""
    from filiere.site.search.document_index import refresh_index

    refresh_index()


def _play_label(today: date) -> None:
    """Play the label with made-up people, unless a real person has an account here: the two never meet."""
    from filiere.site.accounts.models import User
    from filiere.site.demonstration import enter_people, play_all_scenarios

    if User.objects.filter(fictitious=False).exists():
        return
    play_all_scenarios(enter_people(today), today)


def _open_demo_account(today: date) -> str | None:
    """Open the account if there is none, the first of all; its password, or None when it was opened before."""
    from filiere.site.accounts.actions.create_account import create_account
    from filiere.site.accounts.actions.grant_role import write_grant
    from filiere.site.accounts.models import User
    from filiere.site.accounts.rights import OPERATOR, Role
    from filiere.site.demonstration.clock import freeze_at
    from filiere.site.demonstration.directory_entries import MANDATE_PERIOD

    if User.objects.filter(email=DEMO_EMAIL).exists():
        return None
    with freeze_at(today - MANDATE_PERIOD - timedelta(days=1)):
        user, password = create_account(actor=OPERATOR, email=DEMO_EMAIL, name=DEMO_NAME, fictitious=True)
        write_grant(actor=OPERATOR, user=user, role=Role.STAFF)
        write_grant(actor=OPERATOR, user=user, role=Role.STATISTICIAN)
    return password
